import { expect, it } from 'vitest';
import { allPublished } from '../../src/explore/all-published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { lifelinesOf } from '../../src/story/lifelines.ts';
import type { Story } from '../../src/story/story.ts';

/** A story of a published system in which something comes to each actor, the last one first. */
function storyOf(name: string): Story {
  const model = allPublished.find((each) => each.name === name);
  if (!model) throw new Error(`no system is published as ${name}`);
  const { actors } = publishedSpec(model, []);
  const moves = actors.toReversed().map(({ address }) => ({
    move: { kind: 'timer', owner: address, delay: 'long', event: 'xstate.after.long' } as const,
    chosen: [],
  }));
  return { name, says: '', shows: { kind: 'deadlock', says: '' }, actors, moves };
}

it.each([
  ['two-disks-reset', ['app', 'sd:d0', 'sd:d1', 'pkt', 'hba', 'foreign', 'b0', 't0', 't1']],
  ['aix-2-targets-1-slot', ['app', 'dd:d0', 'dd:d1', 'sc_buf', 'hba', 'b0', 't0', 't1']],
  ['aix-openers', ['app', 'opener', 'proc', 'dd:d0', 'sc_buf', 'tm_buf', 'hba', 'sender', 'b0', 't0']],
  ['aix-fcp-foreign', ['app', 'dd:d0', 'scsi_buf', 'hba', 'foreign', 'foreign-t0', 'ours-t0', 't0']],
  ['fabric-alone', ['ours', 'ours-t0', 't0']],
])('of %s are the layers, from the application to the device, whoever comes first', (name, names) => {
  expect(lifelinesOf(storyOf(name)).names).toEqual(names);
});

it('no actor of a published system stands beside the layers', () => {
  const beside = allPublished.flatMap(({ name }) =>
    lifelinesOf(storyOf(name)).names.filter((each) => /^(?!sd:|dd:).*:/.test(each)),
  );
  expect(beside).toEqual([]);
});

it('the world, where it does something by itself, stands before all others', () => {
  const { actors, moves, ...story } = storyOf('1-target-1-slot');
  const happening = { kind: 'spontaneous', to: 'bus:b0', message: { type: 'world.foreignReset' } } as const;
  const lines = lifelinesOf({ ...story, actors, moves: [...moves, { move: happening, chosen: [] }] });
  expect(lines.names[0]).toBe('world');
  expect(lines.of(null)).toBe(0);
  expect(lines.of('app:d0.1')).toBe(1);
});
