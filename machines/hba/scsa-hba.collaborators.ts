import type { BusRequest } from '../protocol/bus.ts';
import type { AreaMessage, QueueMessage } from '../protocol/hba.ts';
import { address, type Lun } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';
import { type ScsaHbaContext, type ScsaHbaEvent, slotOf } from './scsa-hba.context.ts';

type Context = ScsaHbaContext;
type Event = ScsaHbaEvent;
type From = { context: Context; event: Event };

export const toQueue = (lun: (from: From) => Lun, message: (from: From) => QueueMessage) =>
  send<Context, Event, QueueMessage>((from) => address.adapterQueue(lun(from)), message);
export const toArea = (message: (from: From) => AreaMessage) =>
  send<Context, Event, AreaMessage>((from) => address.adapterCommand(slotOf(from)), message);
export const toBus = (message: (from: From) => BusRequest) =>
  send<Context, Event, BusRequest>(({ context }) => address.bus(context.at.bus), message);
