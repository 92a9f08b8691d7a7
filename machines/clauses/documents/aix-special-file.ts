import type { Document } from './statement.ts';

/** Open and close, dump, target mode, configuration. */
export const aixSpecialFile: Document = {
  id: 'aix-special-file',
  title: 'AIX SCSI drivers: open and close, dump, target mode, configuration (KEDS, Technical Reference, sys/scsi.h)',
  sections: [
    {
      title: 'open and close',
      statements: [
        { at: 'adapter, normal', clauses: ['entry-open'] },
        { at: 'adapter, SC_DIAGNOSTIC', clauses: ['entry-open-diagnostic', 'entry-diagnostic-only'] },
        { at: 'disk, SC_DIAGNOSTIC', clauses: ['dd-open-diagnostic'] },
        { at: 'disk, SC_RETAIN_RESERVATION', clauses: ['dd-open-reserves'] },
        { at: 'disk, SC_FORCED_OPEN', clauses: ['dd-forced-open'] },
        { at: 'disk, SC_NO_RESERVE', clauses: ['dd-open-reserves'] },
        {
          at: 'disk, SC_SINGLE',
          says: 'Nobody else may have the disk open.',
          clauses: ['dd-open-single'],
        },
        { at: 'disk, errno of openx', clauses: ['dd-open-errno', 'dd-open-single', 'dd-open-diagnostic'] },
        { at: 'disk, commands of a process', clauses: ['dd-pass-through-ioctl'] },
        { at: 'disk, SC_FORCED_OPEN_LUN', clauses: ['dd-forced-open'] },
        {
          at: 'disk, SC_PR_SHARED_REGISTER',
          says: 'The disk is reserved by persistent reservation, registrants only.',
          clauses: ['dd-open-shared-register'],
        },
        { at: 'what an open does', clauses: ['dd-open', 'dd-open-reserves', 'dd-forced-open'] },
        {
          at: 'what an open may do',
          says: 'Open the adapter, IOCINFO, SCIOGTHW, SCIOEVENT.',
          clauses: ['dd-open-adapter', 'dd-open-adapter-sam', 'dd-events'],
        },
        {
          at: 'mode select',
          says: 'At open, and again after a reset.',
          clauses: ['dd-mode-select', 'dd-mode-select-again'],
        },
        { at: 'close', clauses: ['dd-close', 'dd-open-adapter', 'queue-stop-waits'] },
      ],
    },
    {
      title: 'dump',
      statements: [
        { at: 'a plain subroutine', clauses: ['dump-subroutine'] },
        { at: 'DUMPINIT, DUMPSTART', clauses: ['dump-init'] },
        { at: 'DUMPQUERY', clauses: ['dump-query'] },
        { at: 'DUMPWRITE', clauses: ['dump-write'] },
        { at: 'FCP and iSCSI', clauses: ['fscsi-dump'] },
        { at: 'errors are final', clauses: ['dump-write-final'] },
        { at: 'errno', clauses: ['dump-errno'] },
        { at: 'DUMPEND, DUMPTERM', clauses: ['dump-end'] },
        { at: 'devdump', clauses: ['dump-no-entry'] },
      ],
    },
    {
      title: 'target mode',
      statements: [
        { at: 'the way of a tm_buf', clauses: ['tm-buffer-goes-round'] },
        { at: 'user_flag', clauses: ['tm-flags'] },
        {
          at: 'status_validity, general_card_status',
          says: 'SC_ADAPTER_ERROR only, and never SC_CMD_TIMEOUT.',
          clauses: ['tm-flags'],
        },
        {
          at: 'tm_correlator, adap_devno, user_id, data_addr, data_len',
          says: 'Whose data it is, and where it lies.',
          kind: 'data',
          why: 'no decision of either driver depends on these fields',
        },
        { at: 'an error in one Send', clauses: ['tm-error-alone'] },
        { at: 'no buffer left', clauses: ['tm-exhausted', 'tm-send-order'] },
        {
          at: 'no strategy, no halting',
          says: 'Target mode has no sc_buf and no queue that could be halted.',
          clauses: ['tm-buffer-goes-round'],
        },
      ],
    },
    {
      title: 'configuration',
      statements: [
        { at: 'CFG_INIT, CFG_TERM, query VPD', clauses: ['entry-config', 'entry-not-configured'] },
        {
          at: 'DDS',
          says: 'Card id, bus information, delay after reset, number of target buffers.',
          kind: 'types',
          why: 'parameters of the adapter',
          file: 'machines/protocol/aix-parameters.ts',
        },
      ],
    },
  ],
};
