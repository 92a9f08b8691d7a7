import type { ClauseBook } from './clause.ts';

const performance = 'AIX Performance Management';

export const samPathClauses = {
  'fscsi-path-slow': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'delayed_fail without dynamic tracking: commands to a target that is away fail slowly, by their timeouts.',
    confidence: 'document',
  },
  'fscsi-path-fast': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'fast_fail: after a state change notification the adapter driver waits about 15 seconds and asks the fabric; if the target is not there, pending commands are flushed and later ones fail at once until it returns.',
    confidence: 'document',
  },
  'fscsi-path-tracking': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'Dynamic tracking asks the fabric likewise, also with delayed_fail; the device driver may wait 2 to 5 seconds between retries.',
    confidence: 'document',
  },
  'fscsi-path-no-delay': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'Dynamic tracking with fast_fail: what is flushed says that there is no need to wait between retries.',
    confidence: 'recalled',
  },
  'fscsi-path-moved': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'Without dynamic tracking nothing recovers when the N_Port id changes: failures are permanent.',
    confidence: 'document',
  },
  'fscsi-path-replaced': {
    document: 'AIX sys/scsi_buf.h',
    section: 'SCSI_WW_NAME_CHANGE',
    says: 'Another world wide name is at the id of the target: SCSI_WW_NAME_CHANGE, which no retry cures. Where targets are followed by their names it is simply not there (design choice).',
    confidence: 'header',
  },
  'fscsi-path-tracked': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'With dynamic tracking commands go to the new N_Port id.',
    confidence: 'document',
  },
  'fscsi-path-back': {
    document: 'design choice',
    section: 'target back',
    says: 'A target that is back is logged in to; what it had before the loss comes back with SCSI_TRANSPORT_FAULT.',
    confidence: 'design',
  },
  'fscsi-path-waits': {
    document: 'design choice',
    section: 'target away',
    says: 'While it is not known whether the target comes back nothing is started; what is submitted is queued.',
    confidence: 'design',
  },
  'fscsi-path-login-fails': {
    document: 'design choice',
    section: 'login refused',
    says: 'A login that is refused is tried again later; until then everything fails at once.',
    confidence: 'design',
  },
  'fscsi-session-lost': {
    document: 'RFC 7143',
    section: '7.1.4 Recovery Classes',
    says: 'With error recovery level 0 a lost connection ends the session: its tasks are lost, and the initiator logs in anew.',
    confidence: 'document',
  },
} satisfies ClauseBook;
