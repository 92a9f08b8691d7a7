import type { ClauseBook } from './clause.ts';

/** Clauses that only properties cite. */
export const propertyClauses = {
  'property-double-completion': {
    document: 'scsi_hba.c',
    section: 'scsi_hba_pkt_comp',
    says: 'The framework detects a second completion of a packet that was not transported in between: a panic of debug kernels, a warning otherwise.',
    confidence: 'code',
  },
} as const satisfies ClauseBook;
