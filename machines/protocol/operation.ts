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
