import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Layout } from '../../src/explore/layout.ts';
import { repacking } from '../../src/explore/repacking.ts';

const components = 12;
const core = 9;
const plan = fc.record({
  bits: fc.array(fc.integer({ min: 0, max: 31 }), { minLength: components, maxLength: components }),
  added: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: components - 1 }), fc.integer({ min: 1, max: 8 })), {
    selector: ([component]) => component,
  }),
});
const numbers = fc.array(fc.nat(2 ** 31 - 1), { minLength: components, maxLength: components });

const packed = (layout: Layout, vectors: readonly Int32Array[]): Int32Array => {
  const words = new Int32Array(vectors.length * layout.words);
  for (const [state, vector] of vectors.entries()) expect(layout.pack(vector, words, state * layout.words)).toBe(true);
  return words;
};

it('states say the same in another layout, whatever lay in the words before', () => {
  fc.assert(
    fc.property(plan, plan, fc.array(numbers, { minLength: 1, maxLength: 4 }), (one, other, states) => {
      const [before, after] = [new Layout(one, core), new Layout(other, core)];
      // Values for which there is room in both.
      const vectors = states.map((state) =>
        Int32Array.from(state, (value, i) => Math.min(value, before.largest[i] ?? 0, after.largest[i] ?? 0)),
      );
      const into = new Int32Array(vectors.length * after.words).fill(-1);
      repacking(before, after)(packed(before, vectors), into, vectors.length);
      expect(into).toEqual(packed(after, vectors));
    }),
  );
});

it('states stay as they are, with zeros behind, where bits were only added', () => {
  fc.assert(
    fc.property(plan, numbers, ({ bits, added }, state) => {
      const [before, after] = [new Layout({ bits, added: [] }, core), new Layout({ bits, added }, core)];
      const vectors = [state, state.toReversed()].map((each) =>
        Int32Array.from(each, (value, i) => Math.min(value, before.largest[i] ?? 0)),
      );
      const into = new Int32Array(vectors.length * after.words);
      repacking(before, after)(packed(before, vectors), into, vectors.length);
      expect(into).toEqual(packed(after, vectors));
    }),
  );
});
