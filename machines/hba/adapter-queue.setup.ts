import { and, assertEvent, assign, enqueueActions, not, or, setup, stateIn } from 'xstate';
import type { Effect } from '../protocol/effects.ts';
import type { AdapterMessage, AreaMessage, PacketFacts } from '../protocol/hba.ts';
import { address, autoSenseSlot, type Slot } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import { STAT } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { Capability, TranAnswer } from '../protocol/tran.ts';
import type {
  AdapterQueueContext,
  AdapterQueueEvent,
  AdapterQueueInput,
  QueuedCommand,
} from './adapter-queue.context.ts';

type Context = AdapterQueueContext;
type Event = AdapterQueueEvent;
type From = { context: Context; event: Event };

const toArea = (slot: (from: From) => Slot, message: (from: From) => AreaMessage) =>
  send<Context, Event, AreaMessage>((from) => address.adapterCommand(slot(from)), message);
const toAdapter = (message: (from: From) => AdapterMessage) =>
  send<Context, Event, AdapterMessage>(({ context }) => address.adapter(context.at.adapter), message);
const answer = (message: (from: From) => TranAnswer) =>
  send<Context, Event, TranAnswer>(({ event }) => ('replyTo' in event ? event.replyTo : ''), message);

/** The command that a message is about. */
const slotOf = ({ event }: From): Slot => ('slot' in event && event.slot !== null ? event.slot : '');
const without = (commands: readonly QueuedCommand[], slot: Slot) => commands.filter((command) => command.slot !== slot);
const holds = (commands: readonly QueuedCommand[], slot: Slot) => commands.some((command) => command.slot === slot);

const kindOf = (facts: PacketFacts): QueuedCommand['kind'] =>
  facts.tag !== 'untagged' && !facts.noDisconnect
    ? 'tagged'
    : facts.op === 'requestSense'
      ? 'requestSense'
      : 'untagged';

/** Nothing that must run alone is active: on a tagged unit only tagged commands, on an untagged one nothing at all. */
const nothingUntaggedActive = ({ active, capabilities }: Context) =>
  capabilities.tagged ? active.every((command) => command.kind === 'tagged') : active.length === 0;

const senseFacts = (timed: boolean): PacketFacts => ({
  tag: 'untagged',
  op: 'requestSense',
  direction: 'in',
  noIntr: false,
  head: true,
  noDisconnect: true,
  renegotiate: false,
  arqBlock: false,
  timed,
});

const capabilityValue = ({ params, capabilities }: Context, cap: Capability): number => {
  const values: Record<Capability, number> = {
    'auto-rqsense': params.autoRequestSense === 'none' ? -1 : Number(capabilities.autoSense),
    'tagged-qing': params.taggedQueueing ? Number(capabilities.tagged) : -1,
    'untagged-qing': Number(params.untaggedQueueing),
    'lun-reset': params.lunResetCapable ? Number(capabilities.lunReset) : -1,
    'qfull-retries': capabilities.qfullRetries,
    'wide-xfer': 1,
    synchronous: 1,
    disconnect: 1,
    'reset-notification': 1,
  };
  return values[cap];
};

const capabilityAsked = (event: Event): Capability | null =>
  event.type === 'queue.setcap' || event.type === 'queue.getcap' ? event.cap : null;
const valueAsked = (event: Event): number => (event.type === 'queue.setcap' ? event.value : 0);
/** How many may stay active after QUEUE FULL. */
const loweredThrottle = ({ active }: Context) => Math.max(active.length - 2, 0);

