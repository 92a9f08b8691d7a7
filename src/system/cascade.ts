import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Effect } from '../../machines/protocol/effects.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { UnexpectedMessageError } from './errors.ts';
import { MachineStepper, type Message, type StepResult } from './machine-step.ts';
import { stateName } from './state-name.ts';
import { messageKey, StepMemo } from './step-memo.ts';

/** Steps that are remembered of one actor. */
const rememberedSteps = 4000;

/** One actor of a system: a machine, its system id and its input. */
export type ActorSpec = { readonly address: Address; readonly machine: AnyStateMachine; readonly input: unknown };

export type Delivery = { readonly from: Address | null; readonly to: Address; readonly message: Message };

/** What a cascade does beyond changing states. Called in the order in which it happens. */
export type CascadeHooks = {
  /** Fills the declared choices of a message at delivery. */
  complete(delivery: Delivery): Message;
  /** A machine has taken its transitions for this delivery. */
  took(delivery: Delivery, result: StepResult): void;
  post(from: Address, to: Address, message: Message): void;
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
  readonly specs: ReadonlyMap<Address, ActorSpec>;
  readonly snapshots = new Map<Address, AnyMachineSnapshot>();
  private readonly hooks: CascadeHooks;
  private readonly stepper: MachineStepper;
  private readonly mailboxes = new Map<Address, Delivery[]>();
  private readonly busy = new Set<Address>();
  private readonly memos = new Map<Address, StepMemo>();

  /**
   * @param known addresses beyond `specs` that may be spoken to: messages to them are posted whatever their lane.
   */
  constructor(specs: readonly ActorSpec[], hooks: CascadeHooks, known: (address: Address) => boolean = () => false) {
    this.specs = new Map(specs.map((spec) => [spec.address, spec]));
    this.hooks = hooks;
    this.stepper = new MachineStepper((address) => this.specs.has(address) || known(address));
  }

  /** Starts every actor in the order given, then lets their first messages out. */
  start(): void {
    const results: [Address, StepResult][] = [];
    for (const { address, machine, input } of this.specs.values()) {
      const result = this.stepper.start(machine, address, input);
      this.snapshots.set(address, result.snapshot);
      results.push([address, result]);
    }
    for (const [address, result] of results) {
      this.hooks.took({ from: null, to: address, message: { type: 'xstate.init' } }, result);
    }
    for (const [address, result] of results) {
      this.busy.add(address);
      this.release(address, result);
      this.drain(address);
      this.busy.delete(address);
    }
  }

  /** Runs one step to its end. */
  deliver(delivery: Delivery): void {
    if (this.busy.has(delivery.to)) {
      const waiting = this.mailboxes.get(delivery.to);
      if (waiting) waiting.push(delivery);
      else this.mailboxes.set(delivery.to, [delivery]);
      return;
    }
    this.busy.add(delivery.to);
    try {
      this.process(delivery);
      this.drain(delivery.to);
    } finally {
      this.busy.delete(delivery.to);
    }
  }

  private drain(address: Address): void {
    const waiting = this.mailboxes.get(address);
    for (let next = waiting?.shift(); next; next = waiting?.shift()) this.process(next);
  }

  private process(delivery: Delivery): void {
    const { to } = delivery;
    const spec = this.specs.get(to);
    const before = this.snapshots.get(to);
    if (!spec || !before) throw new Error(`no actor is known as '${to}'`);
    const message = this.hooks.complete(delivery);
    const completed = message === delivery.message ? delivery : { ...delivery, message };
    const result = this.step(spec, before, message);
    if (result.transitions.length === 0) {
      throw new UnexpectedMessageError(to, stateName(before.value), message, delivery.from);
    }
    this.snapshots.set(to, result.snapshot);
    this.hooks.took(completed, result);
    this.release(to, result);
  }

  private step({ address, machine }: ActorSpec, before: AnyMachineSnapshot, message: Message): StepResult {
    let memo = this.memos.get(address);
    if (!memo) {
      memo = new StepMemo(rememberedSteps);
      this.memos.set(address, memo);
    }
    const key = messageKey(message);
    return (
      memo.recall(before, key) ?? memo.remember(before, key, this.stepper.deliver(machine, address, before, message))
    );
  }

  private release(from: Address, result: StepResult): void {
    for (const output of result.outputs) {
      switch (output.kind) {
        case 'message':
          if (laneOf(output.message.type) === 'atomic' && this.specs.has(output.to)) {
            this.deliver({ from, to: output.to, message: output.message });
          } else {
            this.hooks.post(from, output.to, output.message);
          }
          break;
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
