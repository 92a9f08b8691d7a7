import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Layout } from '../../src/explore/layout.ts';
import { stateHash } from '../../src/explore/state-store.ts';

const components = 12;
const core = 9;
const plan = fc.record({
  bits: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: components, maxLength: components }),
  added: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: components - 1 }), fc.integer({ min: 1, max: 8 })), {
    selector: ([component]) => component,
  }),
});

it('bits that are added change nothing of what was packed before, whatever they are added to and in which order', () => {
  fc.assert(
    fc.property(
      plan,
      fc.array(fc.nat(), { minLength: components, maxLength: components }),
      ({ bits, added }, seeds) => {
        const first = new Layout({ bits, added: [] }, core);
        const vector = Int32Array.from(seeds, (seed, component) => seed % ((first.largest[component] ?? 0) + 1));
        const packed = new Int32Array(64);
        expect(first.pack(vector, packed, 0)).toBe(true);
        for (let n = 1; n <= added.length; n++) {
          const extended = new Layout({ bits, added: added.slice(0, n) }, core);
          expect(extended.unpack(packed, 0, new Int32Array(components))).toEqual(vector);
          expect(stateHash(packed, 0, extended.words)).toBe(stateHash(packed, 0, first.words));
          expect(stateHash(packed, 0, extended.words, extended.core)).toBe(
            stateHash(packed, 0, first.words, first.core),
          );
          // And there is room for larger values.
          const larger = Int32Array.from(extended.largest);
          const other = new Int32Array(64);
          expect(extended.pack(larger, other, 0)).toBe(true);
          expect(extended.unpack(other, 0, new Int32Array(components))).toEqual(larger);
        }
      },
    ),
  );
});
