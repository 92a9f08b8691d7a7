import type { AnyStateMachine } from 'xstate';
import { aixAdapterMachine } from '../../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { aixTransactionMachine } from '../../../machines/hba/aix-adapter-transaction.machine.ts';
import { scBufMachine } from '../../../machines/packet/sc-buf.machine.ts';
import { type AixAdapterParameters, aixAdapterDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { ScFlag } from '../../../machines/protocol/sc-buf.ts';
import type { ScsiStatus } from '../../../machines/protocol/scsi-status.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const adapter = address.aixAdapter('h');
/** Units `x` and `v` are in target t0, `y` is in t1. Slots are `xa`, `xb` ... */
const targets = { x: 't0', v: 't0', y: 't1' } as const;
type Unit = keyof typeof targets;

type Words = {
  readonly flags?: readonly ScFlag[];
  readonly tagged?: boolean;
  readonly op?: string | null;
  readonly defect?: string;
  readonly async?: boolean;
  readonly timed?: boolean;
  readonly bp?: boolean;
  /** resvd1 is set, and devstrat is called on this level */
  readonly gathered?: 'process' | 'interrupt';
};

/** The adapter driver between a device driver that is the test and a bus that is the test. */
export class AixAdapterBench {
  readonly bench = new Bench();
  /** `xa EIO SC_CHECK_CONDITION held` for each iodone, in order. */
  readonly done: string[] = [];
  /** Slots in the order in which they were given to the bus. */
  readonly selected: string[] = [];
  readonly ioctls: string[] = [];
  readonly toBus: { type: string; [field: string]: unknown }[] = [];

  constructor(
    params: Partial<AixAdapterParameters> = {},
    started = true,
    queueMachine: AnyStateMachine = aixDeviceMachine,
  ) {
    const all = { ...aixAdapterDefaults, ...params };
    const units = Object.entries(targets).map(([lun, target]) => ({ lun, target }));
    this.bench.add(adapter, aixAdapterMachine, { name: 'h', initiator: 'ours', bus: 'b', units, params: all });
    for (const { lun, target } of units) {
      this.bench.add(address.deviceQueue(lun), queueMachine, { lun, target, adapter: 'h', params: all, started });
      for (const slot of ['a', 'b', 'c', 'd', 's', 'q'].map((letter) => lun + letter)) {
        this.bench.add(address.scBuf(slot), scBufMachine, { slot, owner: `dd:${slot}` });
        this.bench.add(address.transaction(slot), aixTransactionMachine, { slot, lun, target, adapter: 'h' });
      }
    }
  }

  /** devstrat. */
  submit(
    slot: string,
    {
      flags = [],
      tagged = false,
      op = 'read',
      defect = 'no',
      async = false,
      timed = true,
      bp = false,
      gathered,
    }: Words = {},
  ): this {
    const fields = {
      tag: tagged ? 'SC_SIMPLE_Q' : 'SC_NO_Q',
      flags,
      op,
      direction: op === 'read' ? 'in' : op === 'write' ? 'out' : 'none',
      noDisconnect: false,
      async,
      timed,
      bp,
      ...(gathered ? { gathered } : {}),
    };
    if (gathered) this.bench.deliver(address.scBuf(slot), { type: 'scbuf.uioFilled' });
    this.bench.deliver(address.scBuf(slot), { type: 'scbuf.devstrat', ...fields });
    return this.tell({ type: 'sc.strategy', slot, lun: slot.slice(0, 1), defect, ...fields });
  }

  /** Request sense of a recovery. */
  sense(slot: string): this {
    return this.submit(slot, { flags: ['SC_RESUME'], op: 'requestSense' });
  }

  disconnect(...slots: readonly string[]): this {
    for (const slot of slots) this.tell({ type: 'hba.disconnected', slot, dataMoved: false });
    return this;
  }

  /** The device reconnects, or has stayed connected, and ends the command. */
  complete(slot: string, status: ScsiStatus = 'GOOD', resid = 'zero', again = true): this {
    if (again && this.bench.state(address.transaction(slot)) === 'active.disconnected') {
      this.tell({ type: 'hba.reconnected', slot });
    }
    return this.tell({ type: 'hba.completed', slot, status, direction: 'in', resid, parity: false, sense: null });
  }

  /** RST, seen by the adapter. */
  busReset(by = 'ours'): this {
    return this.tell({ type: 'hba.busReset', by });
  }

  ioctl(op: string, lun: Unit): this {
    return this.tell({ type: `ioctl.${op}`, lun, replyTo: address.head(lun) });
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

  queue(lun: Unit): string {
    return /queue: ([\w.]+)/.exec(this.bench.state(address.deviceQueue(lun)))?.[1] ?? '?';
  }

  private collect(): void {
    for (const { to, message } of this.bench.takePosted()) {
      if (message.type === 'sc.iodone') {
        const { slot, error, resid, scsiStatus, cardStatus, adapQStatus } = message;
        this.bench.deliver(address.scBuf(String(slot)), { ...message, type: 'scbuf.iodone' });
        const words = [slot, error === 'none' ? 'ok' : error, scsiStatus, cardStatus];
        if (adapQStatus !== 'cleared') words.push('kept');
        if (error === 'none' && resid !== 'zero') words.push(`resid ${String(resid)}`);
        this.done.push(words.filter((word) => word !== null).join(' '));
      } else if (message.type === 'ioctl.return') {
        this.ioctls.push(`${String(message['op'])} ${String(message['lun'])} ${String(message['error'])}`);
      } else if (to === 'bus:b') {
        this.toBus.push(message);
        if (message.type === 'bus.select') this.selected.push(String(message['slot']));
      }
    }
  }
}
