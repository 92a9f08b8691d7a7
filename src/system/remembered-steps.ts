import type { AnyMachineSnapshot } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec } from './cascade.ts';
import { MachineStepper, type Message } from './machine-step.ts';
import { messageKey, StepMemo } from './step-memo.ts';
import { nobody, type Step, type Steps } from './steps.ts';

/** Steps that are remembered of one actor. */
const rememberedSteps = 4000;

type Actor = { readonly spec: ActorSpec; readonly memo: StepMemo; snapshot: AnyMachineSnapshot | undefined };

/**
 * Steps by XState itself. A step that an actor has done before, in exactly the same state with exactly the same message,
 * is remembered; nothing else is taken for granted.
 */
export class RememberedSteps implements Steps {
  private readonly actors: ReadonlyMap<Address, Actor>;
  private readonly stepper: MachineStepper;

  /** @param known addresses beyond `specs` that may be spoken to. */
  constructor(specs: readonly ActorSpec[], known: (address: Address) => boolean = () => false) {
    this.actors = new Map(
      specs.map((spec) => [spec.address, { spec, memo: new StepMemo(rememberedSteps), snapshot: undefined }]),
    );
    this.stepper = new MachineStepper((address) => this.actors.has(address) || known(address));
  }

  start(address: Address): Step {
    const actor = this.actor(address);
    const result = this.stepper.start(actor.spec.machine, address, actor.spec.input);
    actor.snapshot = result.snapshot;
    return { ...result, state: result.snapshot.value };
  }

  take(address: Address, message: Message): Step {
    const actor = this.actor(address);
    const { memo, spec } = actor;
    const before = this.snapshot(address);
    const key = messageKey(message);
    const step =
      memo.recall(before, key) ??
      memo.remember(before, key, this.stepper.deliver(spec.machine, address, before, message));
    if (step.transitions.length > 0) actor.snapshot = step.snapshot;
    return step;
  }

  snapshot(address: Address): AnyMachineSnapshot {
    const { snapshot } = this.actor(address);
    if (!snapshot) throw nobody(address);
    return snapshot;
  }

  private actor(address: Address): Actor {
    const actor = this.actors.get(address);
    if (!actor) throw nobody(address);
    return actor;
  }
}
