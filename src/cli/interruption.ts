/**
 * Does work that Ctrl-C ends early, with what is known by then: that it will is said at once. A second Ctrl-C ends the
 * program, as it does where nobody heeds it.
 */
export async function heedingCtrlC<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}stopping ... (Ctrl-C again ends it at once)\n`);
    interruption.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
}
