import type { AnyMachineSnapshot } from 'xstate';
import type { ClauseId } from '../../machines/clauses/index.ts';
import type { Errno } from '../../machines/protocol/buf.ts';
import { address } from '../../machines/protocol/names.ts';
import { sdDefaults } from '../../machines/protocol/parameters.ts';
import type { RetryDelay, UnitFacts } from '../../machines/protocol/scsa-disk.ts';
import type { ResetLevel, Resid } from '../../machines/protocol/scsi-pkt.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import type { CommandContext, CommandInput, RetryClass } from '../../machines/target-driver/scsa-disk-command.types.ts';
import { MachineStepper, type Message } from '../system/machine-step.ts';
import { stateName } from '../system/state-name.ts';
import { type TransitionEntry, transitionIndex } from '../system/transition-index.ts';
import type { Ending, Request } from './ending.ts';

/** Which of its counters the command raised. */
export type Counter = 'retries' | 'victims' | 'unitAttentions' | 'notReadies';

/** What the driver decided after one attempt. */
export type Decision =
  | { readonly kind: 'retry'; readonly class: RetryClass; readonly counter: Counter | null; readonly delay: RetryDelay }
  /** START UNIT is sent; then the command is tried again. */
  | { readonly kind: 'startUnit'; readonly counter: Counter | null }
  /** The packet was not taken; it is offered again. */
  | { readonly kind: 'offeredAgain' }
  /** biodone: `none` is success. */
  | { readonly kind: 'answered'; readonly error: Errno; readonly resid: Resid }
  /** The command waits for something that this bench does not play. */
  | { readonly kind: 'waits'; readonly state: string };

/** One attempt: the way through the machine from its end to the decision. */
export interface Round {
  readonly transitions: readonly TransitionEntry[];
  /** Resets asked for, in order; each is taken to succeed. */
  readonly resets: readonly ResetLevel[];
  /** What else the unit is told, e.g. `unit.queueFull`. */
  readonly told: readonly string[];
  readonly decision: Decision;
}

const lun = 'd0';
const slot = 'd0.0';
const self = address.command(slot);

const input: CommandInput = { slot, lun, adapter: 'hba0', kind: 'pool', params: sdDefaults };

/** The unit as it is at a first failure: nothing else outstanding, nothing pending. */
const facts: UnitFacts = {
  arqEnabled: sdDefaults.autoRequestSense,
  othersInTransport: false,
  requestSenseBusy: false,
  startUnitPending: false,
  lunReset: sdDefaults.lunResetEnabled,
  failfastState: 'inactive',
};

/** The rule that grants a retry names its class. */
const classByClause = {
  'sd-class-standard': 'STANDARD',
  'sd-class-busy': 'BUSY',
  'sd-class-victim': 'VICTIM',
  'sd-class-ua': 'UNIT_ATTENTION',
  'sd-class-nocheck': 'NOCHECK',
} as const satisfies Partial<Record<ClauseId, RetryClass>>;

const counters = ['retries', 'victims', 'unitAttentions', 'notReadies'] as const satisfies (keyof CommandContext)[];

/** Messages that only carry the conversation on. */
const conversation: ReadonlySet<string> = new Set([
  'unit.intr',
  'unit.ask',
  'unit.askForMedium',
  'unit.retry',
  'unit.rejected',
  'unit.startUnit',
  'unit.returnCommand',
]);

/** One command of the target driver, with unit, packet and adapter played as plainly as possible. */
export class CommandRun {
  /** From the request to `scsi_transport`. */
  readonly sending: readonly TransitionEntry[];
  private readonly stepper = new MachineStepper(() => true);
  private snapshot: AnyMachineSnapshot;
  private taken: TransitionEntry[] = [];
  private sent: Message[] = [];

  constructor({ op, direction, flags }: Request) {
    this.snapshot = this.stepper.start(scsaDiskCommandMachine, self, input).snapshot;
    const uscsi = op !== 'read' && op !== 'write';
    const request = { type: 'command.prepare', op, direction, overrun: false, failfast: false, uscsi, flags };
    this.deliver(request);
    this.start(false);
    this.sending = this.taken;
  }

