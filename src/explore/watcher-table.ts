import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Instance, Observation, WatcherProperty } from '../../machines/properties/property.ts';
import type { MachineStepper, Message } from '../system/machine-step.ts';
import { localKey } from '../system/step-memo.ts';
import { Interned } from './interned.ts';

/** One instance of a property that is a machine. */
export type WatcherSpec = { readonly property: WatcherProperty; readonly instance: Instance };

/** Name of a watcher as an actor. */
export const watcherAddress = ({ property, instance }: WatcherSpec): string => `${property.id}:${instance.name}`;

/** Local states of one watcher and what each does on the observations of a step. */
export class WatcherTable {
  readonly spec: WatcherSpec;
  private readonly machine: AnyStateMachine;
  private readonly stepper: MachineStepper;
  private readonly alphabet: ReadonlySet<string>;
  private readonly locals = new Interned<AnyMachineSnapshot>();

  constructor(spec: WatcherSpec, stepper: MachineStepper) {
    this.spec = spec;
    this.machine = spec.property.machine;
    this.stepper = stepper;
    this.alphabet = new Set(this.machine.events as string[]);
  }

  get size(): number {
    return this.locals.values.length;
  }

  /** Whether the watcher ever looks at observations of this type. */
  looksAt(type: string): boolean {
    return this.alphabet.has(type);
  }

  start(): number {
    return this.idOf(this.stepper.start(this.machine, watcherAddress(this.spec), this.spec.instance.input).snapshot);
  }

  step(local: number, observations: readonly Observation[]): number {
    let snapshot = this.locals.at(local);
    for (const observation of observations) {
      const seen = observation as unknown as Message; // an observation is an XState event with plain fields
      const result = this.stepper.deliver(this.machine, watcherAddress(this.spec), snapshot, seen);
      if (result.outputs.length > 0) throw new Error(`watcher ${watcherAddress(this.spec)} acts; it may only look`);
      snapshot = result.snapshot;
    }
    return this.idOf(snapshot);
  }

  isTagged(local: number, tag: 'violated' | 'pending' | 'seen'): boolean {
    return this.locals.at(local).hasTag(tag);
  }

  private idOf(snapshot: AnyMachineSnapshot): number {
    return this.locals.idOf(localKey(snapshot), () => snapshot);
  }
}
