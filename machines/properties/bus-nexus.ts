import type { AnyMachineSnapshot } from 'xstate';
import { setup } from 'xstate';
import type { BusContext, Contender } from '../bus/bus-context.ts';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusReply, BusRequest, TargetRequest } from '../protocol/bus.ts';
import type { AreaMessage, QueueMessage } from '../protocol/hba.ts';
import { address } from '../protocol/names.ts';
import { holds } from './expectation.ts';
import type { Observation, Property } from './property.ts';
import { noMessage } from './single-message.ts';
import { broken, everyBusCommand, ofPacket, once, type PacketAt, type WatcherTag } from './watched.ts';

/** Who is connected with whom (SCSI-2 6.1 to 6.6). */

type BusEvent = Observation<BusRequest | BusReply | BusInterrupt | TargetRequest>;

const released = (description: string) =>
  ({ target: 'free', description, meta: cite('bus-one-nexus', 'bus-disconnect') }) as const;

const oneNexus = setup({
  types: { events: {} as BusEvent, tags: {} as WatcherTag },
}).createMachine({
  id: 'B2',
  initial: 'free',
  states: {
    free: {
      description: 'No target has been given the bus.',
      on: {
        'sent.target.command': {
          target: 'connected',
          description: 'a target is selected',
          meta: cite('bus-selection-identify-command'),
        },
        'sent.target.reconnected': {
          target: 'connected',
          description: 'a target has reselected',
          meta: cite('bus-reselection'),
        },
      },
    },
    connected: {
      description: 'One nexus holds the bus.',
      on: {
        'sent.target.command': {
          target: 'violated',
          description: 'a target is selected while another is connected',
          meta: cite('bus-one-nexus'),
        },
        'sent.target.reconnected': {
          target: 'violated',
          description: 'a target reselects while another is connected',
          meta: cite('bus-one-nexus'),
        },
        'delivered.bus.disconnect': released('DISCONNECT'),
        'delivered.bus.finish': released('COMMAND COMPLETE'),
        'delivered.bus.drop': released('the target leaves'),
        'delivered.bus.absent': released('a target goes away'),
        'delivered.bus.assertReset': released('RST'),
      },
    },
    violated: broken('Two targets were connected at the same time.'),
  },
});

const byPrivilege = setup({
  types: { events: {} as BusEvent, tags: {} as WatcherTag },
  guards: {
    'with the privilege': ({ event: { message } }) => message.type === 'target.command' && message.disconnectPrivilege,
  },
}).createMachine({
  id: 'B5',
  initial: 'privileged',
  states: {
    privileged: {
      description: 'The connected command, if any, may disconnect.',
      on: {
        'sent.target.command': [
          {
            guard: 'with the privilege',
            description: 'IDENTIFY with the disconnect privilege',
            meta: cite('bus-disconnect-privilege'),
          },
          {
            target: 'unprivileged',
            description: 'IDENTIFY without it',
            meta: cite('bus-disconnect-privilege'),
          },
        ],
      },
    },
    unprivileged: {
      description: 'The connected command must not disconnect.',
      on: {
        'sent.hba.disconnected': {
          target: 'violated',
          description: 'it disconnects',
          meta: cite('bus-disconnect-privilege'),
        },
        'sent.hba.completed': {
          target: 'privileged',
          description: 'over',
          meta: cite('bus-status-then-complete'),
        },
        'sent.hba.unexpectedBusFree': {
          target: 'privileged',
          description: 'over, without a word',
          meta: cite('bus-unexpected-free'),
        },
        'delivered.bus.assertReset': {
          target: 'privileged',
          description: 'RST',
          meta: cite('bus-rst-forgets'),
        },
      },
    },
    violated: broken('A command disconnected that must not.'),
  },
});

