import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { aixEntrySetup } from './aix-adapter-entry.setup.ts';

const systemDown = 'the system has crashed: nobody is answered any more';

const noReadWrite = {
  actions: 'it fails: ENODEV',
  description: 'The driver has no such entry point.',
  meta: cite('entry-no-read-write'),
} as const;

const notConfigured = {
  actions: 'it fails: ENODEV',
  description: 'There is no entry in the device switch table.',
  meta: cite('entry-not-configured'),
} as const;

const crashes = {
  guard: 'from an interrupt level',
  target: '#crashed',
  description: 'From an interrupt level: the system may crash, and here it does.',
  meta: cite('ioctl-process-level'),
} as const;

const needsAuthority = {
  guard: 'SC_DIAGNOSTIC without authority',
  actions: 'it fails: EPERM',
  description: 'SC_DIAGNOSTIC without the authority for it.',
  meta: cite('entry-open-diagnostic'),
} as const;

const vitalData = {
  actions: 'it returns 0',
  description: 'Vital product data.',
  meta: cite('entry-config'),
} as const;

const configuredTwice = {
  actions: 'it fails: EINVAL',
  description: 'CFG_INIT for a configured adapter.',
  meta: cite('entry-not-configured'),
} as const;

const terminatesOpen = {
  actions: 'it fails: EBUSY',
  description: 'CFG_TERM while the adapter is open.',
  meta: cite('entry-config'),
} as const;

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
        open: {
          id: 'open',
          description: 'Open normally, by one or more.',
          on: {
            'devdump.call': [
              {
                guard: 'an FCP or iSCSI adapter',
                actions: 'devdump fails: ENODEV',
                description: 'Dumps over FCP and iSCSI are not described: as if there were no such entry point.',
                meta: cite('dump-no-entry'),
              },
              {
                actions: 'call dddump',
                description: 'devdump calls dddump.',
                meta: cite('dump-subroutine', 'dump-init'),
              },
            ],
            'fp.opendev': [
              needsAuthority,
              {
                guard: 'SC_DIAGNOSTIC',
                actions: 'it fails: EACCES',
                description: 'SC_DIAGNOSTIC while it is open.',
                meta: cite('entry-open-diagnostic'),
              },
              {
                actions: ['one more has it open', 'it returns 0'],
                description: 'One more opens it.',
                meta: cite('entry-open'),
              },
            ],
            'fp.close': [
              {
                guard: 'others have it open',
                actions: ['one less has it open', 'it returns 0'],
                description: 'Others still have it open.',
                meta: cite('entry-close'),
              },
              {
                target: 'closed',
                actions: ['one less has it open', 'it returns 0'],
                description: 'The last one closes it.',
                meta: cite('entry-close'),
              },
            ],
            'fp.ioctl': [
              crashes,
              {
                guard: 'an ioctl that this kind of adapter has not',
                actions: 'the ioctl fails: EINVAL',
                description: 'SCIOL... for a parallel adapter, SCIO... for an FCP or iSCSI adapter.',
                meta: cite('entry-other-kind'),
              },
              {
                guard: 'IOCINFO, the argument cannot be copied',
                actions: 'the ioctl fails: EFAULT',
                description: 'IOCINFO, and devinfo cannot be copied out.',
                meta: cite('ioctl-iocinfo'),
              },
              {
                guard: 'IOCINFO',
                actions: 'the ioctl returns devinfo',
                description: 'IOCINFO.',
                meta: cite('ioctl-iocinfo'),
              },
              {
                guard: 'SCIOGTHW, and gathered writes are taken',
                actions: 'the ioctl returns 0',
                description: 'SCIOGTHW: gathered writes are taken.',
                meta: cite('ioctl-gathered'),
              },
              {
                guard: 'SCIOGTHW',
                actions: 'the ioctl fails: EINVAL',
                description: 'SCIOGTHW: by parameter, no gathered writes.',
                meta: cite('ioctl-gathered'),
              },
              {
                guard: 'an ioctl for diagnostics',
                actions: 'the ioctl fails: EACCES',
                description: 'SCIODIAG, SCIOTRAM or SCIODNLD without SC_DIAGNOSTIC.',
                meta: cite('ioctl-diagnostic-mode'),
              },
              {
                guard: 'for the kernel only, from user mode',
                actions: 'the ioctl fails: EPERM',
                description: 'SCIOEVENT, SCIOLEVENT, SCIOSTARTTGT or SCIOSTOPTGT from user mode.',
                meta: cite('ioctl-kernel-caller', 'fscsi-event', 'tm-start', 'tm-stop'),
              },
              {
                guard: 'an ioctl of target mode, which is not supported',
                actions: 'the ioctl fails: ENXIO',
                description: 'By parameter there is no target mode.',
                meta: cite('tm-unsupported'),
              },
              {
                guard: 'SCIOSTARTTGT with a wrong field',
                actions: 'the ioctl fails: EINVAL',
                description: 'SCIOSTARTTGT with a LUN, buffers, a routine or an ID that is not allowed.',
                meta: cite('tm-start'),
              },
              {
                guard: 'SCIOSTARTTGT, no memory',
                actions: 'the ioctl fails: ENOMEM',
                description: 'SCIOSTARTTGT without memory for the buffers.',
                meta: cite('tm-start'),
              },
              {
                guard: 'SCIOSTARTTGT, and the driver cannot be pinned',
                actions: 'the ioctl fails: EIO',
                description: 'SCIOSTARTTGT, and the driver cannot be pinned.',
                meta: cite('tm-start'),
              },
              {
                guard: 'an ioctl of target mode',
                actions: 'on to target mode',
                description: 'SCIOSTARTTGT, SCIOSTOPTGT, and SCIOEVENT for target mode.',
                meta: cite('tm-start', 'tm-stop', 'tm-event'),
              },
              {
                guard: 'SCIOSTART for the adapter itself',
                actions: 'the ioctl fails: EINVAL',
                description: 'SCIOSTART with the SCSI ID of the adapter.',
                meta: cite('ioctl-start-fails'),
              },
              {
                guard: 'SCIOSTART or SCIOSTOP, and the driver cannot be pinned',
                actions: 'the ioctl fails: EIO',
                description: 'The driver cannot be pinned: the device stays as it was.',
                meta: cite('ioctl-start-fails'),
              },
              {
                guard: 'an ioctl for a device',
                actions: 'on to the device',
                description: 'SCIOSTART, SCIOSTOP, SCIOHALT, SCIORESET, SCIOLUNRST, SCIOEVENT; or SCIOL...',
                meta: cite('queue-start', 'queue-stop-waits', 'queue-halt', 'queue-reset-ioctl', 'ioctl-event'),
              },
              {
                guard: 'an ioctl that sends a command',
                actions: 'have the command sent',
                description: 'SCIOINQU, SCIOSTUNIT, SCIOTUR, SCIOREAD, SCIOCMD; or SCIOL...',
                meta: cite('ioctl-command', 'fscsi-ioctl-command'),
              },
            ],
          },
        },
        diagnostic: {
          description: 'Open for diagnostics, by one; no device can be open.',
          initial: 'testing',
          on: {
            'devdump.call': {
              actions: 'devdump fails: EACCES',
              description: 'A dump while diagnostics run.',
              meta: cite('dump-no-entry', 'entry-diagnostic-only'),
            },
            'fp.opendev': [
              needsAuthority,
              {
                actions: 'it fails: EACCES',
                description: 'Another open while diagnostics run.',
                meta: cite('entry-diagnostic-only', 'entry-open-diagnostic'),
              },
            ],
            'fp.close': {
              target: 'closed',
              actions: 'it returns 0',
              description: 'Diagnostics are over.',
              meta: cite('entry-close'),
            },
            'fp.read': {
              actions: 'it fails: EACCES',
              description: 'Only close and ioctl work.',
              meta: cite('entry-diagnostic-only'),
            },
            'fp.write': {
              actions: 'it fails: EACCES',
              description: 'Only close and ioctl work.',
              meta: cite('entry-diagnostic-only'),
            },
            'fp.ioctl': [
              crashes,
              {
                guard: 'SCIODIAG finds an error',
                target: '.reporting',
                actions: 'the ioctl fails: EFAULT',
                description: 'SCIODIAG finds an error and stops there.',
                meta: cite('ioctl-diagnostics'),
              },
              {
                guard: 'SCIODIAG',
                actions: 'the ioctl returns 0',
                description: 'SCIODIAG finds nothing.',
                meta: cite('ioctl-diagnostics'),
              },
              {
                guard: 'SCIOTRAM or SCIODNLD fails',
                actions: 'the ioctl fails: EIO',
                description: 'The memory of the adapter is bad, or does not take the microcode.',
                meta: cite('ioctl-adapter-memory'),
              },
              {
                guard: 'SCIOTRAM or SCIODNLD',
                actions: 'the ioctl returns 0',
                description: 'The memory is good, the microcode is loaded.',
                meta: cite('ioctl-adapter-memory'),
              },
              {
                guard: 'IOCINFO',
                actions: 'the ioctl returns devinfo',
                description: 'IOCINFO works in any mode.',
                meta: cite('ioctl-iocinfo'),
              },
              {
                actions: 'the ioctl fails: EACCES',
                description: 'Everything else has to wait until diagnostics are over.',
                meta: cite('entry-diagnostic-only'),
              },
            ],
          },
          states: {
            testing: { description: 'No error is to be reported.' },
            reporting: {
              description: 'An error was reported; SCIODIAG goes on behind it.',
              on: {
                'fp.ioctl': [
                  crashes,
                  {
                    guard: 'SCIODIAG finds an error',
                    actions: 'the ioctl fails: EFAULT',
                    description: 'One more error.',
                    meta: cite('ioctl-diagnostics'),
                  },
                  {
                    guard: 'SCIODIAG',
                    target: 'testing',
                    actions: 'the ioctl fails: ENOMSG',
                    description: 'All errors have been reported.',
                    meta: cite('ioctl-diagnostics'),
                  },
                ],
              },
            },
          },
        },
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
        'fp.ioctl': ignored(systemDown),
      },
    },
  },
});
