import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import {
  configuredTwice,
  needsAuthority,
  noReadWrite,
  notConfigured,
  terminatesOpen,
  vitalData,
} from './aix-adapter-entry.rows.ts';
import { aixEntrySetup } from './aix-adapter-entry.setup.ts';
import { diagnostic } from './aix-adapter-entry-diagnostic.states.ts';
import { open } from './aix-adapter-entry-open.states.ts';

const systemDown = 'the system has crashed: nobody is answered any more';

/**
 * A SCSI adapter as its users see it, /dev/scsi#: the entry points of the AIX adapter driver that the device switch
 * table names. ddstrategy is the adapter driver itself (`sc.strategy`), and so is every ioctl for a device.
 */
export const aixEntryMachine = aixEntrySetup.createMachine({
  id: 'aix-adapter-entry',
  description: 'Entry points of an AIX SCSI adapter driver: ddconfig, ddopen, ddclose, ddioctl.',
  context: ({ input }) => ({
    at: { name: input.name, configured: input.configured, kind: input.kind ?? 'parallel' },
    params: input.params,
    opens: input.opens,
  }),
  initial: 'beginning',
  states: {
    beginning: {
      description: 'A model may begin with an adapter that was configured before.',
      always: [
        {
          guard: 'device drivers have it open',
          target: '#open',
          description: 'CFG_INIT has been done, and device drivers have opened the adapter.',
          meta: cite('entry-config', 'entry-open'),
        },
        {
          guard: 'it was configured before',
          target: 'configured',
          description: 'CFG_INIT has been done.',
          meta: cite('entry-config'),
        },
        { target: 'absent', description: 'CFG_INIT is to come.', meta: cite('entry-config') },
      ],
    },
    absent: {
      id: 'absent',
      description: 'Not in the device switch table.',
      on: {
        'config.CFG_INIT': {
          target: 'configured',
          actions: 'it returns 0',
          description: 'CFG_INIT: into the device switch table.',
          meta: cite('entry-config'),
        },
        'config.CFG_TERM': {
          actions: 'it fails: EINVAL',
          description: 'CFG_TERM for an adapter that is not configured.',
          meta: cite('entry-not-configured'),
        },
        'config.CFG_QVPD': {
          actions: 'it fails: EINVAL',
          description: 'Vital product data of an adapter that is not configured.',
          meta: cite('entry-not-configured'),
        },
        'devdump.call': {
          actions: 'devdump fails: ENODEV',
          description: 'There is no entry in the device switch table.',
          meta: cite('dump-no-entry'),
        },
        'fp.opendev': notConfigured,
        'fp.close': notConfigured,
        'fp.read': notConfigured,
        'fp.write': notConfigured,
        'fp.ioctl': {
          actions: 'the ioctl fails: ENODEV',
          description: 'There is no entry in the device switch table.',
          meta: cite('entry-not-configured'),
        },
      },
    },
    configured: {
      description: 'In the device switch table.',
      initial: 'closed',
      on: {
        'config.CFG_INIT': configuredTwice,
        'config.CFG_TERM': terminatesOpen,
        'config.CFG_QVPD': vitalData,
        'fp.read': noReadWrite,
        'fp.write': noReadWrite,
      },
      states: {
        closed: {
          description: 'Nobody has it open.',
          on: {
            'config.CFG_TERM': {
              target: '#absent',
              actions: 'it returns 0',
              description: 'CFG_TERM: out of the device switch table.',
              meta: cite('entry-config'),
            },
            'fp.opendev': [
              needsAuthority,
              {
                guard: 'SC_DIAGNOSTIC',
                target: 'diagnostic',
                actions: 'it returns 0',
                description: 'Open for diagnostics.',
                meta: cite('entry-open-diagnostic'),
              },
              {
                target: 'open',
                actions: ['one more has it open', 'it returns 0'],
                description: 'Open.',
                meta: cite('entry-open'),
              },
            ],
            'fp.close': {
              actions: 'it fails: EINVAL',
              description: 'Closed once too often.',
              meta: cite('entry-ioctl-closed'),
            },
            'devdump.call': {
              actions: 'devdump fails: EINVAL',
              description: 'A dump to an adapter that nobody has open.',
              meta: cite('dump-no-entry', 'dump-init'),
            },
            'fp.ioctl': {
              actions: 'the ioctl fails: EINVAL',
              description: 'Nobody has it open.',
              meta: cite('entry-ioctl-closed'),
            },
          },
        },
        open: { description: 'Open normally, by one or more.', ...open },
        diagnostic: { description: 'Open for diagnostics, by one; no device can be open.', ...diagnostic },
      },
    },
    crashed: {
      id: 'crashed',
      description: 'The system has crashed: an ioctl came from an interrupt level.',
      on: {
        'config.CFG_INIT': ignored(systemDown),
        'config.CFG_TERM': ignored(systemDown),
        'config.CFG_QVPD': ignored(systemDown),
        'devdump.call': ignored(systemDown),
        'fp.opendev': ignored(systemDown),
        'fp.close': ignored(systemDown),
        'fp.read': ignored(systemDown),
        'fp.write': ignored(systemDown),
        'fp.ioctl': ignored(systemDown),
      },
    },
  },
});
