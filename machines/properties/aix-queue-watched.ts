import { assign, setup } from 'xstate';
import { type ClauseId, cite } from '../clauses/index.ts';
import type { DeviceMessage, IoctlReply, Iodone } from '../protocol/aix-adapter.ts';
import { address, ioctlSlot, type Slot } from '../protocol/names.ts';
import type { ScBufMessage, ScFlag } from '../protocol/sc-buf.ts';
import type { AixUnitAt } from './aix-watched.ts';
import type { Observation } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/**
 * The queue of one device as a device driver may believe it to be, by the messages alone: what waits, what is active,
 * whether it runs, is halted, is held or is closed. Each rule of the queue is this watcher with one thing forbidden.
 */

type Strategy = Extract<DeviceMessage, { type: 'device.strategy' | 'device.command' }>;
type Entry = { readonly slot: Slot; readonly tagged: boolean; readonly sense: boolean };
type QueueContext = {
  at: AixUnitAt;
  /** What sc_strategy is dealing with. */
  submitted: (Entry & { flags: readonly ScFlag[]; command: boolean }) | null;
  chain: readonly Entry[];
  active: readonly Entry[];
  /** Held at the last CHECK CONDITION, not started since. */
  held: readonly Slot[];
  /** The one command that may pass a held queue. */
  recovering: Slot | null;
  /** The last one that came back had no error and b_resid > 0; where the rule asks for it. */
  short: boolean;
};
type QueueEvent = Observation<DeviceMessage | ScBufMessage | Iodone | IoctlReply>;
export type QueueFrom = { context: QueueContext; event: QueueEvent };

/** As `aix-adapter-device` should be. */
export type Phase = 'running' | 'cleared' | 'held' | 'recovering' | 'recovered' | 'stopping' | 'closed';

const isSubmitted = (event: QueueEvent): event is Observation<Strategy> =>
  event.message.type === 'device.strategy' || event.message.type === 'device.command';
const isBack = (event: QueueEvent): event is Observation<Iodone> => event.message.type === 'sc.iodone';

/** The place that a message is about; null: none of this unit. */
export const slotOf = ({ context: { at }, event: { to, message } }: QueueFrom): Slot | null => {
  const named = 'slot' in message ? message.slot : undefined;
  return at.slots.find((slot) => (named === undefined ? to === address.scBuf(slot) : slot === named)) ?? null;
};
const ours = (from: QueueFrom): boolean => slotOf(from) !== null;
/** What an ioctl for this device returns. */
export const returned =
  (op: IoctlReply['op']) =>
  ({ context: { at }, event: { message } }: QueueFrom): boolean =>
    message.type === 'ioctl.return' && message.op === op && message.lun === at.lun && message.error === 'none';

const flagged = ({ context: { submitted } }: QueueFrom, ...flags: readonly ScFlag[]): boolean =>
  submitted !== null && flags.every((flag) => submitted.flags.includes(flag));
const isSubmittedOne = ({ context: { submitted } }: QueueFrom, slot: Slot): boolean => submitted?.slot === slot;
/** The fields with which an sc_buf of this unit comes back. */
export const back =
  (holds: (fields: Iodone, from: QueueFrom) => boolean) =>
  (from: QueueFrom): boolean =>
    ours(from) && isBack(from.event) && holds(from.event.message, from);

const without = (entries: readonly Entry[], slot: Slot | null): Entry[] => entries.filter((each) => each.slot !== slot);
const submittedEntry = ({ submitted }: QueueContext): Entry[] =>
  submitted ? [{ slot: submitted.slot, tagged: submitted.tagged, sense: submitted.sense }] : [];
const entryOf = ({ chain, active }: QueueContext, slot: Slot | null): Entry[] =>
  [...chain, ...active].filter((each) => each.slot === slot).slice(0, 1);

type Rule = {
  readonly id: string;
  /** What must not be seen, in which phases. */
  readonly forbidden: {
    readonly on: 'delivered.scbuf.chained' | 'delivered.scbuf.started' | 'sent.sc.iodone' | 'sent.ioctl.return';
    readonly during: readonly Phase[];
    readonly when: (from: QueueFrom) => boolean;
    readonly description: string;
    readonly source: readonly [ClauseId, ...ClauseId[]];
  };
  readonly verdict: string;
  readonly notesShort?: true;
};

/** While SCIOSTART is in effect and SCIOSTOP has not been called. */
export const allPhases: readonly Phase[] = ['running', 'cleared', 'held', 'recovering', 'recovered'];

