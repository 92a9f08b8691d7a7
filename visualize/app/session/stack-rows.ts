import { createMemo } from 'solid-js';
import type { StateValue } from 'xstate';
import type { Trace } from '../trace/trace.ts';
import { byName, type Layer, nameIn, prefixOf, roleOf, roles, slotOf } from './roles.ts';
import type { Session } from './session.ts';

/** An actor, and how it stands at the place that is looked at. */
export type StackRow = { readonly address: string; readonly state: StateValue };

/** Places of roles, from the top of the stack to its bottom. */
const order = new Map(roles.map(({ prefix }, i) => [prefix, i]));
const rankOf = (address: string): number => order.get(prefixOf(address)) ?? order.size;

export type StackRows = {
  /** From the top of the stack to its bottom. */
  readonly rows: () => ReadonlyMap<Layer, readonly StackRow[]>;
  /** Commands under way whose actors are not among them. */
  readonly leftOut: () => number;
};

/**
 * The actors that matter at the place that is looked at, by layer: those that serve many commands, and those of the slots
 * that something is under way in. What they are depends on the place alone, and they are told in the order of their names.
 *
 * @param least slots whose actors are told although nothing is under way, so that little comes and goes; `used`: all in
 *   which something was.
 * @param most slots whose actors are told.
 */
export function createStackRows(session: Session, least: number | 'used', most: number): StackRows {
  const chosen = createMemo((): { readonly slots: readonly string[]; readonly leftOut: number } => {
    const trace = session.trace();
    if (!trace) return { slots: [], leftOut: 0 };
    const { slots, busy, used } = slotsAt(trace, session.place());
    const told = slots.slice(0, Math.min(most, Math.max(least === 'used' ? used : least, busy)));
    return { slots: told.sort(byName), leftOut: Math.max(0, busy - told.length) };
  });

  /** Rows stay the same objects while nothing changes for their actors, and so does what is drawn of them. */
  const known = new Map<string, { place: number; trace: Trace; row: StackRow }>();
  const rowOf = (trace: Trace, address: string, place: number): StackRow | undefined => {
    const places = trace.placesOf(address);
    const found = places?.at(places.lastNotAbove(place)) ?? -1;
    const before = known.get(address);
    if (before?.place === found && before.trace === trace) return before.row;
    const state = trace.delivery(found)?.state;
    if (state === undefined) return undefined;
    const row = { address, state };
    known.set(address, { place: found, trace, row });
    return row;
  };

  const rows = createMemo(
    (before: ReadonlyMap<Layer, readonly StackRow[]>): ReadonlyMap<Layer, readonly StackRow[]> => {
      const trace = session.trace();
      const byLayer = new Map<Layer, StackRow[]>();
      // Until the beginning of the next run is here, those of the one before stay.
      if (!trace || !session.step()) return session.status().kind === 'running' ? before : byLayer;
      const end = trace.lastPlace(trace.stepOf.at(session.place()));
      const places = new Map(chosen().slots.map((slot, i) => [slot, i]));
      const placeOf = (address: string): number => places.get(nameIn(address)) ?? 0;
      const shown = trace.addresses.words.filter((address) => !roleOf(address).bySlot || places.has(nameIn(address)));
      for (const address of shown.toSorted((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b))) {
        // As in the chart: the receiver as the message left it, the others as the step left them.
        const row = rowOf(trace, address, session.delivery()?.to === address ? session.place() : end);
        const { layer } = roleOf(address);
        if (row) byLayer.set(layer, [...(byLayer.get(layer) ?? []), row]);
      }
      return byLayer;
    },
    new Map(),
  );
  return { rows, leftOut: () => chosen().leftOut };
}

/** Places for requests, before those for what drivers send of themselves. */
const isNumbered = (slot: string): boolean => /\d$/.test(slot);

/**
 * All slots: first the one that the message is about, then those with something under way, the latest first, then those
 * in which something was, then the others; and how many of them are of the first two kinds, and of the first three.
 */
function slotsAt(
  trace: Trace,
  place: number,
): { readonly slots: string[]; readonly busy: number; readonly used: number } {
  const end = trace.lastPlace(trace.stepOf.at(place));
  const start = trace.lastPlace(0);
  const found = new Map<string, { latest: number; isBusy: boolean }>();
  for (const address of trace.addresses.words) {
    if (!roleOf(address).bySlot) continue;
    const places = trace.placesOf(address);
    const last = places?.lastNotAbove(end) ?? -1;
    if (!places || last < 0) continue;
    const slot = nameIn(address);
    const before = found.get(slot);
    found.set(slot, {
      latest: Math.max(before?.latest ?? 0, places.at(last)),
      // The first message is the start.
      isBusy: before?.isBusy || trace.stateAt(places.at(last)) !== trace.stateAt(places.at(0)),
    });
  }
  const about = [trace.slotAt(place), slotOf(trace.addresses.word(trace.to.at(place)))];
  const all = [...found].map(([slot, { latest, isBusy }]) => {
    const rank = about.includes(slot)
      ? 0
      : isBusy
        ? 1
        : latest > start
          ? isNumbered(slot)
            ? 2
            : 3
          : isNumbered(slot)
            ? 4
            : 5;
    return { slot, rank, latest };
  });
  all.sort((a, b) => a.rank - b.rank || (a.rank === 1 ? b.latest - a.latest : byName(a.slot, b.slot)));
  const upTo = (most: number): number => all.filter(({ rank }) => rank <= most).length;
  return { slots: all.map(({ slot }) => slot), busy: upTo(1), used: upTo(3) };
}
