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
  /** Looks at each new step. */
  checkStep: ((local: number, observation: number, after: number) => void) | undefined;
  private readonly locals = new Interned<AnyMachineSnapshot>();
  /** Per local state: where each observation leads. */
  private readonly steps: Map<number, number>[] = [];
  /** By observation: how many local states it is known not to change, -1 if it changes one. */
  private readonly checked = new Map<number, number>();

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
    return this.adopt(this.stepper.start(this.machine, watcherAddress(this.spec), this.spec.instance.input).snapshot);
  }

  /** Where the watcher is after some observations. `ids` are their numbers. */
  step(local: number, ids: readonly number[], observation: (id: number) => Observation): number {
    return ids.reduce((at, id) => this.stepOnce(at, id, observation), local);
  }

  /** Whether the observation changes any local state known so far. */
  minds(id: number, observation: (id: number) => Observation): boolean {
    let checked = this.checked.get(id) ?? 0;
    if (checked < 0) return true;
    for (; checked < this.size; checked++) {
      if (this.stepOnce(checked, id, observation) === checked) continue;
      this.checked.set(id, -1);
      return true;
    }
    this.checked.set(id, checked);
    return false;
  }

  private stepOnce(local: number, id: number, observation: (id: number) => Observation): number {
    let row = this.steps[local];
    if (!row) {
      row = new Map();
      this.steps[local] = row;
    }
    let after = row.get(id);
    if (after === undefined) {
      const seen = observation(id) as unknown as Message; // an observation is an XState event with plain fields
      const snapshot = this.locals.at(local);
      const result = this.stepper.deliver(this.machine, watcherAddress(this.spec), snapshot, seen);
      if (result.outputs.length > 0) throw new Error(`watcher ${watcherAddress(this.spec)} acts; it may only look`);
      after = result.snapshot === snapshot ? local : this.adopt(result.snapshot);
      row.set(id, after);
      this.checkStep?.(local, id, after);
    }
    return after;
  }

  /** Whether a watcher in this state has made up its mind: what it forbids, or looks for, has happened. */
  tells(local: number): boolean {
    const snapshot = this.locals.at(local);
    return snapshot.hasTag('violated') || snapshot.hasTag('seen');
  }

  /** Whether something is owed in this state. */
  isPending(local: number): boolean {
    return this.locals.at(local).hasTag('pending');
  }

  snapshot(local: number): AnyMachineSnapshot {
    return this.locals.at(local);
  }

  /** Number of a state of this watcher, wherever it comes from. */
  adopt(snapshot: AnyMachineSnapshot): number {
    return this.locals.idOf(localKey(snapshot), () => snapshot);
  }
}
