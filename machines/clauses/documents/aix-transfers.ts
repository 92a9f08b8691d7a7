import type { Document } from './statement.ts';

/** Spanned and fragmented commands, gathered writes. */
export const aixTransfers: Document = {
  id: 'aix-transfers',
  title: 'AIX SCSI: spanned and fragmented commands, gathered writes (KEDS)',
  sections: [
    {
      title: 'spanned (consolidated) commands',
      statements: [
        { at: 'bp and the chain of originals', clauses: ['dd-spanned'] },
        { at: 'one direction', clauses: ['dd-spanned', 'adapter-tests-span'] },
        { at: 'complete requests only', clauses: ['dd-spanned'] },
        { at: 'maximum transfer', clauses: ['adapter-tests-size', 'dd-spanned'] },
        { at: 'page boundaries', clauses: ['adapter-tests-span', 'dd-spanned'] },
        { at: 'bp excludes resvd1', clauses: ['adapter-tests-bp-and-resvd1'] },
        { at: 'av_forw is null', clauses: ['adapter-tests-av-forw', 'scbuf-one-per-call'] },
        { at: 'one iodone, then one for each original', clauses: ['dd-spanned-iodone', 'dd-error-alone'] },
      ],
    },
    {
      title: 'fragmented commands',
      statements: [
        { at: 'the device driver splits', clauses: ['dd-fragments'] },
        { at: 'the adapter driver never does', clauses: ['dd-fragments', 'adapter-tests-size'] },
      ],
    },
    {
      title: 'gathered writes',
      statements: [
        {
          at: 'resvd1 points to a uio',
          clauses: ['dd-gathered', 'adapter-tests-bp-and-resvd1', 'adapter-tests-gathered'],
        },
        {
          at: 'no alignment',
          says: 'The pieces of a gathered write need no page boundaries.',
          kind: 'data',
          why: 'where the bytes lie changes nothing that either driver can see',
        },
        { at: 'writes only', clauses: ['dd-gathered', 'adapter-tests-gathered'] },
        { at: 'process level only', clauses: ['dd-gathered-process', 'adapter-tests-gathered'] },
        {
          at: 'hardware or software',
          says: 'The adapter gathers, or the adapter driver copies.',
          kind: 'data',
          why: 'where the bytes lie on their way changes nothing that either driver can see',
        },
        {
          at: 'preconditions',
          clauses: ['adapter-tests-gathered', 'adapter-tests-bp-and-resvd1', 'adapter-tests-size'],
        },
        {
          at: 'the uio is consumed',
          says: 'Its contents may have changed when the write comes back.',
          clauses: ['dd-gathered-restored'],
        },
        { at: 'SCIOGTHW', clauses: ['ioctl-gathered', 'dd-open-adapter'] },
        { at: 'not in a dump', clauses: ['dump-write'] },
        {
          at: 'not in a scsi_buf',
          says: 'A scsi_buf has no resvd1.',
          kind: 'types',
          why: 'the message has no such field',
          file: 'machines/protocol/scsi-buf.ts',
        },
      ],
    },
  ],
};
