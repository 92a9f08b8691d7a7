import { STAT } from '../../machines/protocol/scsi-pkt.ts';
import { type ScsiStatus, scsiStatuses } from '../../machines/protocol/scsi-status.ts';
import { parseFtraceLine } from '../workload/ftrace-line.ts';
import { hostByte } from './linux-line.ts';
import type { Observation } from './observation.ts';

/** Whether the line is one of the trace events that this program reads. */
export function isFtraceLine(line: string): boolean {
  return /:\s+scsi_dispatch_cmd_\w+:/.test(line);
}

/**
 * A `scsi_dispatch_cmd_*` line of a Linux ftrace text.
 * @throws InputError as parseFtraceLine, for a damaged line.
 */
export function readFtraceLine(line: string, where: string): Observation | undefined {
  const event = parseFtraceLine(line, where);
  if (event === undefined) return undefined;
  const about = `${event.host}:${event.channel}:${event.target}:${event.lun} tag#${event.tag}`;
  const bytes = 'cdb' in event ? event.cdb : cdbOf(line);
  const command = bytes === undefined ? { about } : { about, cdb: bytes };
  switch (event.kind) {
    case 'start':
      return { ...command, opens: true };
    case 'error':
      return {
        ...command,
        returned: 'TRAN_BUSY',
        assumptions: ['a dispatch that the Linux host driver refused is taken for TRAN_BUSY'],
      };
    case 'timeout':
      return {
        ...command,
        reason: 'CMD_TIMEOUT',
        statistics: STAT.TIMEOUT,
        assumptions: ['scsi_dispatch_cmd_timeout is taken for CMD_TIMEOUT'],
      };
    case 'done': {
      const { status } = event;
      if (isStatus(status)) return { ...command, reason: 'CMD_CMPLT', status };
      return { ...command, ...hostByte(status) };
    }
  }
}

function isStatus(name: string): name is ScsiStatus {
  return (scsiStatuses as readonly string[]).includes(name);
}

/** The bytes that every one of these events repeats; parseFtraceLine has checked them. */
function cdbOf(line: string): Uint8Array | undefined {
  const digits = /\braw=([0-9a-fA-F ]+)\)/.exec(line)?.[1];
  return digits === undefined ? undefined : Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
}
