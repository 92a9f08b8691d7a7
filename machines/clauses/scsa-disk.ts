import type { ClauseBook } from './clause.ts';

/** Requests and the wait queue of sd, its throttle, failfast and reservation. */
export const scsaDiskClauses = {
  // requests
  'sd-no-instance': {
    document: 'sd.c',
    section: 'sdstrategy, sdioctl',
    says: 'Without a soft state strategy answers EIO and an ioctl ENXIO.',
    confidence: 'code',
  },
  'sd-end-of-partition': {
    document: 'sd.c',
    section: 'sd_mapblockaddr_iostart',
    says: 'A request that starts exactly at the end of the partition ends without error and with nothing transferred.',
    confidence: 'code',
  },
  'sd-beyond-partition': {
    document: 'sd.c',
    section: 'sd_mapblockaddr_iostart',
    says: 'A request that starts beyond the partition, or whose size is no multiple of the block size, is failed with B_ERROR without errno, which reads as EIO, and b_resid = b_bcount.',
    confidence: 'code',
  },
  'sd-overrun': {
    document: 'sd.c',
    section: 'sd_mapblockaddr_iostart',
    says: 'A request that runs over the end of the partition is clipped; the rest is added to b_resid.',
    confidence: 'code',
  },
  'sd-wait-queue': {
    document: 'sd.c',
    section: 'sd_core_iostart',
    says: 'An accepted request joins the wait queue and the driver tries to start commands.',
    confidence: 'code',
  },
  'sd-fifo': {
    document: 'design choice',
    section: 'wait queue',
    says: 'The wait queue is first-in first-out (sd with sorting disabled).',
    confidence: 'design',
  },
  'sd-uscsi': {
    document: '7I uscsi',
    section: 'DESCRIPTION',
    says: 'USCSI_DIAGNOSE, USCSI_ISOLATE and USCSI_SILENT become packet flags: no retries, no retries of transport failures, no messages.',
    confidence: 'document',
  },
  'sd-gone': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'CMD_DEV_GONE fails the command with EIO and marks the media state as gone.',
    confidence: 'code',
  },
  // dispatch
  'sd-dispatch': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'A wait-queue command is started only if fewer commands are in transport than the throttle allows, no retry is pending, no START UNIT timer and no direct-priority timer is armed.',
    confidence: 'code',
  },
  'sd-count-before-call': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'The in-transport counter is raised before scsi_transport is called and the mutex dropped around the call.',
    confidence: 'code',
  },
  'sd-look-again': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'After TRAN_ACCEPT the dispatching thread looks for another command to start.',
    confidence: 'code',
  },
  'sd-tran-busy': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'TRAN_BUSY: the counter is taken back, the throttle is reduced unless it was the retry, and the command is tried again after 10 ms, as often as necessary.',
    confidence: 'code',
  },
  'sd-tran-busy-priority': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'A priority command that meets TRAN_BUSY has a 10 ms timer of its own, which blocks the wait queue.',
    confidence: 'code',
  },
  'sd-tran-busy-sense': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'A REQUEST SENSE packet that meets TRAN_BUSY is given up and its original command retried (STANDARD) after 10 ms.',
    confidence: 'code',
  },
  'sd-tran-bad': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'TRAN_BADPKT and TRAN_FATAL_ERROR fail the command with EIO.',
    confidence: 'code',
  },
  'sd-resource-wait': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'A command without resources goes back to the head of the wait queue, the state becomes RWAIT; it is tried again by the resource callback, the next completion or the next request.',
    confidence: 'code',
  },
  'sd-resource-error': {
    document: 'sd.c',
    section: 'sd_initpkt_for_buf',
    says: 'If the allocation left B_ERROR set, or the command was an immediate one, the command fails with EIO.',
    confidence: 'code',
  },
  'sd-state-normal': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'Each dispatched command sets the state back from OFFLINE or RWAIT to NORMAL.',
    confidence: 'code',
  },
  'sd-return-order': {
    document: 'sd.c',
    section: 'sd_return_command',
    says: 'On completion the next commands are started first, then the packet is destroyed, then biodone is called.',
    confidence: 'code',
  },
  // retry slot
  'sd-retry-slot': {
    document: 'sd.c',
    section: 'sd_set_retry_bp',
    says: 'One command at a time is the retry (un_retry_bp); it blocks all wait-queue traffic. A further retry goes to the head of the wait queue.',
    confidence: 'code',
  },
  'sd-retry-immediate': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'A retry without delay is started at once if the throttle allows, otherwise it waits the busy time.',
    confidence: 'recalled',
  },
  'sd-read-only': {
    document: 'design choice',
    section: 'after sdopen, which answers EROFS',
    says: 'A write to a unit that could only be opened for reading does not reach the device: EROFS, nothing transferred.',
    confidence: 'design',
  },
  'sd-retry-head': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'Retries and priority commands carry FLAG_HEAD and pass the throttle.',
    confidence: 'code',
  },
  // START UNIT
  'sd-start-unit': {
    document: 'sd.c',
    section: 'sd_sense_key_not_ready',
    says: 'START UNIT path: unless the command is START STOP UNIT itself or the timer is armed already, the command is parked as a retry without timer and START UNIT is sent 2.5 s later.',
    confidence: 'code',
  },
  'sd-start-unit-done': {
    document: 'sd.c',
    section: 'sd_start_stop_unit_task',
    says: 'START UNIT runs as a priority command with FLAG_DIAGNOSE; whatever its result, the parked command is started again.',
    confidence: 'code',
  },
  'sd-start-unit-early': {
    document: 'sd.c',
    section: 'sd_start_stop_unit_task',
    says: 'The task returns at once while FORMAT UNIT is under way, and neither clears the timer nor starts what is parked: the wait queue stands still from then on.',
    confidence: 'code',
  },
  // failfast
  'sd-failfast': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'The first failfast failure makes the state pending on that command; when the same one fails so again it becomes active: queued B_FAILFAST requests are flushed with EIO and new ones refused.',
    confidence: 'code',
  },
  'sd-flush-no-restart': {
    document: 'sd.c',
    section: 'sd_failfast_flushq',
    says: 'Flushed requests are returned without starting other commands.',
    confidence: 'recalled',
  },
  'sd-failfast-over': {
    document: 'sd.c',
    section: 'sd_return_command, sd_retry_command',
    says: 'Any success or failure of another kind makes the failfast state inactive.',
    confidence: 'code',
  },
  'sd-failfast-over-unsent': {
    document: 'design choice',
    section: 'failfast',
    says: 'A command that fails without having reached the device (TRAN_BADPKT, TRAN_FATAL_ERROR, no resources, CMD_DEV_GONE) is a failure of another kind too: it ends pending and active, although it does not show that the device answers.',
    confidence: 'design',
  },
  // throttle
  'sd-throttle-reduce': {
    document: 'sd.c',
    section: 'sd_reduce_throttle',
    says: 'TRAN_BUSY and QUEUE FULL set the throttle to the number in transport (adaptive: only if above 0; otherwise at least 1); TRAN_BUSY remembers the old value.',
    confidence: 'code',
  },
  'sd-throttle-restore': {
    document: 'sd.c',
    section: 'sd_restore_throttle',
    says: 'After TRAN_BUSY the old value returns after 60 s; after QUEUE FULL the throttle grows by a tenth, at least 1, every 10 s; not adaptive: full after 60 s; below the minimum it jumps to the maximum.',
    confidence: 'code',
  },
  // reservation
  'sd-reservation': {
    document: 'sd.c',
    section: 'sd_reserve_release',
    says: 'A successful RESERVE holds the reservation, RELEASE gives it back.',
    confidence: 'code',
  },
  'sd-reservation-lost': {
    document: 'sd.c',
    section: 'sdintr, sd_mhd_reset_notify_cb',
    says: 'A reset, seen in a packet, a unit attention or by notification, while the reservation is held marks it lost and wanted.',
    confidence: 'code',
  },
  'sd-failfast-owner': {
    document: '7I mhd',
    section: 'MHIOCENFAILFAST',
    says: 'The host asked to be brought down when it finds that it lost the reservation.',
    confidence: 'document',
  },
} satisfies ClauseBook;
