import { writeFileSync } from 'node:fs';
import { InputError } from '../input-error.ts';
import { machineDigest } from '../run/machine-digest.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import { narrate } from './narrate.ts';
import type { Origin, Story } from './story.ts';
import { StoryBytes, type Witness } from './story-bytes.ts';

/** A story that was given bytes. */
export type SavedStory = {
  readonly steps: number;
  readonly witnesses: readonly Witness[];
  /** Where the bytes say something else than the story, as can only be when the model is wrong. */
  readonly contradictions: readonly string[];
};

/**
 * Writes a story as a trace that `run` replays: with CDBs, blocks and data for all that it only names by class.
 *
 * @throws ImpossibleStepError when a step cannot be done.
 * @throws InputError when the file cannot be written.
 */
export function saveStory(story: Story, file: string): SavedStory {
  const { text, ...saved } = tracedStory(story);
  try {
    writeFileSync(file, text);
  } catch (error) {
    const given = error instanceof Error ? error.message : String(error);
    throw new InputError({ code: 'story-file', given, accepted: 'a file that can be written', where: file });
  }
  return saved;
}

/** The story as the text of a trace. */
export function tracedStory(story: Story): SavedStory & { readonly text: string } {
  const origin = originOf(story);
  const bytes = new StoryBytes(origin.topology);
  let text = '';
  const trace = new TraceWriter((lines) => {
    text += lines;
  });
  trace.header(headerOf(story, origin));
  try {
    let at = 0;
    let steps = 0;
    for (const { n, played } of narrate(story, bytes)) {
      if (!played) continue;
      writeStep(trace, played.record, bytes);
      ({ at } = played.record);
      steps = n;
    }
    trace.end({ at, steps: steps + 1 });
    const { witnesses, contradictions } = bytes;
    return { text, steps, witnesses, contradictions };
  } finally {
    bytes.close();
  }
}

/** A step with the requests and answers that it brought. */
export function writeStep(trace: TraceWriter, record: Parameters<TraceWriter['step']>[0], bytes: StoryBytes): void {
  const { at } = record;
  const { requests, answers } = bytes.takeStep();
  trace.step(record);
  for (const answer of answers) trace.answer({ at, ...answer });
  for (const request of requests) trace.request({ at, ...request });
}

/** @throws Error for a story whose actors were not composed from a topology. */
export function originOf({ name, origin }: Story): Origin {
  if (!origin) throw new Error(`${name} has no topology from which it could be built again`);
  return origin;
}

function headerOf(story: Story, { topology, compose }: Origin): Parameters<TraceWriter['header']>[0] {
  const { name, says, shows, laneBound, cycleFrom, moves } = story;
  // In the trace only what acts is a step; 0 is the start.
  const acted = moves.slice(0, cycleFrom).filter(({ move }) => move.kind !== 'cleared').length;
  return {
    scenario: name,
    seed: 0,
    machineDigest: machineDigest(),
    topology,
    story: {
      says,
      shows,
      startAttached: compose.startAttached,
      forever: compose.forever === null ? null : [...compose.forever],
      ...(cycleFrom === undefined ? {} : { cycleFrom: acted + 1 }),
      ...(laneBound === undefined ? {} : { laneBound }),
    },
  };
}
