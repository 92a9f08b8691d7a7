import { cite } from '../clauses/index.ts';
import { crashes, needsAuthority } from './aix-adapter-entry.rows.ts';
import type { aixEntrySetup } from './aix-adapter-entry.setup.ts';

type State = Parameters<typeof aixEntrySetup.createStateConfig>[0];

/** What openers, closers, ioctls and dumps meet. */
export const diagnostic: State = {
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
        guard: 'IOCINFO, the argument cannot be copied',
        actions: 'the ioctl fails: EFAULT',
        description: 'IOCINFO, and devinfo cannot be copied out.',
        meta: cite('ioctl-iocinfo'),
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
};
