/** Virtual time, microseconds, for people: never more than they can tell apart. */
export function timeText(microseconds: number): string {
  if (microseconds < 999.5) return `${Number(microseconds.toPrecision(3))} µs`;
  if (microseconds < 999_999.5) return `${(microseconds / 1000).toFixed(3)} ms`;
  return `${(microseconds / 1_000_000).toFixed(3)} s`;
}
