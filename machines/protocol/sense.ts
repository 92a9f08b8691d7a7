/**
 * Sense data in the control plane: one name per class that some layer treats differently, written
 * `KEY` or `KEY asc/ascq` (hexadecimal). The bytes live in the data plane (`src/scsi/sense.ts`).
 */
export const senseClasses = [
  'NO_SENSE 00/00',
  'RECOVERED_ERROR 17/01',
  'RECOVERED_ERROR 5D/00',
  'NOT_READY 04/00',
  'NOT_READY 04/01',
  'NOT_READY 04/02',
  'NOT_READY 04/03',
  'NOT_READY 04/04',
  'NOT_READY 05/00',
  'NOT_READY 3A/00',
  'NOT_READY 08/00',
  'MEDIUM_ERROR 11/00',
  'MEDIUM_ERROR 0C/00',
  'HARDWARE_ERROR 44/00',
  'HARDWARE_ERROR 84/00',
  'ILLEGAL_REQUEST 20/00',
  'ILLEGAL_REQUEST 21/00',
  'ILLEGAL_REQUEST 24/00',
  'ILLEGAL_REQUEST 25/00',
  'ILLEGAL_REQUEST 26/00',
  'ILLEGAL_REQUEST 49/00',
  'UNIT_ATTENTION 28/00',
  'UNIT_ATTENTION 29/00',
  'UNIT_ATTENTION 29/01',
  'UNIT_ATTENTION 29/02',
  'UNIT_ATTENTION 29/03',
  'UNIT_ATTENTION 29/07',
  'UNIT_ATTENTION 2A/01',
  'UNIT_ATTENTION 2A/09',
  'UNIT_ATTENTION 2F/00',
  'UNIT_ATTENTION 3F/0E',
  'UNIT_ATTENTION 5D/00',
  'DATA_PROTECT 27/00',
  'BLANK_CHECK 00/00',
  'VENDOR_SPECIFIC 80/00',
  'COPY_ABORTED 00/00',
  'ABORTED_COMMAND 47/00',
  'ABORTED_COMMAND 4B/00',
  'ABORTED_COMMAND 4E/00',
  'EQUAL 00/00',
  'VOLUME_OVERFLOW 00/00',
  'MISCOMPARE 1D/00',
  'RESERVED 00/00',
  /** fewer bytes than SUN_MIN_SENSE_LENGTH (4) */ 'SHORT',
  /** response code is none of 70h-73h, 7Fh */ 'BAD_RESPONSE_CODE',
  /** error class other than 7 */ 'NOT_CLASS_7',
] as const;

/** What persistent reservations tell others: reservations preempted, reservations released, registrations preempted. */
export const reservationAttentions = ['UNIT_ATTENTION 2A/03', 'UNIT_ATTENTION 2A/04', 'UNIT_ATTENTION 2A/05'] as const;

/** Sense key and ASC/ASCQ, as far as a layer acts on them. */
export type SenseClass = (typeof senseClasses)[number] | (typeof reservationAttentions)[number];

/** Unit attention conditions a logical unit can hold for an initiator, reset first (SCSI-2 7.9). */
export type UnitAttention = Extract<SenseClass, `UNIT_ATTENTION ${string}`>;
