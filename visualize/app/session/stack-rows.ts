import { createMemo } from 'solid-js';
import type { StateValue } from 'xstate';
import type { Trace } from '../trace/trace.ts';
import { type Layer, nameIn, prefixOf, roleOf, roles, slotOf } from './roles.ts';
import type { Session } from './session.ts';

/** An actor, and how it stands at the place that is looked at. */
export type StackRow = { readonly address: string; readonly state: StateValue };

/** Places of roles, from the top of the stack to its bottom. */
const order = new Map(roles.map(({ prefix }, i) => [prefix, i]));
const rankOf = (address: string): number => order.get(prefixOf(address)) ?? order.size;

/**
 * The actors that matter at the place that is looked at, by layer: those that serve many commands, and those of the slots
 * that something is under way in, or was lately. Who was there stays until others take the place, so that nothing jumps.
 *
 * @param mostSlots slots whose actors are told.
 */
export function createStackRows(session: Session, mostSlots: number): () => ReadonlyMap<Layer, readonly StackRow[]> {
  const slots = createMemo((before: readonly string[]): readonly string[] => {
    const trace = session.trace();
    if (!trace) return [];
    const latest = lately(trace, session.place()).slice(0, mostSlots);
    const fresh = latest
      .filter((slot) => !before.includes(slot))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const stay = before.flatMap((slot) => (latest.includes(slot) ? [slot] : fresh.splice(0, 1)));
    return [...stay, ...fresh];
  }, []);

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

  return createMemo((before: ReadonlyMap<Layer, readonly StackRow[]>): ReadonlyMap<Layer, readonly StackRow[]> => {
    const trace = session.trace();
    const byLayer = new Map<Layer, StackRow[]>();
    // Until the beginning of the next run is here, those of the one before stay.
    if (!trace || !session.step()) return session.status().kind === 'running' ? before : byLayer;
    const end = trace.lastPlace(trace.stepOf.at(session.place()));
    const places = new Map(slots().map((slot, i) => [slot, i]));
    const placeOf = (address: string): number => places.get(nameIn(address)) ?? 0;
    const shown = trace.addresses.words.filter((address) => !roleOf(address).bySlot || places.has(nameIn(address)));
    for (const address of shown.toSorted((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b))) {
      // As in the chart: the receiver as the message left it, the others as the step left them.
      const row = rowOf(trace, address, session.delivery()?.to === address ? session.place() : end);
      const { layer } = roleOf(address);
      if (row) byLayer.set(layer, [...(byLayer.get(layer) ?? []), row]);
    }
    return byLayer;
  }, new Map());
}

/**
 * Slots in which something has happened since the start: first the one that the message is about, then those with
 * something under way, then the others; the latest first.
 */
function lately(trace: Trace, place: number): string[] {
  const end = trace.lastPlace(trace.stepOf.at(place));
  const found = new Map<string, { latest: number; isBusy: boolean }>();
  for (const address of trace.addresses.words) {
    if (!roleOf(address).bySlot) continue;
    const places = trace.placesOf(address);
    const last = places?.lastNotAbove(end) ?? 0;
    // The first message is the start, of all of them.
    if (!places || last < 1) continue;
    const slot = nameIn(address);
    const before = found.get(slot);
    found.set(slot, {
      latest: Math.max(before?.latest ?? 0, places.at(last)),
      isBusy: before?.isBusy || trace.stateAt(places.at(last)) !== trace.stateAt(places.at(0)),
    });
  }
  const about = [trace.slotAt(place), slotOf(trace.addresses.word(trace.to.at(place)))];
  const rank = (slot: string, isBusy: boolean): number => (about.includes(slot) ? 0 : isBusy ? 1 : 2);
  return [...found]
    .map(([slot, { latest, isBusy }]) => ({ slot, latest, rank: rank(slot, isBusy) }))
    .sort((a, b) => a.rank - b.rank || b.latest - a.latest)
    .map(({ slot }) => slot);
}