/** The words of which `adapter-queue.machine.ts` is written. */
export const adapterQueueSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as AdapterQueueInput,
    emitted: {} as Effect,
  },
  delays: {
    pktTime: delays.pktTime,
    resetDelay: delays.resetDelay,
    qfullRetryInterval: delays.qfullRetryInterval,
    watchdogTick: delays.watchdogTick,
  },
  guards: {
    // starting
    'REQUEST SENSE heads the queue': ({ context }: From) => context.waiting[0]?.kind === 'requestSense',
    'nothing untagged is active': ({ context }: From) => nothingUntaggedActive(context),
    'the command at the head fits in': ({ context }: From) => {
      const [head] = context.waiting;
      if (!head) return false;
      return head.kind === 'tagged' && context.capabilities.tagged
        ? nothingUntaggedActive(context) && context.active.length < context.throttle
        : context.active.length === 0;
    },
    'the command at the head may be started': or([
      and(['REQUEST SENSE heads the queue', 'nothing untagged is active', not(stateIn({ throttle: 'resetDelay' }))]),
      and(['the command at the head fits in', stateIn({ throttle: 'open' }), stateIn({ callback: 'returned' })]),
    ]),
    'the start begins or restarts the countdown': and([
      'the command at the head may be started',
      ({ context }: From) => context.params.timerScope === 'slot' && context.waiting[0]?.timed === true,
    ]),
    'the packet has FLAG_HEAD': ({ event }: From) => event.type === 'queue.offer' && event.facts.head,
    'the unit is tagged and its throttle reached': and([
      stateIn({ throttle: 'open' }),
      stateIn({ callback: 'returned' }),
      ({ context, event }: From) =>
        event.type === 'queue.offer' &&
        !event.facts.head &&
        context.capabilities.tagged &&
        context.throttle > 0 &&
        context.active.length >= context.throttle,
    ]),
    'the unit is untagged, busy, and the adapter does not queue': ({ context, event }: From) =>
      event.type === 'queue.offer' &&
      !event.facts.head &&
      !context.capabilities.tagged &&
      !context.params.untaggedQueueing &&
      context.active.length + context.waiting.length > 0,
    'an untagged command waits for tagged ones to finish': ({ context }: From) =>
      context.capabilities.tagged && context.waiting[0]?.kind === 'untagged' && context.active.length > 0,

    // finishing
    'nothing is active': ({ context }: From) => context.active.length === 0,
    'no timed command is active': ({ context }: From) => !context.active.some((command) => command.timed),
    'the next start waits for this callback': ({ context, event }: From) =>
      event.type === 'queue.finished' &&
      event.callback &&
      (context.params.startNextBeforeCallback === 'never' ||
        (context.params.startNextBeforeCallback === 'afterGood' && !event.good)),
    'every callback returned and no thread is in tran_start': ({ context }: From) =>
      context.callbacks.length === 0 && context.callers.length === 0,
    'nobody answered and others are active': ({ context, event }: From) =>
      event.type === 'queue.finished' && event.noResponse && without(context.active, event.slot).length > 0,

    // QUEUE FULL
    'no QUEUE FULL retries are left': ({ context, event }: From) =>
      event.type === 'queue.full' && event.used >= context.capabilities.qfullRetries,
    'none may stay active': ({ context }: From) => loweredThrottle(context) === 0,

    // reset and abort
    'queued packets are ended too': ({ event }: From) => event.type === 'queue.flush' && event.queued,
    'the reset delay begins': ({ event }: From) => event.type === 'queue.flush' && event.resetDelay,
    'the packet is active': ({ context, event }: From) => holds(context.active, slotOf({ context, event })),
    'the packet is queued': ({ context, event }: From) => holds(context.waiting, slotOf({ context, event })),
    'every packet is meant': ({ event }: From) => event.type === 'queue.abort' && event.slot === null,
    'every packet is meant, some are active and some are queued': ({ context, event }: From) =>
      event.type === 'queue.abort' && event.slot === null && context.active.length > 0 && context.waiting.length > 0,
    'every packet is meant, and some are active': ({ context, event }: From) =>
      event.type === 'queue.abort' && event.slot === null && context.active.length > 0,
    'every marked packet is meant': ({ event }: From) => event.type === 'queue.unrecovered' && event.slot === null,
    'RESET_LUN without lun-reset': ({ context, event }: From) =>
      event.type === 'queue.reset' && event.level === 'RESET_LUN' && !context.capabilities.lunReset,
    'the reset delay is running': stateIn({ throttle: 'resetDelay' }),

    // capabilities
    'the capability is undefined': ({ context, event }: From) => {
      const cap = capabilityAsked(event);
      return cap !== null && capabilityValue(context, cap) === -1;
    },
    'the capability is': ({ event }: From, { cap }: { cap: Capability }) => capabilityAsked(event) === cap,
    'auto-rqsense is always on and shall be off': ({ context, event }: From) =>
      capabilityAsked(event) === 'auto-rqsense' &&
      context.params.autoRequestSense === 'always' &&
      valueAsked(event) === 0,
    'tagged-qing with commands active': ({ context, event }: From) =>
      capabilityAsked(event) === 'tagged-qing' && context.active.length > 0,
    'the capability is an agreement with the target': ({ event }: From) =>
      ['wide-xfer', 'synchronous'].includes(capabilityAsked(event) ?? ''),
  },
  actions: {
    // tran_start
    'refuse with TRAN_BUSY': toArea(slotOf, () => ({ type: 'area.refuse', result: 'TRAN_BUSY' })),
    'take the packet': toArea(slotOf, ({ event }) => {
      assertEvent(event, 'queue.offer');
      return { type: 'area.accept', facts: event.facts, original: null };
    }),
    'put it at the head': assign(({ context, event }) => {
      assertEvent(event, 'queue.offer');
      return {
        waiting: [{ slot: event.slot, kind: kindOf(event.facts), timed: event.facts.timed }, ...context.waiting],
      };
    }),
    'put it at the end': assign(({ context, event }) => {
      assertEvent(event, 'queue.offer');
      return {
        waiting: [...context.waiting, { slot: event.slot, kind: kindOf(event.facts), timed: event.facts.timed }],
      };
    }),
    'a thread entered tran_start': assign(({ context, event }) => ({
      callers: [...context.callers.filter((slot) => slot !== slotOf({ context, event })), slotOf({ context, event })],
    })),
    'the thread left tran_start': assign(({ context, event }) => ({
      callers: context.callers.filter((slot) => slot !== slotOf({ context, event })),
    })),

    'the interrupt has been dealt with': toAdapter(() => ({ type: 'adapter.settled' })),

    // starting
    'ask for a turn': toAdapter(({ context }) => ({ type: 'adapter.request', lun: context.at.lun })),
    'let the turn pass': toAdapter(({ context }) => ({ type: 'adapter.pass', lun: context.at.lun })),
    'start the command at the head': toArea(
      // The head has become the last of the active ones.
      ({ context }) => context.active.at(-1)?.slot ?? '',
      ({ context }) => ({
        type: 'area.start',
        tagged: context.capabilities.tagged,
        autoSense: context.capabilities.autoSense,
      }),
    ),
    'it becomes active': assign(({ context }) => ({
      waiting: context.waiting.slice(1),
      active: [...context.active, ...context.waiting.slice(0, 1)],
    })),
    'back to the head of the queue': assign(({ context, event }) => {
      const slot = slotOf({ context, event });
      return {
        waiting: [...context.active.filter((command) => command.slot === slot), ...context.waiting],
        active: without(context.active, slot),
      };
    }),

    // finishing
    'it is in no queue any more': assign(({ context, event }) => {
      const slot = slotOf({ context, event });
      return { waiting: without(context.waiting, slot), active: without(context.active, slot) };
    }),
    'wait for its callback': assign(({ context, event }) => ({
      callbacks: [...context.callbacks, slotOf({ context, event })],
    })),
    'its callback returned': assign(({ context, event }) => ({
      callbacks: context.callbacks.filter((slot) => slot !== slotOf({ context, event })),
    })),

    // auto request sense
    'REQUEST SENSE to the very head': assign(({ context, event }) => {
      assertEvent(event, 'queue.sense');
      return {
        active: without(context.active, event.slot),
        waiting: [
          { slot: autoSenseSlot(context.at.lun), kind: 'requestSense', timed: event.timed } as const,
          ...context.waiting,
        ],
      };
    }),
    'set up the sense command': toArea(
      ({ context }) => autoSenseSlot(context.at.lun),
      ({ event }) => {
        assertEvent(event, 'queue.sense');
        return { type: 'area.accept', facts: senseFacts(event.timed), original: event.slot };
      },
    ),
    'sense is on its way': toArea(slotOf, () => ({ type: 'area.senseStarted' })),
    'there is no second sense command': toArea(slotOf, () => ({ type: 'area.senseRefused' })),

    // QUEUE FULL
    'lower the throttle': assign(({ context }) => ({ throttle: loweredThrottle(context) })),
    'open the throttle fully': assign(({ context }) => ({ throttle: context.params.throttle })),
    'try again later': toArea(slotOf, () => ({ type: 'area.requeued' })),
    'leave QUEUE FULL to the target driver': toArea(slotOf, () => ({ type: 'area.queueFull' })),
    'hold the other logical units of the target': toAdapter(({ context: { at } }) => ({
      type: 'adapter.qfull',
      lun: at.lun,
      target: at.target,
    })),

    // time
    'mark every active timed packet': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.active.filter((command) => command.timed))
        enqueue(
          toArea(
            () => slot,
            () => ({ type: 'area.expired' }),
          ),
        );
    }),
    'ask the adapter for recovery': toAdapter(({ context: { at } }) => ({
      type: 'adapter.timeout',
      lun: at.lun,
      target: at.target,
      slot: null,
      tagged: false,
    })),
    'no recovery is needed any more': toAdapter(({ context }) => ({
      type: 'adapter.timeoutOver',
      lun: context.at.lun,
      slot: null,
    })),

    // reset and abort
    'end the active packets': enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'queue.flush');
      const { active } = event;
      for (const { slot } of context.active)
        enqueue(
          toArea(
            () => slot,
            () => ({ type: 'area.victim', ...active }),
          ),
        );
      enqueue.assign({ active: [] });
    }),
    'end the queued packets: CMD_RESET, STAT_ABORTED': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.waiting) {
        enqueue(
          toArea(
            () => slot,
            () => ({ type: 'area.victim', reason: 'CMD_RESET', statistics: STAT.ABORTED }),
          ),
        );
      }
      enqueue.assign({ waiting: [] });
    }),
    'end the queued packets: CMD_ABORTED, STAT_ABORTED': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.waiting) {
        enqueue(
          toArea(
            () => slot,
            () => ({ type: 'area.victim', reason: 'CMD_ABORTED', statistics: STAT.ABORTED }),
          ),
        );
      }
      enqueue.assign({ waiting: [] });
    }),
    'give up the marked packets': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.active.filter((command) => command.timed)) {
        enqueue(
          toArea(
            () => slot,
            () => ({ type: 'area.victim', reason: 'CMD_TIMEOUT', statistics: STAT.TIMEOUT }),
          ),
        );
      }
      enqueue.assign({ active: context.active.filter((command) => !command.timed) });
    }),
    'give up this packet': toArea(slotOf, () => ({
      type: 'area.victim',
      reason: 'CMD_TIMEOUT',
      statistics: STAT.TIMEOUT,
    })),
    'end this packet': toArea(slotOf, ({ event }) => {
      assertEvent(event, 'queue.aborted');
      return { type: 'area.victim', reason: event.reason, statistics: event.statistics };
    }),
    'end this packet: CMD_ABORTED, STAT_ABORTED': toArea(slotOf, () => ({
      type: 'area.victim',
      reason: 'CMD_ABORTED',
      statistics: STAT.ABORTED,
    })),
    'have the abort message sent': toAdapter(({ context, event }) => {
      assertEvent(event, 'queue.abort');
      const { lun, target } = context.at;
      const tagged =
        context.capabilities.tagged &&
        context.active.some(({ slot, kind }) => slot === event.slot && kind === 'tagged');
      const { slot, replyTo } = event;
      return { type: 'adapter.abort', lun, target, slot, tagged, partly: false, replyTo };
    }),
    'have the abort message sent for the rest': toAdapter(({ context: { at }, event }) => {
      assertEvent(event, 'queue.abort');
      const { slot, replyTo } = event;
      return { type: 'adapter.abort', lun: at.lun, target: at.target, slot, tagged: false, partly: true, replyTo };
    }),
    'have the reset message sent': toAdapter(({ context, event }) => {
      assertEvent(event, 'queue.reset');
      return {
        type: 'adapter.reset',
        level: event.level,
        lun: context.at.lun,
        target: context.at.target,
        replyTo: event.replyTo,
      };
    }),
    'scsi_abort returns 1': answer(({ event }) => {
      assertEvent(event, 'queue.abort');
      return { type: 'tran.abortReturn', slot: event.slot, ok: true };
    }),
    'scsi_reset returns 0': answer(({ event }) => {
      assertEvent(event, 'queue.reset');
      return { type: 'tran.resetReturn', level: event.level, ok: false };
    }),

    // capabilities
    'answer the current value': answer(({ context, event }) => {
      assertEvent(event, 'queue.getcap');
      return { type: 'tran.cap', cap: event.cap, value: capabilityValue(context, event.cap) };
    }),
    'tran_setcap returns': answerSetcap(),
    'set auto-rqsense': assign(({ context, event }) => ({
      capabilities: { ...context.capabilities, autoSense: valueAsked(event) !== 0 },
    })),
    'set tagged-qing': assign(({ context, event }) => ({
      capabilities: { ...context.capabilities, tagged: valueAsked(event) !== 0 },
    })),
    'set lun-reset': assign(({ context, event }) => ({
      capabilities: { ...context.capabilities, lunReset: valueAsked(event) !== 0 },
    })),
    'set qfull-retries': assign(({ context, event }) => ({
      capabilities: { ...context.capabilities, qfullRetries: valueAsked(event) },
    })),
    'have sync and wide negotiated anew': toAdapter(({ context }) => ({
      type: 'adapter.renegotiate',
      target: context.at.target,
    })),
  },
});

function answerSetcap() {
  return send<Context, Event, TranAnswer, { result: -1 | 0 | 1 }>(
    ({ event }) => {
      assertEvent(event, 'queue.setcap');
      return event.replyTo;
    },
    ({ event }, { result }) => {
      assertEvent(event, 'queue.setcap');
      return { type: 'tran.capSet', cap: event.cap, result };
    },
  );
}
