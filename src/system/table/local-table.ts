import type { AnyMachineSnapshot } from 'xstate';
import type { Address } from '../../../machines/protocol/names.ts';
import { jsonText } from '../json-text.ts';
import type { Message, Output, StepResult } from '../machine-step.ts';
import { constantFields } from '../step-memo.ts';
import type { Step } from '../steps.ts';
import { type KnownMessage, keyOf, type MessagePattern, type MessageTable } from './message-table.ts';
import type { Place, Places } from './places.ts';

/** Local states that differ by the names of places alone, and one of them. */
type LocalState = {
  readonly snapshot: AnyMachineSnapshot;
  readonly places: readonly Place[];
  readonly value: AnyMachineSnapshot['value'];
  readonly entries: Map<string | number, Entry>;
};

/** The state an actor is in, and the places that it is about in the order in which it mentions them. */
export type Located = { readonly local: LocalState; readonly places: readonly Place[] };

/** Positions among the places of the local state before, and behind them those that only the message mentions. */
type Positions = readonly number[];

type OutputPattern =
  | { readonly kind: 'message'; readonly to: Address; readonly pattern: MessagePattern; readonly places: Positions }
  | Exclude<Output, { kind: 'message' }>;

/** What an actor in this local state does with a message of this pattern. */
type Entry = {
  readonly next: LocalState;
  readonly places: Positions;
  readonly outputs: readonly OutputPattern[];
  /** What the outputs mention. */
  readonly mentioned: Positions;
  /** The places with which it was computed. */
  readonly sample: readonly Place[];
  readonly transitions: Step['transitions'];
  readonly ignoredOnly: boolean;
  /** The step with real names, by the places that the outputs mention. */
  readonly steps: Map<string | number, Step>;
};

/** A pattern and two positions fit into one number. */
const base = 4096;

/**
 * What actors of one machine do: local state x message -> local state and outputs, up to the names of places. Actors
 * whose constants differ by the names of places alone share a table.
 */
export class LocalTable {
  private readonly places: Places;
  private readonly messages: MessageTable;
  private readonly most: number;
  private readonly locals = new Map<string, LocalState>();
  private readonly values = new Map<string, AnyMachineSnapshot['value']>();
  private kept = 0;

  /** @param most steps that are kept; at the bound all are forgotten. */
  constructor(places: Places, messages: MessageTable, most: number) {
    this.places = places;
    this.messages = messages;
    this.most = most;
  }

  /** @param own places of the actor's constants. */
  locate(snapshot: AnyMachineSnapshot, own: readonly Place[]): Located {
    const places = [...own];
    const changing = Object.entries(snapshot.context as object).filter(([field]) => !constantFields.has(field));
    const text = this.places.pattern([snapshot.value, changing], places);
    let local = this.locals.get(text);
    if (!local) {
      local = { snapshot, places, value: this.oneValue(snapshot.value), entries: new Map() };
      this.locals.set(text, local);
    }
    return { local, places };
  }

  /** The local state with real names, as XState has it. */
  snapshot({ local, places }: Located): AnyMachineSnapshot {
    return { ...local.snapshot, context: this.places.rename(local.snapshot.context, local.places, places) };
  }

  /**
   * @param own places of the actor's constants.
   * @param compute does the step in XState.
   */
  take(
    before: Located,
    received: KnownMessage,
    own: readonly Place[],
    compute: (snapshot: AnyMachineSnapshot, message: Message) => StepResult,
  ): { readonly step: Step; readonly after: Located } {
    const { key, places } = together(before.places, received);
    let entry = before.local.entries.get(key);
    if (!entry) {
      const result = compute(this.snapshot(before), received.message);
      if (result.transitions.length === 0) return { step: { ...result, state: before.local.value }, after: before };
      entry = this.entry(result, places, own);
      if (this.kept >= this.most) this.forget();
      before.local.entries.set(key, entry);
    }
    return {
      step: this.step(entry, places),
      after: { local: entry.next, places: at(places, entry.places) },
    };
  }

  private entry(result: StepResult, places: readonly Place[], own: readonly Place[]): Entry {
    const position = (place: Place): number => {
      const n = places.indexOf(place);
      if (n < 0) throw new Error(`'${this.places.names[place]}' appears from nowhere`);
      return n;
    };
    const after = this.locate(result.snapshot, own);
    const outputs = result.outputs.map((output): OutputPattern => {
      if (output.kind !== 'message') return output;
      const { pattern, places: mentioned } = this.messages.find(output.message);
      return { kind: 'message', to: output.to, pattern, places: mentioned.map(position) };
    });
    return {
      next: after.local,
      places: after.places.map(position),
      outputs,
      mentioned: this.places.in(result.outputs).map(position),
      sample: places,
      transitions: result.transitions,
      ignoredOnly: result.ignoredOnly,
      steps: new Map(),
    };
  }

  private step(entry: Entry, places: readonly Place[]): Step {
    const key = keyOf(at(places, entry.mentioned));
    let step = entry.steps.get(key);
    if (!step) {
      const { transitions, ignoredOnly } = entry;
      const outputs = entry.outputs.map((output) => this.output(output, entry.sample, places));
      step = { state: entry.next.value, outputs, transitions, ignoredOnly };
      entry.steps.set(key, step);
      this.kept += 1;
    }
    return step;
  }

  private output(output: OutputPattern, sample: readonly Place[], places: readonly Place[]): Output {
    if (output.kind !== 'message') return this.places.rename(output, sample, places);
    const { message } = this.messages.instance(output.pattern, at(places, output.places));
    return { kind: 'message', to: this.places.rename(output.to, sample, places), message };
  }

  private oneValue(value: AnyMachineSnapshot['value']): AnyMachineSnapshot['value'] {
    const text = jsonText(value);
    const known = this.values.get(text);
    if (known !== undefined) return known;
    this.values.set(text, value);
    return value;
  }

  private forget(): void {
    // Actors still are in these states: without entries they lead nowhere.
    for (const { entries } of this.locals.values()) entries.clear();
    this.locals.clear();
    this.kept = 0;
  }
}

const at = (places: readonly Place[], positions: Positions): Place[] => positions.map((n) => places[n] ?? -1);

/** The places of a state and of a message, with a key that says which message it is and which are the same. */
function together(
  local: readonly Place[],
  { pattern, places: mentioned }: KnownMessage,
): { readonly key: string | number; readonly places: readonly Place[] } {
  let places = local;
  let key: string | number = pattern.id;
  for (const [i, place] of mentioned.entries()) {
    let position = places.indexOf(place);
    if (position < 0) {
      position = places.length;
      places = [...places, place];
    }
    key = typeof key === 'number' && i < 2 && position < base ? key * base + position : `${key},${position}`;
  }
  return { key, places };
}
