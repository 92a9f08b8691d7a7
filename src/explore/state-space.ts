import type { AnyMachineSnapshot } from 'xstate';
import type { StateProperty } from '../../machines/properties/property.ts';
import { Expander, type Finding, type Missing } from './expander.ts';
import { bitsOf, Layout } from './layout.ts';
import { Model, type ModelSpec } from './model.ts';
import { StateStore } from './state-store.ts';
import { StepTree } from './step-tree.ts';

/** A system, its tables and the states of it seen so far. */
export class StateSpace {
  readonly model: Model;
  readonly tree: StepTree;
  layout: Layout;
  store: StateStore;
  expander: Expander;

  constructor(spec: ModelSpec) {
    this.model = new Model(spec);
    this.tree = new StepTree(this.model);
    const initial = this.model.initial();
    this.layout = this.layoutForNow();
    this.store = new StateStore(this.layout.words);
    this.expander = new Expander(this.tree, this.layout);
    const packed = new Int32Array(this.layout.words);
    this.layout.pack(initial, packed, 0);
    this.store.add(packed, 0, -1);
  }

  private get core(): number {
    return this.model.watchersAt;
  }

  /** Expands a state; what is missing is learnt on the way. Successors are then in `expander.out`. */
  expand(index: number): void {
    while (!this.expander.expand(this.store.chunkOf(index), this.store.baseOf(index))) {
      const { missing } = this.expander;
      if (missing) this.learn(missing, index);
    }
  }

  get findings(): readonly Finding[] {
    return this.expander.findings;
  }

  /** The unpacked state. */
  vectorOf(index: number): Int32Array {
    return this.layout.unpack(this.store.chunkOf(index), this.store.baseOf(index), new Int32Array(this.model.width));
  }

  /** Bytes of states and tables. */
  get bytes(): number {
    return this.store.bytes;
  }

  private learn(missing: Missing, index: number): void {
    const { tree } = this;
    switch (missing.kind) {
      case 'step':
        return tree.learnStep(missing.root, this.vectorOf(index), missing.faultsLeft);
      case 'networkMoves':
        return tree.learnNetworkMoves(missing.network);
      case 'timerMoves':
        return tree.learnTimerMoves(missing.set);
      case 'networkAfterMove':
        return tree.learnNetworkAfterMove(missing.a, missing.b);
      case 'networkAfter':
        return tree.learnNetworkAfter(missing.a, missing.b);
      case 'timersAfterMove':
        return tree.learnTimersAfterMove(missing.a, missing.b);
      case 'timersAfter':
        return tree.learnTimersAfter(missing.a, missing.b);
      case 'leafWatchers':
        return tree.learnLeafWatchers(missing.leaf);
      case 'watcherStep':
        return tree.learnWatcherStep(missing.sequence, missing.local);
      case 'layout':
        return this.widen();
    }
  }

  private layoutForNow(): Layout {
    return new Layout(this.model.room().map(bitsOf), this.core);
  }

  private widen(): void {
    const before = this.layout;
    this.layout = this.layoutForNow();
    this.store = this.store.repacked(before, this.layout);
    this.expander = new Expander(this.tree, this.layout);
  }
}

/** A state property of one instance, evaluated once for each different combination of the states it reads. */
export class StatePredicate {
  readonly property: StateProperty;
  readonly name: string;
  private readonly actors: readonly number[];
  private readonly holds: (states: readonly AnyMachineSnapshot[]) => boolean;
  private readonly answers = new Map<string, boolean>();

  constructor(model: Model, property: StateProperty, instance: ReturnType<StateProperty['instances']>[number]) {
    this.property = property;
    this.name = instance.name;
    this.actors = instance.reads.map((address) => model.actor(address));
    this.holds = instance.holds;
  }

  isTrue(model: Model, layout: Layout, words: Int32Array, base: number): boolean {
    const locals = this.actors.map((actor) => layout.get(words, base, actor));
    const key = locals.join(',');
    let answer = this.answers.get(key);
    if (answer === undefined) {
      answer = this.holds(
        locals.map((local, i) => {
          const snapshot = model.tables[this.actors[i] ?? 0]?.snapshots[local];
          if (!snapshot) throw new RangeError(`no local state ${local}`);
          return snapshot;
        }),
      );
      this.answers.set(key, answer);
    }
    return answer;
  }
}
