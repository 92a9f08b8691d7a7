import type { Document } from './statement.ts';

/** Every sentence of it. Where the text announces a list, the list itself is missing from the copy that was at hand. */
export const fcpIscsiInterface: Document = {
  id: 'fcp-iscsi-interface',
  title:
    'AIX 5.2, Kernel Extensions and Device Support Programming Concepts: FCP and iSCSI Adapter and Device Interface',
  sections: [
    {
      title: 'entry points',
      statements: [
        {
          at: '1',
          says: 'The adapter driver has no ddread and no ddwrite; it has ddconfig, ddopen, ddclose, dddump and ddioctl.',
          clauses: [
            'entry-no-read-write',
            'entry-config',
            'entry-open',
            'entry-close',
            'dump-subroutine',
            'fscsi-dump',
          ],
        },
        {
          at: '2',
          says: 'Its entry in the device switch table has those, and ddstrategy.',
          clauses: ['entry-config', 'entry-not-configured', 'entry-no-read-write'],
        },
        {
          at: '3',
          says: 'ddstrategy is the way by which the device driver passes commands.',
          clauses: ['scsibuf-filled-by-start'],
        },
        {
          at: '4',
          says: 'Kernel services lead to the entry points (fp_opendev, fp_ioctl, fp_close, devstrat, devdump).',
          clauses: ['entry-open', 'entry-close', 'dump-no-entry', 'scsibuf-filled-by-start'],
        },
      ],
    },
    {
      title: 'special files',
      statements: [
        {
          at: '1',
          says: 'FCP adapters are /dev/fscsi#, numbered from 0.',
          kind: 'words',
          why: 'a name; here an adapter is known by its address in the system',
        },
        {
          at: '2',
          says: 'Several devices on one FCP adapter may be accessed at the same time.',
          clauses: ['fscsi-devices-at-once', 'sam-many-nexus'],
        },
        {
          at: '3',
          says: 'iSCSI adapters are /dev/iscsi#, numbered from 0.',
          kind: 'words',
          why: 'a name; here an adapter is known by its address in the system',
        },
        {
          at: '4',
          says: 'Several devices on one iSCSI adapter may be accessed at the same time.',
          clauses: ['fscsi-devices-at-once', 'sam-many-nexus'],
        },
        {
          at: '5',
          says: 'Spanned commands and gathered writes are described on another page.',
          kind: 'words',
          why: 'refers to another page, whose statements are under `aix-transfers`',
        },
      ],
    },
    {
      title: 'scsi_buf',
      statements: [
        {
          at: '1',
          says: 'Requests between the two drivers are made and completed with the scsi_buf of sys/scsi_buf.h.',
          clauses: ['scsibuf-filled-by-start', 'fscsi-interrupt'],
        },
        {
          at: '2',
          says: 'It is much like a buf and passes between the drivers through the strategy routine.',
          clauses: ['scsibuf-filled-by-start'],
        },
        {
          at: '3',
          says: 'A description of its fields follows.',
          kind: 'words',
          why: 'the list is missing from the copy; the fields are those of the header, under `aix-sam`',
        },
      ],
    },
    {
      title: 'the two drivers: from request to start',
      statements: [
        {
          at: '1',
          says: 'A request begins with a call of the strategy routine of the device driver, which queues as it must.',
          clauses: ['dd-strategy-queues'],
        },
        {
          at: '2',
          says: 'It calls the start routine, which fills in the scsi_buf and calls the strategy routine of the adapter driver through devstrat.',
          clauses: ['dd-start-fills', 'dd-in-process', 'scsibuf-filled-by-start'],
        },
        {
          at: '3',
          says: 'That routine tests everything in the scsi_buf, and queues as it must.',
          clauses: [
            'fscsi-tests-all',
            'fscsi-tests-devno',
            'fscsi-tests-version',
            'fscsi-tests-size',
            'fscsi-tests-chain',
            'fscsi-tests-device',
            'fscsi-tests-handle',
            'fscsi-tests-length',
            'fscsi-tests-tag',
            'fscsi-tests-flags',
            'fscsi-tests-dev-flags',
            'fscsi-tests-reserved',
            'fscsi-tests-span',
            'fscsi-reject-keeps-queue',
            'fscsi-chains',
          ],
        },
        { at: '4', says: 'If nothing has to be queued the start routine is called.', clauses: ['fscsi-start'] },
      ],
    },
    {
      title: 'the two drivers: from interrupt to completion',
      statements: [
        {
          at: '1',
          says: 'At an interrupt status_validity is filled in, with scsi_status or adapter_status, whichever applies.',
          clauses: ['fscsi-interrupt', 'scsibuf-validity', 'scsibuf-adapter-status'],
        },
        { at: '2', clauses: ['scsibuf-resid'] },
        {
          at: '3',
          says: 'The scsi_buf goes to iodone, which calls the iodone routine of the device driver.',
          clauses: ['fscsi-interrupt', 'dd-iodone-analyses'],
        },
        {
          at: '4',
          says: 'The interrupt routine also calls the start routine for what else is queued.',
          clauses: ['fscsi-start'],
        },
        {
          at: '5',
          says: 'The iodone routine of the device driver looks at all fields that apply and tries to recover from errors.',
          clauses: ['dd-iodone-analyses'],
        },
        {
          at: '6',
          says: 'The device driver dequeues the scsi_buf and has iodone tell whoever asked. (The page on parallel SCSI has the adapter driver take it from its queue before iodone; here each driver has a queue and takes it from its own.)',
          clauses: ['dd-good', 'dd-spanned-iodone'],
        },
      ],
    },
  ],
};
