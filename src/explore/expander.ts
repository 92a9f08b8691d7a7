import { Canonical } from './canonical.ts';
import { type LayoutShape, setValue, valueAt } from './layout.ts';
import type { Finding, Missing } from './missing.ts';
import { Occupied } from './occupied.ts';
import { placeOf } from './places.ts';
import { pairHash } from './shared-ints.ts';
import { leafField, leafFields, nodeKind, type StepTables, timerMoveFields } from './step-tables.ts';

/** How the step was begun; from it and the state, the move can be told again. */
const begunBy = { message: 0, timer: 1, environment: 2 } as const;

/**
 * Successors of packed states from the tables alone: no allocation, no call of a machine. Where the tables say nothing it
 * stops and names what is missing.
 */
export class Expander {
  private readonly tree: StepTables;
  private readonly layout: LayoutShape;
  private readonly inboxesAt: number;
  /** Actors that anything was ever on its way to, and those that ever had a timer: all others have no bits. */
  private readonly receivers: Occupied;
  private readonly owners: Occupied;
  private readonly timersAt: number;
  private readonly budgetAt: number;
  private readonly stuckAt: number;
  private readonly canonical: Canonical | undefined;
  private readonly stackNode = new Int32Array(4096);
  private readonly stackCost = new Int32Array(4096);
  // the state that is expanded
  private words: Int32Array = new Int32Array(0);
  private base = 0;
  /** The actor whose inbox the message of this step is taken from, or whose timer it ends. */
  private turn = 0;
  /** Actors with armed timers, and where the moves of each begin. */
  private readonly armedActors: Int32Array;
  private readonly armedMoves: Int32Array;
  private budget = 0;
  /** Successors of the last state, packed, one after the other. */
  out: Int32Array;
  /** How each was begun, by which move of the tables, and the leaf it ends in. */
  private begun = new Int32Array(768);
  /** How many there are. */
  count = 0;
  /** The first of the state that is expanded. */
  private first = 0;
  missing: Missing | null = null;
  readonly findings: Finding[] = [];

  constructor(tree: StepTables, layout: LayoutShape) {
    this.tree = tree;
    this.layout = layout;
    const { components } = tree;
    this.inboxesAt = components.inboxes;
    this.receivers = new Occupied(layout, components.inboxes, components.timers);
    this.owners = new Occupied(layout, components.timers, components.budget);
    this.armedActors = new Int32Array(this.owners.count);
    this.armedMoves = new Int32Array(this.owners.count);
    this.timersAt = components.timers;
    this.budgetAt = components.budget;
    this.stuckAt = components.stuck;
    if (tree.symmetry) this.canonical = new Canonical(tree, layout);
    this.out = new Int32Array(layout.words * (this.begun.length / 3));
  }

  /** False if something is missing: learn it and expand again. */
  expand(words: Int32Array, base: number): boolean {
    this.count = 0;
    this.findings.length = 0;
    return this.expandAlso(words, base);
  }

  /**
   * Expands states that lie one behind the other. It ends before one for which something is missing, and behind one about
   * which there is a finding: that is the last one's.
   *
   * @param counts how many successors each has
   * @returns how many states were expanded
   */
  expandMany(words: Int32Array, base: number, most: number, counts: Int32Array): number {
    this.count = 0;
    this.findings.length = 0;
    let states = 0;
    while (states < most && this.findings.length === 0) {
      const first = this.count;
      if (!this.expandAlso(words, base + states * this.layout.words)) {
        this.count = first;
        this.findings.length = 0;
        break;
      }
      counts[states] = this.count - first;
      states += 1;
    }
    return states;
  }

  /** Puts the successors of a state behind those that are there. */
  private expandAlso(words: Int32Array, base: number): boolean {
    this.words = words;
    this.base = base;
    this.first = this.count;
    this.missing = null;
    const { tree } = this;
    const budget = this.get(this.budgetAt);
    this.budget = budget;
    const messages = this.takeMessages();
    if (messages < 0 || !this.endTimers(messages === 0)) return false;
    if (budget > 0) {
      for (const root of tree.spontaneous) if (!this.walk(root, begunBy.environment, 0, 1)) return false;
    }
    return this.clearStuck();
  }

