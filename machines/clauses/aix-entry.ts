import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const reference = 'AIX Technical Reference: Kernel and Subsystems';
const header = 'AIX sys/scsi.h';

/** Entry points of the parallel SCSI adapter driver, its ioctls and its asynchronous events. */
export const aixEntryClauses = {
  'entry-config': {
    document: KEDS,
    section: 'ddconfig',
    says: 'CFG_INIT puts the adapter driver into the device switch table, CFG_TERM takes it out and gets EBUSY while it is open; CFG_QVPD returns vital product data.',
    confidence: 'recalled',
  },
  'entry-not-configured': {
    document: 'design choice',
    section: 'entry points',
    says: 'Without an entry in the device switch table every call gets ENODEV; CFG_INIT for a configured adapter, and CFG_TERM and CFG_QVPD for one that is not, get EINVAL.',
    confidence: 'design',
  },
  'entry-no-read-write': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'An adapter driver has entry points for config, open, close, dump, ioctl and strategy; it has none for read and write (errno ENODEV: design choice).',
    confidence: 'document',
  },
  'entry-open': {
    document: reference,
    section: 'SCSI Adapter Device Driver',
    says: 'The adapter is opened normally, by any number of drivers, or with SC_DIAGNOSTIC.',
    confidence: 'document',
  },
  'entry-open-diagnostic': {
    document: reference,
    section: 'SCSI Adapter Device Driver',
    says: 'SC_DIAGNOSTIC needs authority (EPERM) and an adapter that nobody has open (EACCES).',
    confidence: 'document',
  },
  'entry-diagnostic-only': {
    document: reference,
    section: 'SCSI Adapter Device Driver',
    says: 'While the adapter is open for diagnostics only close and the diagnostic ioctls work: everything else gets EACCES.',
    confidence: 'document',
  },
  'entry-close': {
    document: KEDS,
    section: 'fp_close',
    says: 'Each open is closed once; the adapter is closed with the last of them.',
    confidence: 'recalled',
  },
  'entry-ioctl-closed': {
    document: 'design choice',
    section: 'fp_ioctl',
    says: 'An ioctl for an adapter that is not open gets EINVAL.',
    confidence: 'design',
  },

  'entry-other-kind': {
    document: 'design choice',
    section: 'ddioctl',
    says: 'An ioctl of the other kind of adapter (SCIO of a parallel one, SCIOL of FCP and iSCSI) gets EINVAL.',
    confidence: 'design',
  },

  'ioctl-process-level': {
    document: KEDS,
    section: 'Required SCSI Adapter Device Driver ioctl Commands',
    says: 'ioctls come from process level; from an interrupt level they may crash the system.',
    confidence: 'document',
  },
  'ioctl-kernel-caller': {
    document: reference,
    section: 'SCIOEVENT',
    says: 'SCIOEVENT is for callers in the kernel: anybody else gets EPERM.',
    confidence: 'document',
  },
  'ioctl-iocinfo': {
    document: reference,
    section: 'SCSI Adapter Device Driver',
    says: 'IOCINFO returns devinfo with DD_BUS, DS_SCSI and the maximum transfer; no SCIOSTART is needed.',
    confidence: 'document',
  },
  'ioctl-start-fails': {
    document: reference,
    section: 'SCIOSTART, SCIOSTOP',
    says: 'SCIOSTART gets EINVAL if the ID is that of the adapter; it and SCIOSTOP get EIO if the driver cannot be pinned.',
    confidence: 'document',
  },
  'ioctl-gathered': {
    document: KEDS,
    section: 'Gathered Write Commands',
    says: 'SCIOGTHW returns 0 if the adapter driver takes gathered writes, else EINVAL.',
    confidence: 'recalled',
  },
  'ioctl-halt-errno': {
    document: reference,
    section: 'SCIOHALT',
    says: 'SCIOHALT gets ENODEV if the device cannot be selected, and ENOMEM without memory for it. Its ENOCONNECT and ETIMEDOUT are not told here: the bus is reset then, and SCIOHALT has taken effect (design choice).',
    confidence: 'document',
  },
  'ioctl-lun-reset': {
    document: header,
    section: 'SCIOLUNRST',
    says: 'SCIOLUNRST resets one logical unit; that it gets EINVAL without SCIOSTART and EIO if the device does not take the message is a design choice.',
    confidence: 'header',
  },
  'ioctl-diagnostic-mode': {
    document: reference,
    section: 'SCIODIAG, SCIOTRAM, SCIODNLD',
    says: 'The diagnostic ioctls need an adapter that is open with SC_DIAGNOSTIC; EACCES otherwise is a design choice.',
    confidence: 'document',
  },
  'ioctl-diagnostics': {
    document: reference,
    section: 'SCIODIAG',
    says: 'SCIODIAG returns EFAULT for each error that it finds and may be called to go on; when the last error has been reported it returns ENOMSG.',
    confidence: 'document',
  },
  'ioctl-adapter-memory': {
    document: 'design choice',
    section: 'SCIOTRAM, SCIODNLD',
    says: 'A test of the adapter’s memory or a download of microcode that fails gets EIO.',
    confidence: 'design',
  },

  'ioctl-started-first': {
    document: reference,
    section: 'SCIOSTART',
    says: 'SCIOSTART comes before every operation for a device except IOCINFO and diagnostics: EINVAL.',
    confidence: 'document',
  },
  'ioctl-command': {
    document: reference,
    section: 'SCIOINQU, SCIOSTUNIT, SCIOTUR, SCIOREAD, SCIOCMD',
    says: 'The adapter driver sends one command to the device; the ioctl returns when it is over, with 0 if it was good.',
    confidence: 'document',
  },
  'ioctl-start-immediate': {
    document: reference,
    section: 'SCIOSTUNIT',
    says: 'With immed_flag the ioctl returns as soon as the device has taken START UNIT, so that starts overlap.',
    confidence: 'document',
  },
  'ioctl-start-spacing': {
    document: reference,
    section: 'SCIOSTUNIT',
    says: 'Whoever starts units with immed_flag leaves at least 10 seconds between two starts.',
    confidence: 'document',
  },
  'ioctl-command-errno': {
    document: reference,
    section: 'SCIOINQU, SCIOSTUNIT, SCIOTUR, SCIOREAD, SCIOCMD',
    says: 'ENODEV: the device does not answer; ENOCONNECT: bus fault; ETIMEDOUT: it took too long; EIO otherwise, which is worth another try. The status goes to the caller.',
    confidence: 'document',
  },
  'ioctl-command-argument': {
    document: reference,
    section: 'SCIOINQU, SCIOREAD, SCIOCMD',
    says: 'EFAULT: the argument cannot be copied; ENOMEM: no memory; EINVAL: SCIOREAD of more than 4096 bytes, or a field of SCIOCMD, which einval_arg names (1 = version).',
    confidence: 'document',
  },
  'ioctl-command-queues': {
    document: 'design choice',
    section: 'ioctl',
    says: 'One such command per device at a time: the next caller waits for its turn.',
    confidence: 'design',
  },
  'ioctl-command-alone': {
    document: 'design choice',
    section: 'ioctl',
    says: 'The command of an ioctl goes to the tail of the chain of its device, and untagged when nothing else is active.',
    confidence: 'design',
  },
  'ioctl-error-keeps-queue': {
    document: 'design choice',
    section: 'ioctl',
    says: 'A command of an ioctl that fails does not halt the queue of the device: nobody but its caller has to recover.',
    confidence: 'design',
  },
  'ioctl-command-halted': {
    document: 'design choice',
    section: 'ioctl',
    says: 'While the queue of a device is halted an ioctl that would send it a command gets EIO: sense data may be waiting.',
    confidence: 'design',
  },

  'ioctl-event': {
    document: reference,
    section: 'SCIOEVENT',
    says: 'SCIOEVENT registers a handler once in a session of an open device (EINVAL otherwise); closing the device cancels it.',
    confidence: 'document',
  },
  'event-one-at-a-time': {
    document: KEDS,
    section: 'Understanding SCSI Asynchronous Event Handling',
    says: 'The handler is called for one event structure at a time; events are not queued: what happens meanwhile is merged into the next call.',
    confidence: 'document',
  },
  'event-fatal': {
    document: KEDS,
    section: 'Defined Events and Recovery Actions',
    says: 'SC_FATAL_HDW_ERR: the adapter hardware has failed; the session should be ended.',
    confidence: 'document',
  },
  'event-command-failed': {
    document: KEDS,
    section: 'Defined Events and Recovery Actions',
    says: 'SC_ADAP_CMD_FAILED: the adapter has failed with a command; the device driver may go on.',
    confidence: 'document',
  },
  'event-reset': {
    document: KEDS,
    section: 'Defined Events and Recovery Actions',
    says: 'SC_SCSI_RESET_EVENT: the bus was reset; for information only.',
    confidence: 'document',
  },
} satisfies ClauseBook;
