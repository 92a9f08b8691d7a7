import {
  type PktFlag,
  type PktReason,
  pktFlags,
  pktReasons,
  type TranResult,
  tranResults,
} from '../../machines/protocol/scsi-pkt.ts';
import { type ScsiStatus, scsiStatuses } from '../../machines/protocol/scsi-status.ts';
import { InputError } from '../input-error.ts';
import { senseKeyCode, senseKeys } from '../scsi/sense-key.ts';
import { statusName } from '../scsi/status.ts';
import type { Observation } from './observation.ts';
import { type NamedBit, stateBits, statisticsBits } from './packet-names.ts';

const ACCEPTED =
  'pkt_reason, pkt_state, pkt_statistics, pkt_resid, pkt_flags, status, key, asc, ascq = NAME or number, or names alone (CMD_..., STATE_..., STAT_..., TRAN_..., FLAG_..., a status, a sense key)';

/** Names of statuses in other headers. */
const statusAliases: Readonly<Record<string, ScsiStatus>> = {
  CHECK: 'CHECK_CONDITION',
  MET: 'CONDITION_MET',
  QFULL: 'QUEUE_FULL',
  TASK_SET_FULL: 'QUEUE_FULL',
  TERMINATED: 'COMMAND_TERMINATED',
};

const UNMISTAKABLE = /^\W*(?:pkt_[a-z]+\s*=|(?:CMD|STATE|STAT|TRAN|FLAG)_)/i;

type Draft = { -readonly [Name in keyof Observation]: Observation[Name] };
type Reader = (draft: Draft, value: string) => boolean;

const readers: Readonly<Record<string, Reader>> = {
  pkt_reason: readReason,
  pkt_state: (draft, value) => readBits(stateBits, value, (bits) => (draft.state = (draft.state ?? 0) | bits)),
  pkt_statistics: (draft, value) =>
    readBits(statisticsBits, value, (bits) => (draft.statistics = (draft.statistics ?? 0) | bits)),
  pkt_resid: (draft, value) => readNumber(value, 0xffff_ffff, (resid) => (draft.resid = resid)),
  pkt_flags: (draft, value) => value.split('|').every((name) => readFlag(draft, name)),
  status: readStatus,
  key: readKey,
  asc: (draft, value) => readNumber(value, 0xff, (asc) => (draft.asc = asc)),
  ascq: (draft, value) => readNumber(value, 0xff, (ascq) => (draft.ascq = ascq)),
  tran: readReturned,
};

const fieldAliases: Readonly<Record<string, string>> = {
  reason: 'pkt_reason',
  state: 'pkt_state',
  statistics: 'pkt_statistics',
  stat: 'pkt_statistics',
  resid: 'pkt_resid',
  flags: 'pkt_flags',
  pkt_scbp: 'status',
  scsi_status: 'status',
  sense_key: 'key',
  sense: 'key',
  tran_start: 'tran',
  scsi_transport: 'tran',
};

/**
 * Fields of a packet as text, in any order: `pkt_reason=CMD_RESET pkt_state=0x1f`, `CMD_TIMEOUT`, `MEDIUM_ERROR 11/00`.
 * @returns undefined for a line that is something else.
 * @throws InputError `decode-packet` for a line that begins as fields of a packet and has a word that cannot be read.
 */
export function readPacketText(line: string, where?: string): Observation | undefined {
  const draft: Draft = {};
  const unread: string[] = [];
  let read = 0;
  for (const word of words(line)) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(word) ?? [];
    const took = name === undefined || value === undefined ? readWord(draft, word) : readField(draft, name, value);
    if (took) read += 1;
    else unread.push(word);
  }
  if (unread.length === 0) return read === 0 ? undefined : draft;
  // Prose may hold a word like BUSY or statistics=0; only a line that begins as a packet is one with a mistake in it.
  if (!UNMISTAKABLE.test(line)) return undefined;
  throw new InputError({ code: 'decode-packet', given: `'${unread[0]}'`, accepted: ACCEPTED, ...(where && { where }) });
}

/** Words and `name=value` pairs; blanks around `=` and `|` and within the names of statuses are taken out first. */
function words(line: string): string[] {
  const names = [...scsiStatuses, ...senseKeys].filter((name) => name.includes('_'));
  let text = line.replace(/\s*([=|])\s*/g, '$1').replace(/<[^<>]*>/g, '');
  for (const name of names) text = text.replace(new RegExp(`\\b${name.replaceAll('_', '[ _]')}\\b`, 'gi'), name);
  return text.split(/[\s,;{}]+/).filter((word) => word !== '');
}

