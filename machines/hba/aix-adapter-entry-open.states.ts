import { cite } from '../clauses/index.ts';
import { crashes, needsAuthority } from './aix-adapter-entry.rows.ts';
import type { aixEntrySetup } from './aix-adapter-entry.setup.ts';

type State = Parameters<typeof aixEntrySetup.createStateConfig>[0];

/** What openers, closers, ioctls and dumps meet. */
export const open: State = {
  id: 'open',
  on: {
    'devdump.call': {
      actions: 'call dddump',
      description: 'devdump calls dddump.',
      meta: cite('dump-subroutine', 'dump-init', 'fscsi-dump'),
    },
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
        guard: 'SCIOHALT, no memory',
        actions: 'the ioctl fails: ENOMEM',
        description: 'SCIOHALT without memory for what it needs: nothing is aborted.',
        meta: cite('ioctl-halt-errno'),
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
};
