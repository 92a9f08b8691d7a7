import type { AnyMachineSnapshot, StateValue } from 'xstate';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import { stateName } from '../../../src/system/state-name.ts';
import { type Topology, topologySchema } from '../../../src/system/topology.ts';
import type { TraceDelivery } from '../trace/records.ts';
import type { Trace } from '../trace/trace.ts';
import { composedAs, compositionOf } from './composition.ts';
import type { Frame, FrameSource } from './key-frames.ts';
import { type Microstep, observer } from './microsteps.ts';

/** Messages that are stepped at once; further away the page stays responsive meanwhile. */
const atOnce = 400;
/** Snapshots of an actor that are kept. */
const most = 512;

/**
 * What one actor went through: its snapshots behind every so many messages, found again by stepping its machine with what
 * the trace says it received.
 */
type ActorPast = { readonly spec: ActorSpec; kept: AnyMachineSnapshot[]; every: number };

/** That the machine, given what the trace says it received, does not come to where the trace says it came. */
const otherwise = 'this trace is of other machines, or was edited';

export type Moment = {
  readonly spec: ActorSpec;
  readonly before: AnyMachineSnapshot;
  readonly after: AnyMachineSnapshot;
  readonly microsteps: readonly Microstep[];
};

/**
 * Contexts are not in a trace: machines are pure, so that their messages tell them. Each actor is stepped by itself, on
 * demand, from the nearest snapshot that was kept.
 */
export class History {
  readonly topology: Topology | undefined;
  private readonly trace: Trace;
  private readonly specs: ReadonlyMap<string, ActorSpec>;
  private readonly pasts = new Map<string, ActorPast>();
  private readonly moments = new Map<number, Moment | undefined>();
  private readonly strayed = new Set<number>();
  private readonly frames: () => FrameSource | undefined;
  /** The place that is on its way. */
  private wanted: number | undefined;

  /** @param frames where the actors of a long run are found far from its beginning. */
  constructor(trace: Trace, frames: () => FrameSource | undefined = () => undefined) {
    this.trace = trace;
    this.frames = frames;
    const parsed = topologySchema.safeParse(trace.header?.topology);
    this.topology = parsed.success ? parsed.data : undefined;
    const actors = parsed.success ? composedAs(parsed.data, compositionOf(trace, parsed.data)) : [];
    this.specs = new Map(actors.map((spec) => [spec.address, spec]));
  }

  /**
   * The actor's machine at a place, as it received the message there; undefined when it cannot be repeated, or while the
   * lines that lead there are not here: the trace tells when they have come.
   */
  moment(place: number): Moment | undefined {
    if (this.moments.has(place)) return this.moments.get(place);
    const way = this.way(place);
    let found: Moment | undefined;
    try {
      let stepped = 0;
      for (let next = way.next(); ; stepped++) {
        if (next.done) {
          found = next.value;
          break;
        }
        const delivery = stepped < atOnce ? this.trace.exactDelivery(next.value) : undefined;
        if (!delivery) {
          void this.walk(place);
          return undefined;
        }
        next = way.next(delivery);
      }
    } catch {
      // A trace of other machines, or one that was edited: what it says is shown, what it does not say cannot be.
      this.strayed.add(place);
    }
    this.remember(place, found);
    return found;
  }

  /** In words, that the trace says something else at a place than the machine does; undefined where they agree. */
  objection(place: number): string | undefined {
    const moment = this.moment(place);
    const told = this.trace.delivery(place);
    if (!told) return undefined;
    // A message that its receiver did not expect is told as that.
    if (!moment)
      return this.strayed.has(place) && told.took.length > 0
        ? `The machine would not have come here with the messages that are told: ${otherwise}.`
        : undefined;
    const value = moment.after.value as StateValue;
    return isSameState(value, told.state)
      ? undefined
      : `The machine would be in ${stateName(value)} here: ${otherwise}.`;
  }

  /** The actors of the system, as they start. */
  get actors(): readonly ActorSpec[] {
    return [...this.specs.values()];
  }

