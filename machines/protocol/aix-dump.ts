import type { EntryErrno } from './aix-entry.ts';
import type { Address, Lun } from './names.ts';

/** dddump of an AIX SCSI adapter driver: a plain subroutine, so every message here is delivered in the step that sends it. */

export const dumpCommands = ['DUMPINIT', 'DUMPSTART', 'DUMPQUERY', 'DUMPWRITE', 'DUMPEND', 'DUMPTERM'] as const;
/** What dddump is called for. */
export type DumpCommand = (typeof dumpCommands)[number];

/** What the adapter is seen to have done with the transfer, by looking and not by interrupt. */
export const dumpOutcomes = ['ok', 'noResource', 'error', 'timeout'] as const;

/** The transfer that DUMPWRITE names by an sc_buf or a scsi_buf; nothing for the other commands. */
export type DumpWrite = { lun: Lun /** `bp` is set */; spanned: boolean /** `resvd1` is set */; gathered: boolean };

/** -> device switch table entry: devdump; -> dddump */
export type DumpCall = { command: DumpCommand; write: DumpWrite | null; replyTo: Address };
/** -> entry points of the adapter driver: devdump of a program that writes a dump. */
export type DevdumpRequest = { type: 'devdump.call' } & DumpCall;
/** -> dddump. */
export type DumpRequest =
  | ({ type: `dump.${Exclude<DumpCommand, 'DUMPWRITE'>}` } & { replyTo: Address })
  | ({ type: 'dump.DUMPWRITE'; replyTo: Address } & DumpWrite)
  /** from the queue of the device: was it started? */
  | { type: 'dump.started'; outcome: (typeof dumpOutcomes)[number]; replyTo: Address }
  | { type: 'dump.notStarted'; replyTo: Address };

/** devdump returns. `least` and `most`: DUMPQUERY, bytes of one transfer. */
export type DevdumpReturn = {
  type: 'devdump.return';
  command: DumpCommand;
  error: EntryErrno;
  least?: 0;
  most?: number;
};
