import type { ActorScope, AnyActorRef, AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { Message } from '../../../src/system/machine-step.ts';

/** One transition, or one set of them in parallel regions, within the handling of a message. */
export type Microstep = {
  readonly event: EventObject;
  readonly before: AnyMachineSnapshot;
  readonly after: AnyMachineSnapshot;
  /** Transition definitions of XState. */
  readonly taken: readonly unknown[];
};

type InspectionEvent = {
  readonly type: string;
  readonly event?: EventObject;
  readonly snapshot?: AnyMachineSnapshot;
  readonly _transitions?: readonly unknown[];
};

/** Steps a machine as the program does, and keeps what lies between: which transition led to which snapshot. */
class Observer {
  private seen: InspectionEvent[] = [];
  private readonly tokens = new Map<string, AnyActorRef>();
  private readonly system: unknown = {
    get: (id: string) => this.token(id),
    _sendInspectionEvent: (event: InspectionEvent) => {
      if (event.type === '@xstate.microstep') this.seen.push(event);
    },
    _bookId: () => 'x:0',
    _register: () => 'x:0',
    _unregister: () => undefined,
    scheduler: { schedule: () => undefined, cancel: () => undefined, cancelAll: () => undefined },
  };

  start(machine: AnyStateMachine, address: string, input: unknown): AnyMachineSnapshot {
    return machine.getInitialSnapshot(this.scope(address), input as never);
  }

  step(machine: AnyStateMachine, address: string, before: AnyMachineSnapshot, message: Message) {
    this.seen = [];
    const after = machine.transition(before, message, this.scope(address)) as AnyMachineSnapshot;
    const microsteps: Microstep[] = [];
    let from = before;
    for (const { event, snapshot, _transitions = [] } of this.seen) {
      if (!event || !snapshot || _transitions.length === 0) continue;
      microsteps.push({ event, before: from, after: snapshot, taken: _transitions });
      from = snapshot;
    }
    return { after, microsteps };
  }

  private token(address: string): AnyActorRef {
    let token = this.tokens.get(address);
    if (!token) {
      token = { id: address, sessionId: address, system: this.system } as unknown as AnyActorRef;
      this.tokens.set(address, token);
    }
    return token;
  }

  /** The parts of XState's ActorScope that a macrostep touches. */
  private scope(address: string): ActorScope<AnyMachineSnapshot, EventObject> {
    const nothing = (): void => undefined;
    return {
      self: this.token(address),
      id: address,
      sessionId: address,
      logger: nothing,
      defer: nothing,
      emit: nothing,
      system: this.system,
      stopChild: nothing,
      actionExecutor: nothing,
    } as unknown as ActorScope<AnyMachineSnapshot, EventObject>;
  }
}

export const observer = new Observer();
