import type { ScsiStatus } from '../../machines/protocol/scsi-status.ts';

/**
 * How a recorded command ended: its status byte; or, when the recording host reported a transport failure instead, the
 * Linux host byte (`DID_RESET`, ...); or `REFUSED` (the host adapter did not take the dispatch, it never reached the
 * bus); or `TIMED_OUT` (the recording host gave it up).
 */
export type RecordedStatus = ScsiStatus | `DID_${string}` | 'REFUSED' | 'TIMED_OUT';

/** One command as an initiator that nobody here wrote dispatched it. */
export interface WorkloadCommand {
  /** Position in dispatch order, from 0. */
  readonly index: number;
  /** When it was dispatched, in seconds of the recording clock, relative to the first command (which has 0). */
  readonly initiatorTime: number;
  /** Host adapter number of the recording system. */
  readonly host: number;
  /** Bus (channel) number on that host adapter. */
  readonly channel: number;
  readonly target: number;
  readonly lun: number;
  /** The command descriptor block, 6 to 260 bytes. */
  readonly cdb: Uint8Array;
  /** How many other commands of the recording, on any unit, were outstanding when this one started. */
  readonly outstandingAtStart: number;
  /** `file:line` of the dispatch. */
  readonly where: string;
  /** Absent when the recording ends, or goes on for very long, without an outcome. */
  readonly recordedStatus?: RecordedStatus;
}
