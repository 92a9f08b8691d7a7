import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { bytesTransfer, cdbLayout } from './layout.ts';
import { persistentReserve } from './persistent-reserve.ts';

const reservationFields6 = [
  { name: 'thirdParty', byte: 1, bit: 4, width: 1, meaning: 'third-party reservation' },
  { name: 'thirdPartyDevice', byte: 1, bit: 3, width: 3, meaning: 'third-party device' },
  { name: 'extent', byte: 1, bit: 0, width: 1, meaning: 'extent reservation' },
  { name: 'reservationId', byte: 2, bit: 7, width: 8, meaning: 'reservation identification' },
] as const;
const reservationFields10 = [
  { name: 'thirdParty', byte: 1, bit: 4, width: 1, meaning: 'third-party reservation' },
  { name: 'longId', byte: 1, bit: 1, width: 1, meaning: 'third-party device in the parameter list' },
  { name: 'extent', byte: 1, bit: 0, width: 1, meaning: 'extent reservation' },
  { name: 'reservationId', byte: 2, bit: 7, width: 8, meaning: 'reservation identification' },
  { name: 'thirdPartyDevice', byte: 3, bit: 7, width: 8, meaning: 'third-party device' },
  { name: 'parameterListLength', byte: 7, bit: 7, width: 16, meaning: 'bytes' },
] as const;
const extentList = { name: 'parameterListLength', byte: 3, bit: 7, width: 16, meaning: 'bytes' } as const;

/** Service actions of PERSISTENT RESERVE OUT that a unit carries out. */
const persistentReserveOut: Readonly<Record<number, OperationClass>> = {
  [persistentReserve.RESERVE]: 'prReserve',
  [persistentReserve.RELEASE]: 'prRelease',
  [persistentReserve.CLEAR]: 'prClear',
  [persistentReserve.PREEMPT]: 'prPreempt',
  [persistentReserve.REGISTER_AND_IGNORE]: 'prRegister',
};

/** Commands about the state of the unit: SPC-3 6.33, SBC-3 5.25, SPC-2 7.21 to 7.24, SPC-3 6.11, 6.12. */
export const unitControlCdbs = [
  cdbLayout({ name: 'TEST UNIT READY', opcode: 0x00, length: 6, fields: [], operation: 'testUnitReady' }),
  cdbLayout({
    name: 'START STOP UNIT',
    opcode: 0x1b,
    length: 6,
    fields: [
      { name: 'immed', byte: 1, bit: 0, width: 1, meaning: 'status before the operation has ended' },
      { name: 'powerConditionModifier', byte: 3, bit: 3, width: 4, meaning: 'power condition modifier' },
      {
        name: 'powerCondition',
        byte: 4,
        bit: 7,
        width: 4,
        meaning: 'power condition',
        values: { 0: 'START and LOEJ decide', 1: 'active', 2: 'idle', 3: 'standby', 7: 'LU control' },
      },
      { name: 'noFlush', byte: 4, bit: 2, width: 1, meaning: 'need not write the cache to the medium' },
      { name: 'loej', byte: 4, bit: 1, width: 1, meaning: 'load or eject the medium' },
      { name: 'start', byte: 4, bit: 0, width: 1, meaning: 'start or stop', values: { 0: 'stop', 1: 'start' } },
    ],
    operation: (fields) => {
      // A power condition takes the place of the START bit (SBC-3 5.25, table 80).
      const start = fields.immed === 1 ? 'startUnitImmed' : 'startUnit';
      if (fields.powerCondition === 0) return fields.start === 1 ? start : 'stopUnit';
      return fields.powerCondition === 1 ? start : 'other';
    },
  }),
  cdbLayout({
    name: 'RESERVE(6)',
    opcode: 0x16,
    length: 6,
    fields: [...reservationFields6, extentList],
    operation: 'reserve',
    // Without extents the list length is ignored (SCSI-2 9.2.12).
    transfer: (fields) => bytesTransfer('out', fields.extent === 1 ? fields.parameterListLength : 0),
  }),
  cdbLayout({ name: 'RELEASE(6)', opcode: 0x17, length: 6, fields: reservationFields6, operation: 'release' }),
  cdbLayout({
    name: 'RESERVE(10)',
    opcode: 0x56,
    length: 10,
    fields: reservationFields10,
    operation: 'reserve',
    transfer: (fields) => bytesTransfer('out', fields.parameterListLength),
  }),
  cdbLayout({
    name: 'RELEASE(10)',
    opcode: 0x57,
    length: 10,
    fields: reservationFields10,
    operation: 'release',
    transfer: (fields) => bytesTransfer('out', fields.parameterListLength),
  }),
  cdbLayout({
    name: 'PERSISTENT RESERVE IN',
    opcode: 0x5e,
    length: 10,
    fields: [
      {
        name: 'action',
        byte: 1,
        bit: 4,
        width: 5,
        meaning: 'service action',
        values: { 0: 'READ KEYS', 1: 'READ RESERVATION', 2: 'REPORT CAPABILITIES', 3: 'READ FULL STATUS' },
      },
      { name: 'allocationLength', byte: 7, bit: 7, width: 16, meaning: 'bytes' },
    ],
    operation: 'prIn',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'PERSISTENT RESERVE OUT',
    opcode: 0x5f,
    length: 10,
    fields: [
      {
        name: 'action',
        byte: 1,
        bit: 4,
        width: 5,
        meaning: 'service action',
        values: {
          0: 'REGISTER',
          1: 'RESERVE',
          2: 'RELEASE',
          3: 'CLEAR',
          4: 'PREEMPT',
          5: 'PREEMPT AND ABORT',
          6: 'REGISTER AND IGNORE EXISTING KEY',
        },
      },
      { name: 'scope', byte: 2, bit: 7, width: 4, meaning: 'scope' },
      { name: 'type', byte: 2, bit: 3, width: 4, meaning: 'type' },
      { name: 'parameterListLength', byte: 5, bit: 7, width: 32, meaning: 'bytes' },
    ],
    // Whether a registration begins or ends is in the data: by its CDB alone it begins.
    operation: (fields) => persistentReserveOut[fields.action] ?? 'other',
    transfer: (fields) => bytesTransfer('out', fields.parameterListLength),
  }),
] as const;
