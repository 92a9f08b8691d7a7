import type { Direction } from './scsi-status.ts';

/** What a command does, as far as the control plane cares. The transport layers carry it without looking at it. */
export const operationClasses = [
  'read',
  'write',
  'testUnitReady',
  'requestSense',
  'inquiry',
  'reportLuns',
  'readCapacity',
  'startUnit',
  /** START UNIT with the IMMED bit */
  'startUnitImmed',
  'stopUnit',
  'flush',
  'reserve',
  'release',
  /** PERSISTENT RESERVE IN and OUT */
  'persistentReserve',
  /** PERSISTENT RESERVE IN */
  'prIn',
  /** PERSISTENT RESERVE OUT by service action: REGISTER (AND IGNORE EXISTING KEY) with a key */
  'prRegister',
  /** ... with key 0 */
  'prUnregister',
  /** RESERVE, Write Exclusive - Registrants Only */
  'prReserve',
  /** RELEASE, of the same type */
  'prRelease',
  /** CLEAR */
  'prClear',
  /** PREEMPT: away with the other registrants */
  'prPreempt',
  'modeSense',
  'modeSelect',
  'verify',
  'writeSame',
  'reportOpcodes',
  'other',
] as const;
/** What a CDB asks for, as far as a layer acts on it. */
export type OperationClass = (typeof operationClasses)[number];

/** What a persistent reservation is managed with. */
export const persistentReservations = [
  'prIn',
  'prRegister',
  'prUnregister',
  'prReserve',
  'prRelease',
  'prClear',
  'prPreempt',
] as const satisfies readonly OperationClass[];

/** Operations that move data, and which way. */
const directions: Partial<Record<OperationClass, Direction>> = {
  read: 'in',
  inquiry: 'in',
  requestSense: 'in',
  reportLuns: 'in',
  readCapacity: 'in',
  modeSense: 'in',
  reportOpcodes: 'in',
  prIn: 'in',
  write: 'out',
  modeSelect: 'out',
  writeSame: 'out',
  prRegister: 'out',
  prUnregister: 'out',
  prReserve: 'out',
  prRelease: 'out',
  prClear: 'out',
  prPreempt: 'out',
};

/** Which way data move when a scripted initiator sends this command. */
export const directionOf = (op: OperationClass): Direction => directions[op] ?? 'none';
