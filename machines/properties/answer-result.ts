import { cite } from '../clauses/index.ts';
import { watchingAnswer } from './answer-watched.ts';
import { holds } from './expectation.ts';
import type { WatcherProperty } from './property.ts';
import { broken, everyRequest } from './watched.ts';

/** Whether an answer tells how the request went (9F biodone: B_ERROR and b_resid). */

const allMoved = {
  guard: 'pkt_resid is 0',
  target: 'everything',
  description: 'all bytes moved',
  meta: cite('hba-writes-four-fields'),
} as const;
const leftOver = {
  guard: 'it is this request',
  target: 'short',
  description: 'bytes are left over',
  meta: cite('hba-writes-four-fields'),
} as const;

const residualTold = watchingAnswer.createMachine({
  id: 'S5',
  context: ({ input }) => ({ at: input }),
  initial: 'nothing',
  states: {
    nothing: {
      description: 'No packet of this request has come back.',
      on: {
        'delivered.pkt.comp': [allMoved, leftOver],
        'delivered.packet.polled': [allMoved, leftOver],
        'sent.buf.biodone': {
          guard: 'B_ERROR is clear, and something was transferred',
          target: 'violated',
          description: 'success with data that no packet has moved',
          meta: cite('sd-success', 'sd-end-of-partition'),
        },
      },
    },
    everything: {
      description: 'The last packet left nothing over.',
      on: {
        'delivered.pkt.comp': [
          {
            guard: 'pkt_resid is 0',
            description: 'all bytes moved',
            meta: cite('hba-writes-four-fields'),
          },
          leftOver,
        ],
        'delivered.packet.polled': [
          {
            guard: 'pkt_resid is 0',
            description: 'all bytes moved',
            meta: cite('hba-writes-four-fields'),
          },
          leftOver,
        ],
        'sent.buf.biodone': {
          guard: 'it is this request',
          target: 'nothing',
          description: 'answered',
          meta: cite('app-biodone-once'),
        },
      },
    },
    short: {
      description: 'The last packet left bytes over.',
      on: {
        'delivered.pkt.comp': allMoved,
        'delivered.packet.polled': allMoved,
        'sent.buf.biodone': [
          {
            guard: 'B_ERROR is clear, and b_resid is 0',
            target: 'violated',
            description: 'answered as complete, although bytes are left over',
            meta: cite('sd-success', 'sd-short-transfer'),
          },
          {
            guard: 'it is this request',
            target: 'nothing',
            description: 'answered: an error, or a residual count',
            meta: cite('sd-resid-on-failure'),
          },
        ],
      },
    },
    violated: broken('b_resid says that bytes were transferred that were not.'),
  },
});

const errorsTold = watchingAnswer.createMachine({
  id: 'S6',
  context: ({ input }) => ({ at: input }),
  initial: 'notFailed',
  states: {
    notFailed: {
      description: 'Nothing has failed so far, or a later try went well.',
      on: {
        'delivered.pkt.comp': [
          {
            guard: 'the packet tells of success',
            description: 'GOOD, or RECOVERED ERROR',
            meta: cite('sd-success', 'sd-key-recovered'),
          },
          {
            guard: 'it is this request',
            target: 'failed',
            description: 'not transported, or another status',
            meta: cite('sd-intr-order'),
          },
        ],
        'delivered.packet.polled': [
          {
            guard: 'the packet tells of success',
            description: 'GOOD, or RECOVERED ERROR',
            meta: cite('sd-success', 'sd-key-recovered'),
          },
          {
            guard: 'it is this request',
            target: 'failed',
            description: 'not transported, or another status',
            meta: cite('sd-intr-order'),
          },
        ],
      },
    },
    failed: {
      description: 'The last try failed.',
      on: {
        'delivered.pkt.comp': {
          guard: 'the packet tells of success',
          target: 'notFailed',
          description: 'a later try went well',
          meta: cite('sd-success', 'sd-key-recovered'),
        },
        'delivered.packet.polled': {
          guard: 'the packet tells of success',
          target: 'notFailed',
          description: 'a later try went well',
          meta: cite('sd-success', 'sd-key-recovered'),
        },
        'delivered.command.sensed': {
          guard: 'the sense is RECOVERED ERROR',
          target: 'notFailed',
          description: 'it went well after all',
          meta: cite('sd-key-recovered'),
        },
        'sent.buf.biodone': [
          {
            guard: 'B_ERROR is clear',
            target: 'violated',
            description: 'answered as success',
            meta: cite('sd-exhausted', 'sd-success'),
          },
          {
            guard: 'it is this request',
            target: 'notFailed',
            description: 'answered with an error',
            meta: cite('sd-exhausted'),
          },
        ],
      },
    },
    violated: broken('A request that failed was answered without B_ERROR.'),
  },
});

