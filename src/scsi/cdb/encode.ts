import { InputError } from '../../input-error.ts';
import type { FieldRecord } from '../field-table.ts';
import { type CdbFields, type CdbName, cdbLayouts, layoutByName } from './catalogue.ts';

/**
 * Builds a CDB. Operation code and service action come from the name; fields not given are zero.
 * @param name command, e.g. `READ(16)`
 * @param fields field values by name, within the width of each field
 * @throws InputError `scsi-cdb-unknown` for a name not known here, `scsi-field-unknown` or `scsi-field-range` for a field.
 */
export function encodeCdb<Name extends CdbName>(name: Name, fields: Partial<CdbFields<Name>> = {}): Uint8Array {
  const layout = layoutByName(name);
  if (layout === undefined) {
    const accepted = cdbLayouts.map((known) => known.name).join(', ');
    throw new InputError({ code: 'scsi-cdb-unknown', given: String(name), accepted });
  }
  const cdb = layout.table.encode(fields as FieldRecord);
  cdb[0] = layout.opcode;
  if (layout.serviceAction !== undefined) cdb[1] = ((cdb[1] ?? 0) & 0xe0) | layout.serviceAction;
  return cdb;
}
