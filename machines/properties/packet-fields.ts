import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AreaMessage } from '../protocol/hba.ts';
import { type ArqStatus, STAT, STATE } from '../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import type { TranReply } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { noMessage } from './single-message.ts';
import { broken, everyPacket, isToBeCalledBack, ofPacket, once, type PacketAt, type WatcherTag } from './watched.ts';

/** What the fields of a packet that comes back may say together (9S scsi_pkt, 9E tran_start). */

type PacketBack = Extract<TranReply, { type: 'pkt.comp' }>;

const has = (bits: number, wanted: number): boolean => (bits & wanted) === wanted;
const implies = (bits: number, bit: number, predecessors: number): boolean =>
  (bits & bit) === 0 || has(bits, predecessors);

/** Each step of a command implies those before it. */
const isLegalPrefix = (state: number): boolean =>
  implies(state, STATE.GOT_TARGET, STATE.GOT_BUS) &&
  implies(state, STATE.SENT_CMD, STATE.GOT_BUS | STATE.GOT_TARGET) &&
  implies(state, STATE.XFERRED_DATA, STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD) &&
  implies(state, STATE.GOT_STATUS, STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD) &&
  implies(state, STATE.ARQ_DONE, STATE.GOT_STATUS);

const isCheck = (status: ScsiStatus | null): boolean => status === 'CHECK_CONDITION' || status === 'COMMAND_TERMINATED';

const statusIsMeaningful = ({ state, status }: Pick<PacketBack | ArqStatus, 'state' | 'status'>): boolean =>
  has(state, STATE.GOT_STATUS) === (status !== null);

const reset = STAT.BUS_RESET | STAT.DEV_RESET | STAT.ABORTED;
const reasonIsExplained = ({ reason, statistics }: Pick<PacketBack | ArqStatus, 'reason' | 'statistics'>): boolean => {
  switch (reason) {
    case 'CMD_TIMEOUT':
      return has(statistics, STAT.TIMEOUT);
    case 'CMD_ABORTED':
      return has(statistics, STAT.ABORTED);
    case 'CMD_RESET':
      return (statistics & reset) !== 0;
    default:
      return true;
  }
};

type Event = Observation<TranReply | AreaMessage>;
const selectionTimeout = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is taken over, to be called back': isToBeCalledBack,
    'exactly STATE_GOT_BUS, and CMD_INCOMPLETE or timed out before': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'pkt.comp' &&
      event.message.state === STATE.GOT_BUS &&
      (event.message.reason === 'CMD_INCOMPLETE' || event.message.reason === 'CMD_TIMEOUT'),
  },
}).createMachine({
  id: 'B11',
  context: ({ input }) => ({ at: input }),
  initial: 'elsewhere',
  states: {
    elsewhere: {
      description: 'The adapter does not have the packet.',
      on: {
        'delivered.area.accept': {
          guard: 'it is taken over, to be called back',
          target: 'notSelecting',
          description: 'taken over',
          meta: cite('hba-start-queues'),
        },
      },
    },
    notSelecting: {
      description: 'The command is not on the bus.',
      on: {
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'elsewhere',
          description: 'over without having been started',
          meta: cite('pkt-completion'),
        },
        'delivered.area.start': {
          guard: 'it is this packet',
          target: 'onBus',
          description: 'put on the bus',
          meta: cite('hba-selects'),
        },
      },
    },
    onBus: {
      description: 'The command is on the bus or in the target.',
      on: {
        'delivered.area.selectionTimeout': {
          guard: 'it is this packet',
          target: 'notAnswered',
          description: 'nobody answered the selection',
          meta: cite('hba-selection-timeout'),
        },
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'elsewhere',
          description: 'over',
          meta: cite('pkt-completion'),
        },
      },
    },
    notAnswered: {
      description: 'Nobody answered; the packet is on its way back.',
      on: {
        'sent.pkt.comp': [
          {
            guard: 'exactly STATE_GOT_BUS, and CMD_INCOMPLETE or timed out before',
            target: 'elsewhere',
            description: 'it says how far it got',
            meta: cite('hba-selection-timeout', 'hba-first-cause-wins'),
          },
          {
            guard: 'it is this packet',
            target: 'violated',
            description: 'it says something else',
            meta: cite('hba-selection-timeout'),
          },
        ],
      },
    },
    violated: broken('After a selection timeout the packet says something else.'),
  },
});

export const packetFieldProperties: readonly WatcherProperty[] = [
  {
    id: 'S3',
    says: 'There is a SCSI status exactly if STATE_GOT_STATUS is set.',
    source: ['hba-state-bits', 'hba-command-complete'],
    kind: 'never',
    machine: noMessage<PacketBack>({
      id: 'S3',
      on: 'sent.pkt.comp',
      when: (message) => !statusIsMeaningful(message) || (message.arq !== null && !statusIsMeaningful(message.arq)),
      description: 'STATE_GOT_STATUS without a status, or a status without it',
      source: ['hba-state-bits', 'hba-command-complete'],
    }),
    instances: once,
    expected: holds,
  },
  {
    id: 'S4',
    says: 'Each bit of pkt_state implies those of the steps before it; STATE_ARQ_DONE implies CHECK CONDITION.',
    source: ['hba-state-bits', 'arq-fills-block'],
    kind: 'never',
    machine: noMessage<PacketBack>({
      id: 'S4',
      on: 'sent.pkt.comp',
      when: ({ state, status, arq }) =>
        !isLegalPrefix(state) ||
        (arq !== null && !isLegalPrefix(arq.state)) ||
        (has(state, STATE.ARQ_DONE) && !isCheck(status)),
      description: 'a step without those before it',
      source: ['hba-state-bits', 'arq-fills-block'],
    }),
    instances: once,
    expected: holds,
  },
  {
    id: 'S7',
    says: 'CMD_TIMEOUT comes with STAT_TIMEOUT, CMD_ABORTED with STAT_ABORTED, CMD_RESET with STAT_BUS_RESET, STAT_DEV_RESET or STAT_ABORTED.',
    source: ['reset-levels', 'abort-message', 'timeout-recovery'],
    kind: 'never',
    machine: noMessage<PacketBack>({
      id: 'S7',
      on: 'sent.pkt.comp',
      when: (message) => !reasonIsExplained(message) || (message.arq !== null && !reasonIsExplained(message.arq)),
      description: 'a reason that the statistics do not explain',
      source: ['reset-levels', 'abort-message', 'timeout-recovery'],
    }),
    instances: once,
    expected: holds,
  },
  {
    id: 'B11',
    says: 'A selection timeout leaves exactly STATE_GOT_BUS, and CMD_INCOMPLETE unless the time was up before.',
    source: ['hba-selection-timeout'],
    kind: 'never',
    machine: selectionTimeout,
    instances: everyPacket,
    expected: holds,
  },
];
