import { scsiPktMachine } from '../../../machines/packet/scsi-pkt.machine.ts';
import type { RangeClass } from '../../../machines/protocol/buf.ts';
import { address, internalSlot, requestSenseSlot } from '../../../machines/protocol/names.ts';
import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { type SdParameters, sdDefaults } from '../../../machines/protocol/parameters.ts';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { type ArqStatus, type PktFlag, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import { scsaDiskMachine } from '../../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import { scsaDiskSenseCommandMachine } from '../../../machines/target-driver/scsa-disk-sense-command.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const throughStatus = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD | STATE.GOT_STATUS;

export const good: Completion = {
  reason: 'CMD_CMPLT',
  state: throughStatus | STATE.XFERRED_DATA,
  statistics: 0,
  status: 'GOOD',
  resid: 'zero',
  arq: null,
  sense: null,
};
export const check: Completion = { ...good, status: 'CHECK_CONDITION', state: throughStatus, resid: 'all' };

/** CHECK CONDITION with auto request sense that brought this sense. */
export const autoSense = (sense: SenseClass | null, arq: Partial<ArqStatus> = {}): Completion => ({
  ...check,
  state: throughStatus | STATE.ARQ_DONE,
  arq: {
    reason: 'CMD_CMPLT',
    status: 'GOOD',
    state: throughStatus | STATE.XFERRED_DATA,
    statistics: 0,
    resid: 'zero',
    sense,
    ...arq,
  },
});

/** The disk driver of one logical unit with its commands and packets; the test plays application and adapter. */
export class DriverBench {
  readonly bench = new Bench();
  readonly sd = address.disk('d0');
  readonly rqs = requestSenseSlot('d0');
  readonly internal = internalSlot('d0');

  constructor(params: Partial<SdParameters> = {}, options: { startAttached?: boolean; slots?: number } = {}) {
    const all: SdParameters = { ...sdDefaults, ...params };
    const slots = Array.from({ length: options.slots ?? 3 }, (_, i) => `d0.${i + 1}`);
    this.bench.add(this.sd, scsaDiskMachine, {
      lun: 'd0',
      adapter: 'h0',
      slots,
      params: all,
      startAttached: options.startAttached ?? true,
    });
    for (const slot of [...slots, this.internal]) {
      const kind = slot === this.internal ? 'internal' : 'pool';
      this.bench.add(address.command(slot), scsaDiskCommandMachine, {
        slot,
        lun: 'd0',
        adapter: 'h0',
        kind,
        params: all,
      });
    }
    this.bench.add(address.command(this.rqs), scsaDiskSenseCommandMachine, {
      slot: this.rqs,
      lun: 'd0',
      adapter: 'h0',
      params: all,
    });
    for (const slot of [...slots, this.internal, this.rqs]) {
      this.bench.add(address.packet(slot), scsiPktMachine, { slot, lun: 'd0', adapter: 'h0' });
    }
  }

  request(slot: string, buf: { op?: 'read' | 'write'; range?: RangeClass; failfast?: boolean } = {}): this {
    this.bench.deliver(this.sd, { type: 'buf.strategy', slot, op: 'read', range: 'inside', failfast: false, ...buf });
    return this;
  }

  uscsi(slot: string, op: OperationClass, flags: PktFlag[] = []): this {
    this.bench.deliver(this.sd, { type: 'buf.uscsi', slot, op, direction: op === 'read' ? 'in' : 'none', flags });
    return this;
  }

  returns(slot: string, result = 'TRAN_ACCEPT'): this {
    this.bench.deliver(address.packet(slot), { type: 'tran.return', result });
    return this;
  }

  completes(slot: string, completion: Partial<Completion> = {}): this {
    this.bench.deliver(address.packet(slot), { type: 'pkt.comp', ...good, ...completion });
    return this;
  }

  /** scsi_transport is accepted and the packet comes back. */
  runs(slot: string, completion: Partial<Completion> = {}): this {
    return this.returns(slot).completes(slot, completion);
  }

  resets(slot: string, ok: boolean, level = 'RESET_LUN'): this {
    this.bench.deliver(address.command(slot), { type: 'tran.resetReturn', level, ok });
    return this;
  }

  fires(delay: string, owner = this.sd): this {
    this.bench.fire(owner, delay);
    return this;
  }

  /** What has left the driver since the last look, in order, and the timers that are armed now. */
  seen(): string[] {
    const posted = this.bench.takePosted().flatMap(({ message }) => {
      const m = message as Record<string, unknown> & { type: string };
      switch (m.type) {
        case 'area.callbackDone':
          return [];
        case 'tran.start':
          return [`start ${String(m.slot)}${m.head === true ? ' head' : ''}${m.sensing === true ? ' sensing' : ''}`];
        case 'tran.reset':
          return [String(m.level)];
        case 'buf.biodone':
          return [`biodone ${String(m.slot)} ${String(m.error)} ${String(m.resid)}`];
        case 'tran.getcap':
          return [`getcap ${String(m.cap)}`];
        case 'tran.setcap':
          return [`setcap ${String(m.cap)} ${String(m.value)}`];
        default:
          return [m.type];
      }
    });
    return [...posted, ...this.bench.armed().map((timer) => timer.replace(`${this.sd} `, ''))];
  }

  unit(): Record<string, unknown> {
    return this.bench.context(this.sd);
  }

  command(slot: string): Record<string, unknown> {
    return this.bench.context(address.command(slot));
  }
}
