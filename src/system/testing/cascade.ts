import type { AnyStateMachine } from 'xstate';
import type { Effect } from '../../../machines/protocol/effects.ts';
import type { Address } from '../../../machines/protocol/names.ts';
import { type ActorSpec, Cascade, type Delivery } from '../cascade.ts';
import type { Message } from '../machine-step.ts';
import { RememberedSteps } from '../remembered-steps.ts';
import { stateName } from '../state-name.ts';

/**
 * A few actors on a workbench: deliver a message, look at what they post, fire a timer by name.
 * Messages to actors that were not added are collected like posted ones.
 */
export class Bench {
  /** Posted so far, in order; empty it with `takePosted`. */
  readonly posted: Delivery[] = [];
  readonly effects: Effect[] = [];
  /** Ids of all transitions taken, in order. */
  readonly transitions: string[] = [];
  private readonly specs: ActorSpec[] = [];
  private readonly timers = new Map<string, { owner: Address; timer: string; delay: string; ms: number }>();
  private readonly choices: { type: string; fields: Record<string, unknown> }[] = [];
  private cascade: Cascade | undefined;

  /** Adds an actor; all must be added before the first delivery. */
  add(address: Address, machine: AnyStateMachine, input: unknown): this {
    if (this.cascade) throw new Error('actors are added before the first delivery');
    this.specs.push({ address, machine, input });
    return this;
  }

  /** The next delivery of this message type gets these choice fields. */
  choose(type: string, fields: Record<string, unknown>): this {
    this.choices.push({ type, fields });
    return this;
  }

  /** Runs one step. */
  deliver(to: Address, message: Message, from: Address | null = null): this {
    this.started().deliver({ from, to, message });
    return this;
  }

  /** Delivers the oldest posted message of this type (and to this receiver, if named) to its receiver on the bench. */
  forward(type: string, to?: Address): this {
    const at = this.posted.findIndex((p) => p.message.type === type && (to === undefined || p.to === to));
    const [delivery] = at < 0 ? [] : this.posted.splice(at, 1);
    if (!delivery)
      throw new Error(
        `nothing of type '${type}' is posted; posted: ${this.posted.map((p) => p.message.type).join(', ') || 'nothing'}`,
      );
    return this.deliver(delivery.to, delivery.message, delivery.from);
  }

  takePosted(): Delivery[] {
    this.started();
    return this.posted.splice(0);
  }

  /** Fires the armed delay of this name. */
  fire(owner: Address, delay: string): this {
    this.started();
    const armed = [...this.timers.entries()].find(([, t]) => t.owner === owner && t.delay === delay);
    if (!armed) throw new Error(`${owner} has no delay '${delay}' armed; armed: ${this.armed().join(', ') || 'none'}`);
    this.timers.delete(armed[0]);
    return this.deliver(owner, { type: armed[1].timer });
  }

  /** `owner delay` of every armed timer, sorted. */
  armed(): string[] {
    this.started();
    return [...this.timers.values()].map((t) => `${t.owner} ${t.delay}`).sort();
  }

  /** The state as one line. */
  state(address: Address): string {
    return stateName(this.snapshot(address).value);
  }

  /** Does the state value contain this path (as XState's `matches`)? */
  matches(address: Address, value: unknown): boolean {
    return this.snapshot(address).matches(value as never);
  }

  context(address: Address): Record<string, unknown> {
    return this.snapshot(address).context as Record<string, unknown>;
  }

  private snapshot(address: Address) {
    return this.started().steps.snapshot(address);
  }

  private started(): Cascade {
    if (this.cascade) return this.cascade;
    this.cascade = new Cascade(
      this.specs,
      {
        complete: ({ message }) => {
          const at = this.choices.findIndex((c) => c.type === message.type);
          const [choice] = at < 0 ? [] : this.choices.splice(at, 1);
          return choice ? { ...message, ...choice.fields } : message;
        },
        took: (_, { transitions }) => this.transitions.push(...transitions),
        post: (from, to, message) => this.posted.push({ from, to, message }),
        effect: (_, effect) => this.effects.push(effect),
        arm: (owner, timer, delay, ms) => this.timers.set(`${owner} ${timer}`, { owner, timer, delay, ms }),
        cancel: (owner, timer) => this.timers.delete(`${owner} ${timer}`),
      },
      new RememberedSteps(this.specs, () => true),
    );
    this.cascade.start();
    return this.cascade;
  }
}
