import { samQueueMachine } from '../../../machines/hba/aix-sam-queue.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import { type SamAdapterParameters, samAdapterDefaults } from '../../../machines/protocol/sam-parameters.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = address.samQueue('x');
const replyTo = 'head:x';
const facts = { op: 'read', direction: 'in', timed: true, naca: false, autosense: true, scsiId: 'first' };
type Words = Record<string, unknown>;

/** ddstrategy after the tests of the adapter driver. */
export const submit = (slot: string, flags: readonly string[] = [], words: Words = {}): Message =>
  ({ type: 'lunq.strategy', slot, flags, tag: 'SC_SIMPLE_Q', ...facts, ...words }) as Message;
/** The command of an ioctl. */
export const own = 'x.ioctl';
export const command: Message = {
  type: 'lunq.command',
  slot: own,
  tag: 'SC_NO_Q',
  ...{ op: 'testUnitReady', direction: 'none', timed: true, naca: false, autosense: false, scsiId: 'first' },
};
export const listen: Message = { type: 'lunq.event', replyTo };
/** DUMPWRITE, and what the hardware is seen to make of it. */
export const dump = (outcome = 'ok'): Message => ({ type: 'lunq.dump', outcome, replyTo });
export const untagged = { tag: 'SC_NO_Q' };
/** One that carries flags and no command. */
export const control = (slot: string, ...flags: readonly string[]): Message =>
  submit(slot, flags, { op: null, ...untagged });
/** `status` null: the adapter has failed. */
export const ends = (slot: string, status: string | null, words: Words = {}): Message => {
  const sense = status === 'CHECK_CONDITION' ? 'MEDIUM_ERROR 11/00' : null;
  const adapter = status === null ? 'SCSI_ADAPTER_HDW_FAILURE' : null;
  return { type: 'lunq.ended', slot, resid: 'zero', sense, status, adapter, ...words } as Message;
};
export const about = (type: 'unanswered' | 'lost' | 'timeout' | 'aborted', slot: string): Message => {
  return { type: `lunq.${type}`, slot };
};
export const managed = (slot: string, outcome: 'ok' | 'failed' = 'ok'): Message => {
  return { type: 'lunq.managed', slot, outcome };
};
export const ioctl = (type: 'start' | 'stop' | 'halt'): Message => ({ type: `lunq.${type}`, replyTo });
export const bdr: Message = { type: 'lunq.bdr', scope: 'lun', replyTo };
export const event = (
  type: 'opened' | 'notOpened' | 'halted' | 'reset' | 'foreignReset' | 'hold' | 'release' | 'nexusLost',
): Message => ({ type: `lunq.${type}` });
export const pathUp = (scsiId: 'first' | 'other' = 'first'): Message => ({ type: 'lunq.pathUp', scsiId });
export const pathSlow: Message = { type: 'lunq.pathSlow' };
export const pathWaits: Message = { type: 'lunq.pathWaits' };
export const pathDead: Message = { type: 'lunq.pathDead', status: 'SCSI_TRANSPORT_DEAD', advice: 'NO_DELAY' };
export const reject: Message = { type: 'lunq.reject', slot: 'e', error: 'EINVAL' };

/** What a scsi_buf must not say together: which status is valid goes with b_error, and the residual of what never ran. */
function contradiction({ error, validity, scsiStatus, adapterStatus, resid }: Message): string {
  const valid = scsiStatus === null ? (adapterStatus === null ? 'none' : 'SC_ADAPTER_ERROR') : 'SC_SCSI_ERROR';
  if (validity !== valid || (error === 'EIO') !== (valid !== 'none')) return ` (${String(validity)} with ${valid})`;
  return error === 'EIO' || error === 'none' || resid === 'all' ? '' : ` (resid ${String(resid)})`;
}

/** `a BUSY_STATUS`, `b SCSI_CMD_TIMEOUT`, `c ENXIO` with what else the scsi_buf says. */
function iodone(message: Message): string {
  const { slot, error, scsiStatus, adapterStatus, addAdapStatus, adapQStatus, autosense, retId, resid } = message;
  return [
    String(slot),
    String(adapterStatus ?? scsiStatus ?? error).replace('SC_', ''),
    ...(addAdapStatus === 'none' ? [] : [String(addAdapStatus)]),
    ...(adapQStatus === 'cleared' ? [] : ['held']),
    ...(autosense === null ? [] : ['sense']),
    ...(retId === null ? [] : [`id ${String(retId)}`]),
    ...(error === 'none' && resid !== 'zero' ? [`resid ${String(resid)}`] : []),
  ]
    .join(' ')
    .concat(contradiction(message));
}

type Remembered = {
  active: { slot: string; lost: boolean }[];
  chain: { slot: string }[];
  recovering: string | null;
  timedOut: string[];
  thrownAway: string[];
  asked: { slot: string }[];
  functions: number;
  waiting: string | null;
  scsiId: string;
};

/** The queue of one device; head driver, task management, path, hardware and scsi_bufs are the test. */
export class SamQueue {
  readonly bench = new Bench();

