/** The data plane: SCSI structures as bytes and by meaning, block stores, and the device server on top of them. */
export { additionalSenseName, listAdditionalSense } from './additional-sense.ts';
export { BlockRangeError, type BlockStore, StoreIoError } from './block-store/block-store.ts';
export { type FileStoreOptions, openFileStore } from './block-store/file.ts';
export { createMemoryStore, type MemoryBlockStore } from './block-store/memory.ts';
export {
  buildReadCapacity10,
  buildReadCapacity16,
  type Capacity,
  parseReadCapacity10,
  parseReadCapacity16,
} from './capacity.ts';
export { type CdbFields, type CdbName, cdbLayouts } from './cdb/catalogue.ts';
export {
  cdbFieldViews,
  DEFAULT_BLOCK_SIZE,
  type DecodedCdb,
  decodeCdb,
  type KnownCdb,
  type OpaqueCdb,
} from './cdb/decode.ts';
export { encodeCdb } from './cdb/encode.ts';
export type { BlockRange, CdbLayout, Transfer } from './cdb/layout.ts';
export { cdbGroupLength, cdbLength } from './cdb/length.ts';
export { operationClass } from './cdb/operation-class.ts';
export { type CdbRangeClass, classifyRange } from './cdb/range.ts';
export { defaultLogicalUnit, type LogicalUnitConfiguration } from './device-server/logical-unit.ts';
export type { Outcome } from './device-server/outcome.ts';
export { DeviceServer } from './device-server.ts';
export { type Field, type FieldRecord, FieldTable, type FieldValues, type FieldView } from './field-table.ts';
export { buildInquiry, type Inquiry, parseInquiry } from './inquiry.ts';
export {
  type BlockDescriptor,
  buildModeSense,
  type ModeForm,
  type ModeParameters,
  parseModeSense,
} from './mode/mode-sense.ts';
export { buildModePage, type ModePageName, type ModePageValues, modePages, parseModePage } from './mode/pages.ts';
export { buildReportLuns, decodeLun, encodeLun, parseReportLuns, type ReportedLun } from './report-luns.ts';
export { buildSense, NO_SENSE, type Sense, type SenseFormat } from './sense.ts';
export { nearestSenseClass, senseClassOf, senseOfClass } from './sense-class.ts';
export { type SenseKey, senseKeyCode, senseKeyName, senseKeys } from './sense-key.ts';
export type { SenseKeySpecific } from './sense-key-specific.ts';
export { type ParsedSense, parseSense, type SenseProblem, senseFieldViews } from './sense-parse.ts';
export { SAM_STATUS_MASK, SCSI2_STATUS_MASK, statusBytes, statusName } from './status.ts';
export { type CommandDescriptor, type OneCommand, parseAllCommands, parseOneCommand } from './supported-opcodes.ts';
export { parseBlockCharacteristics } from './vpd/block-characteristics.ts';
export { parseBlockLimits } from './vpd/block-limits.ts';
export { type Designator, designatorText, parseDeviceIdentification } from './vpd/device-identification.ts';
export { parseLogicalBlockProvisioning } from './vpd/logical-block-provisioning.ts';
export { parseSupportedPages } from './vpd/supported-pages.ts';
export { parseUnitSerialNumber } from './vpd/unit-serial-number.ts';
