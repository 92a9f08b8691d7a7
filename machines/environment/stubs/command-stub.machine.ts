import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import { type Address, address, type Lun, type Slot } from '../../protocol/names.ts';
import type { OperationClass } from '../../protocol/operation.ts';
import type {
  CommandRequest,
  PacketReply,
  PacketRequest,
  TransportEntered,
  UnitMessage,
} from '../../protocol/scsa-disk.ts';
import type { Direction } from '../../protocol/scsi-status.ts';
import { send } from '../../protocol/send.ts';

export type CommandStubInput = { slot: Slot; lun: Lun; op: OperationClass; direction: Direction };

export type CommandStubContext = {
  at: CommandStubInput;
  /** how it is to be sent */
  asked: { tagged: boolean; head: boolean } | null;
};

type Context = CommandStubContext;
type Event = Extract<CommandRequest, { type: 'command.start' }> | PacketReply;

const toPacket = (message: (context: Context) => PacketRequest) =>
  send<Context, Event, PacketRequest>(
    ({ context }) => address.packet(context.at.slot),
    ({ context }) => message(context),
  );
const start = {
  description: 'it is to be sent',
  meta: cite('stub-driver'),
} as const;

/** Stands for one command of a target driver: it has its packet transported when the stub of the driver says so. */
export const commandStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as CommandStubInput },
  guards: {
    'it goes to the head': ({ context }) => context.asked?.head === true,
    'it goes to the head, as asked': ({ event }) => event.type === 'command.start' && event.retry,
    TRAN_ACCEPT: ({ event }) => event.type === 'packet.returned' && event.result === 'TRAN_ACCEPT',
  },
  actions: {
    'note how': assign({
      asked: ({ event }) => {
        assertEvent(event, 'command.start');
        return { tagged: event.tagged, head: event.retry };
      },
    }),
    'nothing is asked': assign({ asked: null }),
    scsi_init_pkt: toPacket(({ at }) => ({
      type: 'packet.init',
      data: at.direction !== 'none',
      partial: false,
      resources: 'ok',
      resid: 'zero',
    })),
    'enter tran_start': send<Context, Event, TransportEntered>(
      ({ context }): Address => address.adapterCommand(context.at.slot),
      () => ({ type: 'area.calling' }),
    ),
    scsi_transport: toPacket(({ at, asked }) => ({
      type: 'packet.transport',
      tag: asked?.tagged ? 'simple' : 'untagged',
      op: at.op,
      direction: at.direction,
      head: asked?.head === true,
      sensing: false,
      noDisconnect: false,
      renegotiate: false,
      arqBlock: true,
      timed: true,
      noIntr: false,
    })),
    'the routine runs': send<Context, Event, UnitMessage>(
      ({ context }) => address.disk(context.at.lun),
      ({ context }) => ({ type: 'unit.intr', slot: context.at.slot, resetSeen: false }),
    ),
  },
}).createMachine({
  id: 'command-stub',
  description: 'A command that is sent as often as the stub of its driver likes.',
  context: ({ input }) => ({ at: input, asked: null }),
  initial: 'without packet',
  states: {
    'without packet': {
      description: 'It was never sent.',
      on: {
        'command.start': { ...start, actions: ['note how', 'scsi_init_pkt'] },
        'packet.ready': [
          {
            guard: 'it goes to the head',
            target: 'in transport',
            description: 'scsi_init_pkt has returned; FLAG_HEAD',
            meta: cite('pkt-allocate', 'pkt-transport'),
            actions: ['enter tran_start', 'scsi_transport', 'nothing is asked'],
          },
          {
            target: 'in transport',
            description: 'scsi_init_pkt has returned',
            meta: cite('pkt-allocate', 'pkt-transport'),
            actions: ['scsi_transport', 'nothing is asked'],
          },
        ],
      },
    },
    'in transport': {
      description: 'scsi_transport was called and the packet is not back.',
      on: {
        'command.start': { description: 'it is under way', meta: cite('stub-driver') },
        'packet.returned': [
          {
            guard: 'TRAN_ACCEPT',
            description: 'TRAN_ACCEPT',
            meta: cite('pkt-accept'),
          },
          {
            target: "driver's",
            description: 'the packet never left',
            meta: cite('pkt-reject'),
          },
        ],
        'packet.completed': {
          target: "driver's",
          description: 'the packet is back',
          meta: cite('pkt-completion'),
          actions: 'the routine runs',
        },
      },
    },
    "driver's": {
      description: 'The driver has the packet.',
      on: {
        'command.start': [
          {
            guard: 'it goes to the head, as asked',
            target: 'in transport',
            ...start,
            actions: ['note how', 'enter tran_start', 'scsi_transport', 'nothing is asked'],
          },
          { target: 'in transport', ...start, actions: ['note how', 'scsi_transport', 'nothing is asked'] },
        ],
        'packet.returned': {
          description: 'a call returns whose packet was faster',
          meta: cite('pkt-callback-before-return'),
        },
      },
    },
  },
});
