import type { AnyMachineSnapshot } from 'xstate';
import { jsonText } from './json-text.ts';
import type { Message, StepResult } from './machine-step.ts';
import type { Step } from './steps.ts';

type RememberedStep = Step & Pick<StepResult, 'snapshot'>;
type Row = { readonly snapshot: AnyMachineSnapshot; readonly steps: Map<string, RememberedStep> };

/** Fields of a context that never change: names and parameters. They need not be part of a key. */
export const constantFields: ReadonlySet<string> = new Set(['params', 'at']);

/** What tells one local state of a machine from another: its state value and the changing part of its context. */
export function localKey(snapshot: AnyMachineSnapshot): string {
  const changing = Object.entries(snapshot.context as object).filter(([field]) => !constantFields.has(field));
  return JSON.stringify([snapshot.value, changing]);
}

/**
 * Remembers what one actor does: local state x message -> next state and outputs. Machines are pure, so a step that was
 * done once need not be done again. Bounded, because queues make some contexts practically unique in long runs.
 */
export class StepMemo {
  private rows = new Map<AnyMachineSnapshot, Row>();
  private byKey = new Map<string, AnyMachineSnapshot>();
  private entries = 0;
  private readonly most: number;

  /** @param most entries kept; at the bound all are forgotten. */
  constructor(most: number) {
    this.most = most;
  }

  recall(snapshot: AnyMachineSnapshot, message: string): RememberedStep | undefined {
    return this.rows.get(snapshot)?.steps.get(message);
  }

  /** Remembers a step and gives it back with the one object that stands for the state it leads to. */
  remember(snapshot: AnyMachineSnapshot, message: string, result: StepResult): RememberedStep {
    if (this.entries >= this.most) this.forget();
    const next = this.canonical(result.snapshot);
    const remembered = { ...result, snapshot: next, state: next.value };
    let row = this.rows.get(snapshot);
    if (!row) {
      row = { snapshot, steps: new Map() };
      this.rows.set(snapshot, row);
    }
    row.steps.set(message, remembered);
    this.entries += 1;
    return remembered;
  }

  canonical(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
    const key = localKey(snapshot);
    const known = this.byKey.get(key);
    if (known) return known;
    this.byKey.set(key, snapshot);
    return snapshot;
  }

  private forget(): void {
    this.rows = new Map();
    this.byKey = new Map();
    this.entries = 0;
  }
}

/** Messages are compared by their text. */
export const messageKey = (message: Message): string => jsonText(message);
