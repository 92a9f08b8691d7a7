import type { OperationClass } from '../../machines/protocol/operation.ts';
import { encodeCdb } from '../scsi/cdb/encode.ts';

/** Sense bytes that drivers ask for: SENSE_LENGTH of the SCSA headers. */
const SENSE_LENGTH = 20;

/**
 * The bytes of a command that a driver, an adapter or a foreign initiator issues by itself, and the size of the buffer
 * that goes with it. The control plane only names the operation.
 */
export function internalCommand(op: OperationClass): { cdb: Uint8Array; bytes: number } {
  switch (op) {
    case 'requestSense':
      return { cdb: encodeCdb('REQUEST SENSE', { allocationLength: SENSE_LENGTH }), bytes: SENSE_LENGTH };
    case 'inquiry':
      return { cdb: encodeCdb('INQUIRY', { allocationLength: 36 }), bytes: 36 };
    case 'readCapacity':
      return { cdb: encodeCdb('READ CAPACITY(10)'), bytes: 8 };
    case 'reportLuns':
      return { cdb: encodeCdb('REPORT LUNS', { allocationLength: 16 }), bytes: 16 };
    case 'startUnit':
      return { cdb: encodeCdb('START STOP UNIT', { start: 1 }), bytes: 0 };
    case 'startUnitImmed':
      return { cdb: encodeCdb('START STOP UNIT', { immed: 1, start: 1 }), bytes: 0 };
    case 'stopUnit':
      return { cdb: encodeCdb('START STOP UNIT'), bytes: 0 };
    case 'flush':
      return { cdb: encodeCdb('SYNCHRONIZE CACHE(10)'), bytes: 0 };
    case 'reserve':
      return { cdb: encodeCdb('RESERVE(6)'), bytes: 0 };
    case 'release':
      return { cdb: encodeCdb('RELEASE(6)'), bytes: 0 };
    case 'modeSelect':
      // A header without pages: the parameters stay as they are.
      return { cdb: encodeCdb('MODE SELECT(6)', { pf: 1, parameterListLength: 4 }), bytes: 4 };
    case 'read':
      return { cdb: encodeCdb('READ(10)', { transferLength: 1 }), bytes: 512 };
    default:
      return { cdb: encodeCdb('TEST UNIT READY'), bytes: 0 };
  }
}
