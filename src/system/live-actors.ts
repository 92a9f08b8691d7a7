import {
  type ActorScope,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventObject,
  type InspectionEvent,
  setup,
  spawnChild,
} from 'xstate';
import type { Effect } from '../../machines/protocol/effects.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec, Delivery } from './cascade.ts';
import { UnexpectedMessageError } from './errors.ts';
import { MachineError, type Message } from './machine-step.ts';
import { SeededRandom } from './random.ts';
import { stateName } from './state-name.ts';
import { emptyRecord, type StepRecord } from './step-record.ts';
import { transitionIndex } from './transition-index.ts';
import type { World } from './world.ts';

/** Something that waits: XState's clock, and our own waits for messages that a fault rule keeps back. */
export type Clock = {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
};

type Scope = ActorScope<AnyMachineSnapshot, EventObject>;
/** The part of XState's system that its typings keep to themselves. */
type InspectedSystem = { _sendInspectionEvent: (event: InspectionEvent) => void };
type Action = {
  type: string;
  info: unknown;
  params: unknown;
  exec: ((info: unknown, params: unknown) => void) | undefined;
};

/**
 * The plain XState system: one root actor, a child per machine under its system id, messages by `sendTo`. Around each
 * machine there is only what a live system needs to be the same system as the others: choices are filled in at
 * delivery, messages that end a critical section are delivered after it, effects reach the data plane.
 * Everything is recorded as the steps that it amounts to.
 */
export class LiveActors {
  /** Steps done. */
  steps = 0;
  private readonly world: World;
  private readonly clock: Clock;
  private readonly random: SeededRandom;
  private readonly specs: ReadonlyMap<Address, ActorSpec>;
  private readonly refs = new Map<Address, AnyActorRef>();
  private readonly observers: ((record: StepRecord) => void)[] = [];
  private readonly ready: (() => void)[] = [];
  /** Messages of a channel that wait for the clock, and when the last of them is due. */
  private readonly held = new Map<string, { readonly messages: number; readonly until: number }>();
  private record: StepRecord | undefined;
  /** Messages received in the step that runs. */
  private received = 0;
  private taken: string[] = [];
  private meaningful = false;
  private failure: unknown;
  private readonly scopes = new WeakMap<Scope, Scope>();
  private readonly armed = new Set<string>();
  private readonly senders = new WeakMap<object, Address | null>();
  private readonly options: { readonly inspect?: (event: InspectionEvent) => void };

  constructor(
    specs: readonly ActorSpec[],
    world: World,
    seed: number,
    clock: Clock,
    options: { readonly inspect?: (event: InspectionEvent) => void } = {},
  ) {
    this.specs = new Map(specs.map((spec) => [spec.address, spec]));
    this.world = world;
    this.clock = clock;
    this.random = new SeededRandom(seed);
    this.options = options;
  }

  observe(observer: (record: StepRecord) => void): void {
    this.observers.push(observer);
  }

  get addresses(): readonly Address[] {
    return [...this.specs.keys()];
  }

  snapshot(address: Address): AnyMachineSnapshot {
    const ref = this.refs.get(address);
    if (!ref) throw new Error(`no actor is known as '${address}'`);
    return ref.getSnapshot() as AnyMachineSnapshot;
  }

  /** Starts the root and with it every actor. */
  start(): void {
    for (const { machine } of this.specs.values()) transitionIndex.add(machine);
    const children = [...this.specs.values()];
    const root = setup({}).createMachine({
      id: 'scsi',
      // An inline actor: the logic of each child is its machine put on lanes, known only here.
      entry: children.map((spec) =>
        spawnChild(this.inLanes(spec), { id: spec.address, systemId: spec.address, input: spec.input } as never),
      ),
    });
    this.inStep('start', null, () => {
      // Creating the root already computes the initial state of every child.
      const actor = createActor(root, {
        id: 'scsi',
        clock: {
          setTimeout: (run: () => void, ms: number) => this.clock.setTimeout(() => this.inStep('timer', null, run), ms),
          clearTimeout: (id: unknown) => this.clock.clearTimeout(id),
        } as never,
        ...(this.options.inspect ? { inspect: this.options.inspect } : {}),
      });
      actor.start();
      for (const { address } of children) {
        const ref = actor.system.get(address) as AnyActorRef | undefined;
        if (ref) this.refs.set(address, ref);
      }
    });
  }

