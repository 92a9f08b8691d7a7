import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { transitionIndex } from '../../src/system/transition-index.ts';

const said = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(said).join(', ')
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(said).join(', ')
      : String(value);

/** Guards by transition, as they are written, with what they are asked about: `outcome is busy`. */
export function guardTexts(machine: AnyStateMachine): ReadonlyMap<string, string> {
  transitionIndex.add(machine);
  const texts = new Map<string, string>();
  const add = (definition: unknown): void => {
    const entry = transitionIndex.describe(definition);
    if (entry?.guard === undefined) return;
    const { guard } = definition as { guard?: unknown };
    const params = typeof guard === 'object' && guard !== null && 'params' in guard ? guard.params : undefined;
    const plain = params === undefined || typeof params === 'function';
    texts.set(entry.id, plain ? entry.guard : `${entry.guard} ${said(params)}`);
  };
  const visit = (node: AnyStateNode): void => {
    for (const definitions of node.transitions.values()) for (const each of definitions) add(each);
    for (const each of node.always ?? []) add(each);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return texts;
}
