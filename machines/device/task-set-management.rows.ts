import { cite } from '../clauses/index.ts';

/** Task management functions. The first row that holds is taken. */
export const management = [
  {
    guard: 'the message is ABORT',
    description: 'all tasks of this initiator end without status',
    meta: cite('task-abort'),
    actions: ['void all commands of this initiator', 'its sense data are destroyed', 'end all tasks of this initiator'],
  },
  {
    guard: 'the message is ABORT TAG',
    description: 'one task ends without status',
    meta: cite('task-abort-tag'),
    actions: ['void this task', 'end this task'],
  },
  {
    guard: 'the message is CLEAR QUEUE, TAS',
    description: 'all tasks end, those of other initiators with TASK ABORTED',
    meta: cite('task-clear-queue', 'task-aborted-status'),
    actions: [
      'TASK ABORTED for commands of others',
      'void all commands of this initiator',
      'all sense data are destroyed',
      'commands of others have ended',
      'end the commands of this initiator',
      'nobody has contingent allegiance',
    ],
  },
  {
    guard: 'the message is CLEAR QUEUE',
    description: 'all tasks end without status',
    meta: cite('task-clear-queue'),
    actions: [
      'void all tasks',
      'unit attention for others whose queue is cleared',
      'all sense data are destroyed',
      'end all tasks',
    ],
  },
  {
    guard: 'CLEAR ACA ends it and aborts what waits, TAS',
    description: 'auto contingent allegiance is over; what waited is thrown away, TASK ABORTED for others',
    meta: cite('task-clear-aca', 'task-clear-aca-aborts', 'task-aborted-status'),
    actions: [
      'TASK ABORTED for queued commands of others',
      'void the queued commands of this initiator',
      'queued commands of others have ended',
      'abort the queued commands of this initiator',
      'auto contingent allegiance is over',
    ],
  },
  {
    guard: 'CLEAR ACA ends it and aborts what waits',
    description: 'auto contingent allegiance is over; what waited is thrown away',
    meta: cite('task-clear-aca', 'task-clear-aca-aborts'),
    actions: [
      'void the queued commands',
      'unit attention for others whose commands QErr aborts',
      'abort the queued commands',
      'auto contingent allegiance is over',
    ],
  },
  {
    guard: 'CLEAR ACA ends it',
    description: 'auto contingent allegiance is over; what waited goes on',
    meta: cite('task-clear-aca', 'task-clear-aca-resumes'),
    actions: ['void its ACA tasks', 'end its ACA tasks', 'auto contingent allegiance is over'],
  },
  {
    guard: 'the message is CLEAR ACA',
    description: 'this initiator has no auto contingent allegiance: nothing to do',
    meta: cite('task-clear-aca-without'),
    actions: 'void nothing',
  },
  {
    guard: 'the message is LOGICAL UNIT RESET, TAS',
    description: 'LOGICAL UNIT RESET; TASK ABORTED for commands of others',
    meta: cite('task-reset', 'task-aborted-status'),
    actions: [
      'TASK ABORTED for commands of others',
      'void all commands of this initiator',
      'reset the unit by message',
      'commands of others have ended',
      'end the commands of this initiator',
      'nobody has contingent allegiance',
      'auto contingent allegiance is over for all',
    ],
  },
  {
    description: 'LOGICAL UNIT RESET',
    meta: cite('task-reset', 'task-aca-reset'),
    actions: [
      'void all tasks',
      'reset the unit by message',
      'end all tasks',
      'auto contingent allegiance is over for all',
    ],
  },
] as const;
