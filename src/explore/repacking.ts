import type { Layout } from './layout.ts';

/** Whether all that was packed before says the same in the other layout, with zeros behind it. */
export const addsOnly = (before: Layout, after: Layout): boolean => before.plan.bits === after.plan.bits;

/** Moves many states into another layout. */
export function repacking(before: Layout, after: Layout): (from: Int32Array, into: Int32Array, states: number) => void {
  if (addsOnly(before, after)) {
    return (from, into, states) => {
      for (let state = 0; state < states; state++) {
        for (let i = 0; i < before.words; i++) into[state * after.words + i] = from[state * before.words + i] ?? 0;
      }
    };
  }
  const { count, source, target, mask, right } = movesBetween(before, after);
  return (from, into, states) => {
    into.fill(0, 0, states * after.words);
    for (let state = 0; state < states; state++) {
      const at = state * before.words;
      const to = state * after.words;
      for (let i = 0; i < count; i++) {
        const bits = (from[at + (source[i] ?? 0)] ?? 0) & (mask[i] ?? 0);
        const by = right[i] ?? 0;
        const place = to + (target[i] ?? 0);
        into[place] = (into[place] ?? 0) | (by < 0 ? bits << -by : bits >>> by);
      }
    }
  };
}

/** Bits of a component that lie side by side in one word: which of its bits they are, and where. */
type Piece = { readonly first: number; readonly width: number; readonly word: number; readonly shift: number };

function piecesOf(layout: Layout, component: number): Piece[] {
  const at = (numbers: Int32Array): number => numbers[component] ?? 0;
  const low = at(layout.lowBits);
  const added = 32 - Math.clz32(at(layout.largest)) - low;
  return [
    { first: 0, width: low, word: at(layout.word), shift: at(layout.shift) },
    { first: low, width: added, word: at(layout.word2), shift: at(layout.shift2) },
  ].filter(({ width }) => width > 0);
}

/** Bits that go from one word to another by the same number of places: to the right, or to the left where that is negative. */
type Moves = { readonly count: number } & Readonly<Record<'source' | 'target' | 'mask' | 'right', Int32Array>>;

/** What has to be moved. Components that lie side by side before and after go together, and most need no bits at all. */
function movesBetween(before: Layout, after: Layout): Moves {
  const moves = new Map<string, { source: number; target: number; mask: number; right: number }>();
  for (let component = 0; component < before.word.length; component++) {
    for (const from of piecesOf(before, component)) {
      for (const to of piecesOf(after, component)) {
        const first = Math.max(from.first, to.first);
        const width = Math.min(from.first + from.width, to.first + to.width) - first;
        if (width <= 0) continue;
        const lies = from.shift + first - from.first;
        const right = lies - (to.shift + first - to.first);
        const mask = (2 ** width - 1) << lies;
        const key = `${from.word} ${to.word} ${right}`;
        const known = moves.get(key);
        if (known) known.mask |= mask;
        else moves.set(key, { source: from.word, target: to.word, mask, right });
      }
    }
  }
  const list = [...moves.values()];
  const numbers = (of: 'source' | 'target' | 'mask' | 'right') => Int32Array.from(list, (move) => move[of]);
  return {
    count: list.length,
    source: numbers('source'),
    target: numbers('target'),
    mask: numbers('mask'),
    right: numbers('right'),
  };
}
