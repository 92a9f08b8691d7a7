import { cite } from '../clauses/index.ts';
import type { taskSetSetup } from './task-set.setup.ts';

type State = Parameters<typeof taskSetSetup.createStateConfig>[0];

/** One task after the other. */
export const execution: State = {
  initial: 'idle',
  states: {
    idle: {
      description: 'No task is served: there is none, or none may run.',
      always: {
        guard: 'a task may run',
        target: 'serving',
        description: 'the next task in order starts',
        meta: cite(
          'task-executes',
          'task-simple-order',
          'task-ordered-barrier',
          'task-head-of-queue',
          'task-suspended',
          'task-set-per-initiator',
        ),
        actions: 'serve the next task',
      },
    },
    serving: {
      description: 'The task takes its time.',
      always: {
        guard: 'the task in service is gone',
        target: 'idle',
        description: 'the task was aborted',
        meta: cite('task-no-status-after-end'),
      },
      after: {
        serviceTime: {
          target: 'served',
          description: 'the task is about to have its effect',
          meta: cite('task-executes'),
        },
      },
    },
    served: {
      description: 'The task has had its time; it takes effect unless contingent allegiance suspends it.',
      always: [
        {
          guard: 'the task in service is gone',
          target: 'idle',
          description: 'the task was aborted',
          meta: cite('task-no-status-after-end'),
        },
        {
          guard: 'nothing suspends the task in service',
          target: 'in the unit',
          description: 'the unit carries the command out',
          meta: cite('task-executes', 'task-suspended'),
          actions: 'the unit carries it out',
        },
      ],
    },
    'in the unit': {
      description: 'The unit carries the command out; START UNIT may take long.',
      always: {
        guard: 'the task in service is gone',
        target: 'idle',
        description: 'the task was aborted',
        meta: cite('task-no-status-after-end', 'lu-abandon'),
        actions: 'the unit drops what it is doing',
      },
      on: {
        'tasks.ended': [
          {
            guard: 'the task in service ends with CHECK CONDITION',
            target: 'idle',
            description: 'the task has failed; all others wait until the initiator knows',
            meta: cite('task-check-blocks-until-reported', 'lu-check-condition'),
            actions: ['CHECK CONDITION goes out', 'tell the status', 'the task has ended'],
          },
          {
            guard: 'it is about the task in service',
            target: 'idle',
            description: 'the task has its status',
            meta: cite('task-executes'),
            actions: ['tell the status', 'the task has ended'],
          },
        ],
        'tasks.hung': {
          guard: 'it is about the task in service',
          target: 'idle',
          description: 'the unit has lost the task',
          meta: cite('task-hangs'),
          actions: 'the task hangs',
        },
      },
    },
  },
};
