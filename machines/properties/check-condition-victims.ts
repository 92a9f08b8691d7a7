import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AreaMessage, QueueMessage } from '../protocol/hba.ts';
import type { TranReply } from '../protocol/tran.ts';
import { onlyChecks, queues } from './expectation.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { broken, everyPacket, isToBeCalledBack, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** Whom the CHECK CONDITION of another packet hurts above a SCSA adapter: nobody. */

type Event = Observation<AreaMessage | QueueMessage | TranReply>;
type From = { context: { at: PacketAt }; event: Event };

const untouched = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is taken over, to be called back': isToBeCalledBack,
    'it is the queue of its unit': ({ context: { at }, event: { to } }: From) => to === at.queue,
    'it is this packet, and says something other than CMD_CMPLT': (from: From) =>
      ofPacket(from) && from.event.message.type === 'pkt.comp' && from.event.message.reason !== 'CMD_CMPLT',
  },
}).createMachine({
  id: 'check-condition-alone',
  context: ({ input }) => ({ at: input }),
  initial: 'elsewhere',
  states: {
    elsewhere: {
      description: 'The adapter does not have the packet.',
      on: {
        'delivered.area.accept': {
          guard: 'it is taken over, to be called back',
          target: 'taken',
          description: 'taken over',
          meta: cite('hba-start-queues'),
        },
      },
    },
    taken: {
      description: 'Queued, on the bus or in the target: it ends as the target says, whatever happens to others.',
      on: {
        'delivered.area.victim': {
          guard: 'it is this packet',
          target: 'touched',
          description: 'cut off',
          meta: cite('reset-levels', 'abort-queued'),
        },
        'delivered.queue.flush': {
          guard: 'it is the queue of its unit',
          target: 'touched',
          description: 'everything of its unit is cut off',
          meta: cite('reset-levels'),
        },
        'sent.pkt.comp': [
          {
            guard: 'it is this packet, and says something other than CMD_CMPLT',
            target: 'touched',
            description: 'back without having been carried out',
            meta: cite('pkt-completion'),
          },
          {
            guard: 'it is this packet',
            target: 'elsewhere',
            description: 'back, and the target has said how it ended',
            meta: cite('pkt-completion'),
          },
        ],
      },
    },
    touched: broken('The CHECK CONDITION of a command has ended another one.'),
  },
});

const resettable = ['MEDIUM_ERROR', 'HARDWARE_ERROR'];

/** Where the device throws nothing away itself: until the target driver resets it, because the error comes again. */
function spares(configuration: Configuration): Verdict | undefined {
  const { architecture, device, sd, faultBudget, offered } = configuration;
  if (architecture !== 'scsa' || !onlyChecks(configuration) || device.qErr !== 'resume') return undefined;
  const resets =
    sd.resetRetryThreshold > 0 &&
    faultBudget > sd.resetRetryThreshold &&
    [...offered].some((choice) => resettable.some((key) => choice.includes(`=${key} `)));
  if (!resets) return 'holds';
  return queues(configuration) ? 'fails' : undefined;
}

export const checkConditionVictimProperties: readonly WatcherProperty[] = [
  {
    id: 'check-condition-alone',
    kind: 'never',
    says: 'On a CHECK CONDITION alone no packet is touched but the one that it is about: each comes back with CMD_CMPLT.',
    source: ['pkt-completion', 'reset-levels', 'task-qerr-resume', 'sd-key-medium-hardware'],
    expected: spares,
    machine: untouched,
    instances: everyPacket,
  },
];
