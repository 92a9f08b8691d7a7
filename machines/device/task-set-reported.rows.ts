import { cite } from '../clauses/index.ts';

/** What follows when a status is out. The first row that holds is taken. */
export const reported = [
  {
    guard: 'CHECK CONDITION with autosense and NACA',
    description: 'CHECK CONDITION is out with its sense data: auto contingent allegiance',
    meta: cite('task-autosense', 'task-aca-begins'),
    actions: [
      'the unit sends the sense data along',
      'auto contingent allegiance begins',
      'CHECK CONDITION is out',
      'the task leaves the set',
    ],
  },
  {
    guard: 'CHECK CONDITION with autosense, QErr is abort, TAS',
    description:
      'CHECK CONDITION is out with its sense data; QErr 1: the queue is thrown away, TASK ABORTED for others',
    meta: cite('task-autosense', 'task-qerr-abort', 'task-aborted-status', 'task-aca-task-fails'),
    actions: [
      'the unit sends the sense data along',
      'TASK ABORTED for queued commands of others',
      'queued commands of others have ended',
      'abort the queued commands of this initiator',
      'auto contingent allegiance is over',
      'CHECK CONDITION is out',
      'the task leaves the set',
    ],
  },
  {
    guard: 'CHECK CONDITION with autosense, QErr is abort',
    description: 'CHECK CONDITION is out with its sense data; QErr 1: the queue is thrown away',
    meta: cite('task-autosense', 'task-qerr-abort', 'task-aca-task-fails'),
    actions: [
      'the unit sends the sense data along',
      'unit attention for others whose commands QErr aborts',
      'abort the queued commands',
      'auto contingent allegiance is over',
      'CHECK CONDITION is out',
      'the task leaves the set',
    ],
  },
  {
    guard: 'CHECK CONDITION of an ACA task with autosense',
    description: 'an ACA task has failed without NACA: auto contingent allegiance is over',
    meta: cite('task-autosense', 'task-aca-task-fails'),
    actions: [
      'the unit sends the sense data along',
      'auto contingent allegiance is over',
      'CHECK CONDITION is out',
      'the task leaves the set',
    ],
  },
  {
    guard: 'CHECK CONDITION with autosense',
    description: 'CHECK CONDITION is out with its sense data; the queue goes on',
    meta: cite('task-autosense', 'task-qerr-resume'),
    actions: ['the unit sends the sense data along', 'CHECK CONDITION is out', 'the task leaves the set'],
  },
  {
    guard: 'the status was CHECK CONDITION',
    description: 'CHECK CONDITION is out: sense data are held, the queue stands still',
    meta: cite('task-allegiance-begins', 'task-suspended', 'lu-sense-held'),
    actions: ['the unit holds the sense data', 'contingent allegiance begins', 'the task leaves the set'],
  },
  {
    description: 'the status is out',
    meta: cite('task-no-status-after-end'),
    actions: 'the task leaves the set',
  },
] as const;
