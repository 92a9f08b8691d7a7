import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';
import { attaching } from './scsa-disk-attach.states.ts';
import { suspend, suspended } from './scsa-disk-suspend.states.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** From nothing known to attached, gone, or a host that has panicked. */
export const lifecycle: State = {
  description: 'Is there a unit, and may requests come?',
  initial: 'starting',
  on: {
    'world.suspend': ignored('there is nothing to suspend, or it is suspended'),
    'world.resume': ignored('the unit is not suspended'),
  },
  states: {
    starting: {
      description: 'The system starts.',
      always: [
        {
          guard: 'starts attached',
          target: 'attached',
          description: 'Attached from the beginning.',
          meta: cite('sd-start-attached'),
        },
        { target: 'detached', description: 'Waits for attach.', meta: cite('sd-attach') },
      ],
    },

    detached: {
      id: 'detached',
      description: 'No soft state.',
      on: {
        'world.attach': {
          target: 'attaching',
          actions: 'nothing is negotiated',
          description: 'attach(9E).',
          meta: cite('sd-attach'),
        },
        'buf.strategy': {
          actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
          description: 'No instance: EIO.',
          meta: cite('sd-no-instance'),
        },
        'buf.uscsi': {
          actions: { type: 'answer', params: { error: 'ENXIO', resid: 'all' } },
          description: 'No instance: ENXIO.',
          meta: cite('sd-no-instance'),
        },
      },
    },

    attaching,

    attached: {
      id: 'attached',
      description: 'Requests are accepted.',
      initial: 'normal',
      on: {
        'buf.strategy': [
          {
            guard: 'failfast is active and the request has B_FAILFAST',
            actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
            description: 'Failfast active: refused.',
            meta: cite('sd-failfast'),
          },
          {
            guard: 'a write to a unit that is opened for reading only',
            actions: { type: 'answer', params: { error: 'EROFS', resid: 'all' } },
            description: 'Read-only: refused before anything is started.',
            meta: cite('sd-read-only'),
          },
          {
            guard: 'at the end of the partition',
            actions: { type: 'answer', params: { error: 'none', resid: 'all' } },
            description: 'End of file: nothing transferred, no error.',
            meta: cite('sd-end-of-partition'),
          },
          {
            guard: 'beyond the partition',
            actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
            description: 'Beyond the partition: EIO.',
            meta: cite('sd-beyond-partition'),
          },
          {
            guard: 'not a multiple of the block size',
            actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
            description: 'Not a multiple of the block size: EIO.',
            meta: cite('sd-beyond-partition'),
          },
          {
            actions: ['prepare the command', 'put into the wait queue', 'look for a command to start'],
            description: 'Accepted, clipped if it runs over the end; joins the wait queue.',
            meta: cite('sd-wait-queue', 'sd-fifo', 'sd-overrun'),
          },
        ],
        'buf.uscsi': {
          actions: ['prepare the command', 'put into the wait queue', 'look for a command to start'],
          description: 'Accepted; joins the wait queue.',
          meta: cite('sd-wait-queue', 'sd-uscsi'),
        },
        'unit.deviceGone': { target: '#gone', description: 'CMD_DEV_GONE was seen.', meta: cite('sd-gone') },
        'unit.panic': { target: '#panicked', description: 'The host panics.', meta: cite('sd-failfast-owner') },
        'unit.notResponding': {
          target: '.offline',
          description: 'Selection is not answered.',
          meta: cite('sd-exhausted'),
        },
        'world.attach': ignored('the unit is attached'),
        'tran.capSet': ignored('whether tags could be switched off is not looked at'),
      },
      states: {
        normal: { description: 'SD_STATE_NORMAL.', on: { 'world.suspend': suspend('normal') } },
        offline: {
          description: 'SD_STATE_OFFLINE: the last command got no response.',
          on: {
            'world.suspend': suspend('offline'),
            'signal.started': {
              target: 'normal',
              description: 'A command was started.',
              meta: cite('sd-state-normal'),
            },
          },
        },
        suspended,
      },
    },

    gone: {
      id: 'gone',
      description: 'The device has gone away.',
      on: {
        'buf.strategy': {
          actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
          description: 'EIO.',
          meta: cite('sd-gone'),
        },
        'buf.uscsi': {
          actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
          description: 'EIO.',
          meta: cite('sd-gone'),
        },
        'unit.panic': { target: 'panicked', description: 'The host panics.', meta: cite('sd-failfast-owner') },
        'unit.deviceGone': ignored('known already'),
        'unit.notResponding': ignored('the device is gone'),
        'world.attach': ignored('the instance exists'),
        'tran.capSet': ignored('whether tags could be switched off is not looked at'),
      },
    },

    panicked: {
      id: 'panicked',
      description: 'The host has panicked: nothing is started, decided or answered any more.',
      meta: cite('sd-panic'),
      on: {
        'buf.strategy': ignored('the host has panicked'),
        'buf.uscsi': ignored('the host has panicked'),
        'world.attach': ignored('the host has panicked'),
        'tran.capSet': ignored('the host has panicked'),
      },
    },
  },
};
