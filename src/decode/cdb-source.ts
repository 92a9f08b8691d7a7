import type { CdbName } from '../scsi/cdb/catalogue.ts';

const readWrite = 'SCSI-2 9.2.5, 9.2.6, 9.2.20, 9.2.21; SBC-3 5.10 to 5.14, 5.35 to 5.39';
const synchronize = 'SBC-3 5.22, 5.23';
const verify = 'SBC-3 5.29 to 5.31';
const writeSame = 'SBC-3 5.43, 5.44';
const mode = 'SPC-3 6.7 to 6.10';
const reserve = 'SPC-2 7.21 to 7.24; SCSI-2 9.2.12';

/** Where the standards define a command. */
const sources: Readonly<Partial<Record<CdbName, string>>> = {
  'READ(6)': readWrite,
  'WRITE(6)': readWrite,
  'READ(10)': readWrite,
  'WRITE(10)': readWrite,
  'READ(12)': readWrite,
  'WRITE(12)': readWrite,
  'READ(16)': readWrite,
  'WRITE(16)': readWrite,
  'SYNCHRONIZE CACHE(10)': synchronize,
  'SYNCHRONIZE CACHE(16)': synchronize,
  'VERIFY(10)': verify,
  'VERIFY(16)': verify,
  'WRITE SAME(10)': writeSame,
  'WRITE SAME(16)': writeSame,
  'MODE SENSE(6)': mode,
  'MODE SENSE(10)': mode,
  'MODE SELECT(6)': mode,
  'MODE SELECT(10)': mode,
  'RESERVE(6)': reserve,
  'RESERVE(10)': reserve,
  'RELEASE(6)': reserve,
  'RELEASE(10)': reserve,
  INQUIRY: 'SPC-3 6.4',
  'REQUEST SENSE': 'SPC-3 6.27',
  'REPORT LUNS': 'SPC-3 6.21',
  'REPORT SUPPORTED OPERATION CODES': 'SPC-3 6.23',
  'READ CAPACITY(10)': 'SBC-3 5.16',
  'READ CAPACITY(16)': 'SBC-3 5.17',
  'TEST UNIT READY': 'SPC-3 6.33',
  'START STOP UNIT': 'SBC-3 5.25',
  'PERSISTENT RESERVE IN': 'SPC-3 6.11',
  'PERSISTENT RESERVE OUT': 'SPC-3 6.12',
};

/** The section of the standards for a command, or for CDBs as such. */
export function cdbSource(name: string): string {
  return sources[name as CdbName] ?? 'SPC-3 4.3 (CDBs)';
}
