/** One line on stderr that says how far a long run is. On a terminal it is rewritten; piped, a line every ten seconds. */
export function progressLine(what: string): { show: (done: number, total: number) => void; clear: () => void } {
  const terminal = Boolean(process.stderr.isTTY);
  const every = terminal ? 200 : 10_000;
  let shown = performance.now();
  let dirty = false;
  return {
    show(done, total) {
      const now = performance.now();
      if (now - shown < every) return;
      shown = now;
      const text = `${done} of ${total} ${what}`;
      process.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
      dirty = terminal;
    },
    clear() {
      if (dirty) process.stderr.write('\r\u001b[K');
      dirty = false;
    },
  };
}
