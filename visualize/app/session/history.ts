import type { AnyMachineSnapshot } from 'xstate';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import { compose } from '../../../src/system/compose.ts';
import { driverView } from '../../../src/system/driver-view.ts';
import { type Topology, topologySchema } from '../../../src/system/topology.ts';
import type { TraceDelivery } from '../trace/records.ts';
import type { Trace } from '../trace/trace.ts';
import { type Microstep, observer } from './microsteps.ts';

const everyNth = 64;

/** What one actor went through: its snapshots, found again by stepping its machine with what the trace says it received. */
type ActorPast = { readonly spec: ActorSpec; readonly kept: AnyMachineSnapshot[] };

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
  /** The place that is on its way. */
  private wanted: number | undefined;

  constructor(trace: Trace) {
    this.trace = trace;
    const parsed = topologySchema.safeParse(trace.header?.topology);
    this.topology = parsed.success ? parsed.data : undefined;
    this.specs = new Map(this.composed().map((spec) => [spec.address, spec]));
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
      for (let next = way.next(); ; ) {
        if (next.done) {
          found = next.value;
          break;
        }
        const delivery = this.trace.exactDelivery(next.value);
        if (!delivery) {
          void this.walk(place);
          return undefined;
        }
        next = way.next(delivery);
      }
    } catch {
      // A trace of other machines, or one that was edited: what it says is shown, what it does not say cannot be.
    }
    this.remember(place, found);
    return found;
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
    const way = this.way(place);
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
    }
    this.wanted = undefined;
    this.remember(place, found);
    this.trace.onArrival();
  }

  /** Steps an actor to a place, from the nearest snapshot that was kept; asks for the messages that it takes. */
  private *way(place: number): Generator<number, Moment | undefined, TraceDelivery> {
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
      const from = Math.min(Math.floor((wanted - 1) / everyNth), past.kept.length - 1);
      before = past.kept[from] as AnyMachineSnapshot;
      for (let i = from * everyNth + 1; i < wanted; i++) {
        before = observer.step(spec.machine, address, before, (yield places.at(i)).message).after;
        if (i % everyNth === 0 && past.kept.length === i / everyNth) past.kept.push(before);
      }
    }
    return { spec, before, ...observer.step(spec.machine, address, before, (yield place).message) };
  }

  private pastOf(spec: ActorSpec): ActorPast {
    let past = this.pasts.get(spec.address);
    if (!past) {
      past = { spec, kept: [observer.start(spec.machine, spec.address, spec.input)] };
      this.pasts.set(spec.address, past);
    }
    return past;
  }

  /** In what the explorer finds, applications ask from the beginning; what each asks for is in its first message. */
  private askedForever(): { op: 'read' | 'write' }[] | null {
    const asked = (this.trace.step(0)?.sent ?? []).filter(({ from }) => from?.startsWith('app:'));
    const ops = asked.map(({ message }) => ({
      op: message['op'] === 'write' ? ('write' as const) : ('read' as const),
    }));
    return ops.length > 0 ? ops : null;
  }

  private composed(): ActorSpec[] {
    if (!this.topology) return [];
    // A driver that waits for attach(9E) started detached.
    const unit = this.topology.targets[0]?.logicalUnits[0]?.name ?? '';
    const driver = driverView(this.topology).address(unit);
    const first = JSON.stringify(this.trace.stateAt(this.trace.placesOf(driver)?.at(0) ?? -1) ?? '');
    try {
      return compose(this.topology, { startAttached: !/detached|closed/.test(first), forever: this.askedForever() });
    } catch {
      return [];
    }
  }
}
