import type { OperationClass } from '../../machines/protocol/operation.ts';
import { type PktReason, pktReasons, STATE } from '../../machines/protocol/scsi-pkt.ts';
import { cdbLayouts } from '../scsi/cdb/catalogue.ts';
import { senseKeyCode, senseKeys } from '../scsi/sense-key.ts';
import { plain } from './linux-line.ts';
import type { Observation, Remark } from './observation.ts';

/** Names that scsi_errmsg gives to sense keys, where they differ from the standard's (illumos scsi_subr.c). */
const keyByName = new Map<string, number>([
  ...senseKeys.map((name) => [plain(name), senseKeyCode(name)] as const),
  ['noadditionalsense', senseKeyCode('NO_SENSE')],
  ['softerror', senseKeyCode('RECOVERED_ERROR')],
  ['mediaerror', senseKeyCode('MEDIUM_ERROR')],
  ['writeprotected', senseKeyCode('DATA_PROTECT')],
  ['vendorunique', senseKeyCode('VENDOR_SPECIFIC')],
  ['equalerror', senseKeyCode('EQUAL')],
  ['miscompareerror', senseKeyCode('MISCOMPARE')],
]);

/** scsi_rname(9F) writes reasons in small letters without their prefix, these apart. */
const reasonByName = new Map<string, PktReason>([
  ...pktReasons.map((name) => [plain(name.slice('CMD_'.length)), name] as const),
  ['unexpectedbusfree', 'CMD_UNX_BUS_FREE'],
  ['gone', 'CMD_DEV_GONE'],
]);

/** A command name without a length is the six byte one. */
const operationByName = new Map<string, OperationClass>(
  cdbLayouts.flatMap(({ name, operation }) => {
    const known = typeof operation === 'string' ? operation : 'other';
    return [plain(name), plain(name).replace(/6$/, '')].map((spelled) => [spelled, known] as const);
  }),
);

const UNIT = /\b(?:WARNING|NOTICE):\s+\S+\s+\(([a-z]+\d+)\):/;
const COMMAND = /\bError for Command:\s+(.+?)(?=\s{2,}|\s+Error Level:|$)/;
const LEVEL = /\bError Level:\s+(\w+)/;
const REQUESTED = /\bRequested Block:\s+(\d+)/;
const ERROR_BLOCK = /\bError Block:\s+(\d+)/;
const VENDOR = /\bVendor:\s+(\S.*?)(?=\s{2,}|\s+Serial Number:|$)/;
const SENSE_KEY = /\bSense Key:\s+([A-Za-z_ ]+?)\s*$/;
const CODES = /\bASC:\s+0x([0-9a-f]{1,2})\b.*?\bASCQ:\s+0x([0-9a-f]{1,2})\b(?:.*?\bFRU:\s+0x([0-9a-f]{1,2})\b)?/i;
const TRANSPORT = /\bSCSI transport failed: reason '([\w ]+)'(?::\s*(\w[\w ]*))?/;
const NO_ANSWER = /\bdisk not responding to selection\b/;

/** `Name: value` parts that are told as they are. */
const told = [
  [LEVEL, 'Error Level', 'severity: Retryable, Recovered, Fatal, Informational'],
  [REQUESTED, 'Requested Block', 'first block that the command asked for'],
  [ERROR_BLOCK, 'Error Block', 'block that the device complained of'],
  [VENDOR, 'Vendor', 'vendor identification'],
] as const;

/**
 * A line of the Solaris disk driver: scsi_errmsg's five line report, or a transport failure.
 * @returns undefined for any other line.
 */
export function readSolarisLine(line: string): Observation | undefined {
  const parts = [readUnit(line), readCommand(line), readTold(line), readSense(line), readTransport(line)];
  const found = parts.filter((part) => part !== undefined);
  return found.length === 0 ? undefined : Object.assign({}, ...found);
}

function readUnit(line: string): Observation | undefined {
  const [, unit] = UNIT.exec(line) ?? [];
  return unit === undefined ? undefined : { about: unit, opens: true };
}

function readCommand(line: string): Observation | undefined {
  const [, name] = COMMAND.exec(line) ?? [];
  if (name === undefined) return undefined;
  return { operation: operationByName.get(plain(name)) ?? 'other' };
}

function readTold(line: string): Observation | undefined {
  const remarks: Remark[] = told.flatMap(([pattern, name, meaning]) => {
    const [, value] = pattern.exec(line) ?? [];
    return value === undefined ? [] : [{ name, value, meaning }];
  });
  return remarks.length === 0 ? undefined : { remarks };
}

function readSense(line: string): Observation | undefined {
  const key = keyByName.get(plain(SENSE_KEY.exec(line)?.[1] ?? '?'));
  if (key !== undefined) return { key };
  const [, asc, ascq, fru] = CODES.exec(line) ?? [];
  if (asc === undefined || ascq === undefined) return undefined;
  const remark = { name: 'FRU', value: `0x${fru}`, meaning: 'field replaceable unit' };
  return {
    asc: Number.parseInt(asc, 16),
    ascq: Number.parseInt(ascq, 16),
    ...(fru !== undefined && Number.parseInt(fru, 16) !== 0 && { remarks: [remark] }),
  };
}

function readTransport(line: string): Observation | undefined {
  if (NO_ANSWER.test(line)) return { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS };
  const [, name, action] = TRANSPORT.exec(line) ?? [];
  const reason = name === undefined ? undefined : reasonByName.get(plain(name));
  if (reason === undefined) return undefined;
  const remark = { name: 'action', value: action ?? '', meaning: 'what the driver did then' };
  return { reason, ...(action !== undefined && { remarks: [remark] }) };
}
