import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Devstrat, Iodone, TransactionMessage } from '../protocol/aix-adapter.ts';
import type { DdRequest, HeadMessage } from '../protocol/aix-disk.ts';
import type { BufDone, BufRequest } from '../protocol/buf.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import { everyOriginal, everyScBuf, ofScBuf, overScBuf, type ScBufAt } from './aix-watched.ts';
import { leavesHeldQueue } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { noMessage } from './single-message.ts';
import { broken, once, type WatcherTag } from './watched.ts';

/** What happens to each sc_buf, and to the request behind it, on the way from devstrat to dd_iodone. */

type Context = { at: ScBufAt; resid: Resid | null };
type Event = Observation<
  | Devstrat
  | Iodone
  | TransactionMessage
  | DdRequest
  | HeadMessage
  | BufRequest
  | BufDone
  | BusRequest
  | BusInterrupt
  | ScBufMessage
>;
type From = { context: Context; event: Event };

const isBusFault = (from: From): boolean =>
  ofScBuf(from) && from.event.message.type === 'sc.iodone' && from.event.message.cardStatus === 'SC_SCSI_BUS_FAULT';
const toBuffer = ({ context: { at }, event: { to } }: From): boolean => to === at.buffer;

const watching = setup({
  types: { input: {} as ScBufAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this one': ofScBuf,
    'it is this sc_buf': toBuffer,
    'it is for the command that fills this sc_buf': ({ context: { at }, event: { to } }: From) => to === at.command,
    'it is this sc_buf, with SC_ASYNC': (from: From) =>
      toBuffer(from) && from.event.message.type === 'scbuf.devstrat' && from.event.message.async,
    'it is this one, with SC_SCSI_BUS_FAULT': isBusFault,
    'its data came over the bus as they were sent': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'transaction.completed' && !from.event.message.parity,
    'flushed, and some of it was transferred': (from: From) =>
      ofScBuf(from) &&
      from.event.message.type === 'sc.iodone' &&
      from.event.message.error === 'ENXIO' &&
      from.event.message.resid !== 'all',
    'b_resid is another': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'sc.iodone' && from.event.message.resid !== from.context.resid,
  },
  actions: {
    'what was not transferred': assign({
      resid: ({ event: { message } }) => (message.type === 'transaction.completed' ? message.resid : null),
    }),
    'nothing to compare': assign({ resid: null }),
  },
});
const begins = ({ input }: { input: ScBufAt }): Context => ({ at: input, resid: null });

const submitted = {
  guard: 'it is this sc_buf',
  target: 'submitted',
  description: 'devstrat is called',
  meta: cite('scbuf-one-per-call'),
} as const;
const comesBack = {
  guard: 'it is this one',
  target: 'with the head driver',
  description: 'iodone',
  meta: cite('scbuf-positive-indication'),
} as const;

const onceBack = watching.createMachine({
  id: 'aix-I1',
  context: begins,
  initial: 'with the head driver',
  states: {
    'with the head driver': {
      description: 'Not submitted, or iodone has been called.',
      on: {
        'delivered.scbuf.devstrat': submitted,
        'sent.sc.iodone': {
          ...comesBack,
          target: 'once too often',
          description: 'iodone for one nobody has submitted',
        },
      },
    },
    submitted: {
      description: 'Iodone is due.',
      on: { 'sent.sc.iodone': comesBack },
    },
    'once too often': broken('iodone was called once too often.'),
  },
});

const back = watching.createMachine({
  id: 'aix-I1-back',
  context: begins,
  initial: 'with the head driver',
  states: {
    'with the head driver': {
      description: 'Not submitted, or iodone has been called.',
      on: { 'delivered.scbuf.devstrat': submitted },
    },
    submitted: {
      description: 'Iodone is due.',
      tags: 'pending',
      on: { 'sent.sc.iodone': comesBack },
    },
  },
});

