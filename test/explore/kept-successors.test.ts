import { expect, it } from 'vitest';
import { KeptSuccessors, successorsOf } from '../../src/explore/kept-successors.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { type PublishedModel, publishedSpec } from '../../src/explore/published-model.ts';
import { StateSpace } from '../../src/explore/state-space.ts';

const model = publishedModels.find(({ name }) => name === 'queue-full-for-ever') as PublishedModel;

/** Every state of a small system, and every third of them marked. */
function explored(): { space: StateSpace; marks: Uint8Array } {
  const space = new StateSpace(publishedSpec(model));
  for (let index = 0; index < space.store.count; index++) {
    space.expand(index);
    const { expander } = space;
    for (let i = 0; i < expander.count; i++) space.store.add(expander.out, i * space.layout.words, index);
  }
  return { space, marks: Uint8Array.from({ length: space.store.count }, (_, i) => (i % 3 === 0 ? 1 : 0)) };
}

it.each([
  ['all are kept', undefined],
  ['there is room for some of them', 200],
  ['there is room for none', 0],
])('successors are the same each time they are asked for: %s', (_, most) => {
  const { space, marks } = explored();
  const kept = new KeptSuccessors(space, most);
  expect(space.store.count).toBeGreaterThan(200);
  let marked = 0;
  // Backwards too: what is kept is not in the order of the states.
  for (const indices of [marks.keys(), [...marks.keys()].toReversed()]) {
    for (const index of indices) {
      const found = successorsOf(space, index);
      expect(kept.marked(index, marks)).toEqual(found.filter((each) => each % 3 === 0));
      expect(kept.hasNone(index)).toBe(found.length === 0);
      marked += kept.marked(index, marks).length;
    }
  }
  expect(marked).toBeGreaterThan(100);
});
