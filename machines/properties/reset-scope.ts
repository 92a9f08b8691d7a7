import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import type { QueueMessage } from '../protocol/hba.ts';
import { address } from '../protocol/names.ts';
import { STAT } from '../protocol/scsi-pkt.ts';
import type { ResetNotify, ResetNotifyReturn, TranReply, TranRequest } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, everyUnit, isOurs, type UnitAt, type WatcherTag } from './watched.ts';

/** How far a reset reaches, and what it is followed by. */

/** The reset delay of a unit's queue is over. */
type DelayOver = { type: 'xstate.after.resetDelay.adapter-queue.throttle.resetDelay' };
type Event = Observation<
  BusInterrupt | BusRequest | QueueMessage | TranRequest | TranReply | ResetNotify | ResetNotifyReturn | DelayOver
>;
type From = { context: { at: UnitAt }; event: Event };

const deviceReset = ({ context: { at }, event: { to, message } }: From): boolean =>
  to === at.adapter &&
  message.type === 'hba.messageSent' &&
  message.outcome === 'ok' &&
  ((message.message === 'BUS_DEVICE_RESET' && message.target === at.target) ||
    (message.message === 'LOGICAL_UNIT_RESET' && message.lun === at.lun));
const forAdapter = ({ context: { at }, event: { to } }: From): boolean => to === at.adapter;

