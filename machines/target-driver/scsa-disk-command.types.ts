import type { Errno } from '../protocol/buf.ts';
import type { Address, Lun, Slot } from '../protocol/names.ts';
import type { OperationClass } from '../protocol/operation.ts';
import type { SdParameters } from '../protocol/parameters.ts';
import type {
  CommandRequest,
  Completion,
  PacketReply,
  RetryCause,
  RetryClass,
  RetryDelay,
  UnitFacts,
} from '../protocol/scsa-disk.ts';
import type { PktFlag, Resid, UnboundResid } from '../protocol/scsi-pkt.ts';
import type { Direction, ScsiStatus } from '../protocol/scsi-status.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { TranAnswer } from '../protocol/tran.ts';

export type { RetryClass } from '../protocol/scsa-disk.ts';

/** What an actor of `scsa-disk-command` is started with. */
export type CommandInput = {
  slot: Slot;
  lun: Lun;
  /** adapter name */
  adapter: string;
  /** `pool`: for requests; `internal`: the unit's own command (attach, START UNIT). */
  kind: 'pool' | 'internal';
  params: SdParameters;
};
/** The retry that the tables ask for. */
export type WantedRetry = {
  class: RetryClass;
  after: RetryDelay;
  /** a transport failure, which FLAG_ISOLATE forbids to retry */
  isolate: boolean;
  /** a failure of the failfast kind */
  failfast: boolean;
  /** what limits a NOCHECK retry instead of the class */
  because: RetryCause | null;
};

/** How the reset ladder is climbed. `unlessDone`: not if the statistics show a reset; `neverAll`: no RESET_ALL; `mustSucceed`: EIO if nothing worked. */
export type Ladder = 'unlessDone' | 'neverAll' | 'mustSucceed';

/** How REQUEST SENSE, automatic or the driver's own, went. */
export type SenseReply = { status: ScsiStatus | null; transferred: boolean; sense: SenseClass | null };

export type CommandContext = {
  at: {
    slot: Slot;
    lun: Lun;
    kind: 'pool' | 'internal';
    self: Address;
    unit: Address;
    packet: Address;
    adapter: Address;
    application: Address;
  };
  params: SdParameters;
  /** buf and packet, from `command.prepare` to biodone */
  op: OperationClass;
  direction: Direction;
  overrun: boolean;
  failfast: boolean;
  uscsi: boolean;
  flags: readonly PktFlag[];
  /** b_resid */
  bResid: Resid;
  /** xb_dma_resid: pkt_resid as scsi_init_pkt left it, saved before the transport overwrites it */
  dmaResid: UnboundResid;
  /** windows before the present one have been transferred */
  windowsDone: boolean;
  /** SD_XB_DMA_FREED: the packet must be bound again before it is sent */
  dmaFreed: boolean;
  /** b_error */
  error: Errno;
  /** xb_retry_count, shared by STANDARD and BUSY */
  retries: number;
  /** xb_victim_retry_count */
  victims: number;
  /** xb_ua_retry_count */
  unitAttentions: number;
  /** xb_nr_retry_count */
  notReadies: number;
  /** times that a task thread has looked at the medium in vain */
  looks: number;
  /** how it was started the last time */
  sentAs: { tagged: boolean; arq: boolean; retry: boolean } | null;
  /** from completion to decision */
  completion: Completion | null;
  facts: UnitFacts | null;
  senseReply: SenseReply | null;
  wanted: WantedRetry | null;
  ladder: Ladder | null;
};

export type CommandEvent = CommandRequest | PacketReply | Extract<TranAnswer, { type: 'tran.resetReturn' }>;
