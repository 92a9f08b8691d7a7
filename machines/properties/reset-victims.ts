import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AdapterMessage, AreaMessage, QueueMessage } from '../protocol/hba.ts';
import { STAT } from '../protocol/scsi-pkt.ts';
import type { TranReply } from '../protocol/tran.ts';
import { hangs, holds, offers } from './expectation.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { someMessage } from './single-message.ts';
import { broken, everyPacket, isToBeCalledBack, ofPacket, once, type PacketAt, type WatcherTag } from './watched.ts';

/** What a reset does to packets that are outstanding (9E tran_reset, tran_start; fas_reset_recovery). */

type Event = Observation<AreaMessage | AdapterMessage | QueueMessage | TranReply>;
type From = { context: { at: PacketAt }; event: Event };
type PacketBack = Extract<TranReply, { type: 'pkt.comp' }>;

const otherReset = STAT.BUS_RESET | STAT.DEV_RESET;
const isTold = (holdsFor: (message: PacketBack) => boolean) => (from: From) =>
  ofPacket(from) && from.event.message.type === 'pkt.comp' && holdsFor(from.event.message);

const watching = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is taken over, to be called back': isToBeCalledBack,
    'its unit was reset': ({ context: { at }, event: { to, message } }: From) =>
      to === at.queue && message.type === 'queue.flush' && message.resetDelay,
    // of a queued victim
    'it says CMD_RESET': isTold(({ reason }) => reason === 'CMD_RESET'),
    'it has STAT_ABORTED, and neither STAT_BUS_RESET nor STAT_DEV_RESET': isTold(
      ({ statistics }) => (statistics & STAT.ABORTED) !== 0 && (statistics & otherReset) === 0,
    ),
    // of an active victim
    'it says CMD_RESET, or CMD_TIMEOUT with those that timed out': isTold(
      ({ reason, statistics }) =>
        reason === 'CMD_RESET' || (reason === 'CMD_TIMEOUT' && (statistics & STAT.TIMEOUT) !== 0),
    ),
    'it has STAT_BUS_RESET or STAT_DEV_RESET': isTold(({ statistics }) => (statistics & otherReset) !== 0),
  },
});

type Judgement = {
  readonly id: string;
  readonly verdict: string;
  /** What the packet must say when it comes back; null: it need only come back. */
  readonly queued: 'it says CMD_RESET' | 'it has STAT_ABORTED, and neither STAT_BUS_RESET nor STAT_DEV_RESET' | null;
  readonly active:
    | 'it says CMD_RESET, or CMD_TIMEOUT with those that timed out'
    | 'it has STAT_BUS_RESET or STAT_DEV_RESET'
    | null;
};

