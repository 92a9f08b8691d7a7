import { type Clause, clause } from '../../machines/clauses/index.ts';
import type { Errno } from '../../machines/protocol/buf.ts';
import { delays } from '../../machines/protocol/parameters.ts';
import type { ResetLevel, Resid } from '../../machines/protocol/scsi-pkt.ts';
import type { RetryClass } from '../../machines/target-driver/scsa-disk-command.types.ts';
import type { TransitionEntry } from '../system/transition-index.ts';
import { CommandRun, type Counter, type Decision, type Round } from './command-run.ts';
import type { Ending, Request } from './ending.ts';

/** One transition that the driver takes, with the clauses it restates. */
export interface NextStep {
  readonly transition: string;
  readonly state: string;
  readonly description: string;
  readonly clauses: readonly (Clause & { readonly id: string })[];
}

/** Consecutive attempts that the driver answers in the same way. */
export interface Repetition {
  /** Number of the first and last such answer, from 1; `to` is null when it goes on without limit. */
  readonly from: number;
  readonly to: number | null;
  readonly kind: 'retry' | 'startUnit' | 'offeredAgain';
  readonly class: RetryClass | null;
  /** Counter of the command that it raises; null: not counted. */
  readonly counter: Counter | null;
  readonly delay: string;
  /** Milliseconds before the next attempt. */
  readonly delayMs: number;
  /** Resets before the next attempt, each taken to succeed. */
  readonly resets: readonly ResetLevel[];
}

/** What the target driver does about a command that ended so, and goes on ending so. */
export interface Next {
  /** Machine that gave the answer. */
  readonly machine: string;
  /** From the request to `scsi_transport`. */
  readonly sending: readonly NextStep[];
  /** The first time. */
  readonly first: readonly NextStep[];
  readonly repetitions: readonly Repetition[];
  /** The attempts that take another way through the machine than the first, by number of the failure. */
  readonly later: readonly { readonly failure: number; readonly steps: readonly NextStep[] }[];
  /** What else the unit is told the first time, e.g. `unit.queueFull`. */
  readonly told: readonly string[];
  /** How it ends; null when it goes on without limit, or waits. */
  readonly end: { readonly error: Errno; readonly resid: Resid } | null;
  /** All in one line: `5 STANDARD retries, then EIO`. */
  readonly summary: string;
}

const MOST_ROUNDS = 10_000;
const known = new Map<string, Next>();

