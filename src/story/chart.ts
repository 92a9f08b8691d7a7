import pc from 'picocolors';
import { clause } from '../../machines/clauses/index.ts';
import { properties } from '../../machines/properties/index.ts';
import { settingsOf } from '../system/topology-settings.ts';
import { type Lifelines, lifelinesOf } from './lifelines.ts';
import { messageText } from './message-text.ts';
import { type NarratedStep, narrate, transitionsOf } from './narrate.ts';
import { cited, type Line, type Place, plain, shortStep, wholeStep } from './step-lines.ts';
import type { Story } from './story.ts';
import { type Onlooker, onlookerOf, type Remark } from './watched-run.ts';
import { unbroken, wrapped } from './wrapped.ts';

/** How a run is drawn. */
export type ChartOptions = {
  /** Everything: messages within a step, transitions with their clauses, context, delays. */
  readonly verbose?: boolean;
  /** Columns, from 80. Default 116. */
  readonly width?: number;
};

type Arrow = { readonly from: number; readonly to: number };

const numberWidth = 4;

/**
 * A run as a sequence chart for the terminal: time runs down, one lifeline a layer, one arrow a message that somebody
 * waited for; beside it what the step changed and what the world chose. What happens within a step is one line, unless
 * `verbose`.
 *
 * @throws ImpossibleStepError when a step cannot be done.
 */
export function storyChart(story: Story, { verbose = false, width = 116 }: ChartOptions = {}): string {
  const lifelines = lifelinesOf(story);
  const onlooker = onlookerOf(story);
  const find = transitionsOf(story.actors);
  const pitch = Math.max(6, Math.min(9, Math.floor((width * 0.46) / Math.max(1, lifelines.names.length))));
  const draw = drawing(lifelines, pitch, width);
  const last = story.moves.length;
  let out = `${heading(story, width)}\n${draw.head()}`;
  let left: readonly string[] = [];
  for (const step of narrate(story)) {
    const remarks = onlooker.see(step);
    if (step.n === 0) continue;
    if (step.n - 1 === story.cycleFrom) out += draw.across('from here for ever');
    const following = story.moves[step.n]?.move;
    const place = {
      about: aboutOf(story, step, remarks),
      next: following?.kind === 'message' ? following.message.type : undefined,
    };
    out += stepText(step, remarks, place, draw, find, verbose);
    if (step.n === last)
      left = step.after.onTheirWay.map(({ from, to, message }) => `${from} -> ${to}: ${messageText(message, to)}`);
  }
  if (story.cycleFrom !== undefined) out += draw.across(`and again from step ${story.cycleFrom + 1}`);
  return `${out}\n${ending(story, onlooker, left, width)}`;
}

/** What to look for in a step: the end of a defect is told in full. */
function aboutOf({ shows, moves }: Story, { n }: NarratedStep, remarks: readonly Remark[]): Place['about'] {
  if (shows.kind !== 'property') return n === moves.length ? 'everything' : [];
  if (remarks.length === 0) return [];
  return [...remarks.flatMap(({ source }) => source), ...(propertyOf(shows.id)?.source ?? [])];
}

const propertyOf = (id: string) => properties.find((each) => each.id === id);

function heading({ name, says, shows, moves }: Story, width: number): string {
  const what = shows.kind === 'property' ? `${shows.id} (${shows.instance})` : shows.kind;
  const steps = moves.length === 1 ? '1 step' : `${moves.length} steps`;
  return paragraph(`${name}  ${says}`, width, plain, 0) + paragraph(`${what}, ${steps}: ${shows.says}`, width, pc.bold);
}

function ending(story: Story, onlooker: Onlooker, left: readonly string[], width: number): string {
  const { shows } = story;
  const step = onlooker.shownIn();
  const id = shows.kind === 'property' ? shows.id : shows.kind;
  let out =
    step === undefined
      ? paragraph(`${id}: this run does not show it`, width, pc.red)
      : paragraph(
          story.cycleFrom === undefined ? `${id}: shown in step ${step}` : `${id}: shown by the cycle`,
          width,
          pc.red,
        );
  if (left.length > 0 && story.cycleFrom === undefined) {
    out += `\n${pc.dim('  still on their way')}\n${left.map((each) => paragraph(each, width, plain, 4)).join('')}`;
  }
  const settings = story.origin ? settingsOf(story.origin.topology) : [];
  if (settings.length > 0) {
    const told = settings
      .map(({ id: name, value, fallback }) => unbroken(`${name}=${value} (default: ${fallback})`))
      .join(', ');
    const what = 'not set as by default, so that a clause may be switched off here';
    out += `\n${pc.dim(`  ${what}`)}\n${paragraph(told, width, plain, 4)}`;
  }
  const property = shows.kind === 'property' ? propertyOf(shows.id) : undefined;
  const sources = (property?.source ?? []).flatMap((source) => {
    const known = clause(source);
    return known ? [`${source}  ${known.document}, ${known.section}: ${known.says}`] : [];
  });
  if (sources.length > 0) {
    out += `\n${pc.dim('  the property rests on')}\n${sources.map((each) => paragraph(each, width, plain, 4)).join('')}`;
  }
  return out;
}

