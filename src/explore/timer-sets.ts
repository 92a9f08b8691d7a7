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
type Armed = readonly [timer: number, left: number];

/** The class of delays that are as fast as messages: in mode `any`, of all. */
const instant = 0;

/** Delays up to 10 us, up to 100 ms, up to 5 s, and longer: a longer one never ends while a shorter one is armed. */
function classOf(microseconds: number): number {
  if (microseconds <= 10) return instant;
  return microseconds <= 100_000 ? 1 : microseconds <= 5_000_000 ? 2 : 3;
}

/** Sets of armed timers as integers. */
export class TimerSets {
  private readonly sets = new Interned<readonly Armed[]>();
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

  idOf(armed: readonly Armed[]): number {
    return this.sets.idOf(armed.map(([timer, left]) => `${timer}:${left}`).join(','), () => armed);
  }

  /** The timers that may end next, as the mode has it. */
  next(set: number): readonly number[] {
    const armed = this.armed(set);
    if (this.mode === 'any') return armed.map(([timer]) => timer);
    const soonest = Math.min(...armed.map(([, left]) => left));
    return armed.filter(([, left]) => left === soonest).map(([timer]) => timer);
  }

  /** Whether the timers that may end next may do so while messages are on their way. */
  endAmongMessages(set: number): boolean {
    return this.mode !== 'due' && this.armed(set).some(([, left]) => left === instant);
  }

  /** Ends a timer (time passes until then), then arms and cancels. */
  after(set: number, ended: number | null, operations: readonly TimerOperation[]): number {
    const timers = new Map(this.armed(set));
    if (ended !== null) {
      const passed = this.mode === 'due' ? (timers.get(ended) ?? 0) : 0;
      timers.delete(ended);
      if (passed > 0) for (const [timer, left] of timers) timers.set(timer, Math.max(0, left - passed));
    }
    for (const operation of operations) {
      if (operation.kind === 'cancel') timers.delete(operation.timer);
      else timers.set(operation.timer, this.leftOf(operation.left));
    }
    return this.idOf([...timers].sort(([a], [b]) => a - b));
  }

  private leftOf(microseconds: number): number {
    if (this.mode === 'due') return microseconds;
    return this.mode === 'classes' ? classOf(microseconds) : instant;
  }
}
