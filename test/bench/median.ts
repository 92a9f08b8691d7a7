/** The middle one; of an even number the higher of the two in the middle. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export const perSecond = (n: number): string => `${(n / 1000).toFixed(1)} k/s`.padStart(12);
