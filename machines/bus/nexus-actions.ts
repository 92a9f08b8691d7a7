import { assertEvent, assign, enqueueActions } from 'xstate';
import type { TargetRequest } from '../protocol/bus.ts';
import { address } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';
import { type FunctionOutcome, type PortEvent, taskMessageOf } from '../protocol/transport.ts';
import { endedBy, type NexusContext, type NexusEvent, type Pending, withoutCommand } from './nexus-context.ts';

type Given = { context: NexusContext; event: NexusEvent };

const update = (change: (given: Given) => Partial<NexusContext>) =>
  assign<NexusContext, NexusEvent, undefined, NexusEvent, never>(change);
const toPort = (message: (given: Given) => PortEvent) =>
  send<NexusContext, NexusEvent, PortEvent>(({ context }) => context.at.port, message);
const toTarget = (message: (given: Given) => TargetRequest) =>
  send<NexusContext, NexusEvent, TargetRequest>(({ context }) => address.target(context.at.target), message);
/** Several messages to the initiator port. */
const toPortEach = (messages: (given: Given) => readonly PortEvent[]) =>
  enqueueActions<NexusContext, NexusEvent, undefined, NexusEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      for (const message of messages({ context, event })) enqueue(toPort(() => message));
    },
  );

function commandOf({ event }: { event: NexusEvent }) {
  assertEvent(event, 'transport.sendCommand');
  return event;
}
function functionOf({ event }: { event: NexusEvent }) {
  assertEvent(event, 'transport.sendTaskManagement');
  return event;
}
function slotOf({ event }: { event: NexusEvent }) {
  assertEvent(event, ['bus.finish', 'bus.disconnect', 'bus.drop', 'bus.reselect']);
  return event.slot;
}

const functionDone = (outcome: FunctionOutcome) =>
  toPort((given) => {
    const { target, lun, slot, function: name } = functionOf(given);
    return { type: 'port.taskManagementDone', target, lun, slot, function: name, outcome };
  });
const about = (type: 'port.loggedIn' | 'port.loginFailed' | 'port.loggedOut' | 'port.targetGone') =>
  toPort(({ context }) => ({ type, target: context.at.target }));
const nexusLost = (attention: boolean) =>
  toTarget(({ context }) => ({ type: 'target.nexusLost', initiator: context.at.initiator, attention }));

/** Actions of both kinds of nexus. */
export const nexusActions = {
  'send target.command': toTarget((given) => {
    const { initiator, target, lun, slot, attribute, op, direction, naca } = commandOf(given);
    return {
      type: 'target.command',
      ...{ initiator, target, lun, slot, tag: attribute, op, direction },
      ...(naca ? { naca } : {}),
      disconnectPrivilege: true,
      arrival: 'ok',
    };
  }),
  'the command is open': update((given) => {
    const { slot, lun } = commandOf(given);
    return { open: [...given.context.open.filter((command) => command.slot !== slot), { slot, lun }] };
  }),
  'send target.message': toTarget((given) => {
    const { initiator, lun, slot, function: name } = functionOf(given);
    return { type: 'target.message', initiator, lun, slot, message: taskMessageOf[name] };
  }),
  'the function is pending': update((given) => {
    const sent = functionOf(given);
    const { function: name, lun, slot } = sent;
    const ends = endedBy(given.context, sent);
    return { pending: [...given.context.pending, { kind: 'function', function: name, lun, slot, ends }] };
  }),
  'send target.reconnected': toTarget((given) => ({
    type: 'target.reconnected',
    initiator: given.context.at.initiator,
    slot: slotOf(given),
    transfer: 'whole',
  })),
  'the target has its turn': update((given) => ({ granted: [...given.context.granted, slotOf(given)] })),
  'its turn is over': update((given) => ({
    granted: given.context.granted.filter((slot) => slot !== slotOf(given)),
  })),

  'port.completed': toPort(({ event }) => {
    assertEvent(event, 'bus.finish');
    const { slot, status, direction, resid, sense } = event;
    return { type: 'port.completed', slot, status, direction, resid, sense };
  }),
  'the command has ended': update((given) => withoutCommand(given.context, slotOf(given))),
  'port.noResponse': toPort((given) => ({ type: 'port.noResponse', slot: commandOf(given).slot })),
  'port.taskManagementDone: noResponse': functionDone('noResponse'),
  'port.taskManagementDone: rejected': functionDone('rejected'),
  'port.taskManagementDone: ok': toPortEach(({ context }) =>
    context.pending.slice(0, 1).flatMap((done) => {
      if (done.kind !== 'function') return [];
      const { function: name, lun, slot } = done;
      const { target } = context.at;
      return [{ type: 'port.taskManagementDone', target, lun, slot, function: name, outcome: 'ok' }];
    }),
  ),
  'the commands that it meant have ended': update(({ context }) => {
    const [done] = context.pending;
    const ends = done?.kind === 'function' ? done.ends : [];
    return { open: context.open.filter(({ slot }) => !ends.includes(slot)) };
  }),
  'the target has reacted': update(({ context }) => ({ pending: context.pending.slice(1) })),

  'port.lost for each open command': toPortEach(({ context }) =>
    context.open.map(({ slot }) => ({ type: 'port.lost', slot })),
  ),
  'port.taskManagementDone: noResponse for each function': toPortEach(({ context }) =>
    context.pending.flatMap((each): PortEvent[] => {
      if (each.kind !== 'function') return [];
      const { function: name, lun, slot } = each;
      const { target } = context.at;
      return [{ type: 'port.taskManagementDone', target, lun, slot, function: name, outcome: 'noResponse' }];
    }),
  ),
  'nothing is open': update(({ context }) => ({
    open: [],
    pending: context.pending.map((each): Pending => (each.kind === 'function' ? { ...each, ends: [] } : each)),
  })),
  'tell the target that the nexus is lost': nexusLost(true),
  'let the target drop what is left': nexusLost(false),
  'the target has still to notice': update(({ context }) => ({
    pending: [...context.pending, { kind: 'nexus loss' }],
  })),
  'nothing comes from the target any more': update(() => ({ granted: [], pending: [] })),

  'port.loggedIn': about('port.loggedIn'),
  'port.loginFailed': about('port.loginFailed'),
  'port.loggedOut': about('port.loggedOut'),
  'port.targetGone': about('port.targetGone'),
  'port.targetBack': toPort(({ context, event }) => ({
    type: 'port.targetBack',
    target: context.at.target,
    id: event.type === 'world.linkUp' ? event.id : 'same',
  })),
  'port.targetBack: same': toPort(({ context }) => ({
    type: 'port.targetBack',
    target: context.at.target,
    id: 'same',
  })),
  'port.targetBack: changed': toPort(({ context }) => ({
    type: 'port.targetBack',
    target: context.at.target,
    id: 'changed',
  })),
  'port.reset': toPort(({ context, event }) => {
    assertEvent(event, 'bus.cleared');
    return { type: 'port.reset', target: context.at.target, by: event.by ?? context.at.initiator };
  }),
};

/** Everything of the nexus is lost; the initiator port is told of each command and function. */
export const loseEverything = [
  'port.lost for each open command',
  'port.taskManagementDone: noResponse for each function',
  'nothing is open',
] as const;

/** The same, and the target ends what it has. */
export const closeNexus = [
  ...loseEverything,
  'tell the target that the nexus is lost',
  'the target has still to notice',
] as const;
