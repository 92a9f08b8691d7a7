import type { StateValue } from 'xstate';
import { stateName } from '../../../src/system/state-name.ts';
import { shortState } from '../session/state-text.ts';
import type { Trace } from '../trace/trace.ts';

/** Who has a packet. */
export const owners = ['free', 'driver', 'call', 'queue', 'bus', 'device', 'sense', 'completion'] as const;
export type Owner = (typeof owners)[number];

export const ownerNames: Readonly<Record<Owner, string>> = {
  free: 'nobody',
  driver: 'target driver',
  call: 'call into the adapter',
  queue: "adapter's queue",
  bus: 'on the bus',
  device: 'device, off the bus',
  sense: 'sense is fetched',
  completion: 'completion callback',
};

export type Segment<T> = { readonly from: number; readonly to: number; readonly what: T };

/** Steps from (inclusive) to (exclusive). */
export type Window = { readonly from: number; readonly to: number };

function ownerOf(packet: StateValue | undefined, area: StateValue | undefined): Owner {
  const inArea = area === undefined ? '' : JSON.stringify(area);
  const ofPacket = packet === undefined ? 'free' : stateName(packet);
  if (packet !== undefined && !ofPacket.startsWith('transport')) {
    if (ofPacket === 'free') return 'free';
    return ofPacket.startsWith('submitting') ? 'call' : 'driver';
  }
  if (/"(senseOwed|sensing|statusReceived)"/.test(inArea)) return 'sense';
  if (/"(finished|completing|callback|queueFull)"/.test(inArea)) return 'completion';
  if (inArea.includes('"disconnected"')) return 'device';
  if (inArea.includes('"onBus"')) return 'bus';
  if (inArea.includes('"queued"')) return 'queue';
  return packet === undefined ? 'free' : 'completion';
}

/** Under AIX the packet is an sc_buf, and its transaction tells how far it is. */
function aixOwnerOf(scBuf: StateValue | undefined, transaction: StateValue | undefined): Owner {
  const of = scBuf === undefined ? 'head' : stateName(scBuf);
  if (of === 'head') return 'free';
  if (of === 'devstrat') return 'call';
  if (of === 'iodone') return 'completion';
  if (of.includes('chained')) return 'queue';
  const on = transaction === undefined ? '' : stateName(transaction);
  return on.includes('disconnected') ? 'device' : on.includes('active') ? 'bus' : 'queue';
}

function segments<T>(
  trace: Trace,
  addresses: readonly string[],
  { from, to }: Window,
  look: (place: number) => T,
): Segment<T>[] {
  const begin = trace.firstPlace.at(from);
  const changes = new Set<number>([from]);
  for (const address of addresses) {
    const places = trace.placesOf(address);
    if (!places) continue;
    for (let i = places.lastNotAbove(begin) + 1; i < places.length; i++) {
      const n = trace.stepOf.at(places.at(i));
      if (n >= to) break;
      changes.add(n);
    }
  }
  const found: { from: number; to: number; what: T }[] = [];
  for (const n of [...changes].sort((a, b) => a - b)) {
    const what = look(trace.lastPlace(n));
    const last = found.at(-1);
    if (last && last.what === what) continue;
    if (last) last.to = n;
    found.push({ from: n, to, what });
  }
  return found;
}

/** Who had the packet of a slot, when. The adapter's own sense command has no packet. */
export function packetSegments(trace: Trace, slot: string, window: Window): Segment<Owner>[] {
  const [packet, area] = [`pkt:${slot}`, `hbac:${slot}`];
  const [scBuf, transaction] = [`scbuf:${slot}`, `scsit:${slot}`];
  return trace.addresses.find(scBuf) < 0
    ? segments(trace, [packet, area], window, (place) =>
        ownerOf(trace.stateOf(packet, place), trace.stateOf(area, place)),
      )
    : segments(trace, [scBuf, transaction], window, (place) =>
        aixOwnerOf(trace.stateOf(scBuf, place), trace.stateOf(transaction, place)),
      );
}

/** States of one actor, when. */
export const stateSegments = (trace: Trace, address: string, window: Window): Segment<string>[] =>
  segments(trace, [address], window, (place) => {
    const state = trace.stateOf(address, place);
    return state === undefined ? '' : shortState(state);
  });