const lostSenseIsNoSuccess = watchingAnswer.createMachine({
  id: 'Q7',
  context: ({ input }) => ({ at: input }),
  initial: 'clear',
  states: {
    clear: {
      description: 'No CHECK CONDITION whose sense is unknown.',
      on: {
        'delivered.pkt.comp': [
          {
            guard: 'the packet tells of success or tells nothing',
            description: 'nothing is in doubt',
            meta: cite('sd-intr-order'),
          },
          {
            guard: 'it is this request',
            target: 'unknown',
            description: 'CHECK CONDITION without sense data',
            meta: cite('sd-status-check'),
          },
        ],
        'delivered.packet.polled': [
          {
            guard: 'the packet tells of success or tells nothing',
            description: 'nothing is in doubt',
            meta: cite('sd-intr-order'),
          },
          {
            guard: 'it is this request',
            target: 'unknown',
            description: 'CHECK CONDITION without sense data',
            meta: cite('sd-status-check'),
          },
        ],
      },
    },
    unknown: {
      description: 'CHECK CONDITION, and nobody knows why.',
      on: {
        'delivered.command.sensed': {
          guard: 'sense data came',
          target: 'clear',
          description: 'REQUEST SENSE tells',
          meta: cite('sd-rqs-idle-first'),
        },
        'delivered.pkt.comp': {
          guard: 'the packet tells of success or tells nothing',
          target: 'clear',
          description: 'a later try',
          meta: cite('sd-status-check'),
        },
        'delivered.packet.polled': {
          guard: 'the packet tells of success or tells nothing',
          target: 'clear',
          description: 'a later try',
          meta: cite('sd-status-check'),
        },
        'sent.buf.biodone': [
          {
            guard: 'B_ERROR is clear',
            target: 'violated',
            description: 'answered as success',
            meta: cite('sd-status-check', 'sd-rqs-in-use'),
          },
          {
            guard: 'it is this request',
            target: 'clear',
            description: 'answered with an error',
            meta: cite('sd-exhausted'),
          },
        ],
      },
    },
    violated: broken('Nobody knew what CHECK CONDITION meant, and it was reported as success.'),
  },
});

export const answerResultProperties: readonly WatcherProperty[] = [
  {
    id: 'S5',
    says: 'b_resid tells what was not transferred: a request whose last packet left bytes over does not succeed with b_resid 0.',
    source: ['sd-success', 'sd-short-transfer'],
    kind: 'never',
    machine: residualTold,
    instances: everyRequest,
    expected: holds,
  },
  {
    id: 'S6',
    says: 'A request whose last try failed is answered with B_ERROR.',
    source: ['sd-exhausted', 'sd-success'],
    kind: 'never',
    machine: errorsTold,
    instances: everyRequest,
    expected: holds,
  },
  {
    id: 'Q7',
    says: 'A lost sense is never reported as success.',
    source: ['sd-status-check', 'sd-rqs-in-use'],
    kind: 'never',
    machine: lostSenseIsNoSuccess,
    instances: everyRequest,
    expected: holds,
  },
];
