/** What drawing may take of the time, at most: one part of so many. */
const share = 6;

/**
 * Does something soon after each call, but not more often than every `ms` milliseconds, and more seldom where it takes long,
 * so that most frames of the screen have nothing to do with it; `now` does it at once.
 */
export function everySoOften(ms: number, act: () => void): (() => void) & { now: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next = Number.NEGATIVE_INFINITY;
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const begin = performance.now();
    act();
    const end = performance.now();
    next = end + Math.max(ms, (end - begin) * share);
  };
  const soon = (): void => {
    timer ??= setTimeout(now, Math.max(0, next - performance.now()));
  };
  return Object.assign(soon, { now });
}
