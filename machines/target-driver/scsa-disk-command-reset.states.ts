import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type State = Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0];

/** A command that asks for a reset: of the logical unit, then the target, then everything. */
export const resetting: State = {
  id: 'resetting',
  description:
    'scsi_reset (sd_reset_target): logical unit, target, everything, until one works. The mutex is dropped around each call.',
  initial: 'choosing',
  states: {
    choosing: {
      description: 'Where does the ladder begin?',
      always: [
        {
          guard: 'the statistics show a reset or an abort',
          target: 'over',
          description: 'Recovery was done already: no reset.',
          meta: cite('sd-reset-skipped'),
        },
        {
          guard: 'lun-reset is enabled',
          target: 'logicalUnit',
          actions: 'forget the facts',
          description: 'First the logical unit.',
          meta: cite('sd-reset-ladder', 'sd-lun-reset-capability'),
        },
        {
          guard: 'target reset is allowed',
          target: 'target',
          actions: 'forget the facts',
          description: 'First the target.',
          meta: cite('sd-reset-ladder'),
        },
        {
          guard: 'never RESET_ALL',
          target: 'over',
          description: 'Nothing that may be reset.',
          meta: cite('sd-key-medium-hardware'),
        },
        {
          target: 'everything',
          actions: 'forget the facts',
          description: 'Only RESET_ALL is left.',
          meta: cite('sd-reset-ladder'),
        },
      ],
    },
    logicalUnit: {
      description: 'In scsi_reset(RESET_LUN).',
      entry: 'scsi_reset LUN',
      on: {
        'tran.resetReturn': [
          {
            guard: 'the reset worked',
            target: 'returned',
            description: 'The logical unit was reset.',
            meta: cite('sd-reset-ladder'),
          },
          {
            guard: 'target reset is allowed',
            target: 'target',
            description: 'It failed: the target.',
            meta: cite('sd-reset-ladder'),
          },
          {
            guard: 'never RESET_ALL',
            target: 'returned',
            description: 'It failed and nothing else may be reset.',
            meta: cite('sd-key-medium-hardware'),
          },
          { target: 'everything', description: 'It failed: everything.', meta: cite('sd-reset-ladder') },
        ],
      },
    },
    target: {
      description: 'In scsi_reset(RESET_TARGET).',
      entry: 'scsi_reset TARGET',
      on: {
        'tran.resetReturn': [
          {
            guard: 'the reset worked',
            target: 'returned',
            description: 'The target was reset.',
            meta: cite('sd-reset-ladder'),
          },
          {
            guard: 'never RESET_ALL',
            target: 'returned',
            description: 'It failed; the bus is not reset for an error of the medium.',
            meta: cite('sd-key-medium-hardware'),
          },
          { target: 'everything', description: 'It failed: everything.', meta: cite('sd-reset-ladder') },
        ],
      },
    },
    everything: {
      description: 'In scsi_reset(RESET_ALL).',
      entry: 'scsi_reset ALL',
      on: {
        'tran.resetReturn': [
          {
            guard: 'the reset worked',
            target: 'returned',
            description: 'The bus was reset.',
            meta: cite('sd-reset-ladder'),
          },
          {
            guard: 'a reset had to work',
            target: '#finishing',
            actions: { type: 'b_error', params: 'EIO' },
            description: 'A busy unit that cannot be reset: EIO.',
            meta: cite('sd-status-busy'),
          },
          {
            target: 'returned',
            description: 'Nothing could be reset; the retry is tried all the same.',
            meta: cite('sd-reset-ladder'),
          },
        ],
      },
    },
    returned: {
      description: 'The mutex is held again: how is the unit now?',
      entry: 'ask the unit for the facts',
      on: {
        'command.facts': {
          target: 'over',
          actions: 'learn the facts',
          description: 'The unit may have changed while the mutex was dropped.',
          meta: cite('sd-reset-mutex'),
        },
      },
    },
    over: {
      description: 'What comes after the reset.',
      always: [
        {
          guard: 'a retry is wanted',
          target: '#retrying',
          description: 'The retry for which the reset was made.',
          meta: cite('sd-reset-ladder'),
        },
        {
          target: '#startUnit',
          description: 'A unit that is not ready is started.',
          meta: cite('sd-key-not-ready'),
        },
      ],
    },
  },
};
