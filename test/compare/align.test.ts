import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align } from '../../src/compare/align.ts';

const sideBySide = (left: string, right: string): string[] =>
  align(left.split(''), right.split(''), (letter) => letter).map((row) => `${row.left ?? '-'}${row.right ?? '-'}`);

describe('two sequences side by side', () => {
  it('puts what is the same into one row', () => {
    expect(sideBySide('abcd', 'abxd')).toEqual(['aa', 'bb', 'c-', '-x', 'dd']);
  });

  it('leaves a gap where one has more', () => {
    expect(sideBySide('ad', 'abcd')).toEqual(['aa', '-b', '-c', 'dd']);
    expect(sideBySide('', 'a')).toEqual(['-a']);
  });

  it('keeps both in their order, and never pairs what differs', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(word, word, (left, right) => {
        const rows = align(left.split(''), right.split(''), (letter) => letter);
        expect(rows.flatMap((row) => row.left ?? []).join('')).toBe(left);
        expect(rows.flatMap((row) => row.right ?? []).join('')).toBe(right);
        for (const row of rows) if (row.left !== undefined && row.right !== undefined) expect(row.left).toBe(row.right);
      }),
    );
  });
});
