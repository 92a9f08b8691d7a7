/** Does something soon after each call, but not more often than every `ms` milliseconds; `now` does it at once. */
export function everySoOften(ms: number, act: () => void): (() => void) & { now: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    act();
  };
  const soon = (): void => {
    timer ??= setTimeout(now, Math.max(0, last + ms - performance.now()));
  };
  return Object.assign(soon, { now });
}
