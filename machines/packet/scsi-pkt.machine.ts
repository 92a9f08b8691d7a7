import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { type Address, address, type Lun, type Slot } from '../protocol/names.ts';
import type { CallbackDone, PacketReply, PacketRequest } from '../protocol/scsa-disk.ts';
import { send } from '../protocol/send.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';

export type ScsiPktInput = { slot: Slot; lun: Lun /** adapter name */; adapter: string };

type Submission = Omit<Extract<PacketRequest, { type: 'packet.transport' }>, 'type'>;

export type ScsiPktContext = {
  at: { slot: Slot; lun: Lun; adapter: Address; area: Address; command: Address };
  /** Calls of scsi_transport of this place that have not returned yet, this life or an earlier one. */
  returnsDue: 0 | 1 | 2;
  /** A transport that waits for an earlier call to return. */
  held: Submission | null;
};

export type ScsiPktEvent = PacketRequest | TranReply;

const fewer = (due: 0 | 1 | 2): 0 | 1 => (due === 2 ? 1 : 0);
const more = (due: 0 | 1 | 2): 1 | 2 => (due === 0 ? 1 : 2);

const toCommand = (message: (event: ScsiPktEvent) => PacketReply) =>
  send<ScsiPktContext, ScsiPktEvent, PacketReply>(
    ({ context }) => context.at.command,
    ({ event }) => message(event),
  );

function startOf(context: ScsiPktContext, submission: Submission): TranRequest {
  return {
    type: 'tran.start',
    slot: context.at.slot,
    lun: context.at.lun,
    tag: submission.tag,
    op: submission.op,
    direction: submission.direction,
    noIntr: false,
    head: submission.head,
    sensing: submission.sensing,
    noDisconnect: submission.noDisconnect,
    renegotiate: submission.renegotiate,
    arqBlock: submission.arqBlock,
    timed: submission.timed,
    admission: 'accept',
  };
}

const submissionOf = (event: ScsiPktEvent): Submission => {
  assertEvent(event, 'packet.transport');
  const { type: _, ...submission } = event;
  return submission;
};

/**
 * `scsi_pkt` of one place: who owns it. `targetDriver.*` = the target driver, `submitting` = in the call of
 * scsi_transport, `transport` = the transport layer. What is not listed must not happen: submitting twice, completing
 * twice, completing what was rejected, destroying what the transport owns.
 */
