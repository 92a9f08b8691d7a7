import type { AnyStateMachine } from 'xstate';
import { samAdapterMachine } from '../../../machines/hba/aix-sam-adapter.machine.ts';
import { samManagementMachine } from '../../../machines/hba/aix-sam-management.machine.ts';
import { samPathMachine } from '../../../machines/hba/aix-sam-path.machine.ts';
import { samQueueMachine } from '../../../machines/hba/aix-sam-queue.machine.ts';
import { samTransactionMachine } from '../../../machines/hba/aix-sam-transaction.machine.ts';
import { scsiBufMachine } from '../../../machines/packet/scsi-buf.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import { type SamAdapterParameters, samAdapterDefaults } from '../../../machines/protocol/sam-parameters.ts';
import type { SamFlag, SamTag } from '../../../machines/protocol/scsi-buf.ts';
import type { ScsiStatus } from '../../../machines/protocol/scsi-status.ts';
import type { FunctionOutcome, TargetReturn, TaskManagementFunction } from '../../../machines/protocol/transport.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const adapter = address.samAdapter('h');
/** Units `x` and `v` are in target t0, `y` is in t1. Slots are `xa`, `xb` ... */
const targets = { x: 't0', v: 't0', y: 't1' } as const;
type Unit = keyof typeof targets;
type Target = (typeof targets)[Unit];

type Words = {
  readonly flags?: readonly SamFlag[];
  readonly tag?: SamTag;
  readonly op?: string | null;
  readonly defect?: string;
  readonly timed?: boolean;
  readonly naca?: boolean;
  readonly autosense?: boolean;
  readonly scsiId?: string;
};

type Options = {
  readonly params?: Partial<SamAdapterParameters>;
  readonly protocol?: 'fcp' | 'iscsi';
  readonly started?: boolean;
  readonly queue?: AnyStateMachine;
  readonly management?: AnyStateMachine;
};

/** The adapter driver between a device driver that is the test and an interconnect that is the test. */
export class SamBench {
  readonly bench = new Bench();
  /** `xa EIO SC_CHECK_CONDITION kept` for each iodone, in order. */
  readonly done: string[] = [];
  /** Slots in the order in which they were sent, with their attribute if they have one. */
  readonly sent: string[] = [];
  /** `ABORT_TASK xa`, `LOGICAL_UNIT_RESET x` ... */
  readonly functions: string[] = [];
  /** `login t0`, `logout t0` */
  readonly logins: string[] = [];
  readonly ioctls: string[] = [];
  /** What those who register handlers are told: `x register hdisk:x`, `x SC_FATAL_HDW_ERR` ... */
  readonly events: string[] = [];

  constructor({
    params = {},
    protocol = 'fcp',
    started = true,
    queue = samQueueMachine,
    management = samManagementMachine,
  }: Options = {}) {
    const all = { ...samAdapterDefaults, ...params };
    const units = Object.entries(targets).map(([lun, target]) => ({ lun, target }));
    const initiator = 'ours';
    this.bench.add(adapter, samAdapterMachine, { name: 'h', units, params: all });
    for (const target of new Set(Object.values(targets))) {
      const luns = units.filter((unit) => unit.target === target).map(({ lun }) => lun);
      this.bench.add(address.path(target), samPathMachine, {
        target,
        initiator,
        luns,
        adapter: 'h',
        protocol,
        params: all,
        started,
      });
    }
    for (const { lun, target } of units) {
      const luns = units.filter((unit) => unit.target === target).map((unit) => unit.lun);
      this.bench.add(address.samQueue(lun), queue, { lun, target, initiator, adapter: 'h', params: all, started });
      this.bench.add(address.management(lun), management, { lun, target, initiator, adapter: 'h', luns });
      for (const slot of ['a', 'b', 'c', 'd', 's', 'q'].map((letter) => lun + letter)) {
        this.bench.add(address.scsiBuf(slot), scsiBufMachine, { slot, owner: `dd:${slot}` });
        this.bench.add(address.exchange(slot), samTransactionMachine, { slot, lun, target, initiator, adapter: 'h' });
      }
    }
    if (started) {
      this.collect();
      this.tell({ type: 'port.loggedIn', target: 't0' }).tell({ type: 'port.loggedIn', target: 't1' });
      this.logins.length = 0;
    }
  }

  /** devstrat. */
  submit(
    slot: string,
    {
      flags = [],
      tag = 'SC_NO_Q',
      op = 'read',
      defect = 'no',
      timed = true,
      naca = false,
      autosense = true,
      scsiId = 'first',
    }: Words = {},
  ): this {
    const direction = op === 'read' ? 'in' : 'none';
    const fields = { tag, flags, op, direction, timed, bp: false, naca, autosense, scsiId };
    this.bench.deliver(address.scsiBuf(slot), { type: 'scsibuf.devstrat', ...fields });
    return this.tell({ type: 'sam.strategy', slot, lun: slot.slice(0, 1), defect, ...fields });
  }

