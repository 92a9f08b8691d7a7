import type { Property, Verdict } from '../../machines/properties/property.ts';
import { UnexpectedMessageError } from '../system/errors.ts';
import { MachineError } from '../system/machine-step.ts';
import { LaneOverflowError } from './model.ts';
import { type CheckedProperties, type PropertyResult, StatePredicate } from './properties.ts';
import type { StateSpace } from './state-space.ts';
import { failingStep, type Run, runTo } from './trace.ts';

/** What can be wrong with a state or a step whatever the system is. */
export type Violation = {
  readonly kind: 'unexpected message' | 'deadlock' | 'lane overflow' | 'actor in error';
  readonly says: string;
  /** The way there: the moves from the start. Shortest when the exploration is breadth first. */
  readonly trace: Run;
};

/** What was found about properties, by numbers of states. */
export type SavedFindings = readonly { readonly id: string; readonly instance: string; readonly index: number }[];

/** A property's verdict with the run that shows it. */
export type PropertyFinding = PropertyResult & {
  readonly trace?: Run;
  /** Where the part of the run begins that repeats for ever. */
  readonly cycleFrom?: number;
};

/** A state that was come across: stored, or on a walk that keeps its own way. `end`: the state that the way leads to. */
export type Place = { readonly index: number; readonly end: () => Int32Array; readonly way: () => Run };

/** A stored state. */
export function stored(space: StateSpace, index: number): Place {
  const once = (): ReturnType<typeof runTo> => {
    known ??= runTo(space, index);
    return known;
  };
  let known: ReturnType<typeof runTo> | undefined;
  return {
    index,
    end: () => (space.symmetry || !space.keepsStates ? once().end : space.vectorOf(index)),
    way: () => once().run,
  };
}

/** What was found about a property: the instance as it was seen, and where. */
type Told = { readonly id: string; readonly instance: string; readonly place: Place };

/** Collects what an exploration comes across: the first of each kind. */
export class Findings {
  violation: Violation | undefined;
  private readonly space: StateSpace;
  private readonly checked: CheckedProperties | undefined;
  private readonly predicates: readonly StatePredicate[];
  /** By property: what was found, and where. */
  private readonly told = new Map<string, Told>();

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
    const failing = failingStep(this.space.model, place.end(), failure);
    this.violation = {
      kind,
      says: failing?.failure.message ?? failure.message,
      trace: [...place.way(), ...(failing ? [failing.step] : [])],
    };
  }

  /**
   * A state that nothing follows.
   *
   * @param kept where names are alike, one of those that it stands for: they all may end, or none
   */
  end(kept: Int32Array, place: Place): void {
    if (this.violation || this.mayEnd(kept)) return;
    this.violation = { kind: 'deadlock', says: 'nothing can happen any more', trace: place.way() };
  }

  private mayEnd(vector: Int32Array): boolean {
    const { model, symmetry } = this.space;
    const { mayEnd } = model.spec;
    if (!mayEnd) return false;
    const may = mayEnd((address) => model.stateOf(address, vector));
    symmetry?.checkEnd(mayEnd, vector, may);
    return may;
  }

  /** A watcher has made up its mind on the way to this state. */
  watcher(component: number, place: Place): void {
    const spec = this.space.model.watchers[component - this.space.model.watchersAt]?.spec;
    if (spec) this.tell({ id: spec.property.id, instance: spec.instance.name, place });
  }

  /** What was told of stored states, to be told again. */
  saved(): SavedFindings {
    return [...this.told.values()].map(({ id, instance, place: { index } }) => ({ id, instance, index }));
  }

  restore(told: SavedFindings): void {
    for (const { id, instance, index } of told) this.tell({ id, instance, place: stored(this.space, index) });
  }

  /** The instance that the run shows: with names exchanged it may be another than was seen. */
  private shownInstance({ id, instance, place }: Told): string {
    if (!this.space.symmetry) return instance;
    const { model } = this.space;
    const end = place.end();
    const telling = model.watchers.find(
      (watcher, w) => watcher.spec.property.id === id && watcher.tells(end[model.watchersAt + w] ?? 0),
    );
    const failing = this.predicates.find((each) => each.property.id === id && !each.holdsIn(end));
    return telling?.spec.instance.name ?? failing?.instance.name ?? instance;
  }

  /** Looks at a state that was not seen before. */
  newState(words: Int32Array, base: number, place: () => Place): void {
    const { layout } = this.space;
    for (const predicate of this.predicates) {
      const { property, instance } = predicate;
      if (predicate.holds(layout, words, base) || this.told.has(property.id)) continue;
      this.tell({ id: property.id, instance: instance.name, place: place() });
    }
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
      const [ifFound, ifNot] = kind === 'sometimes' ? (['holds', 'fails'] as const) : (['fails', 'holds'] as const);
      if (found) return [{ ...common, verdict: ifFound, ...this.shown(found) }];
      return [complete ? { ...common, verdict: ifNot } : { ...common, verdict: 'not checked', why: 'not all seen' }];
    });
  }

  private tell(told: Told): void {
    if (!this.told.has(told.id)) this.told.set(told.id, told);
  }

  private shown(told: Told): { instance: string; trace: Run; length: number } {
    const trace = told.place.way();
    return { instance: this.shownInstance(told), trace, length: trace.length };
  }
}

/** What can be seen somewhere need not be seen in every system; what must not be seen must be seen in none. */
function expectedOf(property: Property, { configuration }: CheckedProperties): Verdict | undefined {
  const expected = property.expected(configuration);
  return property.kind === 'sometimes' && expected === 'holds' ? undefined : expected;
}
