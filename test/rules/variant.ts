import { type AnyStateMachine, createMachine } from 'xstate';
import type { ActorSpec } from '../../src/system/cascade.ts';

/** A part of the text of a machine. */
export type Text = Record<string, unknown>;

/** The system with one machine replaced by a broken one. */
export const withMachine =
  (healthy: AnyStateMachine, broken: AnyStateMachine) =>
  (specs: ActorSpec[]): ActorSpec[] =>
    specs.map((spec) => (spec.machine === healthy ? { ...spec, machine: broken } : spec));

/** The system with other inputs for the actors of one machine. */
export const withInput =
  (machine: AnyStateMachine, change: (input: Text) => Text) =>
  (specs: ActorSpec[]): ActorSpec[] =>
    specs.map((spec) => (spec.machine === machine ? { ...spec, input: change(spec.input as Text) } : spec));

const isPlain = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Copies plain objects and lists; functions stay the same. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}

/** The part at this path; list elements by their number. */
export function at(text: Text, ...path: readonly string[]): Text {
  let found: unknown = text;
  for (const key of path) found = (found as Text | undefined)?.[key];
  if (typeof found !== 'object' || found === null) throw new Error(`there is no ${path.join('.')} in this machine`);
  return found as Text;
}

/** The row of a table of transitions that has this guard. */
export function row(transitions: unknown, guard: string | undefined): Text {
  const found = Array.isArray(transitions) ? transitions.find((each: Text) => each['guard'] === guard) : undefined;
  if (!found) throw new Error(`no row is guarded by '${guard ?? ''}'`);
  return found as Text;
}

/** Guards and actions by their names. */
export type Words = { readonly guards?: Text; readonly actions?: Text };

/** A machine with its text changed, and words added or replaced. The text of the original stays as it is. */
export function rewritten(machine: AnyStateMachine, change: (text: Text) => void, words: Words = {}): AnyStateMachine {
  const text = copied(machine.config) as Text;
  change(text);
  const { guards, actions, delays } = machine.implementations;
  return createMachine(
    text as never,
    { guards: { ...guards, ...words.guards }, actions: { ...actions, ...words.actions }, delays } as never,
  );
}
