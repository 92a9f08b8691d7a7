import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { delays } from '../protocol/parameters.ts';
import { taskSetActions } from './task-set-actions.ts';
import type { TaskSetContext, TaskSetEvent, TaskSetInput } from './task-set-context.ts';
import { taskSetGuards } from './task-set-guards.ts';

export type { TaskSetInput } from './task-set-context.ts';

/** The queue of one logical unit: which commands are taken, in which order they run, what stops them. */
export const taskSetMachine = setup({
  types: { context: {} as TaskSetContext, events: {} as TaskSetEvent, input: {} as TaskSetInput },
  guards: taskSetGuards,
  actions: taskSetActions,
  delays: { serviceTime: delays.serviceTime },
}).createMachine({
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
            'tasks.reported': [
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
            ],
            'tasks.message': [
              {
                guard: 'the message is ABORT',
                description: 'all tasks of this initiator end without status',
                meta: cite('task-abort'),
                actions: [
                  'void all commands of this initiator',
                  'its sense data are destroyed',
                  'end all tasks of this initiator',
                ],
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
            ],
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
          always: [
            {
              guard: 'auto contingent allegiance keeps it out: ACA ACTIVE',
              target: 'listening',
              description: 'only one ACA task at a time, of the initiator that has it, may enter',
              meta: cite('task-aca-keeps-out', 'task-aca-refusal'),
              actions: ['answer ACA ACTIVE', 'the examination is over'],
            },
            {
              guard: 'auto contingent allegiance keeps it out',
              target: 'listening',
              description: 'a command without NACA is told BUSY instead',
              meta: cite('task-aca-keeps-out', 'task-aca-refusal'),
              actions: ['answer BUSY', 'the examination is over'],
            },
            {
              guard: 'another initiator has contingent allegiance',
              target: 'listening',
              description: 'others wait until the sense data are taken',
              meta: cite('task-busy-under-allegiance'),
              actions: ['answer BUSY', 'the examination is over'],
            },
            {
              guard: 'it asks for what the unit does not know: NACA',
              target: 'listening',
              description: 'the unit does not know auto contingent allegiance',
              meta: cite('task-no-aca-support'),
              actions: [
                'answer CHECK CONDITION: invalid field in CDB',
                'invalid field in CDB',
                'the examination is over',
              ],
            },
            {
              guard: 'an ACA task without auto contingent allegiance',
              target: 'listening',
              description: 'there is nothing that would let an ACA task in',
              meta: cite('task-aca-task-without'),
              actions: ['answer CHECK CONDITION: invalid message', 'invalid message', 'the examination is over'],
            },
            {
              guard: 'its tag is in use',
              target: 'overlapped',
              description: 'two commands under one tag',
              meta: cite('task-overlapped-tag'),
            },
            {
              guard: 'REQUEST SENSE under contingent allegiance',
              target: 'asking the unit',
              description: 'the sense data are asked for',
              meta: cite('task-untagged-request-sense', 'lu-sense-once'),
              actions: 'ask the unit for sense data',
            },
            {
              guard: 'INQUIRY leaves contingent allegiance alone',
              target: 'asking the unit',
              description: 'INQUIRY goes past contingent allegiance',
              meta: cite('task-sense-cleared-not-by-inquiry'),
              actions: 'ask the unit about the command',
            },
            {
              guard: 'tagged under contingent allegiance: QUEUE FULL',
              target: 'listening',
              description: 'a tagged command has to wait for the sense data to be taken',
              meta: cite('task-tagged-under-allegiance'),
              actions: ['answer QUEUE FULL', 'the examination is over'],
            },
            {
              guard: 'tagged under contingent allegiance: BUSY',
              target: 'allegiance ends, command refused',
              description: 'a tagged command ends contingent allegiance but is not taken',
              meta: cite('task-tagged-under-allegiance', 'task-sense-cleared'),
              actions: ['the sense data are destroyed', 'answer BUSY'],
            },
            {
              guard: 'its initiator has contingent allegiance',
              target: 'allegiance ends, command goes on',
              description: 'the initiator does not want the sense data: they are lost',
              meta: cite('task-sense-cleared', 'task-tagged-under-allegiance'),
              actions: 'the sense data are destroyed',
            },
            {
              guard: 'untagged REQUEST SENSE is always welcome',
              target: 'room',
              description: 'an untagged REQUEST SENSE does not overlap',
              meta: cite('task-untagged-request-sense-always'),
            },
            {
              guard: 'tagged and untagged commands overlap',
              target: 'overlapped',
              description: 'untagged beside tagged commands of the same initiator, or the reverse',
              meta: cite('task-overlapped-tag'),
            },
            { target: 'room', description: 'a legal connection', meta: cite('task-queue-full') },
          ],
        },
        overlapped: {
          description: 'Incorrect initiator connection.',
          always: {
            target: 'listening',
            description: 'all commands of this initiator end; one CHECK CONDITION with 4E/00',
            meta: cite('task-overlapped-tag'),
            actions: [
              'void all commands of this initiator',
              'overlapped commands: end all of this initiator',
              'answer CHECK CONDITION: overlapped commands',
              'the examination is over',
            ],
          },
        },
        'allegiance ends, command refused': {
          description: 'The sense data are gone and the command was answered BUSY.',
          always: [
            {
              guard: 'QErr is abort',
              target: 'listening',
              description: 'QErr 1: the queue is thrown away',
              meta: cite('task-qerr-abort'),
              actions: [
                'unit attention for others whose commands QErr aborts',
                'abort the queued commands',
                'contingent allegiance is over',
                'the examination is over',
              ],
            },
            {
              target: 'listening',
              description: 'QErr 0: the queue goes on',
              meta: cite('task-qerr-resume'),
              actions: ['contingent allegiance is over', 'the examination is over'],
            },
          ],
        },
        'allegiance ends, command goes on': {
          description: 'The sense data are gone; the command that did it is treated like any other.',
          always: [
            {
              guard: 'QErr is abort',
              target: 'room',
              description: 'QErr 1: the queue is thrown away',
              meta: cite('task-qerr-abort'),
              actions: [
                'unit attention for others whose commands QErr aborts',
                'abort the queued commands',
                'contingent allegiance is over',
              ],
            },
            {
              target: 'room',
              description: 'QErr 0: the queue goes on',
              meta: cite('task-qerr-resume'),
              actions: 'contingent allegiance is over',
            },
          ],
        },
        room: {
          description: 'Is there room for it?',
          always: [
            {
              guard: 'it is REQUEST SENSE',
              target: 'asking the unit',
              description: 'REQUEST SENSE needs no room',
              meta: cite('target-answers-connected', 'lu-sense-once'),
              actions: 'ask the unit for sense data',
            },
            {
              guard: 'an untagged command of this initiator is there',
              target: 'listening',
              description: 'one untagged command of an initiator at a time',
              meta: cite('task-second-untagged-busy'),
              actions: ['answer BUSY', 'the examination is over'],
            },
            {
              guard: 'no room for a tagged command',
              target: 'listening',
              description: 'the queue is full',
              meta: cite('task-queue-full'),
              actions: ['answer QUEUE FULL', 'the examination is over'],
            },
            {
              guard: 'no room for an untagged command',
              target: 'listening',
              description: 'the queue is full',
              meta: cite('task-queue-full'),
              actions: ['answer BUSY', 'the examination is over'],
            },
            {
              guard: 'a CHECK CONDITION is on its way',
              target: 'queueing',
              description: 'a failed task is about to be reported: the command waits unexamined',
              meta: cite('task-check-blocks-until-reported'),
            },
            {
              target: 'asking the unit',
              description: 'may the unit take it?',
              meta: cite('lu-unit-attention', 'lu-reservation', 'lu-not-ready'),
              actions: 'ask the unit about the command',
            },
          ],
        },
        'asking the unit': {
          description: 'The unit answers within the same step.',
          on: {
            'tasks.admit': {
              guard: 'it is about the command under examination',
              target: 'queueing',
              description: 'the command may be queued',
              meta: cite('task-queue-full'),
            },
            'tasks.ended': [
              {
                guard: 'the command under examination ends with CHECK CONDITION',
                target: 'listening',
                description: 'CHECK CONDITION at once',
                meta: cite('target-answers-connected', 'task-check-blocks-until-reported'),
                actions: ['CHECK CONDITION goes out', 'tell the status', 'the examination is over'],
              },
              {
                guard: 'it is about the command under examination',
                target: 'listening',
                description: 'status at once',
                meta: cite('target-answers-connected'),
                actions: ['tell the status', 'the examination is over'],
              },
            ],
            'tasks.hung': {
              guard: 'it is about the command under examination',
              target: 'listening',
              description: 'a REQUEST SENSE that will never be answered',
              meta: cite('lu-request-sense-hangs'),
              actions: ['the command takes time', 'the examination is over'],
            },
            'tasks.allegianceOver': [
              {
                guard: 'this initiator has contingent allegiance and QErr is abort',
                description: 'sense data taken, QErr 1: the queue is thrown away',
                meta: cite('task-qerr-abort', 'task-sense-cleared'),
                actions: [
                  'unit attention for others whose commands QErr aborts',
                  'abort the queued commands',
                  'contingent allegiance is over',
                ],
              },
              {
                guard: 'this initiator has contingent allegiance',
                description: 'sense data taken, QErr 0: the queue goes on',
                meta: cite('task-qerr-resume', 'task-sense-cleared'),
                actions: 'contingent allegiance is over',
              },
              { description: 'there was no contingent allegiance', meta: cite('lu-sense-once') },
            ],
          },
        },
        queueing: {
          description: 'The command enters the queue.',
          always: [
            {
              guard: 'HEAD OF QUEUE',
              target: 'listening',
              description: 'in front of all that have not started',
              meta: cite('task-head-of-queue'),
              actions: ['queue the command at the head', 'the command takes time', 'the examination is over'],
            },
            {
              target: 'listening',
              description: 'behind all others',
              meta: cite('task-simple-order', 'task-ordered-barrier'),
              actions: ['queue the command', 'the command takes time', 'the examination is over'],
            },
          ],
        },
      },
    },
    execution: {
      description: 'What the unit works on.',
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
    },
  },
});