function fieldName(name: string): string {
  const bare = name.toLowerCase().replace(/^\W+|^.*(?:->|\.)/g, '');
  return fieldAliases[bare] ?? bare;
}

function readField(draft: Draft, name: string, value: string): boolean {
  const field = fieldName(name);
  return Object.hasOwn(readers, field) && readers[field]?.(draft, value) === true;
}

function readWord(draft: Draft, word: string): boolean {
  if (/^(?:CMD|STATE|STAT|TRAN|FLAG)_/i.test(word)) {
    const prefix = word.slice(0, word.indexOf('_')).toUpperCase();
    const field = { CMD: 'pkt_reason', STATE: 'pkt_state', STAT: 'pkt_statistics', TRAN: 'tran', FLAG: 'pkt_flags' };
    return readField(draft, field[prefix as keyof typeof field], word);
  }
  const pair = /^([0-9a-f]{2})h?\/([0-9a-f]{2})h?$/i.exec(word);
  if (pair !== null && draft.key !== undefined && draft.asc === undefined) {
    draft.asc = Number.parseInt(pair[1] ?? '', 16);
    draft.ascq = Number.parseInt(pair[2] ?? '', 16);
    return true;
  }
  return !/^\d/.test(word) && (readKey(draft, word) || readStatus(draft, word));
}

function readNumber(text: string, most: number, take: (value: number) => void): boolean {
  const hexadecimal = /^([0-9a-f]+)h$/i.exec(text)?.[1];
  const value = hexadecimal === undefined ? Number(text) : Number.parseInt(hexadecimal, 16);
  if (!/^(?:0x[0-9a-f]+|\d+|[0-9a-f]+h)$/i.test(text) || !(value <= most)) return false;
  take(value);
  return true;
}

function readReason(draft: Draft, text: string): boolean {
  const upper = text.toUpperCase();
  const name = pktReasons.find((reason) => reason === upper || reason === `CMD_${upper}`);
  if (name !== undefined) draft.reason = name;
  else return readNumber(text, pktReasons.length - 1, (code) => (draft.reason = pktReasons[code] as PktReason));
  return true;
}

function readBits(all: readonly NamedBit[], text: string, take: (bits: number) => void): boolean {
  let value = 0;
  const known = text.split('|').every((part) => {
    const upper = part.toUpperCase();
    const bit = all.find(({ name }) => name === upper || name.replace(/^STAT(?:E)?_/, '') === upper);
    if (bit !== undefined) value |= bit.mask;
    return bit !== undefined || readNumber(part, 0xffff, (bits) => (value |= bits));
  });
  if (known) take(value);
  return known;
}

function readFlag(draft: Draft, text: string): boolean {
  const upper = text.toUpperCase();
  const flag = pktFlags.find((name) => name === upper || name === `FLAG_${upper}`);
  if (flag !== undefined) draft.flags = [...new Set<PktFlag>([...(draft.flags ?? []), flag])];
  return flag !== undefined;
}

function readReturned(draft: Draft, text: string): boolean {
  const found = tranResults.find((name): name is TranResult => name === text.toUpperCase());
  if (found !== undefined) draft.returned = found;
  return found !== undefined;
}

function readStatus(draft: Draft, text: string): boolean {
  const upper = text.toUpperCase().replace(/^(?:SAM_STAT|STATUS)_/, '');
  const name = scsiStatuses.find((status) => status === upper) ?? statusAliases[upper];
  if (name !== undefined) {
    draft.status = name;
    return true;
  }
  let known = false;
  readNumber(text, 0xff, (byte) => {
    const status = statusName(byte);
    known = status !== undefined;
    if (status !== undefined) draft.status = status;
  });
  return known;
}

function readKey(draft: Draft, text: string): boolean {
  const [name = '', pair] = text.toUpperCase().replace(/^KEY_/, '').split(' ');
  const key = senseKeys.find((known) => known === name);
  if (key !== undefined && pair === undefined) {
    draft.key = senseKeyCode(key);
    return true;
  }
  return readNumber(text, 0x0f, (code) => (draft.key = code));
}
