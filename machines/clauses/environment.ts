import type { ClauseBook } from './clause.ts';

export const environmentClauses = {
  'app-strategy': {
    document: '9E strategy',
    section: 'DESCRIPTION',
    says: 'A block request is one buf given to strategy; strategy always returns 0, the answer travels by biodone.',
    confidence: 'document',
  },
  'app-uscsi': {
    document: '7I uscsi',
    section: 'DESCRIPTION',
    says: 'USCSICMD sends a command of the caller through the target driver.',
    confidence: 'document',
  },
  'app-physio': {
    document: '9F physio',
    section: 'DESCRIPTION',
    says: 'Raw I/O locks the user pages and calls strategy for chunk after chunk, as large as minphys allows, waiting for each.',
    confidence: 'document',
  },
  'app-physio-ends': {
    document: '9F physio',
    section: 'DESCRIPTION',
    says: 'A chunk that ends in error or is not transferred completely ends the request; what is left is reported as residual.',
    confidence: 'document',
  },
  'app-misaligned': {
    document: 'sd.c',
    section: 'sdread, sdwrite',
    says: 'Raw I/O whose offset or length is not a multiple of the block size fails with EINVAL before any buf is built.',
    confidence: 'code',
  },
  'app-biodone-once': {
    document: '9F biodone',
    section: 'DESCRIPTION',
    says: 'Each buf is completed by exactly one biodone; a second one is a fatal error.',
    confidence: 'document',
  },
  'app-iodone': {
    document: '9F biodone',
    section: 'DESCRIPTION',
    says: 'If b_iodone is set, biodone calls that routine and does nothing else: neither B_DONE is set nor anybody woken.',
    confidence: 'document',
  },
  'app-forever': {
    document: 'design choice',
    section: 'exploration',
    says: 'For exhaustive checking a requester asks again as soon as it was answered.',
    confidence: 'design',
  },
} satisfies ClauseBook;
