import { type PktReason, STAT, STATE } from '../../machines/protocol/scsi-pkt.ts';
import { listAdditionalSense } from '../scsi/additional-sense.ts';
import { senseKeyCode, senseKeys } from '../scsi/sense-key.ts';
import { endsEarly, likelyReading } from './hex-reading.ts';
import { hexBytes } from './hex-text.ts';
import type { Observation } from './observation.ts';

/** Compares names whatever their case, blanks and punctuation. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const keyByName = new Map(senseKeys.map((name) => [plain(name), senseKeyCode(name)]));
const additionalByName = new Map(listAdditionalSense().map((entry) => [plain(entry.name), entry]));

const SENT = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD;

type PacketPart = { readonly reason: PktReason; readonly state?: number; readonly statistics?: number };

/** Linux host bytes (scsi_status.h) that have a counterpart among the packet fields. */
const hostBytes: Readonly<Record<string, PacketPart>> = {
  DID_OK: { reason: 'CMD_CMPLT' },
  DID_NO_CONNECT: { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS },
  DID_BUS_BUSY: { reason: 'CMD_INCOMPLETE', state: 0 },
  DID_TIME_OUT: { reason: 'CMD_TIMEOUT', state: SENT, statistics: STAT.TIMEOUT },
  DID_BAD_TARGET: { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS },
  DID_ABORT: { reason: 'CMD_ABORTED', state: SENT, statistics: STAT.ABORTED },
  DID_PARITY: { reason: 'CMD_TRAN_ERR', state: SENT, statistics: STAT.PERR },
  DID_ERROR: { reason: 'CMD_TRAN_ERR', state: SENT },
  DID_RESET: { reason: 'CMD_RESET', state: SENT, statistics: STAT.BUS_RESET },
  DID_SOFT_ERROR: { reason: 'CMD_TRAN_ERR', state: SENT },
  DID_TRANSPORT_DISRUPTED: { reason: 'CMD_TRAN_ERR', state: SENT },
  DID_TRANSPORT_FAILFAST: { reason: 'CMD_DEV_GONE', state: 0 },
};

/** Host bytes by number, in older kernels. */
const hostNames = [
  'DID_OK',
  'DID_NO_CONNECT',
  'DID_BUS_BUSY',
  'DID_TIME_OUT',
  'DID_BAD_TARGET',
  'DID_ABORT',
  'DID_PARITY',
  'DID_ERROR',
  'DID_RESET',
  'DID_BAD_INTR',
  'DID_PASSTHROUGH',
  'DID_SOFT_ERROR',
  'DID_IMM_RETRY',
  'DID_REQUEUE',
  'DID_TRANSPORT_DISRUPTED',
  'DID_TRANSPORT_FAILFAST',
] as const;

/** A Linux host byte in the terms of a packet. */
export function hostByte(name: string): Observation {
  const remarks = [{ name: 'hostbyte', value: name, meaning: 'how Linux says that the transport ended' }];
  // Asked again without counting: what TRAN_BUSY is to the target driver.
  if (name === 'DID_REQUEUE' || name === 'DID_IMM_RETRY') {
    return { remarks, returned: 'TRAN_BUSY', assumptions: [`Linux hostbyte ${name} is taken for TRAN_BUSY`] };
  }
  const part = Object.hasOwn(hostBytes, name) ? hostBytes[name] : undefined;
  if (part === undefined) return { remarks, assumptions: [`Linux hostbyte ${name} has no counterpart in a packet`] };
  if (part.reason === 'CMD_CMPLT') return { remarks, ...part };
  return { remarks, ...part, assumptions: [`Linux hostbyte ${name} is taken for ${part.reason}`] };
}

