import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const dumps = 'Performing SCSI Dumps';

/** dddump of the SCSI adapter driver. */
export const aixDumpClauses = {
  'dump-subroutine': {
    document: KEDS,
    section: dumps,
    says: 'dddump is called without interrupts and timers and runs as a plain subroutine: it returns when the whole sc_buf has been dealt with; nothing is queued and iodone is not called.',
    confidence: 'document',
  },
  'dump-init': {
    document: KEDS,
    section: dumps,
    says: 'DUMPINIT prepares the driver of a device that was opened before; DUMPSTART begins; more of either are ignored.',
    confidence: 'document',
  },
  'dump-query': {
    document: KEDS,
    section: dumps,
    says: 'DUMPQUERY returns the least and the most bytes of one transfer: 0, and the maximum transfer of the adapter.',
    confidence: 'document',
  },
  'dump-write': {
    document: KEDS,
    section: dumps,
    says: 'DUMPWRITE gets an sc_buf for a started device; it may be neither spanned nor gathered.',
    confidence: 'document',
  },
  'dump-write-final': {
    document: KEDS,
    section: dumps,
    says: 'Any error of DUMPWRITE is final: the adapter driver does not try to recover.',
    confidence: 'document',
  },
  'dump-errno': {
    document: 'AIX Technical Reference: Kernel and Subsystems',
    section: 'dddump',
    says: 'EINVAL: a command out of sequence or an sc_buf that is not allowed; EIO: no resources or an I/O error; ETIMEDOUT: no answer in time.',
    confidence: 'recalled',
  },
  'dump-end': {
    document: KEDS,
    section: 'Performing Dumps',
    says: 'DUMPEND ends the dump and DUMPTERM undoes DUMPINIT.',
    confidence: 'recalled',
  },
  'fscsi-dump': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface; Performing SCSI Dumps',
    says: 'The adapter driver for FCP or iSCSI has dddump as well, and DUMPWRITE gets a scsi_buf there. While the target is away it gets EIO (design choice): nothing waits for a path in a dump.',
    confidence: 'document',
  },
  'dump-no-entry': {
    document: 'AIX Technical Reference: Kernel and Subsystems',
    section: 'devdump',
    says: 'devdump gets ENODEV for a device without an entry; EINVAL for an adapter that is not open, and EACCES during diagnostics, are design choices.',
    confidence: 'document',
  },
} satisfies ClauseBook;
