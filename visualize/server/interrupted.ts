/** That the user or the system asks for the end. */
export type Interruption = {
  /** Resolves when it is asked for. */
  readonly asked: Promise<void>;
  /** From now on it is not heeded any more: what comes ends the program, as it does where nobody heeds it. */
  readonly ignore: () => void;
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Heeds the first signal that asks for the end. */
export function untilInterrupted(): Interruption {
  let resolve = (): void => undefined;
  const asked = new Promise<void>((settle) => {
    resolve = settle;
  });
  for (const signal of signals) process.once(signal, resolve);
  return {
    asked,
    ignore: () => {
      for (const signal of signals) process.off(signal, resolve);
    },
  };
}