  /** Delivers the oldest message of every channel. @returns how many there are; -1 if something is missing */
  private takeMessages(): number {
    const { tree, inboxesAt, receivers, words, base } = this;
    const moves = tree.inboxMoves.data;
    let messages = 0;
    for (let i = 0; i < receivers.count; i++) {
      if (receivers.isEmpty(i, words, base)) continue;
      const inbox = receivers.actors[i] ?? 0;
      const local = this.get(inboxesAt + inbox);
      if (local === 0) continue;
      const contents = placeOf(tree.contents, inbox, local);
      const first = contents * 2 < tree.inboxMoves.length ? (moves[contents * 2] ?? -1) : -1;
      const count = moves[contents * 2 + 1] ?? 0;
      if (contents < 0 || first < 0 || first + count > tree.messageMoves.length) {
        this.lacks({ kind: 'inboxMoves', inbox, contents: local });
        return -1;
      }
      messages += count;
      this.turn = inbox;
      for (let move = first; move < first + count; move++) {
        if (!this.walk(tree.messageMoves.data[move] ?? 0, begunBy.message, move, 0)) return -1;
      }
    }
    return messages;
  }

  /** Ends every delay that may end. False if something is missing. */
  private endTimers(quiet: boolean): boolean {
    const { tree, timersAt, owners, armedActors, armedMoves, words, base } = this;
    const mayEarly = this.budget > 0 && tree.slowFaults;
    if (!quiet && tree.byTimeLeft && !mayEarly) return true;
    const moves = tree.timerMoves.data;
    let armed = 0;
    let soonest = -1;
    for (let i = 0; i < owners.count; i++) {
      if (owners.isEmpty(i, words, base)) continue;
      const actor = owners.actors[i] ?? 0;
      const set = this.get(timersAt + actor);
      if (set === 0) continue;
      const at = placeOf(tree.timerSets, actor, set) * timerMoveFields;
      const first = at < tree.timerMoves.length ? (moves[at] ?? -1) : -1;
      if (at < 0 || first < 0 || first + (moves[at + 1] ?? 0) > tree.timerEnds.length) {
        return this.lacks({ kind: 'timerMoves', actor, set });
      }
      const left = moves[at + 2] ?? 0;
      if (soonest < 0 || left < soonest) soonest = left;
      armedActors[armed] = actor;
      armedMoves[armed] = at;
      armed += 1;
    }
    const free = quiet || (soonest === 0 && !tree.byTimeLeft);
    if (!free && !mayEarly) return true;
    for (let i = 0; i < armed; i++) {
      const at = armedMoves[i] ?? 0;
      const first = moves[at] ?? 0;
      this.turn = armedActors[i] ?? 0;
      for (let move = first; move < first + (moves[at + 1] ?? 0); move++) {
        const cost = free && tree.timerLeft.data[move] === soonest ? 0 : 1;
        if (cost === 1 && !mayEarly) continue;
        if (!this.walk(tree.timerEnds.data[move] ?? 0, begunBy.timer, move, cost)) return false;
      }
    }
    return true;
  }

  /** How a successor was begun, by which move of the tables, and the leaf it ends in; -1 if it ends in none. */
  origin(successor: number): { begun: 'message' | 'timer' | 'environment'; move: number; leaf: number } {
    const begun = this.begun[successor * 3];
    return {
      begun: begun === begunBy.message ? 'message' : begun === begunBy.timer ? 'timer' : 'environment',
      move: this.begun[successor * 3 + 1] ?? 0,
      leaf: this.begun[successor * 3 + 2] ?? -1,
    };
  }

  private get(component: number): number {
    return valueAt(this.layout, this.words, this.base, component);
  }

  /** A component of the successor that is being written. */
  private written(start: number, component: number): number {
    return valueAt(this.layout, this.out, start, component);
  }