const residual = watching.createMachine({
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

const notAgain = watching.createMachine({
  id: 'aix-I18',
  context: begins,
  initial: 'not handed over',
  states: {
    'not handed over': {
      description: 'The adapter does not have the command.',
      on: {
        'sent.bus.select': {
          guard: 'it is this one',
          target: 'handed over',
          description: 'the adapter selects for it',
          meta: cite('adapter-start-arms-timeout'),
        },
      },
    },
    'handed over': {
      description: 'The adapter has the command.',
      on: {
        'sent.bus.select': {
          guard: 'it is this one',
          target: 'again',
          description: 'selected for once more, though nobody has submitted it again',
          meta: cite('adapter-retries-only-before-handover'),
        },
        'delivered.hba.selectionLost': {
          guard: 'it is this one',
          target: 'not handed over',
          description: 'it did not get as far as the device',
          meta: cite('adapter-selection-lost'),
        },
        'sent.sc.iodone': {
          guard: 'it is this one',
          target: 'not handed over',
          description: 'over',
          meta: cite('scbuf-positive-indication'),
        },
      },
    },
    again: broken('The adapter driver has issued a command again.'),
  },
});

const answeredAfter = watching.createMachine({
  id: 'aix-I21',
  context: begins,
  initial: 'free',
  states: {
    free: {
      description: 'Its sc_buf is with the head driver.',
      on: { 'delivered.scbuf.devstrat': submitted },
    },
    submitted: {
      description: 'Its sc_buf is with the adapter driver.',
      on: {
        'delivered.sc.iodone': {
          guard: 'it is this one',
          target: 'free',
          description: 'dd_iodone',
          meta: cite('dd-iodone-analyses'),
        },
        'sent.buf.biodone': {
          guard: 'it is this one',
          target: 'early',
          description: 'answered before dd_iodone',
          meta: cite('dd-iodone-analyses', 'dd-good'),
        },
      },
    },
    early: broken('A request was answered while its sc_buf was with the adapter driver.'),
  },
});

const isAnswered = {
  guard: 'it is this one',
  target: 'untried',
  description: 'answered',
  meta: cite('dd-good', 'dd-retries-exhausted'),
} as const;
const meets = (target: string) =>
  ({
    guard: 'it is this one, with SC_SCSI_BUS_FAULT',
    target,
    description: 'the bus has failed',
    meta: cite('dd-bus-fault'),
  }) as const;

const asyncLast = watching.createMachine({
  id: 'aix-I22',
  context: begins,
  initial: 'untried',
  states: {
    untried: {
      description: 'No bus fault for this request so far.',
      on: {
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf, with SC_ASYNC',
          target: 'wrong',
          description: 'SC_ASYNC, and the bus has not failed',
          meta: cite('dd-async-last'),
        },
        'sent.sc.iodone': meets('faulted'),
      },
    },
    faulted: {
      description: 'The bus has failed: it may be tried again, in the end with SC_ASYNC.',
      on: {
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf, with SC_ASYNC',
          target: 'last',
          description: 'the last retry: asynchronous',
          meta: cite('dd-async-last'),
        },
        'sent.buf.biodone': isAnswered,
      },
    },
    last: {
      description: 'The last retry after bus faults.',
      on: { 'sent.sc.iodone': meets('spent'), 'sent.buf.biodone': isAnswered },
    },
    spent: {
      description: 'Nothing is left to be tried.',
      on: {
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf',
          target: 'wrong',
          description: 'once more, after the last retry',
          meta: cite('dd-async-last', 'dd-retries-exhausted'),
        },
        'sent.buf.biodone': isAnswered,
      },
    },
    wrong: broken('SC_ASYNC on something else than the last retry after a bus fault.'),
  },
});

