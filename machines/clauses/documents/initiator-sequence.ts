import type { Document } from './statement.ts';

/** Every sentence of it. */
export const initiatorSequence: Document = {
  id: 'initiator-sequence',
  title:
    'AIX 4.3, Kernel Extensions and Device Support Programming Concepts: A Typical Initiator-Mode SCSI Driver Transaction Sequence',
  sections: [
    {
      title: 'introduction',
      statements: [
        {
          at: '1',
          says: 'What follows is the simplified course of one transaction between the two drivers.',
          kind: 'words',
          why: 'announces the steps',
        },
        {
          at: '2',
          says: 'Routines that begin with dd_ belong to the SCSI device driver, those with sc_ to the SCSI adapter driver.',
          kind: 'words',
          why: 'says which driver a name belongs to; here each driver is a machine of its own',
        },
      ],
    },
    {
      title: 'step 1: the device driver',
      statements: [
        {
          at: '1',
          says: 'dd_strategy is called, and queues what the device driver wants to queue.',
          clauses: ['dd-strategy-queues'],
        },
        {
          at: '2',
          says: 'dd_strategy then has dd_start begin the operation.',
          clauses: ['dd-strategy-queues', 'dd-in-process'],
        },
        {
          at: '3',
          says: 'dd_start gets to sc_strategy by the kernel service, with the sc_buf as its argument.',
          clauses: ['dd-start-fills', 'scbuf-filled-by-start'],
        },
      ],
    },
    {
      title: 'step 2: tests',
      statements: [
        {
          at: '1',
          says: 'First of all sc_strategy tests whether the sc_buf is valid.',
          clauses: ['scbuf-reject-by-iodone', 'adapter-reject-keeps-queue'],
        },
        { at: '2, devno', clauses: ['adapter-tests-devno'] },
        { at: '2, SCSI ID and LUN', clauses: ['adapter-tests-device'] },
        { at: '2, size', clauses: ['adapter-tests-size'] },
      ],
    },
    {
      title: 'step 3: the chain of the device',
      statements: [
        {
          at: '1',
          says: 'The adapter driver may not change the order of transactions, but it chains them.',
          clauses: ['adapter-chains-at-tail'],
        },
        { at: '2', clauses: ['adapter-starts-when-idle'] },
        {
          at: '3',
          says: 'Otherwise the transaction goes to the tail of the chain.',
          clauses: ['adapter-chains-at-tail'],
        },
      ],
    },
    {
      title: 'step 4: interrupts',
      statements: [
        { at: '1', clauses: ['adapter-intermediate-interrupt'] },
        {
          at: '2',
          says: 'It fills in status_validity, and scsi_status and general_card_status where they have something to say.',
          clauses: [
            'scbuf-one-validity-bit',
            'scbuf-scsi-status-valid',
            'scbuf-card-status-valid',
            'adapter-scsi-error',
            'adapter-status-unmasked',
          ],
        },
        {
          at: '3',
          says: 'It fills in b_resid: the bytes that were not transferred.',
          clauses: ['scbuf-resid-always-valid', 'adapter-short-runs-on'],
        },
        { at: '4', says: 'b_resid is 0 if all data was transferred.', clauses: ['scbuf-resid-always-valid'] },
        {
          at: '5',
          says: 'A transaction that is complete is taken from the queue of the device and then passed to iodone.',
          clauses: ['scbuf-dequeued-before-iodone', 'adapter-good'],
        },
        {
          at: '6',
          says: 'Then sc_start is called for the next transaction of the device.',
          clauses: ['adapter-start-after-iodone'],
        },
        {
          at: '7',
          says: 'iodone calls dd_iodone, which tells the device driver that this transaction is over.',
          clauses: ['dd-iodone-analyses'],
        },
      ],
    },
    {
      title: 'step 5: the device driver again',
      statements: [
        {
          at: '1',
          says: 'dd_iodone looks at the completion codes of the sc_buf and recovers if it must.',
          clauses: ['dd-iodone-analyses'],
        },
        {
          at: '2',
          says: 'If the operation was correct the original bufs are dequeued.',
          clauses: ['dd-good', 'dd-spanned-iodone'],
        },
        {
          at: '3',
          says: 'iodone is called with each original buf, so that whoever asked is told.',
          clauses: ['dd-good', 'dd-spanned-iodone'],
        },
      ],
    },
    {
      title: 'related information',
      statements: [
        {
          at: '1 to 5',
          says: 'Five other pages: required ioctls, execution of initiator requests, execution of target-mode requests, error recovery, fields of the sc_buf.',
          kind: 'words',
          why: 'refers to other pages, whose statements are under `aix-*`',
        },
      ],
    },
  ],
};
