import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** DDI_SUSPEND in a state of the unit. */
export const suspend = (state: 'normal' | 'offline') =>
  [
    {
      guard: 'a reservation is held or wanted',
      description: 'DDI_FAILURE: the unit is reserved, or the reservation is wanted back.',
      meta: cite('sd-suspend-refused'),
    },
    {
      guard: 'resources are waited for',
      description: 'DDI_FAILURE: in RWAIT.',
      meta: cite('sd-suspend-refused', 'sd-suspend-table'),
    },
    {
      target: '#suspended',
      actions: [{ type: 'save the state', params: state }, 'see whether anything is in transport'],
      description: 'SD_STATE_SUSPENDED; the state before is saved.',
      meta: cite('sd-suspend-drain'),
    },
  ] as const;

/** SD_STATE_SUSPENDED: from DDI_SUSPEND to DDI_RESUME. */
export const suspended: State = {
  id: 'suspended',
  description: 'SD_STATE_SUSPENDED: whoever asks sleeps in the driver.',
  initial: 'draining',
  exit: ['no longer suspended', 'wake whoever sleeps', 'look for a command to start'],
  on: {
    'buf.strategy': {
      actions: 'sleep until the unit is resumed',
      description: 'The caller sleeps until the unit is resumed.',
      meta: cite('sd-suspend-sleep'),
    },
    'buf.uscsi': {
      actions: 'sleep until the unit is resumed',
      description: 'The caller sleeps until the unit is resumed.',
      meta: cite('sd-suspend-sleep'),
    },
    'unit.notResponding': ignored('the state stays SUSPENDED; the first command after DDI_RESUME will tell'),
  },
  states: {
    draining: {
      description: 'DDI_SUSPEND waits for what is in transport; the wait queue is still served.',
      entry: 'DDI_SUSPEND waits',
      on: {
        'unit.retry': {
          actions: 'see whether anything is in transport',
          description: 'A command will have to be tried again: does DDI_SUSPEND still wait?',
          meta: cite('sd-suspend-drain'),
        },
        'unit.startUnit': {
          actions: 'see whether anything is in transport',
          description: 'A command waits for START UNIT: does DDI_SUSPEND still wait?',
          meta: cite('sd-suspend-drain'),
        },
        'unit.rejected': {
          guard: 'TRAN_BUSY of a request',
          actions: 'see whether anything is in transport',
          description: 'A command was not taken: does DDI_SUSPEND still wait?',
          meta: cite('sd-suspend-drain'),
        },
        'unit.noResources': {
          guard: 'resources are short for a while',
          actions: 'see whether anything is in transport',
          description: 'A command got no packet: does DDI_SUSPEND still wait?',
          meta: cite('sd-suspend-drain'),
        },
        'signal.release': {
          actions: 'see whether anything is in transport',
          description: 'A command is over, and the next was started if there was one: does DDI_SUSPEND still wait?',
          meta: cite('sd-suspend-drain', 'sd-return-order'),
        },
        'signal.drained': {
          guard: 'nothing is in transport',
          target: 'asleep',
          actions: 'no timer is left',
          description: 'DDI_SUCCESS: nothing is in transport.',
          meta: cite('sd-suspend-drain', 'sd-suspend-priority'),
        },
      },
      after: {
        suspendWait: [
          {
            guard: 'it was OFFLINE',
            target: '#attached.offline',
            description: 'DDI_FAILURE after 30 s: undone.',
            meta: cite('sd-suspend-undone'),
          },
          {
            target: '#attached.normal',
            description: 'DDI_FAILURE after 30 s: undone.',
            meta: cite('sd-suspend-undone'),
          },
        ],
      },
    },
    asleep: {
      description: 'Nothing is in transport, and nothing is started.',
      entry: 'DDI_SUSPEND has succeeded',
      on: {
        'world.resume': [
          {
            guard: 'it was OFFLINE',
            target: '#attached.offline',
            description: 'DDI_RESUME: the saved state, which was OFFLINE; who sleeps is woken, the queue started.',
            meta: cite('sd-resume'),
          },
          {
            target: '#attached.normal',
            description: 'DDI_RESUME: the saved state; who sleeps is woken, the queue started.',
            meta: cite('sd-resume'),
          },
        ],
      },
    },
  },
};
