import type { AnyMachineSnapshot } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { UnexpectedMessageError } from '../system/errors.ts';
import type { MachineStepper, Message, Output, StepResult } from '../system/machine-step.ts';
import { stateName } from '../system/state-name.ts';
import { constantFields, localKey } from '../system/step-memo.ts';
import { type TransitionId, transitionIndex } from '../system/transition-index.ts';
import type { MessagePool } from './message-pool.ts';

/** One output of a table entry, as integers. */
export type TableOutput =
  | { readonly kind: 'message'; readonly to: number; readonly message: number; readonly atomic: boolean }
  | { readonly kind: 'arm'; readonly timer: number; readonly ms: number }
  | { readonly kind: 'cancel'; readonly timer: number };

export type TableEntry = {
  readonly local: number;
  readonly outputs: readonly TableOutput[];
  readonly transitions: readonly TransitionId[];
};

/** A context value that cannot be enumerated: undefined, NaN, a class instance ... */
export class NotEnumerableError extends Error {
  constructor(address: Address, path: string, found: string) {
    super(`context of ${address} holds ${found} at ${path}: only small JSON values can be explored`);
    this.name = 'NotEnumerableError';
  }
}

/** A machine has more local states than a table should hold. */
export class TableLimitError extends Error {
  constructor(address: Address, limit: number, field: string, values: number) {
    super(`${address} has more than ${limit} local states; context field '${field}' takes ${values} values`);
    this.name = 'TableLimitError';
  }
}

function refuseUnlessPlain(address: Address, path: string, value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return;
    throw new NotEnumerableError(address, path, String(value));
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) refuseUnlessPlain(address, `${path}[${i}]`, item);
    return;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, item] of Object.entries(value)) refuseUnlessPlain(address, `${path}.${key}`, item);
    return;
  }
  throw new NotEnumerableError(address, path, value === undefined ? 'undefined' : typeof value);
}

/** The same input gave two different results: a guard or an action looks at something that is not in its input. */
export class ImpureMachineError extends Error {
  constructor(
    machine: string,
    { value, context }: AnyMachineSnapshot,
    message: Message,
    once: readonly string[],
    again: readonly string[],
  ) {
    const guards = [...new Set([...once, ...again])].map((id) => `${id}${guardOf(machine, id)}`);
    super(
      `${machine}.machine.ts is not pure: in state ${stateName(value)} with ${JSON.stringify(changing(context))}, ${JSON.stringify(message)} once took ${once.join(', ')} and then ${
        once.join() === again.join() ? 'the same with another result' : again.join(', ')
      }; look at ${guards.join(', ')}`,
    );
    this.name = 'ImpureMachineError';
  }
}

/** Without the names and parameters that every state has. */
const changing = (context: object): object =>
  Object.fromEntries(Object.entries(context).filter(([field]) => !constantFields.has(field)));

function guardOf(machine: string, id: TransitionId): string {
  const guard = transitionIndex.find(machine, id)?.guard;
  return guard === undefined ? '' : ` (guard '${guard}')`;
}

/** Nothing that a guard or action is given may be changed by it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** Names of things that get integers: actors, timers. */
export type Numbering = {
  actor(address: Address): number;
  timer(owner: number, timer: string): number;
};

/** Local states of one actor and what each does on each message, filled on demand from XState. */
export class StepTable {
  readonly address: Address;
  readonly snapshots: AnyMachineSnapshot[] = [];
  private readonly spec: ActorSpec;
  private readonly index: number;
  private readonly stepper: MachineStepper;
  private readonly pool: MessagePool;
  private readonly numbering: Numbering;
  private readonly limit: number;
  /** Every so many calls of XState, the same is asked again. */
  private readonly askedTwice: number;
  private readonly ids = new Map<string, number>();
  private readonly rows: Map<number, TableEntry>[] = [];
  /** Looks at each new entry. */
  checkEntry: ((local: number, message: number, entry: TableEntry) => void) | undefined;
  /** Calls of XState so far. */
  calls = 0;
  /** Entries where the message was ignored on purpose. */
  ignored = 0;

