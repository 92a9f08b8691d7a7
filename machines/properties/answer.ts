import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { type AnswerEvent, watchingAnswer } from './answer-watched.ts';
import { holds } from './expectation.ts';
import type { WatcherProperty } from './property.ts';
import { broken, everyRequest, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** How requests are answered (9F biodone, 9E strategy). */

const answeredOnce = watchingAnswer.createMachine({
  id: 'R2',
  context: ({ input }) => ({ at: input }),
  initial: 'requester',
  states: {
    requester: {
      description: "The buf is the requester's, or there is none.",
      on: {
        'sent.buf.strategy': {
          guard: 'it is this request',
          target: 'driver',
          description: 'strategy(9E)',
          meta: cite('app-strategy'),
        },
        'sent.buf.uscsi': {
          guard: 'it is this request',
          target: 'driver',
          description: 'USCSICMD',
          meta: cite('app-uscsi'),
        },
        'sent.buf.biodone': {
          guard: 'it is this request',
          target: 'violated',
          description: 'answered twice, or unasked',
          meta: cite('app-biodone-once'),
        },
        'sent.tran.start': {
          guard: 'it is this request',
          target: 'violated',
          description: 'transported after its answer',
          meta: cite('app-biodone-once'),
        },
      },
    },
    driver: {
      description: 'The driver has the buf, and its packet if there is one.',
      on: {
        'sent.buf.biodone': {
          guard: 'it is this request',
          target: 'requester',
          description: 'the one answer',
          meta: cite('app-biodone-once'),
        },
        'sent.tran.start': {
          guard: 'it is this request',
          target: 'transport',
          description: 'transported',
          meta: cite('pkt-transport'),
        },
      },
    },
    transport: {
      description: 'The transport has the packet.',
      on: {
        'delivered.pkt.comp': {
          guard: 'it is this request',
          target: 'driver',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
        'delivered.packet.polled': {
          guard: 'it is this request',
          target: 'driver',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
        'delivered.tran.return': {
          guard: 'this packet is refused',
          target: 'driver',
          description: 'refused',
          meta: cite('pkt-reject'),
        },
        'sent.buf.biodone': {
          guard: 'it is this request',
          target: 'violated',
          description: 'answered before its last transport is over',
          meta: cite('app-biodone-once'),
        },
      },
    },
    violated: broken('A buf was answered twice, too early, or used after its answer.'),
  },
});

const destroyedBefore = watchingAnswer.createMachine({
  id: 'R4',
  context: ({ input }) => ({ at: input }),
  initial: 'absent',
  states: {
    absent: {
      description: 'There is no packet.',
      on: {
        'delivered.packet.init': {
          guard: 'this packet is allocated',
          target: 'present',
          description: 'scsi_init_pkt',
          meta: cite('pkt-allocate'),
        },
      },
    },
    present: {
      description: 'There is a packet that refers to the buf.',
      on: {
        'delivered.packet.destroy': {
          guard: 'it is this request',
          target: 'absent',
          description: 'scsi_destroy_pkt',
          meta: cite('pkt-destroy'),
        },
        'sent.buf.biodone': {
          guard: 'it is this request',
          target: 'violated',
          description: 'answered while the packet still refers to the buf',
          meta: cite('sd-return-order'),
        },
      },
    },
    violated: broken('A request was answered before its packet was destroyed.'),
  },
});

/** A packet that is used again carries the same command. */
const sameCommand = setup({
  types: {
    input: {} as PacketAt,
    context: {} as { at: PacketAt; op: string | null },
    events: {} as AnswerEvent,
    tags: {} as WatcherTag,
  },
  guards: {
    'it is this request': ofPacket,
    'it is another command': ({ context, event }) =>
      ofPacket({ context, event }) && event.message.type === 'tran.start' && event.message.op !== context.op,
  },
  actions: {
    'note the command': assign({ op: ({ event: { message } }) => (message.type === 'tran.start' ? message.op : null) }),
    'forget the command': assign({ op: null }),
  },
}).createMachine({
  id: 'R7',
  context: ({ input }) => ({ at: input, op: null }),
  initial: 'unused',
  states: {
    unused: {
      description: 'The packet has not been transported.',
      on: {
        'sent.tran.start': {
          guard: 'it is this request',
          target: 'used',
          actions: 'note the command',
          description: 'its first transport',
          meta: cite('pkt-transport'),
        },
      },
    },
    used: {
      description: 'The packet has been transported.',
      on: {
        'sent.tran.start': {
          guard: 'it is another command',
          target: 'violated',
          description: 'used again for another command',
          meta: cite('pkt-reuse'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this request',
          target: 'unused',
          actions: 'forget the command',
          description: 'destroyed',
          meta: cite('pkt-destroy'),
        },
      },
    },
    violated: broken('A packet was used again for a command of another kind.'),
  },
});

export const answerProperties: readonly WatcherProperty[] = [
  {
    id: 'R2',
    says: 'biodone is called exactly once for each buf, after its last transport, and the buf is not touched afterwards.',
    source: ['app-biodone-once'],
    kind: 'never',
    machine: answeredOnce,
    instances: everyRequest,
    expected: holds,
  },
  {
    id: 'R4',
    says: 'The packet is destroyed before biodone.',
    source: ['sd-return-order'],
    kind: 'never',
    machine: destroyedBefore,
    instances: everyRequest,
    expected: holds,
  },
  {
    id: 'R7',
    says: 'A packet that is used again carries a command of the same kind, and so of the same length.',
    source: ['pkt-reuse'],
    kind: 'never',
    machine: sameCommand,
    instances: everyRequest,
    expected: holds,
  },
];