  constructor(params: Partial<SamAdapterParameters> = {}, started = false) {
    const all = { ...samAdapterDefaults, activePerDevice: 2, ...params };
    const input = { lun: 'x', target: 't0', initiator: 'ours', adapter: 'h', params: all, started };
    this.bench.add(at, samQueueMachine, input);
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  /** What follows, in words. */
  says(message: Message): string[] {
    this.bench.deliver(at, message);
    return this.said();
  }

  delayIsOver(): string[] {
    this.bench.fire(at, 'delayCmd');
    return this.said();
  }

  private said(): string[] {
    let dequeued: unknown;
    const lines = this.bench.takePosted().flatMap(({ to, message }): string[] => {
      const { type, slot, op, error } = message;
      const of = to.slice(to.indexOf(':') + 1);
      switch (type) {
        case 'scsibuf.dequeued':
          dequeued = of;
          return [];
        case 'sam.iodone': {
          const heard = to === (slot === own ? address.ioctlCommand('x') : address.head('x')) ? '' : ` to ${to}`;
          return [iodone(message) + (dequeued === slot ? '' : ' (still in the queue)') + heard];
        }
        case 'fcport.listen':
          return [`listen ${String(message['lun'])} ${String(message['replyTo'])}`];
        case 'ioctl.return':
          return [`${String(op)} ${String(error)}${to === replyTo ? '' : ` to ${to}`}`];
        case 'dump.started':
        case 'dump.notStarted':
          return [
            `${type} ${String(message['outcome'] ?? '')}`.trim() +
              (to === 'scsid:h' && message['replyTo'] === replyTo ? '' : ` to ${to}`),
          ];
        case 'tmf.flag':
          return [`${String(message['function'])} ${String(slot)}`];
        case 'tmf.timeout':
        case 'tmf.thrownAway':
        case 'tmf.cameBack':
          return [`${type} ${String(slot)}`];
        case 'tmf.reset':
          return [`${type} ${String(message['scope'])}`];
        case 'tmf.halt':
          return [type];
        case 'path.open':
        case 'path.close':
          return [`${type}${message['lun'] === 'x' ? '' : ` ${String(message['lun'])}`}`];
        default:
          return [`${of} ${type.replace(/^\w+\./, '')}`];
      }
    });
    // What is given to the hardware is always said to its scsi_buf before.
    return lines.filter((line, n) => !(line.endsWith(' started') && lines[n + 1] === line.replace('started', 'start')));
  }

  /** State, active ones (`?`: nothing more comes of it), chain, and what else it remembers. */
  get now(): string {
    const { active, chain, ...rest } = this.bench.context(at) as unknown as Remembered;
    const [, state, path, delay] = /queue: (.+), path: (\w+), delay: (.+)\}$/.exec(this.bench.state(at)) ?? [];
    return [
      state,
      active.map(({ slot, lost }) => slot + (lost ? '?' : '')).join('') || '-',
      chain.map(({ slot }) => slot).join('') || '-',
      ...(rest.recovering === null ? [] : [`recovering ${rest.recovering}`]),
      ...rest.timedOut.map((slot) => `late ${slot}`),
      ...rest.thrownAway.map((slot) => `thrown away ${slot}`),
      ...rest.asked.map(({ slot }) => `asked ${slot}`),
      ...(rest.functions === 0 ? [] : [`functions ${rest.functions}`]),
      ...(rest.waiting === null ? [] : ['waiting']),
      ...(path === 'UP' ? [] : [path]),
      ...(delay === 'none' ? [] : ['delay']),
      ...(rest.scsiId === 'first' ? [] : [`id ${rest.scsiId}`]),
    ].join(' ');
  }
}

const opened = (params: Partial<SamAdapterParameters> = {}) =>
  new SamQueue(params).after(ioctl('start'), pathUp(), event('opened'));
/** Nothing is pending. */
export const empty = opened;
/** a and b are active, c and d wait. */
export const running = (params: Partial<SamAdapterParameters> = {}) =>
  opened(params).after(...['a', 'b', 'c', 'd'].map((slot) => submit(slot)));
export const cleared = () => running().after(ends('a', 'BUSY'));
export const held = (params: Partial<SamAdapterParameters> = {}) => running(params).after(ends('a', 'CHECK_CONDITION'));
export const recovering = () => held().after(submit('r', ['SC_RESUME'], untagged));
export const sensed = (params: Partial<SamAdapterParameters> = {}) =>
  held(params).after(submit('r', ['SC_RESUME'], untagged), ends('r', 'GOOD'));
/** CLEAR ACA is under way; what happens then is the name of the state. */
export const clearing = {
  running: () => running().after(control('q', 'SC_CLEAR_ACA')),
  cleared: () => cleared().after(control('q', 'SC_CLEAR_ACA')),
  keep: () => held().after(control('q', 'SC_CLEAR_ACA')),
  clear: () => held().after(control('q', 'SC_CLEAR_ACA', 'SC_Q_CLR')),
  resume: () => held().after(control('q', 'SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME')),
} as const;
