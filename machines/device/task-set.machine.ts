import { cite } from '../clauses/index.ts';
import { taskSetSetup } from './task-set.setup.ts';
import {
  askingUnit,
  endsAllegiance,
  endsAllegianceRefused,
  examining,
  overlapped,
  queueing,
  room,
} from './task-set-admission.states.ts';
import { execution } from './task-set-execution.states.ts';
import { management } from './task-set-management.rows.ts';
import { reported } from './task-set-reported.rows.ts';

/** The queue of one logical unit: which commands are taken, in which order they run, what stops them. */
export const taskSetMachine = taskSetSetup.createMachine({
  id: 'task-set',
  description: 'Tasks of one logical unit, of all initiators, and contingent allegiance (SCSI-2 7.6, 7.8).',
  type: 'parallel',
  context: ({ input }) => ({
    at: { lun: input.lun, target: input.target, autosense: input.autosense ?? false },
    params: input.params,
    tasks: [],
    arriving: null,
    unreported: [],
    faulted: [],
    aca: [],
  }),
  states: {
    admission: {
      description: 'What becomes of a command that arrives.',
      initial: 'listening',
      states: {
        listening: {
          description: 'No command is under examination.',
          on: {
            'tasks.command': {
              target: 'examining',
              description: 'a command arrives',
              meta: cite('task-queue-full'),
              actions: 'examine the command',
            },
            'tasks.reported': reported,
            'tasks.message': management,
            'tasks.nexusLost': {
              description: 'an initiator is out of reach: its tasks end, and its auto contingent allegiance',
              meta: cite('sam-nexus-loss', 'task-aca-reset'),
              actions: [
                'void all commands of this initiator',
                'the unit forgets the nexus',
                'end all tasks of this initiator',
                'auto contingent allegiance is over',
              ],
            },
            'tasks.reset': {
              description: 'hard reset of the target',
              meta: cite('task-reset'),
              actions: [
                'void all tasks',
                'reset the unit',
                'end all tasks',
                'auto contingent allegiance is over for all',
              ],
            },
            'tasks.powerLost': {
              description: 'the unit has lost power',
              meta: cite('task-reset'),
              actions: ['void all tasks', 'end all tasks', 'auto contingent allegiance is over for all'],
            },
          },
        },
        examining: {
          description: 'Is the command a legal connection, and what does contingent allegiance say to it?',
          ...examining,
        },
        overlapped: { description: 'Incorrect initiator connection.', ...overlapped },
        'allegiance ends, command refused': {
          description: 'The sense data are gone and the command was answered BUSY.',
          ...endsAllegianceRefused,
        },
        'allegiance ends, command goes on': {
          description: 'The sense data are gone; the command that did it is treated like any other.',
          ...endsAllegiance,
        },
        room: { description: 'Is there room for it?', ...room },
        'asking the unit': { description: 'The unit answers within the same step.', ...askingUnit },
        queueing: { description: 'The command enters the queue.', ...queueing },
      },
    },
    execution: { description: 'What the unit works on.', ...execution },
  },
});
