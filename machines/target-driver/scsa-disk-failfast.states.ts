import { cite } from '../clauses/index.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** Failfast: requests that are not to wait for a unit that does not answer. */
export const failfast: State = {
  description: 'un_failfast_state.',
  initial: 'inactive',
  states: {
    inactive: {
      description: 'Nothing wrong.',
      entry: 'failfast inactive',
      on: {
        'unit.retry': {
          guard: 'a failfast failure',
          target: 'pending',
          actions: 'failfast pending on this command',
          description: 'The first failfast failure.',
          meta: cite('sd-failfast'),
        },
      },
    },
    pending: {
      description: 'One command has failed in the failfast way.',
      on: {
        'unit.retry': [
          {
            guard: 'a failfast failure of the same command',
            target: 'active',
            description: 'The same command again.',
            meta: cite('sd-failfast'),
          },
          {
            guard: 'a failfast failure of another command',
            description: 'Another command: still pending on the first.',
            meta: cite('sd-failfast'),
          },
          {
            target: 'inactive',
            description: 'A failure of another kind: something answers.',
            meta: cite('sd-failfast-over'),
          },
        ],
        'unit.startUnit': {
          target: 'inactive',
          description: 'A failure of another kind: something answers.',
          meta: cite('sd-failfast-over'),
        },
        'unit.returnCommand': [
          {
            guard: 'a failfast failure of the same command',
            target: 'active',
            description: 'The same command again, and it is over.',
            meta: cite('sd-failfast'),
          },
          {
            guard: 'a failfast failure of another command',
            description: 'Another command: still pending on the first.',
            meta: cite('sd-failfast'),
          },
          {
            target: 'inactive',
            description: 'Success, or a failure of another kind.',
            meta: cite('sd-failfast-over', 'sd-failfast-over-unsent'),
          },
        ],
      },
    },
    active: {
      description: 'The device does not answer: B_FAILFAST requests fail at once.',
      entry: 'failfast active',
      always: {
        guard: 'a failfast request is queued',
        actions: ['fail a queued failfast request', 'forget the flushed request'],
        description: 'Queued B_FAILFAST requests are flushed with EIO; nothing is started in their place yet.',
        meta: cite('sd-failfast', 'sd-flush-no-restart'),
      },
      on: {
        'unit.retry': [
          { guard: 'a failfast failure', description: 'It still does not answer.', meta: cite('sd-failfast') },
          {
            target: 'inactive',
            description: 'A failure of another kind: something answers.',
            meta: cite('sd-failfast-over'),
          },
        ],
        'unit.startUnit': {
          target: 'inactive',
          description: 'A failure of another kind: something answers.',
          meta: cite('sd-failfast-over'),
        },
        'unit.returnCommand': [
          { guard: 'a failfast failure', description: 'It still does not answer.', meta: cite('sd-failfast') },
          {
            target: 'inactive',
            description: 'Success, or a failure of another kind.',
            meta: cite('sd-failfast-over', 'sd-failfast-over-unsent'),
          },
        ],
      },
    },
  },
};
