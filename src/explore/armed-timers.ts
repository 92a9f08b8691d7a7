import { type Armed, endAmongMessages, type TimerMode, type TimerOperation, TimerSets } from './timer-sets.ts';

/** A timer that may end next, and whether that needs a fault: it is not its turn yet. */
export type TimerEnd = { readonly timer: number; readonly early: boolean };

/** The armed timers of a whole system: in a state, one component for each actor. */
export class ArmedTimers {
  /** Of each actor. */
  readonly sets: readonly TimerSets[];
  readonly mode: TimerMode;
  private readonly firstComponent: number;
  private readonly ownerOf: (timer: number) => number;

  /** @param firstComponent where in a state the timers of the first actor are */
  constructor(mode: TimerMode, actors: number, firstComponent: number, ownerOf: (timer: number) => number) {
    this.mode = mode;
    this.sets = Array.from({ length: actors }, () => new TimerSets(mode));
    this.firstComponent = firstComponent;
    this.ownerOf = ownerOf;
  }

  of(actor: number): TimerSets {
    const sets = this.sets[actor];
    if (!sets) throw new RangeError(`no actor ${actor}`);
    return sets;
  }

  /** All that are armed in a state, by actor. */
  armed(vector: Int32Array): readonly Armed[] {
    return this.sets.flatMap((sets, actor) => sets.armed(vector[this.firstComponent + actor] ?? 0));
  }

  /**
   * The timers that may end in a state.
   *
   * @param quiet whether no message is on its way
   */
  ends(vector: Int32Array, quiet: boolean): readonly TimerEnd[] {
    const armed = this.armed(vector);
    const soonest = Math.min(...armed.map(([, left]) => left));
    const free = quiet || endAmongMessages(this.mode, soonest);
    return armed.map(([timer, left]) => ({ timer, early: !free || left !== soonest }));
  }

  /** Ends a timer, then arms and cancels. */
  change(vector: Int32Array, ended: number | null, operations: readonly TimerOperation[]): void {
    if (ended !== null) this.end(vector, ended);
    for (const [actor, own] of this.byOwner(operations)) {
      const at = this.firstComponent + actor;
      vector[at] = this.of(actor).after(vector[at] ?? 0, own);
    }
  }

  /** Operations by the actor whose timers they are about, each in order. */
  byOwner(operations: readonly TimerOperation[]): Map<number, TimerOperation[]> {
    const parcels = new Map<number, TimerOperation[]>();
    for (const operation of operations) {
      const owner = this.ownerOf(operation.timer);
      const parcel = parcels.get(owner);
      if (parcel) parcel.push(operation);
      else parcels.set(owner, [operation]);
    }
    return parcels;
  }

  private end(vector: Int32Array, ended: number): void {
    const owner = this.ownerOf(ended);
    const set = vector[this.firstComponent + owner] ?? 0;
    const left = this.of(owner)
      .armed(set)
      .find(([timer]) => timer === ended)?.[1];
    if (left === undefined) throw new RangeError(`timer ${ended} is not armed`);
    const passed = this.of(owner).passes(left);
    vector[this.firstComponent + owner] = this.of(owner).ended(set, ended);
    if (passed === 0) return;
    for (const [actor, sets] of this.sets.entries()) {
      const at = this.firstComponent + actor;
      if (actor !== owner) vector[at] = sets.passed(vector[at] ?? 0, passed);
    }
  }
}
