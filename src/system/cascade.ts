import type { AnyStateMachine } from 'xstate';
import type { Effect } from '../../machines/protocol/effects.ts';
import type { Lane } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { UnexpectedMessageError } from './errors.ts';
import type { Message } from './machine-step.ts';
import { RememberedSteps } from './remembered-steps.ts';
import { stateName } from './state-name.ts';
import { nobody, type Step, type Steps } from './steps.ts';

/** One actor of a system: a machine, its system id and its input. */
export type ActorSpec = { readonly address: Address; readonly machine: AnyStateMachine; readonly input: unknown };

/** A message that an actor is about to receive; `from` is null for one from outside the system. */
export type Delivery = { readonly from: Address | null; readonly to: Address; readonly message: Message };

/** What a cascade does beyond changing states. Called in the order in which it happens. */
export type CascadeHooks = {
  /** Fills the declared choices of a message at delivery. */
  complete(delivery: Delivery): Message;
  /** A machine has taken its transitions for this delivery. */
  took(delivery: Delivery, step: Step): void;
  post(from: Address, to: Address, message: Message, lane: Lane): void;
  effect(from: Address, effect: Effect): void;
  arm(owner: Address, timer: string, delay: string, ms: number): void;
  cancel(owner: Address, timer: string): void;
};

/**
 * One critical section: delivers a message, then, depth first, every atomic message that follows from it, exactly as
 * XState delivers between live actors (a message to an actor that is still sending waits in its mailbox).
 * Posted messages, effects and timers go to the hooks.
 */
export class Cascade {
  readonly steps: Steps;
  private readonly hooks: CascadeHooks;
  private readonly receivers: ReadonlyMap<Address, Receiver>;

  constructor(specs: readonly ActorSpec[], hooks: CascadeHooks, steps: Steps = new RememberedSteps(specs)) {
    this.steps = steps;
    this.hooks = hooks;
    this.receivers = new Map(specs.map(({ address }) => [address, { address, busy: false, mailbox: [] }]));
  }

  get addresses(): readonly Address[] {
    return [...this.receivers.keys()];
  }

  /** Starts every actor in the order given, then lets their first messages out. */
  start(): void {
    const started = [...this.receivers.values()].map((receiver) => ({
      receiver,
      step: this.steps.start(receiver.address),
    }));
    for (const { receiver, step } of started) {
      this.hooks.took({ from: null, to: receiver.address, message: { type: 'xstate.init' } }, step);
    }
    for (const { receiver, step } of started) {
      receiver.busy = true;
      this.release(receiver.address, step);
      this.drain(receiver);
      receiver.busy = false;
    }
  }

  /** Runs one step to its end. */
  deliver(delivery: Delivery): void {
    const receiver = this.receivers.get(delivery.to);
    if (!receiver) throw nobody(delivery.to);
    this.receive(receiver, delivery);
  }

  private receive(receiver: Receiver, delivery: Delivery): void {
    if (receiver.busy) {
      receiver.mailbox.push(delivery);
      return;
    }
    receiver.busy = true;
    try {
      this.process(delivery);
      if (receiver.mailbox.length > 0) this.drain(receiver);
    } finally {
      receiver.busy = false;
    }
  }

  private drain({ mailbox }: Receiver): void {
    for (let next = mailbox.shift(); next; next = mailbox.shift()) this.process(next);
  }

  private process(delivery: Delivery): void {
    const { from, to } = delivery;
    const message = this.hooks.complete(delivery);
    const step = this.steps.take(to, message);
    if (step.transitions.length === 0) {
      throw new UnexpectedMessageError(to, stateName(this.steps.snapshot(to).value), message, from);
    }
    this.hooks.took(message === delivery.message ? delivery : { from, to, message }, step);
    this.release(to, step);
  }

  private release(from: Address, { outputs }: Step): void {
    for (const output of outputs) {
      switch (output.kind) {
        case 'message': {
          const { to, message, lane } = output;
          const receiver = lane === 'atomic' ? this.receivers.get(to) : undefined;
          // Messages to addresses beyond the system leave it, whatever their lane.
          if (receiver) this.receive(receiver, { from, to, message });
          else this.hooks.post(from, to, message, lane);
          break;
        }
        case 'effect':
          this.hooks.effect(from, output.effect);
          break;
        case 'arm':
          this.hooks.arm(from, output.timer, output.delay, output.ms);
          break;
        case 'cancel':
          this.hooks.cancel(from, output.timer);
          break;
      }
    }
  }
}

/** An actor as seen by those who send: while it is `busy` sending, what it receives waits in its mailbox. */
type Receiver = { readonly address: Address; busy: boolean; readonly mailbox: Delivery[] };
