import { aixAdapterMachine } from '../../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { aixDumpMachine } from '../../../machines/hba/aix-adapter-dump.machine.ts';
import { aixEntryMachine } from '../../../machines/hba/aix-adapter-entry.machine.ts';
import { aixEventsMachine } from '../../../machines/hba/aix-adapter-events.machine.ts';
import { aixIoctlMachine } from '../../../machines/hba/aix-adapter-ioctl.machine.ts';
import { aixTargetMachine } from '../../../machines/hba/aix-adapter-target.machine.ts';
import { aixTransactionMachine } from '../../../machines/hba/aix-adapter-transaction.machine.ts';
import { scBufMachine } from '../../../machines/packet/sc-buf.machine.ts';
import { tmBufMachine } from '../../../machines/packet/tm-buf.machine.ts';
import type { DumpCommand, DumpWrite } from '../../../machines/protocol/aix-dump.ts';
import type { EntryOperation, EntryRequest } from '../../../machines/protocol/aix-entry.ts';
import { type AixAdapterParameters, aixAdapterDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address, ioctlSlot } from '../../../machines/protocol/names.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

type Message = { type: string; [field: string]: unknown };
type IoctlWords = Partial<Omit<Extract<EntryRequest, { type: 'fp.ioctl' }>, 'type' | 'op' | 'replyTo'>>;

/** /dev/scsi0 with its adapter driver: the test is whoever calls the kernel services, and the bus. */
export class AixEntryBench {
  readonly bench = new Bench();
  /** `opendev 0`, `SCIOTUR ENODEV` ..., in order. */
  readonly returned: string[] = [];
  readonly replies: Message[] = [];
  /** Operation and tag of every command that goes to the bus, and every message. */
  readonly toBus: Message[] = [];
  /** Events with which the handler was called. */
  readonly handled: string[] = [];
  readonly done: string[] = [];
  /** `b1 TM_HASDATA` for each call of recv_func. */
  readonly received: string[] = [];
  /** What other initiators are told: `s1 tm.taken`. */
  readonly senders: string[] = [];

  constructor(params: Partial<AixAdapterParameters> = {}, configured = true) {
    const all = { ...aixAdapterDefaults, ...params };
    const units = ['x', 'y'].map((lun) => ({ lun, target: `t${lun}` }));
    this.bench.add(address.aixEntry('h'), aixEntryMachine, { name: 'h', params: all, configured, opens: 0 });
    this.bench.add(address.adapterDump('h'), aixDumpMachine, { name: 'h', params: all });
    this.bench.add(address.targetMode('h'), aixTargetMachine, { name: 'h', buffers: ['b1', 'b2'] });
    this.bench.add(address.targetEvents('h'), aixEventsMachine, { lun: 'h', mode: 'SC_TM_MODE' });
    for (const buffer of ['b1', 'b2']) this.bench.add(address.tmBuf(buffer), tmBufMachine, {});
    const at = { name: 'h', initiator: 'ours', bus: 'b', units, params: all };
    this.bench.add(address.aixAdapter('h'), aixAdapterMachine, at);
    for (const { lun, target } of units) {
      const device = { lun, target, adapter: 'h', params: all, started: false };
      this.bench.add(address.deviceQueue(lun), aixDeviceMachine, device);
      this.bench.add(address.ioctlCommand(lun), aixIoctlMachine, { lun });
      this.bench.add(address.adapterEvents(lun), aixEventsMachine, { lun });
      for (const slot of [`${lun}1`, ioctlSlot(lun)]) {
        const owner = slot === ioctlSlot(lun) ? address.ioctlCommand(lun) : `dd:${slot}`;
        this.bench.add(address.scBuf(slot), scBufMachine, { slot, owner });
        this.bench.add(address.transaction(slot), aixTransactionMachine, { slot, lun, target, adapter: 'h' });
      }
    }
  }