const paragraph = (text: string, width: number, paint: (text: string) => string, indent = 2): string =>
  wrapped(text, width - indent - 2)
    .map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${paint(line)}\n`)
    .join('');

type Drawing = ReturnType<typeof drawing>;

/** Draws lifelines of this pitch with text beside them. */
function drawing(lifelines: Lifelines, pitch: number, width: number) {
  const { names } = lifelines;
  const chartWidth = names.length * pitch;
  const textWidth = width - numberWidth - chartWidth - 2;
  const at = (column: number): number => Math.floor(pitch / 2) + column * pitch;
  const line = (arrow: Arrow | undefined): string => {
    const cells = Array.from({ length: chartWidth }, () => ' ');
    for (const column of names.keys()) cells[at(column)] = '|';
    if (arrow && arrow.from === arrow.to) cells[at(arrow.to)] = '*';
    else if (arrow) {
      const [begin, end] = [at(arrow.from), at(arrow.to)];
      for (let i = Math.min(begin, end) + 1; i < Math.max(begin, end); i++) cells[i] = '-';
      cells[begin < end ? end - 1 : end + 1] = begin < end ? '>' : '<';
    }
    return cells.join('');
  };
  return {
    of: lifelines.of,
    head(): string {
      const cells = names.map((name, column) => {
        const short = name.slice(0, pitch - 1);
        const before = Math.floor(pitch / 2) - Math.floor(short.length / 2);
        return `${' '.repeat(column === 0 ? Math.max(0, before) : before)}${short}`.padEnd(pitch);
      });
      return pc.bold(`${' '.repeat(numberWidth)}${cells.join('').trimEnd()}\n`);
    },
    across(text: string): string {
      const label = `-- ${text} `;
      return pc.yellow(`${' '.repeat(numberWidth)}${label.padEnd(chartWidth, '-')}\n`);
    },
    row(number: number | undefined, arrow: Arrow | undefined, lines: readonly Line[]): string {
      const all = lines.flatMap(({ text, paint, indent }) =>
        wrapped(text, textWidth - indent - 2).map((piece, i) => ({
          text: `${' '.repeat(i === 0 ? indent : indent + 2)}${paint(piece)}`,
        })),
      );
      return (all.length === 0 ? [{ text: '' }] : all)
        .map(({ text }, i) => {
          const label = i === 0 && number !== undefined ? String(number) : '';
          const drawn = line(i === 0 ? arrow : undefined);
          const left = i === 0 && arrow ? pc.cyan(drawn) : pc.dim(drawn);
          return `${pc.bold(label.padStart(numberWidth - 1))} ${left} ${text}`.trimEnd();
        })
        .map((each) => `${each}\n`)
        .join('');
    },
  };
}

function stepText(
  step: NarratedStep,
  remarks: readonly Remark[],
  place: Place,
  draw: Drawing,
  find: ReturnType<typeof transitionsOf>,
  verbose: boolean,
): string {
  const { n, move, played } = step;
  if (!move) return '';
  if (move.kind === 'cleared') {
    const at = draw.of(move.to) ?? 0;
    return draw.row(n, { from: at, to: at }, [
      { text: `the world takes back: ${move.to} ${move.field}=${move.value}`, paint: pc.yellow, indent: 0 },
    ]);
  }
  const happenings = played?.happenings ?? [];
  const title: Line = { text: titleOf(step), paint: pc.bold, indent: 0 };
  const to = draw.of(move.kind === 'timer' ? move.owner : move.to) ?? 0;
  const from = move.kind === 'timer' ? to : (draw.of(move.kind === 'message' ? move.from : null) ?? to);
  const lines = verbose ? wholeStep(happenings, find) : shortStep(happenings, find, place);
  if (played?.failure) lines.push({ text: `!! ${played.failure.message}`, paint: pc.red, indent: 1 });
  for (const { says, source } of remarks) {
    lines.push({ text: `>> ${says}${cited(source)}`, paint: pc.magenta, indent: 1 });
  }
  return draw.row(n, { from, to }, [title, ...lines]);
}

function titleOf({ move }: NarratedStep): string {
  if (move?.kind === 'timer') return `${move.delay} is over (${move.owner})`;
  return move && 'message' in move ? messageText(move.message, move.to) : '';
}
