import { assertEvent, assign, emit, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Effect } from '../protocol/effects.ts';
import { type Address, address, type Lun, type Slot } from '../protocol/names.ts';
import type { HbaParameters } from '../protocol/parameters.ts';
import type { CallbackDone, Completion, PacketReply, PacketRequest } from '../protocol/scsa-disk.ts';
import type { UnboundResid } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';

export type ScsiPktInput = {
  slot: Slot;
  lun: Lun;
  /** adapter name */ adapter: string;
  /** without it: by callback */ noIntrInThread?: HbaParameters['noIntrInThread'];
};

type Submission = Omit<Extract<PacketRequest, { type: 'packet.transport' }>, 'type'>;

export type ScsiPktContext = {
  at: {
    slot: Slot;
    lun: Lun;
    adapter: Address;
    area: Address;
    command: Address;
    noIntrInThread: HbaParameters['noIntrInThread'];
  };
  /** Calls of scsi_transport of this place that have not returned yet, this life or an earlier one. */
  returnsDue: 0 | 1 | 2;
  /** A transport that waits for an earlier call to return. */
  held: Submission | null;
  /** What is bound for DMA: nothing, the whole buffer, a window with more to come, or the last of several windows. */
  dma: 'none' | 'whole' | 'window' | 'lastWindow';
  /** How a FLAG_NOINTR packet ended, until the thread that sleeps in scsi_transport learns it. */
  ended: Completion | null;
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
    // A thread gets an interrupt-driven command instead, unless the framework leaves the flag alone.
    noIntr: submission.noIntr && context.at.noIntrInThread === 'polled',
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

/** With PKT_DMA_PARTIAL resources for a part of the buffer are enough. */
const boundInPart = (event: Extract<PacketRequest, { type: 'packet.init' | 'packet.bind' }>): boolean =>
  event.resources === 'ok' && event.partial && event.resid === 'partial';

/** Data move only to and from what is bound. */
const mayTransport = ({ dma }: ScsiPktContext, event: ScsiPktEvent): boolean =>
  event.type === 'packet.transport' && (event.direction === 'none' || dma !== 'none');

const windowOf = ({ at }: ScsiPktContext, window: 'first' | 'next', resid: UnboundResid): Effect => ({
  type: 'effect.dmaWindow',
  slot: at.slot,
  window,
  resid,
});

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
    emitted: {} as Effect,
  },
  guards: {
    'resources are there for a part of the data': ({ event }) =>
      event.type === 'packet.init' && event.data && boundInPart(event),
    'resources are there, with data to bind': ({ event }) =>
      event.type === 'packet.init' && event.resources === 'ok' && event.data,
    'resources are there': ({ event }) => event.type === 'packet.init' && event.resources === 'ok',
    'the whole buffer is bound': ({ context }) => context.dma === 'whole',
    'the last window is bound': ({ context }) => context.dma === 'lastWindow',
    'nothing is bound, resources are there for a part': ({ context, event }) =>
      context.dma === 'none' && event.type === 'packet.bind' && boundInPart(event),
    'nothing is bound, resources are there': ({ context, event }) =>
      context.dma === 'none' && event.type === 'packet.bind' && event.resources === 'ok',
    'resources are there for another part': ({ event }) => event.type === 'packet.bind' && boundInPart(event),
    'resources are there for the rest': ({ event }) => event.type === 'packet.bind' && event.resources === 'ok',
    'something is bound': ({ context }) => context.dma !== 'none',
    'FLAG_NOINTR, which the adapter gets to see': ({ context, event }) =>
      mayTransport(context, event) && submissionOf(event).noIntr && context.at.noIntrInThread === 'polled',
    FLAG_NOINTR: ({ context, event }) => mayTransport(context, event) && submissionOf(event).noIntr,
    'bound, if it moves data': ({ context, event }) => mayTransport(context, event),
    'two calls have not returned': ({ context }) => context.returnsDue === 2,
    'TRAN_ACCEPT of an earlier transport': ({ context, event }) =>
      event.type === 'tran.return' && event.result === 'TRAN_ACCEPT' && context.returnsDue === 2,
    'TRAN_ACCEPT of an earlier transport, held with FLAG_NOINTR': ({ context, event }) =>
      event.type === 'tran.return' &&
      event.result === 'TRAN_ACCEPT' &&
      context.returnsDue === 2 &&
      context.held?.noIntr === true,
    'TRAN_ACCEPT of an earlier transport, held with FLAG_NOINTR that the adapter gets to see': ({ context, event }) =>
      event.type === 'tran.return' &&
      event.result === 'TRAN_ACCEPT' &&
      context.returnsDue === 2 &&
      context.held?.noIntr === true &&
      context.at.noIntrInThread === 'polled',
    'TRAN_ACCEPT of the last transport': ({ context, event }) =>
      event.type === 'tran.return' && event.result === 'TRAN_ACCEPT' && context.returnsDue === 1,
    'rejection of the last transport': ({ context, event }) =>
      event.type === 'tran.return' && event.result !== 'TRAN_ACCEPT' && context.returnsDue === 1,
    'TRAN_ACCEPT of a transport that is over': ({ context, event }) =>
      event.type === 'tran.return' && event.result === 'TRAN_ACCEPT' && context.returnsDue > 0,
  },
  actions: {
    'tell: ready': toCommand(() => ({ type: 'packet.ready', resid: 'zero' })),
    'tell: ready in part': toCommand(() => ({ type: 'packet.ready', resid: 'partial' })),
    'tell: no resources': toCommand((event) => {
      assertEvent(event, ['packet.init', 'packet.bind']);
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
    'tell: complete': toCommand((event) => {
      assertEvent(event, 'pkt.comp');
      const { type: _, ...completion } = event;
      return { type: 'packet.polled', ...completion };
    }),
    'tell: complete, as was kept': send<ScsiPktContext, ScsiPktEvent, PacketReply>(
      ({ context }) => context.at.command,
      ({ context }) => {
        if (!context.ended) throw new Error('the packet has not ended');
        return { type: 'packet.polled', ...context.ended };
      },
    ),
    'tell: complete, as tran_start says': toCommand((event) => {
      assertEvent(event, 'tran.return');
      if (!event.polled) throw new Error('a polled packet comes back with its fields');
      return { type: 'packet.polled', ...event.polled };
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
    'keep how it ended': assign({
      ended: ({ event }) => {
        assertEvent(event, 'pkt.comp');
        const { type: _, ...completion } = event;
        return completion;
      },
    }),
    'forget how it ended': assign({ ended: null }),
    'bind the whole buffer': assign({ dma: 'whole' }),
    'bind the first window': emit(({ context }) => windowOf(context, 'first', 'partial')),
    'bind the next window': emit(({ context }) => windowOf(context, 'next', 'partial')),
    'bind the last window': emit(({ context }) => windowOf(context, 'next', 'zero')),
    'more windows are to come': assign({ dma: 'window' }),
    'it was the last window': assign({ dma: 'lastWindow' }),
    'free the DMA resources': emit(({ context }) => ({ type: 'effect.dmaFree', slot: context.at.slot }) as const),
    'nothing is bound': assign({ dma: 'none' }),
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
      noIntrInThread: input.noIntrInThread ?? 'callback',
    },
    returnsDue: 0,
    held: null,
    dma: 'none',
    ended: null,
  }),
  initial: 'free',
  states: {
    free: {
      description: 'There is no packet in this place.',
      on: {
        'packet.init': [
          {
            guard: 'resources are there for a part of the data',
            target: 'targetDriver.built',
            actions: ['bind the first window', 'more windows are to come', 'tell: ready in part'],
            description:
              'scsi_init_pkt with PKT_DMA_PARTIAL: packet allocated, the first part of the buffer bound for DMA.',
            meta: cite('pkt-allocate', 'pkt-partial-dma'),
          },
          {
            guard: 'resources are there, with data to bind',
            target: 'targetDriver.built',
            actions: ['bind the whole buffer', 'tell: ready'],
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
          actions: ['bind the whole buffer', 'tell: ready'],
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
            guard: 'FLAG_NOINTR, which the adapter gets to see',
            target: 'polling',
            actions: ['one more return is due', 'call tran_start'],
            description: 'scsi_transport of a FLAG_NOINTR packet: the adapter polls.',
            meta: cite('pkt-transport', 'pkt-nointr'),
          },
          {
            guard: 'FLAG_NOINTR',
            target: 'sleeping',
            actions: ['one more return is due', 'call tran_start'],
            description:
              'scsi_transport of a FLAG_NOINTR packet by a thread: interrupt-driven, with a callback that wakes it.',
            meta: cite('pkt-transport', 'pkt-nointr', 'pkt-nointr-in-a-thread'),
          },
          {
            guard: 'bound, if it moves data',
            target: 'submitting',
            actions: ['one more return is due', 'call tran_start'],
            description: 'scsi_transport: the packet is handed over.',
            meta: cite('pkt-transport', 'pkt-reuse'),
          },
        ],
        'packet.bind': [
          {
            guard: 'the whole buffer is bound',
            actions: 'tell: ready',
            description: 'scsi_init_pkt of a packet that has all it needs: left as it is.',
            meta: cite('pkt-next-window'),
          },
          {
            guard: 'the last window is bound',
            actions: 'tell: no resources',
            description: 'scsi_init_pkt at the last window: NULL.',
            meta: cite('pkt-next-window'),
          },
          {
            guard: 'nothing is bound, resources are there for a part',
            target: '.built',
            actions: ['bind the first window', 'more windows are to come', 'tell: ready in part'],
            description: 'scsi_init_pkt after scsi_dmafree, PKT_DMA_PARTIAL: back at the first window.',
            meta: cite('pkt-rebind', 'pkt-partial-dma'),
          },
          {
            guard: 'nothing is bound, resources are there',
            target: '.built',
            actions: ['bind the whole buffer', 'tell: ready'],
            description: 'scsi_init_pkt after scsi_dmafree: the whole buffer is bound again.',
            meta: cite('pkt-rebind'),
          },
          {
            guard: 'resources are there for another part',
            target: '.built',
            actions: ['bind the next window', 'tell: ready in part'],
            description: 'scsi_init_pkt: on to the next window, and it is not the last.',
            meta: cite('pkt-next-window', 'pkt-partial-dma'),
          },
          {
            guard: 'resources are there for the rest',
            target: '.built',
            actions: ['bind the last window', 'it was the last window', 'tell: ready'],
            description: 'scsi_init_pkt: on to the last window.',
            meta: cite('pkt-next-window'),
          },
          {
            actions: 'tell: no resources',
            description: 'scsi_init_pkt returns NULL; the packet exists and stays with the target driver.',
            meta: cite('pkt-bind-fails'),
          },
        ],
        'packet.dmafree': [
          {
            guard: 'something is bound',
            actions: ['free the DMA resources', 'nothing is bound'],
            description: 'scsi_dmafree: the packet stays, its window is forgotten.',
            meta: cite('pkt-dmafree'),
          },
          {
            description: 'scsi_dmafree of a packet without DMA resources: nothing happens.',
            meta: cite('pkt-dmafree'),
          },
        ],
        'packet.destroy': {
          target: 'free',
          actions: ['nothing is bound', 'tell: destroyed'],
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
        built: {
          description: 'Packet with its buffer, or the next window of it, bound for DMA and not transported since.',
        },
        rejected: { description: 'scsi_transport did not take the packet; no callback will come.' },
        submittingCompleted: {
          description: 'The callback ran before scsi_transport returned.',
          on: {
            'tran.return': {
              guard: 'TRAN_ACCEPT of the last transport',
              target: 'completed',
              actions: ['one return fewer is due', 'tell: returned'],
              description: 'The call that the completion overtook returns.',
              meta: cite('pkt-callback-before-return'),
            },
          },
        },
        completed: { description: 'The transport layer has given the packet back and scsi_transport has returned.' },
        waitingToSubmit: {
          description: 'The target driver wants to transport the packet, two calls of this place have not returned.',
          on: {
            'tran.return': [
              {
                guard: 'TRAN_ACCEPT of an earlier transport, held with FLAG_NOINTR that the adapter gets to see',
                target: '#scsi-pkt.polling',
                actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
                description: 'One call returns and another begins, polled: two remain outstanding.',
                meta: cite('pkt-return-order', 'pkt-nointr'),
              },
              {
                guard: 'TRAN_ACCEPT of an earlier transport, held with FLAG_NOINTR',
                target: '#scsi-pkt.sleeping',
                actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
                description:
                  'One call returns and another begins, in which the thread will sleep: two remain outstanding.',
                meta: cite('pkt-return-order', 'pkt-nointr-in-a-thread'),
              },
              {
                guard: 'TRAN_ACCEPT of an earlier transport',
                target: '#scsi-pkt.submitting',
                actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
                description: 'One call returns and another begins: two remain outstanding.',
                meta: cite('pkt-return-order'),
              },
            ],
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
    sleeping: {
      description:
        'A thread is in scsi_transport with a FLAG_NOINTR packet. The framework has cleared the flag and put its own completion routine into the packet; the thread sleeps until that has run.',
      initial: 'called',
      on: {
        'tran.return': {
          guard: 'TRAN_ACCEPT of an earlier transport',
          actions: ['one return fewer is due', 'tell: returned'],
          description: 'An earlier call, whose packet completed meanwhile, returns first.',
          meta: cite('pkt-return-order'),
        },
      },
      states: {
        called: {
          description: 'tran_start has not returned.',
          on: {
            'tran.return': [
              {
                guard: 'TRAN_ACCEPT of the last transport',
                target: 'accepted',
                actions: 'one return fewer is due',
                description: 'TRAN_ACCEPT: the thread goes to sleep.',
                meta: cite('pkt-accept', 'pkt-nointr-in-a-thread'),
              },
              {
                guard: 'rejection of the last transport',
                target: '#scsi-pkt.targetDriver.rejected',
                actions: ['one return fewer is due', 'tell: returned'],
                description: 'TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR: there is nothing to sleep for.',
                meta: cite('pkt-reject'),
              },
            ],
            'pkt.comp': {
              target: 'completed',
              actions: ['keep how it ended', 'the callback returns'],
              description: "The framework's routine overtakes the return of tran_start.",
              meta: cite('pkt-nointr-in-a-thread', 'pkt-callback-before-return', 'pkt-callback-returns'),
            },
          },
        },
        accepted: {
          description: 'The transport layer owns the packet.',
          on: {
            'pkt.comp': {
              target: '#scsi-pkt.targetDriver.completed',
              actions: ['the callback returns', 'tell: complete'],
              description: "The framework's routine wakes the thread: scsi_transport returns TRAN_ACCEPT.",
              meta: cite('pkt-nointr-in-a-thread', 'pkt-nointr', 'pkt-callback-returns'),
            },
          },
        },
        completed: {
          description: 'The packet is complete, tran_start has not returned.',
          on: {
            'tran.return': {
              guard: 'TRAN_ACCEPT of the last transport',
              target: '#scsi-pkt.targetDriver.completed',
              actions: ['one return fewer is due', 'tell: complete, as was kept', 'forget how it ended'],
              description: 'The thread need not sleep: scsi_transport returns TRAN_ACCEPT.',
              meta: cite('pkt-nointr-in-a-thread', 'pkt-nointr'),
            },
          },
        },
      },
    },
    polling: {
      description:
        'A thread is in scsi_transport with a FLAG_NOINTR packet, and the adapter polls. No callback may come.',
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
            target: 'targetDriver.completed',
            actions: ['one return fewer is due', 'tell: complete, as tran_start says'],
            description: 'TRAN_ACCEPT: the packet is complete.',
            meta: cite('pkt-nointr'),
          },
          {
            guard: 'rejection of the last transport',
            target: 'targetDriver.rejected',
            actions: ['one return fewer is due', 'tell: returned'],
            description: 'TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR: the packet never left.',
            meta: cite('pkt-reject'),
          },
        ],
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
