import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusRequest } from '../protocol/bus.ts';
import type { UnitRequest } from '../protocol/device.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { TranReply } from '../protocol/tran.ts';
import { autoSense, checks, deceived, queues } from './expectation.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { broken, everyUnit, type Polled, someUnit, type UnitAt, type WatcherTag } from './watched.ts';

/**
 * "Sense lost": the adapter starts the next command before it calls back a packet with CHECK CONDITION, and that command
 * destroys the sense data before the target driver could ask for them ("Writing Device Drivers", auto-request sense).
 */

type Event = Observation<BusRequest | UnitRequest | TranReply | Polled>;
type Context = { at: UnitAt; slot: Slot | null };
type From = { context: Context; event: Event };

const isOurs = ({ context: { at }, event: { to, message } }: From): boolean =>
  to === at.unit && 'initiator' in message && message.initiator === at.ours;

/** The race, ended by `violated` or by `seen`. */
const race = (id: string, lost: { description: string; tags: WatcherTag }) =>
  setup({
    types: { input: {} as UnitAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
    guards: {
      'sense data are kept for a command that is to be called back': (from: From) => {
        const { event, context } = from;
        return (
          isOurs(from) &&
          event.message.type === 'lu.holdSense' &&
          (context.at.pool.includes(event.message.slot) || event.message.slot === context.at.internal)
        );
      },
      'it is called back': ({ context: { slot }, event: { to } }: From) => slot !== null && to === address.packet(slot),
      'its polled call has returned': ({ context: { slot }, event: { to } }: From) =>
        slot !== null && to === address.command(slot),
      'another command than REQUEST SENSE is started': ({ context: { at }, event: { message } }: From) =>
        message.type === 'bus.select' &&
        message.initiator === at.ours &&
        message.lun === at.lun &&
        message.op !== 'requestSense',
      'REQUEST SENSE is started': ({ context: { at }, event: { message } }: From) =>
        message.type === 'bus.select' &&
        message.initiator === at.ours &&
        message.lun === at.lun &&
        message.op === 'requestSense',
      'it is our unit': isOurs,
      'the unit is reset': ({ context: { at }, event: { to } }: From) => to === at.unit,
    },
    actions: {
      'note whose they are': assign({
        slot: ({ event: { message } }) => (message.type === 'lu.holdSense' ? message.slot : null),
      }),
      'forget whose they were': assign({ slot: null }),
    },
  }).createMachine({
    id,
    context: ({ input }) => ({ at: input, slot: null }),
    initial: 'nothing',
    states: {
      nothing: {
        description: 'No sense data of ours that nobody has heard of.',
        on: {
          'delivered.lu.holdSense': {
            guard: 'sense data are kept for a command that is to be called back',
            target: 'kept',
            actions: 'note whose they are',
            description: 'CHECK CONDITION is on its way; the unit keeps the sense data',
            meta: cite('lu-sense-held', 'task-allegiance-begins'),
          },
        },
      },
      kept: {
        description: 'The target driver has not been told yet.',
        on: {
          'delivered.pkt.comp': {
            guard: 'it is called back',
            target: 'nothing',
            actions: 'forget whose they were',
            description: 'told: now it is up to the target driver',
            meta: cite('pkt-completion'),
          },
          'delivered.packet.polled': {
            guard: 'its polled call has returned',
            target: 'nothing',
            actions: 'forget whose they were',
            description: 'told: polled, there is no callback',
            meta: cite('hba-polled'),
          },
          'delivered.lu.requestSense': {
            guard: 'it is our unit',
            target: 'nothing',
            actions: 'forget whose they were',
            description: 'fetched before the packet is called back',
            meta: cite('arq-before-completion'),
          },
          'delivered.lu.reset': {
            guard: 'the unit is reset',
            target: 'nothing',
            actions: 'forget whose they were',
            description: 'destroyed by a reset',
            meta: cite('lu-hard-reset'),
          },
          'sent.bus.select': [
            {
              guard: 'another command than REQUEST SENSE is started',
              target: 'overtaken',
              description: 'the next command is started before the callback',
              meta: cite('hba-next-before-callback'),
            },
            {
              guard: 'REQUEST SENSE is started',
              target: 'nothing',
              actions: 'forget whose they were',
              description: 'asked for before the callback; if that fails, sts_rqpkt_reason tells',
              meta: cite('arq-before-completion', 'arq-original-reason-stays'),
            },
          ],
        },
      },
      overtaken: {
        description: 'The next command is on its way to the unit.',
        on: {
          'delivered.lu.forgetSense': {
            guard: 'it is our unit',
            target: 'lost',
            actions: 'forget whose they were',
            description: 'it destroys the sense data',
            meta: cite('task-sense-cleared', 'lu-sense-destroyed'),
          },
          'delivered.lu.requestSense': {
            guard: 'it is our unit',
            target: 'nothing',
            actions: 'forget whose they were',
            description: 'REQUEST SENSE was faster',
            meta: cite('lu-sense-once'),
          },
          'delivered.lu.reset': {
            guard: 'the unit is reset',
            target: 'nothing',
            actions: 'forget whose they were',
            description: 'destroyed by a reset',
            meta: cite('lu-hard-reset'),
          },
        },
      },
      lost,
    },
  });

/** Needed all at once: no automatic sense, queueing all the same, next command first, and a command to be first. */
export function losesSense(configuration: Configuration): Verdict | undefined {
  if (deceived(configuration)) return undefined;
  const { hba, device } = configuration;
  if (autoSense(configuration) || !queues(configuration) || hba.startNextBeforeCallback !== 'always') return 'holds';
  if (device.taggedUnderContingentAllegiance === 'queueFull') return undefined;
  return checks(configuration) ? 'fails' : 'holds';
}

const opposite: Readonly<Record<Verdict, Verdict>> = { holds: 'fails', fails: 'holds' };

export const senseLostProperties: readonly WatcherProperty[] = [
  {
    id: 'Q4',
    says: 'No command that the adapter starts before a completion callback destroys the sense data of that packet.',
    source: ['hba-next-before-callback', 'task-sense-cleared', 'sd-queueing-needs-arq'],
    kind: 'never',
    machine: race('Q4', broken('Sense data were destroyed before the target driver could ask for them.')),
    instances: everyUnit,
    expected: losesSense,
  },
  {
    id: 'sense-lost',
    says: 'Sense data are lost: the next command reaches the unit before the target driver can ask for them.',
    source: ['hba-next-before-callback', 'task-sense-cleared'],
    kind: 'sometimes',
    machine: race('sense-lost', {
      description: 'Sense data were destroyed before the target driver could ask for them.',
      tags: 'seen',
    }),
    instances: someUnit,
    expected: (configuration) => {
      const verdict = losesSense(configuration);
      return verdict && opposite[verdict];
    },
  },
];
