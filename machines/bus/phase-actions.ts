import { assertEvent, assign } from 'xstate';
import type { BusInterrupt } from '../protocol/bus.ts';
import { send } from '../protocol/send.ts';
import {
  type BusContext,
  type BusDisconnect,
  type BusEvent,
  type BusFinish,
  type BusMessage,
  type Connection,
  type DisconnectedCommand,
  initiatorAddress,
  type PhaseFacts,
} from './bus-context.ts';

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const connection = (context: BusContext): Connection => expected(context.connection, 'connection');
const phase = (context: BusContext): PhaseFacts => expected(context.phase, 'phase grain');
function finish(context: BusContext): BusFinish {
  const { ending } = phase(context);
  return expected(ending?.type === 'bus.finish' ? ending : null, 'end of the command');
}
function disconnection(context: BusContext): BusDisconnect {
  const { ending } = phase(context);
  return expected(ending?.type === 'bus.disconnect' ? ending : null, 'disconnection');
}

const update = (change: (facts: PhaseFacts, context: BusContext, event: BusEvent) => Partial<PhaseFacts>) =>
  assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context, event }) => ({
    phase: { ...phase(context), ...change(phase(context), context, event) },
  }));

const tell = (interrupt: (context: BusContext) => BusInterrupt) =>
  send<BusContext, BusEvent, BusInterrupt>(
    ({ context }) => initiatorAddress(context, connection(context).initiator),
    ({ context }) => interrupt(context),
  );

const completed = (parity: boolean) =>
  tell((context) => {
    const { slot, status, direction, resid, sense } = finish(context);
    return { type: 'hba.completed', slot, status, direction, resid, sense, parity };
  });

/**
 * The commands whose pointers are forgotten with a task management message (SCSI-2 6.4, 6.6). Pointers are the initiator's:
 * it knows of its own messages only, and a device may still have TASK ABORTED to say to others.
 */
function isEndedBy({ message, initiator, target, lun, slot }: BusMessage): (command: DisconnectedCommand) => boolean {
  const onTarget = (command: DisconnectedCommand) => command.initiator === initiator && command.target === target;
  const onUnit = (command: DisconnectedCommand) => onTarget(command) && command.lun === lun;
  switch (message) {
    case 'ABORT':
    case 'LOGICAL_UNIT_RESET':
    case 'CLEAR_QUEUE':
      return onUnit;
    case 'ABORT_TAG':
      return (command) => command.slot === slot;
    case 'BUS_DEVICE_RESET':
      return onTarget;
    case 'CLEAR_ACA':
      return () => false;
  }
}
function sentMessage({ winner }: BusContext): BusMessage {
  return expected(winner?.type === 'bus.message' ? winner : null, 'message');
}

/** Actions that only the phase grain of the parallel bus has. */
export const phaseActions = {
  'pointers at the start': update((facts, context) => {
    const { winner } = context;
    const direction = winner?.type === 'bus.select' ? winner.direction : 'none';
    return {
      direction,
      current: 'start',
      saved: 'start',
      disconnected: facts.disconnected.filter((command) => command.slot !== winner?.slot),
    };
  }),
  'the agreement is off': update((facts, context) => {
    const { initiator, target } = connection(context);
    return { agreements: facts.agreements.filter((pair) => pair.initiator !== initiator || pair.target !== target) };
  }),
  'there is an agreement': update((facts, context) => {
    const { initiator, target } = connection(context);
    return { agreements: [...facts.agreements, { initiator, target }] };
  }),
  'RESTORE POINTERS': update(({ disconnected }, context) => {
    const { slot } = connection(context);
    const command = expected(
      disconnected.find((other) => other.slot === slot),
      'disconnected command',
    );
    return {
      direction: command.direction,
      current: command.saved,
      saved: command.saved,
      disconnected: disconnected.filter((other) => other !== command),
    };
  }),
  'remember what the target wants': update((_, __, event) => {
    assertEvent(event, ['bus.finish', 'bus.disconnect']);
    return { ending: event };
  }),
  'nothing is left to do': update(() => ({ direction: 'none', current: 'start', saved: 'start', ending: null })),
  'data move': update(({ ending }) => ({
    current: ending?.type === 'bus.finish' && ending.resid === 'zero' ? 'end' : 'middle',
  })),
  'SAVE DATA POINTER': update(({ current }) => ({ saved: current })),
  'the command is disconnected': update(({ disconnected, direction, saved }, context) => {
    const { initiator, target, lun, slot } = connection(context);
    return { disconnected: [...disconnected, { initiator, target, lun, slot, direction, saved }] };
  }),
  'forget what the message has ended': update((facts, context) => {
    const sent = sentMessage(context);
    return {
      disconnected: facts.disconnected.filter((command) => !isEndedBy(sent)(command)),
      agreements:
        sent.message === 'BUS_DEVICE_RESET'
          ? facts.agreements.filter((pair) => pair.target !== sent.target)
          : facts.agreements,
    };
  }),
  'hba.disconnected at last': tell((context) => {
    const { slot, dataMoved } = disconnection(context);
    return { type: 'hba.disconnected', slot, dataMoved };
  }),
  'hba.completed at last': completed(false),
  'hba.completed at last, with parity error': completed(true),
};
