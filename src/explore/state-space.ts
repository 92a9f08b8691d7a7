import { CompactStore } from './compact-store.ts';
import { Expander } from './expander.ts';
import { bitsOf, Layout, type LayoutPlan } from './layout.ts';
import { type Lesson, Lessons, lessonsIn } from './lessons.ts';
import type { Finding, Missing } from './missing.ts';
import { Model } from './model.ts';
import type { ModelSpec } from './model-spec.ts';
import { StateStore, type States } from './state-store.ts';
import { StepTree } from './step-tree.ts';
import { alikeSystem, Symmetry } from './symmetry.ts';

export type SavedLayout = LayoutPlan & { readonly states: number };

const nothing = new Int32Array(0);

/** From so many states on, packing them anew takes a while. */
const manyStates = 20_000;

/** A system, its tables and the states of it seen so far. */
export class StateSpace {
  readonly model: Model;
  readonly tree: StepTree;
  /** The state that the system starts in. */
  readonly initial: Int32Array;
  /** What is alike, where states that differ in no more are one. */
  readonly symmetry: Symmetry | undefined;
  layout: Layout;
  store: States;
  expander: Expander;
  /** What the machines were asked since the beginning. */
  private readonly lessons = new Lessons();

  /** @param compactBits keep of a state that was expanded only a fingerprint of so many bits */
  constructor(spec: ModelSpec, compactBits?: number) {
    const alike = spec.alike ? alikeSystem(spec) : undefined;
    this.model = new Model(alike?.spec ?? spec);
    if (alike) {
      const symmetry = new Symmetry(this.model, alike.classes);
      this.symmetry = symmetry;
      this.model.checkPredicate = symmetry.checkPredicate.bind(symmetry);
    }
    this.tree = new StepTree(this.model, this.symmetry);
    this.initial = this.model.initial();
    this.layout = this.freshLayout();
    this.store =
      compactBits === undefined
        ? new StateStore(this.layout.words)
        : new CompactStore(this.layout, this.model.width, compactBits);
    this.expander = new Expander(this.tree, this.layout);
    const first = this.representative(this.initial);
    const packed = new Int32Array(this.layout.words);
    this.layout.pack(first, packed, 0);
    this.store.add(packed, 0, -1);
  }

  /** The state that stands for all that differ from this one only in names that are alike. */
  representative(vector: Int32Array): Int32Array {
    if (!this.symmetry) return vector;
    for (;;) {
      const packed = new Int32Array(this.layout.words);
      if (!this.layout.pack(vector, packed, 0)) {
        this.widen();
      } else if (this.expander.canonicalize(packed, 0)) {
        return this.layout.unpack(packed, 0, new Int32Array(this.model.width));
      } else if (this.expander.missing) {
        this.learn(this.expander.missing, () => vector);
      }
    }
  }

  /** How many states a stored one stands for. */
  orbit(index: number): number {
    if (!this.symmetry) return 1;
    for (;;) {
      const orbit = this.expander.orbit(this.store.chunkOf(index), this.store.baseOf(index));
      if (orbit > 0) return orbit;
      if (this.expander.missing) this.learn(this.expander.missing, () => this.vectorOf(index));
    }
  }

  private get core(): number {
    return this.model.watchersAt;
  }

  /** Expands a state; what is missing is learnt on the way. Successors are then in `expander.out`. */
  expand(index: number): void {
    while (!this.expander.expand(this.store.chunkOf(index), this.store.baseOf(index))) {
      const { missing } = this.expander;
      if (missing) this.learn(missing, () => this.vectorOf(index));
    }
  }

  /** Expands a state that is not stored. */
  expandVector(vector: Int32Array): void {
    for (;;) {
      const packed = new Int32Array(this.layout.words);
      if (!this.layout.pack(vector, packed, 0)) {
        this.widen();
        continue;
      }
      if (this.expander.expand(packed, 0)) return;
      const { missing } = this.expander;
      if (missing) this.learn(missing, () => vector);
    }
  }

  /** A successor of the state expanded last, unpacked. */
  successor(i: number): Int32Array {
    return this.layout.unpack(this.expander.out, i * this.layout.words, new Int32Array(this.model.width));
  }

  get findings(): readonly Finding[] {
    return this.expander.findings;
  }

  /** The unpacked state. */
  vectorOf(index: number): Int32Array {
    return this.layout.unpack(this.store.chunkOf(index), this.store.baseOf(index), new Int32Array(this.model.width));
  }

