import { assertEvent, assign, emit, not, setup, stateIn } from 'xstate';
import type { Effect } from '../protocol/effects.ts';
import type { AdapterMessage, AreaMessage, PacketFacts, QueueMessage } from '../protocol/hba.ts';
import { address, autoSenseSlot } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import { STAT, STATE } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { TranReply } from '../protocol/tran.ts';
import {
  type AdapterCommandContext,
  type AdapterCommandEvent,
  type AdapterCommandInput,
  atRest,
  untouched,
} from './adapter-command.context.ts';

type Context = AdapterCommandContext;
type Event = AdapterCommandEvent;
type From = { context: Context };

const toQueue = (message: (from: { context: Context; event: Event }) => QueueMessage) =>
  send<Context, Event, QueueMessage>(({ context }) => address.adapterQueue(context.at.lun), message);
const toAdapter = (message: (from: { context: Context; event: Event }) => AdapterMessage) =>
  send<Context, Event, AdapterMessage>(({ context }) => address.adapter(context.at.adapter), message);
const toPacket = (message: (from: { context: Context; event: Event }) => TranReply) =>
  send<Context, Event, TranReply>(({ context }) => address.packet(context.at.slot), message);

const sentCommand = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD;

/** GOOD, and nothing went wrong on the way: no sense data can be waiting in the device. */
const isGood = ({ reason, status, arq }: Context): boolean =>
  (reason === 'CMD_CMPLT' && status === 'GOOD') || (arq?.reason === 'CMD_CMPLT' && arq.status === 'GOOD');

const mayBeTagged = ({ tag, noDisconnect }: PacketFacts): boolean => tag !== 'untagged' && !noDisconnect;

