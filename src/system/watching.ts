import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Observation, Property, StateProperty, SystemNames, Verdict } from '../../machines/properties/property.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { MachineStepper } from './machine-step.ts';
import { stateName } from './state-name.ts';
import { messageKey, StepMemo } from './step-memo.ts';

/** Steps that are remembered of one watcher. */
const rememberedSteps = 1000;

/** What a run has shown of one property. */
export type RunVerdict = {
  readonly id: string;
  readonly kind: Property['kind'];
  /**
   * `never`, `always`: fails if it was broken; `eventually`: fails if something is still pending; `sometimes`: fails if
   * something was not seen. A run that has not ended says nothing final of the last two.
   */
  readonly verdict: Verdict;
  /** The instances because of which it fails. */
  readonly failing: readonly string[];
};

/** What a watcher says of itself: the state it is in, and `violated`, `pending` or `seen`. */
export type WatcherState = { readonly name: string; readonly tags: readonly string[] };
export type WatchedChange = (property: Property, instance: string, state: WatcherState) => void;

const stateOf = (snapshot: AnyMachineSnapshot): WatcherState => ({
  name: stateName(snapshot.value),
  tags: [...snapshot.tags],
});

type Watcher = {
  readonly property: Property;
  readonly machine: AnyStateMachine;
  readonly name: string;
  readonly memo: StepMemo;
  snapshot: AnyMachineSnapshot;
};
type Look = {
  readonly property: StateProperty;
  readonly instance: ReturnType<StateProperty['instances']>[number];
  broken: boolean;
};

/** `sent.` or `delivered.` of a message. */
export function observationOf(
  how: 'sent' | 'delivered',
  from: Address | null,
  to: Address,
  message: { readonly type: string },
): Observation {
  return { type: `${how}.${message.type}`, from, to, message };
}

/** Properties that follow a run: told of every message, and shown the states between the steps. */
export class Watchers {
  /** The first property that was broken, and by which observation or look. */
  firstBroken: { readonly id: string; readonly instance: string; readonly by: Observation | null } | undefined;
  private readonly watchers: Watcher[] = [];
  private readonly looks: Look[] = [];
  private readonly interested = new Map<string, Watcher[]>();
  /** Types that a watcher in this state handles. */
  private readonly handled = new WeakMap<AnyMachineSnapshot, ReadonlySet<string>>();
  private readonly changed: WatchedChange | undefined;
  // Watchers speak to nobody.
  private readonly stepper = new MachineStepper(() => false);

  /** @param changed told whenever a watcher goes to another state, and when a property over states is broken. */
  constructor(properties: readonly Property[], names: SystemNames, changed?: WatchedChange) {
    this.changed = changed;
    for (const property of properties) {
      if (property.kind === 'always') {
        for (const instance of property.instances(names)) this.looks.push({ property, instance, broken: false });
      } else {
        for (const { name, input } of property.instances(names)) this.add(property, property.machine, name, input);
      }
    }
  }

  /** A message was sent, or is taken by its receiver, who has not acted yet. */
  sees(observation: Observation): void {
    const interested = this.interested.get(observation.type);
    if (!interested) return;
    let key: string | undefined;
    for (const watcher of interested) {
      const before = watcher.snapshot;
      if (!this.handles(before, observation.type)) continue;
      key ??= `${observation.type} ${observation.from} ${observation.to} ${messageKey(observation.message)}`;
      const step =
        watcher.memo.recall(before, key) ??
        watcher.memo.remember(before, key, this.stepper.deliver(watcher.machine, watcher.name, before, observation));
      watcher.snapshot = step.snapshot;
      if (before !== step.snapshot) this.changed?.(watcher.property, watcher.name, stateOf(step.snapshot));
      if (before !== step.snapshot && !before.hasTag('violated') && step.snapshot.hasTag('violated')) {
        this.firstBroken ??= { id: watcher.property.id, instance: watcher.name, by: observation };
      }
    }
  }

  /** A step is over. */
  looksAt(snapshotOf: (address: Address) => AnyMachineSnapshot): void {
    for (const look of this.looks) {
      if (look.broken || look.instance.holds(look.instance.reads.map(snapshotOf))) continue;
      look.broken = true;
      this.changed?.(look.property, look.instance.name, { name: 'broken', tags: ['violated'] });
      this.firstBroken ??= { id: look.property.id, instance: look.instance.name, by: null };
    }
  }

  verdicts(): RunVerdict[] {
    const failing = new Map<Property, string[]>();
    const note = (property: Property, name: string, fails: boolean) => {
      const names = failing.get(property) ?? [];
      failing.set(property, fails ? [...names, name] : names);
    };
    for (const { property, instance, broken } of this.looks) note(property, instance.name, broken);
    for (const { property, name, snapshot } of this.watchers) note(property, name, isFailing(property, snapshot));
    return [...failing].map(([{ id, kind }, names]) => ({
      id,
      kind,
      verdict: names.length > 0 ? 'fails' : 'holds',
      failing: names,
    }));
  }

  private handles(snapshot: AnyMachineSnapshot, type: string): boolean {
    let types = this.handled.get(snapshot);
    if (!types) {
      types = new Set(snapshot._nodes.flatMap((node) => node.ownEvents));
      this.handled.set(snapshot, types);
    }
    return types.has(type);
  }

  private add(property: Property, machine: AnyStateMachine, name: string, input: unknown): void {
    const memo = new StepMemo(rememberedSteps);
    const { snapshot } = this.stepper.start(machine, name, input);
    this.changed?.(property, name, stateOf(snapshot));
    const watcher: Watcher = { property, machine, name, memo, snapshot: memo.canonical(snapshot) };
    this.watchers.push(watcher);
    for (const type of machine.events) {
      const others = this.interested.get(type);
      if (others) others.push(watcher);
      else this.interested.set(type, [watcher]);
    }
  }
}

function isFailing({ kind }: Property, snapshot: AnyMachineSnapshot): boolean {
  switch (kind) {
    case 'never':
    case 'always':
      return snapshot.hasTag('violated');
    case 'eventually':
      return snapshot.hasTag('pending');
    case 'sometimes':
      return !snapshot.hasTag('seen');
  }
}
