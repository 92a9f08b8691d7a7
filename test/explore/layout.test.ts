import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Layout } from '../../src/explore/layout.ts';
import { stateHash } from '../../src/explore/state-index.ts';

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
    fc.property(plan, ({ bits, added }) => {
      let before = new Layout({ bits, added: [] }, core);
      for (let n = 1; n <= added.length; n++) {
        // A state that makes use of all bits there are.
        const vector = Int32Array.from(before.largest);
        const packed = new Int32Array(64);
        expect(before.pack(vector, packed, 0)).toBe(true);
        const extended = new Layout({ bits, added: added.slice(0, n) }, core);
        expect(extended.unpack(packed, 0, new Int32Array(components))).toEqual(vector);
        expect(stateHash(packed, 0, extended.words)).toBe(stateHash(packed, 0, before.words));
        expect(stateHash(packed, 0, extended.words, extended.core)).toBe(
          stateHash(packed, 0, before.words, before.core),
        );
        before = extended;
      }
    }),
  );
});