  /** Follows the tree from a root to every leaf that the faults left allow. */
  private walk(root: number, begun: number, move: number, costBefore: number): boolean {
    const { tree, stackNode, stackCost, budget } = this;
    const nodes = tree.nodes.data;
    const { data: children, mask } = tree.children;
    let height = 0;
    let node = tree.rootNodes.data[root] ?? 0;
    let cost = costBefore;
    // Another thread may write on while this one reads what it was told of: what lies behind that is missing.
    const toldNodes = root < tree.rootNodes.length ? tree.nodes.length : 0;
    for (;;) {
      if (node * 2 >= toldNodes) return this.lacks({ kind: 'step', root, faultsLeft: budget - costBefore });
      const kind = nodes[node * 2] ?? 0;
      const argument = nodes[node * 2 + 1] ?? 0;
      if (kind === nodeKind.read) {
        const value = this.get(argument);
        let at = (pairHash(node, value) & mask) * 3;
        let child = children[at + 2] ?? 0;
        while (child !== 0 && (children[at] !== node || children[at + 1] !== value)) {
          at += 3;
          if (at === children.length) at = 0;
          child = children[at + 2] ?? 0;
        }
        if (child === 0) return this.lacks({ kind: 'step', root, faultsLeft: budget - costBefore });
        node = child - 1;
        continue;
      }
      if (kind === nodeKind.choice) {
        const choices = tree.choices.data;
        if (argument + (choices[argument] ?? 0) >= tree.choices.length) {
          return this.lacks({ kind: 'step', root, faultsLeft: budget - costBefore });
        }
        if (cost < budget) {
          for (let other = choices[argument] ?? 0; other > 1; other--) {
            stackNode[height] = choices[argument + other] ?? 0;
            stackCost[height] = cost + 1;
            height += 1;
          }
        }
        node = choices[argument + 1] ?? 0;
        continue;
      }
      if (kind === nodeKind.leaf) {
        if (!this.emit(argument, begun, move, costBefore)) return false;
      } else if (kind === nodeKind.failure) {
        this.findings.push({ kind: 'failure', failure: argument, move: this.count - this.first });
      } else {
        return this.lacks({ kind: 'step', root, faultsLeft: budget - costBefore });
      }
      if (height === 0) return true;
      height -= 1;
      node = stackNode[height] ?? 0;
      cost = stackCost[height] ?? 0;
    }
  }

  /** Writes the successor that a leaf leads to. */
  private emit(leaf: number, begun: number, move: number, costBefore: number): boolean {
    const { tree, layout, words, base } = this;
    const leaves = tree.leaves.data;
    const at = leaf * leafFields;
    if (at >= tree.leaves.length) return this.lacks({ kind: 'leaf', leaf });
    const size = layout.words;
    const start = this.count * size;
    if (start + size > this.out.length) this.makeRoom();
    const { out } = this;
    for (let i = 0; i < size; i++) out[start + i] = words[base + i] ?? 0;

    this.begun[this.count * 3] = begun;
    this.begun[this.count * 3 + 1] = move;
    this.begun[this.count * 3 + 2] = leaf;
    const writes = tree.writes.data;
    let write = leaves[at + leafField.writesAt] ?? 0;
    for (const end = write + 2 * (leaves[at + leafField.writes] ?? 0); write < end; write += 2) {
      if (!this.put(start, writes[write] ?? 0, writes[write + 1] ?? 0)) return false;
    }

    if (begun === begunBy.message) {
      if (!this.put(start, this.inboxesAt + this.turn, tree.afterTake.data[move] ?? 0)) return false;
    }
    const posts = leaves[at + leafField.posts] ?? 0;
    if (posts !== 0) {
      if (posts * 2 + 1 >= tree.parcelLists.length) return this.lacks({ kind: 'leaf', leaf });
      const { data: parcels } = tree.parcels;
      let parcel = tree.parcelLists.data[posts * 2] ?? 0;
      for (const end = parcel + 2 * (tree.parcelLists.data[posts * 2 + 1] ?? 0); parcel < end; parcel += 2) {
        const inbox = parcels[parcel] ?? 0;
        const local = this.written(start, this.inboxesAt + inbox);
        const contents = placeOf(tree.contents, inbox, local);
        const after = contents < 0 ? 0 : tree.afterPost.get(contents, parcels[parcel + 1] ?? 0);
        if (after === 0) {
          return this.lacks({ kind: 'afterPost', inbox, contents: local, posts: parcels[parcel + 1] ?? 0 });
        }
        if (after < 0) {
          this.findings.push({ kind: 'failure', failure: -1 - after, move: this.count - this.first });
          return true;
        }
        if (!this.put(start, this.inboxesAt + inbox, after - 1)) return false;
      }
    }

    if (begun === begunBy.timer && !this.endTimer(start, move)) return false;
    const operations = leaves[at + leafField.timers] ?? 0;
    if (operations !== 0) {
      if (operations * 2 + 1 >= tree.operationLists.length) return this.lacks({ kind: 'leaf', leaf });
      const { data: parcels } = tree.operationParcels;
      let parcel = tree.operationLists.data[operations * 2] ?? 0;
      for (const end = parcel + 2 * (tree.operationLists.data[operations * 2 + 1] ?? 0); parcel < end; parcel += 2) {
        const actor = parcels[parcel] ?? 0;
        const own = parcels[parcel + 1] ?? 0;
        const set = this.written(start, this.timersAt + actor);
        const number = placeOf(tree.timerSets, actor, set);
        const after = number < 0 ? 0 : tree.timersAfter.get(number, own);
        if (after === 0) return this.lacks({ kind: 'timersAfter', actor, set, operations: own });
        if (!this.put(start, this.timersAt + actor, after - 1)) return false;
      }
    }

    const cost = costBefore + (leaves[at + leafField.cost] ?? 0);
    if (cost > 0 && !this.put(start, this.budgetAt, this.budget - cost)) return false;

    if (leaves[at + leafField.watchersKnown] !== tree.watcherLocals) return this.lacks({ kind: 'leafWatchers', leaf });
    const watchers = tree.leafWatchers.data;
    let watcher = leaves[at + leafField.watchersAt] ?? 0;
    const end = watcher + 2 * (leaves[at + leafField.watchers] ?? 0);
    if (end > tree.leafWatchers.length) return this.lacks({ kind: 'leafWatchers', leaf });
    for (; watcher < end; watcher += 2) {
      const component = watchers[watcher] ?? 0;
      const sequence = watchers[watcher + 1] ?? 0;
      const local = this.get(component);
      const after = tree.watcherSteps.get(sequence, local);
      if (after === 0) return this.lacks({ kind: 'watcherStep', sequence, local });
      const value = (after - 1) >> 1;
      if (value !== local && !this.put(start, component, value)) return false;
      if (((after - 1) & 1) === 1)
        this.findings.push({ kind: 'watcher', component, successor: this.count - this.first });
    }
    if (this.canonical && !this.canonicalize(out, start)) return false;
    this.count += 1;
    return true;
  }

