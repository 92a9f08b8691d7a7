import { dumpOutcomes } from './aix-dump.ts';
import { ioctlDefects } from './aix-entry.ts';
import { scBufDefects } from './sc-buf.ts';
import { scsiBufDefects } from './scsi-buf.ts';
import { senseClasses } from './sense.ts';

/**
 * What the world decides, declared on the message that meets it. The sender writes the first, benign alternative; the
 * runtime replaces it at delivery, in the same step, by what the fault rules, the data plane or the explorer say.
 */
export type Choice = { readonly field: string; readonly alternatives: readonly [benign: string, ...others: string[]] };

/** How executing a command on the medium can end: a sense class, or what needs no sense. */
export const executionOutcomes = ['ok', 'short', 'hang', 'busy', 'conditionMet', ...senseClasses] as const;
/** How executing a command ends. */
export type ExecutionOutcome = (typeof executionOutcomes)[number];

/** How a REQUEST SENSE command itself can end. */
export const requestSenseOutcomes = [
  'ok',
  'checkAgain',
  'busy',
  'queueFull',
  'reservationConflict',
  'short',
  'noData',
  'badResponseCode',
  'notClass7',
  'hang',
] as const;
/** How a REQUEST SENSE ends. */
export type RequestSenseOutcome = (typeof requestSenseOutcomes)[number];

/** Every choice of the world, by the type of the message on which it is declared. */
export const choices: Readonly<Record<string, readonly Choice[]>> = {
  /**
   * May the target driver get packet and DMA resources? (9F scsi_init_pkt: temporary = try later, permanent = B_ERROR set)
   * `resid`: with PKT_DMA_PARTIAL, are there resources for a part of the buffer only?
   */
  'packet.init': [
    { field: 'resources', alternatives: ['ok', 'temporary', 'permanent'] },
    { field: 'resid', alternatives: ['zero', 'partial'] },
  ],
  /** The same for a packet that exists: for a buffer whose DMA resources were freed, or for the next DMA window. */
  'packet.bind': [
    { field: 'resources', alternatives: ['ok', 'temporary', 'permanent'] },
    { field: 'resid', alternatives: ['zero', 'partial'] },
  ],
  /** Removable media: can the capacity of the new medium be read, and its label? */
  'unit.askForMedium': [{ field: 'medium', alternatives: ['known', 'unknown'] }],
  /** Is a chunk of the raw transfer left after this one? (9F physio, minphys) */
  'buf.biodone': [{ field: 'more', alternatives: ['no', 'yes'] }],
  'tran.start': [{ field: 'admission', alternatives: ['accept', 'busy', 'badPkt', 'fatalError', 'failsLater'] }],
  'tran.abort': [{ field: 'outcome', alternatives: ['ok', 'fails'] }],
  'tran.reset': [{ field: 'outcome', alternatives: ['ok', 'fails'] }],
  /** AIX: what is wrong with the sc_buf? */
  'sc.strategy': [{ field: 'defect', alternatives: scBufDefects }],
  /** AIX: does the adapter fail while it receives? */
  'tm.data': [
    {
      field: 'failure',
      alternatives: ['no', 'SC_SCSI_BUS_FAULT', 'SC_HOST_IO_BUS_ERR', 'SC_ADAPTER_HDW_FAILURE', 'SC_SCSI_BUS_RESET'],
    },
  ],
  /** AIX: what becomes of a transfer of dddump? */
  'device.dump': [{ field: 'outcome', alternatives: dumpOutcomes }],
  'lunq.dump': [{ field: 'outcome', alternatives: dumpOutcomes }],
  /** AIX: what is wrong with the argument of an ioctl, and what do diagnostics find? */
  'fp.ioctl': [
    { field: 'defect', alternatives: ioctlDefects },
    { field: 'found', alternatives: ['no', 'error'] },
  ],
  /** AIX: is a fragment of the request left after this one? */
  'sc.iodone': [{ field: 'more', alternatives: ['no', 'yes'] }],
  /** AIX: does the adapter itself fail? */
  'transaction.start': [
    {
      field: 'card',
      alternatives: [
        'ok',
        'SC_HOST_IO_BUS_ERR',
        'SC_ADAPTER_HDW_FAILURE',
        'SC_ADAPTER_SFW_FAILURE',
        'SC_FUSE_OR_TERMINAL_PWR',
        'SC_ERROR_NO_RETRY',
      ],
    },
  ],
  /** AIX, FCP and iSCSI: what is wrong with the scsi_buf? */
  'sam.strategy': [{ field: 'defect', alternatives: scsiBufDefects }],
  /** AIX, FCP and iSCSI: is a fragment of the request left after this one? */
  'sam.iodone': [{ field: 'more', alternatives: ['no', 'yes'] }],
  /** AIX, FCP and iSCSI: does the adapter itself fail? */
  'exchange.start': [
    {
      field: 'adapter',
      alternatives: [
        'ok',
        'SCSI_HOST_IO_BUS_ERR',
        'SCSI_ADAPTER_HDW_FAILURE',
        'SCSI_ADAPTER_SFW_FAILURE',
        'SCSI_FUSE_OR_TERMINAL_PWR',
        'SCSI_ERROR_NO_RETRY',
        'SCSI_TRANSPORT_BUSY',
        'SCSI_VERIFY_DEVICE',
      ],
    },
  ],
  'transport.sendCommand': [{ field: 'delivery', alternatives: ['ok', 'noResponse', 'lost'] }],
  'transport.sendTaskManagement': [{ field: 'outcome', alternatives: ['ok', 'noResponse', 'rejected'] }],
  'transport.login': [{ field: 'outcome', alternatives: ['ok', 'rejected'] }],
  'bus.select': [{ field: 'selection', alternatives: ['ok', 'noResponse', 'tagRejected'] }],
  'bus.message': [{ field: 'outcome', alternatives: ['ok', 'noResponse', 'rejected'] }],
  'bus.finish': [{ field: 'transfer', alternatives: ['ok', 'dataParity', 'unexpectedBusFree'] }],
  'target.command': [{ field: 'arrival', alternatives: ['ok', 'busy', 'queueFull', 'drop', 'hang'] }],
  'target.reconnected': [{ field: 'transfer', alternatives: ['whole', 'parts'] }],
  'lu.execute': [{ field: 'outcome', alternatives: executionOutcomes }],
  'lu.requestSense': [{ field: 'outcome', alternatives: requestSenseOutcomes }],
};
