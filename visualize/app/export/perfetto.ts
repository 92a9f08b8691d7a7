import { messageText } from '../session/message-text.ts';
import type { Trace } from '../trace/trace.ts';
import { ownerNames, packetSegments } from '../views/life-segments.ts';

type Event = Readonly<Record<string, unknown>>;

/** A run as a trace that Perfetto (ui.perfetto.dev, chrome://tracing) reads: a track for each packet and each actor. */
export async function perfettoOf(trace: Trace): Promise<string> {
  const events: Event[] = [];
  const tracks = new Map<string, number>();
  const track = (name: string): number => {
    const known = tracks.get(name);
    if (known !== undefined) return known;
    tracks.set(name, tracks.size + 1);
    events.push({ ph: 'M', pid: 1, tid: tracks.size, name: 'thread_name', args: { name } });
    return tracks.size;
  };
  for (const slot of new Set(trace.lives.map((life) => life.slot))) {
    for (const { from, to, what } of packetSegments(trace, slot, { from: 0, to: trace.steps })) {
      if (what === 'free') continue;
      const [ts, end] = [trace.timeOf(from), trace.timeOf(Math.min(to, trace.steps - 1))];
      events.push({ ph: 'X', pid: 1, tid: track(`packet ${slot}`), ts, dur: end - ts, name: ownerNames[what] });
    }
  }
  for (let place = 0; place < trace.places; place++) {
    const delivery = trace.exactDelivery(place) ?? (await trace.reading(place));
    if (!delivery || delivery.message.type === 'xstate.init') continue;
    const { to, from, message, took } = delivery;
    const ts = trace.timeOf(trace.stepOf.at(place));
    events.push({ ph: 'i', s: 't', pid: 1, tid: track(to), ts, name: messageText(message), args: { from, took } });
  }
  return JSON.stringify({ traceEvents: events, displayTimeUnit: 'ns' });
}
