import type { Document } from './statement.ts';

/** ioctls and events of the parallel adapter driver. */
export const aixIoctls: Document = {
  id: 'aix-ioctls',
  title: 'AIX SCSI adapter driver: ioctls and asynchronous events (Technical Reference, KEDS, sys/scsi.h)',
  sections: [
    {
      title: 'ioctls',
      statements: [
        {
          at: 'argument',
          says: 'LUN and SCSI ID in the two low bytes.',
          kind: 'types',
          why: 'the message names the device by its address',
          file: 'machines/protocol/aix-entry.ts',
        },
        { at: 'IOCINFO', clauses: ['ioctl-iocinfo'] },
        { at: 'SCIOSTART', clauses: ['queue-start', 'ioctl-start-fails'] },
        { at: 'SCIOSTOP', clauses: ['queue-stop-waits', 'queue-not-open', 'ioctl-start-fails'] },
        {
          at: 'SCIOHALT',
          clauses: ['queue-halt', 'queue-halt-escalates', 'ioctl-halt-errno', 'queue-not-open'],
        },
        { at: 'SCIOINQU', clauses: ['ioctl-command', 'ioctl-command-errno', 'ioctl-started-first'] },
        { at: 'SCIORESET', clauses: ['queue-reset-ioctl', 'queue-reset', 'queue-not-open'] },
        {
          at: 'SCIORESET: reservations',
          says: 'BUS DEVICE RESET ends reservations.',
          clauses: ['lu-hard-reset', 'dd-forced-open'],
        },
        { at: 'SCIODIAG', clauses: ['ioctl-diagnostics', 'ioctl-diagnostic-mode'] },
        { at: 'SCIOTRAM', clauses: ['ioctl-adapter-memory', 'ioctl-diagnostic-mode'] },
        { at: 'SCIODNLD', clauses: ['ioctl-adapter-memory', 'ioctl-diagnostic-mode'] },
        { at: 'SCIOSTUNIT', clauses: ['ioctl-command', 'ioctl-command-errno', 'ioctl-command-alone'] },
        {
          at: 'SCIOSTUNIT: immed_flag',
          says: 'With it the ioctl returns at once, and the caller leaves 10 seconds between starts.',
          clauses: ['ioctl-start-immediate', 'ioctl-start-spacing'],
        },
        { at: 'SCIOTUR', clauses: ['ioctl-command', 'ioctl-command-errno'] },
        { at: 'SCIOREAD', clauses: ['ioctl-command', 'ioctl-command-argument'] },
        { at: 'SCIOEVENT', clauses: ['ioctl-event', 'ioctl-kernel-caller'] },
        { at: 'SCIOSTARTTGT', clauses: ['tm-start', 'tm-unsupported'] },
        { at: 'SCIOSTOPTGT', clauses: ['tm-stop'] },
        { at: 'SCIOGTHW', clauses: ['ioctl-gathered'] },
        { at: 'SCIOLUNRST', clauses: ['ioctl-lun-reset'] },
        { at: 'SCIOCMD', clauses: ['ioctl-command', 'ioctl-command-argument', 'ioctl-command-errno'] },
        {
          at: 'which are required',
          says: 'IOCINFO, SCIOSTART, SCIOSTOP, SCIOHALT, SCIORESET; others with gathered writes or target mode only.',
          clauses: ['ioctl-gathered', 'tm-unsupported'],
        },
        { at: 'SCIOSTART first', clauses: ['ioctl-started-first', 'queue-start'] },
        {
          at: 'one command at a time, halted queues',
          says: 'What several callers, or a halted queue, mean for these commands is not said.',
          clauses: ['ioctl-command-queues', 'ioctl-command-halted', 'ioctl-error-keeps-queue'],
        },
      ],
    },
    {
      title: 'asynchronous events',
      statements: [
        { at: 'SC_FATAL_HDW_ERR', clauses: ['event-fatal', 'dd-events'] },
        { at: 'SC_ADAP_CMD_FAILED', clauses: ['event-command-failed', 'dd-events'] },
        { at: 'SC_SCSI_RESET_EVENT', clauses: ['event-reset', 'dd-events'] },
        { at: 'SC_BUFS_EXHAUSTED', clauses: ['tm-exhausted'] },
        { at: 'one at a time, merged', clauses: ['event-one-at-a-time'] },
        { at: 'registration', clauses: ['ioctl-event', 'tm-event'] },
      ],
    },
  ],
};
