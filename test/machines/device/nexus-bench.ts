import type { TargetRequest } from '../../../machines/protocol/bus.ts';
import { address } from '../../../machines/protocol/names.ts';
import { type DeviceParameters, deviceDefaults } from '../../../machines/protocol/parameters.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import type { Delivery } from '../../../src/system/cascade.ts';
import { composeDevices } from '../../../src/system/compose-interconnect.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { topologySchema } from '../../../src/system/topology.ts';

type Command = Extract<TargetRequest, { type: 'target.command' }>;

/** A target `t0` with unit `d0` and a nexus with each of `ours` and `foreign`; the test plays both nexuses. */
export class NexusDevice {
  readonly bench = new Bench();

  /** @param params no unit attention at power on unless asked for */
  constructor(params: Partial<DeviceParameters> = {}) {
    composeDevices({
      topology: topologySchema.parse({
        bus: { kind: 'fabric' },
        targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0' }] }],
        parameters: { device: { ...deviceDefaults, powerOnUnitAttention: false, ...params } },
      }),
      initiators: ['ours', 'foreign'].map((name, i) => ({ name, id: 7 - i, address: `port:${name}` })),
      add: (at, machine, input) => this.bench.add(at, machine, input),
    });
  }

  /** Sends a command; returns what the target says in that step, with the initiator it says it to. */
  command(slot: string, options: Partial<Command> = {}): string[] {
    return this.step({
      type: 'target.command',
      ...{ initiator: 'ours', target: 't0', lun: 'd0', slot, tag: 'simple', op: 'read', direction: 'in' },
      ...{ disconnectPrivilege: true, arrival: 'ok' },
      ...options,
    });
  }

  /** The service time of the task in service is over. */
  serve(outcome = 'ok'): string[] {
    this.bench.choose('lu.execute', { outcome });
    this.bench.fire(address.taskSet('d0'), 'serviceTime');
    return this.said();
  }

  /** The target has its turn for this command. */
  turn(slot: string, initiator = 'ours', transfer: 'whole' | 'parts' = 'whole'): string[] {
    return this.step({ type: 'target.reconnected', slot, initiator, transfer });
  }

  /** Runs the task in service to its answer. */
  answer(slot: string, outcome = 'ok', initiator = 'ours'): string[] {
    this.serve(outcome);
    return this.turn(slot, initiator);
  }

  message(message: string, initiator = 'ours', slot: string | null = null): string[] {
    return this.step({ type: 'target.message', initiator, lun: 'd0', slot, message });
  }

  /** `ours` has auto contingent allegiance because of the command in slot A. */
  establishAca(): void {
    this.command('A', { naca: true });
    this.answer('A', 'MEDIUM_ERROR 11/00');
  }

  step(message: { type: string; [field: string]: unknown }): string[] {
    this.bench.deliver(address.target('t0'), message);
    return this.said();
  }

  /** Slots of the task set in order, with their state. */
  tasks(): string[] {
    const { tasks } = this.bench.context(address.taskSet('d0')) as { tasks: { slot: string; state: string }[] };
    return tasks.map((task) => `${task.slot} ${task.state}`);
  }

  /** Initiators with auto contingent allegiance. */
  aca(): unknown {
    return this.bench.context(address.taskSet('d0'))['aca'];
  }

  /** What the unit keeps for an initiator. */
  record(initiator = 'ours'): { sense: SenseClass | null; attentions: readonly string[] } | undefined {
    const { records } = this.bench.context(address.logicalUnit('d0')) as {
      records: Record<string, { sense: SenseClass | null; attentions: readonly string[] }>;
    };
    return records[initiator];
  }

  private said(): string[] {
    return this.bench.takePosted().map(said);
  }
}

/** `to: what`, e.g. `ours: A CHECK_CONDITION MEDIUM_ERROR 11/00`. */
function said({ to, message }: Delivery): string {
  const who = to.replace(/^nexus:(.*)-t0$/, '$1');
  const { type, slot, status, sense, cause } = message as Record<string, string | null | undefined>;
  const rest = type === 'bus.finish' ? [slot, status, sense] : [type, slot, cause];
  return `${who}: ${rest.filter((part) => part !== null && part !== undefined).join(' ')}`;
}
