import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';

export const scsiBufClauses = {
  'scsibuf-filled-by-start': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'The start routine of the device driver fills a scsi_buf and passes it to the strategy routine of the adapter driver by way of the devstrat kernel service.',
    confidence: 'document',
  },
  'scsibuf-ids': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'Target and logical unit are named by scsi_id and lun_id, 64 bits each; they are filled in also where no command is carried.',
    confidence: 'header',
  },
  'scsibuf-naca': {
    document: KEDS,
    section: 'fcp_error',
    says: 'NACA in the control byte asks the device for auto contingent allegiance after CHECK CONDITION or COMMAND TERMINATED.',
    confidence: 'document',
  },
  'scsibuf-same-flags': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'SC_RESUME, SC_DELAY_CMD, SC_Q_CLR and SC_Q_RESUME have the values and the meaning that they have in an sc_buf.',
    confidence: 'header',
  },
  'scsibuf-clear-aca': {
    document: KEDS,
    section: 'fcp_error',
    says: 'A transaction with SC_CLEAR_ACA needs no command: the adapter driver has the device end auto contingent allegiance. It may also carry SC_Q_CLR or SC_Q_RESUME; alone it leaves the queue halted.',
    confidence: 'recalled',
  },
  'scsibuf-reset-flags': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'SC_LUN_RESET and SC_TARGET_RESET ask for a reset of the logical unit or of the target; that no command goes with them and that the scsi_buf comes back when it is done is a design choice.',
    confidence: 'header',
  },
  'scsibuf-validity': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'status_validity says which status is valid: scsi_status with SC_SCSI_ERROR, adapter_status with SC_ADAPTER_ERROR; at most one of them is.',
    confidence: 'header',
  },
  'scsibuf-adapter-status': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'adapter_status is a number. SCSI_CMD_TIMEOUT is 3 and SCSI_NO_DEVICE_RESPONSE 4: the bits 0x04 and 0x08 of general_card_status mean something else.',
    confidence: 'header',
  },
  'scsibuf-autosense-valid': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'SC_AUTOSENSE_DATA_VALID in adap_set_flags: the autosense buffer holds the sense data that came with the status.',
    confidence: 'header',
  },
  'scsibuf-autosense-null': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'Without an autosense buffer the sense data that come with the status are thrown away and SC_AUTOSENSE_DATA_VALID is not set.',
    confidence: 'header',
  },
  'scsibuf-ret-id': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'SC_RET_ID in adap_set_flags: the device has moved, and the adapter driver has put its new id into scsi_id.',
    confidence: 'header',
  },
  'scsibuf-update-reserves': {
    document: 'AIX sys/scsi_buf.h',
    section: 'add_adap_status',
    says: 'add_adap_status advises: not to retry, not to wait between retries, to make reservations again, or that the error is not one of the path.',
    confidence: 'header',
  },
  'scsibuf-verify-device': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'SCSI_VERIFY_DEVICE asks the device driver to go through its open sequence again. When an adapter driver says so is not told: here it may for any command, before anything has left the adapter.',
    confidence: 'header',
  },
  'scsibuf-resid': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'bufstruct.b_resid is filled in with the number of bytes that were not transferred.',
    confidence: 'document',
  },
  'scsibuf-flushed': {
    document: KEDS,
    section: 'SAM Error Recovery',
    says: 'Each transaction that is flushed comes back by iodone with ENXIO; that no status is set and b_resid is b_bcount is a design choice.',
    confidence: 'recalled',
  },
} satisfies ClauseBook;
