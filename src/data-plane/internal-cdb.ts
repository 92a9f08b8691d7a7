import type { OperationClass } from '../../machines/protocol/operation.ts';
import { encodeCdb } from '../scsi/cdb/encode.ts';
import {
  persistentReserve,
  persistentReserveIn,
  REGISTRANTS_ONLY,
  RESERVATION_LIST,
  SERVICE_ACTION_KEY,
} from '../scsi/cdb/persistent-reserve.ts';

/** Sense bytes that drivers ask for: SENSE_LENGTH of the SCSA headers. */
const SENSE_LENGTH = 20;

/** The key with which whoever issues commands by itself registers. */
const RESERVATION_KEY = 1n;
/** Room for the keys of two initiators. */
const KEYS_LENGTH = 24;

/** PERSISTENT RESERVE OUT with its parameter list. */
function reservation(
  action: keyof typeof persistentReserve,
  { key = 0n, newKey = 0n }: { key?: bigint; newKey?: bigint },
) {
  const data = new Uint8Array(RESERVATION_LIST);
  new DataView(data.buffer).setBigUint64(0, key);
  new DataView(data.buffer).setBigUint64(SERVICE_ACTION_KEY, newKey);
  const ofType = action === 'RESERVE' || action === 'RELEASE' || action === 'PREEMPT';
  const type = ofType ? REGISTRANTS_ONLY : 0;
  const fields = { action: persistentReserve[action], type, parameterListLength: RESERVATION_LIST };
  return { cdb: encodeCdb('PERSISTENT RESERVE OUT', fields), bytes: RESERVATION_LIST, data };
}

/**
 * The bytes of a command that a driver, an adapter or a foreign initiator issues by itself, and the size of the buffer
 * that goes with it. The control plane only names the operation.
 */
export function internalCommand(op: OperationClass): { cdb: Uint8Array; bytes: number; data?: Uint8Array } {
  switch (op) {
    case 'prRegister':
      return reservation('REGISTER_AND_IGNORE', { newKey: RESERVATION_KEY });
    case 'prUnregister':
      return reservation('REGISTER_AND_IGNORE', {});
    case 'prReserve':
      return reservation('RESERVE', { key: RESERVATION_KEY });
    case 'prRelease':
      return reservation('RELEASE', { key: RESERVATION_KEY });
    case 'prClear':
      return reservation('CLEAR', { key: RESERVATION_KEY });
    case 'prPreempt':
      // PREEMPT leaves whoever sends it registered, also where others have the same key (SPC-3 5.6.10.4).
      return reservation('PREEMPT', { key: RESERVATION_KEY, newKey: RESERVATION_KEY });
    case 'prIn':
      return {
        cdb: encodeCdb('PERSISTENT RESERVE IN', {
          action: persistentReserveIn.READ_KEYS,
          allocationLength: KEYS_LENGTH,
        }),
        bytes: KEYS_LENGTH,
      };
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