  /** Ends the present attempt; afterwards a retry is on its way again. */
  end(ending: Ending): Round {
    this.taken = [];
    this.sent = [];
    const before = this.context();
    this.deliver(
      ending.kind === 'rejected'
        ? { type: 'packet.returned', result: ending.result }
        : { type: 'packet.completed', ...ending.completion },
    );
    const transitions = [...this.taken];
    const sent = [...this.sent];
    const decision = this.decision(sent, transitions, before);
    const resets = sent.flatMap((message) => (message.type === 'tran.reset' ? [message.level as ResetLevel] : []));
    const told = sent.map(({ type }) => type).filter((type) => type.startsWith('unit.') && !conversation.has(type));
    if (decision.kind !== 'answered' && decision.kind !== 'waits') this.start(true);
    return { transitions, resets, told, decision };
  }

  /** Equal fingerprints: the command would go on in the same way. */
  fingerprint(): string {
    return `${stateName(this.snapshot.value)} ${JSON.stringify(this.snapshot.context)}`;
  }

  private start(retry: boolean): void {
    this.deliver({ type: 'command.start', tagged: sdDefaults.taggedQueueing, arq: facts.arqEnabled, retry });
  }

  private decision(
    sent: readonly Message[],
    transitions: readonly TransitionEntry[],
    before: CommandContext,
  ): Decision {
    const answer = sent.find(({ type }) => type === 'buf.biodone');
    if (answer) return { kind: 'answered', error: answer.error as Errno, resid: answer.resid as Resid };
    const after = this.context();
    const counter = counters.find((name) => after[name] > before[name]) ?? null;
    if (sent.some(({ type }) => type === 'unit.startUnit')) return { kind: 'startUnit', counter };
    if (sent.some(({ type }) => type === 'unit.rejected')) return { kind: 'offeredAgain' };
    const retry = sent.find(({ type }) => type === 'unit.retry');
    const granted = transitions.flatMap(({ source }) => source.flatMap((id) => retryClassOf(id) ?? [])).at(-1);
    if (!retry || !granted) return { kind: 'waits', state: stateName(this.snapshot.value) };
    return { kind: 'retry', class: granted, counter, delay: retry.delay as RetryDelay };
  }

  private context(): CommandContext {
    return this.snapshot.context as CommandContext;
  }

  /** Delivers a message, then what unit, packet and adapter answer to what the command says. */
  private deliver(first: Message): void {
    const waiting = [first];
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      const result = this.stepper.deliver(scsaDiskCommandMachine, self, this.snapshot, message);
      if (result.transitions.length === 0) {
        throw new Error(`${message.type} is not expected in ${stateName(this.snapshot.value)}`);
      }
      this.snapshot = result.snapshot;
      this.taken.push(...result.transitions.flatMap((id) => entries().get(id) ?? []));
      for (const output of result.outputs) {
        if (output.kind !== 'message') continue;
        this.sent.push(output.message);
        waiting.push(...reply(output.message));
      }
    }
  }
}

function retryClassOf(clause: string): RetryClass | undefined {
  return Object.hasOwn(classByClause, clause) ? classByClause[clause as keyof typeof classByClause] : undefined;
}

/** What the neighbours of the command answer at once. */
function reply(message: Message): Message[] {
  switch (message.type) {
    case 'packet.init':
      return [{ type: 'packet.ready', resid: 'zero' }];
    case 'packet.destroy':
      return [{ type: 'packet.destroyed' }];
    case 'unit.intr':
      return [{ type: 'command.decide', ...facts }];
    case 'unit.ask':
      return [{ type: 'command.facts', ...facts }];
    case 'unit.askForMedium':
      return [{ type: 'command.medium', known: true, ...facts }];
    case 'unit.returnCommand':
      return [{ type: 'command.release' }];
    case 'tran.reset':
      return [{ type: 'tran.resetReturn', level: message.level, ok: true }];
    default:
      return [];
  }
}

let byId: ReadonlyMap<string, TransitionEntry> | undefined;

function entries(): ReadonlyMap<string, TransitionEntry> {
  byId ??= new Map(transitionIndex.transitionsOf(scsaDiskCommandMachine).map((entry) => [entry.id, entry]));
  return byId;
}
