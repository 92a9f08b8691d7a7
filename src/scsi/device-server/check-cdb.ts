import type { DecodedCdb, KnownCdb } from '../cdb/decode.ts';
import {
  persistentReserve,
  persistentReserveIn,
  REGISTRANTS_ONLY,
  RESERVATION_LIST,
} from '../cdb/persistent-reserve.ts';
import { firstBlockBeyond } from '../cdb/range.ts';
import { modePageByCode } from '../mode/page-set.ts';
import { ALL_PAGES, ALL_SUBPAGES } from '../mode/pages.ts';
import type { Sense } from '../sense.ts';
import { isWriteProtected, type LogicalUnit } from './logical-unit.ts';
import { invalidField, invalidFieldAt, invalidOpcode, outOfRange, writeProtected } from './outcome.ts';
import { vpdPageCodes } from './vital-product-data.ts';

const NACA = 0x04;
const FLAG_AND_LINK = 0x03;
const FIRST_SPC_VERSION = 3;
/** Shortest allocation length REPORT LUNS accepts (SPC-3 6.21): room for one logical unit. */
const MIN_REPORT_LUNS = 16;

/**
 * Whether a command can be carried out, in the order of the standard: operation code, fields, addresses, write
 * protection. Changes nothing, so that a decision can rest on it before the command runs.
 * @returns null when it can, else the sense data that say why not
 */
export function checkCdb(unit: LogicalUnit, cdb: DecodedCdb): Sense | null {
  if (!cdb.known) return cdb.serviceAction === undefined ? invalidOpcode : invalidFieldAt(1, 4);
  return checkControl(unit, cdb) ?? checkFields(unit, cdb) ?? checkMedium(unit, cdb);
}

function checkControl(unit: LogicalUnit, cdb: KnownCdb): Sense | null {
  const { control } = cdb.fields;
  if ((control & FLAG_AND_LINK) !== 0) return invalidFieldAt(cdb.length - 1, 0);
  return (control & NACA) !== 0 && !unit.configuration.normAca ? invalidFieldAt(cdb.length - 1, 2) : null;
}

function checkMedium(unit: LogicalUnit, cdb: KnownCdb): Sense | null {
  const beyond = firstBlockBeyond(cdb, unit.store.blocks);
  if (beyond !== undefined) return outOfRange(beyond);
  return isWrite(cdb) && isWriteProtected(unit) ? writeProtected : null;
}

function isWrite(cdb: KnownCdb): boolean {
  switch (cdb.name) {
    case 'WRITE(6)':
    case 'WRITE(10)':
    case 'WRITE(12)':
    case 'WRITE(16)':
    case 'WRITE SAME(10)':
    case 'WRITE SAME(16)':
      return true;
    default:
      return false;
  }
}

function checkFields(unit: LogicalUnit, cdb: KnownCdb): Sense | null {
  const { configuration } = unit;
  const refuse = (field: string, wrong: boolean): Sense | null => (wrong ? invalidField(cdb, field) : null);
  /** Protection information is not on the medium; before SPC these bits were the LUN. */
  const protect = (field: string, value: number): Sense | null =>
    refuse(field, value !== 0 && configuration.version >= FIRST_SPC_VERSION);
  const tooLong = (field: string, blocks: number): Sense | null =>
    refuse(field, blocks > configuration.maxTransferBlocks);

  switch (cdb.name) {
    case 'READ(10)':
    case 'READ(12)':
    case 'READ(16)':
      return (
        protect('rdProtect', cdb.fields.rdProtect) ??
        refuse('relAdr', 'relAdr' in cdb.fields && cdb.fields.relAdr === 1) ??
        tooLong('transferLength', cdb.fields.transferLength)
      );
    case 'WRITE(10)':
    case 'WRITE(12)':
    case 'WRITE(16)':
      return (
        protect('wrProtect', cdb.fields.wrProtect) ??
        refuse('relAdr', 'relAdr' in cdb.fields && cdb.fields.relAdr === 1) ??
        tooLong('transferLength', cdb.fields.transferLength)
      );
    case 'VERIFY(10)':
    case 'VERIFY(16)': {
      const { bytChk, blocks } = cdb.fields;
      return (
        protect('vrProtect', cdb.fields.vrProtect) ??
        refuse('bytChk', bytChk === 2) ??
        tooLong('blocks', bytChk === 1 ? blocks : 0)
      );
    }
    case 'WRITE SAME(10)':
    case 'WRITE SAME(16)':
      // The unit is fully provisioned: there is nothing to unmap or anchor (SBC-3 5.43).
      return (
        protect('wrProtect', cdb.fields.wrProtect) ??
        refuse('anchor', cdb.fields.anchor === 1) ??
        refuse('unmap', cdb.fields.unmap === 1)
      );
    case 'INQUIRY': {
      const { evpd, cmdDt, pageCode } = cdb.fields;
      const known = evpd === 1 ? vpdPageCodes(unit).includes(pageCode) : pageCode === 0;
      return refuse('cmdDt', cmdDt === 1) ?? refuse('pageCode', !known);
    }
    case 'READ CAPACITY(10)':
    case 'READ CAPACITY(16)':
      return refuse('pmi', cdb.fields.pmi === 1) ?? refuse('lba', BigInt(cdb.fields.lba) !== 0n);
    case 'REPORT LUNS':
      return (
        refuse('selectReport', cdb.fields.selectReport > 2) ??
        refuse('allocationLength', cdb.fields.allocationLength < MIN_REPORT_LUNS)
      );
    case 'REPORT SUPPORTED OPERATION CODES':
      return refuse('reportingOptions', cdb.fields.reportingOptions > 3);
    case 'MODE SENSE(6)':
    case 'MODE SENSE(10)': {
      const { pageCode, subpageCode } = cdb.fields;
      const known = pageCode === ALL_PAGES || modePageByCode(pageCode) !== undefined;
      return refuse('pageCode', !known) ?? refuse('subpageCode', subpageCode !== 0 && subpageCode !== ALL_SUBPAGES);
    }
    case 'MODE SELECT(6)':
    case 'MODE SELECT(10)':
      return refuse('pf', cdb.fields.pf === 0 && cdb.fields.parameterListLength !== 0);
    case 'START STOP UNIT': {
      const { loej, powerCondition } = cdb.fields;
      return refuse('loej', loej === 1 && powerCondition === 0 && !configuration.removable);
    }
    case 'PERSISTENT RESERVE IN': {
      const { action } = cdb.fields;
      return refuse('action', !Object.values<number>(persistentReserveIn).includes(action));
    }
    case 'PERSISTENT RESERVE OUT': {
      const { action, scope, type, parameterListLength } = cdb.fields;
      const ofType =
        action === persistentReserve.RESERVE ||
        action === persistentReserve.RELEASE ||
        action === persistentReserve.PREEMPT;
      return (
        refuse('action', !Object.values<number>(persistentReserve).includes(action)) ??
        refuse('scope', scope !== 0) ??
        refuse('type', ofType && type !== REGISTRANTS_ONLY) ??
        refuse('parameterListLength', parameterListLength !== RESERVATION_LIST)
      );
    }
    case 'RESERVE(6)':
    case 'RESERVE(10)':
    case 'RELEASE(6)':
    case 'RELEASE(10)':
      return refuse('extent', cdb.fields.extent === 1);
    default:
      return null;
  }
}
