import type { Errno } from './buf.ts';
import type { InitiatorName, Lun, Slot } from './names.ts';
import type { Resid, UnboundResid } from './scsi-pkt.ts';
import type { SenseClass } from './sense.ts';

/**
 * What a step does to the data plane. Machines emit effects; every runtime carries them out in order before the
 * messages of the same step become deliverable. Effects decide nothing.
 */
export type Effect =
  /** The device executes the command in this slot: moves data between medium and the host's buffer. `partial`/`all` = a short transfer. */
  | { type: 'effect.execute'; slot: Slot; lun: Lun; resid: Resid }
  /** PERSISTENT RESERVE OUT in this slot registers its initiator: the key is in the parameter list. */
  | { type: 'effect.registered'; slot: Slot; lun: Lun; initiator: InitiatorName }
  /** PERSISTENT RESERVE IN in this slot: who is registered, and who holds the reservation. */
  | {
      type: 'effect.reservations';
      slot: Slot;
      lun: Lun;
      registered: readonly InitiatorName[];
      heldBy: InitiatorName | null;
    }
  /** scsi_init_pkt binds the first part of the buffer, or the part after the present one. `zero`: all that is left. */
  | { type: 'effect.dmaWindow'; slot: Slot; window: 'first' | 'next'; resid: UnboundResid }
  /** scsi_dmafree: nothing of the buffer is bound; binding begins with the first byte again. */
  | { type: 'effect.dmaFree'; slot: Slot }
  /** The device builds sense data for this initiator; `slot` is the command it is about, if any. */
  | { type: 'effect.senseCapture'; lun: Lun; initiator: InitiatorName; slot: Slot | null; sense: SenseClass }
  /** REQUEST SENSE in `slot` returns the captured bytes of this initiator; `sense` says what is returned. */
  | { type: 'effect.senseReturn'; lun: Lun; initiator: InitiatorName; slot: Slot; sense: SenseClass }
  /** Autosense: the captured bytes of this initiator go with the status of the command in `slot`, and are held no more. */
  | { type: 'effect.autosense'; lun: Lun; initiator: InitiatorName; slot: Slot; sense: SenseClass }
  | { type: 'effect.senseClear'; lun: Lun; initiator: InitiatorName }
  /** Hard reset of a logical unit: current mode parameters become the saved ones. */
  | { type: 'effect.unitReset'; lun: Lun }
  /** The adapter copies the sense bytes of its auto-request-sense command into the status block of `to`. */
  | { type: 'effect.arqCopy'; from: Slot; to: Slot }
  /** The target driver keeps the sense bytes of its REQUEST SENSE packet for the command in `to`. */
  | { type: 'effect.senseCopy'; from: Slot; to: Slot }
  /** AIX: the fragment of the request in `slot` is done; its next command moves the next one. */
  | { type: 'effect.nextFragment'; slot: Slot }
  /** AIX: the transfers of these requests go as one with the command in `slot`. */
  | { type: 'effect.span'; slot: Slot; riders: readonly Slot[] }
  /** biodone(9F) reached the requester. */
  | { type: 'effect.answered'; slot: Slot; error: Errno; resid: Resid };
