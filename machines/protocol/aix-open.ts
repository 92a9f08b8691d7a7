import type { CommandArgument, EntryErrno } from './aix-entry.ts';
import type { OpenFlag } from './aix-parameters.ts';
import type { Address } from './names.ts';

/** The special file of an AIX disk (/dev/hdisk#): what processes call, and how its opens are told to the head driver. */

/** ioctls by which a process has a command of its own sent; the second one in diagnostic mode only. */
export const passThroughOperations = ['DKPASSTHRU', 'DKIOLCMD'] as const;
/** ioctls by which a process sends a command of its own through the disk driver. */
export type PassThroughOperation = (typeof passThroughOperations)[number];

/** Process -> opens of the disk: openx(2), close(2). */
export type OpenCall =
  | { type: 'openx.open'; flags: readonly OpenFlag[]; replyTo: Address }
  | { type: 'openx.close'; replyTo: Address };

/** ... and back. */
export type OpenReturn = { type: 'openx.return'; call: 'open' | 'close'; error: EntryErrno };

/** Process -> head driver: ioctl(2). What the adapter driver returns goes to the caller. */
export type DiskIoctl = { type: 'dk.ioctl'; op: PassThroughOperation; argument: CommandArgument; replyTo: Address };

/** Opens of the disk -> head driver: an open that nothing speaks against, and the last close. */
export type HeadOpenCall = { type: 'hdisk.open'; flags: readonly OpenFlag[] } | { type: 'hdisk.close' };

/** Head driver -> opens of the disk. */
export type HeadOpenReturn = { type: 'opens.opened'; error: EntryErrno } | { type: 'opens.closed' };