/** Runs the target driver's command machine against the same ending until it gives up or goes round in a circle. */
export function whatNext(request: Request, ending: Ending): Next {
  const key = JSON.stringify([request, ending]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const run = new CommandRun(request);
  const rounds: Round[] = [];
  const seen = new Set<string>();
  for (;;) {
    const round = run.end(ending);
    rounds.push(round);
    if (round.decision.kind === 'answered' || round.decision.kind === 'waits') break;
    const now = run.fingerprint();
    if (seen.has(now)) break;
    seen.add(now);
    if (rounds.length > MOST_ROUNDS) throw new Error(`no end after ${MOST_ROUNDS} retries`);
  }
  const next = report(run, rounds);
  known.set(key, next);
  return next;
}

function report(run: CommandRun, rounds: readonly Round[]): Next {
  const [first] = rounds;
  const last = rounds.at(-1);
  if (first === undefined || last === undefined) throw new Error('no attempt was made');
  const repetitions = repetitionsOf(rounds);
  const endless = last.decision.kind !== 'answered' && last.decision.kind !== 'waits';
  const repeated = repetitions.at(-1);
  if (endless && repeated !== undefined) repetitions[repetitions.length - 1] = { ...repeated, to: null };
  const end = last.decision.kind === 'answered' ? { error: last.decision.error, resid: last.decision.resid } : null;
  return {
    machine: first.transitions[0]?.machine ?? '',
    sending: steps(run.sending),
    first: steps(first.transitions),
    repetitions,
    later: laterWays(rounds),
    told: first.told,
    end,
    summary: summary(repetitions, last.decision),
  };
}

function steps(transitions: readonly TransitionEntry[]): NextStep[] {
  return transitions.map(({ id, state, description, source }) => ({
    transition: id,
    state,
    description: description ?? '',
    clauses: source.flatMap((name) => {
      const found = clause(name);
      return found === undefined ? [] : [{ id: name, ...found }];
    }),
  }));
}

function repetitionsOf(rounds: readonly Round[]): Repetition[] {
  const repetitions: Repetition[] = [];
  rounds.forEach(({ decision, resets }, index) => {
    const what = repetition(decision, resets);
    if (what === undefined) return;
    const last = repetitions.at(-1);
    const same = last !== undefined && JSON.stringify({ ...last, ...what }) === JSON.stringify(last);
    if (same) repetitions[repetitions.length - 1] = { ...last, to: index + 1 };
    else repetitions.push({ from: index + 1, to: index + 1, ...what });
  });
  return repetitions;
}

function repetition(decision: Decision, resets: readonly ResetLevel[]): Omit<Repetition, 'from' | 'to'> | undefined {
  switch (decision.kind) {
    case 'retry': {
      const { kind, counter, delay } = decision;
      const delayMs = delay === 'immediate' ? 0 : delays[delay];
      return { kind, class: decision.class, counter, delay, delayMs, resets };
    }
    // The unit arms these two timers, not the command.
    case 'startUnit': {
      const delayMs = delays.startUnitDelay;
      return { kind: 'startUnit', class: null, counter: decision.counter, delay: 'startUnitDelay', delayMs, resets };
    }
    case 'offeredAgain': {
      const delayMs = delays.tranBusyDelay;
      return { kind: 'offeredAgain', class: null, counter: null, delay: 'tranBusyDelay', delayMs, resets };
    }
    case 'answered':
    case 'waits':
      return undefined;
  }
}

/** The first failure that takes each other way. */
function laterWays(rounds: readonly Round[]): Next['later'] {
  const way = (round: Round): string => round.transitions.map(({ id }) => id).join();
  const seen = new Set(rounds.slice(0, 1).map(way));
  return rounds.flatMap((round, index) => {
    if (seen.has(way(round))) return [];
    seen.add(way(round));
    return [{ failure: index + 1, steps: steps(round.transitions) }];
  });
}

function summary(repetitions: readonly Repetition[], last: Decision): string {
  if (last.kind === 'waits') return `waits in ${last.state}`;
  const kinds = new Map<string, number>();
  for (const { kind, class: name, from, to } of repetitions) {
    const what = kind === 'retry' ? `${name} retry` : kind === 'startUnit' ? 'START UNIT' : 'scsi_transport call';
    kinds.set(what, (kinds.get(what) ?? 0) + (to ?? Number.POSITIVE_INFINITY) - from + 1);
  }
  const parts = [...kinds].map(([what, times]) => counted(what, times));
  const resets = repetitions.flatMap((part) => part.resets.map((level) => `${level} ${whenReset(part, repetitions)}`));
  const during = resets.length === 0 ? '' : ` (${resets.join(', ')})`;
  if (last.kind !== 'answered') return `${parts.join(', then ')}${during}`;
  const end = last.error === 'none' ? 'success' : last.error;
  return parts.length === 0 ? end : `${parts.join(', then ')}${during}, then ${end}`;
}

function counted(what: string, times: number): string {
  const many = what.replace(/y$/, 'ies').replace(/call$/, 'calls').replace(/UNIT$/, 'UNITs');
  if (times === Number.POSITIVE_INFINITY) return `${many} without limit`;
  return `${times} ${times === 1 ? what : many}`;
}

function whenReset({ from, to }: Repetition, all: readonly Repetition[]): string {
  if (all.length === 1 && to !== 1) return 'before each';
  if (from === 1) return to === 1 ? 'first' : `before each up to retry ${to}`;
  return to === from ? `when retry ${from - 1} has failed` : `each time from retry ${from} on`;
}
