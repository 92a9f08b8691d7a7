import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';

export const scBufClauses = {
  'scbuf-filled-by-start': {
    document: KEDS,
    section: 'A Typical Initiator-Mode SCSI Driver Transaction Sequence',
    says: 'The start routine of the device driver fills an sc_buf and passes it to the strategy routine of the adapter driver by way of the devstrat kernel service.',
    confidence: 'document',
  },
  'scbuf-one-per-call': {
    document: KEDS,
    section: 'Understanding the Execution of Initiator I/O Requests',
    says: 'Each call of devstrat passes one sc_buf, whose av_forw is null; several outstanding transactions are several calls.',
    confidence: 'document',
  },
  'scbuf-owner': {
    document: KEDS,
    section: 'Understanding SCSI Device Driver Internal Commands',
    says: 'From devstrat until the iodone routine of the device driver is called, the sc_buf and the memory that it transfers belong to the adapter driver.',
    confidence: 'document',
  },
  'scbuf-q-clr-no-command': {
    document: KEDS,
    section: 'SCSI Initiator-Mode Recovery During Command Tag Queuing',
    says: 'A transaction with SC_Q_CLR carries no command: only the IDs are filled in.',
    confidence: 'document',
  },
  'scbuf-q-resume-may-carry': {
    document: KEDS,
    section: 'SCSI Initiator-Mode Recovery During Command Tag Queuing',
    says: 'A transaction with SC_Q_RESUME may carry a command or not.',
    confidence: 'document',
  },
  'scbuf-dequeued-before-iodone': {
    document: KEDS,
    section: 'A Typical Initiator-Mode SCSI Driver Transaction Sequence',
    says: 'When a transaction completes, the sc_buf is removed from the queue of the device before it is passed to iodone.',
    confidence: 'document',
  },
  'scbuf-positive-indication': {
    document: KEDS,
    section: 'SCSI Error Recovery',
    says: 'Each transaction that is flushed comes back by iodone with ENXIO, so that the device driver knows of every single one.',
    confidence: 'recalled',
  },
  'scbuf-flushed-fields': {
    document: 'design choice',
    section: 'flushed transactions',
    says: 'A flushed sc_buf has no bit in status_validity and b_resid as large as b_bcount; adap_q_status is 0.',
    confidence: 'design',
  },
  'scbuf-reject-by-iodone': {
    document: KEDS,
    section: 'Fields in the sc_buf Structure',
    says: 'What the adapter driver does not take comes back by iodone with B_ERROR and the errno in b_error.',
    confidence: 'document',
  },
  'scbuf-no-error': {
    document: KEDS,
    section: 'Analyzing Returned Status',
    says: 'With B_ERROR clear no error is reported; the device driver judges a b_resid other than 0 by command and device.',
    confidence: 'recalled',
  },
  'scbuf-resid-always-valid': {
    document: KEDS,
    section: 'A Typical Initiator-Mode SCSI Driver Transaction Sequence',
    says: 'b_resid is always filled in: the number of bytes that were not transferred, 0 if all were.',
    confidence: 'document',
  },
  'scbuf-one-validity-bit': {
    document: KEDS,
    section: 'Analyzing Returned Status',
    says: 'With EIO at most one bit of status_validity is set, which says whether scsi_status or general_card_status holds the cause.',
    confidence: 'recalled',
  },
  'scbuf-scsi-status-valid': {
    document: 'AIX sys/scsi.h',
    section: 'struct sc_buf',
    says: 'scsi_status says something only if status_validity is SC_SCSI_ERROR.',
    confidence: 'header',
  },
  'scbuf-card-status-valid': {
    document: 'AIX sys/scsi.h',
    section: 'struct sc_buf',
    says: 'general_card_status says something only if status_validity is SC_ADAPTER_ERROR.',
    confidence: 'header',
  },
} satisfies ClauseBook;
