/** A row of two sequences side by side; one side may be missing. */
export type AlignedRow<T> = { readonly left: T | undefined; readonly right: T | undefined };

/** Most cells of the table by which sequences are aligned. */
const tableLimit = 4_000_000;

/**
 * Puts two sequences side by side so that as many elements as possible that mean the same stand in one row (longest common
 * subsequence), each sequence in its own order.
 */
export function align<T>(left: readonly T[], right: readonly T[], key: (item: T) => string): AlignedRow<T>[] {
  const width = right.length + 1;
  if ((left.length + 1) * width > tableLimit) throw new RangeError('too much happens to be put side by side');
  const leftKeys = left.map(key);
  const rightKeys = right.map(key);
  // longest[i * width + j]: the longest common subsequence of what follows i and j
  const longest = new Uint32Array((left.length + 1) * width);
  const best = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        leftKeys[i] === rightKeys[j] ? best(i + 1, j + 1) + 1 : Math.max(best(i + 1, j), best(i, j + 1));
    }
  }
  const rows: AlignedRow<T>[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && leftKeys[i] === rightKeys[j]) {
      rows.push({ left: left[i++], right: right[j++] });
    } else if (j >= right.length || (i < left.length && best(i + 1, j) >= best(i, j + 1))) {
      rows.push({ left: left[i++], right: undefined });
    } else rows.push({ left: undefined, right: right[j++] });
  }
  return rows;
}
