import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { TaskSetReply, UnitRequest } from '../protocol/device.ts';
import { address, type InitiatorName, type Slot } from '../protocol/names.ts';
import { holds } from './expectation.ts';
import type { Observation, SystemNames, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** Unit attention after a reset (SCSI-2 7.9). */

type At = { unit: string; taskSet: string; initiator: InitiatorName };
type Event = Observation<UnitRequest | TaskSetReply>;
type Context = { at: At; slot: Slot | null };
type From = { context: Context; event: Event };

const ended = ({ context: { at, slot }, event: { to, message } }: From) =>
  to === at.taskSet && message.type === 'tasks.ended' && message.slot === slot ? message.status : null;

const attention = setup({
  types: { input: {} as At, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'the unit is reset with the bus': ({ context: { at }, event: { to, message } }: From) =>
      to === at.unit && message.type === 'lu.reset' && message.cause === 'busReset',
    'a command that must hear of it': ({ context: { at }, event: { to, message } }: From) =>
      to === at.unit &&
      message.type === 'lu.command' &&
      message.initiator === at.initiator &&
      !['inquiry', 'reportLuns', 'requestSense'].includes(message.op),
    'REQUEST SENSE, which may be told of it': ({ context: { at }, event: { to, message } }: From) =>
      to === at.unit && message.type === 'lu.requestSense' && message.initiator === at.initiator,
    'CHECK CONDITION': (from: From) => ended(from) === 'CHECK_CONDITION',
    'BUSY, QUEUE FULL or RESERVATION CONFLICT': (from: From) => {
      const status = ended(from);
      return status === 'BUSY' || status === 'QUEUE_FULL' || status === 'RESERVATION_CONFLICT';
    },
    'another status': (from: From) => ended(from) !== null,
    'it is admitted': ({ context: { at, slot }, event: { to, message } }: From) =>
      to === at.taskSet && message.type === 'tasks.admit' && message.slot === slot,
  },
  actions: {
    'note the command': assign({
      slot: ({ event: { message } }) => (message.type === 'lu.command' ? message.slot : null),
    }),
    'forget the command': assign({ slot: null }),
  },
}).createMachine({
  id: 'X10',
  context: ({ input }) => ({ at: input, slot: null }),
  initial: 'none',
  states: {
    none: {
      description: 'No unit attention because of a bus reset.',
      on: {
        'delivered.lu.reset': {
          guard: 'the unit is reset with the bus',
          target: 'pendingAttention',
          description: 'a bus reset: unit attention for every initiator',
          meta: cite('lu-hard-reset', 'lu-unit-attention-per-initiator'),
        },
      },
    },
    pendingAttention: {
      description: 'This initiator has not heard of the reset.',
      on: {
        'delivered.lu.command': {
          guard: 'a command that must hear of it',
          target: 'asked',
          actions: 'note the command',
          description: 'its next command',
          meta: cite('lu-unit-attention'),
        },
        'delivered.lu.requestSense': {
          guard: 'REQUEST SENSE, which may be told of it',
          target: 'none',
          description: 'REQUEST SENSE: some units report it there, others keep it',
          meta: cite('lu-attention-before-sense', 'lu-sense-before-attention'),
        },
      },
    },
    asked: {
      description: 'What does the unit answer?',
      on: {
        'delivered.tasks.ended': [
          {
            guard: 'CHECK CONDITION',
            target: 'none',
            actions: 'forget the command',
            description: 'CHECK CONDITION: told',
            meta: cite('lu-unit-attention'),
          },
          {
            guard: 'BUSY, QUEUE FULL or RESERVATION CONFLICT',
            target: 'pendingAttention',
            actions: 'forget the command',
            description: 'these may go first',
            meta: cite('lu-reservation', 'lu-unit-attention'),
          },
          {
            guard: 'another status',
            target: 'violated',
            actions: 'forget the command',
            description: 'carried out as if nothing had happened',
            meta: cite('lu-unit-attention'),
          },
        ],
        'delivered.tasks.admit': {
          guard: 'it is admitted',
          target: 'violated',
          actions: 'forget the command',
          description: 'queued as if nothing had happened',
          meta: cite('lu-unit-attention'),
        },
      },
    },
    violated: broken('A unit did not tell an initiator of a bus reset.'),
  },
});

const everyNexus = ({ units, initiators }: SystemNames) =>
  units.flatMap(({ lun }) =>
    initiators.map((initiator) => ({
      name: `${initiator} ${lun}`,
      input: { unit: address.logicalUnit(lun), taskSet: address.taskSet(lun), initiator },
    })),
  );

export const unitAttentionProperties: readonly WatcherProperty[] = [
  {
    id: 'X10',
    says: 'After a bus reset the first command of each initiator other than INQUIRY, REPORT LUNS and REQUEST SENSE gets CHECK CONDITION.',
    source: ['lu-unit-attention', 'lu-hard-reset', 'lu-unit-attention-per-initiator'],
    kind: 'never',
    machine: attention,
    instances: everyNexus,
    expected: holds,
  },
];