  call(type: Exclude<EntryRequest['type'], 'fp.opendev' | 'fp.ioctl'>): this {
    return this.tell(address.aixEntry('h'), { type, replyTo: 'proc' });
  }

  open(mode = 'normal', authority = true): this {
    return this.tell(address.aixEntry('h'), { type: 'fp.opendev', mode, authority, replyTo: 'proc' });
  }

  ioctl(op: EntryOperation, words: IoctlWords = {}): this {
    const all = {
      lun: 'x',
      level: 'process',
      caller: 'kernel',
      argument: null,
      mode: 'SC_IM_MODE',
      defect: 'no',
      found: 'no',
    };
    return this.tell(address.aixEntry('h'), { type: 'fp.ioctl', op, ...all, replyTo: 'proc', ...words });
  }

  dump(command: DumpCommand, write: Partial<DumpWrite> = {}): this {
    const all = { lun: 'x', spanned: false, gathered: false, ...write };
    return this.tell(address.aixEntry('h'), { type: 'devdump.call', command, write: all, replyTo: 'proc' });
  }

  /** Another initiator sends what one buffer takes. */
  data(sender: string, more = false): this {
    return this.tell(address.targetMode('h'), { type: 'tm.data', sender, more, failure: 'no' });
  }

  /** The device driver gives a buffer back. */
  freeFunc(buffer: string): this {
    return this.tell(address.targetMode('h'), { type: 'tm.free', buffer });
  }

  /** An sc_buf of the head driver. */
  submit(slot: string, flags: readonly string[] = [], tag = 'SC_NO_Q'): this {
    const fields = { tag, flags, op: 'read', direction: 'in', noDisconnect: false, async: false };
    const all = { ...fields, timed: true, bp: false };
    this.bench.deliver(address.scBuf(slot), { type: 'scbuf.devstrat', ...all });
    return this.toDriver({ type: 'sc.strategy', slot, lun: slot.slice(0, 1), defect: 'no', ...all });
  }

  complete(slot: string, status = 'GOOD', parity = false): this {
    return this.toDriver({ type: 'hba.completed', slot, status, direction: 'in', resid: 'zero', parity, sense: null });
  }

  toDriver(message: Message): this {
    return this.tell(address.aixAdapter('h'), message);
  }

  tell(to: string, message: Message): this {
    this.bench.deliver(to, message);
    this.collect();
    return this;
  }

  fire(owner: string, delay: string): this {
    this.bench.fire(owner, delay);
    this.collect();
    return this;
  }

  private collect(): void {
    for (let posted = this.bench.takePosted(); posted.length > 0; posted = this.bench.takePosted()) {
      for (const { to, message } of posted) this.take(to, message);
    }
  }

  private take(to: string, message: Message): void {
    if (to === 'proc') {
      if (message.type === 'event.handler') {
        this.handled.push((message['events'] as string[]).join(' '));
        return;
      }
      if (message.type === 'tm.recv') {
        this.received.push(
          [message['buffer'], ...(message['userFlag'] as string[]), message['cardStatus'] ?? ''].join(' ').trim(),
        );
        return;
      }
      this.replies.push(message);
      const error = message['error'] === 'none' ? 0 : message['error'];
      this.returned.push(`${String(message['op'] ?? message['call'] ?? message['command'])} ${String(error)}`);
    } else if (message.type === 'tm.taken' || message.type === 'tm.refused') {
      this.senders.push(`${to} ${message.type}`);
    } else if (to === 'bus:b') {
      this.toBus.push(message);
    } else if (message.type === 'sc.iodone' && to.startsWith('hdisk:')) {
      const slot = String(message['slot']);
      this.bench.deliver(address.scBuf(slot), { ...message, type: 'scbuf.iodone' });
      this.done.push(`${slot} ${String(message['error'])}`);
    } else if (!to.startsWith('dd:')) {
      this.bench.deliver(to, message);
    }
  }
}
