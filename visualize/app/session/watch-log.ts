import { propertiesOfArchitecture } from '../../../machines/properties/index.ts';
import type { Configuration, Property, Verdict } from '../../../machines/properties/property.ts';
import { Cascade } from '../../../src/system/cascade.ts';
import { architectureOf, configurationOf, namesOf } from '../../../src/system/system-names.ts';
import { observationOf, type WatcherState, Watchers } from '../../../src/system/watching.ts';
import type { TraceDelivery, TraceStep } from '../trace/records.ts';
import type { Trace } from '../trace/trace.ts';
import type { History } from './history.ts';

/** What one watcher went through: its states, each from a place on. */
export type Watched = {
  readonly property: Property;
  readonly instance: string;
  readonly changes: { readonly place: number; readonly state: WatcherState }[];
};

export type Standing = 'violated' | 'pending' | 'seen' | 'not seen' | 'holds';

/** How a property stands at a place, and its instances there. */
export type Stood = {
  readonly property: Property;
  readonly standing: Standing;
  /** What the sources say of a system like this in which the world did what it did. */
  readonly expected: Verdict;
  readonly configuration: Configuration;
  readonly instances: readonly { readonly name: string; readonly state: string; readonly standing: Standing }[];
  /** Where it is violated first in the run; undefined where it is not. */
  readonly violatedAt: number | undefined;
};

/** Order of importance. */
const rank: readonly Standing[] = ['violated', 'pending', 'not seen', 'seen', 'holds'];

/**
 * Watches a run with the properties of the model: their machines are told of every message, step by step, and what they
 * went through is kept. A trace can still grow.
 */
export class WatchLog {
  /** Steps that were watched. */
  steps = 0;
  private readonly trace: Trace;
  private readonly cascade: Cascade;
  private readonly watchers: Watchers;
  private readonly log = new Map<string, Watched>();
  private readonly offered = new Set<string>();
  private readonly topology: NonNullable<History['topology']>;
  private chosen: NonNullable<TraceStep['chose']> = [];
  private received = 0;
  private faults = 0;
  /** Of what happens now. */
  private place = 0;

  /**
   * @param slots places for requests that are used; the others would only be watched idle.
   * @param properties those that watch; all that say something about such a system where nothing else is said.
   */
  constructor(
    trace: Trace,
    topology: NonNullable<History['topology']>,
    history: History,
    slots: ReadonlySet<string>,
    properties: readonly Property[] = propertiesOfArchitecture(architectureOf(topology)),
  ) {
    this.trace = trace;
    this.topology = topology;
    const all = namesOf(topology);
    const names = {
      ...all,
      units: all.units.map((unit) => ({ ...unit, pool: unit.pool.filter((slot) => slots.has(slot)) })),
    };
    this.watchers = new Watchers(properties, names, (property, instance, state) =>
      this.note(property, instance, state),
    );
    this.cascade = new Cascade(history.actors, {
      complete: ({ message }) => {
        const n = this.received++;
        const choice = this.chosen.find((each) => each.n === n);
        return choice ? { ...message, ...choice.fields } : message;
      },
      took: ({ from, to, message }) => {
        this.place += 1;
        this.watchers.sees(observationOf('delivered', from, to, message));
      },
      post: (from, to, message) => this.watchers.sees(observationOf('sent', from, to, message)),
      effect: () => undefined,
      arm: () => undefined,
      cancel: () => undefined,
    });
  }

  /** Watches on for so many milliseconds. @returns true when all there is has been watched. */
  watch(ms: number): boolean {
    const begin = performance.now();
    for (; this.steps < this.trace.steps; this.steps++) {
      if (performance.now() - begin > ms) return false;
      const step = this.trace.exact(this.steps);
      if (!step) {
        // Asking for it brings it.
        this.trace.step(this.steps);
        return false;
      }
      this.step(step);
    }
    return true;
  }

  private step(step: TraceStep): void {
    this.place = this.trace.firstPlace.at(step.n) - 1;
    this.received = 0;
    this.chosen = step.chose ?? [];
    for (const { type, fields } of this.chosen) {
      for (const [field, value] of Object.entries(fields)) this.offered.add(`${type}.${field}=${String(value)}`);
      this.faults += 1;
    }
    const [first] = step.got;
    if (step.kind === 'message' && first && happens(first)) {
      const { type, ...fields } = first.message;
      this.offered.add(type);
      for (const [field, value] of Object.entries(fields)) {
        if (typeof value === 'string') this.offered.add(`${type}.${field}=${value}`);
      }
      this.faults += 1;
    }
    if (step.kind === 'start') this.cascade.start();
    else if (first) this.cascade.deliver(first);
    this.watchers.looksAt((address) => this.cascade.steps.snapshot(address));
  }

  private note(property: Property, instance: string, state: WatcherState): void {
    const key = `${property.id} ${instance}`;
    let watched = this.log.get(key);
    if (!watched) {
      watched = { property, instance, changes: [] };
      this.log.set(key, watched);
    }
    watched.changes.push({ place: this.place, state });
  }

  /** What the watcher of one instance of a property went through. */
  of(id: string, instance: string): Watched | undefined {
    return this.log.get(`${id} ${instance}`);
  }

  /** How every property that says something about such a system stands at a place. */
  at(place: number): Stood[] {
    const configuration = configurationOf(this.topology, { offered: this.offered, faultBudget: this.faults });
    const byProperty = new Map<Property, Watched[]>();
    for (const watched of this.log.values()) {
      const others = byProperty.get(watched.property);
      if (others) others.push(watched);
      else byProperty.set(watched.property, [watched]);
    }
    return propertiesOfArchitecture(configuration.architecture)
      .flatMap((property): Stood[] => {
        const expected = property.expected(configuration);
        if (expected === undefined) return [];
        const instances = (byProperty.get(property) ?? []).map(({ instance, changes }) => {
          const state = changes.findLast((change) => change.place <= place)?.state;
          return { name: instance, state: state?.name ?? 'holds', standing: standingOf(property, state) };
        });
        const worst = rank.find((each) => instances.some(({ standing }) => standing === each));
        const standing =
          property.kind === 'sometimes' && instances.some((each) => each.standing === 'seen')
            ? 'seen'
            : (worst ?? 'holds');
        const violated = (byProperty.get(property) ?? []).flatMap(({ changes }) =>
          changes.flatMap(({ place: at, state }) => (state.tags.includes('violated') ? [Math.max(0, at)] : [])),
        );
        return [
          {
            property,
            standing,
            expected,
            configuration,
            instances,
            violatedAt: violated.length > 0 ? Math.min(...violated) : undefined,
          },
        ];
      })
      .sort((a, b) => rank.indexOf(a.standing) - rank.indexOf(b.standing));
  }
}

/** The world does something by itself, beside asking for what the stack is there for. */
const happens = ({ from, to, message }: TraceDelivery): boolean =>
  from === null && !to.startsWith('app:') && message.type.startsWith('world.') && message.type !== 'world.attach';

function standingOf({ kind }: Property, state: WatcherState | undefined): Standing {
  const tags = state?.tags ?? [];
  if (tags.includes('violated')) return 'violated';
  if (tags.includes('pending')) return 'pending';
  if (kind === 'sometimes') return tags.includes('seen') ? 'seen' : 'not seen';
  return 'holds';
}
