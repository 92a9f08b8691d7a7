import { Schedule } from './schedule.ts';

/** A clock that stands still until it is told to go on to the next thing that is due. */
export class VirtualClock {
  private time = 0;
  private readonly schedule = new Schedule<{ run: () => void; cancelled: boolean }>();

  /** Milliseconds since the start. */
  now(): number {
    return this.time;
  }

  setTimeout(run: () => void, ms: number): unknown {
    const item = { run, cancelled: false };
    this.schedule.plan(this.time + ms, item);
    return item;
  }

  clearTimeout(id: unknown): void {
    if (typeof id === 'object' && id !== null && 'cancelled' in id) id.cancelled = true;
  }

  /** When the next thing is due, microseconds; undefined when nothing is. */
  next(): number | undefined {
    const at = this.schedule.peek()?.at;
    return at === undefined ? undefined : Math.round(at * 1000);
  }

  /** Goes on to the next due thing and does it. False when nothing is due any more. */
  advance(): boolean {
    for (let next = this.schedule.take(); next; next = this.schedule.take()) {
      if (next.what.cancelled) continue;
      this.time = next.at;
      next.what.run();
      return true;
    }
    return false;
  }
}
