import type { AnyMachineSnapshot } from 'xstate';
import type {
  Configuration,
  Property,
  StateProperty,
  SystemNames,
  Verdict,
  WatcherProperty,
} from '../../machines/properties/property.ts';
import type { Layout } from './layout.ts';
import type { Model } from './model.ts';
import type { WatcherSpec } from './watcher-table.ts';

/** What exploring found out about one property. */
export type PropertyResult = {
  readonly id: string;
  readonly says: string;
  readonly kind: Property['kind'];
  /** What the sources say; undefined where they say nothing about such a system. */
  readonly expected: Verdict | undefined;
  readonly verdict: Verdict | 'not checked';
  /** Why it was not checked. */
  readonly why?: string;
  /** The instance that failed, or that was seen. */
  readonly instance?: string;
  /** Steps of the run that shows it. */
  readonly length?: number;
};

/** The properties that say something about a system, by how they are checked. */
export type CheckedProperties = {
  readonly properties: readonly Property[];
  readonly watchers: readonly WatcherSpec[];
  readonly predicates: readonly { readonly property: StateProperty; readonly instance: PredicateInstance }[];
  readonly configuration: Configuration;
};

export type PredicateInstance = ReturnType<StateProperty['instances']>[number];

/** Instances of the properties that say something about this configuration. */
export function propertiesOf(
  all: readonly Property[],
  names: SystemNames,
  configuration: Configuration,
): CheckedProperties {
  const properties = all.filter(
    ({ architecture = 'scsa', expected }) =>
      architecture === configuration.architecture && expected(configuration) !== undefined,
  );
  const isWatcher = (property: Property): property is WatcherProperty => property.kind !== 'always';
  return {
    properties,
    configuration,
    watchers: properties
      .filter(isWatcher)
      .flatMap((property) => property.instances(names).map((instance) => ({ property, instance }))),
    predicates: properties.flatMap((property) =>
      property.kind === 'always' ? property.instances(names).map((instance) => ({ property, instance })) : [],
    ),
  };
}

/** A state property of one instance, evaluated once for each different combination of the states it reads. */
export class StatePredicate {
  readonly property: StateProperty;
  readonly instance: PredicateInstance;
  private readonly model: Model;
  private readonly actors: readonly number[];
  /** Answers by the first, second ... local state. */
  private readonly answers = new Map<number, unknown>();

  constructor(model: Model, property: StateProperty, instance: PredicateInstance) {
    this.model = model;
    this.property = property;
    this.instance = instance;
    this.actors = instance.reads.map((address) => model.actor(address));
  }

  holds(layout: Layout, words: Int32Array, base: number): boolean {
    let at = this.answers;
    const last = this.actors.length - 1;
    for (let i = 0; i < last; i++) {
      const local = layout.get(words, base, this.actors[i] ?? 0);
      let next = at.get(local) as Map<number, unknown> | undefined;
      if (!next) {
        next = new Map();
        at.set(local, next);
      }
      at = next;
    }
    const local = layout.get(words, base, this.actors[last] ?? 0);
    let answer = at.get(local) as boolean | undefined;
    if (answer === undefined) {
      const snapshots = this.snapshots(layout, words, base);
      answer = this.instance.holds(snapshots);
      at.set(local, answer);
      this.model.checkPredicate?.(this.property.id, this.instance.reads, snapshots, answer);
    }
    return answer;
  }

  /** The same of a state that is not packed. */
  holdsIn(vector: Int32Array): boolean {
    return this.instance.holds(this.actors.map((actor) => this.snapshot(actor, vector[actor] ?? 0)));
  }

  private snapshots(layout: Layout, words: Int32Array, base: number): AnyMachineSnapshot[] {
    return this.actors.map((actor) => this.snapshot(actor, layout.get(words, base, actor)));
  }

  private snapshot(actor: number, local: number): AnyMachineSnapshot {
    const snapshot = this.model.tables[actor]?.snapshots[local];
    if (!snapshot) throw new RangeError(`actor ${actor} has no local state ${local}`);
    return snapshot;
  }
}
