import type { OperationClass } from '../../../machines/protocol/operation.ts';
import type { Direction } from '../../../machines/protocol/scsi-status.ts';
import { type Field, type FieldRecord, FieldTable, type FieldValues } from '../field-table.ts';

/**
 * Data that a command moves. `bytes` is what the CDB asks for: an upper bound for `in`, exact for `out`. No bytes, no
 * data phase: then the direction of a decoded CDB is `none`.
 */
export interface Transfer {
  readonly direction: Direction;
  readonly bytes: number;
}

/** Logical blocks that a command addresses. */
export interface BlockRange {
  /** First block. Above 2^53 it is rounded: no store is that large, so it stays out of range. */
  readonly lba: number;
  /** Number of blocks; 0 together with `toEnd`. */
  readonly blocks: number;
  /** The command means every block from `lba` to the last (SYNCHRONIZE CACHE and WRITE SAME of 0 blocks). */
  readonly toEnd?: true;
}

/** What a command does, worked out from its fields. */
interface Semantics<Values> {
  readonly operation: OperationClass | ((fields: Values) => OperationClass);
  /** Absent: no data. */
  readonly transfer?: (fields: Values, blockSize: number) => Transfer;
  /** Absent: the command addresses no blocks. */
  readonly range?: (fields: Values) => BlockRange;
}

/** A command: how its CDB is laid out and what the fields mean. */
export interface CdbLayout<Name extends string = string, Fields extends readonly Field[] = readonly Field[]>
  extends Semantics<FieldRecord> {
  /** Name as the standards write it, e.g. `READ(10)`. */
  readonly name: Name;
  readonly opcode: number;
  /** For operation codes that are shared by several commands. */
  readonly serviceAction?: number;
  readonly table: FieldTable<Fields>;
}

/** What is written down for a command; `opcode`, `serviceAction` and `control` fields are added to `fields`. */
export interface CdbSpecification<Name extends string, Length extends number, Fields extends readonly Field[]>
  extends Semantics<FieldValues<WithFrame<Fields>>> {
  readonly name: Name;
  readonly opcode: number;
  readonly serviceAction?: number;
  readonly length: Length;
  readonly fields: Fields;
}

type OpcodeField = Field<'opcode', 8>;
type ServiceActionField = Field<'serviceAction', 5>;
type ControlField = Field<'control', 8>;
/** The fields of a CDB with those every CDB has. */
type WithFrame<Fields extends readonly Field[]> = readonly [OpcodeField, ...Fields, ControlField];

/** Declares a command. */
export function cdbLayout<
  const Name extends string,
  const Length extends number,
  const Fields extends readonly Field[],
>(specification: CdbSpecification<Name, Length, Fields>): CdbLayout<Name, WithFrame<Fields>> {
  const { name, opcode, serviceAction, length, fields, operation, transfer, range } = specification;
  const opcodeField: OpcodeField = { name: 'opcode', byte: 0, bit: 7, width: 8, meaning: 'operation code' };
  const actionField: ServiceActionField = {
    name: 'serviceAction',
    byte: 1,
    bit: 4,
    width: 5,
    meaning: 'service action',
  };
  const controlField: ControlField = {
    name: 'control',
    byte: length - 1,
    bit: 7,
    width: 8,
    meaning: 'vendor specific, NACA (04h), LINK (01h)',
  };
  const frame = serviceAction === undefined ? [opcodeField] : [opcodeField, actionField];
  // The one place where the types of a single command are given up: afterwards all layouts have the same shape. The
  // functions only ever receive what this very table decoded.
  const erased = { name, opcode, serviceAction, operation, transfer, range } as unknown as CdbLayout<Name>;
  const table = new FieldTable(name, length, [...frame, ...fields, controlField]);
  return withoutUndefined({ ...erased, table }) as unknown as CdbLayout<Name, WithFrame<Fields>>;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

/** Transfer of `blocks` whole logical blocks. */
export function blocksTransfer(direction: 'in' | 'out', blocks: number, blockSize: number): Transfer {
  return { direction, bytes: blocks * blockSize };
}

/** Transfer bounded by an allocation length, or given by a parameter list length. */
export function bytesTransfer(direction: 'in' | 'out', bytes: number): Transfer {
  return { direction, bytes };
}