type CommandEvent = Observation<BusInterrupt | BusRequest | AreaMessage | QueueMessage>;
const knownReselection = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as CommandEvent, tags: {} as WatcherTag },
  guards: { 'it is this command': ofPacket },
}).createMachine({
  id: 'B6',
  context: ({ input }) => ({ at: input }),
  initial: 'notDisconnected',
  states: {
    notDisconnected: {
      description: 'No target works on this command without the bus.',
      on: {
        'delivered.hba.disconnected': {
          guard: 'it is this command',
          target: 'disconnected',
          description: 'the target has left the bus with it',
          meta: cite('hba-disconnect'),
        },
        'delivered.hba.reconnected': {
          guard: 'it is this command',
          target: 'stray',
          description: 'reselected for a command that is not disconnected',
          meta: cite('hba-reselection'),
        },
      },
    },
    disconnected: {
      description: 'A target works on this command.',
      on: {
        'delivered.hba.reconnected': {
          guard: 'it is this command',
          target: 'notDisconnected',
          description: 'connected again',
          meta: cite('hba-reselection'),
        },
        'delivered.queue.finished': {
          guard: 'it is this command',
          target: 'notDisconnected',
          description: 'ended by the adapter',
          meta: cite('reset-levels', 'abort-message'),
        },
      },
    },
    stray: {
      description: 'A target holds the bus for a command that we do not have.',
      on: {
        'sent.bus.accept': {
          guard: 'it is this command',
          target: 'violated',
          description: 'accepted all the same',
          meta: cite('hba-reselection'),
        },
        'sent.bus.assertReset': {
          target: 'notDisconnected',
          description: 'the bus is reset',
          meta: cite('hba-reselection'),
        },
        'delivered.hba.busReset': {
          target: 'notDisconnected',
          description: 'somebody else has reset the bus',
          meta: cite('reset-external'),
        },
      },
    },
    violated: broken('A reselection was accepted for a command that is not disconnected.'),
  },
});

const contenderOf = (request: Contender): string =>
  request.type === 'bus.reselect' ? request.target : request.initiator;
const inOrder = ({ at, contenders }: BusContext): boolean => {
  const ranks = contenders.map((each) => at.priority.indexOf(contenderOf(each)));
  return ranks.every((rank, i) => i === 0 || rank >= (ranks[i - 1] ?? 0));
};
const contextOf = <T>(snapshot: AnyMachineSnapshot | undefined): T | undefined => snapshot?.context as T | undefined;

export const busNexusProperties: readonly Property[] = [
  {
    id: 'B2',
    says: 'At most one nexus is connected.',
    source: ['bus-one-nexus'],
    kind: 'never',
    machine: oneNexus,
    instances: once,
    expected: holds,
  },
  {
    id: 'B2-adapter',
    says: 'The adapter is in STATE_FREE, or tells drivers of a reset, exactly if it has no command and no message on the bus.',
    source: ['hba-start-rule', 'hba-selects', 'hba-message-one-at-a-time', 'reset-notify-return'],
    kind: 'always',
    instances: ({ adapter }) => [
      {
        name: adapter,
        reads: [address.adapter(adapter)],
        holds: ([hba]) => {
          const context = contextOf<{ selecting: unknown; recovering: unknown }>(hba);
          if (!hba || !context) return false;
          const free = context.selecting === null && context.recovering === null;
          const isIn = (ours: string) => hba.matches({ ours } as never);
          return isIn('FREE') || isIn('telling') ? free : !free || isIn('RESET');
        },
      },
    ],
    expected: holds,
  },
  {
    id: 'B3',
    says: 'Of the devices that wait for the bus the one with the highest ID goes first.',
    source: ['bus-highest-id-wins'],
    kind: 'always',
    instances: ({ bus }) => [
      {
        name: bus,
        reads: [address.bus(bus)],
        holds: ([snapshot]) => {
          const context = contextOf<BusContext>(snapshot);
          return context !== undefined && inOrder(context);
        },
      },
    ],
    expected: holds,
  },
  {
    id: 'B4',
    says: 'A command without the disconnect privilege carries no queue tag.',
    source: ['bus-tag-needs-disconnect', 'bus-tag-follows-identify'],
    kind: 'never',
    machine: noMessage<Extract<TargetRequest, { type: 'target.command' }>>({
      id: 'B4',
      on: 'sent.target.command',
      when: ({ disconnectPrivilege, tag }) => !disconnectPrivilege && tag !== 'untagged',
      description: 'a tag without the disconnect privilege',
      source: ['bus-tag-needs-disconnect'],
    }),
    instances: once,
    expected: holds,
  },
  {
    id: 'B5',
    says: 'A target disconnects only where it has the privilege.',
    source: ['bus-disconnect-privilege'],
    kind: 'never',
    machine: byPrivilege,
    instances: once,
    expected: holds,
  },
  {
    id: 'B6',
    says: 'A reselection is accepted only for a command that is disconnected; otherwise the bus is reset.',
    source: ['hba-reselection'],
    kind: 'never',
    machine: knownReselection,
    instances: everyBusCommand,
    expected: holds,
  },
];
