import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import type { AdapterQueueInput } from '../../../machines/hba/adapter-queue.context.ts';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../../machines/hba/scsa-hba.machine.ts';
import { address, autoSenseSlot, requestSenseSlot } from '../../../machines/protocol/names.ts';
import { type HbaParameters, hbaDefaults } from '../../../machines/protocol/parameters.ts';
import type { PktReason } from '../../../machines/protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../../../machines/protocol/scsi-status.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import type { Delivery } from '../../../src/system/cascade.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const hba = address.adapter('h');
const luns = { a: 't0', b: 't0', c: 't1' } as const;
type Unit = keyof typeof luns;

/** What the adapter is told and says, in words. Units `a` and `b` are in target t0, `c` is in t1; slots `a1`..`a4` and so on. */
export class AdapterBench {
  readonly bench = new Bench();
  private seen: Delivery[] = [];

  constructor(
    params: Partial<HbaParameters> = {},
    capabilities: Partial<Record<Unit, AdapterQueueInput['capabilities']>> = {},
  ) {
    const all = { ...hbaDefaults, ...params };
    const units = Object.entries(luns).map(([lun, target]) => ({ lun, target }));
    this.bench.add(hba, scsaHbaMachine, { name: 'h', initiator: 'ours', bus: 'b', units, params: all });
    for (const { lun, target } of units) {
      this.bench.add(address.adapterQueue(lun), adapterQueueMachine, {
        lun,
        target,
        adapter: 'h',
        params: all,
        capabilities: capabilities[lun as Unit],
      });
      for (const slot of [1, 2, 3, 4].map((n) => `${lun}${n}`).concat(requestSenseSlot(lun), autoSenseSlot(lun))) {
        this.bench.add(address.adapterCommand(slot), adapterCommandMachine, {
          slot,
          lun,
          target,
          adapter: 'h',
          autoSense: slot === autoSenseSlot(lun),
          params: all,
        });
      }
    }
  }

  /** Sets a capability; returns the answer. */
  setcap(lun: Unit, cap: string, value: number): unknown {
    this.deliver({ type: 'tran.setcap', cap, value, lun, replyTo: `sd:${lun}` });
    return this.last('tran.capSet')?.result;
  }

  getcap(lun: Unit, cap: string): unknown {
    this.deliver({ type: 'tran.getcap', cap, lun, replyTo: `sd:${lun}` });
    return this.last('tran.cap')?.value;
  }

  /** Auto request sense and tagged queueing on. */
  tagged(...units: Unit[]): this {
    for (const lun of units) {
      this.setcap(lun, 'auto-rqsense', 1);
      this.setcap(lun, 'tagged-qing', 1);
    }
    return this;
  }

  start(slot: string, fields: Record<string, unknown> = {}): this {
    const lun = slot[0];
    return this.deliver({
      type: 'tran.start',
      slot,
      lun,
      tag: 'simple',
      op: 'read',
      direction: 'in',
      noIntr: false,
      head: false,
      sensing: false,
      noDisconnect: false,
      renegotiate: false,
      arqBlock: true,
      timed: true,
      admission: 'accept',
      ...fields,
    });
  }

  /** The driver's own REQUEST SENSE. */
  startRequestSense(lun: Unit): this {
    return this.start(requestSenseSlot(lun), {
      lun,
      tag: 'untagged',
      op: 'requestSense',
      head: true,
      sensing: true,
      arqBlock: false,
    });
  }

  completed(
    slot: string,
    status: ScsiStatus = 'GOOD',
    fields: { parity?: boolean; resid?: string; direction?: string; sense?: SenseClass } = {},
  ): this {
    return this.deliver({
      type: 'hba.completed',
      slot,
      status,
      direction: 'in',
      resid: status === 'GOOD' ? 'zero' : 'all',
      parity: false,
      sense: null,
      ...fields,
    });
  }

  disconnected(slot: string, dataMoved = false): this {
    return this.deliver({ type: 'hba.disconnected', slot, dataMoved });
  }

  reconnected(slot: string): this {
    return this.deliver({ type: 'hba.reconnected', slot });
  }

  messageSent(outcome: 'ok' | 'noResponse' | 'rejected' = 'ok'): this {
    const sent = this.last('bus.message');
    if (!sent) throw new Error('no message was sent');
    const { lun, target, slot, message } = sent;
    return this.deliver({ type: 'hba.messageSent', lun, target, slot, message, outcome });
  }

  /** RST, and the target drivers return from the notification. */
  busReset(by = 'ours'): this {
    this.deliver({ type: 'hba.busReset', by });
    for (const lun of Object.keys(luns)) this.notified(lun);
    return this;
  }

  /** The target driver of a unit returns from the notification. */
  notified(lun: string): this {
    return this.deliver({ type: 'scsi.resetNotifyReturn', lun });
  }

  abort(lun: Unit, slot: string | null): this {
    return this.deliver({ type: 'tran.abort', slot, lun, replyTo: `sd:${lun}`, outcome: 'ok' });
  }

  reset(lun: Unit, level: 'RESET_LUN' | 'RESET_TARGET' | 'RESET_ALL'): this {
    return this.deliver({ type: 'tran.reset', level, lun, replyTo: `sd:${lun}`, outcome: 'ok' });
  }

  callbackDone(slot: string): this {
    this.bench.deliver(address.adapterCommand(slot), { type: 'area.callbackDone' });
    return this.collect();
  }

  /** A thread enters tran_start with this packet; `start` is delivered later. */
  calling(slot: string): this {
    this.bench.deliver(address.adapterCommand(slot), { type: 'area.calling' });
    return this.collect();
  }

  fire(owner: string, delay: string): this {
    this.bench.fire(owner, delay);
    return this.collect();
  }

  deliver(message: Message): this {
    this.bench.deliver(hba, message);
    return this.collect();
  }

  /** Everything said since this was last asked. */
  takeSeen(): Delivery[] {
    return this.seen.splice(0);
  }

  /** Everything said since this was last asked, as short words, in order. */
  said(): string[] {
    return this.takeSeen().map(({ to, message: m }) => {
      switch (m.type) {
        case 'bus.select':
          return `select ${m.slot}`;
        case 'bus.message':
          return `${m.message} ${m.slot ?? m.lun}`;
        case 'bus.accept':
          return `accept ${m.slot}`;
        case 'bus.resetSeen':
          return 'RST seen';
        case 'tran.return':
          return `${to} ${m.result}`;
        case 'pkt.comp':
          return `${to} ${m.reason}`;
        default:
          return `${m.type} ${to}`;
      }
    });
  }

  /** The last message of this type (and receiver) that was posted since the start. */
  last(type: string, to?: string): Message | undefined {
    return this.history.filter((d) => d.message.type === type && (to === undefined || d.to === to)).at(-1)?.message;
  }

  /** How the packet was completed. */
  comp(slot: string):
    | {
        reason: PktReason;
        state: number;
        statistics: number;
        status: ScsiStatus | null;
        resid: string;
        arq: Record<string, unknown> | null;
      }
    | undefined {
    return this.last('pkt.comp', address.packet(slot)) as never;
  }

  count(type: string, to?: string): number {
    return this.history.filter((d) => d.message.type === type && (to === undefined || d.to === to)).length;
  }

  private readonly history: Delivery[] = [];

  private collect(): this {
    const posted = this.bench.takePosted();
    this.seen.push(...posted);
    this.history.push(...posted);
    return this;
  }
}
