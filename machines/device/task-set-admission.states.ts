import { cite } from '../clauses/index.ts';
import type { taskSetSetup } from './task-set.setup.ts';

type State = Parameters<typeof taskSetSetup.createStateConfig>[0];

/** The first row that holds decides. */
export const examining: State = {
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
      actions: ['answer CHECK CONDITION: invalid field in CDB', 'invalid field in CDB', 'the examination is over'],
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
};

/** Two commands where one may be. */
export const overlapped: State = {
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
};

/** What the command that is refused does to the queue. */
export const endsAllegianceRefused: State = {
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
};

/** What the command does to the queue before it gets there. */
export const endsAllegiance: State = {
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
};

/** The first row that holds decides. */
export const room: State = {
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
};

/** What the unit says to it. */
export const askingUnit: State = {
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
};

/** Where in the queue. */
export const queueing: State = {
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
};
