import pc from 'picocolors';
import { clause } from '../../machines/clauses/index.ts';
import { properties } from '../../machines/properties/index.ts';
import { type Lifelines, lifelinesOf } from './lifelines.ts';
import { effectText, messageText, valueText, wholeMessageText } from './message-text.ts';
import { type NarratedStep, narrate, transitionsOf } from './narrate.ts';
import type { Happening } from './playback.ts';
import { netChanges, type StateChange } from './state-change.ts';
import type { Story } from './story.ts';
import { type Onlooker, onlookerOf, type Remark } from './watched-run.ts';
import { unbroken, wrapped } from './wrapped.ts';

export type ChartOptions = {
  /** Everything: messages within a step, transitions with their clauses, context, delays. */
  readonly verbose?: boolean;
  /** Columns, from 80. Default 116. */
  readonly width?: number;
};

/** A line beside the lifelines. */
type Line = { readonly text: string; readonly paint: (text: string) => string; readonly indent: number };
type Arrow = { readonly from: number; readonly to: number };
type Find = ReturnType<typeof transitionsOf>;

const plain = (text: string): string => text;
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

/** Where a step stands in its story. */
type Place = {
  /** Clauses that matter in it. */
  readonly about: readonly string[] | 'everything';
  /** Type of the message that is delivered in the next step. */
  readonly next: string | undefined;
};

function stepText(
  step: NarratedStep,
  remarks: readonly Remark[],
  place: Place,
  draw: Drawing,
  find: Find,
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

const cited = (source: readonly string[]): string => (source.length === 0 ? '' : ` [${source.join(' ')}]`);
const world = (happening: Extract<Happening, { kind: 'chosen' }>): Line => ({
  text: `## the world chooses ${happening.choice} = ${valueText(happening.value)} (${happening.to})`,
  paint: pc.yellow,
  indent: 1,
});

/** What somebody must know to follow: why, what is another now, what was sent. */
function shortStep(happenings: readonly Happening[], find: Find, { about, next }: Place): Line[] {
  const lines: Line[] = happenings.flatMap((each) => (each.kind === 'chosen' ? [world(each)] : []));
  lines.push(...reasons(happenings, find, about));
  const changes = happenings.flatMap((each) => (each.kind === 'received' && each.change ? [each.change] : []));
  const states = netChanges(changes).flatMap(({ actor, states: changed }) =>
    changed.map((each) => unbroken(`${actor} ${stateText(each)}`)),
  );
  if (states.length > 0) lines.push({ text: states.join(', '), paint: plain, indent: 1 });
  for (const each of happenings) {
    if (each.kind === 'effect') lines.push({ text: effectText(each.effect), paint: pc.green, indent: 1 });
  }
  const sent = happenings.flatMap((each) => (each.kind === 'sent' ? [each.delivery] : []));
  // The one message that is delivered next needs no announcement.
  const announced = sent.length === 1 && next !== undefined && next === sent[0]?.message.type ? [] : sent;
  const text = announced.map(({ to, message }) => unbroken(messageText(message, to))).join(', ');
  if (text !== '') lines.push({ text: `=> ${text}`, paint: pc.cyan, indent: 1 });
  return lines;
}

/** Why: what the receiver made of it, and in a step that matters what others did about that. */
function reasons(happenings: readonly Happening[], find: Find, about: Place['about']): Line[] {
  const received = happenings.flatMap((each) => (each.kind === 'received' && !each.ignored ? [each] : []));
  return received.flatMap(({ delivery, transitions }, i) => {
    const entries = transitions.flatMap((id) => find(delivery.to, id) ?? []);
    const concerned = entries.filter(
      ({ source }) => about === 'everything' || source.some((each) => about.includes(each)),
    );
    const who = i === 0 ? '' : `${delivery.to} ${delivery.message.type}: `;
    const told = concerned.length > 0 ? concerned : i === 0 ? entries.slice(0, 1) : [];
    const said = told.flatMap(({ description, source }) =>
      description === undefined ? [] : [`${description}${cited(mostImportant(source, about))}`],
    );
    return said.length === 0 ? [] : [{ text: `${who}${said.join('; ')}`, paint: pc.dim, indent: 1 }];
  });
}

/** Two clauses, those first that the story is about. */
function mostImportant(source: readonly string[], about: Place['about']): readonly string[] {
  const isAbout = (each: string): boolean => about !== 'everything' && about.includes(each);
  return [...source.filter(isAbout), ...source.filter((each) => !isAbout(each))].slice(0, 2);
}

/** All that happened. */
function wholeStep(happenings: readonly Happening[], find: Find): Line[] {
  return happenings.flatMap((happening, i): Line[] => {
    switch (happening.kind) {
      case 'received': {
        const { delivery, transitions, ignored, change } = happening;
        const arrives = `${delivery.from ?? 'world'} -> ${delivery.to} ${wholeMessageText(delivery.message)}${ignored ? ' (ignored)' : ''}`;
        const took = transitions
          .flatMap((id) => find(delivery.to, id) ?? [])
          .map((entry) => ({
            text: `${entry.id}: ${entry.description ?? entry.ignored ?? ''}${cited(entry.source)}`,
            paint: pc.dim,
            indent: 3,
          }));
        return [
          { text: arrives, paint: plain, indent: i === 0 ? 1 : 2 },
          ...took,
          ...(change ? changeLines(change) : []),
        ];
      }
      case 'chosen':
        return [world(happening)];
      case 'sent': {
        const { to, message } = happening.delivery;
        return [{ text: `=> ${to}: ${wholeMessageText(message)}`, paint: pc.cyan, indent: 1 }];
      }
      case 'effect':
        return [{ text: effectText(happening.effect), paint: pc.green, indent: 1 }];
      case 'armed':
        return [{ text: `${happening.owner} arms ${happening.delay} (${happening.ms} ms)`, paint: pc.dim, indent: 2 }];
      case 'cancelled':
        return [{ text: `${happening.owner} cancels ${happening.delay}`, paint: pc.dim, indent: 2 }];
    }
  });
}

const stateText = ({ region, before, after }: StateChange['states'][number]): string =>
  `${region === '' ? '' : `${region}: `}${before} -> ${after}`;

const changeLines = ({ states, fields }: StateChange): Line[] => [
  ...states.map((each) => ({ text: stateText(each), paint: plain, indent: 3 })),
  ...fields.map(({ name, before, after }) => ({
    text: `${name}: ${valueText(before)} -> ${valueText(after)}`,
    paint: plain,
    indent: 3,
  })),
];
