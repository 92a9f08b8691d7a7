import { pktReasons } from '../../machines/protocol/scsi-pkt.ts';
import { statusBytes } from '../scsi/status.ts';
import type { Ending } from './ending.ts';
import type { Observation } from './observation.ts';
import { type NamedBit, namedBits, reasonMeanings, stateBits, statisticsBits, tranMeanings } from './packet-names.ts';

/** One field of a packet. */
export interface PacketField {
  readonly name: string;
  /** As given or worked out, e.g. `CMD_RESET`, `0x1f`. */
  readonly value: string;
  readonly meaning: string;
  /** False: not said, but taken as usual. */
  readonly given: boolean;
  readonly bits: readonly {
    readonly name: string;
    readonly mask: string;
    readonly set: boolean;
    readonly meaning: string;
  }[];
}

/** The fields of a packet (9S scsi_pkt), or what `scsi_transport` returned (9F scsi_transport). */
export interface PacketReport {
  readonly source: string;
  readonly fields: readonly PacketField[];
}

/** The packet behind an observation; undefined when nothing about it is known. */
export function packetReport(said: Observation, ending: Ending | undefined): PacketReport | undefined {
  const fields: PacketField[] = [];
  if (said.returned !== undefined) {
    const meaning = tranMeanings[said.returned];
    fields.push({ name: 'scsi_transport', value: said.returned, meaning, given: true, bits: [] });
  }
  const completion = ending?.kind === 'completed' ? ending.completion : undefined;
  const { reason = completion?.reason, status = completion?.status } = said;
  const { state = completion?.state, statistics = completion?.statistics } = said;
  if (reason !== undefined) {
    const code = hex(pktReasons.indexOf(reason));
    fields.push(plain('pkt_reason', `${reason} (${code})`, reasonMeanings[reason], said.reason !== undefined));
  }
  if (state !== undefined) fields.push(bitField('pkt_state', state, stateBits, said.state !== undefined));
  if (statistics !== undefined) {
    fields.push(bitField('pkt_statistics', statistics, statisticsBits, said.statistics !== undefined));
  }
  if (status !== undefined && status !== null) {
    const value = `${status} (${hex(statusBytes[status])})`;
    fields.push(plain('status', value, 'SCSI status, *pkt_scbp', said.status !== undefined));
  }
  if (said.resid !== undefined) fields.push(plain('pkt_resid', String(said.resid), 'bytes not transferred', true));
  for (const flag of said.flags ?? []) fields.push(plain('pkt_flags', flag, 'how the command is to be treated', true));
  return fields.length === 0 ? undefined : { source: '9S scsi_pkt; sys/scsi/scsi_pkt.h', fields };
}

function plain(name: string, value: string, meaning: string, given: boolean): PacketField {
  return { name, value, meaning, given, bits: [] };
}

function bitField(name: string, value: number, all: readonly NamedBit[], given: boolean): PacketField {
  const { set, unknown } = namedBits(all, value);
  const names = set.map((bit) => bit.name);
  if (unknown !== 0) names.push(`${hex(unknown)} (no name)`);
  const bits = all.map((bit) => ({
    name: bit.name,
    mask: hex(bit.mask),
    set: set.includes(bit),
    meaning: bit.meaning,
  }));
  return { name, value: hex(value), meaning: names.join(' | ') || 'nothing', given, bits };
}

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