  /** The snapshot of an actor at a place. */
  snapshot(address: string, place: number): AnyMachineSnapshot | undefined {
    const last = this.trace.lastPlaceFor(address, place);
    return last < 0 ? undefined : this.moment(last)?.after;
  }

  private remember(place: number, moment: Moment | undefined): void {
    if (this.moments.size > 2000) this.moments.clear();
    this.moments.set(place, moment);
  }

  /** Goes to a place, however far that is, while the page stays responsive. The last place that was asked for counts. */
  private async walk(place: number): Promise<void> {
    if (this.wanted === place) return;
    this.wanted = place;
    const address = this.trace.addresses.word(this.trace.to.at(place));
    const n = this.trace.placesOf(address)?.lastNotAbove(place) ?? 0;
    const frame = await this.frames()?.nearest(address, n - 1);
    if (this.wanted !== place) return;
    const way = this.way(place, frame);
    let found: Moment | undefined;
    try {
      let paused = performance.now();
      for (let next = way.next(); ; ) {
        if (next.done) {
          found = next.value;
          break;
        }
        const delivery = this.trace.exactDelivery(next.value) ?? (await this.trace.reading(next.value));
        if (performance.now() - paused > 12) {
          await new Promise((resolve) => setTimeout(resolve));
          paused = performance.now();
        }
        if (this.wanted !== place) return;
        if (!delivery) break;
        next = way.next(delivery);
      }
    } catch {
      // As above.
      this.strayed.add(place);
    }
    this.wanted = undefined;
    this.remember(place, found);
    this.trace.onArrival();
  }

  /** Steps an actor to a place, from the nearest snapshot that was kept; asks for the messages that it takes. */
  private *way(place: number, frame?: Frame): Generator<number, Moment | undefined, TraceDelivery> {
    const address = this.trace.addresses.word(this.trace.to.at(place));
    const places = this.trace.placesOf(address);
    const spec = this.specs.get(address);
    if (!places || !spec) return undefined;
    const past = this.pastOf(spec);
    const wanted = places.lastNotAbove(place);
    // The first message is the start of the actor.
    if (wanted === 0) {
      const start = past.kept[0] as AnyMachineSnapshot;
      return { spec, before: start, after: start, microsteps: [] };
    }
    // Going forward, the way there was gone a moment ago.
    const neighbour = this.moments.get(places.at(wanted - 1));
    let before = neighbour?.after;
    if (!before) {
      const kept = Math.min(Math.floor((wanted - 1) / past.every), past.kept.length - 1);
      let from = kept * past.every;
      before = past.kept[kept] as AnyMachineSnapshot;
      if (frame && frame.n > from) {
        from = frame.n;
        const value = this.trace.stateAt(places.at(from)) ?? {};
        before = spec.machine.resolveState({ value, context: frame.context }) as AnyMachineSnapshot;
      }
      for (let i = from + 1; i < wanted; i++) {
        before = observer.step(spec.machine, address, before, (yield places.at(i)).message).after;
        keep(past, i, before);
      }
    }
    return { spec, before, ...observer.step(spec.machine, address, before, (yield place).message) };
  }

  private pastOf(spec: ActorSpec): ActorPast {
    let past = this.pasts.get(spec.address);
    if (!past) {
      past = { spec, kept: [observer.start(spec.machine, spec.address, spec.input)], every: 64 };
      this.pasts.set(spec.address, past);
    }
    return past;
  }
}

/** Regions of a state may stand in another order. */
function isSameState(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [one, other] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return one.size === other.size && [...one].every(([key, value]) => isSameState(value, other.get(key)));
}

/** The next snapshot that follows those that are kept; when there are too many, every second one is forgotten. */
function keep(past: ActorPast, n: number, snapshot: AnyMachineSnapshot): void {
  if (n !== past.kept.length * past.every) return;
  past.kept.push(snapshot);
  if (past.kept.length < most) return;
  past.kept = past.kept.filter((_, i) => i % 2 === 0);
  past.every *= 2;
}
