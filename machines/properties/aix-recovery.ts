import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Devstrat, Iodone } from '../protocol/aix-adapter.ts';
import type { TaskSetRequest, UnitRequest } from '../protocol/device.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import { losesSenseOverScBuf } from './aix-sense-expected.ts';
import { type AixUnitAt, everyAixUnit, overScBuf } from './aix-watched.ts';
import type { Observation, Verdict, WatcherProperty } from './property.ts';
import { broken, everyUnit, someUnit, type UnitAt, type WatcherTag } from './watched.ts';

/** What the AIX head driver promises about recovery: SC_Q_CLR, and sense data before anything else. */

type ClearContext = { at: AixUnitAt; slot: Slot | null };
type ClearEvent = Observation<Devstrat | Iodone | ScBufMessage>;
type ClearFrom = { context: ClearContext; event: ClearEvent };

const isSent = ({ context: { at }, event: { message } }: ClearFrom): boolean =>
  message.type === 'sc.strategy' && message.lun === at.lun;
const hasFlag =
  (flag: 'SC_Q_CLR' | 'SC_RESUME') =>
  (from: ClearFrom): boolean =>
    isSent(from) && from.event.message.type === 'sc.strategy' && from.event.message.flags.includes(flag);
const isItself = ({ context: { slot }, event: { message } }: ClearFrom): boolean =>
  'slot' in message && message.slot === slot;

const clearing = setup({
  types: {
    input: {} as AixUnitAt,
    context: {} as ClearContext,
    events: {} as ClearEvent,
    tags: {} as WatcherTag,
  },
  guards: {
    SC_Q_CLR: hasFlag('SC_Q_CLR'),
    SC_RESUME: hasFlag('SC_RESUME'),
    'it is for this device': isSent,
    'the sc_buf of SC_Q_CLR': isItself,
    'the sc_buf of SC_Q_CLR, without error': (from: ClearFrom) =>
      isItself(from) && from.event.message.type === 'sc.iodone' && from.event.message.error === 'none',
    'the sc_buf of SC_Q_CLR, rejected': (from: ClearFrom) =>
      isItself(from) && from.event.message.type === 'sc.iodone' && from.event.message.error !== 'ENXIO',
    'sc_start for SC_Q_CLR': ({ context: { slot }, event: { to } }: ClearFrom) =>
      slot !== null && to === address.scBuf(slot),
  },
  actions: {
    'note its sc_buf': assign({
      slot: ({ event: { message } }) => (message.type === 'sc.strategy' ? message.slot : null),
    }),
    'its sc_buf is back': assign({ slot: null }),
  },
}).createMachine({
  id: 'aix-I15',
  context: ({ input }) => ({ at: input, slot: null }),
  initial: 'nothing is cleared',
  states: {
    'nothing is cleared': {
      description: 'No SC_Q_CLR is out.',
      on: {
        'sent.sc.strategy': {
          guard: 'SC_Q_CLR',
          target: 'clearing',
          actions: 'note its sc_buf',
          description: 'SC_Q_CLR is sent',
          meta: cite('queue-clear', 'scbuf-q-clr-no-command'),
        },
      },
    },
    clearing: {
      description: 'SC_Q_CLR is out: nothing else may be sent.',
      on: {
        'sent.sc.strategy': {
          guard: 'it is for this device',
          target: 'wrong',
          description: 'something is sent before SC_Q_CLR is back',
          meta: cite('queue-clear', 'dd-clear-or-resume'),
        },
        'delivered.scbuf.started': {
          guard: 'sc_start for SC_Q_CLR',
          target: 'wrong',
          description: 'SC_Q_CLR is given to the hardware',
          meta: cite('queue-clear', 'scbuf-q-clr-no-command'),
        },
        'delivered.sc.iodone': [
          {
            guard: 'the sc_buf of SC_Q_CLR, without error',
            target: 'wrong',
            description: 'SC_Q_CLR ends without error',
            meta: cite('queue-clear'),
          },
          {
            guard: 'the sc_buf of SC_Q_CLR, rejected',
            target: 'nothing is cleared',
            actions: 'its sc_buf is back',
            description: 'SC_Q_CLR was rejected: it has done nothing',
            meta: cite('dd-resume-rejected', 'scbuf-reject-by-iodone'),
          },
          {
            guard: 'the sc_buf of SC_Q_CLR',
            target: 'cleared',
            actions: 'its sc_buf is back',
            description: 'SC_Q_CLR is back',
            meta: cite('queue-clear'),
          },
        ],
      },
    },
    cleared: {
      description: 'The next one has SC_RESUME.',
      on: {
        'sent.sc.strategy': [
          {
            guard: 'SC_RESUME',
            target: 'nothing is cleared',
            description: 'SC_RESUME: the queue runs again',
            meta: cite('dd-resume-first', 'queue-resume'),
          },
          {
            guard: 'it is for this device',
            target: 'wrong',
            description: 'without SC_RESUME',
            meta: cite('dd-resume-first', 'queue-resume'),
          },
        ],
      },
    },
    wrong: broken(
      'SC_Q_CLR reached the hardware, or something was sent before it was back or without SC_RESUME after it.',
    ),
  },
});

