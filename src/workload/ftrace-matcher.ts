import { InputError } from '../input-error.ts';
import type { DispatchEvent } from './ftrace-line.ts';
import type { RecordedStatus, WorkloadCommand } from './workload-command.ts';

/** Address of a logical unit on the recording system. */
export interface RecordedUnit {
  readonly host: number;
  readonly channel: number;
  readonly target: number;
  readonly lun: number;
}

/** What a whole recording held. */
export interface FtraceSummary {
  /** Dispatches, refused ones included. */
  readonly commands: number;
  /** Dispatches by operation code (0 to 255). */
  readonly byOpcode: ReadonlyMap<number, number>;
  /** Most commands outstanding at the same time. */
  readonly maxOutstanding: number;
  /** Dispatches that found others outstanding. */
  readonly overlapped: number;
  /** Dispatches that the host adapter refused. */
  readonly refused: number;
  /** Commands that the recording host gave up. */
  readonly timedOut: number;
  /** Commands that were still outstanding when the recording ended, in dispatch order. */
  readonly unfinished: readonly WorkloadCommand[];
  /** Every logical unit addressed, in the order of first use. */
  readonly units: readonly RecordedUnit[];
  /** From the first dispatch to the last event, seconds of the recording clock. */
  readonly seconds: number;
}

/**
 * How many later commands are held back for the outcome of one before it is handed out without its outcome. Bounds the
 * memory when a recording lost a completion.
 */
const HOLD_LIMIT = 4096;

type Draft = { -readonly [Key in keyof WorkloadCommand]: WorkloadCommand[Key] };

/** A busy tag. `given up`: the recording host timed the command out; one late completion may follow. */
interface Busy {
  readonly command: Draft;
  state: 'outstanding' | 'given up';
}

/** Matches the events of a recording, in the order of the file, into commands. */
export class FtraceMatcher {
  private readonly busy = new Map<string, Busy>();
  private readonly held = new Map<number, Draft>();
  private readonly byOpcode = new Map<number, number>();
  private readonly units = new Map<string, RecordedUnit>();
  private commands = 0;
  private handedOut = 0;
  private outstanding = 0;
  private maxOutstanding = 0;
  private overlapped = 0;
  private refused = 0;
  private timedOut = 0;
  private origin: number | undefined;
  private latest = 0;

  /** @throws InputError when the event cannot follow what came before. */
  push(event: DispatchEvent, where: string): void {
    const unit = `${event.host}:${event.channel}:${event.target}:${event.lun}`;
    const tag = `${unit} driver_tag=${event.tag}`;
    if (event.kind === 'start') {
      this.start(event, unit, tag, where);
    } else {
      this.end(event, tag, where);
    }
    this.latest = Math.max(this.latest, event.time);
  }

  /** The commands that can be handed out now, in dispatch order; all that are left when `atEnd`. */
  *ready(atEnd: boolean): Generator<WorkloadCommand, void, undefined> {
    for (;;) {
      const next = this.held.get(this.handedOut);
      if (next === undefined) return;
      if (!atEnd && next.recordedStatus === undefined && this.held.size <= HOLD_LIMIT) return;
      this.held.delete(this.handedOut);
      this.handedOut += 1;
      yield next;
    }
  }

  summary(): FtraceSummary {
    const unfinished = [...this.busy.values()].filter((busy) => busy.state === 'outstanding');
    return {
      commands: this.commands,
      byOpcode: this.byOpcode,
      maxOutstanding: this.maxOutstanding,
      overlapped: this.overlapped,
      refused: this.refused,
      timedOut: this.timedOut,
      unfinished: unfinished.map((busy) => busy.command).sort((a, b) => a.index - b.index),
      units: [...this.units.values()],
      seconds: this.elapsed(this.latest),
    };
  }

  private start(event: DispatchEvent & { kind: 'start' }, unit: string, tag: string, where: string): void {
    const holder = this.busy.get(tag);
    if (holder?.state === 'outstanding') {
      throw new InputError({
        code: 'trace-tag-busy',
        given: `a second start of ${tag}, busy since ${holder.command.where}`,
        accepted: 'one start per tag until its done, error or timeout',
        where,
      });
    }
    this.origin ??= event.time;
    const { time, host, channel, target, lun, cdb } = event;
    const command: Draft = {
      index: this.commands,
      initiatorTime: this.elapsed(time),
      host,
      channel,
      target,
      lun,
      cdb,
      outstandingAtStart: this.outstanding,
      where,
    };
    this.busy.set(tag, { command, state: 'outstanding' });
    this.held.set(command.index, command);
    if (!this.units.has(unit)) this.units.set(unit, { host, channel, target, lun });
    const opcode = cdb[0] ?? 0;
    this.byOpcode.set(opcode, (this.byOpcode.get(opcode) ?? 0) + 1);
    if (this.outstanding > 0) this.overlapped += 1;
    this.commands += 1;
    this.outstanding += 1;
    this.maxOutstanding = Math.max(this.maxOutstanding, this.outstanding);
  }

  private end(event: Exclude<DispatchEvent, { kind: 'start' }>, tag: string, where: string): void {
    const holder = this.busy.get(tag);
    if (holder === undefined) {
      throw new InputError({
        code: 'trace-no-start',
        given: `${event.kind} of ${tag}, which is not outstanding`,
        accepted: 'a start before each done, error or timeout (record from before the first command)',
        where,
      });
    }
    if (holder.state === 'outstanding') this.outstanding -= 1;
    switch (event.kind) {
      case 'done':
        this.busy.delete(tag);
        this.settle(holder.command, event.status);
        return;
      case 'error':
        this.busy.delete(tag);
        this.refused += 1;
        this.settle(holder.command, 'REFUSED');
        return;
      case 'timeout':
        // The host aborts the command (nothing follows) or lets it go on (a done, or another timeout, follows).
        if (holder.state === 'outstanding') this.timedOut += 1;
        holder.state = 'given up';
        this.settle(holder.command, 'TIMED_OUT');
        return;
    }
  }

  /** The first outcome counts, and only until the command is handed out: then it is the reader's. */
  private settle(command: Draft, status: RecordedStatus): void {
    if (this.held.has(command.index)) command.recordedStatus ??= status;
  }

  private elapsed(time: number): number {
    // Nanoseconds are the finest ftrace clock; rounding there removes what binary subtraction adds.
    return Math.round((time - (this.origin ?? time)) * 1e9) / 1e9;
  }
}
