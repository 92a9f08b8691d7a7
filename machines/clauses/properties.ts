import type { ClauseBook } from './clause.ts';

/** Clauses that only properties cite. */
export const propertyClauses = {
  'property-double-completion': {
    document: 'scsi_hba.c',
    section: 'scsi_hba_pkt_comp',
    says: 'The framework detects a second completion of a packet that was not transported in between: a panic of debug kernels, a warning otherwise.',
    confidence: 'code',
  },
  'property-dma-bound': {
    document: '9E tran_dmafree',
    section: 'DESCRIPTION',
    says: 'DMA resources are bound by scsi_init_pkt and released by scsi_dmafree or scsi_destroy_pkt; a packet without them moves no data.',
    confidence: 'document',
  },
  'property-dma-window': {
    document: '9F scsi_init_pkt',
    section: 'PKT_DMA_PARTIAL',
    says: 'With PKT_DMA_PARTIAL a part of the buffer may be bound, pkt_resid telling what is left; each further call moves on to the next part, until pkt_resid is 0.',
    confidence: 'document',
  },
  'place-used-again': {
    document: 'SCSI-2',
    section: '7.5.2 and 7.8',
    says: 'What names a command, a tag or on other interconnects an exchange, is not used for another before the initiator knows that the command has ended.',
    confidence: 'recalled',
  },
} as const satisfies ClauseBook;
