import type { Devstrat } from '../protocol/aix-adapter.ts';
import { type Address, address, type Lun, type Slot } from '../protocol/names.ts';
import type { SamStrategy } from '../protocol/sam-adapter.ts';
import type { CardStatus, DdIodone, ScBufIn, ScBufMessage } from '../protocol/sc-buf.ts';
import type { AdapterStatus, SamFlag, SamTag, ScsiBufIn, ScsiBufMessage } from '../protocol/scsi-buf.ts';

/** What the head driver gives to its adapter driver: an sc_buf on a parallel bus, else a scsi_buf. */
export type BufferKind = 'sc_buf' | 'scsi_buf';

export const adapterOf = (kind: BufferKind, name: string): Address =>
  kind === 'sc_buf' ? address.aixAdapter(name) : address.samAdapter(name);

/** A transaction as dd_start thinks of it, whatever the structure that carries it. */
export type Transaction = Omit<ScBufIn, 'tag' | 'flags'> & { tag: SamTag; flags: readonly SamFlag[] };

/** What only a scsi_buf has. */
export type OnlyScsiBuf = Pick<ScsiBufIn, 'naca' | 'autosense' | 'scsiId'>;

const isScFlag = (flag: SamFlag): flag is ScBufIn['flags'][number] =>
  flag !== 'SC_CLEAR_ACA' && flag !== 'SC_LUN_RESET' && flag !== 'SC_TARGET_RESET';

function scBufIn({ tag, flags, ...others }: Transaction): ScBufIn {
  if (tag === 'SC_ACA_Q' || !flags.every(isScFlag)) throw new Error('an sc_buf cannot say this');
  return { ...others, tag, flags };
}

const scsiBufIn = (transaction: Transaction, only: OnlyScsiBuf): ScsiBufIn => {
  const { noDisconnect: _, async: __, gathered: ___, ...fields } = transaction;
  // A transaction without command has no control byte.
  return { ...fields, ...only, naca: only.naca && transaction.op !== null };
};

/** The two sides of a call of devstrat: the structure is filled, and the adapter driver is called with it. */
export function devstratWith(
  kind: BufferKind,
  slot: Slot,
  lun: Lun,
  transaction: Transaction,
  only: OnlyScsiBuf,
): { buffer: Address; filled: ScBufMessage | ScsiBufMessage; call: Devstrat | SamStrategy } {
  if (kind === 'sc_buf') {
    const fields = scBufIn(transaction);
    return {
      buffer: address.scBuf(slot),
      filled: { type: 'scbuf.devstrat', ...fields },
      call: { type: 'sc.strategy', slot, lun, defect: 'no', ...fields },
    };
  }
  const fields = scsiBufIn(transaction, only);
  return {
    buffer: address.scsiBuf(slot),
    filled: { type: 'scsibuf.devstrat', ...fields },
    call: { type: 'sam.strategy', slot, lun, defect: 'no', ...fields },
  };
}

/** `general_card_status` or `adapter_status`, as far as it is valid. */
export const adapterSays = (
  fields: Pick<DdIodone, 'validity'> & ({ cardStatus: CardStatus | null } | { adapterStatus: AdapterStatus | null }),
): CardStatus | AdapterStatus | null =>
  fields.validity !== 'SC_ADAPTER_ERROR' ? null : 'cardStatus' in fields ? fields.cardStatus : fields.adapterStatus;

const resets: ReadonlySet<CardStatus | AdapterStatus | null> = new Set([
  'SC_CMD_TIMEOUT',
  'SC_SCSI_BUS_RESET',
  'SCSI_TRANSPORT_RESET',
] as const);

/** On a parallel bus a timeout ends in a reset; elsewhere it need not, and the adapter driver says whether it did. */
export const endedByReset = (fields: DdIodone): boolean =>
  resets.has(adapterSays(fields)) || ('addAdapStatus' in fields && fields.addAdapStatus === 'UPDATE_RESERVES');
