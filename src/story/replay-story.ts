import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { InputError } from '../input-error.ts';
import { machineDigest } from '../run/machine-digest.ts';
import type { ActorSpec, Delivery } from '../system/cascade.ts';
import { compose } from '../system/compose.ts';
import type { Message } from '../system/machine-step.ts';
import { checkTopology, topologySchema } from '../system/topology.ts';
import { firstDifference } from '../trace/first-difference.ts';
import { type TraceHeader, traceEnd, traceFormat, traceHeader, traceStep, traceVersion } from '../trace/format.ts';
import { traceBegins } from '../trace/trace-version.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import type { IntegrityReport } from '../workload/integrity.ts';
import { Playback, type PlayedStep } from './playback.ts';
import { writeStep } from './save-story.ts';
import type { Origin, Shown, Story, StoryStep } from './story.ts';
import { StoryBytes, type Witness } from './story-bytes.ts';
import { onlookerOf } from './watched-run.ts';

/** Where a replay is no longer what the trace says. */
export type Divergence = {
  /** Line of the trace. */
  readonly line: number;
  /** Step, 0 is the start; undefined: not in a step. */
  readonly step: number | undefined;
  /** What differs, e.g. `got.2.state`. */
  readonly what: string;
  readonly recorded: string;
  readonly repeated: string;
};

/** What came of replaying a saved story. */
export type ReplayedStory = {
  readonly name: string;
  readonly says: string;
  readonly shows: Shown;
  /** Steps that happened exactly as recorded, without the start. */
  readonly steps: number;
  /** undefined: every step, request and answer was the same, byte for byte. */
  readonly divergence: Divergence | undefined;
  /** The trace was recorded with machines of other text. */
  readonly otherMachines: boolean;
  readonly witnesses: readonly Witness[];
  readonly contradictions: readonly string[];
  readonly integrity: IntegrityReport;
  /** As it was replayed, to be told. */
  readonly story: Story;
};

type Step = ReturnType<typeof traceStep.parse>['step'];

/** Longest header, bytes. */
const headerLimit = 1 << 16;