const watching = setup({
  types: { input: {} as UnitAt, context: {} as { at: UnitAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is for our adapter': forAdapter,
    'a device reset that concerns this unit': deviceReset,
    'the target was reset by a message': (from: From) =>
      deviceReset(from) &&
      from.event.message.type === 'hba.messageSent' &&
      from.event.message.message === 'BUS_DEVICE_RESET',
    'a command for this unit is started': ({ context: { at }, event: { message } }: From) =>
      message.type === 'bus.select' && message.initiator === at.ours && message.lun === at.lun,
    'a command for this target is started, without negotiation': ({ context: { at }, event: { message } }: From) =>
      message.type === 'bus.select' &&
      message.initiator === at.ours &&
      message.target === at.target &&
      !message.negotiate,
    'a command for this target is started, with negotiation': ({ context: { at }, event: { message } }: From) =>
      message.type === 'bus.select' &&
      message.initiator === at.ours &&
      message.target === at.target &&
      message.negotiate,
    'CHECK CONDITION of one of ours': ({ context: { at }, event: { to, message } }: From) =>
      to === at.adapter &&
      message.type === 'hba.completed' &&
      message.status === 'CHECK_CONDITION' &&
      isOurs(at, message.slot),
    'the delay of this unit is over': ({ context: { at }, event: { to } }: From) => to === at.queue,
    'we assert RST': ({ context: { at }, event: { message } }: From) =>
      message.type === 'bus.assertReset' && message.initiator === at.ours,
    'its packets are ended by a reset': ({ context: { at }, event: { to, message } }: From) =>
      to === at.queue && message.type === 'queue.flush' && message.resetDelay && message.queued,
    'its packets are ended as after a device reset': ({ context: { at }, event: { to, message } }: From) =>
      to === at.queue && message.type === 'queue.flush' && (message.active.statistics & STAT.DEV_RESET) !== 0,
    'its driver returns': ({ event: { message }, context: { at } }: From) =>
      message.type === 'scsi.resetNotifyReturn' && message.lun === at.lun,
    'one of its packets is handed back': ({ context: { at }, event: { to } }: From) =>
      [...at.pool, at.internal, at.requestSense].some((slot) => to === address.packet(slot)),
    'its driver is told': ({ context: { at }, event: { to } }: From) => to === at.disk,
  },
});

const busReset = {
  guard: 'it is for our adapter',
  description: 'the bus was reset',
  meta: cite('reset-levels', 'reset-external'),
} as const;

const leftAlone = watching.createMachine({
  id: 'X4',
  context: ({ input }) => ({ at: input }),
  initial: 'usable',
  states: {
    usable: {
      description: 'Commands may be sent.',
      on: {
        'delivered.hba.busReset': { ...busReset, target: 'resting' },
        'delivered.hba.messageSent': {
          guard: 'a device reset that concerns this unit',
          target: 'resting',
          description: 'the unit was reset',
          meta: cite('reset-delay'),
        },
      },
    },
    resting: {
      description: 'After a reset the unit is left alone for the reset delay.',
      on: {
        'delivered.xstate.after.resetDelay.adapter-queue.throttle.resetDelay': {
          guard: 'the delay of this unit is over',
          target: 'usable',
          description: 'the delay is over',
          meta: cite('reset-delay'),
        },
        'sent.bus.select': {
          guard: 'a command for this unit is started',
          target: 'violated',
          description: 'a command is sent too early',
          meta: cite('reset-delay'),
        },
      },
    },
    violated: broken('A command was sent to a unit within its reset delay.'),
  },
});

const tooLate = {
  guard: 'it is for our adapter',
  target: 'violated',
  description: 'the adapter goes on to something else: the unit was forgotten',
  meta: cite('reset-levels', 'reset-all-units'),
} as const;

const scope = watching.createMachine({
  id: 'X5',
  context: ({ input }) => ({ at: input }),
  initial: 'noReset',
  states: {
    noReset: {
      description: 'No reset concerns this unit.',
      on: {
        'sent.bus.assertReset': {
          guard: 'we assert RST',
          target: 'asserted',
          description: 'we reset the bus',
          meta: cite('reset-levels'),
        },
        'delivered.hba.busReset': { ...busReset, target: 'owed' },
        'delivered.hba.messageSent': {
          guard: 'a device reset that concerns this unit',
          target: 'owed',
          description: 'the unit was reset',
          meta: cite('reset-all-units', 'timeout-recovery'),
        },
        'delivered.queue.flush': {
          guard: 'its packets are ended as after a device reset',
          target: 'violated',
          description: 'its packets are ended although the reset was for another target',
          meta: cite('reset-levels', 'timeout-victims'),
        },
      },
    },
    asserted: {
      description: 'RST is asserted: it ends everything, and with it what messages were for.',
      on: { 'delivered.hba.busReset': { ...busReset, target: 'owed' } },
    },
    owed: {
      description: 'The packets of this unit have to be ended in the same step.',
      on: {
        'delivered.queue.flush': {
          guard: 'its packets are ended by a reset',
          target: 'noReset',
          description: 'ended, active and queued',
          meta: cite('reset-levels', 'timeout-victims'),
        },
        'delivered.hba.completed': tooLate,
        'delivered.hba.disconnected': tooLate,
        'delivered.hba.reconnected': tooLate,
        'delivered.hba.messageSent': tooLate,
        'delivered.hba.busReset': tooLate,
        'delivered.tran.start': tooLate,
        'delivered.tran.reset': tooLate,
      },
    },
    violated: broken('A reset reached a unit that it does not concern, or not one that it does.'),
  },
});

const renegotiated = watching.createMachine({
  id: 'X9',
  context: ({ input }) => ({ at: input }),
  initial: 'due',
  states: {
    due: {
      description: 'Nothing is agreed with the target: the next command negotiates.',
      on: {
        'sent.bus.select': [
          {
            guard: 'a command for this target is started, without negotiation',
            target: 'violated',
            description: 'a command without negotiation',
            meta: cite('hba-renegotiate'),
          },
          {
            guard: 'a command for this target is started, with negotiation',
            target: 'agreed',
            description: 'negotiated, unless the selection fails',
            meta: cite('hba-renegotiate'),
          },
        ],
      },
    },
    agreed: {
      description: 'Agreements may stand.',
      on: {
        'delivered.hba.busReset': {
          ...busReset,
          target: 'due',
          meta: cite('hba-renegotiate'),
        },
        'delivered.hba.messageSent': {
          guard: 'the target was reset by a message',
          target: 'due',
          description: 'the target was reset',
          meta: cite('hba-renegotiate'),
        },
        'delivered.hba.completed': {
          guard: 'CHECK CONDITION of one of ours',
          target: 'due',
          description: 'CHECK CONDITION: the target may have forgotten',
          meta: cite('hba-renegotiate'),
        },
      },
    },
    violated: broken('A command was sent without negotiation although nothing was agreed.'),
  },
});

const notTold = {
  guard: 'it is for our adapter',
  target: 'violated',
  description: 'the adapter goes on to something else: the driver was not told',
  meta: cite('reset-notify'),
} as const;

const handedBack = {
  guard: 'one of its packets is handed back',
  target: 'violated',
  description: 'a packet comes back before the driver has returned from the notification',
  meta: cite('reset-notify-order', 'reset-notify-return'),
} as const;

const driverTold = watching.createMachine({
  id: 'D7',
  context: ({ input }) => ({ at: input }),
  initial: 'nothing',
  states: {
    nothing: {
      description: 'The driver knows of every bus reset.',
      on: { 'delivered.hba.busReset': { ...busReset, target: 'owed' } },
    },
    owed: {
      description:
        'The driver has to be told before anything else: its reservation is lost. If drivers are being told of an earlier reset, when they have returned.',
      on: {
        'sent.scsi.resetNotify': {
          guard: 'its driver is told',
          target: 'telling',
          description: 'scsi_reset_notify',
          meta: cite('reset-notify', 'sd-reservation-lost'),
        },
        'sent.pkt.comp': handedBack,
        'delivered.hba.completed': notTold,
        'delivered.hba.disconnected': notTold,
        'delivered.hba.reconnected': notTold,
        'delivered.hba.messageSent': notTold,
      },
    },
    telling: {
      description: 'The driver is being told.',
      on: {
        'delivered.scsi.resetNotifyReturn': {
          guard: 'its driver returns',
          target: 'nothing',
          description: 'it knows',
          meta: cite('reset-notify-return'),
        },
        'delivered.hba.busReset': { ...busReset, target: 'owed' },
        'sent.pkt.comp': handedBack,
      },
    },
    violated: broken('A driver was not told of a bus reset, or not before its packets came back.'),
  },
});

export const resetScopeProperties: readonly WatcherProperty[] = [
  {
    id: 'X4',
    says: 'No command is sent to a unit within its reset delay.',
    source: ['reset-delay'],
    kind: 'never',
    machine: leftAlone,
    instances: everyUnit,
    expected: holds,
  },
  {
    id: 'X5',
    says: 'A device reset ends the packets of all units of that target and of no other; a bus reset ends those of every unit.',
    source: ['reset-levels', 'reset-all-units', 'timeout-victims'],
    kind: 'never',
    machine: scope,
    instances: everyUnit,
    expected: holds,
  },
  {
    id: 'X9',
    says: 'After a reset or CHECK CONDITION the next command negotiates synchronous and wide transfers anew.',
    source: ['hba-renegotiate'],
    kind: 'never',
    machine: renegotiated,
    instances: everyUnit,
    expected: holds,
  },
  {
    id: 'D7',
    says: 'Every target driver is told of every bus reset that the adapter sees, and returns before its packets come back: it knows that its reservation is lost.',
    source: ['reset-notify', 'reset-notify-order', 'reset-notify-return', 'sd-reservation-lost'],
    kind: 'never',
    machine: driverTold,
    instances: everyUnit,
    expected: holds,
  },
];
