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
  'modeSense',
  'modeSelect',
  'verify',
  'writeSame',
  'reportOpcodes',
  'other',
] as const;
export type OperationClass = (typeof operationClasses)[number];

/** Operations that move data, and which way. */
const directions: Partial<Record<OperationClass, Direction>> = {
  read: 'in',
  inquiry: 'in',
  requestSense: 'in',
  reportLuns: 'in',
  readCapacity: 'in',
  modeSense: 'in',
  reportOpcodes: 'in',
  write: 'out',
  modeSelect: 'out',
  writeSame: 'out',
};

/** Which way data move when a scripted initiator sends this command. */
export const directionOf = (op: OperationClass): Direction => directions[op] ?? 'none';
