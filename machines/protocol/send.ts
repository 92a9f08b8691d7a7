import { type AnyActorRef, type EventObject, type MachineContext, type ParameterizedObject, sendTo } from 'xstate';
import type { Address } from './names.ts';

/** A machine addressed an actor that the topology does not have. */
export class UnknownAddressError extends Error {
  readonly address: Address;

  constructor(address: Address) {
    super(`no actor is known as '${address}'`);
    this.name = 'UnknownAddressError';
    this.address = address;
  }
}

type Directory = { get(systemId: string): AnyActorRef | undefined };
type From<TContext, TEvent> = { context: TContext; event: TEvent };

function resolve(system: Directory, address: Address): AnyActorRef {
  const actor = system.get(address);
  // XState would silently deliver to the sender itself.
  if (!actor) throw new UnknownAddressError(address);
  return actor;
}

/**
 * The one way a machine speaks to another: names the receiver by its system id and the message by value.
 * On which lane the message travels is a property of its type (`lanes.ts`).
 */
export function send<
  TContext extends MachineContext,
  TEvent extends EventObject,
  TMessage extends EventObject,
  TParams extends ParameterizedObject['params'] | undefined = undefined,
>(
  to: (from: From<TContext, TEvent>, params: TParams) => Address,
  message: (from: From<TContext, TEvent>, params: TParams) => TMessage,
) {
  return sendTo<TContext, TEvent, TParams, AnyActorRef, TEvent, never, never>(
    ({ system, context, event }, params: TParams) => resolve(system, to({ context, event }, params)),
    // XState types the message by the actor reference, which an address cannot carry; the protocol types do.
    ({ context, event }: From<TContext, TEvent>, params: TParams) => message({ context, event }, params) as never,
  );
}
