import { scsiPktMachine } from '../../../machines/packet/scsi-pkt.machine.ts';
import type { RangeClass } from '../../../machines/protocol/buf.ts';
import { address, internalSlot, requestSenseSlot } from '../../../machines/protocol/names.ts';
import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { type SdParameters, sdDefaults } from '../../../machines/protocol/parameters.ts';
import type { Completion, UnitFacts } from '../../../machines/protocol/scsa-disk.ts';
import { type ArqStatus, type PktFlag, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import type { Direction } from '../../../machines/protocol/scsi-status.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import { scsaDiskMachine } from '../../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import { scsaDiskSenseCommandMachine } from '../../../machines/target-driver/scsa-disk-sense-command.machine.ts';
import type { Delivery } from '../../../src/system/cascade.ts';
import type { Message } from '../../../src/system/machine-step.ts';
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

/**
 * In one step every tran.start of a FLAG_HEAD packet, and no other, was announced to the adapter's area of the packet
 * before; only a packet that waits for an earlier call to return (`held`) starts in a later step. Returns what is left
 * without the announcements; `entered` keeps the areas whose announcement still waits for its tran.start.
 */
export function announced(
  posted: readonly Delivery[],
  entered = new Set<string>(),
  held: (area: string) => boolean = () => false,
): Delivery[] {
  const rest: Delivery[] = [];
  for (const delivery of posted) {
    const message = delivery.message as { type: string; slot?: string; head?: boolean };
    if (message.type === 'area.calling') {
      if (entered.has(delivery.to)) throw new Error(`two threads of ${delivery.to} enter tran_start`);
      entered.add(delivery.to);
      continue;
    }
    if (message.type === 'tran.start' && entered.delete(address.adapterCommand(message.slot ?? '')) !== message.head) {
      throw new Error(`tran.start of ${message.slot}: FLAG_HEAD ${message.head}, announced ${!message.head}`);
    }
    rest.push(delivery);
  }
  const lost = [...entered].filter((area) => !held(area));
  if (lost.length > 0) throw new Error(`announced without tran.start: ${lost.join(', ')}`);
  return rest;
}

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

  /**
   * What has left the driver since the last look, in order, and the timers that are armed now. The adapter must have
   * been told of every thread that enters tran_start with a FLAG_HEAD packet.
   */
  seen(): string[] {
    const posted = announced(this.bench.takePosted()).flatMap(({ message }) => {
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

/** One command alone, in transport; the test plays unit, packet and adapter, so that it hears what the unit is told. */
export class CommandBench {
  readonly bench = new Bench();
  private readonly address: string;
  private readonly facts: UnitFacts;
  /** Everything said to the unit, in order. */
  readonly told: Message[] = [];

  constructor(
    params: Partial<SdParameters> = {},
    options: {
      op?: OperationClass;
      direction?: Direction;
      flags?: PktFlag[];
      failfast?: boolean;
      internal?: boolean;
      facts?: Partial<UnitFacts>;
    } = {},
  ) {
    const all: SdParameters = { ...sdDefaults, ...params };
    const { op = 'read', direction = 'in', flags = [], failfast = false, internal = false } = options;
    const slot = internal ? internalSlot('d0') : 'd0.1';
    this.address = address.command(slot);
    this.facts = {
      arqEnabled: all.autoRequestSense,
      othersInTransport: false,
      requestSenseBusy: false,
      startUnitPending: false,
      lunReset: all.lunResetEnabled,
      failfastState: 'inactive',
      ...options.facts,
    };
    this.bench.add(this.address, scsaDiskCommandMachine, {
      slot,
      lun: 'd0',
      adapter: 'h0',
      kind: internal ? 'internal' : 'pool',
      params: all,
    });
    const uscsi = internal || op !== 'read';
    this.hears({ type: 'command.prepare', op, direction, overrun: false, failfast, uscsi, flags });
    this.starts(false).hears({ type: 'packet.ready', resid: 'zero' });
  }

  hears(message: Message): this {
    this.bench.deliver(this.address, message);
    this.settle();
    return this;
  }

  starts(retry: boolean): this {
    return this.hears({ type: 'command.start', tagged: true, arq: this.facts.arqEnabled, retry });
  }

  /** The packet comes back, and the unit lets the command decide. */
  completes(completion: Partial<Completion>): this {
    this.hears({ type: 'packet.completed', ...good, ...completion });
    return this.hears({ type: 'command.decide', ...this.facts });
  }

  /** The unit's REQUEST SENSE packet comes back. */
  sensed(reply: Partial<Completion>): this {
    return this.hears({ type: 'command.sensed', reply: { ...good, ...reply }, ...this.facts });
  }

  senseRejected(result: string): this {
    return this.hears({ type: 'command.senseRejected', result, ...this.facts });
  }

  /** The next command was started: the packet is destroyed. */
  released(): this {
    return this.hears({ type: 'command.release' }).hears({ type: 'packet.destroyed' });
  }

  /** What the unit is asked to do with the command: a retry as `CLASS [because CAUSE] after DELAY[, failfast]`. */
  wish(): string {
    const wishes = this.told.flatMap(({ type, retryClass, because, delay, failfast, error }) => {
      switch (type) {
        case 'unit.retry':
          return `${retryClass}${because === null ? '' : ` because ${because}`} after ${delay}${failfast ? ', failfast' : ''}`;
        case 'unit.startUnit':
          return 'START UNIT';
        case 'unit.sense':
          return 'REQUEST SENSE';
        case 'unit.returnCommand':
          return `over: ${error}`;
        default:
          return [];
      }
    });
    return wishes.join('; ');
  }

  /** Resets succeed, the unit answers, the task thread looks at the medium. */
  private settle(): void {
    for (;;) {
      const posted = this.bench.takePosted();
      for (const { to, message } of posted) {
        if (to === address.disk('d0')) this.told.push(message);
      }
      const has = (type: string) => posted.some(({ message }) => message.type === type);
      if (has('tran.reset')) {
        this.bench.deliver(this.address, { type: 'tran.resetReturn', level: 'RESET_LUN', ok: true } as {
          type: string;
        });
      } else if (has('unit.askForMedium')) {
        this.bench.deliver(this.address, { type: 'command.medium', known: true, ...this.facts } as { type: string });
      } else if (has('unit.ask')) {
        this.bench.deliver(this.address, { type: 'command.facts', ...this.facts });
      } else if (this.bench.armed().length > 0) {
        this.bench.fire(this.address, 'mediaChangeDelay');
      } else return;
    }
  }
}
