import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BufDone } from '../protocol/buf.ts';
import type { CommandRequest, PacketRequest } from '../protocol/scsa-disk.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import {
  broken,
  type DmaRequest,
  everyPacket,
  everyRequest,
  ofPacket,
  type PacketAt,
  type Polled,
  type WatcherTag,
} from './watched.ts';

/** DMA resources and windows (9F scsi_init_pkt, scsi_dmafree). */

type Event = Observation<TranRequest | TranReply | PacketRequest | DmaRequest | Polled | CommandRequest | BufDone>;
type Message = Event['message'];
type From = { context: { at: PacketAt }; event: Event };

const about =
  (holdsFor: (message: Message) => boolean) =>
  (from: From): boolean =>
    ofPacket(from) && holdsFor(from.event.message);
const isBound = (message: Message): boolean =>
  (message.type === 'packet.init' && message.data && message.resources === 'ok') ||
  (message.type === 'packet.bind' && message.resources === 'ok');
/** Are there resources for a part of the buffer only? */
const isInPart = (message: Message): boolean => 'resid' in message && message.resid === 'partial';
const isRecovered = (sense: string | null | undefined): boolean => sense?.startsWith('RECOVERED_ERROR') === true;

const watching = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'DMA resources are bound': about(isBound),
    'a part of the buffer is bound': about((message) => isBound(message) && isInPart(message)),
    'it moves data': about((message) => message.type === 'tran.start' && message.direction !== 'none'),
    'the window is transferred': about(
      (message) =>
        (message.type === 'pkt.comp' || message.type === 'packet.polled') &&
        message.resid === 'zero' &&
        ((message.reason === 'CMD_CMPLT' && message.status === 'GOOD') || isRecovered(message.arq?.sense)),
    ),
    'the sense is RECOVERED ERROR': about(
      (message) => message.type === 'command.sensed' && isRecovered(message.reply.sense),
    ),
    'B_ERROR is clear, and b_resid is 0': about(
      (message) => message.type === 'buf.biodone' && message.error === 'none' && message.resid === 'zero',
    ),
  },
});

const bound = {
  guard: 'DMA resources are bound',
  target: 'bound',
  description: 'scsi_init_pkt binds the buffer, or a part of it',
  meta: cite('property-dma-bound', 'pkt-allocate'),
} as const;

const boundForData = watching.createMachine({
  id: 'R5',
  context: ({ input }) => ({ at: input }),
  initial: 'notBound',
  states: {
    notBound: {
      description: 'No DMA resources.',
      on: {
        'delivered.packet.init': bound,
        'delivered.packet.bind': bound,
        'delivered.packet.preallocate': {
          guard: 'it is this packet',
          target: 'bound',
          description: 'a packet with a consistent buffer',
          meta: cite('pkt-sleep-func'),
        },
        'sent.tran.start': {
          guard: 'it moves data',
          target: 'violated',
          description: 'data without DMA resources',
          meta: cite('property-dma-bound'),
        },
      },
    },
    bound: {
      description: 'DMA resources are bound.',
      on: {
        'delivered.packet.dmafree': {
          guard: 'it is this packet',
          target: 'notBound',
          description: 'scsi_dmafree',
          meta: cite('property-dma-bound'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'notBound',
          description: 'scsi_destroy_pkt frees them too',
          meta: cite('pkt-destroy'),
        },
      },
    },
    violated: broken('A packet moved data for which no DMA resources were bound.'),
  },
});

const over = {
  guard: 'it is this packet',
  target: 'whole',
  description: 'destroyed',
  meta: cite('pkt-destroy'),
} as const;
const freed = {
  guard: 'it is this packet',
  target: 'whole',
  description: 'scsi_dmafree: what is bound next begins with the first byte',
  meta: cite('property-dma-window', 'property-dma-bound'),
} as const;
const moved = [
  {
    guard: 'a part of the buffer is bound',
    target: 'partOpen',
    description: 'the next window, and not the last',
    meta: cite('property-dma-window'),
  },
  {
    guard: 'DMA resources are bound',
    target: 'whole',
    description: 'the last window',
    meta: cite('property-dma-window'),
  },
] as const;
const tooEarly = {
  guard: 'B_ERROR is clear, and b_resid is 0',
  target: 'violated',
  description: 'answered as complete, although windows are left',
  meta: cite('property-dma-window'),
} as const;

const everyWindow = watching.createMachine({
  id: 'R6',
  context: ({ input }) => ({ at: input }),
  initial: 'whole',
  states: {
    whole: {
      description: 'Nothing is bound, the whole buffer, or its last window.',
      on: {
        'delivered.packet.init': {
          guard: 'a part of the buffer is bound',
          target: 'partOpen',
          description: 'the first window',
          meta: cite('property-dma-window'),
        },
        'delivered.packet.bind': {
          guard: 'a part of the buffer is bound',
          target: 'partOpen',
          description: 'the first window, again',
          meta: cite('property-dma-window'),
        },
      },
    },
    partOpen: {
      description: 'A window that is not the last, and is not transferred.',
      on: {
        'delivered.pkt.comp': {
          guard: 'the window is transferred',
          target: 'partDone',
          description: 'transferred',
          meta: cite('property-dma-window'),
        },
        'delivered.packet.polled': {
          guard: 'the window is transferred',
          target: 'partDone',
          description: 'transferred',
          meta: cite('property-dma-window'),
        },
        'delivered.command.sensed': {
          guard: 'the sense is RECOVERED ERROR',
          target: 'partDone',
          description: 'transferred after all',
          meta: cite('sd-key-recovered'),
        },
        'delivered.packet.bind': {
          guard: 'DMA resources are bound',
          target: 'violated',
          description: 'moved on, although this window is not transferred',
          meta: cite('property-dma-window'),
        },
        'delivered.packet.dmafree': freed,
        'delivered.packet.destroy': over,
        'sent.buf.biodone': tooEarly,
      },
    },
    partDone: {
      description: 'A window that is not the last, and is transferred.',
      on: {
        'delivered.packet.bind': moved,
        'delivered.packet.dmafree': freed,
        // The packet is destroyed before the answer: windows are left all the same.
        'sent.buf.biodone': tooEarly,
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'left',
          description: 'destroyed, although windows are left',
          meta: cite('pkt-destroy'),
        },
      },
    },
    left: {
      description: 'Windows were left; the request is about to be answered.',
      on: {
        'sent.buf.biodone': [
          tooEarly,
          {
            guard: 'it is this packet',
            target: 'whole',
            description: 'answered with an error or a residual count',
            meta: cite('sd-resid-on-failure'),
          },
        ],
      },
    },
    violated: broken('A DMA window was left out.'),
  },
});

export const dmaProperties: readonly WatcherProperty[] = [
  {
    id: 'R5',
    says: 'A packet moves data only while DMA resources are bound to it.',
    source: ['property-dma-bound', 'pkt-allocate'],
    kind: 'never',
    machine: boundForData,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'R6',
    says: 'DMA windows go in order, each is transferred before the next, and a request is complete only after the last.',
    source: ['property-dma-window'],
    kind: 'never',
    machine: everyWindow,
    instances: everyRequest,
    expected: holds,
  },
];
