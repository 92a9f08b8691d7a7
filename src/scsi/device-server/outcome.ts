import { layoutByName } from '../cdb/catalogue.ts';
import type { DecodedCdb } from '../cdb/decode.ts';
import type { Sense } from '../sense.ts';
import { senseKeyCode } from '../sense-key.ts';

/** How the data plane carried out a command. */
export type Outcome =
  | {
      readonly status: 'GOOD';
      /** Data for the initiator; empty when there are none. */
      readonly dataIn: Uint8Array;
      /** MODE SELECT changed values: other initiators are owed a unit attention 2A/01. */
      readonly modeParametersChanged?: true;
    }
  | { readonly status: 'CHECK_CONDITION'; readonly sense: Sense };

const NO_DATA = new Uint8Array(0);

/** The command has been carried out. */
export function good(dataIn: Uint8Array = NO_DATA): Outcome {
  return { status: 'GOOD', dataIn };
}

/** The command has failed. */
export function checkCondition(sense: Sense): Outcome {
  return { status: 'CHECK_CONDITION', sense };
}

const ILLEGAL_REQUEST = senseKeyCode('ILLEGAL_REQUEST');

/** Operation code not supported (SPC-3 4.3.4.1); points at byte 0. */
export const invalidOpcode: Sense = {
  key: ILLEGAL_REQUEST,
  asc: 0x20,
  ascq: 0x00,
  specific: { kind: 'fieldPointer', in: 'cdb', byte: 0 },
};

/** A field of the CDB has a value that cannot be; points at the field. */
export function invalidField(cdb: DecodedCdb, field: string): Sense {
  const position = layoutByName(cdb.name)?.table.fields.find(({ name }) => name === field);
  return invalidFieldAt(position?.byte ?? 0, position?.bit ?? 7);
}

/** The same for a field that no table names. */
export function invalidFieldAt(byte: number, bit: number): Sense {
  return { key: ILLEGAL_REQUEST, asc: 0x24, ascq: 0x00, specific: { kind: 'fieldPointer', in: 'cdb', byte, bit } };
}

/** Blocks beyond the last one were addressed; `lba` is the first of them (SBC-3 4.7). */
export function outOfRange(lba: number): Sense {
  return { key: ILLEGAL_REQUEST, asc: 0x21, ascq: 0x00, info: lba };
}

/** A parameter list ends inside one of its parts (SPC-3 6.7). */
export const parameterListTruncated: Sense = { key: ILLEGAL_REQUEST, asc: 0x1a, ascq: 0x00 };

/** A field of the parameter list has a value that cannot be. */
export function invalidParameter(byte: number): Sense {
  return { key: ILLEGAL_REQUEST, asc: 0x26, ascq: 0x00, specific: { kind: 'fieldPointer', in: 'parameters', byte } };
}

/** The medium must not be written. */
export const writeProtected: Sense = { key: senseKeyCode('DATA_PROTECT'), asc: 0x27, ascq: 0x00 };

/** Fewer data came than the CDB announced. */
export const dataPhaseError: Sense = { key: senseKeyCode('ABORTED_COMMAND'), asc: 0x4b, ascq: 0x00 };

/** Data on the medium differ from those sent; `lba` is the first block that differs (SCSI-2 8.2.14). */
export function miscompare(lba: number): Sense {
  return { key: senseKeyCode('MISCOMPARE'), asc: 0x1d, ascq: 0x00, info: lba };
}

/** The medium could not be read. */
export function unrecoveredRead(lba: number): Sense {
  return { key: senseKeyCode('MEDIUM_ERROR'), asc: 0x11, ascq: 0x00, info: lba };
}

/** The medium could not be written. */
export function writeError(lba?: number): Sense {
  const sense: Sense = { key: senseKeyCode('MEDIUM_ERROR'), asc: 0x0c, ascq: 0x00 };
  return lba === undefined ? sense : { ...sense, info: lba };
}