  /** The environment says something to an actor. */
  tell(to: Address, message: Message, afterMs = 0): void {
    const send = () => this.ready.push(() => this.inStep('message', to, () => this.actor(to).send(message)));
    if (afterMs > 0) this.clock.setTimeout(send, afterMs);
    else send();
  }

  /**
   * Somebody outside the model gives an actor a message, in a step of its own, between two others.
   *
   * @returns why not, when its machine does not expect it now. What it leads to may still end the run.
   */
  offer(to: Address, message: Message): string | undefined {
    const ref = this.refs.get(to);
    if (!ref) return `no actor is known as '${to}'`;
    const spec = this.specs.get(to);
    const snapshot = ref.getSnapshot() as AnyMachineSnapshot;
    try {
      const expected = (spec?.machine.getTransitionData(snapshot, message).length ?? 0) > 0;
      if (!expected) return `${to} does not expect it in ${stateName(snapshot.value)}`;
      this.inStep('message', to, () => ref.send(message));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Messages are due now. */
  get waiting(): boolean {
    return this.ready.length > 0;
  }

  /** Delivers the next message that is due now. False when all is quiet until the clock goes on. */
  step(): boolean {
    const next = this.ready.shift();
    if (!next) return false;
    next();
    return true;
  }

  private actor(address: Address): AnyActorRef {
    const ref = this.refs.get(address);
    if (!ref) throw new Error(`no actor is known as '${address}'`);
    return ref;
  }

  private inStep(kind: StepRecord['kind'], to: Address | null, run: () => void): void {
    const n = this.steps++;
    const record =
      this.observers.length > 0 ? emptyRecord(n, Math.round(this.clock.now() * 1000), kind, to) : undefined;
    this.record = record;
    this.received = 0;
    run();
    this.record = undefined;
    // XState turns an exception into an error state and reports it elsewhere; here it ends the run.
    if (this.failure !== undefined) throw this.failure;
    if (!record) return;
    const seen = to === null && kind === 'timer' ? { ...record, to: record.deliveries[0]?.to ?? null } : record;
    for (const observer of this.observers) observer(seen);
  }

  private sawMicrostep(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep') return;
    for (const transition of (event as { _transitions?: readonly unknown[] })._transitions ?? []) {
      const entry = transitionIndex.describe(transition);
      if (!entry) continue;
      this.taken.push(entry.id);
      if (!entry.ignored) this.meaningful = true;
    }
  }

  /** The machine itself, with its sends put on lanes. Everything else is inherited, so that tools see the machine. */
  private inLanes({ address, machine }: ActorSpec): AnyActorLogic {
    const receive = (
      delivery: Delivery,
      snapshot: AnyMachineSnapshot | undefined,
      run: (message: Message) => AnyMachineSnapshot,
    ): AnyMachineSnapshot => {
      const outer = { taken: this.taken, meaningful: this.meaningful };
      this.taken = [];
      this.meaningful = false;
      try {
        this.armed.delete(`${address} ${delivery.message.type}`);
        const message = snapshot ? this.complete(delivery) : delivery.message;
        const next = run(message);
        if (next.status === 'error') throw new MachineError(address, message, next.error);
        if (this.taken.length === 0 && snapshot) {
          throw new UnexpectedMessageError(address, stateName(snapshot.value), message, delivery.from);
        }
        this.record?.deliveries.push({
          ...delivery,
          message,
          transitions: this.taken,
          ignored: this.taken.length > 0 && !this.meaningful,
          state: next.value,
        });
        return next;
      } catch (error) {
        this.failure ??= error;
        if (snapshot) return snapshot;
        throw error;
      } finally {
        ({ taken: this.taken, meaningful: this.meaningful } = outer);
      }
    };
    const logic = Object.create(machine) as AnyStateMachine;
    Object.defineProperties(logic, {
      transition: {
        value: (snapshot: AnyMachineSnapshot, event: Message, scope: Scope) =>
          receive({ from: this.senders.get(event) ?? null, to: address, message: event }, snapshot, (message) =>
            machine.transition(snapshot, message, this.scoped(address, scope)),
          ),
      },
      getInitialSnapshot: {
        value: (scope: Scope, input: unknown) =>
          receive({ from: null, to: address, message: { type: 'xstate.init' } }, undefined, () =>
            machine.getInitialSnapshot(this.scoped(address, scope), input),
          ),
      },
    });
    return logic;
  }

  private scoped(address: Address, scope: Scope): Scope {
    let known = this.scopes.get(scope);
    if (!known) {
      known = this.recordingScope(address, scope);
      this.scopes.set(scope, known);
    }
    return known;
  }

  private recordingScope(address: Address, scope: Scope): Scope {
    const act = (action: Action): void => {
      switch (action.type) {
        case 'xstate.sendTo': {
          const { to, event } = action.params as { to: AnyActorRef; event: Message };
          const receiver = this.addressOf(to);
          if (laneOf(event.type) === 'atomic') {
            this.senders.set(event, address);
            scope.defer(() => to.send(event));
          } else scope.defer(() => this.post({ from: address, to: receiver, message: event }));
          return;
        }
        case 'xstate.raise': {
          const params = action.params as { event: Message; id?: string; delay?: number };
          if (typeof params.delay === 'number') {
            const timer = params.id ?? params.event.type;
            const delay = params.event.type.split('.')[2] ?? '';
            params.delay = this.world.duration(address, delay, params.delay, this.random);
            const ms = params.delay;
            scope.defer(() => {
              this.armed.add(`${address} ${timer}`);
              this.record?.armed.push({ owner: address, timer, delay, ms });
            });
          }
          break;
        }
        case 'xstate.cancel': {
          const timer = (action.params as { sendId: string }).sendId;
          scope.defer(() => {
            // XState cancels on every exit, also what has fired.
            if (this.armed.delete(`${address} ${timer}`)) this.record?.cancelled.push({ owner: address, timer });
          });
          break;
        }
        case 'xstate.emit': {
          const { event } = action.params as { event: Effect };
          scope.defer(() => {
            this.record?.effects.push({ from: address, effect: event });
            this.world.effect(address, event);
          });
          break;
        }
      }
      (scope.actionExecutor as unknown as (action: Action) => void)(action);
    };
    // The transitions taken are told to us at the source: observing the whole system would cost every actor its speed.
    const original = scope.system as unknown as InspectedSystem;
    const system = Object.create(original) as InspectedSystem;
    system._sendInspectionEvent = (event) => {
      this.sawMicrostep(event);
      original._sendInspectionEvent(event);
    };
    return {
      ...scope,
      system: system as unknown as Scope['system'],
      actionExecutor: act as unknown as Scope['actionExecutor'],
    };
  }

  private addressOf(ref: AnyActorRef): Address {
    return (ref as { systemId?: Address }).systemId ?? ref.id;
  }

  private complete(delivery: Delivery): Message {
    const n = this.received++;
    const chosen = this.world.decide(delivery);
    if (!chosen) return delivery.message;
    this.record?.chosen.push({ n, to: delivery.to, type: delivery.message.type, fields: chosen });
    return { ...delivery.message, ...chosen };
  }

  private post(delivery: Delivery): void {
    const n = this.record?.posted.length ?? 0;
    this.record?.posted.push(delivery);
    const channel = `${delivery.from} ${delivery.to} ${laneOf(delivery.message.type)}`;
    const deliver = () =>
      this.inStep('message', delivery.to, () => {
        this.senders.set(delivery.message, delivery.from);
        this.actor(delivery.to).send(delivery.message);
      });
    const before = this.held.get(channel) ?? { messages: 0, until: 0 };
    const ms = this.world.holdBack(delivery);
    if (ms > 0) this.record?.moved.push({ n, type: delivery.message.type, ms });
    if (ms === 0 && before.messages === 0) {
      this.ready.push(deliver);
      return;
    }
    // First in, first out: what follows a message that is kept back waits behind it, until the last of them has left.
    const until = Math.max(this.clock.now() + ms, before.until);
    this.held.set(channel, { messages: before.messages + 1, until });
    this.clock.setTimeout(() => {
      const now = this.held.get(channel);
      if (now && now.messages > 1) this.held.set(channel, { ...now, messages: now.messages - 1 });
      else this.held.delete(channel);
      this.ready.push(deliver);
    }, until - this.clock.now());
  }
}
