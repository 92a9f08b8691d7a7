import { assertEvent, assign, emit, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Effect } from '../protocol/effects.ts';
import { type Address, address, type Lun, type Slot } from '../protocol/names.ts';
import type { SdParameters } from '../protocol/parameters.ts';
import type {
  PacketReply,
  PacketRequest,
  SenseCommandRequest,
  TransportEntered,
  UnitMessage,
} from '../protocol/scsa-disk.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `scsa-disk-sense-command` is started with. */
export type SenseCommandInput = { slot: Slot; lun: Lun /** adapter name */; adapter: string; params: SdParameters };

export type SenseCommandContext = {
  at: { slot: Slot; unit: Address; packet: Address };
  params: SdParameters;
  /** The command that got CHECK CONDITION, while its sense is being fetched. */
  about: Slot | null;
};

export type SenseCommandEvent = SenseCommandRequest | PacketReply;

const tellUnit = (message: (context: SenseCommandContext, event: SenseCommandEvent) => UnitMessage) =>
  send<SenseCommandContext, SenseCommandEvent, UnitMessage>(
    ({ context }) => context.at.unit,
    ({ context, event }) => message(context, event),
  );
const toPacket = (message: (context: SenseCommandContext) => PacketRequest) =>
  send<SenseCommandContext, SenseCommandEvent, PacketRequest>(
    ({ context }) => context.at.packet,
    ({ context }) => message(context),
  );

/** sd's own REQUEST SENSE command: one packet per unit, allocated once, never retried. */
export const scsaDiskSenseCommandMachine = setup({
  types: {
    input: {} as SenseCommandInput,
    context: {} as SenseCommandContext,
    events: {} as SenseCommandEvent,
    emitted: {} as Effect,
  },
  guards: {
    TRAN_ACCEPT: ({ event }) => event.type === 'packet.returned' && event.result === 'TRAN_ACCEPT',
    'not accepted': ({ event }) => event.type === 'packet.returned' && event.result !== 'TRAN_ACCEPT',
    'sense data came': ({ event }) => event.type === 'packet.completed' && event.sense !== null,
  },
  actions: {
    'allocate the packet': toPacket(() => ({ type: 'packet.preallocate' })),
    'remember whose sense it is': assign({
      about: ({ event }) => {
        assertEvent(event, 'command.sense');
        return event.about;
      },
    }),
    'forget whose sense it was': assign({ about: null }),
    'enter tran_start': send<SenseCommandContext, SenseCommandEvent, TransportEntered>(
      ({ context }) => address.adapterCommand(context.at.slot),
      () => ({ type: 'area.calling' }),
    ),
    scsi_transport: toPacket(({ params }) => ({
      type: 'packet.transport',
      tag: 'untagged',
      op: 'requestSense',
      direction: 'in',
      head: true,
      sensing: true,
      noDisconnect: false,
      renegotiate: false,
      arqBlock: false,
      timed: !params.pktTimeZero,
      noIntr: false,
    })),
    'tell the unit: accepted': tellUnit((context) => ({ type: 'unit.accepted', slot: context.at.slot })),
    'tell the unit: sense command rejected': tellUnit((_, event) => {
      assertEvent(event, 'packet.returned');
      if (event.result === 'TRAN_ACCEPT') throw new Error('TRAN_ACCEPT is no rejection');
      return { type: 'unit.senseRejected', result: event.result };
    }),
    'tell the unit: sense command is back': tellUnit((_, event) => {
      assertEvent(event, 'packet.completed');
      const { type: __, ...reply } = event;
      return { type: 'unit.sensed', reply };
    }),
    'copy the sense bytes': emit(
      ({ context }) =>
        ({ type: 'effect.senseCopy', from: context.at.slot, to: context.about ?? context.at.slot }) as const,
    ),
  },
}).createMachine({
  id: 'scsa-disk-sense-command',
  context: ({ input }) => ({
    at: { slot: input.slot, unit: address.disk(input.lun), packet: address.packet(input.slot) },
    params: input.params,
    about: null,
  }),
  initial: 'absent',
  on: {
    'packet.returned': {
      guard: 'TRAN_ACCEPT',
      actions: 'tell the unit: accepted',
      description: 'scsi_transport returns TRAN_ACCEPT, perhaps after the sense is here.',
      meta: cite('sd-look-again', 'pkt-callback-before-return'),
    },
  },
  states: {
    absent: {
      description: 'No packet yet.',
      on: {
        'command.sense': {
          target: 'allocating',
          actions: ['remember whose sense it is', 'allocate the packet'],
          description: 'The packet is allocated before its first use and kept.',
          meta: cite('sd-rqs-allocate', 'pkt-sleep-func'),
        },
      },
    },
    allocating: {
      description: 'In scsi_init_pkt(SLEEP_FUNC).',
      on: {
        'packet.ready': {
          target: 'inTransport',
          actions: ['enter tran_start', 'scsi_transport'],
          description: 'REQUEST SENSE goes out, untagged, at the head.',
          meta: cite('sd-rqs-send'),
        },
      },
    },
    idle: {
      description: 'The packet is there and unused.',
      on: {
        'command.sense': {
          target: 'inTransport',
          actions: ['remember whose sense it is', 'enter tran_start', 'scsi_transport'],
          description: 'REQUEST SENSE goes out, untagged, at the head.',
          meta: cite('sd-rqs-send', 'pkt-reuse'),
        },
      },
    },
    inTransport: {
      description: 'REQUEST SENSE is under way.',
      on: {
        'packet.returned': {
          guard: 'not accepted',
          target: 'idle',
          actions: ['forget whose sense it was', 'tell the unit: sense command rejected'],
          description: 'Not taken: never tried again.',
          meta: cite('sd-tran-busy-sense', 'sd-tran-bad'),
        },
        'packet.completed': [
          {
            guard: 'sense data came',
            target: 'idle',
            actions: ['copy the sense bytes', 'forget whose sense it was', 'tell the unit: sense command is back'],
            description: 'Sense data are copied to the original command; the packet is idle before they are decoded.',
            meta: cite('sd-rqs-idle-first'),
          },
          {
            target: 'idle',
            actions: ['forget whose sense it was', 'tell the unit: sense command is back'],
            description: 'It came back without sense data.',
            meta: cite('sd-rqs-idle-first', 'sd-rqs-failed'),
          },
        ],
      },
    },
  },
});
