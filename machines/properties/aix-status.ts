import { cite } from '../clauses/index.ts';
import type { Iodone } from '../protocol/aix-adapter.ts';
import { begins, scBufProperty, watchingScBuf } from './aix-sc-buf-watched.ts';
import { everyScBuf } from './aix-watched.ts';
import type { WatcherProperty } from './property.ts';
import { noMessage } from './single-message.ts';
import { broken, once } from './watched.ts';

/** What the fields of an sc_buf say when it comes back. */

const residual = watchingScBuf.createMachine({
  id: 'aix-I6',
  context: begins,
  initial: 'under way',
  states: {
    'under way': {
      description: 'The device has given no status.',
      on: {
        'delivered.transaction.completed': {
          guard: 'its data came over the bus as they were sent',
          target: 'completed',
          actions: 'what was not transferred',
          description: 'the device has given a status',
          meta: cite('adapter-good'),
        },
        'sent.sc.iodone': {
          guard: 'flushed, and some of it was transferred',
          target: 'wrong',
          description: 'flushed, and b_resid says that data were transferred',
          meta: cite('scbuf-flushed-fields', 'scbuf-resid-always-valid'),
        },
      },
    },
    completed: {
      description: 'What was not transferred is known.',
      on: {
        'sent.sc.iodone': [
          {
            guard: 'b_resid is another',
            target: 'wrong',
            description: 'b_resid is not what the device has left',
            meta: cite('scbuf-resid-always-valid'),
          },
          {
            guard: 'it is this one',
            target: 'under way',
            actions: 'nothing to compare',
            description: 'b_resid is what the device has left',
            meta: cite('scbuf-resid-always-valid'),
          },
        ],
      },
    },
    wrong: broken('b_resid is not what was not transferred.'),
  },
});

export const aixStatusProperties: readonly WatcherProperty[] = [
  scBufProperty({
    says: 'b_resid is what the device has not transferred; of what was flushed it is everything.',
    source: ['scbuf-resid-always-valid', 'scbuf-flushed-fields'],
    machine: residual,
    instances: everyScBuf,
  }),
  scBufProperty({
    says: 'A status field is named by status_validity with EIO only.',
    source: ['scbuf-one-validity-bit', 'scbuf-no-error'],
    machine: noMessage<Iodone>({
      id: 'aix-I7',
      on: 'sent.sc.iodone',
      when: ({ validity, error }) => validity !== 'none' && error !== 'EIO',
      description: 'status_validity is set, and b_error is not EIO',
      source: ['scbuf-one-validity-bit'],
    }),
    instances: once,
  }),
  scBufProperty({
    says: 'scsi_status says something iff status_validity is SC_SCSI_ERROR, general_card_status iff it is SC_ADAPTER_ERROR.',
    source: ['scbuf-scsi-status-valid', 'scbuf-card-status-valid'],
    machine: noMessage<Iodone>({
      id: 'aix-I8',
      on: 'sent.sc.iodone',
      when: ({ validity, scsiStatus, cardStatus }) =>
        (scsiStatus !== null) !== (validity === 'SC_SCSI_ERROR') ||
        (cardStatus !== null) !== (validity === 'SC_ADAPTER_ERROR'),
      description: 'a status field that status_validity does not name, or the other way round',
      source: ['scbuf-scsi-status-valid', 'scbuf-card-status-valid'],
    }),
    instances: once,
  }),
];
