import { type PktReason, STAT, STATE, type TranResult } from '../../machines/protocol/scsi-pkt.ts';

/** What each `pkt_reason` means (9S scsi_pkt). */
export const reasonMeanings: Readonly<Record<PktReason, string>> = {
  CMD_CMPLT: 'transport completed: the status byte says how the command ended',
  CMD_INCOMPLETE: 'transport stopped in a state that is not normal; pkt_state says how far it got',
  CMD_DMA_DERR: 'error in the DMA transfer',
  CMD_TRAN_ERR: 'transport error that has no name of its own',
  CMD_RESET: 'a reset destroyed the command',
  CMD_ABORTED: 'the command was aborted on request',
  CMD_TIMEOUT: 'the command was not over within pkt_time',
  CMD_DATA_OVR: 'the target wanted to move more data than there was room for',
  CMD_CMD_OVR: 'the target wanted more command bytes than there were',
  CMD_STS_OVR: 'the target sent more status bytes than one',
  CMD_BADMSG: 'the last message was not COMMAND COMPLETE',
  CMD_NOMSGOUT: 'the target did not take a message it was offered',
  CMD_XID_FAIL: 'an extended message was rejected',
  CMD_IDE_FAIL: 'INITIATOR DETECTED ERROR was rejected',
  CMD_ABORT_FAIL: 'ABORT was rejected',
  CMD_REJECT_FAIL: 'MESSAGE REJECT was rejected',
  CMD_NOP_FAIL: 'NO OPERATION was rejected',
  CMD_PER_FAIL: 'MESSAGE PARITY ERROR was rejected',
  CMD_BDR_FAIL: 'BUS DEVICE RESET was rejected',
  CMD_ID_FAIL: 'IDENTIFY was rejected',
  CMD_UNX_BUS_FREE: 'the bus went free when it should not have',
  CMD_TAG_REJECT: 'the target rejected the tag message',
  CMD_TERMINATED: 'the command was terminated on request',
  CMD_TLR_OFF: 'transport layer retries are not supported',
  CMD_DEV_GONE: 'the device has been removed',
};

/** What each value of `tran_start` means (9F scsi_transport). */
export const tranMeanings: Readonly<Record<TranResult, string>> = {
  TRAN_ACCEPT: 'the adapter has taken the packet; a callback will follow',
  TRAN_BUSY: 'the adapter cannot take the packet now; no callback will follow',
  TRAN_BADPKT: 'the packet is not acceptable; no callback will follow',
  TRAN_FATAL_ERROR: 'the adapter is broken; no callback will follow',
};

const stateMeanings: Readonly<Record<keyof typeof STATE, string>> = {
  GOT_BUS: 'arbitration was won',
  GOT_TARGET: 'the target was selected',
  SENT_CMD: 'the CDB was sent',
  XFERRED_DATA: 'data were transferred',
  GOT_STATUS: 'a status byte was received',
  ARQ_DONE: 'auto request sense took place',
  XARQ_DONE: 'auto request sense with extra bytes took place',
};

const statisticsMeanings: Readonly<Record<keyof typeof STAT, string>> = {
  DISCON: 'the target disconnected',
  SYNC: 'synchronous transfer was negotiated or used',
  PERR: 'a parity error was seen',
  BUS_RESET: 'the bus was reset',
  DEV_RESET: 'the target or logical unit was reset',
  ABORTED: 'the command was aborted',
  TIMEOUT: 'the command timed out',
  TERMINATED: 'the command was terminated',
};

/** A named bit of `pkt_state` or `pkt_statistics`. */
export interface NamedBit {
  /** As in the header, e.g. `STATE_GOT_BUS`. */
  readonly name: string;
  readonly mask: number;
  readonly meaning: string;
}

function bits<Name extends string>(
  prefix: string,
  masks: Readonly<Record<Name, number>>,
  meanings: Readonly<Record<Name, string>>,
): readonly NamedBit[] {
  return (Object.keys(masks) as Name[]).map((name) => ({
    name: `${prefix}_${name}`,
    mask: masks[name],
    meaning: meanings[name],
  }));
}

export const stateBits = bits('STATE', STATE, stateMeanings);
export const statisticsBits = bits('STAT', STAT, statisticsMeanings);

/** The bits that are set, and what is set without having a name. */
export function namedBits(all: readonly NamedBit[], value: number): { set: NamedBit[]; unknown: number } {
  const set = all.filter(({ mask }) => (value & mask) !== 0);
  return { set, unknown: set.reduce((rest, { mask }) => rest & ~mask, value) };
}
