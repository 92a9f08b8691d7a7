import type { Address, Lun, Slot } from '../protocol/names.ts';
import type { HbaParameters } from '../protocol/parameters.ts';
import type { Completion, PacketRequest } from '../protocol/scsa-disk.ts';
import type { TranReply } from '../protocol/tran.ts';

/** What an actor of `scsi-pkt` is started with. */
export type ScsiPktInput = {
  slot: Slot;
  lun: Lun;
  /** adapter name */ adapter: string;
  /** without it: by callback */ noIntrInThread?: HbaParameters['noIntrInThread'];
};

/** A transport, as the target driver asks for it. */
export type Submission = Omit<Extract<PacketRequest, { type: 'packet.transport' }>, 'type'>;

export type ScsiPktContext = {
  at: {
    slot: Slot;
    lun: Lun;
    adapter: Address;
    area: Address;
    command: Address;
    noIntrInThread: HbaParameters['noIntrInThread'];
  };
  /** Calls of scsi_transport of this place that have not returned yet, this life or an earlier one. */
  returnsDue: 0 | 1 | 2;
  /** A transport that waits for an earlier call to return. */
  held: Submission | null;
  /** What is bound for DMA: nothing, the whole buffer, a window with more to come, or the last of several windows. */
  dma: 'none' | 'whole' | 'window' | 'lastWindow';
  /** How a FLAG_NOINTR packet ended, until the thread that sleeps in scsi_transport learns it. */
  ended: Completion | null;
};

export type ScsiPktEvent = PacketRequest | TranReply;
