import { senseKeyName } from './sense-key.ts';

/** The three sense-key specific bytes, read as the sense key requires (SPC-3 4.5.2.4). */
export type SenseKeySpecific =
  /** ILLEGAL REQUEST: byte, and where known the most significant bit, of the first wrong field. */
  | { readonly kind: 'fieldPointer'; readonly in: 'cdb' | 'parameters'; readonly byte: number; readonly bit?: number }
  /** RECOVERED, HARDWARE or MEDIUM ERROR: how often the device tried, 0 to 65535. */
  | { readonly kind: 'retries'; readonly count: number }
  /** NO SENSE or NOT READY: how far the operation is, in 65536ths. */
  | { readonly kind: 'progress'; readonly value: number }
  /** Any other key: the low 23 bits as they are. */
  | { readonly kind: 'raw'; readonly value: number };

/** The bytes as fields: `sksHead` is the first byte without its top bit, `sksValue` the other two. */
interface SenseKeySpecificFields {
  readonly sksv: number;
  readonly sksHead: number;
  readonly sksValue: number;
}

const IN_CDB = 0x40;
const BIT_POINTER_VALID = 0x08;

/** Field values of the sense-key specific bytes. */
export function senseKeySpecificFields(specific: SenseKeySpecific): SenseKeySpecificFields {
  switch (specific.kind) {
    case 'fieldPointer': {
      const bit = specific.bit === undefined ? 0 : BIT_POINTER_VALID | (specific.bit & 7);
      return { sksv: 1, sksHead: (specific.in === 'cdb' ? IN_CDB : 0) | bit, sksValue: specific.byte };
    }
    case 'retries':
      return { sksv: 1, sksHead: 0, sksValue: specific.count };
    case 'progress':
      return { sksv: 1, sksHead: 0, sksValue: specific.value };
    case 'raw':
      return { sksv: 1, sksHead: specific.value >> 16, sksValue: specific.value & 0xffff };
  }
}

/** Reads the bytes as the sense key requires; undefined when they are not marked valid. */
export function readSenseKeySpecific(key: number, fields: SenseKeySpecificFields): SenseKeySpecific | undefined {
  if (fields.sksv === 0) return undefined;
  switch (senseKeyName(key)) {
    case 'ILLEGAL_REQUEST': {
      const pointer = {
        kind: 'fieldPointer',
        in: fields.sksHead & IN_CDB ? 'cdb' : 'parameters',
        byte: fields.sksValue,
      } as const;
      return fields.sksHead & BIT_POINTER_VALID ? { ...pointer, bit: fields.sksHead & 7 } : pointer;
    }
    case 'RECOVERED_ERROR':
    case 'HARDWARE_ERROR':
    case 'MEDIUM_ERROR':
      return { kind: 'retries', count: fields.sksValue };
    case 'NO_SENSE':
    case 'NOT_READY':
      return { kind: 'progress', value: fields.sksValue };
    default:
      return { kind: 'raw', value: (fields.sksHead << 16) | fields.sksValue };
  }
}