  constructor(
    spec: ActorSpec,
    index: number,
    stepper: MachineStepper,
    pool: MessagePool,
    numbering: Numbering,
    limit: number,
    askedTwice: number,
  ) {
    this.address = spec.address;
    this.spec = spec;
    this.index = index;
    this.stepper = stepper;
    this.pool = pool;
    this.numbering = numbering;
    this.limit = limit;
    this.askedTwice = askedTwice;
  }

  /** Filled entries: local state x message. */
  get entries(): number {
    return this.rows.reduce((sum, row) => sum + row.size, 0);
  }

  start(): TableEntry {
    this.calls += 1;
    return this.entryOf(this.stepper.start(this.spec.machine, this.address, this.spec.input));
  }

  /** @throws UnexpectedMessageError when this state neither handles nor ignores the message. */
  step(local: number, message: number, from: Address | null): TableEntry {
    const row = this.rows[local];
    const known = row?.get(message);
    if (known) return known;
    const snapshot = this.snapshots[local];
    if (!row || !snapshot) throw new RangeError(`${this.address} has no local state ${local}`);
    this.calls += 1;
    const result = this.stepper.deliver(this.spec.machine, this.address, snapshot, this.pool.message(message));
    if (result.transitions.length === 0) {
      throw new UnexpectedMessageError(this.address, stateName(snapshot.value), this.pool.message(message), from);
    }
    if (result.ignoredOnly) this.ignored += 1;
    const entry = this.entryOf(result);
    if (this.calls % this.askedTwice === 0) this.askAgain(snapshot, message, entry);
    row.set(message, entry);
    this.checkEntry?.(local, message, entry);
    return entry;
  }

  private askAgain(snapshot: AnyMachineSnapshot, message: number, once: TableEntry): void {
    const { machine } = this.spec;
    const again = this.entryOf(this.stepper.deliver(machine, this.address, snapshot, this.pool.message(message)));
    if (JSON.stringify(again) === JSON.stringify(once)) return;
    throw new ImpureMachineError(machine.id, snapshot, this.pool.message(message), once.transitions, again.transitions);
  }

  private entryOf(result: StepResult): TableEntry {
    return {
      local: this.adopt(result.snapshot),
      outputs: result.outputs.flatMap((output) => this.encode(output)),
      transitions: result.transitions,
    };
  }

  /** Number of a state of this machine, wherever it comes from. */
  adopt(snapshot: AnyMachineSnapshot): number {
    const key = localKey(snapshot);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    refuseUnlessPlain(this.address, 'context', snapshot.context);
    const id = this.snapshots.length;
    if (id >= this.limit) {
      const [field, values] = this.widestField();
      throw new TableLimitError(this.address, this.limit, field, values);
    }
    this.ids.set(key, id);
    frozen(snapshot.context);
    this.snapshots.push(snapshot);
    this.rows.push(new Map());
    return id;
  }

  /** The context field with the most different values: the one to blame for an explosion. */
  widestField(): [field: string, values: number] {
    const values = new Map<string, Set<string>>();
    for (const { context } of this.snapshots) {
      for (const [field, value] of Object.entries(context as object)) {
        if (constantFields.has(field)) continue;
        const seen = values.get(field) ?? new Set();
        seen.add(JSON.stringify(value));
        values.set(field, seen);
      }
    }
    return [...values].map(([f, v]): [string, number] => [f, v.size]).sort((a, b) => b[1] - a[1])[0] ?? ['(none)', 0];
  }

  private encode(output: Output): TableOutput[] {
    switch (output.kind) {
      case 'message': {
        const message = this.pool.idOf(output.message);
        return [
          {
            kind: 'message',
            to: this.numbering.actor(output.to),
            message,
            atomic: this.pool.lanes[message] === 'atomic',
          },
        ];
      }
      case 'arm':
        return [{ kind: 'arm', timer: this.numbering.timer(this.index, output.timer), ms: output.ms }];
      case 'cancel':
        return [{ kind: 'cancel', timer: this.numbering.timer(this.index, output.timer) }];
      case 'effect':
        return []; // the data plane is not explored
    }
  }
}
