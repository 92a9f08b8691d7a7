import type { ActorScope, AnyActorRef, AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { Effect } from '../../machines/protocol/effects.ts';
import { type Lane, laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { type TransitionId, transitionIndex } from './transition-index.ts';

/** A message is an XState event whose type reads `interface.verb`. */
export type Message = EventObject & Readonly<Record<string, unknown>>;

/** What one machine did in one step, in order. */
export type Output =
  | { readonly kind: 'message'; readonly to: Address; readonly message: Message; readonly lane: Lane }
  | { readonly kind: 'effect'; readonly effect: Effect }
  /** The named delay was armed (re-arming replaces). `ms` is the machine's own default. */
  | { readonly kind: 'arm'; readonly timer: string; readonly delay: string; readonly ms: number }
  | { readonly kind: 'cancel'; readonly timer: string };

/** What one machine does with one message. */
export type StepResult = {
  readonly snapshot: AnyMachineSnapshot;
  /** What it sends, emits, arms and cancels, in order. */
  readonly outputs: readonly Output[];
  /** Transitions taken, in order. Empty: the message was not expected in this state. */
  readonly transitions: readonly TransitionId[];
  /** The message was received and ignored on purpose. */
  readonly ignoredOnly: boolean;
};

/** A guard or action threw, or an action was something other than assign, send, raise, emit, cancel. */
export class MachineError extends Error {
  readonly address: Address;

  constructor(address: Address, message: Message | { type: string }, cause: unknown) {
    super(`${address} failed on '${message.type}': ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'MachineError';
    this.address = address;
  }
}

const maxOutputs = 10_000;

/**
 * Runs single steps of XState machines without starting actors: `machine.transition` with one reusable scope that
 * records what the machine sends instead of sending it. XState stays the only place where semantics live.
 */
export class MachineStepper {
  private readonly tokens = new Map<Address, AnyActorRef>();
  private readonly scopes = new Map<Address, ActorScope<AnyMachineSnapshot, EventObject>>();
  private outputs: Output[] = [];
  private taken: TransitionId[] = [];
  private meaningful = false;
  private readonly system: unknown;

  /** @param knows which addresses exist; a message to any other is a `MachineError`. */
  constructor(knows: (address: Address) => boolean) {
    this.system = {
      get: (id: Address) => (knows(id) ? this.token(id) : undefined),
      _sendInspectionEvent: (event: { type: string; _transitions?: readonly unknown[] }) => {
        if (event.type !== '@xstate.microstep' || !event._transitions) return;
        for (const transition of event._transitions) {
          const entry = transitionIndex.describe(transition);
          if (!entry) continue;
          this.taken.push(entry.id);
          if (!entry.ignored) this.meaningful = true;
        }
      },
      _bookId: () => 'x:0',
      _register: () => 'x:0',
      _unregister: () => undefined,
      scheduler: { schedule: () => undefined, cancel: () => undefined, cancelAll: () => undefined },
    };
  }

  /** The state an actor starts in, and what it sends on entry. */
  start(machine: AnyStateMachine, address: Address, input: unknown): StepResult {
    transitionIndex.add(machine);
    return this.run(address, { type: 'xstate.init' }, (scope) => machine.getInitialSnapshot(scope, input));
  }

  /** Delivers one message (or timer event) to a machine in a given state. */
  deliver(machine: AnyStateMachine, address: Address, snapshot: AnyMachineSnapshot, message: Message): StepResult {
    return this.run(address, message, (scope) => machine.transition(snapshot, message, scope));
  }

  private run(
    address: Address,
    message: Message | { type: string },
    step: (scope: ActorScope<AnyMachineSnapshot, EventObject>) => AnyMachineSnapshot,
  ): StepResult {
    this.outputs = [];
    this.taken = [];
    this.meaningful = false;
    let snapshot: AnyMachineSnapshot;
    try {
      snapshot = step(this.scope(address));
    } catch (cause) {
      throw cause instanceof MachineError ? cause : new MachineError(address, message, cause);
    }
    if (snapshot.status === 'error') throw new MachineError(address, message, snapshot.error);
    return {
      snapshot,
      outputs: this.outputs,
      transitions: this.taken,
      ignoredOnly: this.taken.length > 0 && !this.meaningful,
    };
  }

  private token(address: Address): AnyActorRef {
    let token = this.tokens.get(address);
    if (!token) {
      // An address token: machines only ever pass it back to us as the target of a send.
      token = { id: address, sessionId: address, system: this.system } as unknown as AnyActorRef;
      this.tokens.set(address, token);
    }
    return token;
  }

  private scope(address: Address): ActorScope<AnyMachineSnapshot, EventObject> {
    let scope = this.scopes.get(address);
    if (!scope) {
      const self = this.token(address);
      // The parts of ActorScope that macrostep touches; everything else would be I/O.
      scope = {
        self,
        id: address,
        sessionId: address,
        logger: () => undefined,
        defer: () => undefined,
        emit: () => undefined,
        system: this.system,
        stopChild: () => undefined,
        actionExecutor: (action: { type: string; params: unknown }) => this.record(address, action),
      } as unknown as ActorScope<AnyMachineSnapshot, EventObject>;
      this.scopes.set(address, scope);
    }
    return scope;
  }

  private record(address: Address, action: { type: string; params: unknown }): void {
    if (this.outputs.length > maxOutputs) throw new Error(`more than ${maxOutputs} outputs in one step`);
    switch (action.type) {
      case 'xstate.sendTo': {
        const { to, event, delay } = action.params as { to: { id: Address }; event: Message; delay?: number };
        if (delay !== undefined) throw new Error(`delayed send of '${event.type}' to another actor`);
        if (to.id === address) throw new Error(`sends '${event.type}' to itself`);
        this.outputs.push({ kind: 'message', to: to.id, message: event, lane: laneOf(event.type) });
        return;
      }
      case 'xstate.raise': {
        const { event, id, delay } = action.params as { event: Message; id?: string; delay?: number };
        if (typeof delay !== 'number') return; // already in the internal queue
        this.outputs.push({ kind: 'arm', timer: id ?? event.type, delay: delayNameOf(event.type), ms: delay });
        return;
      }
      case 'xstate.cancel':
        this.outputs.push({ kind: 'cancel', timer: (action.params as { sendId: string }).sendId });
        return;
      case 'xstate.emit':
        this.outputs.push({ kind: 'effect', effect: (action.params as { event: Effect }).event });
        return;
      default:
        throw new Error(`action '${action.type}' is none of assign, send, raise, emit, cancel`);
    }
  }
}

/** `xstate.after.NAME.STATE` -> NAME */
function delayNameOf(timer: string): string {
  const rest = timer.startsWith('xstate.after.') ? timer.slice('xstate.after.'.length) : timer;
  const dot = rest.indexOf('.');
  return dot < 0 ? rest : rest.slice(0, dot);
}
