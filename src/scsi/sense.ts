import { concatenate } from './concatenate.ts';
import { type SenseKeySpecific, senseKeySpecificFields } from './sense-key-specific.ts';
import { descriptorSenseTable, fixedSenseTable, senseDescriptors } from './sense-layout.ts';

/** Sense data by meaning, whatever the format. */
export interface Sense {
  /** Sense key, 0 to Fh. */
  readonly key: number;
  /** Additional sense code, 0 to FFh. */
  readonly asc: number;
  /** Additional sense code qualifier, 0 to FFh. */
  readonly ascq: number;
  /** Information, up to 64 bits; for a disk the logical block address concerned. Present only when valid. */
  readonly info?: number | bigint;
  /** Command-specific information, up to 64 bits. */
  readonly commandSpecific?: number | bigint;
  /** Field replaceable unit, 1 to FFh. */
  readonly fru?: number;
  readonly filemark?: true;
  /** End of medium. */
  readonly eom?: true;
  /** Incorrect length: the block requested has another length. */
  readonly ili?: true;
  /** Sense-key specific bytes. */
  readonly specific?: SenseKeySpecific;
  /** The error belongs to an earlier command that had already ended with GOOD. */
  readonly deferred?: true;
}

/** The two formats of sense data. */
export type SenseFormat = 'fixed' | 'descriptor';

/** "Nothing to report": what REQUEST SENSE returns when no sense data are pending. */
export const NO_SENSE: Sense = { key: 0, asc: 0, ascq: 0 };

const FIXED_CURRENT = 0x70;
const DESCRIPTOR_CURRENT = 0x72;
/** Bytes before the additional sense length has counted anything, in both formats. */
const HEAD_LENGTH = 8;
const MAX_FIXED_VALUE = 0xffff_ffff;

/**
 * Builds sense data. Fixed format always has 18 bytes; it has 32 bits for the information, and a larger value leaves it
 * invalid (SPC-3 4.5.3).
 * @throws InputError `scsi-field-range` for a value that does not fit its field.
 */
export function buildSense(sense: Sense, format: SenseFormat = 'fixed'): Uint8Array {
  return format === 'fixed' ? buildFixed(sense) : buildDescriptors(sense);
}

function buildFixed(sense: Sense): Uint8Array {
  const info = fitsFixed(sense.info) ? Number(sense.info) : undefined;
  const specific = sense.specific === undefined ? {} : senseKeySpecificFields(sense.specific);
  return fixedSenseTable.encode({
    valid: flag(info !== undefined),
    responseCode: FIXED_CURRENT + flag(sense.deferred),
    filemark: flag(sense.filemark),
    eom: flag(sense.eom),
    ili: flag(sense.ili),
    key: sense.key,
    information: info ?? 0,
    additionalLength: fixedSenseTable.length - HEAD_LENGTH,
    commandSpecific: fitsFixed(sense.commandSpecific) ? Number(sense.commandSpecific) : 0,
    asc: sense.asc,
    ascq: sense.ascq,
    fru: sense.fru ?? 0,
    ...specific,
  });
}

function buildDescriptors(sense: Sense): Uint8Array {
  const { information, commandSpecific, senseKeySpecific, fru, stream, block } = senseDescriptors;
  const parts: Uint8Array[] = [];
  if (sense.info !== undefined) {
    parts.push(
      information.encode({ descriptorType: 0, descriptorLength: 0x0a, valid: 1, information: BigInt(sense.info) }),
    );
  }
  if (sense.commandSpecific !== undefined) {
    const value = BigInt(sense.commandSpecific);
    parts.push(commandSpecific.encode({ descriptorType: 1, descriptorLength: 0x0a, commandSpecific: value }));
  }
  if (sense.specific !== undefined) {
    const fields = senseKeySpecificFields(sense.specific);
    parts.push(senseKeySpecific.encode({ descriptorType: 2, descriptorLength: 6, ...fields }));
  }
  if (sense.fru !== undefined) parts.push(fru.encode({ descriptorType: 3, descriptorLength: 2, fru: sense.fru }));
  if (sense.filemark || sense.eom) {
    const flags = { filemark: flag(sense.filemark), eom: flag(sense.eom), ili: flag(sense.ili) };
    parts.push(stream.encode({ descriptorType: 4, descriptorLength: 2, ...flags }));
  } else if (sense.ili) {
    parts.push(block.encode({ descriptorType: 5, descriptorLength: 2, ili: 1 }));
  }
  const head = descriptorSenseTable.encode({
    responseCode: DESCRIPTOR_CURRENT + flag(sense.deferred),
    key: sense.key,
    asc: sense.asc,
    ascq: sense.ascq,
    additionalLength: parts.reduce((sum, part) => sum + part.length, 0),
  });
  return concatenate([head, ...parts]);
}

function fitsFixed(value: number | bigint | undefined): value is number | bigint {
  return value !== undefined && value <= MAX_FIXED_VALUE;
}

function flag(value: boolean | undefined): number {
  return value === true ? 1 : 0;
}