/** Follows a packet through the adapter; a reset makes it a victim, unless it is finished or known to have failed. */
const victim = ({ id, verdict, queued, active }: Judgement) =>
  watching.createMachine({
    id,
    context: ({ input }) => ({ at: input }),
    initial: 'elsewhere',
    states: {
      elsewhere: {
        description: 'The adapter does not have the packet, or is finished with it.',
        on: {
          'delivered.area.accept': {
            guard: 'it is taken over, to be called back',
            target: 'queued',
            description: 'taken over',
            meta: cite('hba-start-queues'),
          },
        },
      },
      queued: {
        description: 'In the queue, not started.',
        on: {
          'delivered.area.start': {
            guard: 'it is this packet',
            target: 'active',
            description: 'started',
            meta: cite('hba-selects'),
          },
          'delivered.queue.flush': {
            guard: 'its unit was reset',
            target: 'queuedVictim',
            description: 'a reset',
            meta: cite('reset-levels'),
          },
          'sent.pkt.comp': {
            guard: 'it is this packet',
            target: 'elsewhere',
            description: 'back',
            meta: cite('pkt-completion'),
          },
        },
      },
      active: {
        description: 'On the bus or in the target.',
        on: {
          'delivered.queue.requeue': {
            guard: 'it is this packet',
            target: 'queued',
            description: 'it lost the selection',
            meta: cite('hba-selection-lost'),
          },
          'delivered.area.requeued': {
            guard: 'it is this packet',
            target: 'queued',
            description: 'QUEUE FULL',
            meta: cite('qfull-retry'),
          },
          'delivered.area.expired': {
            guard: 'it is this packet',
            target: 'timedOut',
            description: 'marked CMD_TIMEOUT',
            meta: cite('timeout-marks-all-active'),
          },
          'delivered.adapter.timeout': {
            guard: 'it is this packet',
            target: 'timedOut',
            description: 'marked CMD_TIMEOUT',
            meta: cite('timeout-marks-packet'),
          },
          'delivered.queue.sense': {
            guard: 'it is this packet',
            target: 'elsewhere',
            description: 'over on the bus: a reset hits its REQUEST SENSE',
            meta: cite('reset-sense-pending'),
          },
          'delivered.queue.finished': {
            guard: 'it is this packet',
            target: 'elsewhere',
            description: 'finished: a reset does not touch it any more',
            meta: cite('reset-spares-finished'),
          },
          'delivered.queue.flush': {
            guard: 'its unit was reset',
            target: 'activeVictim',
            description: 'a reset',
            meta: cite('reset-levels'),
          },
        },
      },
      timedOut: {
        description: 'Its time is over: whatever follows, this came first.',
        on: {
          'delivered.queue.finished': {
            guard: 'it is this packet',
            target: 'elsewhere',
            description: 'finished',
            meta: cite('hba-first-cause-wins'),
          },
          'delivered.queue.sense': {
            guard: 'it is this packet',
            target: 'elsewhere',
            description: 'over on the bus after all',
            meta: cite('arq-whatever-reason'),
          },
        },
      },
      queuedVictim: {
        description: 'It was queued when the unit was reset, and has to come back.',
        on: {
          'sent.pkt.comp': [
            {
              guard: queued ?? 'it is this packet',
              target: 'elsewhere',
              description: 'back, as it should',
              meta: cite('reset-levels'),
            },
            {
              guard: 'it is this packet',
              target: 'violated',
              description: 'back, and says something else',
              meta: cite('reset-levels'),
            },
          ],
          'delivered.area.start': {
            guard: 'it is this packet',
            target: 'violated',
            description: 'started as if nothing had happened',
            meta: cite('reset-levels'),
          },
        },
      },
      activeVictim: {
        description: 'It was active when the unit was reset, and has to come back.',
        on: {
          'sent.pkt.comp': [
            {
              guard: active ?? 'it is this packet',
              target: 'elsewhere',
              description: 'back, as it should',
              meta: cite('reset-levels', 'timeout-victims'),
            },
            {
              guard: 'it is this packet',
              target: 'violated',
              description: 'back, and says something else',
              meta: cite('reset-levels', 'timeout-victims'),
            },
          ],
          'delivered.area.start': {
            guard: 'it is this packet',
            target: 'violated',
            description: 'started as if nothing had happened',
            meta: cite('reset-levels'),
          },
          'delivered.area.expired': {
            guard: 'it is this packet',
            target: 'violated',
            description: 'forgotten until its time was over',
            meta: cite('reset-levels'),
          },
          'delivered.adapter.timeout': {
            guard: 'it is this packet',
            target: 'violated',
            description: 'forgotten until its time was over',
            meta: cite('reset-levels'),
          },
        },
      },
      violated: broken(verdict),
    },
  });

const resets = (configuration: Configuration): boolean =>
  configuration.initiators > 1 || (hangs(configuration) && !configuration.sd.pktTimeZero);
const seenIf =
  (possible: (configuration: Configuration) => boolean) =>
  (configuration: Configuration): Verdict | undefined =>
    possible(configuration) ? 'holds' : undefined;

