import { properties } from '../../../machines/properties/index.ts';
import { shownWords } from '../../../src/story/shown-text.ts';
import { namesOf } from '../../../src/system/system-names.ts';
import type { TraceHeader } from '../../../src/trace/format.ts';
import type { Mark } from '../trace/marks.ts';
import type { Trace } from '../trace/trace.ts';
import type { History } from './history.ts';
import { type Watched, WatchLog } from './watch-log.ts';

/** What the model checker has a run for, as the trace tells it. */
export type ToldStory = NonNullable<TraceHeader['story']>;

/** Whether, and where, a run shows what a story is there for. */
export type ShownIn = {
  /** `Q4 is violated in step 22` */
  readonly tells: string;
  /** Where to look; undefined when the run does not show it, as far as it is. */
  readonly place: number | undefined;
  /** Along the timeline, and among the moments. */
  readonly marks: readonly Mark[];
};

/**
 * Looks for what a story shows in a run: in the story itself, or in what became of it when something was changed.
 *
 * @throws with the reason when lines of the trace cannot be read.
 */
export async function shownIn(story: ToldStory, trace: Trace, history: History): Promise<ShownIn> {
  const { shows } = story;
  const words = shownWords(shows);
  const isStory = trace.header?.story !== undefined;
  const found = (place: number, tells = `${words} in step ${trace.stepOf.at(place)}`, text = words): ShownIn => ({
    tells,
    place,
    marks: [{ place, kind: 'verdict', text }, ...(isStory ? rounds(story, trace) : [])],
  });
  const last = trace.places - 1;
  // Of a story that was cut off there is less than it shows.
  const notHere: ShownIn = { tells: `${words}, but not in what is here of the story`, place: undefined, marks: [] };
  const atItsEnd = trace.end ? found(last) : notHere;
  // What no watcher sees stands at the end of the story, and can be looked for nowhere else.
  if (shows.kind !== 'property')
    return isStory ? atItsEnd : { tells: `${words}: not looked for here`, place: undefined, marks: [] };
  const watched = await watchedIn(shows, trace, history);
  if (!watched && isStory) return atItsEnd;
  const kind = properties.find(({ id }) => id === shows.id)?.kind;
  const place = watched && (kind === 'eventually' ? owedSince(watched) : firstShown(watched));
  if (place === undefined) {
    if (isStory) return notHere;
    const not = kind === 'sometimes' ? 'does not come about' : 'is not violated';
    return { tells: `${shows.id} ${not}`, place, marks: [] };
  }
  if (kind !== 'eventually') return found(place);
  const since = `what is owed from step ${trace.stepOf.at(place)} on`;
  return isStory && trace.end
    ? found(place, `${words}: ${since} never comes`, `${words}: what is owed from here on never comes`)
    : found(place, `${shows.id}: ${since} has not come so far`, `${shows.id}: owed from here on`);
}

/** What the watcher went through; undefined where the machines do not repeat what the trace tells. */
async function watchedIn(
  { id, instance }: Extract<ToldStory['shows'], { kind: 'property' }>,
  trace: Trace,
  history: History,
): Promise<Watched | undefined> {
  const { topology } = history;
  const wanted = properties.filter((each) => each.id === id);
  if (!topology || wanted.length === 0) return undefined;
  const slots = new Set(namesOf(topology).units.flatMap(({ pool }) => pool));
  const log = new WatchLog(trace, topology, history, slots, wanted);
  while (log.steps < trace.steps) {
    await trace.bring(log.steps, log.steps + atOnce);
    try {
      log.watch(12);
    } catch {
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return log.of(id, instance);
}

/** Steps that are read at once where they are elsewhere. */
const atOnce = 256;

const firstShown = ({ changes }: Watched): number | undefined =>
  changes.find(({ state }) => state.tags.some((tag) => tag === 'violated' || tag === 'seen'))?.place;

/** Where that began which is still pending at the end. */
function owedSince({ changes }: Watched): number | undefined {
  const settled = changes.findLastIndex(({ state }) => !state.tags.includes('pending'));
  return changes[settled + 1]?.place;
}

/** Where that begins which repeats for ever. */
const rounds = ({ cycleFrom }: ToldStory, trace: Trace): Mark[] =>
  cycleFrom !== undefined && cycleFrom < trace.steps
    ? [{ place: trace.firstPlace.at(cycleFrom), kind: 'verdict', text: 'from here on it repeats for ever' }]
    : [];
