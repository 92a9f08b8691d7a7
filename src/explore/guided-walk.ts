import { SeededRandom } from '../system/random.ts';
import { stateName } from '../system/state-name.ts';
import { LaneOverflowError, type Model } from './model.ts';
import type { ModelSpec } from './model-spec.ts';
import { StateSpace } from './state-space.ts';

export type GuidedWalkOptions = {
  /** States to expand, counting each as often as it is come across. */
  readonly states: number;
  readonly seed: number;
};

export type GuidedWalkResult = {
  /** Transitions taken by any step out of the states that were expanded. */
  readonly covered: ReadonlySet<string>;
  /** Properties to whose watchers something happened. */
  readonly stirred: ReadonlySet<string>;
  /** Steps that no machine has an answer to, each said once. What the world does out of turn is not among them. */
  readonly failures: readonly string[];
};

/** Steps after which a walk begins anew, from a state where something was new. */
const walkLength = 60;
/** Successors, and states to begin from, that are looked at before one of them is chosen. */
const lookedAt = 8;
const startsLookedAt = 8;

/** Counts how often each machine was met in each of its states, and all of them together. */
class Met {
  private readonly model: Model;
  /** By actor and local state: the number of its state, whatever its context holds. */
  private readonly known: number[][];
  private readonly numbers: Map<string, number>[];
  private readonly each: number[][];
  private readonly together = new Map<string, number>();

  constructor(model: Model) {
    this.model = model;
    this.known = model.tables.map(() => []);
    this.numbers = model.tables.map(() => new Map<string, number>());
    this.each = model.tables.map(() => []);
  }

  /** Counts the state. @returns whether its combination is new */
  add(vector: Int32Array): boolean {
    const states = this.states(vector);
    for (const [actor, state] of states.entries()) {
      const row = this.each[actor];
      if (row) row[state] = (row[state] ?? 0) + 1;
    }
    const name = states.join();
    const times = this.together.get(name) ?? 0;
    this.together.set(name, times + 1);
    return times === 0;
  }

  /** How often the combination was met. */
  times(vector: Int32Array): number {
    return this.together.get(this.states(vector).join()) ?? 0;
  }

  /** How often the machine was met in its state whose state was met least often. */
  rarest(vector: Int32Array): number {
    return this.states(vector).reduce(
      (least, state, actor) => Math.min(least, this.each[actor]?.[state] ?? 0),
      Number.POSITIVE_INFINITY,
    );
  }

  private states(vector: Int32Array): number[] {
    return this.model.tables.map((_, actor) => this.state(actor, vector[actor] ?? 0));
  }

  private state(actor: number, local: number): number {
    const before = this.known[actor]?.[local];
    if (before !== undefined) return before;
    const numbers = this.numbers[actor] ?? new Map<string, number>();
    const name = stateName(this.model.tables[actor]?.snapshots[local]?.value ?? '');
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    const row = this.known[actor];
    if (row) row[local] = number;
    return number;
  }
}

const isOutOfTurn = (failure: unknown): boolean =>
  failure instanceof LaneOverflowError ||
  (failure instanceof Error && /did not expect \{"type":"world\./.test(failure.message));

/**
 * Walks that look for what they have not seen: of some successors the one whose combination of states was met least often is
 * gone to, and walks begin where something was new. Late transitions, which breadth first is far from, are come across with
 * few states; nothing is shown to be absent.
 */
export function guidedWalk(spec: ModelSpec, { states, seed }: GuidedWalkOptions): GuidedWalkResult {
  const random = new SeededRandom(seed);
  const { alike: _, ...asItIs } = spec;
  const space = new StateSpace(asItIs);
  const { model } = space;
  const met = new Met(model);
  const begin = space.vectorOf(0);
  /** Where something was new. */
  const worthwhile = [begin];
  const failed = new Set<number>();

  /** One of the successors; of some of them the one that is known least. */
  const choose = (rarity: 'times' | 'rarest'): Int32Array => {
    const { count } = space.expander;
    if (random.below(10) < 3) return space.successor(random.below(count));
    return leastKnown(rarity, Math.min(count, lookedAt), (i) =>
      space.successor(count <= lookedAt ? i : random.below(count)),
    );
  };
  const leastKnown = (rarity: 'times' | 'rarest', among: number, candidate: (i: number) => Int32Array): Int32Array => {
    let [chosen, least] = [begin, Number.POSITIVE_INFINITY];
    for (let i = 0; i < among; i++) {
      const each = candidate(i);
      // Half a time of chance between those that were met as often.
      const times = met[rarity](each) + random.next() / 2;
      if (times < least) [chosen, least] = [each, times];
    }
    return chosen;
  };
  /** Rather a late one than an early one, and now and then the beginning. */
  const startOfWalk = (rarity: 'times' | 'rarest'): Int32Array => {
    if (random.below(8) === 0) return begin;
    return leastKnown(rarity, startsLookedAt, () => {
      const late = random.below(2) === 0 ? Math.sqrt(random.next()) : random.next();
      return worthwhile[Math.floor(late * worthwhile.length)] ?? begin;
    });
  };

  for (let expanded = 0; expanded < states; ) {
    const rarity = random.below(2) === 0 ? 'times' : 'rarest';
    // What faults there were on the way to it is forgotten: a walk has as many as its spec says.
    let here: Int32Array = startOfWalk(rarity).slice();
    here[model.budgetAt] = spec.faultBudget;
    for (let step = 0; step < walkLength && expanded < states; step++, expanded++) {
      const before = model.covered.size;
      space.expandVector(here);
      if (model.covered.size > before) worthwhile.push(here);
      for (const finding of space.findings) if (finding.kind === 'failure') failed.add(finding.failure);
      if (space.expander.count === 0) {
        expanded += 1;
        break;
      }
      here = choose(rarity);
      if (met.add(here)) worthwhile.push(here);
    }
  }
  const failures = [...failed].map((failure) => space.tree.failures[failure]).filter((each) => !isOutOfTurn(each));
  return {
    covered: model.covered,
    stirred: new Set(model.watchers.filter(({ size }) => size > 1).map(({ spec: { property } }) => property.id)),
    failures: [...new Set(failures.map(String))],
  };
}
