import type { Effect } from '../../machines/protocol/effects.ts';
import { type Address, address } from '../../machines/protocol/names.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { DelayName } from '../../machines/protocol/parameters.ts';
import type { DataPlane } from '../data-plane/data-plane.ts';
import type { FaultContext, FaultPlan } from '../scenario/fault-plan.ts';
import type { Delivery } from '../system/cascade.ts';
import type { Message } from '../system/machine-step.ts';
import type { World } from '../system/world.ts';

/** Time on the bus per byte: wide FAST-20, 40 MB/s. */
const msPerByte = 1 / 40_000;

/** How long messages are on their way, ms: least and spread. Interrupts take longest. */
const latencies: Readonly<Record<string, readonly [least: number, spread: number]>> = {
  call: [0.001, 0.004],
  intr: [0.004, 0.02],
  task: [0.02, 0.1],
  world: [0, 0],
  atomic: [0, 0],
};

/** Messages with a command that somebody may see for the first time; those of the second set send one on. */
const isOnTheWay: ReadonlySet<string> = new Set(['bus.select', 'transport.sendCommand']);
const bringsCommand: ReadonlySet<string> = new Set(['tran.start', 'sc.strategy', 'sam.strategy', ...isOnTheWay]);

/** Until packet or DMA resources that ran short are freed by somebody, ms. */
const resourcesFreedAfter = 20;

export type StackWorldOptions = {
  readonly data: DataPlane;
  readonly faults: FaultPlan;
  readonly delays: Readonly<Record<DelayName, number>>;
  /** Bytes that the adapter driver takes at once, where it tests that itself. */
  readonly maximumTransfer: number;
  /** May the bytes contradict what a message says? In a system that was explored they stand for what it says. */
  readonly bytesDecide: boolean;
  readonly stateOf: (address: Address) => string;
  readonly onEffect: (effect: Effect) => void;
  readonly tell: (to: Address, message: Message, afterMs: number) => void;
};

/** The slot of an actor that belongs to one. */
const slotOf = (actor: Address): string => actor.slice(actor.indexOf(':') + 1);

/** The world around the stack: fault rules first, then what the bytes say, else all goes well. */
export function stackWorld({
  data,
  faults,
  delays,
  maximumTransfer,
  bytesDecide,
  stateOf,
  onEffect,
  tell,
}: StackWorldOptions): World {
  const context: FaultContext = { facts: (slot) => data.facts(slot), stateOf };

  /** Commands that no request stands behind get their bytes when they first show. */
  const meet = ({ message }: Delivery): void => {
    if (!bringsCommand.has(message.type)) return;
    // A transaction may carry no command.
    if (message['op'] === null) return;
    const slot = String(message['slot']);
    if (message['bp'] === false) data.unspan(slot);
    data.internal(slot, String(message['lun']), message['op'] as OperationClass);
    const record = data.record(slot);
    if (record && !isOnTheWay.has(message.type)) record.transports += 1;
  };

  /** A scsi_buf is tested for its size alone. */
  const spanDefectOf = ({ type, bp }: Message, slot: string): string | undefined =>
    type === 'sc.strategy' && bp === true ? data.spanDefect(slot) : undefined;

  const factOf = ({ message, to }: Delivery): Record<string, unknown> | undefined => {
    switch (message.type) {
      case 'lu.execute': {
        const outcome = data.refusal(String(message['slot']));
        return outcome === undefined ? undefined : { outcome };
      }
      case 'packet.init':
      case 'packet.bind':
        // A buffer that is too big for the DMA resources is refused (DDI_DMA_TOOBIG), unless it may go in parts.
        if (message['data'] === false || !data.exceedsWindow(slotOf(to))) return undefined;
        return message['partial'] === true ? { resid: 'partial' } : { resources: 'permanent' };
      case 'buf.biodone':
        return message['error'] === 'none' && message['resid'] === 'zero' && data.nextChunk(String(message['slot']))
          ? { more: 'yes' }
          : undefined;
      case 'buf.strategy':
        return data.continuesLast(String(message['slot'])) ? { continues: 'yes' } : undefined;
      case 'sc.strategy':
      case 'sam.strategy': {
        if (message['op'] === null) return undefined;
        const slot = String(message['slot']);
        const defect = data.transferBytes(slot) > maximumTransfer ? 'size' : spanDefectOf(message, slot);
        return defect === undefined ? undefined : { defect };
      }
      case 'sc.iodone':
      case 'sam.iodone':
        return message['resid'] === 'zero' && data.fragmentLeft(String(message['slot'])) ? { more: 'yes' } : undefined;
      default:
        return undefined;
    }
  };

  return {
    decide(delivery) {
      meet(delivery);
      for (const { to, message, ms } of faults.events(delivery, context)) tell(to, message, ms);
      const chosen = faults.decide(delivery, context);
      const facts = bytesDecide ? factOf(delivery) : undefined;
      // Who has taken the resources gives them back some day; the framework then runs the callbacks.
      if (chosen?.['resources'] === 'temporary') {
        const slot = slotOf(delivery.to);
        tell(address.disk(slot.slice(0, slot.lastIndexOf('.'))), { type: 'world.resourcesFreed' }, resourcesFreedAfter);
      }
      return chosen || facts ? { ...facts, ...chosen } : undefined;
    },
    effect(_, effect) {
      data.carryOut(effect);
      onEffect(effect);
    },
    duration(_, delay, ms, random) {
      const base = delay in delays ? delays[delay as DelayName] : ms;
      return delay === 'serviceTime' ? base * (0.5 + random.next()) : base;
    },
    latency({ message }, lane, random) {
      const [least, spread] = latencies[lane] ?? [0, 0];
      const transfer = message.type === 'bus.finish' ? data.transferBytes(String(message['slot'])) * msPerByte : 0;
      return least + spread * random.next() + transfer;
    },
    holdBack: (delivery) => faults.delay(delivery, context),
    hastens: (delivery) => faults.hastens(delivery, context),
  };
}
