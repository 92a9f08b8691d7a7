import type { Errno } from './buf.ts';
import type { Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { DelayName } from './parameters.ts';
import type { AdapQStatus, ScBufIn } from './sc-buf.ts';
import type { Direction } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/** Inside the AIX SCSI device driver (head driver) of a disk: between the device and its commands. All atomic. */

/** What the recovery of a device waits for before it sends anything. */
export type HeadDelay = Extract<DelayName, 'busyDelay' | 'notReadyDelay' | 'queueFullDelay' | 'transportDelay'>;

/** Device -> command. */
export type DdRequest =
  /** A request is accepted: dd_strategy. */
  | {
      type: 'dd.prepare';
      op: OperationClass;
      direction: Direction;
      /** runs over the end of the disk: only the part before it is moved */ overrun: boolean;
    }
  /** dd_start: fill the sc_buf. `riders`: requests that are carried along (spanned). `gathered`: resvd1 = its uio. */
  | { type: 'dd.issue'; flags: ScBufIn['flags']; tagged: boolean; riders: readonly Slot[]; gathered?: true }
  /** The request sense for this command has come back; null: without sense data. */
  | { type: 'dd.sensed'; sense: SenseClass | null }
  /** The command that carried this request is over. */
  | { type: 'dd.carried' };

/**
 * What an error leaves behind in the device. `reset`: it came by, or together with, a reset. `reservation`: `lost` = the
 * adapter driver (UPDATE_RESERVES) or the unit (UNIT ATTENTION 29h) says that RESERVE does not hold any more; of persistent
 * reservations the unit says `released` (2A/04), `cleared` (2A/03: no registration is left), `preempted` (2A/05: the
 * registration of this initiator is removed).
 */
export type Aftermath = { reset: boolean; reservation?: 'lost' | 'released' | 'cleared' | 'preempted' };

/** Command -> device. `alone`: requests that it carried (spanned) and that go by themselves now. */
export type HeadMessage =
  /** The sc_buf is filled: call devstrat. */
  | ({ type: 'head.devstrat'; slot: Slot } & ScBufIn)
  /**
   * Over, the originators have been told. `halted`: with an error, which halted the queue of the adapter driver. `reset`
   * and `reservation`: as in `head.retry`; what has failed has to tell what it knows of the device.
   */
  | ({ type: 'head.done'; slot: Slot; error: Errno; halted: boolean; alone: readonly Slot[] } & Aftermath)
  /** Once more, or the next fragment; no error was reported: the queue of the adapter driver runs. */
  | { type: 'head.again'; slot: Slot; alone: readonly Slot[] }
  /** Once more, after an error that halted the queue. */
  | ({ type: 'head.retry'; slot: Slot; delay: HeadDelay | null; alone: readonly Slot[] } & Aftermath)
  /** ENXIO: it was flushed from the queue of the adapter driver. */
  | { type: 'head.flushed'; slot: Slot; riders: readonly Slot[] }
  /** Sense data are wanted, or, if `autosense` names them, were in the autosense buffer (SC_AUTOSENSE_DATA_VALID). */
  | { type: 'head.sense'; slot: Slot; queue: AdapQStatus; autosense?: SenseClass }
  /** The spindle has to be started before this command is tried again. */
  | { type: 'head.startUnit'; slot: Slot; alone: readonly Slot[] };
