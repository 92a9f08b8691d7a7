import type { Address } from './names.ts';
import type { CardStatus } from './sc-buf.ts';

/** Target mode of an AIX SCSI adapter driver: another initiator sends, and buffers go up to a device driver and back. */

/** `tm_buf` by name, e.g. `tm.1`. */
export type TmBufName = string;

/** `user_flag` of tm_buf. TM_MORE_DATA and TM_ERROR exclude each other. */
export type TmFlag = 'TM_HASDATA' | 'TM_MORE_DATA' | 'TM_ERROR';

/** `general_card_status` of tm_buf; a target waits for nothing that could time out. */
export type TmCardStatus = Exclude<CardStatus, 'SC_CMD_TIMEOUT' | 'SC_NO_DEVICE_RESPONSE'>;

/** -> target mode of the adapter driver */
export type TargetModeRequest =
  | { type: 'tm.SCIOSTARTTGT' | 'tm.SCIOSTOPTGT' | 'tm.SCIOEVENT'; replyTo: Address }
  /** from another initiator: as much of a Send as fits into one buffer */
  | {
      type: 'tm.data';
      sender: Address;
      /** the Send goes on in another buffer */ more: boolean;
      /** choice */ failure: 'no' | TmCardStatus;
    }
  /** from the device driver: free_func */
  | { type: 'tm.free'; buffer: TmBufName };

/** Adapter driver -> the other initiator: the buffer is filled, or there is no target mode any more. */
export type SendAnswer = { type: 'tm.taken' } | { type: 'tm.refused' };

/** Adapter driver -> device driver: recv_func. */
export type TmRecv = {
  type: 'tm.recv';
  buffer: TmBufName;
  userFlag: readonly TmFlag[];
  /** valid with SC_ADAPTER_ERROR */ cardStatus: TmCardStatus | null;
};

/** To a tm_buf: who has it. Atomic. */
export type TmBufMessage =
  | { type: 'tmbuf.allocate' }
  /** recv_func is called with it */
  | { type: 'tmbuf.recv'; userFlag: readonly TmFlag[] }
  /** free_func is called with it */
  | { type: 'tmbuf.free' }
  /** SCIOSTOPTGT frees its memory */
  | { type: 'tmbuf.release' };
