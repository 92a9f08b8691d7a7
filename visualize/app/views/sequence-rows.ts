import { type Lane, laneOf } from '../../../machines/protocol/lanes.ts';
import { prefixOf, roles, slotOf } from '../session/roles.ts';
import { Column } from '../trace/column.ts';
import type { Trace } from '../trace/trace.ts';

export type SequenceFilter = {
  /** Messages within a step too, not only the one that made it. */
  readonly atomic: boolean;
  readonly slot: string | undefined;
  /** Prefixes of addresses that are left out. */
  readonly hidden: ReadonlySet<string>;
  /** Interfaces that are let through; none: all of them. */
  readonly only: ReadonlySet<string>;
};

/** The interface that a message belongs to: what its name begins with. */
export const interfaceOf = (type: string): string =>
  type.startsWith('xstate.') ? delays : (type.split('.')[0] ?? type);

/** What the ends of delays are called among the interfaces. */
export const delays = 'delays';

/** Interfaces of the messages in a trace. */
export const interfacesOf = (trace: Trace): string[] => {
  const found = new Set(trace.types.words.filter((type) => type !== 'xstate.init').map(interfaceOf));
  return [...found].sort((a, b) => Number(a === delays) - Number(b === delays) || (a < b ? -1 : 1));
};

/** Rows of the chart: places, and how many messages of the same kind a row stands for. */
export type SequenceRows = { readonly places: Column; readonly counts: Column };

/** The messages that a filter lets through; one row for neighbours that are alike. */
export function sequenceRows(trace: Trace, { atomic, slot, hidden, only }: SequenceFilter): SequenceRows {
  const places = new Column(1024);
  const counts = new Column(1024);
  const { words } = trace.addresses;
  const shown = words.map((address) => !hidden.has(prefixOf(address)));
  const ofSlot = words.map((address) => slotOf(address));
  const wanted = trace.types.words.map((type) => only.size === 0 || only.has(interfaceOf(type)));
  const start = trace.types.find('xstate.init');
  let like = -1;
  let count = 0;
  for (let place = 0; place < trace.places; place++) {
    const n = trace.stepOf.at(place);
    if (!atomic && trace.firstPlace.at(n) !== place) continue;
    const [from, to, type] = [trace.from.at(place), trace.to.at(place), trace.type.at(place)];
    if (type === start || wanted[type] === false || shown[to] === false || (from >= 0 && shown[from] === false))
      continue;
    if (slot !== undefined) {
      const slots = [ofSlot[to], from < 0 ? undefined : ofSlot[from]];
      if (!slots.includes(slot) && trace.slotAt(place) !== slot) continue;
    }
    const key = (from * 4096 + to) * 4096 + type;
    if (key === like) {
      count += 1;
      replaceLast(counts, count);
      continue;
    }
    like = key;
    count = 1;
    places.push(place);
    counts.push(1);
  }
  return { places, counts };
}

const replaceLast = (column: Column, value: number): void => {
  column.length -= 1;
  column.push(value);
};

/** Prefixes of the actors in a trace, from the top of the stack down. */
export function columnsOf(trace: Trace): string[] {
  const present = new Set(trace.addresses.words.map(prefixOf));
  return roles.map(({ prefix }) => prefix).filter((prefix) => present.has(prefix));
}

export const laneNames: Readonly<Record<Lane | 'timer', string>> = {
  call: 'call and return',
  intr: 'interrupt, completion',
  task: 'task thread',
  world: 'the world',
  atomic: 'within the step',
  timer: 'a delay is over',
};

export const laneOfRow = (trace: Trace, place: number): Lane | 'timer' => {
  const type = trace.types.word(trace.type.at(place));
  return type.startsWith('xstate.') ? 'timer' : laneOf(type);
};