  /** Bytes of states and of the tables that grow with them. */
  get bytes(): number {
    return this.store.bytes + this.tree.bytes;
  }

  /** Number of a stored state; -1 if it was not seen. Compact stores do not say. */
  indexOf(words: Int32Array, base: number): number {
    return this.store instanceof StateStore ? this.store.find(words, base) : -1;
  }

  /** Whether a state that is not stored is, or is represented by, the stored one, as far as is known. */
  isStored(vector: Int32Array, index: number): boolean {
    const packed = new Int32Array(this.layout.words);
    const { store } = this;
    return this.layout.pack(this.representative(vector), packed, 0) && store.isState(index, packed, 0);
  }

  /** Whether states can be looked at after they were expanded. */
  get keepsStates(): boolean {
    return this.store instanceof StateStore;
  }

  private learn(missing: Missing, state: () => Int32Array): void {
    switch (missing.kind) {
      case 'leaf':
        throw new RangeError(`no leaf ${missing.leaf}`); // only another thread can be behind
      case 'layout':
        this.widen();
        break;
      default:
        this.lessons.add(missing, state);
        this.learnFrom(missing, state());
    }
  }

  private learnFrom(missing: Lesson, state: Int32Array): void {
    const { tree } = this;
    switch (missing.kind) {
      case 'step':
        tree.learnStep(missing.root, state, missing.faultsLeft);
        break;
      case 'inboxMoves':
        tree.learnInboxMoves(missing.inbox, missing.contents);
        break;
      case 'timerMoves':
        tree.learnTimerMoves(missing.actor, missing.set);
        break;
      case 'afterPost':
        tree.learnAfterPost(missing.inbox, missing.contents, missing.posts);
        break;
      case 'timersAfter':
        tree.timers.learnAfter(missing.actor, missing.set, missing.operations);
        break;
      case 'timersPassed':
        tree.timers.learnPassed(missing.actor, missing.set, missing.passed);
        break;
      case 'leafWatchers':
        tree.learnLeafWatchers(missing.leaf);
        break;
      case 'watcherStep':
        tree.learnWatcherStep(missing.sequence, missing.local);
        break;
      case 'image':
        tree.learnImage(missing);
        break;
      case 'clearings':
        tree.learnClearings(missing.set);
        break;
    }
  }

  /** What has to be kept to find everything under the same number again. */
  saved(): { readonly layout: SavedLayout; readonly numbers: Int32Array[] } {
    const { layout, store, lessons } = this;
    if (!(store instanceof StateStore)) throw new RangeError('a compact run cannot be kept');
    const { data, length } = lessons.numbers;
    return {
      layout: { ...layout.plan, states: store.count },
      numbers: [data.slice(0, length), ...store.saved()],
    };
  }

  /** Takes everything in again. @throws RangeError if it is no such thing */
  restore({ bits, added, states }: SavedLayout, [lessons = nothing, ...stored]: readonly Int32Array[]): void {
    for (const { lesson, state } of lessonsIn(lessons, this.model.width)) {
      this.lessons.add(lesson, () => state);
      this.learnFrom(lesson, state);
    }
    this.layout = new Layout({ bits, added }, this.core);
    this.store = StateStore.restored(this.layout.words, states, stored);
    this.expander = new Expander(this.tree, this.layout);
  }

  /** A layout with room for what is known now, and for twice as much. */
  private freshLayout(): Layout {
    const bits = this.model.largest().map((value) => (value === 0 ? 0 : Math.min(31, bitsOf(value) + 1)));
    return new Layout({ bits, added: [] }, this.core);
  }

  /** Room for many times as much where it is needed; what is packed can stay as it is. undefined if that is too much. */
  private extendedLayout({ plan: { bits, added }, largest }: Layout): Layout | undefined {
    const needed = this.model.largest().flatMap((value, component): [number, number][] => {
      if (value <= (largest[component] ?? 0)) return [];
      return [[component, Math.max(5, bitsOf(value) - (bits[component] ?? 0) + 1)]];
    });
    const isTaken = needed.some(([component]) => added.some(([before]) => before === component));
    return isTaken ? undefined : new Layout({ bits, added: [...added, ...needed] }, this.core);
  }

  private widen(): void {
    const before = this.layout;
    const many = this.store.count > manyStates;
    this.layout = (many ? this.extendedLayout(before) : undefined) ?? this.freshLayout();
    this.store = this.store.repacked(before, this.layout);
    this.expander = new Expander(this.tree, this.layout);
  }
}