  /** Ends a timer; where time is kept, what it had left passes for all others. */
  private endTimer(start: number, move: number): boolean {
    const { tree, timersAt, owners } = this;
    if (!this.put(start, timersAt + this.turn, tree.afterEnd.data[move] ?? 0)) return false;
    const passed = tree.byTimeLeft ? (tree.timerLeft.data[move] ?? 0) : 0;
    if (passed === 0) return true;
    for (let i = 0; i < owners.count; i++) {
      const actor = owners.actors[i] ?? 0;
      const set = this.get(timersAt + actor);
      if (actor === this.turn || set === 0) continue;
      const number = placeOf(tree.timerSets, actor, set);
      const after = number < 0 ? 0 : tree.timersPassed.get(number, passed);
      if (after === 0) return this.lacks({ kind: 'timersPassed', actor, set, passed });
      if (!this.put(start, timersAt + actor, after - 1)) return false;
    }
    return true;
  }

  /** How many different states the first one in these words stands for; -1 if something is missing. */
  orbit(words: Int32Array, base: number): number {
    const orbit = this.canonical?.orbit(words, base) ?? 1;
    if (orbit < 0 && this.canonical) this.lacks({ kind: 'image', ...this.canonical.missing });
    return orbit;
  }

  /** Puts in place of a state the one that stands for it. False if something is missing. */
  canonicalize(words: Int32Array, base: number): boolean {
    const { canonical } = this;
    if (!canonical || canonical.replace(words, base)) return true;
    return this.lacks(canonical.misfit ? { kind: 'layout' } : { kind: 'image', ...canonical.missing });
  }

  /** A fault that sticks may be taken back at any time. */
  private clearStuck(): boolean {
    const stuck = this.get(this.stuckAt);
    if (stuck === 0) return true;
    const ways = this.tree.clearings.get(stuck, 0);
    if (ways === 0) return this.lacks({ kind: 'clearings', set: stuck });
    for (let way = 1; way < ways; way++) {
      const size = this.layout.words;
      const start = this.count * size;
      if (start + size > this.out.length) this.makeRoom();
      for (let i = 0; i < size; i++) this.out[start + i] = this.words[this.base + i] ?? 0;
      if (!this.put(start, this.stuckAt, this.tree.clearings.get(stuck, way) - 1)) return false;
      this.begun[this.count * 3] = begunBy.environment;
      this.begun[this.count * 3 + 2] = -1;
      if (this.canonical && !this.canonicalize(this.out, start)) return false;
      this.count += 1;
    }
    return true;
  }

  private put(start: number, component: number, value: number): boolean {
    const { layout, out } = this;
    if (value > (layout.largest[component] ?? 0)) return this.lacks({ kind: 'layout' });
    setValue(layout, out, start, component, value);
    return true;
  }

  private makeRoom(): void {
    const larger = new Int32Array(this.out.length * 2);
    larger.set(this.out);
    this.out = larger;
    const begun = new Int32Array(this.begun.length * 2);
    begun.set(this.begun);
    this.begun = begun;
  }

  private lacks(missing: Missing): false {
    this.missing = missing;
    return false;
  }
}
