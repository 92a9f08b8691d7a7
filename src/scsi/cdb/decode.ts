import type { FieldView } from '../field-table.ts';
import { type CdbFields, type CdbName, hasServiceActions, layoutByCode } from './catalogue.ts';
import type { BlockRange, Transfer } from './layout.ts';
import { cdbLength, FIRST_VENDOR_OPCODE } from './length.ts';

/** Block size assumed where none is given, in bytes. */
export const DEFAULT_BLOCK_SIZE = 512;

interface DecodedFrame {
  /** Operation code, byte 0. */
  readonly opcode: number;
  /** Present for operation codes that service actions divide. */
  readonly serviceAction?: number;
  /** Length of the CDB in bytes; the buffer it came from may be longer. */
  readonly length: number;
  /** What the command asks to transfer. */
  readonly transfer: Transfer;
  /** Blocks addressed; absent for commands that address none. */
  readonly range?: BlockRange;
}

/** A CDB of a command known here. */
export type KnownCdb = {
  [Name in CdbName]: DecodedFrame & { readonly name: Name; readonly known: true; readonly fields: CdbFields<Name> };
}[CdbName];

/** A CDB that is carried without being understood. */
export interface OpaqueCdb extends DecodedFrame {
  /** Says why and which, e.g. `VENDOR 0xC1`, `UNKNOWN 0x9E/0x12`. */
  readonly name: `VENDOR ${string}` | `UNKNOWN ${string}`;
  readonly known: false;
  readonly fields: { readonly opcode: number };
}

/** A CDB taken apart. `name` tells which fields there are. */
export type DecodedCdb = KnownCdb | OpaqueCdb;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const NO_TRANSFER: Transfer = { direction: 'none', bytes: 0 };

/**
 * Takes a CDB apart. Unknown and vendor-specific operation codes come back opaque: the stack carries any CDB.
 * @param bytes the CDB, possibly in a longer buffer
 * @param blockSize bytes per logical block, for commands that count in blocks
 * @throws InputError `scsi-cdb-short` when there are fewer bytes than the operation code requires.
 */
export function decodeCdb(bytes: Uint8Array, blockSize: number = DEFAULT_BLOCK_SIZE): DecodedCdb {
  const length = cdbLength(bytes);
  const opcode = bytes[0] ?? 0;
  const serviceAction = (bytes[1] ?? 0) & 0x1f;
  const layout = layoutByCode(opcode, serviceAction);
  if (layout === undefined) return opaque(opcode, serviceAction, length);
  const fields = layout.table.decodeAt(bytes, 0);
  const asked = layout.transfer?.(fields, blockSize) ?? NO_TRANSFER;
  const transfer = asked.bytes === 0 ? NO_TRANSFER : asked;
  const decoded: Writable<DecodedFrame> & Pick<KnownCdb, 'name' | 'known' | 'fields'> = {
    name: layout.name,
    known: true,
    opcode,
    length,
    fields: fields as unknown as KnownCdb['fields'],
    transfer,
  };
  if (layout.serviceAction !== undefined) decoded.serviceAction = serviceAction;
  if (layout.range !== undefined) decoded.range = layout.range(fields);
  // Name and fields come from the same layout, which is what the union says.
  return decoded as KnownCdb;
}

function opaque(opcode: number, serviceAction: number, length: number): OpaqueCdb {
  const code = `0x${hexByte(opcode)}`;
  const frame = { known: false, opcode, length, fields: { opcode }, transfer: NO_TRANSFER } as const;
  if (opcode >= FIRST_VENDOR_OPCODE) return { ...frame, name: `VENDOR ${code}` };
  if (!hasServiceActions(opcode)) return { ...frame, name: `UNKNOWN ${code}` };
  return { ...frame, name: `UNKNOWN ${code}/0x${hexByte(serviceAction)}`, serviceAction };
}

/**
 * The fields of a CDB one by one, for printing. Of an unknown command only the operation code is known.
 * @throws InputError as {@link decodeCdb}
 */
export function cdbFieldViews(bytes: Uint8Array): FieldView[] {
  cdbLength(bytes);
  const opcode = bytes[0] ?? 0;
  const layout = layoutByCode(opcode, (bytes[1] ?? 0) & 0x1f);
  if (layout !== undefined) {
    return layout.table.view(bytes).map((view) => (view.byte === 0 ? { ...view, meaning: layout.name } : view));
  }
  return [{ name: 'opcode', byte: 0, bit: 7, width: 8, value: opcode, meaning: decodeCdb(bytes).name }];
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0').toUpperCase();
}
