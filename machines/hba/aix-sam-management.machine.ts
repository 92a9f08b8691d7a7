import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { samManagementSetup } from './aix-sam-management.setup.ts';

const over = ['it is over'] as const;
const fails = {
  target: 'idle',
  actions: ['whoever asked learns: not done', ...over],
  description: 'The target does not do it.',
} as const;

/**
 * Task management of one logical unit: one function at a time. A transaction that does not come back is aborted alone;
 * only if that does not help the logical unit is reset, then the target, and at last the nexus is given up.
 */
export const samManagementMachine = samManagementSetup.createMachine({
  id: 'aix-sam-management',
  description: 'Task management functions of the AIX FCP or iSCSI adapter driver for one logical unit.',
  context: ({ input: { luns, adapter, ...at } }) => ({
    at: { ...at, queue: address.samQueue(at.lun), adapter: address.samAdapter(adapter) },
    luns,
    jobs: [],
    doing: null,
  }),
  initial: 'idle',
  on: {
    'tmf.timeout': { actions: 'line up', description: 'To be aborted.', meta: cite('fscsi-timeout-aborts') },
    'tmf.thrownAway': {
      actions: 'line up',
      description: 'To be aborted, if the device has it still.',
      meta: cite('fscsi-thrown-away'),
    },
    'tmf.cameBack': {
      actions: 'no need any more',
      description: 'It has come back by itself, or with something bigger: nothing more is tried for it.',
      meta: cite('fscsi-timeout-aborts'),
    },
    'tmf.halt': { actions: 'line up', description: 'SCIOLHALT.', meta: cite('fscsi-halt') },
    'tmf.reset': { actions: 'line up', description: 'SCIOLRESET.', meta: cite('fscsi-reset-ioctl') },
    'tmf.flag': {
      actions: 'line up',
      description: 'A transaction asks for it by its flags.',
      meta: cite('scsibuf-clear-aca', 'scsibuf-reset-flags'),
    },
  },
  states: {
    idle: {
      description: 'Nothing is under way.',
      always: [
        {
          guard: 'ABORT TASK is next',
          target: 'ABORT_TASK',
          actions: ['take up the next', 'send ABORT TASK'],
          description: 'One transaction is aborted.',
          meta: cite('fscsi-timeout-aborts'),
        },
        {
          guard: 'ABORT TASK SET is next',
          target: 'ABORT_TASK_SET',
          actions: ['take up the next', 'nothing is started on the device', 'send ABORT TASK SET'],
          description: 'All of ours in the device are aborted.',
          meta: cite('fscsi-halt'),
        },
        {
          guard: 'CLEAR ACA is next',
          target: 'CLEAR_ACA',
          actions: ['take up the next', 'send CLEAR ACA'],
          description: 'Auto contingent allegiance is ended.',
          meta: cite('scsibuf-clear-aca'),
        },
        {
          guard: 'LOGICAL UNIT RESET is next',
          target: 'LOGICAL_UNIT_RESET',
          actions: ['take up the next', 'nothing is started on the device', 'send LOGICAL UNIT RESET'],
          description: 'The logical unit is reset.',
          meta: cite('fscsi-reset-ioctl', 'scsibuf-reset-flags'),
        },
        {
          guard: 'TARGET RESET is next',
          target: 'TARGET_RESET',
          actions: ['take up the next', 'nothing is started on the target', 'send TARGET RESET'],
          description: 'The target is reset.',
          meta: cite('fscsi-reset-ioctl', 'scsibuf-reset-flags'),
        },
      ],
    },
    ABORT_TASK: {
      description: 'ABORT TASK is under way.',
      on: {
        'tmf.done': [
          {
            guard: 'it has come back meanwhile',
            target: 'idle',
            description: 'It had come back before.',
            meta: cite('fscsi-timeout-aborts'),
          },
          {
            guard: 'done',
            target: 'idle',
            actions: ['it was aborted', ...over],
            description: 'Aborted, and nobody else has noticed.',
            meta: cite('fscsi-timeout-aborts'),
          },
          {
            target: 'LOGICAL_UNIT_RESET',
            actions: ['nothing is started on the device', 'send LOGICAL UNIT RESET'],
            description: 'That does not help: the logical unit is reset.',
            meta: cite('fscsi-ladder'),
          },
        ],
      },
    },
    ABORT_TASK_SET: {
      description: 'ABORT TASK SET is under way.',
      on: {
        'tmf.done': [
          {
            guard: 'done',
            target: 'idle',
            actions: ['all of the device end', 'the device may go on', 'whoever asked learns: done', ...over],
            description: 'SCIOLHALT took effect.',
            meta: cite('fscsi-halt'),
          },
          {
            guard: 'the device does not answer',
            target: 'idle',
            actions: ['the device may go on', 'whoever asked learns: no answer', ...over],
            description: 'SCIOLHALT: the device does not answer.',
            meta: cite('fscsi-halt', 'fscsi-halt-errno'),
          },
          {
            ...fails,
            actions: ['the device may go on', ...fails.actions],
            meta: cite('fscsi-halt'),
          },
        ],
      },
    },
    CLEAR_ACA: {
      description: 'CLEAR ACA is under way.',
      on: {
        'tmf.done': [
          {
            guard: 'done',
            target: 'idle',
            actions: ['whoever asked learns: done', ...over],
            description: 'ACA is over.',
            meta: cite('scsibuf-clear-aca'),
          },
          { ...fails, meta: cite('scsibuf-clear-aca') },
        ],
      },
    },
    LOGICAL_UNIT_RESET: {
      description: 'LOGICAL UNIT RESET is under way.',
      on: {
        'tmf.done': [
          {
            guard: 'done',
            target: 'idle',
            actions: ['the unit was reset', 'the device may go on', 'whoever asked learns: done', ...over],
            description: 'The logical unit has forgotten all commands; other units of the target are spared.',
            meta: cite('fscsi-reset', 'fscsi-ladder', 'fscsi-reset-ioctl'),
          },
          {
            guard: 'it has come back meanwhile',
            target: 'idle',
            actions: 'the device may go on',
            description: 'It had come back before: nothing more is tried.',
            meta: cite('fscsi-timeout-aborts'),
          },
          {
            guard: 'not done, for one that has to end',
            target: 'TARGET_RESET',
            actions: ['nothing is started on the target', 'the device may go on', 'send TARGET RESET'],
            description: 'That does not help: the target is reset.',
            meta: cite('fscsi-ladder'),
          },
          {
            ...fails,
            actions: ['the device may go on', ...fails.actions],
            meta: cite('fscsi-reset-ioctl', 'scsibuf-reset-flags'),
          },
        ],
      },
    },
    TARGET_RESET: {
      description: 'TARGET RESET is under way.',
      on: {
        'tmf.done': [
          {
            guard: 'done',
            target: 'idle',
            actions: ['all units were reset', 'the target may go on', 'whoever asked learns: done', ...over],
            description: 'All logical units of the target have forgotten all commands.',
            meta: cite('fscsi-reset', 'fscsi-ladder', 'fscsi-reset-ioctl'),
          },
          {
            guard: 'it has come back meanwhile',
            target: 'idle',
            actions: 'the target may go on',
            description: 'It had come back before: nothing more is tried.',
            meta: cite('fscsi-timeout-aborts'),
          },
          {
            guard: 'not done, for one that has to end',
            target: 'idle',
            actions: ['the target may go on', 'give the nexus up', ...over],
            description: 'Nothing helps: the nexus is given up, and all its commands with it.',
            meta: cite('fscsi-ladder-ends'),
          },
          {
            ...fails,
            actions: ['the target may go on', ...fails.actions],
            meta: cite('fscsi-reset-ioctl', 'scsibuf-reset-flags'),
          },
        ],
      },
    },
  },
});