type SenseEvent = Observation<UnitRequest | TaskSetRequest>;
type SenseFrom = { context: { at: UnitAt }; event: SenseEvent };

const toUnit = ({ context: { at }, event: { to } }: SenseFrom): boolean => to === at.unit;
const toTasks = ({ context: { at }, event: { to } }: SenseFrom): boolean => to === at.taskSet;

/** Sense data that wait in the unit and are destroyed by a command of ours. */
const senseLost = (id: string, lost: { description: string; tags: WatcherTag }) =>
  setup({
    types: {
      input: {} as UnitAt,
      context: {} as { at: UnitAt },
      events: {} as SenseEvent,
      tags: {} as WatcherTag,
    },
    guards: {
      'sense data for us': (from: SenseFrom) =>
        toUnit(from) &&
        from.event.message.type === 'lu.holdSense' &&
        from.event.message.initiator === from.context.at.ours,
      'ours are destroyed': (from: SenseFrom) =>
        toUnit(from) &&
        from.event.message.type === 'lu.forgetSense' &&
        from.event.message.initiator === from.context.at.ours,
      'it is this unit': toUnit,
      'it is the task set of this unit': toTasks,
    },
  }).createMachine({
    id,
    context: ({ input }) => ({ at: input }),
    initial: 'none',
    states: {
      none: {
        description: 'No sense data wait.',
        on: {
          'delivered.lu.holdSense': {
            guard: 'sense data for us',
            target: 'waiting',
            description: 'CHECK CONDITION: sense data wait in the unit',
            meta: cite('lu-sense-held', 'task-allegiance-begins'),
          },
        },
      },
      waiting: {
        description: 'Sense data wait for REQUEST SENSE.',
        on: {
          'delivered.lu.requestSense': {
            guard: 'it is this unit',
            target: 'none',
            description: 'REQUEST SENSE has come first',
            meta: cite('lu-sense-once', 'dd-check-condition'),
          },
          'delivered.tasks.message': {
            guard: 'it is the task set of this unit',
            target: 'none',
            description: 'a task management message ends what was',
            meta: cite('lu-hard-reset'),
          },
          'delivered.tasks.reset': {
            guard: 'it is the task set of this unit',
            target: 'none',
            description: 'a reset ends what was',
            meta: cite('lu-hard-reset'),
          },
          'delivered.lu.reset': {
            guard: 'it is this unit',
            target: 'none',
            description: 'a reset ends what was',
            meta: cite('lu-hard-reset'),
          },
          'delivered.lu.forgetSense': {
            guard: 'ours are destroyed',
            target: 'lost',
            description: 'another command of ours destroys them',
            meta: cite('task-sense-cleared', 'lu-sense-destroyed'),
          },
        },
      },
      lost,
    },
  });

const opposite: Readonly<Record<Verdict, Verdict>> = { holds: 'fails', fails: 'holds' };

export const aixRecoveryProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-I15',
    architecture: 'aix',
    kind: 'never',
    says: 'SC_Q_CLR never reaches the hardware; until it is back nothing is sent, and then SC_RESUME first.',
    source: ['queue-clear', 'scbuf-q-clr-no-command', 'dd-resume-first'],
    expected: overScBuf,
    machine: clearing,
    instances: everyAixUnit,
  },
  {
    id: 'aix-I25',
    architecture: 'aix',
    kind: 'never',
    says: 'After CHECK CONDITION sense data are fetched before another command of this initiator destroys them.',
    source: ['dd-check-condition', 'queue-kept-with-tags'],
    expected: losesSenseOverScBuf,
    machine: senseLost('aix-I25', broken('A command of ours has destroyed sense data.')),
    instances: everyUnit,
  },
  {
    id: 'aix-sense-lost',
    architecture: 'aix',
    kind: 'sometimes',
    says: 'Sense data are lost: another command of the head driver reaches the unit before REQUEST SENSE.',
    source: ['dd-resume-without-sense', 'task-sense-cleared'],
    expected: (configuration) => {
      const verdict = losesSenseOverScBuf(configuration);
      return verdict && opposite[verdict];
    },
    machine: senseLost('aix-sense-lost', {
      description: 'A command of ours has destroyed sense data.',
      tags: 'seen',
    }),
    instances: someUnit,
  },
];
