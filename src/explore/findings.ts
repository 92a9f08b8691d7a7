import type { Property, Verdict } from '../../machines/properties/property.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { UnexpectedMessageError } from '../system/errors.ts';
import { MachineError } from '../system/machine-step.ts';
import { LaneOverflowError } from './model.ts';
import { type CheckedProperties, type PropertyResult, StatePredicate } from './properties.ts';
import type { StateSpace } from './state-space.ts';
import { failingStep, type Run, runTo } from './trace.ts';
import type { WatcherSpec } from './watcher-table.ts';

/** What can be wrong with a state or a step whatever the system is. */
export type Violation = {
  readonly kind: 'unexpected message' | 'deadlock' | 'lane overflow' | 'actor in error';
  readonly says: string;
  /** The way there: the moves from the start. Shortest when the exploration is breadth first. */
  readonly trace: Run;
};

/** A property's verdict with the run that shows it. */
export type PropertyFinding = PropertyResult & {
  readonly trace?: Run;
  /** Where the part of the run begins that repeats for ever. */
  readonly cycleFrom?: number;
};

/** A state that was come across: stored, or on a walk that keeps its own way. */
export type Place = { readonly vector: () => Int32Array; readonly way: () => Run };

/** A stored state. */
export function stored(space: StateSpace, index: number): Place {
  const once = (): ReturnType<typeof runTo> => {
    known ??= runTo(space, index);
    return known;
  };
  let known: ReturnType<typeof runTo> | undefined;
  return { vector: () => (space.symmetry ? once().end : space.vectorOf(index)), way: () => once().run };
}

/** Collects what an exploration comes across: the first of each kind. */
export class Findings {
  violation: Violation | undefined;
  private readonly space: StateSpace;
  private readonly checked: CheckedProperties | undefined;
  private readonly predicates: readonly StatePredicate[];
  /** By property: what was found, and where. */
  private readonly told = new Map<string, { instance: string; trace: Run }>();

  constructor(space: StateSpace, checked: CheckedProperties | undefined) {
    this.space = space;
    this.checked = checked;
    this.predicates = (checked?.predicates ?? []).map(
      ({ property, instance }) => new StatePredicate(space.model, property, instance),
    );
  }

  get hasPredicates(): boolean {
    return this.predicates.length > 0;
  }

  failure(failure: unknown, place: Place): void {
    if (this.violation) return;
    const kind =
      failure instanceof UnexpectedMessageError
        ? 'unexpected message'
        : failure instanceof LaneOverflowError
          ? 'lane overflow'
          : failure instanceof MachineError
            ? 'actor in error'
            : undefined;
    if (!kind || !(failure instanceof Error)) throw failure;
    const failing = failingStep(this.space.model, place.vector(), failure);
    this.violation = {
      kind,
      says: failing?.failure.message ?? failure.message,
      trace: [...place.way(), ...(failing ? [failing.step] : [])],
    };
  }

  /** A state that nothing follows. */
  end(place: Place): void {
    const { model } = this.space;
    const vector = place.vector();
    const state = (address: Address): { matches(value: string): boolean } => {
      const actor = model.actor(address);
      const snapshot = model.tables[actor]?.snapshots[vector[actor] ?? 0];
      return { matches: (value) => snapshot?.matches(value as never) ?? false };
    };
    if (this.violation || model.spec.mayEnd?.(state)) return;
    this.violation = { kind: 'deadlock', says: 'nothing can happen any more', trace: place.way() };
  }

  /** A watcher has made up its mind on the way to this state. */
  watcher(component: number, place: Place): void {
    const spec = this.space.model.watchers[component - this.space.model.watchersAt]?.spec;
    if (!spec || this.told.has(spec.property.id)) return;
    this.tell(spec.property.id, this.space.symmetry ? this.toldAt(place.vector(), spec) : spec.instance.name, place);
  }

  /** The instance whose watcher has made up its mind in this state. */
  private toldAt(vector: Int32Array, { property, instance }: WatcherSpec): string {
    const { watchers, watchersAt } = this.space.model;
    const telling = watchers.find(
      (each, w) => each.spec.property === property && each.tells(vector[watchersAt + w] ?? 0),
    );
    return telling?.spec.instance.name ?? instance.name;
  }

  /** Looks at a state that was not seen before. */
  newState(words: Int32Array, base: number, place: () => Place): void {
    const { layout } = this.space;
    for (const predicate of this.predicates) {
      const { property, instance } = predicate;
      if (predicate.holds(layout, words, base) || this.told.has(property.id)) continue;
      const at = place();
      this.tell(property.id, this.space.symmetry ? this.failedAt(at.vector(), predicate) : instance.name, at);
    }
  }

  /** The instance of a state property that does not hold in this state. */
  private failedAt(vector: Int32Array, { property, instance }: StatePredicate): string {
    const { model } = this.space;
    const failing = this.predicates.find(
      (each) =>
        each.property === property &&
        !each.instance.holds(
          each.instance.reads.map((address) => {
            const actor = model.actor(address);
            const snapshot = model.tables[actor]?.snapshots[vector[actor] ?? 0];
            if (!snapshot) throw new RangeError(`${address} has no such local state`);
            return snapshot;
          }),
        ),
    );
    return failing?.instance.name ?? instance.name;
  }

  /** Verdicts of all properties but those that need the whole graph. */
  results(complete: boolean): PropertyFinding[] {
    const { checked } = this;
    if (!checked) return [];
    return checked.properties.flatMap((property): PropertyFinding[] => {
      if (property.kind === 'eventually') return [];
      const found = this.told.get(property.id);
      const { id, says, kind } = property;
      const common = { id, says, kind, expected: expectedOf(property, checked) };
      if (kind === 'sometimes') {
        if (found) return [{ ...common, verdict: 'holds', ...shown(found) }];
        return [
          complete ? { ...common, verdict: 'fails' } : { ...common, verdict: 'not checked', why: 'not all seen' },
        ];
      }
      if (found) return [{ ...common, verdict: 'fails', ...shown(found) }];
      return [complete ? { ...common, verdict: 'holds' } : { ...common, verdict: 'not checked', why: 'not all seen' }];
    });
  }

  private tell(id: string, instance: string, place: Place): void {
    if (!this.told.has(id)) this.told.set(id, { instance, trace: place.way() });
  }
}

/** What can be seen somewhere need not be seen in every system; what must not be seen must be seen in none. */
function expectedOf(property: Property, { configuration }: CheckedProperties): Verdict | undefined {
  const expected = property.expected(configuration);
  return property.kind === 'sometimes' && expected === 'holds' ? undefined : expected;
}

const shown = ({
  instance,
  trace,
}: {
  instance: string;
  trace: Run;
}): { instance: string; trace: Run; length: number } => ({
  instance,
  trace,
  length: trace.length,
});
