import { cite } from '../clauses/index.ts';

/** An initiator has sent a command. The first row that holds is taken. */
export const commandArrives = [
  {
    guard: { type: 'arrival is', params: { arrival: 'busy' } },
    description: 'BUSY before the unit has seen the command',
    meta: cite('target-busy-at-once'),
    actions: { type: 'bus.finish at once', params: { status: 'BUSY' } },
  },
  {
    guard: { type: 'arrival is', params: { arrival: 'queueFull' } },
    description: 'QUEUE FULL before the unit has seen the command',
    meta: cite('target-queue-full-at-once'),
    actions: { type: 'bus.finish at once', params: { status: 'QUEUE_FULL' } },
  },
  {
    guard: { type: 'arrival is', params: { arrival: 'drop' } },
    description: 'the target leaves the bus without a word',
    meta: cite('target-drops'),
    actions: 'bus.drop',
  },
  {
    guard: 'it hangs and may disconnect',
    description: 'the target disconnects and forgets the command',
    meta: cite('target-hangs', 'target-disconnects'),
    actions: 'bus.disconnect',
  },
  {
    guard: 'it hangs',
    target: 'hung',
    description: 'the target keeps the bus and does nothing',
    meta: cite('target-hangs', 'target-stays-connected'),
  },
  {
    guard: 'INQUIRY for an unknown unit',
    description: 'INQUIRY data say that there is no unit',
    meta: cite('target-unknown-lun'),
    actions: ['say that there is no unit', 'bus.finish: no such unit'],
  },
  {
    guard: 'REQUEST SENSE for an unknown unit',
    description: 'sense data say that there is no unit',
    meta: cite('target-unknown-lun'),
    actions: ['return sense data for an unknown unit', 'bus.finish: sense data for an unknown unit'],
  },
  {
    guard: 'the unit is unknown and sense data go with the status',
    description: 'CHECK CONDITION, sense data say that there is no unit',
    meta: cite('target-unknown-lun', 'task-autosense'),
    actions: [
      'send sense data for an unknown unit along',
      'bus.finish: CHECK CONDITION for an unknown unit, with sense data',
    ],
  },
  {
    guard: 'the unit is unknown',
    description: 'CHECK CONDITION',
    meta: cite('target-unknown-lun'),
    actions: { type: 'bus.finish at once', params: { status: 'CHECK_CONDITION' } },
  },
  {
    target: 'selected',
    description: 'the command goes to its unit',
    meta: cite('target-answers-connected'),
    actions: ['hold the bus', 'tasks.command'],
  },
] as const;

/** The turn that the target has asked for has come. */
export const reconnected = [
  {
    guard: 'its answer is lost, and another is asked for',
    description: 'the command was lost; the turn that is asked for now is for another',
    meta: cite('target-nothing-to-say', 'target-one-reselection'),
    actions: 'bus.drop',
  },
  {
    guard: 'its answer is lost',
    description: 'the command was lost after reselection had been asked for',
    meta: cite('target-nothing-to-say'),
    actions: ['bus.drop', 'no reselection is asked for'],
  },
  {
    guard: 'the data come in parts',
    description: 'a part of the data, SAVE DATA POINTER, DISCONNECT',
    meta: cite('target-parts'),
    actions: ['bus.disconnect after a part of the data', 'a part of the data has moved', 'no reselection is asked for'],
  },
  {
    description: 'the rest of the data and status',
    meta: cite('target-reselects'),
    actions: [
      'bus.finish the disconnected command',
      'tasks.reported for the disconnected command',
      'the answer is given',
      'no reselection is asked for',
    ],
  },
] as const;

/** An initiator has sent a task management message. */
export const messageArrives = [
  {
    guard: 'the message is BUS DEVICE RESET',
    description: 'hard reset of all units',
    meta: cite('target-bus-device-reset', 'target-message-then-free'),
    actions: [
      'forget all',
      'tasks.reset by device reset',
      'bus.cleared: the message',
      'bus.cleared to the other nexuses',
    ],
  },
  {
    guard: 'the unit is unknown, and another nexus has been asked for a turn',
    description: 'a message for a unit that does not exist does not concern the turn that is asked for',
    meta: cite('target-unknown-lun', 'target-one-reselection'),
    actions: 'bus.cleared: the message',
  },
  {
    guard: 'the unit is unknown',
    description: 'a message for a unit that does not exist has nothing to do',
    meta: cite('target-unknown-lun', 'target-message-then-free'),
    actions: ['no reselection is asked for', 'bus.cleared: the message'],
  },
  {
    target: 'clearing',
    description: 'the message goes to the task set',
    meta: cite('target-message-then-free'),
    actions: ['the message of this initiator takes effect', 'tasks.message'],
  },
] as const;

/** An initiator is out of reach. */
export const nexusLost = [
  {
    guard: 'another nexus has been asked for a turn',
    description: 'an initiator is out of reach; the turn that is asked for is for another',
    meta: cite('sam-nexus-loss', 'target-one-reselection'),
    actions: ['forget the answers of this initiator', 'tasks.nexusLost to every unit', 'bus.cleared: the nexus'],
  },
  {
    description: 'an initiator is out of reach',
    meta: cite('sam-nexus-loss', 'sam-function-voids-turn'),
    actions: [
      'forget the answers of this initiator',
      'tasks.nexusLost to every unit',
      'no reselection is asked for',
      'bus.cleared: the nexus',
    ],
  },
] as const;