  /** Tagged ones. */
  tagged(...slots: readonly string[]): this {
    for (const slot of slots) this.submit(slot, { tag: 'SC_SIMPLE_Q' });
    return this;
  }

  /** One that carries flags only. */
  control(slot: string, ...flags: readonly SamFlag[]): this {
    return this.submit(slot, { op: null, flags });
  }

  /** Command Complete Received. */
  complete(slot: string, status: ScsiStatus = 'GOOD', resid = 'zero'): this {
    const sense = status === 'CHECK_CONDITION' ? 'MEDIUM_ERROR 11/00' : null;
    return this.tell({ type: 'port.completed', slot, status, direction: 'in', resid, sense });
  }

  /** The answer to the function that was sent last. */
  answer(outcome: FunctionOutcome = 'ok'): this {
    const [name = '', of = ''] = (this.functions.at(-1) ?? '').split(' ');
    const lun = of.slice(0, 1);
    return this.tell({
      type: 'port.taskManagementDone',
      target: targets[lun as Unit],
      lun,
      slot: of.length > 1 ? of : null,
      function: name as TaskManagementFunction,
      outcome,
    });
  }

  /** The target is away; what it has is lost. */
  gone(target: Target, ...lost: readonly string[]): this {
    for (const slot of lost) this.tell({ type: 'port.lost', slot });
    return this.tell({ type: 'port.targetGone', target });
  }

  back(target: Target, id: TargetReturn = 'same'): this {
    return this.tell({ type: 'port.targetBack', target, id });
  }

  loggedIn(target: Target): this {
    return this.tell({ type: 'port.loggedIn', target });
  }

  ioctl(op: string, lun: Unit, more: Record<string, unknown> = {}): this {
    return this.tell({ type: `ioctl.${op}`, lun, replyTo: address.head(lun), ...more });
  }

  tell(message: { type: string; [field: string]: unknown }): this {
    this.bench.deliver(adapter, message);
    this.collect();
    return this;
  }

  fire(owner: string, delay: string): this {
    this.bench.fire(owner, delay);
    this.collect();
    return this;
  }

  timeout(slot: string): this {
    return this.fire(address.exchange(slot), 'timeoutValue');
  }

  /** The query of the fabric. */
  query(target: Target): this {
    return this.fire(address.path(target), 'rscnDelay');
  }

  queue(lun: Unit): string {
    return /queue: ([\w.]+)/.exec(this.bench.state(address.samQueue(lun)))?.[1] ?? '?';
  }

  path(target: Target): string {
    return this.bench.state(address.path(target));
  }

  private collect(): void {
    for (const { to, message } of this.bench.takePosted()) {
      if (message.type === 'sam.iodone') this.iodone(message);
      else if (message.type === 'ioctl.return')
        this.ioctls.push(`${String(message['op'])} ${String(message['lun'])} ${String(message['error'])}`);
      else if (message.type === 'transport.sendCommand')
        this.sent.push(
          message['attribute'] === 'untagged'
            ? String(message['slot'])
            : `${String(message['slot'])} ${String(message['attribute'])}`,
        );
      else if (message.type === 'transport.sendTaskManagement')
        this.functions.push(`${String(message['function'])} ${String(message['slot'] ?? message['lun'])}`);
      else if (message.type.startsWith('events.'))
        this.events.push(
          [
            to.slice(to.indexOf(':') + 1),
            message.type === 'events.happened' ? message['event'] : message.type.slice('events.'.length),
            message['handler'],
          ]
            .filter((word) => word !== undefined)
            .join(' '),
        );
      else if (to.startsWith('nexus:'))
        this.logins.push(`${message.type.slice('transport.'.length)} ${String(message['target'])}`);
    }
  }

  private iodone(message: { type: string; [field: string]: unknown }): void {
    const { slot, error, resid, scsiStatus, adapterStatus, addAdapStatus, adapQStatus, autosense, retId } = message;
    this.bench.deliver(address.scsiBuf(String(slot)), { ...message, type: 'scsibuf.iodone' });
    const words = [slot, error === 'none' ? 'ok' : error, scsiStatus, adapterStatus];
    if (addAdapStatus !== 'none' && addAdapStatus !== 'NOT_PATH_ERR') words.push(addAdapStatus);
    if (adapQStatus !== 'cleared') words.push('kept');
    if (autosense !== null) words.push('with sense');
    if (retId !== null) words.push(`id ${String(retId)}`);
    if (error === 'none' && resid !== 'zero') words.push(`resid ${String(resid)}`);
    this.done.push(words.filter((word) => word !== null).join(' '));
  }
}