/** A watcher that keeps account of one queue, and of what is forbidden there. */
export function queueWatcher({ id, forbidden, verdict, notesShort }: Rule) {
  const words = setup({
    types: {
      input: {} as AixUnitAt,
      context: {} as QueueContext,
      events: {} as QueueEvent,
      tags: {} as WatcherTag,
    },
    guards: {
      'what is forbidden': (from: QueueFrom) =>
        (from.event.message.type === 'ioctl.return' || ours(from)) && forbidden.when(from),
      'it is for this queue': ({ context: { at }, event: { to } }: QueueFrom) => to === at.queue,
      'it is of this queue': ours,
      'with SC_RESUME': (from: QueueFrom) => ours(from) && flagged(from, 'SC_RESUME'),
      'the recovery command': (from: QueueFrom) =>
        ours(from) &&
        flagged(from, 'SC_RESUME') &&
        !flagged(from, 'SC_Q_RESUME') &&
        from.context.submitted?.tagged === false,
      'a command with SC_Q_RESUME': (from: QueueFrom) => ours(from) && flagged(from, 'SC_Q_RESUME'),
      'SC_Q_RESUME without command is back': back(
        (fields, from) => fields.error === 'none' && flagged(from, 'SC_Q_RESUME') && isSubmittedOne(from, fields.slot),
      ),
      'SC_Q_CLR is back': back(
        (fields, from) => fields.error === 'ENXIO' && flagged(from, 'SC_Q_CLR') && isSubmittedOne(from, fields.slot),
      ),
      'the recovery command is back good': back(
        ({ error, slot }, { context }) => error === 'none' && slot === context.recovering,
      ),
      'EIO, SC_DID_NOT_CLEAR_Q': back(
        ({ error, adapQStatus }) => error === 'EIO' && adapQStatus === 'SC_DID_NOT_CLEAR_Q',
      ),
      'EIO, queue cleared': back(({ error }) => error === 'EIO'),
      'it is the command of an ioctl': (from: QueueFrom) => slotOf(from) === ioctlSlot(from.context.at.lun),
      'SCIOSTOP returns 0': returned('SCIOSTOP'),
      'SCIOSTART returns 0': returned('SCIOSTART'),
    },
    actions: {
      'note what is submitted': assign(({ event }) =>
        isSubmitted(event)
          ? {
              submitted: {
                slot: event.message.slot,
                tagged: event.message.tag !== 'SC_NO_Q',
                sense: event.message.op === 'requestSense',
                flags: event.message.type === 'device.strategy' ? event.message.flags : [],
                command: event.message.op !== null,
              },
            }
          : {},
      ),
      'it is the last': assign(({ context }) => ({
        chain: [...context.chain, ...submittedEntry(context)],
        submitted: null,
      })),
      'it goes first': assign(({ context }) => ({
        chain: [...submittedEntry(context), ...context.chain],
        submitted: null,
      })),
      'it is the recovery command': assign({ recovering: ({ context }) => context.submitted?.slot ?? null }),
      'it is active': assign(({ context, event }) => {
        const slot = slotOf({ context, event });
        return {
          chain: without(context.chain, slot),
          active: [...without(context.active, slot), ...entryOf(context, slot)],
          held: context.held.filter((each) => each !== slot),
        };
      }),
      'it waits again, as the first': assign(({ context, event }) => {
        const slot = slotOf({ context, event });
        return {
          chain: [...entryOf(context, slot), ...without(context.chain, slot)],
          active: without(context.active, slot),
        };
      }),
      'it has left': assign(({ context, event }) => {
        const slot = slotOf({ context, event });
        return {
          chain: without(context.chain, slot),
          active: without(context.active, slot),
          held: context.held.filter((each) => each !== slot),
        };
      }),
      // Held ones that SC_Q_CLR flushes come back before it.
      'it is not being submitted any more': assign(({ context, event }) => ({
        submitted: context.submitted?.slot === slotOf({ context, event }) ? null : context.submitted,
        short: notesShort === true && isBack(event) && event.message.error === 'none' && event.message.resid !== 'zero',
      })),
      'no recovery command': assign({ recovering: null }),
      'what waits is held': assign({ held: ({ context }) => context.chain.map(({ slot }) => slot), recovering: null }),
      'nothing is held': assign({ held: [], recovering: null }),
    },
  });

  const never = {
    guard: 'what is forbidden',
    target: '#violated',
    description: forbidden.description,
    meta: cite(...forbidden.source),
  } as const;
  /** The rows of a phase, after what is forbidden there. */
  const rows = <R>(phase: Phase, on: Rule['forbidden']['on'], own: readonly R[]) => [
    ...(forbidden.on === on && forbidden.during.includes(phase) ? [never] : []),
    ...own,
  ];
  const takes = {
    guard: 'it is of this queue',
    actions: 'it is the last',
    description: 'to the tail of the chain',
    meta: cite('adapter-chains-at-tail'),
  } as const;
  const starts = {
    guard: 'it is of this queue',
    actions: 'it is active',
    description: 'sc_start',
    meta: cite('adapter-start-arms-timeout'),
  } as const;
  const errors = [
    {
      guard: 'it is the command of an ioctl',
      actions: 'it is not being submitted any more',
      description: 'the command of an ioctl is back: the queue is as it was',
      meta: cite('ioctl-error-keeps-queue'),
    },
    {
      guard: 'EIO, SC_DID_NOT_CLEAR_Q',
      target: '#held',
      actions: ['what waits is held', 'it is not being submitted any more'],
      description: 'an error, and the queue is kept',
      meta: cite('queue-kept-with-tags'),
    },
    {
      guard: 'EIO, queue cleared',
      target: '#cleared',
      actions: ['nothing is held', 'it is not being submitted any more'],
      description: 'an error, and the queue is cleared',
      meta: cite('queue-cleared-without-tags', 'queue-cleared-other-errors'),
    },
    {
      guard: 'it is of this queue',
      actions: 'it is not being submitted any more',
      description: 'back without an error of its own',
      meta: cite('scbuf-positive-indication', 'scbuf-no-error'),
    },
  ] as const;
  const isBackAnyhow = {
    guard: 'it is of this queue',
    actions: 'it is not being submitted any more',
    description: 'back; there is no queue that an error could halt',
    meta: cite('queue-stop-waits', 'scbuf-positive-indication'),
  } as const;
  const cleared = {
    guard: 'SC_Q_CLR is back',
    target: 'cleared',
    actions: ['nothing is held', 'it is not being submitted any more'],
    description: 'after SC_Q_CLR nothing is held',
    meta: cite('queue-clear'),
  } as const;
  const released = {
    guard: 'SC_Q_RESUME without command is back',
    target: 'running',
    actions: ['no recovery command', 'it is not being submitted any more'],
    description: 'the queue goes on',
    meta: cite('queue-release', 'queue-release-carried'),
  } as const;
  const carried = {
    guard: 'a command with SC_Q_RESUME',
    target: 'running',
    actions: ['no recovery command', 'it goes first'],
    description: 'the queue goes on with the command that says so',
    meta: cite('queue-release', 'queue-release-carried'),
  } as const;

  const stopped = {
    guard: 'it is for this queue',
    target: '#stopping',
    actions: 'nothing is held',
    description: 'SCIOSTOP: what is pending is carried out, nothing new is taken',
    meta: cite('queue-stop-waits'),
  } as const;
  /** What is forbidden when an ioctl returns; the rows of a phase after it. */
  const returns = <R>(phase: Phase, own: readonly R[]) => rows(phase, 'sent.ioctl.return', own);

  return words.createMachine({
    id,
    context: ({ input }) => ({
      at: input,
      submitted: null,
      chain: [],
      active: [],
      held: [],
      recovering: null,
      short: false,
    }),
    initial: 'running',
    on: {
      'delivered.device.strategy': {
        guard: 'it is for this queue',
        actions: 'note what is submitted',
        description: 'sc_strategy has found nothing wrong',
        meta: cite('adapter-chains-at-tail'),
      },
      'delivered.device.command': {
        guard: 'it is for this queue',
        actions: 'note what is submitted',
        description: 'an ioctl has a command for the device',
        meta: cite('ioctl-command-alone'),
      },
      'delivered.scbuf.takenBack': {
        guard: 'it is of this queue',
        actions: 'it waits again, as the first',
        description: 'it never reached the device',
        meta: cite('adapter-selection-lost'),
      },
      'delivered.scbuf.dequeued': {
        guard: 'it is of this queue',
        actions: 'it has left',
        description: 'out of the queue',
        meta: cite('scbuf-dequeued-before-iodone'),
      },
      'delivered.device.reset': {
        guard: 'it is for this queue',
        target: '.cleared',
        actions: 'nothing is held',
        description: 'a reset clears the queue',
        meta: cite('queue-reset', 'queue-external-reset'),
      },
      'delivered.device.aborted': {
        guard: 'it is for this queue',
        target: '.cleared',
        actions: 'nothing is held',
        description: 'SCIOHALT clears the queue',
        meta: cite('queue-halt'),
      },
    },
    states: {
      running: {
        description: 'What comes is started in its turn.',
        on: {
          'delivered.device.stop': stopped,
          'sent.ioctl.return': returns('running', []),
          'delivered.scbuf.chained': rows('running', 'delivered.scbuf.chained', [takes]),
          'delivered.scbuf.started': rows('running', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('running', 'sent.sc.iodone', [...errors]),
        },
      },
      cleared: {
        id: 'cleared',
        description: 'Halted, nothing is kept: waits for SC_RESUME.',
        on: {
          'delivered.device.stop': stopped,
          'sent.ioctl.return': returns('cleared', [
            {
              guard: 'SCIOSTART returns 0',
              target: 'running',
              description: 'the reset came before the device was opened',
              meta: cite('queue-start'),
            },
          ]),
          'delivered.scbuf.chained': rows('cleared', 'delivered.scbuf.chained', [
            {
              guard: 'with SC_RESUME',
              target: 'running',
              actions: 'it is the last',
              description: 'SC_RESUME: the queue runs again',
              meta: cite('queue-resume'),
            },
            takes,
          ]),
          'delivered.scbuf.started': rows('cleared', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('cleared', 'sent.sc.iodone', [released, ...errors]),
        },
      },
      held: {
        id: 'held',
        description: 'Halted after CHECK CONDITION, the others are kept.',
        on: {
          'delivered.device.stop': stopped,
          'sent.ioctl.return': returns('held', []),
          'delivered.scbuf.chained': rows('held', 'delivered.scbuf.chained', [
            {
              guard: 'the recovery command',
              target: 'recovering',
              actions: ['it is the recovery command', 'it goes first'],
              description: 'one untagged command with SC_RESUME',
              meta: cite('queue-one-recovery-command'),
            },
            carried,
            takes,
          ]),
          'delivered.scbuf.started': rows('held', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('held', 'sent.sc.iodone', [cleared, released, ...errors]),
        },
      },
      recovering: {
        description: 'The recovery command is on its way.',
        on: {
          'delivered.device.stop': stopped,
          'sent.ioctl.return': returns('recovering', []),
          'delivered.scbuf.chained': rows('recovering', 'delivered.scbuf.chained', [takes]),
          'delivered.scbuf.started': rows('recovering', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('recovering', 'sent.sc.iodone', [
            {
              guard: 'the recovery command is back good',
              target: 'recovered',
              actions: ['no recovery command', 'it is not being submitted any more'],
              description: 'the recovery command is done',
              meta: cite('queue-recovered'),
            },
            ...errors,
          ]),
        },
      },
      recovered: {
        description: 'The queue is held until SC_Q_CLR or SC_Q_RESUME.',
        on: {
          'delivered.device.stop': stopped,
          'sent.ioctl.return': returns('recovered', []),
          'delivered.scbuf.chained': rows('recovered', 'delivered.scbuf.chained', [carried, takes]),
          'delivered.scbuf.started': rows('recovered', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('recovered', 'sent.sc.iodone', [cleared, released, ...errors]),
        },
      },
      stopping: {
        id: 'stopping',
        description: 'SCIOSTOP waits for what is pending.',
        on: {
          'delivered.device.reset': {
            guard: 'it is for this queue',
            description: 'a reset ends what is pending',
            meta: cite('queue-reset', 'queue-stop-waits'),
          },
          'delivered.device.aborted': {
            guard: 'it is for this queue',
            description: 'SCIOHALT ends what is pending',
            meta: cite('queue-halt', 'queue-stop-waits'),
          },
          'delivered.scbuf.chained': rows('stopping', 'delivered.scbuf.chained', [takes]),
          'delivered.scbuf.started': rows('stopping', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('stopping', 'sent.sc.iodone', [isBackAnyhow]),
          'sent.ioctl.return': returns('stopping', [
            {
              guard: 'SCIOSTOP returns 0',
              target: 'closed',
              description: 'the device is closed',
              meta: cite('queue-stop-waits'),
            },
          ]),
        },
      },
      closed: {
        description: 'SCIOSTOP has returned, SCIOSTART has not.',
        on: {
          'delivered.device.reset': {
            guard: 'it is for this queue',
            description: 'a reset finds nothing',
            meta: cite('queue-reset'),
          },
          'delivered.device.aborted': {
            guard: 'it is for this queue',
            description: 'SCIOHALT finds nothing',
            meta: cite('queue-halt'),
          },
          'delivered.scbuf.chained': rows('closed', 'delivered.scbuf.chained', [takes]),
          'delivered.scbuf.started': rows('closed', 'delivered.scbuf.started', [starts]),
          'sent.sc.iodone': rows('closed', 'sent.sc.iodone', [isBackAnyhow]),
          'sent.ioctl.return': returns('closed', [
            {
              guard: 'SCIOSTART returns 0',
              target: 'running',
              description: 'the device is open, its queue runs',
              meta: cite('queue-start'),
            },
          ]),
        },
      },
      violated: { id: 'violated', ...broken(verdict) },
    },
  });
}