/** Is this file a saved story, which can be replayed? What cannot be read is none. */
export function isSavedStory(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(headerLimit);
    const [line = ''] = buffer.toString('utf8', 0, readSync(descriptor, buffer)).split('\n');
    return line.startsWith(traceBegins) && line.includes('"story":{"says":');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replays a saved story: the same stack with real bytes does the steps of the trace, and all that it does is compared
 * with what the trace says.
 *
 * @param variant - other actors, e.g. with a machine that was broken on purpose.
 * @throws InputError with file:line when the trace is not a saved story.
 */
export function replayStory(
  file: string,
  variant: (specs: ActorSpec[]) => ActorSpec[] = (specs) => specs,
): ReplayedStory {
  const lines = linesOf(file);
  const { header, origin, told } = savedHeader(file, lines[0] ?? '');
  const specs = variant(compose(origin.topology, origin.compose));
  const bytes = new StoryBytes(origin.topology);
  let chose: Step['chose'] = [];
  const world = ({ message }: Delivery, n: number): Message => ({
    ...message,
    ...chose?.find((each) => each.n === n)?.fields,
  });
  const playback = new Playback(specs, world, bytes);
  let repeated: string[] = [];
  const trace = new TraceWriter((text) => repeated.push(...text.trimEnd().split('\n')));
  const moves: StoryStep[] = [];
  const about = { name: header.scenario, says: told.says, shows: told.shows };
  const story: Story = {
    ...about,
    origin,
    actors: specs,
    moves,
    ...(told.cycleFrom === undefined ? {} : { cycleFrom: told.cycleFrom - 1 }),
    ...(told.laneBound === undefined ? {} : { laneBound: told.laneBound }),
  };
  if (!canBeShown(story))
    throw problem(JSON.stringify(told.shows).slice(0, 60), `${file}:1`, 'a property that the system has');
  let divergence: Divergence | undefined;
  let steps = 0;
  try {
    for (let at = 1; !divergence; ) {
      const step = stepAt(file, lines, at);
      if (!step) break;
      chose = step.chose ?? [];
      repeated = [];
      const played = attempt(() => play(playback, step, moves));
      if (played instanceof Error) {
        divergence = { line: at + 1, step: step.n, what: 'step', recorded: lines[at] ?? '', repeated: played.message };
        break;
      }
      writeStep(trace, played.record, bytes);
      trace.flush();
      divergence = difference(lines, at, step.n, repeated);
      at += repeated.length;
      if (!divergence && step.kind !== 'start') steps += 1;
    }
    return {
      ...about,
      steps,
      divergence,
      otherMachines: header.machineDigest !== machineDigest(),
      witnesses: bytes.witnesses,
      contradictions: bytes.contradictions,
      integrity: bytes.report(),
      story,
    };
  } finally {
    bytes.close();
  }
}

function canBeShown(story: Story): boolean {
  return !(attempt(() => onlookerOf(story)) instanceof Error);
}

function play(playback: Playback, { kind, got, n }: Step, moves: StoryStep[]): PlayedStep {
  if (kind === 'start') return playback.start();
  const [received] = got;
  if (!received) throw new Error(`step ${n} receives nothing`);
  const { from, to } = received;
  const given: Message = received.message;
  const message = from === null ? given : playback.oldest(from, to, given.type);
  if (!message) throw new Error(`no ${given.type} is on its way from ${from ?? 'world'} to ${to}`);
  const played = kind === 'timer' ? playback.fire(to, given.type) : playback.deliver(from, to, message);
  const chosen = played.record.chosen.map((each) => played.record.deliveries[each.n]?.message ?? given);
  moves.push({
    move:
      kind === 'timer'
        ? { kind, owner: to, delay: given.type.split('.')[2] ?? given.type, event: given.type }
        : { kind, from, to, message },
    chosen,
  });
  return played;
}

function attempt<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** The first line of a step that is not as recorded. */
function difference(
  lines: readonly string[],
  at: number,
  step: number,
  repeated: readonly string[],
): Divergence | undefined {
  for (const [i, now] of repeated.entries()) {
    const recorded = lines[at + i] ?? '';
    if (recorded === now) continue;
    const { what, before, after } = firstDifference(parsed(recorded), JSON.parse(now));
    return { line: at + i + 1, step, what, recorded: textOf(before), repeated: textOf(after) };
  }
  return undefined;
}

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** The step on this line; undefined at the end of the trace. */
function stepAt(file: string, lines: readonly string[], at: number): Step | undefined {
  const text = lines[at] ?? '';
  const given = parsed(text);
  const step = traceStep.safeParse(given);
  if (step.success) return step.data.step;
  if (traceEnd.safeParse(given).success) return undefined;
  const what = text === '' ? 'a story that is cut off' : text.slice(0, 60);
  throw problem(what, `${file}:${at + 1}`, 'a step of a saved story, or its end');
}

function savedHeader(
  file: string,
  text: string,
): { header: TraceHeader; origin: Origin; told: NonNullable<TraceHeader['story']> } {
  const where = `${file}:1`;
  const header = traceHeader.safeParse(parsed(text));
  if (!header.success) {
    throw problem(
      text.slice(0, 60),
      where,
      `the header of a trace with format "${traceFormat}", version ${traceVersion}`,
    );
  }
  const { story, topology } = header.data;
  const checked = topologySchema.safeParse(topology);
  if (!story || !checked.success) {
    throw problem(
      'a trace that is no saved story',
      where,
      'one that check has saved (a trace of a run is a --workload)',
    );
  }
  const { startAttached, forever } = story;
  const origin = { topology: checkTopology(checked.data, where), compose: { startAttached, forever } };
  return { header: header.data, origin, told: story };
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const problem = (given: string, where: string, accepted: string): InputError =>
  new InputError({ code: 'bad-story', given, accepted, where });
