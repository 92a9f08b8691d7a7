import type { OperationClass } from '../../machines/protocol/operation.ts';
import { cdbFieldViews, DEFAULT_BLOCK_SIZE, decodeCdb } from '../scsi/cdb/decode.ts';
import type { Transfer } from '../scsi/cdb/layout.ts';
import { operationClass } from '../scsi/cdb/operation-class.ts';
import { bitTable } from './bit-table.ts';
import { cdbSource } from './cdb-source.ts';
import { type FieldReport, fieldReport } from './field-report.ts';
import { hexText } from './hex-text.ts';

/** A CDB taken apart. */
export interface CdbReport {
  readonly bytes: string;
  readonly name: string;
  /** False for operation codes that are carried without being understood. */
  readonly known: boolean;
  readonly source: string;
  readonly length: number;
  readonly fields: readonly FieldReport[];
  /** The layout drawn, line by line. */
  readonly layout: readonly string[];
  readonly operation: OperationClass;
  /** What the CDB asks to move; null where only the vendor knows. */
  readonly transfer: (Transfer & { readonly blockSize: number }) | null;
  /** First and last block; `last` is null when the command goes to the end, or addresses no block. */
  readonly range: { readonly first: number; readonly last: number | null; readonly blocks: number | null } | null;
  /** Bytes after the CDB. */
  readonly trailing: string;
}

/**
 * Every field of a CDB.
 * @throws InputError `scsi-cdb-short` when there are fewer bytes than the operation code requires.
 */
export function cdbReport(bytes: Uint8Array): CdbReport {
  const cdb = decodeCdb(bytes);
  const own = bytes.subarray(0, cdb.length);
  const fields = cdbFieldViews(own).map(fieldReport);
  const { range } = cdb;
  const last = range === undefined || range.toEnd || range.blocks === 0 ? null : range.lba + range.blocks - 1;
  return {
    bytes: hexText(own),
    name: cdb.name,
    known: cdb.known,
    source: cdbSource(cdb.name),
    length: cdb.length,
    fields,
    layout: bitTable(cdb.known ? fields : [...fields, ...opaqueFields(own)], own),
    operation: operationClass(cdb),
    transfer: cdb.known ? { ...cdb.transfer, blockSize: DEFAULT_BLOCK_SIZE } : null,
    range: range === undefined ? null : { first: range.lba, last, blocks: range.toEnd ? null : range.blocks },
    trailing: hexText(bytes.subarray(cdb.length)),
  };
}

/** Bytes without meaning here, so that the drawing does not call them reserved. */
function opaqueFields(bytes: Uint8Array) {
  return Array.from(bytes.subarray(1), (_, index) => ({ name: '?', byte: index + 1, bit: 7, width: 8 }));
}
