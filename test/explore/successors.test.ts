import { describe, expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { type PublishedModel, publishedSpec } from '../../src/explore/published-model.ts';
import { StateSpace } from '../../src/explore/state-space.ts';
import { successors } from '../../src/explore/successors.ts';

const published = (name: string): PublishedModel => {
  const found = publishedModels.find((model) => model.name === name);
  if (!found) throw new Error(`no model ${name}`);
  return found;
};

/** Successors of each state from the tables, and again straight from the machines. */
describe.each(['sense-lost', 'queue-full-for-ever', 'start-unit', 'third-party-reset'])('%s', (name) => {
  it('is explored from the tables exactly as the machines say', () => {
    const space = new StateSpace(publishedSpec(published(name), properties));
    for (let index = 0; index < Math.min(space.store.count, 600); index++) {
      space.expand(index);
      const { expander } = space;
      const fast = Array.from({ length: expander.count }, (_, i) => space.successor(i).join(' '));
      const slow = successors(space.model, space.vectorOf(index)).flatMap((each) =>
        'vector' in each ? [each.vector.join(' ')] : [],
      );
      expect(fast.toSorted()).toEqual(slow.toSorted());
      for (let i = 0; i < expander.count; i++) space.store.add(expander.out, i * space.layout.words, index);
    }
    expect(space.store.count).toBeGreaterThan(100);
  });
});
