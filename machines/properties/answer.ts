import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BufDone, BufRequest } from '../protocol/buf.ts';
import type { CommandRequest, PacketRequest } from '../protocol/scsa-disk.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, everyRequest, ofPacket, type PacketAt, type Polled, type WatcherTag } from './watched.ts';

/** How requests are answered (9F biodone, 9E strategy). */

type Event = Observation<BufRequest | BufDone | TranRequest | TranReply | PacketRequest | CommandRequest | Polled>;
type Message = Event['message'];
type From = { context: { at: PacketAt }; event: Event };

const about =
  (holdsFor: (message: Message) => boolean) =>
  (from: From): boolean =>
    ofPacket(from) && holdsFor(from.event.message);
const answered = (...residuals: readonly Resid[]) =>
  about((message) => message.type === 'buf.biodone' && message.error === 'none' && residuals.includes(message.resid));
/** The packet is back: called back, or polled. */
const isBack = (message: Message): message is Extract<Message, { type: 'pkt.comp' | 'packet.polled' }> =>
  message.type === 'pkt.comp' || message.type === 'packet.polled';
const isRecovered = (sense: string | null | undefined): boolean => sense?.startsWith('RECOVERED_ERROR') === true;
const isCheck = (status: string | null): boolean => status === 'CHECK_CONDITION' || status === 'COMMAND_TERMINATED';

const guards = {
  'it is this request': ofPacket,
  'this packet is allocated': about((message) => message.type === 'packet.init' && message.resources === 'ok'),
  'this packet is refused': about((message) => message.type === 'tran.return' && message.result !== 'TRAN_ACCEPT'),
  'B_ERROR is clear': answered('zero', 'partial', 'all'),
  'B_ERROR is clear, and something was transferred': answered('zero', 'partial'),
  'B_ERROR is clear, and b_resid is 0': answered('zero'),
  'pkt_resid is 0': about((message) => isBack(message) && message.resid === 'zero'),
  'the packet tells of success': about(
    (message) =>
      isBack(message) &&
      ((message.reason === 'CMD_CMPLT' && (message.status === 'GOOD' || message.status === 'TASK_ABORTED')) ||
        isRecovered(message.arq?.sense)),
  ),
  'the packet tells of success or tells nothing': about(
    (message) => isBack(message) && (!isCheck(message.status) || message.arq?.sense != null),
  ),
  'sense data came': about((message) => message.type === 'command.sensed' && message.reply.sense !== null),
  'the sense is RECOVERED ERROR': about(
    (message) => message.type === 'command.sensed' && isRecovered(message.reply.sense),
  ),
};

const watching = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards,
});

const answeredOnce = watching.createMachine({
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

const destroyedBefore = watching.createMachine({
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

const residualTold = watching.createMachine({
  id: 'S5',
  context: ({ input }) => ({ at: input }),
  initial: 'nothing',
  states: {
    nothing: {
      description: 'No packet of this request has come back.',
      on: {
        'delivered.pkt.comp': [
          {
            guard: 'pkt_resid is 0',
            target: 'everything',
            description: 'all bytes moved',
            meta: cite('hba-writes-four-fields'),
          },
          {
            guard: 'it is this request',
            target: 'short',
            description: 'bytes are left over',
            meta: cite('hba-writes-four-fields'),
          },
        ],
        'delivered.packet.polled': [
          {
            guard: 'pkt_resid is 0',
            target: 'everything',
            description: 'all bytes moved',
            meta: cite('hba-writes-four-fields'),
          },
          {
            guard: 'it is this request',
            target: 'short',
            description: 'bytes are left over',
            meta: cite('hba-writes-four-fields'),
          },
        ],
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
          {
            guard: 'it is this request',
            target: 'short',
            description: 'bytes are left over',
            meta: cite('hba-writes-four-fields'),
          },
        ],
        'delivered.packet.polled': [
          {
            guard: 'pkt_resid is 0',
            description: 'all bytes moved',
            meta: cite('hba-writes-four-fields'),
          },
          {
            guard: 'it is this request',
            target: 'short',
            description: 'bytes are left over',
            meta: cite('hba-writes-four-fields'),
          },
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
        'delivered.pkt.comp': {
          guard: 'pkt_resid is 0',
          target: 'everything',
          description: 'all bytes moved',
          meta: cite('hba-writes-four-fields'),
        },
        'delivered.packet.polled': {
          guard: 'pkt_resid is 0',
          target: 'everything',
          description: 'all bytes moved',
          meta: cite('hba-writes-four-fields'),
        },
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

const errorsTold = watching.createMachine({
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

const lostSenseIsNoSuccess = watching.createMachine({
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

/** A packet that is used again carries the same command. */
const sameCommand = setup({
  types: {
    input: {} as PacketAt,
    context: {} as { at: PacketAt; op: string | null },
    events: {} as Event,
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
