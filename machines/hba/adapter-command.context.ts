import type { AreaMessage, PacketFacts } from '../protocol/hba.ts';
import type { Lun, Slot, TargetName } from '../protocol/names.ts';
import type { HbaParameters } from '../protocol/parameters.ts';
import type { ArqStatus, PktReason, Resid } from '../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import type { SenseClass } from '../protocol/sense.ts';

/** What an actor of `adapter-command` is started with. */
export type AdapterCommandInput = {
  slot: Slot;
  lun: Lun;
  target: TargetName;
  adapter: string;
  /** This is the auto-request-sense command of the logical unit. */
  autoSense: boolean;
  params: HbaParameters;
};

/** The fields of the packet that the transport layer writes (9E tran_start). */
export type PacketResult = {
  /** `pkt_reason` */ reason: PktReason;
  /** `pkt_state` */ state: number;
  /** `pkt_statistics` */ statistics: number;
  /** `pkt_resid` */ resid: Resid;
  /** the status byte, once received */ status: ScsiStatus | null;
  /** the rest of the status block, once an auto request sense was run */ arq: ArqStatus | null;
  /** class of the data that a REQUEST SENSE moved */ sense: SenseClass | null;
};

export type AdapterCommandContext = PacketResult & {
  at: { slot: Slot; lun: Lun; target: TargetName; adapter: string; autoSense: boolean };
  params: HbaParameters;
  /** What the target driver filled in; null at rest. */
  facts: PacketFacts | null;
  /** The packet for which this auto-request-sense command runs. */
  original: Slot | null;
  /** Capability auto-rqsense when the command was started. */
  autoSenseOn: boolean;
  /** The command was sent with a queue tag. */
  taggedOnBus: boolean;
  qfullRetriesUsed: number;
};

export type AdapterCommandEvent = AreaMessage;

/** tran_start: pkt_resid, pkt_statistics, pkt_state 0, pkt_reason CMD_CMPLT. */
export const untouched: PacketResult = {
  reason: 'CMD_CMPLT',
  state: 0,
  statistics: 0,
  resid: 'zero',
  status: null,
  arq: null,
  sense: null,
};
/** Nobody's packet. */
export const atRest = {
  ...untouched,
  facts: null,
  original: null,
  autoSenseOn: false,
  taggedOnBus: false,
  qfullRetriesUsed: 0,
} as const;