/** `sd 0:0:0:0: [sda] tag#46 REST`, after time stamps and log levels. */
const PREFIX = /\b(?:sd|sr|st|ses|scsi) (\d+:\d+:\d+:\d+):\s+(?:\[\w+\]\s+)?(?:tag#(-?\d+)\s+)?(.*)$/;
const RESULT = /(?:\b(?:Done:\s*)?(\w+)\s+)?\bResult:\s+hostbyte=(\w+)/;
const COMMAND = /\bCDB(?:\[00\])?:\s*(.*)$/;
const SENSE_KEY = /\bSense Key\s*:\s*(0x[0-9a-f]+|[A-Za-z][A-Za-z ]*?)\s*(?:\[|$)/;
const ADDITIONAL = /\bAdd\. Sense:\s*(.*?)\s*$/;
const CODES = /\bASC=(?:0x)?([0-9a-f]{1,2})\s+ASCQ=(?:0x)?([0-9a-f]{1,2})\b/i;
const BLOCK_LAYER =
  /\b(?:(critical medium|critical target|I\/O) )?error, dev \w+, sector (\d+)(?: op 0x[0-9a-f]+:\((\w+)\))?/;

/**
 * A line that the Linux SCSI disk driver or block layer writes about a command that ended.
 * @returns undefined for any other line.
 */
export function readLinuxLine(line: string): Observation | undefined {
  const [, device, tag, rest = line] = PREFIX.exec(line) ?? [];
  const found = readResult(rest) ?? readCommand(rest) ?? readSense(rest);
  const sense = device === undefined || found !== undefined ? undefined : hexBytes(rest);
  const dump = sense !== undefined && sense.length >= 8 && likelyReading(sense) === 'sense' ? sense : undefined;
  const observation = found ?? (dump && { senseBytes: dump }) ?? readBlockLayer(rest);
  if (observation === undefined || device === undefined) return observation;
  return { ...observation, about: tag === undefined ? device : `${device} tag#${tag}` };
}

function readResult(rest: string): Observation | undefined {
  const [, disposition = '', byte] = RESULT.exec(rest) ?? [];
  if (byte === undefined) return undefined;
  const number = /^0x[0-9a-f]+$/i.test(byte) ? Number(byte) : undefined;
  const host = hostByte(number === undefined ? byte : (hostNames[number] ?? byte));
  const word = /^[A-Z_]+$/.test(disposition) ? disposition : undefined;
  const remark = { name: 'disposition', value: word ?? '', meaning: 'what Linux does with the command' };
  const remarks = word === undefined ? (host.remarks ?? []) : [...(host.remarks ?? []), remark];
  if (word !== 'TIMEOUT_ERROR') return { ...host, remarks, opens: true };
  const timedOut = { reason: 'CMD_TIMEOUT', state: SENT, statistics: STAT.TIMEOUT } as const;
  return { ...timedOut, remarks, opens: true, assumptions: ['Linux TIMEOUT_ERROR is taken for CMD_TIMEOUT'] };
}

function readCommand(rest: string): Observation | undefined {
  const [, text] = COMMAND.exec(rest) ?? [];
  // The name may hold digits; the bytes are the pairs at the end.
  const digits = text === undefined ? undefined : /(?:^|\s)((?:[0-9a-f]{2}\s+)*[0-9a-f]{2})\s*$/i.exec(text)?.[1];
  const cdb = digits === undefined ? undefined : hexBytes(digits);
  return cdb === undefined || endsEarly(cdb, 'cdb') ? undefined : { cdb };
}

function readSense(rest: string): Observation | undefined {
  const [, name] = SENSE_KEY.exec(rest) ?? [];
  if (name !== undefined) {
    const key = name.startsWith('0x') ? Number(name) : keyByName.get(plain(name));
    return key === undefined || key > 0x0f ? undefined : { key };
  }
  const [, asc, ascq] = CODES.exec(rest) ?? [];
  if (asc !== undefined && ascq !== undefined)
    return { asc: Number.parseInt(asc, 16), ascq: Number.parseInt(ascq, 16) };
  const [, additional] = ADDITIONAL.exec(rest) ?? [];
  const entry = additional === undefined ? undefined : additionalByName.get(plain(additional));
  return entry && { asc: entry.asc, ascq: entry.ascq };
}

function readBlockLayer(rest: string): Observation | undefined {
  const [, kind = '', sector, operation] = BLOCK_LAYER.exec(rest) ?? [];
  if (sector === undefined) return undefined;
  const meaning = 'first block of the request, in units of 512 bytes';
  return {
    remarks: [{ name: 'sector', value: sector, meaning }],
    ...(kind === 'critical medium' && { key: senseKeyCode('MEDIUM_ERROR') }),
    ...(operation === 'READ' && { operation: 'read' as const }),
    ...(operation === 'WRITE' && { operation: 'write' as const }),
  };
}
