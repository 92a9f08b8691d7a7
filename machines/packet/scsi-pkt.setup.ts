import { assertEvent, assign, emit, setup } from 'xstate';
import type { Effect } from '../protocol/effects.ts';
import type { CallbackDone, PacketReply, PacketRequest } from '../protocol/scsa-disk.ts';
import type { UnboundResid } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { TranRequest } from '../protocol/tran.ts';
import type { ScsiPktContext, ScsiPktEvent, ScsiPktInput, Submission } from './scsi-pkt.context.ts';

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

/** The words of which `scsi-pkt.machine.ts` is written. */
export const scsiPktSetup = setup({
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
});
