import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Address, Slot } from '../../../machines/protocol/names.ts';
import type { ActorSpec } from '../cascade.ts';
import { MachineStepper, type Message, type StepResult } from '../machine-step.ts';
import { constantFields } from '../step-memo.ts';
import { nobody, type Step, type Steps } from '../steps.ts';
import { LocalTable, type LocatedActor } from './local-table.ts';
import { MessageTable } from './message-table.ts';
import { type Place, Places } from './places.ts';

/** Steps that are kept of all actors that share a table. */
const keptSteps = 20_000;

type Actor = {
  readonly spec: ActorSpec;
  started: { readonly table: LocalTable; readonly at: LocatedActor } | undefined;
};

/**
 * Steps from tables that XState fills as the need arises. Entries hold for whichever places they are about: a queue of
 * commands is in the same state whatever the names of the commands. That machines only compare places for equality is
 * taken for granted here; `RememberedSteps` does not.
 */
export class TableSteps implements Steps {
  /** Calls of XState so far. */
  calls = 0;
  private readonly actors: ReadonlyMap<Address, Actor>;
  private readonly places: Places;
  private readonly messages: MessageTable;
  private readonly stepper: MachineStepper;
  private readonly tables = new Map<AnyStateMachine, Map<string, LocalTable>>();

  /** @param pools places that can stand for one another, pool by pool. */
  constructor(specs: readonly ActorSpec[], pools: readonly (readonly Slot[])[]) {
    this.places = new Places(pools);
    this.messages = new MessageTable(this.places);
    this.actors = new Map(specs.map((spec) => [spec.address, { spec, started: undefined }]));
    this.stepper = new MachineStepper((address) => this.actors.has(address));
  }

  start(address: Address): Step {
    const actor = this.actors.get(address);
    if (!actor) throw nobody(address);
    const { machine, input } = actor.spec;
    const result = this.stepper.start(machine, address, input);
    const constants = Object.fromEntries(
      Object.entries(result.snapshot.context as object).filter(([field]) => constantFields.has(field)),
    );
    const own: Place[] = [];
    const table = this.table(machine, this.places.pattern(constants, own));
    const compute = (snapshot: AnyMachineSnapshot, message: Message): StepResult => {
      this.calls += 1;
      return this.stepper.deliver(machine, address, snapshot, message);
    };
    actor.started = { table, at: { ...table.locate(result.snapshot, own), constants, own, compute } };
    return { ...result, state: result.snapshot.value };
  }

  /** The one object for a message, which is found faster than any other that says the same. */
  known<M extends Message>(message: M): M {
    return this.messages.find(message).message as M;
  }

  take(address: Address, message: Message): Step {
    const { table, at } = this.started(address);
    return table.take(at, this.messages.find(message));
  }

  snapshot(address: Address): AnyMachineSnapshot {
    const { table, at } = this.started(address);
    return table.snapshot(at);
  }

  private started(address: Address): NonNullable<Actor['started']> {
    const started = this.actors.get(address)?.started;
    if (!started) throw nobody(address);
    return started;
  }

  private table(machine: AnyStateMachine, constants: string): LocalTable {
    let tables = this.tables.get(machine);
    if (!tables) {
      tables = new Map();
      this.tables.set(machine, tables);
    }
    let table = tables.get(constants);
    if (!table) {
      table = new LocalTable(this.places, this.messages, keptSteps);
      tables.set(constants, table);
    }
    return table;
  }
}
