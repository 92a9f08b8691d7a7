import type { Document } from './statement.ts';

/** Halting, recovery, busy devices, other initiators, over a parallel bus. */
export const aixRecovery: Document = {
  id: 'aix-recovery',
  title: 'AIX SCSI error recovery over a parallel bus: KEDS, Technical Reference, sys/scsi.h',
  sections: [
    {
      title: 'the queue of a device',
      statements: [
        { at: 'closed: SCIOSTART', clauses: ['queue-start'] },
        { at: 'running: devstrat', clauses: ['adapter-starts-when-idle', 'adapter-chains-at-tail'] },
        { at: 'running: good completion', clauses: ['adapter-good', 'adapter-start-after-iodone'] },
        { at: 'running: error without tags', clauses: ['queue-cleared-without-tags', 'queue-halted-by-error'] },
        { at: 'running: CHECK CONDITION with tags', clauses: ['queue-kept-with-tags'] },
        { at: 'running: any other error with tags', clauses: ['queue-cleared-other-errors'] },
        { at: 'cleared: without SC_RESUME', clauses: ['queue-halted-flushes'] },
        { at: 'cleared: with SC_RESUME', clauses: ['queue-resume'] },
        { at: 'held: recovery command', clauses: ['queue-one-recovery-command'] },
        { at: 'held: recovery command is good', clauses: ['queue-recovered'] },
        { at: 'held: SC_Q_CLR', clauses: ['queue-clear'] },
        { at: 'held: SC_Q_RESUME with SC_RESUME', clauses: ['queue-release'] },
        { at: 'held, sensed: SC_Q_RESUME', clauses: ['queue-release', 'queue-release-carried'] },
        { at: 'held: anything else', clauses: ['queue-held-flushes'] },
        { at: 'any: SCIOHALT', clauses: ['queue-halt'] },
        { at: 'held: recovery command fails', clauses: ['queue-recovery-fails'] },
        { at: 'any: SCIOSTOP', clauses: ['queue-stop-waits', 'queue-stop-held'] },
        { at: 'any: reset', clauses: ['queue-reset', 'adapter-delay-cmd'] },
        { at: 'running: SC_Q_CLR, SC_Q_RESUME', clauses: ['queue-flags-misused'] },
        { at: 'running: SC_RESUME', clauses: ['queue-resume-harmless'] },
        {
          at: 'nothing is started after an error',
          says: 'sc_start for the next one is for good completions; after an error only other devices go on.',
          clauses: ['queue-halted-by-error', 'adapter-devices-at-once'],
        },
        {
          at: 'the race',
          says: 'What is submitted after the interrupt and before dd_iodone comes back with ENXIO.',
          clauses: ['queue-halted-flushes', 'scbuf-positive-indication'],
        },
        { at: 'order of what is flushed', clauses: ['queue-flush-order'] },
        {
          at: 'was it executed?',
          says: 'What was flushed while it was active in the device may have been executed.',
          clauses: ['queue-cleared-other-errors', 'queue-cleared-with-device', 'dd-flushed-again'],
        },
      ],
    },
    {
      title: 'without command tag queuing',
      statements: [
        { at: '1', clauses: ['queue-cleared-without-tags'] },
        {
          at: '2',
          says: 'The device driver deals with the condition, makes reservations again, and schedules what failed.',
          clauses: ['dd-check-condition', 'dd-reserve-again', 'dd-retry-first', 'dd-flushed-again'],
        },
        { at: '3', clauses: ['dd-resume-first'] },
        { at: '4', clauses: ['adapter-retries-only-before-handover'] },
        {
          at: '5',
          says: 'Before a gathered write is tried again its uio is restored, and from process level only.',
          clauses: ['dd-gathered-restored', 'dd-gathered-process'],
        },
      ],
    },
    {
      title: 'with command tag queuing',
      statements: [
        {
          at: 'three ways to go on',
          says: 'One recovery command, clear the queue, or resume it.',
          clauses: ['queue-one-recovery-command', 'queue-clear', 'queue-release', 'dd-one-recovery-at-a-time'],
        },
        {
          at: 'request sense',
          says: 'It carries SC_RESUME and SC_NO_Q; then clearing or resuming is due.',
          clauses: ['dd-check-condition', 'queue-recovered', 'dd-clear-or-resume'],
        },
        {
          at: 'SC_Q_CLR',
          says: 'Nothing is sent before it is back; the next one has SC_RESUME.',
          clauses: ['queue-clear', 'scbuf-q-clr-no-command', 'dd-resume-first'],
        },
        {
          at: 'SC_Q_RESUME',
          says: 'May carry a command; with SC_RESUME if it is the first after the error.',
          clauses: ['queue-release', 'scbuf-q-resume-may-carry', 'dd-resume-without-sense'],
        },
        { at: 'where the carried command goes', clauses: ['queue-release-carried'] },
      ],
    },
    {
      title: 'sense data',
      statements: [
        {
          at: 'no autosense',
          says: 'The sc_buf has no place for sense data: the next command is a request sense.',
          clauses: ['dd-check-condition', 'dd-sense-fails'],
        },
        {
          at: 'any other command clears them',
          says: 'The halt keeps other commands of this initiator from coming between.',
          clauses: ['queue-halted-by-error', 'lu-sense-destroyed'],
        },
      ],
    },
    {
      title: 'busy, queue full, reservation, delays',
      statements: [
        { at: 'SC_BUSY_STATUS, SC_QUEUE_FULL', clauses: ['dd-busy', 'queue-halted-by-error'] },
        { at: 'SC_RESERVATION_CONFLICT', clauses: ['dd-reservation'] },
        {
          at: 'only delay of the adapter driver',
          says: 'SC_DELAY_CMD after a reset; there is no other.',
          clauses: ['adapter-delay-cmd'],
        },
      ],
    },
    {
      title: 'what dd_iodone does, in order',
      statements: [
        { at: '1: ENXIO', clauses: ['dd-flushed-again', 'dd-retry-first'] },
        { at: '2: CHECK CONDITION, queue kept', clauses: ['dd-check-condition', 'dd-clear-or-resume'] },
        { at: '3: CHECK CONDITION, queue cleared', clauses: ['dd-check-condition', 'dd-resume-first'] },
        { at: '4: busy, queue full, reserved', clauses: ['dd-busy', 'dd-reservation'] },
        { at: '5: bus fault', clauses: ['dd-bus-fault', 'dd-async-last'] },
        { at: '6: timeout, no response, reset', clauses: ['dd-after-reset', 'dd-reserve-again', 'dd-bus-fault'] },
        { at: '7: the adapter failed', clauses: ['dd-adapter-failed'] },
        { at: '8: no validity bit', clauses: ['dd-no-validity'] },
        { at: '9: EINVAL', clauses: ['dd-rejected'] },
        { at: '10: bytes left without error', clauses: ['dd-short'] },
      ],
    },
    {
      title: 'other initiators, devices with queues of their own',
      statements: [
        {
          at: 'SCIORESET breaks a reservation',
          says: 'Somebody else may reserve before the RESERVE that follows.',
          clauses: ['dd-forced-open', 'dd-forced-open-window'],
        },
        {
          at: 'BUS DEVICE RESET hits the ID',
          clauses: ['queue-reset-ioctl', 'queue-reset', 'target-bus-device-reset'],
        },
        {
          at: 'clr_q, q_err, q_type, queue_depth',
          says: 'Devices clear their queue on errors or keep it; attributes of the device say what and how many.',
          clauses: ['queue-cleared-with-device', 'task-qerr-abort', 'dd-in-process'],
        },
        {
          at: 'a device that keeps its queue goes on',
          says: 'With the command that ends the condition.',
          clauses: ['task-qerr-resume', 'task-sense-cleared'],
        },
        { at: 'adapters without tags', clauses: ['adapter-without-tags'] },
      ],
    },
  ],
};
