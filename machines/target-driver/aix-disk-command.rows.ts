import { cite } from '../clauses/index.ts';

const failed = ['iodone for the request: EIO', 'tell the device: failed with EIO', 'forget the request'] as const;

const good = [
  'iodone for the request',
  'iodone for those that went along',
  'tell the device: done',
  'forget the request',
] as const;

const nextFragment = [
  'on to the next fragment',
  'tell the device: once more',
  'the fields say nothing any more',
  'counters begin anew',
] as const;

/** Once more, when and how the device says; requests that were spanned go again alone. */
const again = <C extends string, T extends string = 'tell the device: once more'>(
  count: C,
  tell = 'tell the device: once more' as T,
) => [count, tell, 'the fields say nothing any more', 'nobody goes along'] as const;

/** What dd_iodone makes of b_error, status and b_resid, in the order in which it looks at them. */
export const analysis = [
  {
    guard: 'ENXIO: flushed',
    target: 'queued',
    actions: ['tell the device: flushed', 'the fields say nothing any more', 'nobody goes along'],
    description: 'It was flushed; the one that failed drives the recovery.',
    meta: cite('dd-flushed-again'),
  },
  {
    guard: 'no error, and a fragment is left',
    target: 'queued',
    actions: [
      'on to the next fragment',
      'tell the device: once more, nothing is halted',
      'the fields say nothing any more',
      'counters begin anew',
    ],
    description: 'One fragment is done, the next one follows.',
    meta: cite('dd-fragments'),
  },
  {
    guard: 'no error, nothing left to transfer',
    target: 'idle',
    actions: good,
    description: 'Good: iodone for the request, and for all that were spanned.',
    meta: cite('dd-good', 'dd-spanned-iodone'),
  },
  {
    guard: 'no error but bytes are left, retries left',
    target: 'queued',
    actions: again('count a retry', 'tell the device: once more, nothing is halted'),
    description: 'A disk that transfers less is asked again; the queue is not halted.',
    meta: cite('dd-short'),
  },
  {
    guard: 'no error',
    target: 'idle',
    actions: failed,
    description: 'Short once too often.',
    meta: cite('dd-short', 'dd-retries-exhausted'),
  },
  {
    guard: 'rejected: another errno',
    target: 'idle',
    actions: ['iodone for the request: b_error of the sc_buf', 'tell the device: rejected', 'forget the request'],
    description: 'The adapter driver rejects the sc_buf: a mistake of the program, told to whoever asked.',
    meta: cite('dd-rejected'),
  },
  {
    guard: 'CHECK CONDITION or COMMAND TERMINATED',
    target: 'sensing',
    actions: 'tell the device: sense data are wanted',
    description: 'Sense data are waiting in the device.',
    meta: cite('dd-check-condition', 'dd-compares-whole-status'),
  },
  {
    guard: 'SC_BUSY_STATUS, retries left',
    target: 'queued',
    actions: again('count a busy retry', 'tell the device: once more after busyDelay'),
    description: 'BUSY: the head driver waits, the adapter driver does not.',
    meta: cite('dd-busy', 'dd-compares-whole-status'),
  },
  {
    guard: 'SC_QUEUE_FULL, retries left',
    target: 'queued',
    actions: again('count a queue full retry', 'tell the device: once more after queueFullDelay'),
    description: 'QUEUE FULL: a little later.',
    meta: cite('dd-busy', 'dd-compares-whole-status'),
  },
  {
    guard: 'SC_RESERVATION_CONFLICT',
    target: 'idle',
    actions: ['iodone for the request: EBUSY', 'tell the device: failed with EBUSY', 'forget the request'],
    description: 'Another initiator has reserved the unit.',
    meta: cite('dd-reservation'),
  },
  {
    guard: 'a status that is as good as GOOD, and a fragment is left',
    target: 'queued',
    actions: nextFragment,
    description: 'As good as GOOD; the next fragment needs SC_RESUME.',
    meta: cite('dd-condition-met', 'dd-fragments'),
  },
  {
    guard: 'a status that is as good as GOOD',
    target: 'idle',
    actions: good,
    description: 'The adapter driver calls anything but GOOD an error; this one is none.',
    meta: cite('dd-condition-met'),
  },
  {
    guard: 'SC_SCSI_BUS_FAULT, one retry left',
    target: 'queued',
    actions: [
      'count a retry',
      'SC_ASYNC next time',
      'tell the device: once more',
      'the fields say nothing any more',
      'nobody goes along',
    ],
    description: 'The last try is made without synchronous transfer.',
    meta: cite('dd-async-last'),
  },
  {
    guard: 'no use trying again: NO_RETRY, or another device',
    target: 'idle',
    actions: failed,
    description: 'The adapter driver advises not to try again, or another device has taken the address.',
    meta: cite('dd-no-retry', 'adapter-no-retry'),
  },
  {
    guard: 'SCSI_VERIFY_DEVICE, retries left',
    target: 'queued',
    actions: again('count a retry'),
    description: 'What open has set up in the device is set up anew, then once more.',
    meta: cite('dd-verify-device'),
  },
  {
    guard: 'SCSI_CMD_TIMEOUT, retries left',
    target: 'queued',
    actions: again('count a reset'),
    description: 'Aborted alone, as a rule; UPDATE_RESERVES says that a reset ended it: once more.',
    meta: cite('dd-after-abort'),
  },
  {
    guard: 'SCSI_TRANSPORT_RESET or SC_TASK_ABORTED, retries left',
    target: 'queued',
    actions: again('count a reset'),
    description: 'Somebody has reset the device or aborted the task: once more.',
    meta: cite('dd-after-reset', 'dd-task-aborted'),
  },
  {
    guard: 'SCSI_CMD_TIMEOUT, SCSI_TRANSPORT_RESET or SC_TASK_ABORTED',
    target: 'idle',
    actions: failed,
    description: 'Aborted or reset once too often.',
    meta: cite('dd-after-abort', 'dd-after-reset', 'dd-task-aborted', 'dd-retries-exhausted'),
  },
  {
    guard: 'SCSI_TRANSPORT_BUSY or SC_ACA_ACTIVE, retries left',
    target: 'queued',
    actions: again('count a busy retry', 'tell the device: once more after busyDelay'),
    description: 'The transport is busy, or the device is in auto contingent allegiance: later.',
    meta: cite('dd-transport-busy'),
  },
  {
    guard: 'SCSI_TRANSPORT_BUSY or SC_ACA_ACTIVE',
    target: 'idle',
    actions: failed,
    description: 'For too long.',
    meta: cite('dd-transport-busy', 'dd-retries-exhausted'),
  },
  {
    guard: 'the path is dead and NO_DELAY, retries left',
    target: 'queued',
    actions: again('count a retry'),
    description: 'The target is away and the adapter driver says that there is no need to wait: at once.',
    meta: cite('dd-no-delay'),
  },
  {
    guard: 'the path is dead, retries left',
    target: 'queued',
    actions: again('count a retry', 'tell the device: once more after transportDelay'),
    description: 'The target is away: once more in some seconds.',
    meta: cite('dd-path-dead'),
  },
  {
    guard: 'SC_CMD_TIMEOUT or SC_SCSI_BUS_RESET, retries left',
    target: 'queued',
    actions: again('count a reset'),
    description: 'After a reset, with SC_DELAY_CMD where the device needs time.',
    meta: cite('dd-after-reset'),
  },
  {
    guard: 'SC_CMD_TIMEOUT or SC_SCSI_BUS_RESET',
    target: 'idle',
    actions: failed,
    description: 'Reset once too often.',
    meta: cite('dd-after-reset', 'dd-retries-exhausted'),
  },
  {
    guard: 'the adapter itself failed, for the first time',
    target: 'queued',
    actions: again('count a retry'),
    description: 'The adapter failed and has logged it: one more try.',
    meta: cite('dd-adapter-failed'),
  },
  {
    guard: 'the adapter itself failed',
    target: 'idle',
    actions: failed,
    description: 'The adapter has failed again.',
    meta: cite('dd-adapter-failed'),
  },
  {
    guard: 'SC_BUSY_STATUS',
    target: 'idle',
    actions: failed,
    description: 'Busy for too long.',
    meta: cite('dd-busy', 'dd-retries-exhausted'),
  },
  {
    guard: 'EIO without a bit in status_validity, everything transferred, and a fragment is left',
    target: 'queued',
    actions: nextFragment,
    description: 'All of this fragment was transferred; the next one needs SC_RESUME.',
    meta: cite('dd-no-validity', 'dd-fragments'),
  },
  {
    guard: 'EIO without a bit in status_validity, everything transferred',
    target: 'idle',
    actions: good,
    description: 'No status says anything, and b_resid says that all was transferred.',
    meta: cite('dd-no-validity'),
  },
  {
    guard: 'retries left',
    target: 'queued',
    actions: again('count a retry'),
    description: 'Any other error of bus, adapter or device: once more.',
    meta: cite('dd-bus-fault', 'dd-no-validity'),
  },
  {
    target: 'idle',
    actions: failed,
    description: 'Tried often enough.',
    meta: cite('dd-retries-exhausted'),
  },
] as const;