export const resetVictimProperties: readonly WatcherProperty[] = [
  {
    id: 'X1',
    says: 'After a reset every packet that was outstanding in its scope comes back, without having been started again.',
    source: ['reset-levels'],
    kind: 'never',
    machine: victim({ id: 'X1', verdict: 'A packet survived a reset.', queued: null, active: null }),
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'X2',
    says: 'A reset ends packets with CMD_RESET, unless they had timed out, were finished, waited for their sense, or were active together with one that timed out.',
    source: ['reset-levels', 'hba-first-cause-wins', 'reset-spares-finished', 'reset-sense-pending', 'timeout-victims'],
    kind: 'never',
    machine: victim({
      id: 'X2',
      verdict: 'A victim of a reset does not say so.',
      queued: 'it says CMD_RESET',
      active: 'it says CMD_RESET, or CMD_TIMEOUT with those that timed out',
    }),
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'X3',
    says: 'Packets that were queued in a reset carry STAT_ABORTED; packets that were active carry STAT_BUS_RESET or STAT_DEV_RESET.',
    source: ['reset-levels', 'timeout-victims'],
    kind: 'never',
    machine: victim({
      id: 'X3',
      verdict: 'The statistics of a victim do not tell whether it was queued or active.',
      queued: 'it has STAT_ABORTED, and neither STAT_BUS_RESET nor STAT_DEV_RESET',
      active: 'it has STAT_BUS_RESET or STAT_DEV_RESET',
    }),
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'victim-active',
    says: 'A packet that was active in a bus reset comes back with CMD_RESET and STAT_BUS_RESET.',
    source: ['reset-levels', 'reset-external'],
    kind: 'sometimes',
    machine: someMessage<PacketBack>({
      id: 'victim-active',
      on: 'sent.pkt.comp',
      when: ({ reason, statistics }) => reason === 'CMD_RESET' && (statistics & STAT.BUS_RESET) !== 0,
      description: 'an active victim of a bus reset',
      source: ['reset-levels', 'reset-external'],
    }),
    instances: once,
    // By somebody else, or because a reset message was rejected while another target was busy.
    expected: seenIf(
      (given) =>
        given.initiators > 1 ||
        (given.targets > 1 && resets(given) && offers(given, 'bus.message.outcome=rejected') && given.faultBudget > 1),
    ),
  },
  {
    id: 'victim-queued',
    says: 'A packet that was queued in a reset comes back with CMD_RESET and STAT_ABORTED.',
    source: ['reset-levels', 'timeout-victims'],
    kind: 'sometimes',
    machine: someMessage<PacketBack>({
      id: 'victim-queued',
      on: 'sent.pkt.comp',
      when: ({ reason, statistics }) => reason === 'CMD_RESET' && (statistics & STAT.ABORTED) !== 0,
      description: 'a queued victim',
      source: ['reset-levels', 'timeout-victims'],
    }),
    instances: once,
    // Something has to keep a command in the queue while another one is stuck: no tags, or a drain.
    expected: seenIf(
      (given) =>
        resets(given) &&
        given.slots > 1 &&
        (given.initiators > 1 ||
          !(given.sd.taggedQueueing && given.hba.taggedQueueing) ||
          (given.faultBudget > 1 &&
            offers(given, 'bus.select.selection=noResponse', 'bus.select.selection=tagRejected'))),
    ),
  },
  {
    id: 'victim-timeout',
    says: 'The culprit of a reset, and whoever is counted with it, comes back with CMD_TIMEOUT.',
    source: ['timeout-recovery', 'hba-first-cause-wins'],
    kind: 'sometimes',
    machine: someMessage<PacketBack>({
      id: 'victim-timeout',
      on: 'sent.pkt.comp',
      when: ({ reason, statistics }) => reason === 'CMD_TIMEOUT' && (statistics & otherReset) !== 0,
      description: 'timed out, and recovered by a reset',
      source: ['timeout-recovery', 'hba-first-cause-wins'],
    }),
    instances: once,
    expected: seenIf(
      (given) =>
        hangs(given) &&
        !given.sd.pktTimeZero &&
        given.hba.recoveryLadder.some((rung) => rung === 'deviceReset' || rung === 'busReset'),
    ),
  },
];
