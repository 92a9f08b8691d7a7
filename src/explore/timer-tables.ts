import { Interned } from './interned.ts';
import type { Model } from './model.ts';
import { Places } from './places.ts';
import { PairTable, SharedInts } from './shared-ints.ts';
import { timerMoveFields } from './step-tables.ts';
import type { TimerOperation } from './timer-sets.ts';

type Operations = readonly TimerOperation[];

/** What can become of the armed timers of a system, as integers that threads share. */
export class TimerTables {
  /** Sets of timers of each actor, by their number among those of all. */
  readonly sets: Places;
  readonly moves = new SharedInts();
  readonly ends = new SharedInts();
  readonly afterEnd = new SharedInts();
  readonly left = new SharedInts();
  readonly parcelLists = new SharedInts();
  readonly parcels = new SharedInts();
  readonly after = new PairTable();
  readonly passed = new PairTable();
  private readonly model: Model;
  private readonly timerOf: number[] = [];
  private readonly ownOperations = new Interned<Operations>();
  private readonly operations = new Interned<Operations>();

  constructor(model: Model) {
    this.model = model;
    this.sets = new Places(model.tables.length);
    this.operationsOf([]);
  }

  get bytes(): number {
    const lists = [this.moves, this.ends, this.afterEnd, this.left, this.after, this.passed];
    return lists.reduce((sum, { data }) => sum + data.byteLength, this.sets.bytes);
  }

  /** @param rootOf the delivery of the event that ends a delay */
  learnMoves(actor: number, set: number, rootOf: (owner: number, event: number) => number): void {
    const number = this.numberOf(actor, set);
    const sets = this.model.armed.of(actor);
    const start = this.ends.length;
    const armed = sets.armed(set);
    for (const [timer, left] of armed) {
      const { owner, event } = this.model.timers.at(timer);
      this.ends.push(rootOf(owner, event));
      this.afterEnd.push(sets.ended(set, timer));
      this.left.push(left);
      this.timerOf.push(timer);
    }
    const at = number * timerMoveFields;
    this.moves.data[at + 1] = armed.length;
    this.moves.data[at + 2] = sets.soonest(set);
    Atomics.store(this.moves.data, at, start);
  }

  /** @param operations of this actor alone, by their number */
  learnAfter(actor: number, set: number, operations: number): void {
    const after = this.model.armed.of(actor).after(set, this.ownOperations.at(operations));
    this.after.set(this.numberOf(actor, set), operations, after + 1);
  }

  learnPassed(actor: number, set: number, microseconds: number): void {
    this.passed.set(this.numberOf(actor, set), microseconds, this.model.armed.of(actor).passed(set, microseconds) + 1);
  }

  /** The timer that a move ends. */
  timerOfMove(move: number): number {
    return this.timerOf[move] ?? -1;
  }

  /** The timers that operations of this number arm, or arm anew. */
  armedBy(operations: number): readonly number[] {
    return this.operations.at(operations).flatMap((each) => (each.kind === 'arm' ? [each.timer] : []));
  }

  /** Number of a list of operations. */
  operationsOf(operations: Operations): number {
    return this.operations.idOf(keyOf(operations), () => {
      const parcels = this.model.armed.byOwner(operations);
      const start = this.parcels.length;
      for (const [owner, parcel] of parcels) {
        this.parcels.push(owner);
        this.parcels.push(this.ownOperations.idOf(keyOf(parcel), () => parcel));
      }
      this.parcelLists.push(start);
      this.parcelLists.push(parcels.size);
      return operations;
    });
  }

  /** Per list of operations: timer and what is kept of it + 1, 0 if it is cancelled. */
  get lists(): (readonly [timer: number, value: number])[][] {
    const { armed, timers } = this.model;
    return this.operations.values.map((operations) =>
      operations.map((operation) => {
        if (operation.kind === 'cancel') return [operation.timer, 0] as const;
        const sets = armed.of(timers.at(operation.timer).owner);
        const [kept] = sets.armed(sets.after(sets.empty, [operation]));
        return [operation.timer, (kept?.[1] ?? 0) + 1] as const;
      }),
    );
  }

  private numberOf(actor: number, set: number): number {
    const { number, isNew } = this.sets.of(actor, set);
    if (isNew) for (const field of [-1, 0, 0]) this.moves.push(field);
    return number;
  }
}

const keyOf = (operations: Operations): string =>
  operations.map((each) => (each.kind === 'arm' ? `${each.timer}:${each.left}` : `-${each.timer}`)).join(',');
