import pc from 'picocolors';
import { effectText, messageText, valueText, wholeMessageText } from './message-text.ts';
import type { transitionsOf } from './narrate.ts';
import type { Happening } from './playback.ts';
import { netChanges, type StateChange } from './state-change.ts';
import { unbroken } from './wrapped.ts';

/** A line beside the lifelines. */
export type Line = { readonly text: string; readonly paint: (text: string) => string; readonly indent: number };
type Find = ReturnType<typeof transitionsOf>;

/** Where a step stands in its story. */
export type Place = {
  /** Clauses that matter in it. */
  readonly about: readonly string[] | 'everything';
  /** Type of the message that is delivered in the next step. */
  readonly next: string | undefined;
};

export const plain = (text: string): string => text;
export const cited = (source: readonly string[]): string => (source.length === 0 ? '' : ` [${source.join(' ')}]`);
const world = (happening: Extract<Happening, { kind: 'chosen' }>): Line => ({
  text: `## the world chooses ${happening.choice} = ${valueText(happening.value)} (${happening.to})`,
  paint: pc.yellow,
  indent: 1,
});

/** What somebody must know to follow: why, what is another now, what was sent. */
export function shortStep(happenings: readonly Happening[], find: Find, { about, next }: Place): Line[] {
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
      description === undefined ? [] : [`${description}${cited(inOrder(source, about))}`],
    );
    return said.length === 0 ? [] : [{ text: `${who}${said.join('; ')}`, paint: pc.dim, indent: 1 }];
  });
}

/** All that it cites, that first which the story is about. */
function inOrder(source: readonly string[], about: Place['about']): readonly string[] {
  const isAbout = (each: string): boolean => about !== 'everything' && about.includes(each);
  return [...source.filter(isAbout), ...source.filter((each) => !isAbout(each))];
}

/** All that happened. */
export function wholeStep(happenings: readonly Happening[], find: Find): Line[] {
  return happenings.flatMap((happening, i) => toldInFull(happening, i === 0, find));
}

function toldInFull(happening: Happening, isFirst: boolean, find: Find): Line[] {
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
        { text: arrives, paint: plain, indent: isFirst ? 1 : 2 },
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
