import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import type { UnitRequest } from '../protocol/device.ts';
import type { AreaMessage, QueueMessage } from '../protocol/hba.ts';
import { address, type Slot } from '../protocol/names.ts';
import { STATE } from '../protocol/scsi-pkt.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import { autoSense, checks, deceived, holds, offers, queues } from './expectation.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { broken, everyPacket, everyUnit, ofPacket, type PacketAt, type UnitAt, type WatcherTag } from './watched.ts';

/** Sense data: fetched before the packet is completed, of the right command, once, by one command at a time. */

type PacketEvent = Observation<TranRequest | TranReply | AreaMessage>;
type FromPacket = { context: { at: PacketAt }; event: PacketEvent };

const beforeCompletion = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as PacketEvent, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it has room for sense data, and is not polled': (from: FromPacket) =>
      ofPacket(from) &&
      from.event.message.type === 'area.accept' &&
      from.event.message.facts.arqBlock &&
      !from.event.message.facts.noIntr,
    'auto-rqsense is on': (from: FromPacket) =>
      ofPacket(from) && from.event.message.type === 'area.start' && from.event.message.autoSense,
    'CHECK CONDITION, CMD_CMPLT, and no attempt to fetch sense': (from: FromPacket) => {
      const { message } = from.event;
      return (
        ofPacket(from) &&
        message.type === 'pkt.comp' &&
        (message.status === 'CHECK_CONDITION' || message.status === 'COMMAND_TERMINATED') &&
        message.reason === 'CMD_CMPLT' &&
        ((message.state & STATE.ARQ_DONE) === 0 || message.arq === null)
      );
    },
  },
}).createMachine({
  id: 'Q1',
  context: ({ input }) => ({ at: input }),
  initial: 'without',
  states: {
    without: {
      description: 'No automatic REQUEST SENSE for this packet.',
      on: {
        'delivered.area.accept': {
          guard: 'it has room for sense data, and is not polled',
          target: 'possible',
          description: 'taken over with a scsi_arq_status',
          meta: cite('arq-needs-status-block', 'arq-not-when-polled'),
        },
      },
    },
    possible: {
      description: 'The packet could take sense data.',
      on: {
        'delivered.area.start': {
          guard: 'auto-rqsense is on',
          target: 'promised',
          description: 'started with the capability on',
          meta: cite('arq-needs-capability'),
        },
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'without',
          description: 'over without having been started so',
          meta: cite('pkt-completion'),
        },
      },
    },
    promised: {
      description: 'CHECK CONDITION is to be followed by REQUEST SENSE before the packet comes back.',
      on: {
        'sent.pkt.comp': [
          {
            guard: 'CHECK CONDITION, CMD_CMPLT, and no attempt to fetch sense',
            target: 'violated',
            description: 'it comes back without',
            meta: cite('arq-before-completion'),
          },
          {
            guard: 'it is this packet',
            target: 'without',
            description: 'no CHECK CONDITION, sense was fetched or tried, or an error says that it was not',
            meta: cite('arq-before-completion', 'arq-one-per-unit'),
          },
        ],
      },
    },
    violated: broken('CHECK CONDITION came back without an attempt to fetch the sense data.'),
  },
});

type UnitEvent = Observation<BusInterrupt | BusRequest | UnitRequest | AreaMessage | QueueMessage | TranReply>;
type Unit = { at: UnitAt };
type FromUnit = { context: Unit; event: UnitEvent };

/** Sense data that a malformed answer or a rule of the device may put in the place of what was asked for. */
const isNobodys = (sense: SenseClass): boolean =>
  sense === 'NO_SENSE 00/00' ||
  sense === 'SHORT' ||
  sense === 'BAD_RESPONSE_CODE' ||
  sense === 'NOT_CLASS_7' ||
  sense.startsWith('UNIT_ATTENTION ');

