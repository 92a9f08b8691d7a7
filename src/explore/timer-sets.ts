import { Interned } from './interned.ts';

/**
 * Which armed delay may end when.
 * - `classes`: delays up to 10 us, up to 100 ms, up to 5 s and longer; none ends while one of a shorter class is armed. The
 *   first may end while messages are on their way: a bus arbitrates as fast as a call returns. The others end when none is.
 * - `due`: each keeps the time it has left; the next due one ends when no message is on its way.
 * - `any`: every armed delay may end at any time, which no real clock would allow.
 */
export type TimerMode = 'classes' | 'due' | 'any';

export const timerModes = ['classes', 'due', 'any'] as const satisfies readonly TimerMode[];

/** What a step does to the timers. `left` in microseconds. */
export type TimerOperation =
  | { readonly kind: 'arm'; readonly timer: number; readonly left: number }
  | { readonly kind: 'cancel'; readonly timer: number };

/** An armed timer. `left`: microseconds until it ends in mode `due`, its class otherwise. */
export type Armed = readonly [timer: number, left: number];

/** The class of delays that are as fast as messages: in mode `any`, of all. */
const instant = 0;

/** Delays up to 10 us, up to 100 ms, up to 5 s, and longer: a longer one never ends while a shorter one is armed. */
function classOf(microseconds: number): number {
  if (microseconds <= 10) return instant;
  return microseconds <= 100_000 ? 1 : microseconds <= 5_000_000 ? 2 : 3;
}

/** Whether the next delays may end while messages are on their way, given how much is left of them. */
export const endAmongMessages = (mode: TimerMode, left: number): boolean => mode !== 'due' && left === instant;

/** Sets of armed timers of one actor as integers. */
export class TimerSets {
  private readonly sets = new Interned<readonly Armed[]>();
  /** What was asked before, by set: few sets are asked the same over and over. */
  private readonly afterEnd: Map<number, number>[] = [];
  private readonly afterOperations: Map<string, number>[] = [];
  private readonly mode: TimerMode;
  readonly empty = 0;

  constructor(mode: TimerMode) {
    this.mode = mode;
    this.idOf([]);
  }

  get size(): number {
    return this.sets.values.length;
  }

  armed(set: number): readonly Armed[] {
    return this.sets.at(set);
  }

  /** The set of these timers, in any order. */
  idOf(armed: readonly Armed[]): number {
    const sorted = [...armed].sort(([a], [b]) => a - b);
    return this.sets.idOf(sorted.map(([timer, left]) => `${timer}:${left}`).join(','), () => sorted);
  }

  /** The least that any timer of the set has left. */
  soonest(set: number): number {
    return Math.min(...this.armed(set).map(([, left]) => left));
  }

  /** Ends a timer; the time until then passes for the others. */
  ended(set: number, timer: number): number {
    this.afterEnd[set] ??= new Map();
    const known = this.afterEnd[set].get(timer);
    if (known !== undefined) return known;
    const after = this.withoutEnded(set, timer);
    this.afterEnd[set].set(timer, after);
    return after;
  }

  private withoutEnded(set: number, timer: number): number {
    const armed = this.armed(set);
    const passed = this.passes(armed.find(([each]) => each === timer)?.[1] ?? 0);
    return this.idOf(armed.flatMap(([each, left]) => (each === timer ? [] : [[each, Math.max(0, left - passed)]])));
  }

  /** The time that passes until a timer that has so much left ends: only in mode `due` it is told. */
  passes(left: number): number {
    return this.mode === 'due' ? left : 0;
  }

  /** Some time passes, in which none ends. */
  passed(set: number, microseconds: number): number {
    return this.idOf(this.armed(set).map(([timer, left]) => [timer, Math.max(0, left - microseconds)]));
  }

  /** Arms and cancels. */
  after(set: number, operations: readonly TimerOperation[]): number {
    let key = '';
    for (const operation of operations)
      key += operation.kind === 'cancel' ? `-${operation.timer}` : `+${operation.timer}:${operation.left}`;
    this.afterOperations[set] ??= new Map();
    const known = this.afterOperations[set].get(key);
    if (known !== undefined) return known;
    const after = this.withOperations(set, operations);
    this.afterOperations[set].set(key, after);
    return after;
  }

  private withOperations(set: number, operations: readonly TimerOperation[]): number {
    const timers = new Map(this.armed(set));
    for (const operation of operations) {
      if (operation.kind === 'cancel') timers.delete(operation.timer);
      else timers.set(operation.timer, this.leftOf(operation.left));
    }
    return this.idOf([...timers]);
  }

  private leftOf(microseconds: number): number {
    if (this.mode === 'due') return microseconds;
    return this.mode === 'classes' ? classOf(microseconds) : instant;
  }
}
