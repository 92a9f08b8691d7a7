import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const reference = 'AIX Technical Reference: Kernel and Subsystems';

/** Target mode of the SCSI adapter driver. */
export const aixTargetModeClauses = {
  'tm-start': {
    document: reference,
    section: 'SCIOSTARTTGT',
    says: 'SCIOSTARTTGT allocates the buffers and begins to receive. EINVAL: LUN not 0, more than 4096 bytes a buffer, fewer than 16 buffers, no recv_func, the ID of the adapter, or started before; ENOMEM; EIO; EPERM for callers in user mode.',
    confidence: 'document',
  },
  'tm-stop': {
    document: reference,
    section: 'SCIOSTOPTGT',
    says: 'SCIOSTOPTGT frees all buffers, also those that were not given back; EINVAL without SCIOSTARTTGT, EPERM for callers in user mode.',
    confidence: 'document',
  },
  'tm-unsupported': {
    document: reference,
    section: 'SCIOSTARTTGT, SCIOSTOPTGT',
    says: 'ENXIO: the adapter driver does not support target mode (parameter).',
    confidence: 'document',
  },
  'tm-buffer-goes-round': {
    document: KEDS,
    section: 'Fields in the tm_buf Structure',
    says: 'A tm_buf goes up by recv_func and comes back once by free_func.',
    confidence: 'document',
  },
  'tm-free-before-stop': {
    document: 'design choice',
    section: 'target mode',
    says: 'recv_func and free_func are routines that are called: they are over when they return. Who has called SCIOSTOPTGT gives no buffer back any more, because SCIOSTOPTGT frees them.',
    confidence: 'design',
  },
  'tm-flags': {
    document: 'AIX sys/scsi.h',
    section: 'struct tm_buf',
    says: 'user_flag: TM_HASDATA; TM_MORE_DATA, the Send goes on in another buffer; or TM_ERROR, which excludes TM_MORE_DATA and comes with a general_card_status.',
    confidence: 'header',
  },
  'tm-error-alone': {
    document: KEDS,
    section: 'Target-Mode Support',
    says: 'An error in one Send does not affect the Sends after it.',
    confidence: 'recalled',
  },
  'tm-exhausted': {
    document: KEDS,
    section: 'Defined Events and Recovery Actions',
    says: 'SC_BUFS_EXHAUSTED: no buffer is left; the initiator is delayed until one comes back and loses nothing.',
    confidence: 'document',
  },
  'tm-send-order': {
    document: 'design choice',
    section: 'target mode',
    says: 'Initiators that wait for a buffer get one in the order in which they came; SCIOSTOPTGT refuses them.',
    confidence: 'design',
  },
  'tm-event': {
    document: reference,
    section: 'SCIOEVENT',
    says: 'After SCIOSTARTTGT a handler for the events of target mode may be registered, once (EINVAL otherwise); SCIOSTOPTGT cancels it.',
    confidence: 'document',
  },
} satisfies ClauseBook;
