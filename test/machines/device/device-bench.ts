import { logicalUnitMachine } from '../../../machines/device/logical-unit.machine.ts';
import { targetMachine } from '../../../machines/device/target.machine.ts';
import { taskSetMachine } from '../../../machines/device/task-set.machine.ts';
import type { BusReply } from '../../../machines/protocol/bus.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { type DeviceParameters, deviceDefaults } from '../../../machines/protocol/parameters.ts';
import type { Direction, TagKind } from '../../../machines/protocol/scsi-status.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

type CommandOptions = {
  tag?: TagKind;
  op?: OperationClass;
  direction?: Direction;
  from?: string;
  lun?: string;
  privilege?: boolean;
  arrival?: string;
};

/** A target `t0` with units `d0` and `d1`, and initiators `ours` and `foreign`; the test plays the bus. */
export class DeviceBench {
  readonly bench = new Bench();

  /** @param params no unit attention at power on unless asked for */
  constructor(params: Partial<DeviceParameters> = {}) {
    const device: DeviceParameters = { ...deviceDefaults, powerOnUnitAttention: false, ...params };
    for (const lun of ['d0', 'd1']) {
      this.bench.add(address.taskSet(lun), taskSetMachine, { lun, target: 't0', params: device });
      this.bench.add(address.logicalUnit(lun), logicalUnitMachine, {
        lun,
        target: 't0',
        initiators: ['ours', 'foreign'],
        params: device,
      });
    }
    this.bench.add(address.target('t0'), targetMachine, {
      target: 't0',
      bus: 'scsi',
      luns: ['d0', 'd1'],
      params: device,
    });
  }

  /** The target is selected and gets a command; returns what it says to the bus in that step. */
  command(slot: string, options: CommandOptions = {}): BusReply[] {
    const { tag = 'simple', op = 'read', from = 'ours', lun = 'd0', privilege = true, arrival = 'ok' } = options;
    const direction =
      options.direction ??
      (op === 'read' || op === 'inquiry' || op === 'requestSense'
        ? 'in'
        : op === 'write' || op === 'modeSelect'
          ? 'out'
          : 'none');
    return this.step({
      type: 'target.command',
      initiator: from,
      target: 't0',
      lun,
      slot,
      tag,
      op,
      direction,
      disconnectPrivilege: privilege,
      arrival,
    });
  }

  /** Untagged REQUEST SENSE; `outcome` as the device would have it. */
  requestSense(slot: string, from = 'ours', outcome = 'ok', lun = 'd0'): BusReply[] {
    this.bench.choose('lu.requestSense', { outcome });
    return this.command(slot, { op: 'requestSense', tag: 'untagged', from, lun });
  }

  /** The service time of the task in service is over; returns what the target says. */
  serve(outcome = 'ok', lun = 'd0'): BusReply[] {
    this.bench.choose('lu.execute', { outcome });
    this.bench.fire(address.taskSet(lun), 'serviceTime');
    return this.replies();
  }

  reconnect(slot: string, transfer = 'whole'): BusReply[] {
    return this.step({ type: 'target.reconnected', slot, transfer });
  }

  message(message: string, options: { slot?: string | null; from?: string; lun?: string } = {}): BusReply[] {
    const { slot = null, from = 'ours', lun = 'd0' } = options;
    return this.step({ type: 'target.message', initiator: from, lun, slot, message });
  }

  /** A disconnected command runs, its status is delivered by reselection; returns that status. */
  complete(slot: string, outcome = 'ok', lun = 'd0'): BusReply {
    this.serve(outcome, lun);
    return only(this.reconnect(slot).filter((reply) => reply.type === 'bus.finish'));
  }

  world(type: string, lun = 'd0'): BusReply[] {
    this.bench.deliver(address.logicalUnit(lun), { type });
    return this.replies();
  }

  /** A delay of the unit is over; returns what the target says. */
  wait(delay: string, lun = 'd0'): BusReply[] {
    this.bench.fire(address.logicalUnit(lun), delay);
    return this.replies();
  }

  step(message: { type: string; [field: string]: unknown }): BusReply[] {
    this.bench.deliver(address.target('t0'), message);
    return this.replies();
  }

  /** Slots of the task set in order, with their state. */
  tasks(lun = 'd0'): string[] {
    const { tasks } = this.bench.context(address.taskSet(lun)) as { tasks: { slot: string; state: string }[] };
    return tasks.map((task) => `${task.slot} ${task.state}`);
  }

  heldSense(initiator = 'ours', lun = 'd0'): SenseClass | null {
    const { records } = this.bench.context(address.logicalUnit(lun)) as {
      records: Record<string, { sense: SenseClass | null }>;
    };
    return records[initiator]?.sense ?? null;
  }

  private replies(): BusReply[] {
    return this.bench.takePosted().map((posted) => posted.message as BusReply);
  }
}

export function only<T>(all: readonly T[]): T {
  const [first, ...rest] = all;
  if (first === undefined || rest.length > 0) throw new Error(`expected one, got ${JSON.stringify(all)}`);
  return first;
}

export const statusOf = (reply: BusReply | undefined): string | null =>
  reply?.type === 'bus.finish' ? reply.status : null;
/** The status of a command that is answered while it is connected. */
export const atOnce = (replies: readonly BusReply[]): string | null => statusOf(replies[0]);
export const types = (replies: readonly BusReply[]): string[] => replies.map((reply) => reply.type);
