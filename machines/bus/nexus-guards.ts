import { isOpen, isStale, type NexusContext, type NexusEvent } from './nexus-context.ts';

type Given = { context: NexusContext; event: NexusEvent };

/** Guards of both kinds of nexus. None reads the operation. */
export const nexusGuards = {
  'nobody answers': ({ event }: Given) =>
    (event.type === 'transport.sendCommand' && event.delivery === 'noResponse') ||
    (event.type === 'transport.sendTaskManagement' && event.outcome === 'noResponse'),
  'the command is lost on its way': ({ event }: Given) =>
    event.type === 'transport.sendCommand' && event.delivery === 'lost',
  'the target refuses the function': ({ event }: Given) =>
    event.type === 'transport.sendTaskManagement' && event.outcome === 'rejected',
  'the login is rejected': ({ event }: Given) => event.type === 'transport.login' && event.outcome === 'rejected',

  'at another portal': ({ event }: Given) => event.type === 'world.linkUp' && event.id === 'changed',

  'the target has still to notice the loss of the nexus': ({ context }: Given) => isStale(context),
  'the target has noticed': ({ context }: Given) => !isStale(context),

  'what the target asks for is void': ({ context }: Given) => context.pending.length > 0,
  'the target has been given its turn': ({ context, event }: Given) =>
    event.type === 'bus.reselect' && context.granted.includes(event.slot),
  'the answer is lost on its way': ({ event }: Given) => event.type === 'bus.finish' && event.transfer !== 'ok',
  'the command is open': ({ context, event }: Given) =>
    event.type === 'bus.finish' && isOpen(context, event.slot) && !isStale(context),

  'a function has taken effect': ({ context, event }: Given) =>
    event.type === 'bus.cleared' && event.cause === 'message' && context.pending[0]?.kind === 'function',
  'another initiator has reset the target': ({ event }: Given) =>
    event.type === 'bus.cleared' && event.cause === 'reset',
  'the nexus has been closed at the target': ({ context, event }: Given) =>
    event.type === 'bus.cleared' &&
    event.cause === 'nexusLoss' &&
    context.pending.filter(({ kind }) => kind === 'nexus loss').length === 1,
};