type Held = Unit & { slot: Slot | null };
const rightSense = setup({
  types: { input: {} as UnitAt, context: {} as Held, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'the unit keeps sense data for one of ours': ({ context: { at }, event: { to, message } }) =>
      to === at.unit && message.type === 'lu.holdSense' && message.initiator === at.ours,
    'the automatic REQUEST SENSE reaches the unit': ({ context: { at }, event: { to, message } }) =>
      to === at.unit && message.type === 'lu.requestSense' && message.slot === at.autoSense,
    'the unit forgets our sense data': ({ context: { at }, event: { to, message } }) =>
      to === at.unit &&
      (message.type === 'lu.reset' || (message.type === 'lu.forgetSense' && message.initiator === at.ours)),
    'a packet gets sense data of another command': ({ context: { at, slot }, event: { to, message } }) =>
      message.type === 'area.senseDone' &&
      message.sense !== null &&
      !isNobodys(message.sense) &&
      [...at.pool, at.internal].some((place) => to === address.adapterCommand(place) && place !== slot),
    'the automatic REQUEST SENSE is over': ({ context: { at }, event: { to, message } }) =>
      to === at.queue && message.type === 'queue.senseDone',
  },
  actions: {
    'note whose they are': assign({
      slot: ({ event: { message } }) => (message.type === 'lu.holdSense' ? message.slot : null),
    }),
    "they are nobody's": assign({ slot: null }),
  },
}).createMachine({
  id: 'Q2',
  context: ({ input }) => ({ at: input, slot: null }),
  initial: 'watching',
  states: {
    watching: {
      description: 'Knows whose sense data the unit keeps.',
      on: {
        'delivered.lu.holdSense': {
          guard: 'the unit keeps sense data for one of ours',
          actions: 'note whose they are',
          description: 'CHECK CONDITION reached us',
          meta: cite('lu-sense-held'),
        },
        'delivered.lu.forgetSense': {
          guard: 'the unit forgets our sense data',
          actions: "they are nobody's",
          description: 'another command destroyed them',
          meta: cite('lu-sense-destroyed'),
        },
        'delivered.lu.reset': {
          guard: 'the unit forgets our sense data',
          actions: "they are nobody's",
          description: 'a reset destroyed them',
          meta: cite('lu-hard-reset'),
        },
        'delivered.lu.requestSense': {
          guard: 'the automatic REQUEST SENSE reaches the unit',
          target: 'fetched',
          description: 'the sense data are handed over',
          meta: cite('lu-sense-once'),
        },
        'delivered.area.senseDone': {
          guard: 'a packet gets sense data of another command',
          target: 'violated',
          description: 'sense data go to the wrong packet',
          meta: cite('arq-fills-block'),
        },
        'delivered.queue.senseDone': {
          guard: 'the automatic REQUEST SENSE is over',
          actions: "they are nobody's",
          description: 'they have been handed over',
          meta: cite('arq-fills-block', 'lu-sense-once'),
        },
      },
    },
    fetched: {
      description: 'Sense data are on their way to us: what the unit forgets now is not these.',
      on: {
        'delivered.area.senseDone': {
          guard: 'a packet gets sense data of another command',
          target: 'violated',
          description: 'sense data go to the wrong packet',
          meta: cite('arq-fills-block'),
        },
        'delivered.queue.senseDone': {
          guard: 'the automatic REQUEST SENSE is over',
          target: 'watching',
          actions: "they are nobody's",
          description: 'they have arrived, or were lost on the way',
          meta: cite('arq-fills-block', 'lu-sense-once'),
        },
      },
    },
    violated: broken('A packet was given the sense data of another command.'),
  },
});

const checkOf = ({ context: { at }, event: { to, message } }: FromUnit): boolean =>
  to === at.adapter &&
  message.type === 'hba.completed' &&
  (message.status === 'CHECK_CONDITION' || message.status === 'COMMAND_TERMINATED') &&
  (at.pool.includes(message.slot) || message.slot === at.internal);
const selects = ({ context: { at }, event: { message } }: FromUnit): boolean =>
  message.type === 'bus.select' && message.initiator === at.ours && message.lun === at.lun;
const ends = ({ context: { at }, event: { to, message } }: FromUnit): boolean =>
  to === at.adapter &&
  (message.type === 'hba.busReset' ||
    (message.type === 'hba.messageSent' && message.outcome === 'ok' && message.target === at.target));

const nothingBetween = setup({
  types: { input: {} as UnitAt, context: {} as Unit, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'CHECK CONDITION of one of ours': checkOf,
    'REQUEST SENSE is started': (from: FromUnit) =>
      selects(from) && from.event.message.type === 'bus.select' && from.event.message.op === 'requestSense',
    'a command is started': selects,
    'a reset or an abort ends contingent allegiance': ends,
  },
}).createMachine({
  id: 'Q3',
  context: ({ input }) => ({ at: input }),
  initial: 'noAllegiance',
  states: {
    noAllegiance: {
      description: 'No sense data of ours wait in the unit.',
      on: {
        'delivered.hba.completed': {
          guard: 'CHECK CONDITION of one of ours',
          target: 'allegiance',
          description: 'CHECK CONDITION: contingent allegiance',
          meta: cite('task-allegiance-begins'),
        },
      },
    },
    allegiance: {
      description: 'Sense data wait in the unit; any command but REQUEST SENSE destroys them.',
      on: {
        'sent.bus.select': [
          {
            guard: 'REQUEST SENSE is started',
            target: 'noAllegiance',
            description: 'REQUEST SENSE, first of all',
            meta: cite('arq-at-the-head', 'hba-callback-before-next'),
          },
          {
            guard: 'a command is started',
            target: 'violated',
            description: 'another command is started first',
            meta: cite('task-sense-cleared', 'hba-callback-before-next'),
          },
        ],
        'delivered.hba.busReset': {
          guard: 'a reset or an abort ends contingent allegiance',
          target: 'noAllegiance',
          description: 'a bus reset destroys them',
          meta: cite('reset-external', 'lu-hard-reset'),
        },
        'delivered.hba.messageSent': {
          guard: 'a reset or an abort ends contingent allegiance',
          target: 'noAllegiance',
          description: 'a message to the target destroys them',
          meta: cite('lu-hard-reset', 'task-abort'),
        },
      },
    },
    violated: broken('A command was started between CHECK CONDITION and REQUEST SENSE.'),
  },
});

