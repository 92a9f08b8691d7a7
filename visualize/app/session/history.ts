import type { AnyMachineSnapshot } from 'xstate';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import { compose } from '../../../src/system/compose.ts';
import { driverView } from '../../../src/system/driver-view.ts';
import { type Topology, topologySchema } from '../../../src/system/topology.ts';
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

  constructor(trace: Trace) {
    this.trace = trace;
    const parsed = topologySchema.safeParse(trace.header?.topology);
    this.topology = parsed.success ? parsed.data : undefined;
    this.specs = new Map(this.composed().map((spec) => [spec.address, spec]));
  }

  /** The actor's machine at a place, as it received the message there; undefined when it cannot be repeated. */
  moment(place: number): Moment | undefined {
    if (this.moments.has(place)) return this.moments.get(place);
    const found = this.repeat(place);
    if (this.moments.size > 2000) this.moments.clear();
    this.moments.set(place, found);
    return found;
  }

  /** The actors of the system, as they start. */
  get actors(): readonly ActorSpec[] {
    return [...this.specs.values()];
  }

  /** The snapshot of an actor at a place. */
  snapshot(address: string, place: number): AnyMachineSnapshot | undefined {
    const last = this.trace.lastFor(address, place);
    return last && this.moment(last.place)?.after;
  }

  private repeat(place: number): Moment | undefined {
    const delivery = this.trace.delivery(place);
    const places = delivery && this.trace.placesOf(delivery.to);
    const spec = delivery && this.specs.get(delivery.to);
    if (!places || !spec) return undefined;
    try {
      const past = this.pastOf(spec);
      const wanted = places.lastNotAbove(place);
      // The first message is the start of the actor.
      if (wanted === 0)
        return {
          spec,
          before: past.kept[0] as AnyMachineSnapshot,
          after: past.kept[0] as AnyMachineSnapshot,
          microsteps: [],
        };
      // Going forward, the way there was gone a moment ago.
      const neighbour = this.moments.get(places.at(wanted - 1));
      if (neighbour) return { spec, before: neighbour.after, ...this.step(spec, neighbour.after, place) };
      const from = Math.min(Math.floor((wanted - 1) / everyNth), past.kept.length - 1);
      let snapshot = past.kept[from] as AnyMachineSnapshot;
      for (let i = from * everyNth + 1; i < wanted; i++) {
        snapshot = this.step(spec, snapshot, places.at(i)).after;
        if (i % everyNth === 0 && past.kept.length === i / everyNth) past.kept.push(snapshot);
      }
      return { spec, before: snapshot, ...this.step(spec, snapshot, place) };
    } catch {
      // A trace of other machines, or one that was edited: what it says is shown, what it does not say cannot be.
      return undefined;
    }
  }

  private step({ machine, address }: ActorSpec, before: AnyMachineSnapshot, place: number) {
    const message = this.trace.delivery(place)?.message;
    if (!message) throw new Error(`no message at ${place}`);
    return observer.step(machine, address, before, message);
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
    const first = JSON.stringify(this.trace.delivery(this.trace.placesOf(driver)?.at(0) ?? -1)?.state ?? '');
    try {
      return compose(this.topology, { startAttached: !/detached|closed/.test(first), forever: this.askedForever() });
    } catch {
      return [];
    }
  }
}
