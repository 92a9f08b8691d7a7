import { messageText } from './message-text.ts';
import { originOf } from './save-story.ts';
import type { Story, StoryStep } from './story.ts';
import { comment, source } from './test-source.ts';

/**
 * A test file for vitest that does the steps of a story and expects that they still show what they did: it passes as long
 * as the system behaves so.
 */
export function storyTest(story: Story): string {
  const { name, says, shows, moves, sticky, laneBound, cycleFrom } = story;
  const { topology, compose } = originOf(story);
  const about = shows.kind === 'property' ? `${shows.id} (${shows.instance})` : shows.kind;
  const field = (key: string, value: unknown): string =>
    value === undefined ? '' : `  ${key}: ${source(value, 2)},\n`;
  return `import { retell, type Story } from 'scsi-statecharts/story';
import { type ComposeOptions, compose, topologySchema } from 'scsi-statecharts/system';
import { expect, it } from 'vitest';

${comment(`${name}: ${says}.`)}${comment(`${about}: ${shows.says}`)}//
// Passes as long as every step can be done and the run shows the same. When the system behaves otherwise, it names the
// step that can no longer be done, or shows nothing.

const topology = topologySchema.parse(${source(topology, 0)});

const options: ComposeOptions = ${source(compose, 0)};

const story: Story = {
${field('name', name)}${field('says', says)}${field('shows', shows)}  origin: { topology, compose: options },
  actors: compose(topology, options),
${field('sticky', sticky)}${field('laneBound', laneBound)}${field('cycleFrom', cycleFrom)}  moves: [
${moves.map((step, i) => moveSource(step, i)).join('')}  ],
};

it(${source(`${name}: ${about}`, 0)}, () => {
  expect(retell(story)).toMatchObject({ steps: ${moves.length}, shown: story.shows });
});
`;
}

function moveSource(step: StoryStep, index: number): string {
  const { move } = step;
  const says =
    move.kind === 'timer'
      ? `${move.owner}: ${move.delay} is over`
      : move.kind === 'cleared'
        ? `${move.to}: no longer ${move.field}=${move.value}`
        : `${(move.kind === 'message' ? move.from : null) ?? 'world'} -> ${move.to}: ${messageText(move.message, move.to)}`;
  return `    // ${index + 1}. ${says}\n    ${source(step, 4)},\n`;
}