const noRecursion = setup({
  types: { input: {} as UnitAt, context: {} as Unit, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'sense is to be fetched for a REQUEST SENSE': ({ context: { at }, event: { to, message } }) =>
      to === at.queue &&
      message.type === 'queue.sense' &&
      (message.slot === at.autoSense || message.slot === at.requestSense),
  },
}).createMachine({
  id: 'Q5',
  context: ({ input }) => ({ at: input }),
  initial: 'watching',
  states: {
    watching: {
      description: 'No REQUEST SENSE has asked for sense data.',
      on: {
        'delivered.queue.sense': {
          guard: 'sense is to be fetched for a REQUEST SENSE',
          target: 'violated',
          description: 'REQUEST SENSE because of REQUEST SENSE',
          meta: cite('arq-not-for-itself'),
        },
      },
    },
    violated: broken('A REQUEST SENSE that ended with CHECK CONDITION started another.'),
  },
});

const oneAtATime = setup({
  types: { input: {} as UnitAt, context: {} as Unit, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'a REQUEST SENSE is taken on': ({ context: { at }, event: { to, message } }) =>
      message.type === 'area.accept' &&
      (to === address.adapterCommand(at.autoSense) || to === address.adapterCommand(at.requestSense)),
    'the automatic REQUEST SENSE is over': ({ context: { at }, event: { to, message } }) =>
      to === at.queue && message.type === 'queue.senseDone',
    'the REQUEST SENSE packet is complete': ({ context: { at }, event: { to, message } }) =>
      to === address.packet(at.requestSense) && message.type === 'pkt.comp',
  },
}).createMachine({
  id: 'Q6',
  context: ({ input }) => ({ at: input }),
  initial: 'none',
  states: {
    none: {
      description: 'No sense command is under way.',
      on: {
        'delivered.area.accept': {
          guard: 'a REQUEST SENSE is taken on',
          target: 'one',
          description: 'the adapter has a sense command to send',
          meta: cite('arq-at-the-head', 'sd-rqs-send'),
        },
      },
    },
    one: {
      description: 'A sense command is under way.',
      on: {
        'delivered.area.accept': {
          guard: 'a REQUEST SENSE is taken on',
          target: 'violated',
          description: 'a second one',
          meta: cite('arq-one-per-unit', 'sd-rqs-in-use'),
        },
        'delivered.queue.senseDone': {
          guard: 'the automatic REQUEST SENSE is over',
          target: 'none',
          description: 'it is over',
          meta: cite('arq-fills-block'),
        },
        'sent.pkt.comp': {
          guard: 'the REQUEST SENSE packet is complete',
          target: 'none',
          description: 'it is over',
          meta: cite('sd-rqs-idle-first'),
        },
      },
    },
    violated: broken('Two sense commands of one logical unit were under way.'),
  },
});

/** Without automatic sense the next command goes first wherever the driver queues, or gives up REQUEST SENSE. */
function nothingBetweenExpected(configuration: Configuration): Verdict | undefined {
  if (deceived(configuration)) return undefined;
  if (autoSense(configuration)) return 'holds';
  if (!checks(configuration)) return undefined;
  const { sd, hba } = configuration;
  const nextFirst = hba.startNextBeforeCallback === 'always' || !sd.senseWhileOthersInTransport;
  if (queues(configuration) && nextFirst) return 'fails';
  const givenUp = offers(
    configuration,
    'tran.start.admission=busy',
    'tran.start.admission=badPkt',
    'tran.start.admission=fatalError',
  );
  return givenUp || queues(configuration) ? undefined : 'holds';
}

export const senseProperties: readonly WatcherProperty[] = [
  {
    id: 'Q1',
    says: 'With automatic request sense a packet with CHECK CONDITION completes only after an attempt to fetch the sense, with STATE_ARQ_DONE, or with an explicit error.',
    source: ['arq-before-completion', 'arq-one-per-unit'],
    kind: 'never',
    machine: beforeCompletion,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'Q2',
    says: 'Sense data that the adapter fetches for a packet are those of that packet.',
    source: ['arq-fills-block', 'lu-sense-held'],
    kind: 'never',
    machine: rightSense,
    instances: everyUnit,
    expected: (configuration) => (autoSense(configuration) ? 'holds' : undefined),
  },
  {
    id: 'Q3',
    says: 'Between CHECK CONDITION and REQUEST SENSE no command is started at that logical unit.',
    source: ['hba-callback-before-next', 'task-sense-cleared', 'arq-at-the-head'],
    kind: 'never',
    machine: nothingBetween,
    instances: everyUnit,
    expected: nothingBetweenExpected,
  },
  {
    id: 'Q5',
    says: 'REQUEST SENSE never triggers another REQUEST SENSE.',
    source: ['arq-not-for-itself'],
    kind: 'never',
    machine: noRecursion,
    instances: everyUnit,
    expected: holds,
  },
  {
    id: 'Q6',
    says: 'At most one sense command of a logical unit is under way.',
    source: ['arq-one-per-unit', 'sd-rqs-in-use'],
    kind: 'never',
    machine: oneAtATime,
    instances: everyUnit,
    expected: holds,
  },
];