/** The words of which `adapter-command.machine.ts` is written. */
export const adapterCommandSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as AdapterCommandInput,
    emitted: {} as Effect,
  },
  delays: { pktTime: delays.pktTime },
  guards: {
    'this is the auto-request-sense command': ({ context }: From) => context.at.autoSense,
    'FLAG_NOINTR is set': ({ context }: From) => context.facts?.noIntr === true,
    'the packet offered has FLAG_NOINTR': ({ event }: { event: Event }) =>
      event.type === 'area.accept' && event.facts.noIntr,
    'a cause is already recorded': ({ context }: From) => context.reason !== 'CMD_CMPLT',
    'the status is QUEUE FULL, and nothing else is wrong': ({ context }: From) =>
      context.status === 'QUEUE_FULL' && context.reason === 'CMD_CMPLT',
    'the status has no check bit': ({ context }: From) =>
      context.status !== 'CHECK_CONDITION' && context.status !== 'COMMAND_TERMINATED',
    'auto-rqsense is off': ({ context }: From) => !context.autoSenseOn,
    'the status block is too small': ({ context }: From) => context.facts?.arqBlock !== true,
    'a parity error was seen': ({ event }: { event: Event }) => event.type === 'area.completed' && event.parity,
    'no sense data arrived': ({ event }: { event: Event }) => event.type === 'area.senseDone' && event.sense === null,
    'the sense is ABORTED COMMAND 47': ({ event }: { event: Event }) =>
      event.type === 'area.senseDone' && event.sense === 'ABORTED_COMMAND 47/00',
    'the packet has a clock of its own': ({ context }: From) =>
      context.params.timerScope === 'packet' && context.facts?.timed === true,
    'the command is off the bus': not(stateIn('#onBus')),
  },
  actions: {
    // 9E tran_start
    'take over the packet': assign(({ event }) => {
      assertEvent(event, ['area.accept', 'area.acceptInVain']);
      const original = event.type === 'area.accept' ? event.original : null;
      return { ...untouched, facts: event.facts, original, qfullRetriesUsed: 0 };
    }),
    'tran_start returns TRAN_ACCEPT': toPacket(() => ({ type: 'tran.return', result: 'TRAN_ACCEPT' })),
    'tran_start returns TRAN_ACCEPT: the packet is complete': toPacket(
      ({ context: { reason, state, statistics, status, resid, arq, sense } }) => ({
        type: 'tran.return',
        result: 'TRAN_ACCEPT',
        polled: { reason, state, statistics, status, resid, arq, sense },
      }),
    ),
    'tran_start returns what was decided': toPacket(({ event }) => {
      assertEvent(event, 'area.refuse');
      return { type: 'tran.return', result: event.result };
    }),
    'tell the queue that a thread is in tran_start': toQueue(({ context }) => ({
      type: 'queue.calling',
      slot: context.at.slot,
    })),
    'tell the queue that the thread is out of tran_start': toQueue(({ context }) => ({
      type: 'queue.called',
      slot: context.at.slot,
    })),

    // the bus
    'remember the capabilities': assign(({ context: { facts }, event }) => {
      assertEvent(event, 'area.start');
      return { autoSenseOn: event.autoSense, taggedOnBus: event.tagged && facts !== null && mayBeTagged(facts) };
    }),
    'ask for the bus': toAdapter(({ context: { at, facts, taggedOnBus } }) => ({
      type: 'adapter.select',
      slot: at.slot,
      lun: at.lun,
      target: at.target,
      tag: taggedOnBus ? (facts?.tag ?? 'untagged') : 'untagged',
      op: facts?.op ?? 'other',
      direction: facts?.direction ?? 'none',
      disconnectPrivilege: facts?.noDisconnect !== true,
      renegotiate: facts?.renegotiate === true,
    })),
    'pkt_state: exactly STATE_GOT_BUS': assign({ state: STATE.GOT_BUS }),
    'pkt_state: the target answered': assign({ state: STATE.GOT_BUS | STATE.GOT_TARGET }),
    'pkt_state: command sent': assign({ state: ({ context }) => context.state | sentCommand }),
    'pkt_state: command sent, data as told; STAT_DISCON': assign(({ context, event }) => {
      assertEvent(event, 'area.disconnected');
      return {
        state: context.state | sentCommand | (event.dataMoved ? STATE.XFERRED_DATA : 0),
        statistics: context.statistics | STAT.DISCON,
      };
    }),
    'note status, residual count and pkt_state': assign(({ context, event }) => {
      assertEvent(event, 'area.completed');
      const moved = event.direction !== 'none' && event.resid !== 'all';
      return {
        status: event.status,
        resid: event.resid,
        sense: event.sense,
        state: context.state | sentCommand | STATE.GOT_STATUS | (moved ? STATE.XFERRED_DATA : 0),
      };
    }),
    STAT_PERR: assign({ statistics: ({ context }) => context.statistics | STAT.PERR }),
    'the command goes back to the head of its queue': toQueue(({ context }) => ({
      type: 'queue.requeue',
      slot: context.at.slot,
    })),
    'this reconnection is valid': toAdapter(({ context: { at } }) => ({
      type: 'adapter.reconnected',
      slot: at.slot,
      lun: at.lun,
      target: at.target,
    })),
    'this reconnection is invalid': toAdapter(({ context: { at } }) => ({
      type: 'adapter.invalidReselection',
      slot: at.slot,
      lun: at.lun,
      target: at.target,
    })),

    'the interrupt has been dealt with': toAdapter(() => ({ type: 'adapter.settled' })),

    // pkt_reason: called only where it is still CMD_CMPLT
    'pkt_reason := CMD_INCOMPLETE': assign({ reason: 'CMD_INCOMPLETE' }),
    'pkt_reason := CMD_TAG_REJECT': assign({ reason: 'CMD_TAG_REJECT' }),
    'pkt_reason := CMD_UNX_BUS_FREE': assign({ reason: 'CMD_UNX_BUS_FREE' }),
    'pkt_reason := CMD_TRAN_ERR': assign({ reason: 'CMD_TRAN_ERR' }),
    'pkt_reason := CMD_TIMEOUT': assign({ reason: 'CMD_TIMEOUT' }),
    'pkt_reason := as told': assign(({ event }) => {
      assertEvent(event, 'area.victim');
      return { reason: event.reason };
    }),
    'pkt_statistics |= as told': assign(({ context, event }) => {
      assertEvent(event, 'area.victim');
      return { statistics: context.statistics | event.statistics };
    }),
    'pkt_statistics |= STAT_TIMEOUT': assign({ statistics: ({ context }) => context.statistics | STAT.TIMEOUT }),
    'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED': assign({
      statistics: ({ context }) => context.statistics | STAT.TIMEOUT | STAT.ABORTED,
    }),
    'ask the adapter for recovery': toAdapter(({ context: { at, taggedOnBus } }) => ({
      type: 'adapter.timeout',
      lun: at.lun,
      target: at.target,
      slot: at.slot,
      tagged: taggedOnBus,
    })),
    'no recovery is needed any more': toAdapter(({ context: { at } }) => ({
      type: 'adapter.timeoutOver',
      lun: at.lun,
      slot: at.slot,
    })),

    // QUEUE FULL
    'ask the queue what to do about QUEUE FULL': toQueue(({ context }) => ({
      type: 'queue.full',
      slot: context.at.slot,
      used: context.qfullRetriesUsed,
    })),
    'one QUEUE FULL retry is used; as if never started': assign(({ context }) => ({
      ...untouched,
      qfullRetriesUsed: context.qfullRetriesUsed + 1,
    })),

    // auto request sense
    'ask the queue for a REQUEST SENSE': toQueue(({ context }) => ({
      type: 'queue.sense',
      slot: context.at.slot,
      timed: context.facts?.timed === true,
    })),
    'fill sts_rqpkt_*': assign(({ event }) => {
      assertEvent(event, 'area.senseDone');
      const { type: _, ...arq } = event;
      return { arq };
    }),
    'pkt_state |= STATE_ARQ_DONE': assign({ state: ({ context }) => context.state | STATE.ARQ_DONE }),
    'copy the sense bytes into the status block': emit(({ context, event }) => {
      assertEvent(event, 'area.senseDone');
      return { type: 'effect.arqCopy', from: autoSenseSlot(context.at.lun), to: context.at.slot } as const;
    }),
    'have sync and wide negotiated anew': toAdapter(({ context }) => ({
      type: 'adapter.renegotiate',
      target: context.at.target,
    })),
    'report to the original packet': send<Context, Event, AreaMessage>(
      ({ context }) => address.adapterCommand(context.original ?? ''),
      ({ context: { reason, status, state, statistics, resid, sense } }) => ({
        type: 'area.senseDone',
        reason,
        status,
        state,
        statistics,
        resid,
        sense,
      }),
    ),
    'the sense slot is free again': toQueue(() => ({ type: 'queue.senseDone' })),

    // completion
    'the command leaves its queue': toQueue(({ context }) => ({
      type: 'queue.finished',
      slot: context.at.slot,
      good: isGood(context),
      callback: !context.at.autoSense && context.facts?.noIntr !== true,
      noResponse: context.reason === 'CMD_INCOMPLETE',
    })),
    'line up for the callback': toAdapter(({ context }) => ({ type: 'adapter.finished', slot: context.at.slot })),
    'call pkt_comp': toPacket(({ context: { reason, state, statistics, status, resid, arq, sense } }) => ({
      type: 'pkt.comp',
      reason,
      state,
      statistics,
      status,
      resid,
      arq,
      sense,
    })),
    'tell the queue that the callback returned': toQueue(({ context }) => ({
      type: 'queue.callbackDone',
      slot: context.at.slot,
    })),
    "forget the packet: it is the target driver's": assign(atRest),
  },
});