const owned = watching.createMachine({
  id: 'aix-I32',
  context: begins,
  initial: 'of the head driver',
  states: {
    'of the head driver': {
      description: 'The head driver may write it.',
      on: { 'delivered.scbuf.devstrat': { ...submitted, target: 'of the adapter driver' } },
    },
    'of the adapter driver': {
      description: 'From devstrat to dd_iodone.',
      on: {
        'delivered.sc.iodone': {
          guard: 'it is this one',
          target: 'of the head driver',
          description: 'dd_iodone',
          meta: cite('scbuf-owner'),
        },
        'delivered.dd.issue': {
          guard: 'it is for the command that fills this sc_buf',
          target: 'taken',
          description: 'filled though the adapter driver has it',
          meta: cite('scbuf-owner', 'dd-start-fills'),
        },
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf',
          target: 'taken',
          description: 'submitted though the adapter driver has it',
          meta: cite('scbuf-owner', 'scbuf-one-per-call'),
        },
      },
    },
    taken: broken('The head driver has filled an sc_buf of the adapter driver.'),
  },
});

const originalsEnd = watching.createMachine({
  id: 'aix-I34',
  context: begins,
  initial: 'idle',
  states: {
    idle: {
      description: 'No request in this place.',
      on: {
        'delivered.buf.strategy': {
          guard: 'it is this one',
          target: 'requested',
          description: 'dd_strategy',
          meta: cite('dd-strategy-queues'),
        },
      },
    },
    requested: {
      description: 'An answer is due.',
      tags: 'pending',
      on: { 'sent.buf.biodone': { ...isAnswered, target: 'idle' } },
    },
  },
});

type Given = Pick<WatcherProperty, 'says' | 'source' | 'machine' | 'instances'> &
  Partial<Pick<WatcherProperty, 'kind' | 'expected'>>;
const property = ({ kind = 'never', ...given }: Given): WatcherProperty => ({
  id: given.machine.id,
  architecture: 'aix',
  kind,
  expected: overScBuf,
  ...given,
});

export const aixScBufProperties: readonly WatcherProperty[] = [
  property({
    says: 'iodone is called at most once for every devstrat.',
    source: ['scbuf-positive-indication', 'scbuf-reject-by-iodone'],
    machine: onceBack,
    instances: everyScBuf,
  }),
  property({
    kind: 'eventually',
    says: 'Every sc_buf that was submitted comes back.',
    source: ['scbuf-positive-indication', 'adapter-cmd-timeout'],
    machine: back,
    instances: everyScBuf,
  }),
  property({
    says: 'b_resid is what the device has not transferred; of what was flushed it is everything.',
    source: ['scbuf-resid-always-valid', 'scbuf-flushed-fields'],
    machine: residual,
    instances: everyScBuf,
  }),
  property({
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
  property({
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
  property({
    says: 'The adapter driver never issues a command again that the hardware was given.',
    source: ['adapter-retries-only-before-handover'],
    machine: notAgain,
    instances: everyScBuf,
  }),
  property({
    says: 'A request is not answered while its sc_buf is with the adapter driver.',
    source: ['dd-iodone-analyses', 'dd-good'],
    machine: answeredAfter,
    instances: everyOriginal,
  }),
  property({
    says: 'SC_ASYNC is set on the last retry after bus faults only.',
    source: ['dd-async-last', 'adapter-async'],
    machine: asyncLast,
    instances: everyOriginal,
  }),
  property({
    says: 'From devstrat to dd_iodone the head driver neither fills nor submits the sc_buf.',
    source: ['scbuf-owner'],
    machine: owned,
    instances: everyScBuf,
  }),
  property({
    kind: 'eventually',
    says: 'Every request to the head driver is answered, unless SCIOSTOP leaves it in a held queue.',
    source: ['dd-strategy-queues', 'dd-retries-exhausted', 'dd-flushed-again', 'queue-stop-held'],
    expected: (configuration) => {
      const verdict = overScBuf(configuration);
      return verdict && leavesHeldQueue(configuration) ? 'fails' : verdict;
    },
    machine: originalsEnd,
    instances: everyOriginal,
  }),
];
