import type { Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { PktFlag, Resid } from './scsi-pkt.ts';
import type { Direction } from './scsi-status.ts';

/** The block-device side of the target driver: strategy(9E), uscsi(7I), biodone(9F). */

/** Where the transfer lies in the partition, fixed when the buf is built. */
export type RangeClass = 'inside' | 'atEnd' | 'beyond' | 'overrun' | 'misaligned';

/** error numbers that the driver can put into b_error; `none` = B_ERROR clear. */
export type Errno =
  | 'none'
  | 'EIO'
  | 'ENXIO'
  | 'EINVAL'
  | 'EACCES'
  | 'EROFS'
  | 'EFAULT'
  | 'ECANCELED'
  | 'EBUSY'
  | 'ENOMEM'
  | 'ENODEV';

/** Application -> target driver: strategy(9E) with a buf, or a USCSI command (7I uscsi). */
export type BufRequest =
  | {
      type: 'buf.strategy';
      slot: Slot;
      op: 'read' | 'write';
      range: RangeClass;
      failfast: boolean;
      /**
       * fact, filled in at delivery: begins where the request before it for this disk ends, in the same direction, both
       * page aligned where they meet, and all of them together within the largest transfer (AIX: may be spanned)
       */
      continues?: 'yes';
      /** AIX, a write: its data lie in several places (uio). */
      gathered?: true;
    }
  /** AIX: the process of a gathered write is at process level again, its uio as it was. */
  | { type: 'buf.processHere'; slot: Slot }
  | { type: 'buf.uscsi'; slot: Slot; op: OperationClass; direction: Direction; flags: readonly PktFlag[] };

/** AIX: the turn of a gathered write has come; only its process may send it. */
export type BufTurn = { type: 'buf.wakeProcess'; slot: Slot };

/** The one answer to a request. B_ERROR set iff error is not `none`. */
export type BufDone = {
  type: 'buf.biodone';
  slot: Slot;
  error: Errno;
  resid: Resid;
  /** choice: of a raw transfer split at minphys, does a chunk remain? */ more: 'no' | 'yes';
};