/** What dd_iodone makes of the sense data. */
export const judgement = [
  {
    guard: 'RECOVERED ERROR, everything transferred, and a fragment is left',
    target: 'queued',
    actions: nextFragment,
    description: 'The device has helped itself; the next fragment follows.',
    meta: cite('dd-recovered', 'dd-fragments'),
  },
  {
    guard: 'RECOVERED ERROR, everything transferred',
    target: 'idle',
    actions: good,
    description: 'The device has helped itself.',
    meta: cite('dd-recovered'),
  },
  {
    guard: 'UNIT ATTENTION, retries left',
    target: 'queued',
    actions: again('count a unit attention'),
    description: 'UNIT ATTENTION: the head driver knows now; once more.',
    meta: cite('dd-unit-attention'),
  },
  {
    guard: 'becoming ready, retries left',
    target: 'queued',
    actions: again('count a busy retry', 'tell the device: once more after notReadyDelay'),
    description: 'Becoming ready: later.',
    meta: cite('dd-not-ready'),
  },
  {
    guard: 'START UNIT is needed, retries left',
    target: 'queued',
    actions: again('count a busy retry', 'tell the device: start the unit first'),
    description: 'The spindle stands: START UNIT, then once more.',
    meta: cite('dd-not-ready', 'dd-internal-commands'),
  },
  {
    guard: 'worth another try, retries left',
    target: 'queued',
    actions: again('count a retry'),
    description: 'Medium or hardware error, aborted command, or no sense data that say anything: once more.',
    meta: cite('dd-sense-retry'),
  },
  {
    target: 'idle',
    actions: failed,
    description: 'No use trying again.',
    meta: cite('dd-sense-fatal', 'dd-retries-exhausted'),
  },
] as const;