export const scsiPktMachine = setup({
  types: {
    input: {} as ScsiPktInput,
    context: {} as ScsiPktContext,
    events: {} as ScsiPktEvent,
  },
  guards: {
    'resources are there, with data to bind': ({ event }) =>
      event.type === 'packet.init' && event.resources === 'ok' && event.data,
    'resources are there': ({ event }) => event.type === 'packet.init' && event.resources === 'ok',
    'two calls have not returned': ({ context }) => context.returnsDue === 2,
    'TRAN_ACCEPT of an earlier transport': ({ context, event }) =>
      event.type === 'tran.return' && event.result === 'TRAN_ACCEPT' && context.returnsDue === 2,
    'TRAN_ACCEPT of the last transport': ({ context, event }) =>
      event.type === 'tran.return' && event.result === 'TRAN_ACCEPT' && context.returnsDue === 1,
    'rejection of the last transport': ({ context, event }) =>
      event.type === 'tran.return' && event.result !== 'TRAN_ACCEPT' && context.returnsDue === 1,
    'TRAN_ACCEPT of a transport that is over': ({ context, event }) =>
      event.type === 'tran.return' && event.result === 'TRAN_ACCEPT' && context.returnsDue > 0,
  },
  actions: {
    'tell: ready': toCommand(() => ({ type: 'packet.ready' })),
    'tell: no resources': toCommand((event) => {
      assertEvent(event, 'packet.init');
      return { type: 'packet.noResources', permanent: event.resources === 'permanent' };
    }),
    'tell: returned': toCommand((event) => {
      assertEvent(event, 'tran.return');
      return { type: 'packet.returned', result: event.result };
    }),
    'tell: completed': toCommand((event) => {
      assertEvent(event, 'pkt.comp');
      const { reason, state, statistics, status, resid, arq, sense } = event;
      return { type: 'packet.completed', reason, state, statistics, status, resid, arq, sense };
    }),
    'tell: destroyed': toCommand(() => ({ type: 'packet.destroyed' })),
    'the callback returns': send<ScsiPktContext, ScsiPktEvent, CallbackDone>(
      ({ context }) => context.at.area,
      () => ({ type: 'area.callbackDone' }),
    ),
    'call tran_start': send<ScsiPktContext, ScsiPktEvent, TranRequest>(
      ({ context }) => context.at.adapter,
      ({ context, event }) => startOf(context, submissionOf(event)),
    ),
    'call tran_start with what was held': send<ScsiPktContext, ScsiPktEvent, TranRequest>(
      ({ context }) => context.at.adapter,
      ({ context }) => {
        if (!context.held) throw new Error('nothing is held');
        return startOf(context, context.held);
      },
    ),
    'one more return is due': assign({ returnsDue: ({ context }) => more(context.returnsDue) }),
    'one return fewer is due': assign({ returnsDue: ({ context }) => fewer(context.returnsDue) }),
    'hold the transport': assign({ held: ({ event }) => submissionOf(event) }),
    'nothing is held any more': assign({ held: null }),
  },
}).createMachine({
  id: 'scsi-pkt',
  context: ({ input }) => ({
    at: {
      slot: input.slot,
      lun: input.lun,
      adapter: address.adapter(input.adapter),
      area: address.adapterCommand(input.slot),
      command: address.command(input.slot),
    },
    returnsDue: 0,
    held: null,
  }),
  initial: 'free',
  states: {
    free: {
      description: 'There is no packet in this place.',
      on: {
        'packet.init': [
          {
            guard: 'resources are there, with data to bind',
            target: 'targetDriver.built',
            actions: 'tell: ready',
            description: 'scsi_init_pkt: packet allocated, buffer bound for DMA.',
            meta: cite('pkt-allocate'),
          },
          {
            guard: 'resources are there',
            target: 'targetDriver.allocated',
            actions: 'tell: ready',
            description: 'scsi_init_pkt without buffer: packet only.',
            meta: cite('pkt-allocate'),
          },
          {
            actions: 'tell: no resources',
            description: 'scsi_init_pkt returns NULL; no packet is left behind.',
            meta: cite('pkt-no-resources'),
          },
        ],
        'packet.preallocate': {
          target: 'targetDriver.built',
          actions: 'tell: ready',
          description: 'scsi_init_pkt with SLEEP_FUNC and a consistent buffer succeeds sooner or later.',
          meta: cite('pkt-sleep-func'),
        },
        'tran.return': {
          guard: 'TRAN_ACCEPT of a transport that is over',
          actions: ['one return fewer is due', 'tell: returned'],
          description: 'A call returns whose packet was completed and destroyed meanwhile.',
          meta: cite('pkt-callback-before-return', 'pkt-return-order'),
        },
      },
    },
    targetDriver: {
      description: 'The target driver owns the packet.',
      initial: 'allocated',
      on: {
        'packet.transport': [
          {
            guard: 'two calls have not returned',
            target: '.waitingToSubmit',
            actions: 'hold the transport',
            description: 'Both threads that may be inside scsi_transport for this place are still there.',
            meta: cite('pkt-return-order'),
          },
          {
            target: 'submitting',
            actions: ['one more return is due', 'call tran_start'],
            description: 'scsi_transport: the packet is handed over.',
            meta: cite('pkt-transport', 'pkt-reuse'),
          },
        ],
        'packet.destroy': {
          target: 'free',
          actions: 'tell: destroyed',
          description: 'scsi_destroy_pkt: packet and DMA resources are free.',
          meta: cite('pkt-destroy'),
        },
        'tran.return': {
          guard: 'TRAN_ACCEPT of a transport that is over',
          actions: ['one return fewer is due', 'tell: returned'],
          description: 'A call returns whose packet was completed meanwhile.',
          meta: cite('pkt-callback-before-return', 'pkt-return-order'),
        },
      },
      states: {
        allocated: { description: 'Packet without DMA resources, never transported.' },
        built: { description: 'Packet with its buffer bound for DMA, never transported.' },
        rejected: { description: 'scsi_transport did not take the packet; no callback will come.' },
        submittingCompleted: {
          description: 'The callback ran before scsi_transport returned.',
          on: {
            'tran.return': [
              {
                guard: 'TRAN_ACCEPT of the last transport',
                target: 'completed',
                actions: ['one return fewer is due', 'tell: returned'],
                description: 'The call that the completion overtook returns.',
                meta: cite('pkt-callback-before-return'),
              },
              {
                guard: 'TRAN_ACCEPT of an earlier transport',
                actions: ['one return fewer is due', 'tell: returned'],
                description: 'An earlier call returns first.',
                meta: cite('pkt-return-order'),
              },
            ],
          },
        },
        completed: { description: 'The transport layer has given the packet back and scsi_transport has returned.' },
        waitingToSubmit: {
          description: 'The target driver wants to transport the packet, two calls of this place have not returned.',
          on: {
            'tran.return': {
              guard: 'TRAN_ACCEPT of an earlier transport',
              target: '#scsi-pkt.submitting',
              actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
              description: 'One call returns and another begins: two remain outstanding.',
              meta: cite('pkt-return-order'),
            },
          },
        },
      },
    },
    submitting: {
      description:
        'scsi_transport was called and has not returned; who owns the packet is known when it returns or the callback runs.',
      on: {
        'tran.return': [
          {
            guard: 'TRAN_ACCEPT of an earlier transport',
            actions: ['one return fewer is due', 'tell: returned'],
            description: 'An earlier call, whose packet completed meanwhile, returns first.',
            meta: cite('pkt-return-order'),
          },
          {
            guard: 'TRAN_ACCEPT of the last transport',
            target: 'transport',
            actions: ['one return fewer is due', 'tell: returned'],
            description: 'TRAN_ACCEPT: the transport layer owns the packet.',
            meta: cite('pkt-accept'),
          },
          {
            guard: 'rejection of the last transport',
            target: 'targetDriver.rejected',
            actions: ['one return fewer is due', 'tell: returned'],
            description: 'TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR: the packet never left.',
            meta: cite('pkt-reject'),
          },
        ],
        'pkt.comp': {
          target: 'targetDriver.submittingCompleted',
          actions: ['tell: completed', 'the callback returns'],
          description: 'The completion callback overtakes the return of scsi_transport.',
          meta: cite('pkt-callback-before-return', 'pkt-completion', 'pkt-callback-returns'),
        },
      },
    },
    transport: {
      description: 'The transport layer owns the packet.',
      on: {
        'pkt.comp': {
          target: 'targetDriver.completed',
          actions: ['tell: completed', 'the callback returns'],
          description: 'The completion callback gives the packet back.',
          meta: cite('pkt-completion', 'pkt-callback-returns'),
        },
      },
    },
  },
});
