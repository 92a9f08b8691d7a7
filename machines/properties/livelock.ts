import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BufDone } from '../protocol/buf.ts';
import type { CommandRequest, UnitMessage } from '../protocol/scsa-disk.ts';
import { autoSense, deceived, hangsUnnoticed, offers, queues, withoutEnd } from './expectation.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { everyRequest, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** Retries that nothing limits: does a request that gets them come to its end all the same? */

type Event = Observation<BufDone | UnitMessage | CommandRequest>;
type From = { context: { at: PacketAt }; event: Event };

const retried =
  (because: 'QUEUE_FULL' | null) =>
  (from: From): boolean => {
    const { message } = from.event;
    return (
      ofPacket(from) &&
      message.type === 'unit.retry' &&
      message.retryClass === 'NOCHECK' &&
      message.because === because &&
      (because !== null || message.delay === 'busyDelay')
    );
  };

const watching = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this request': ofPacket,
    'it is retried without having been sensed': retried(null),
    'it is retried because of QUEUE FULL': retried('QUEUE_FULL'),
    TRAN_BUSY: (from: From) =>
      ofPacket(from) && from.event.message.type === 'unit.rejected' && from.event.message.result === 'TRAN_BUSY',
  },
});

const over = {
  guard: 'it is this request',
  target: 'none',
  description: 'answered',
  meta: cite('app-biodone-once'),
} as const;

const unsensed = watching.createMachine({
  id: 'Q7-ends',
  context: ({ input }) => ({ at: input }),
  initial: 'none',
  states: {
    none: {
      description: 'No such retry.',
      on: {
        'delivered.unit.retry': {
          guard: 'it is retried without having been sensed',
          target: 'retrying',
          description: 'CHECK CONDITION, others in transport: retried without sensing, uncounted',
          meta: cite('sd-rqs-in-use', 'sd-class-nocheck'),
        },
      },
    },
    retrying: {
      description: 'Tried again, nobody knows after what.',
      tags: 'pending',
      on: { 'sent.buf.biodone': over },
    },
  },
});

const queueFull = watching.createMachine({
  id: 'D1-queue-full',
  context: ({ input }) => ({ at: input }),
  initial: 'none',
  states: {
    none: {
      description: 'No such retry.',
      on: {
        'delivered.unit.retry': {
          guard: 'it is retried because of QUEUE FULL',
          target: 'retrying',
          description: 'QUEUE FULL: retried, uncounted',
          meta: cite('sd-status-qfull', 'sd-class-nocheck'),
        },
      },
    },
    retrying: {
      description: 'Tried again until the unit has room.',
      tags: 'pending',
      on: { 'sent.buf.biodone': over },
    },
  },
});

const tranBusy = watching.createMachine({
  id: 'D1-tran-busy',
  context: ({ input }) => ({ at: input }),
  initial: 'none',
  states: {
    none: {
      description: 'No such retry.',
      on: {
        'delivered.unit.rejected': {
          guard: 'TRAN_BUSY',
          target: 'retrying',
          description: 'TRAN_BUSY: tried again, uncounted',
          meta: cite('sd-tran-busy'),
        },
      },
    },
    retrying: {
      description: 'Tried again until the adapter takes it.',
      tags: 'pending',
      on: { 'sent.buf.biodone': over },
    },
  },
});

/** Only a world that misbehaves without end can keep a request for ever. */
const livelockIf =
  (possible: (configuration: Configuration) => boolean) =>
  (configuration: Configuration): Verdict =>
    possible(configuration) && withoutEnd(configuration) ? 'fails' : 'holds';

export const livelockProperties: readonly WatcherProperty[] = [
  {
    id: 'Q7-ends',
    says: 'A request that is retried because its sense was lost is answered some day, although nothing counts these retries.',
    source: ['sd-rqs-in-use', 'sd-class-nocheck'],
    kind: 'eventually',
    machine: unsensed,
    instances: everyRequest,
    expected: (configuration) =>
      deceived(configuration)
        ? undefined
        : livelockIf((given) => !autoSense(given) && queues(given) && !given.sd.senseWhileOthersInTransport)(
            configuration,
          ),
  },
  {
    id: 'D1-queue-full',
    says: 'A request that is retried because of QUEUE FULL is answered some day, although nothing counts these retries.',
    source: ['sd-status-qfull', 'sd-class-nocheck'],
    kind: 'eventually',
    machine: queueFull,
    instances: everyRequest,
    expected: livelockIf((given) => offers(given, 'target.command.arrival=queueFull')),
  },
  {
    id: 'D1-tran-busy',
    says: 'A request that got TRAN_BUSY is answered some day, although nothing counts these retries.',
    source: ['sd-tran-busy'],
    kind: 'eventually',
    machine: tranBusy,
    instances: everyRequest,
    // Two faults: TRAN_BUSY, and then a command that hangs and is never missed (I11). Where another target shares the bus
    // exploration finds that two do not suffice; with a selection that nobody answers before them they do.
    expected: (given) => {
      const mayHang = given.faultBudget >= 2 && offers(given, 'tran.start.admission=busy') && hangsUnnoticed(given);
      if (mayHang) {
        const unanswered = given.faultBudget >= 3 && offers(given, 'bus.select.selection=noResponse');
        return given.targets === 1 || unanswered ? 'fails' : 'holds';
      }
      return livelockIf((sticking) => offers(sticking, 'tran.start.admission=busy'))(given);
    },
  },
];
