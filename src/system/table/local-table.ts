import type { AnyMachineSnapshot } from 'xstate';
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
type Located = { readonly local: LocalState; readonly places: readonly Place[] };

/** An actor in some state. */
export type LocatedActor = {
  local: LocalState;
  places: readonly Place[];
  /** Fields of its context that never change. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** Places in its constants, which are the first of `places`. */
  readonly own: readonly Place[];
  /** Does a step in XState. */
  readonly compute: (snapshot: AnyMachineSnapshot, message: Message) => StepResult;
};

/** Positions among the places of the local state before, and behind them those that only the message mentions. */
type Positions = readonly number[];

type OutputPattern =
  | (Omit<Extract<Output, { kind: 'message' }>, 'message'> & {
      readonly pattern: MessagePattern;
      readonly places: Positions;
    })
  | Exclude<Output, { kind: 'message' }>;

/** What an actor in this local state does with a message of this pattern. */
type Entry = {
  readonly next: LocalState;
  readonly places: Positions;
  /** The state afterwards is about the same places in the same order. */
  readonly placesStay: boolean;
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

  /** The state of an actor as XState has it. */
  snapshot({ local, places, constants }: LocatedActor): AnyMachineSnapshot {
    const context = Object.fromEntries(
      Object.entries(local.snapshot.context as object).map(([field, value]) => [
        field,
        constantFields.has(field) ? constants[field] : this.places.rename(value, local.places, places),
      ]),
    );
    return { ...local.snapshot, context };
  }

  /** Takes an actor through one step. Without transitions it stays where it was. */
  take(actor: LocatedActor, received: KnownMessage): Step {
    const { local } = actor;
    const places = withMentioned(actor.places, received);
    const key = keyIn(places, received);
    let entry = local.entries.get(key);
    if (!entry) {
      const result = actor.compute(this.snapshot(actor), received.message);
      if (result.transitions.length === 0) return { ...result, state: local.value };
      entry = this.entry(result, places, actor.own);
      if (this.kept >= this.most) this.forget();
      local.entries.set(key, entry);
    }
    actor.local = entry.next;
    actor.places = entry.placesStay ? places : at(places, entry.places);
    return this.step(entry, places);
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
      return { kind: 'message', to: output.to, lane: output.lane, pattern, places: mentioned.map(position) };
    });
    const positions = after.places.map(position);
    return {
      next: after.local,
      places: positions,
      placesStay: positions.length === places.length && positions.every((n, i) => n === i),
      outputs,
      mentioned: this.places.in(result.outputs).map(position),
      sample: places,
      transitions: result.transitions,
      ignoredOnly: result.ignoredOnly,
      steps: new Map(),
    };
  }

  private step(entry: Entry, places: readonly Place[]): Step {
    const { mentioned } = entry;
    const [first = -1] = mentioned;
    const key = mentioned.length < 2 ? (places[first] ?? 0) : keyOf(at(places, mentioned));
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
    return { kind: 'message', to: this.places.rename(output.to, sample, places), message, lane: output.lane };
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

/** The places of a state, and behind them those that only the message mentions. */
function withMentioned(local: readonly Place[], { places }: KnownMessage): readonly Place[] {
  let all = local;
  for (const place of places) if (!all.includes(place)) all = [...all, place];
  return all;
}

/** Which message it is, up to the names of places, and which of these places it mentions. */
function keyIn(all: readonly Place[], { pattern, places }: KnownMessage): string | number {
  if (places.length > 2 || all.length > base)
    return `${pattern.id} ${places.map((place) => all.indexOf(place)).join()}`;
  let key = pattern.id;
  for (const place of places) key = key * base + all.indexOf(place);
  return key;
}
