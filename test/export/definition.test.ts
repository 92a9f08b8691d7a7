import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { clauses } from '../../machines/clauses/index.ts';
import { type DefinitionDocument, definitionDocument, machineDefinition } from '../../src/export/definition.ts';
import { exportFormats } from '../../src/export/formats.ts';
import { machineDigest } from '../../src/run/machine-digest.ts';
import { machines } from '../../src/system/compose.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { awkwardMachine } from './awkward-machine.ts';

const document: DefinitionDocument = JSON.parse(exportFormats.json.several(machines.map(machineDefinition)));
const nodesIn = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesIn)];

test('the document says its format, its version, and of which machines it speaks', () => {
  expect(document).toMatchObject({ format: 'scsi-statecharts-machines', version: 1, machineDigest: machineDigest() });
  expect(document.machines.map(({ id }) => id)).toEqual(machines.map(({ id }) => id));
});

describe.each(machines.map((machine) => [machine.id, machine] as const))('%s as JSON', (id, machine) => {
  const definition = document.machines.find((it) => it.id === id);
  if (!definition) throw new Error(`${id} is not in the document`);

  test('has the transitions that traces and coverage speak of, with the same ids', () => {
    const entries = transitionIndex.transitionsOf(machine);
    expect(definition.transitions.map((it) => it.id)).toEqual(entries.map((it) => it.id));
    for (const [i, entry] of entries.entries()) {
      expect(definition.transitions[i]).toMatchObject({
        state: entry.state,
        targets: entry.targets,
        description: entry.description ?? null,
        clauses: entry.source,
        ignored: entry.ignored ?? null,
      });
      expect(definition.transitions[i]?.guard?.type).toBe(entry.guard);
    }
  });

  test('has the states, each with what it does on entry and exit and what it waits for', () => {
    const nodes = nodesIn(machine.root);
    expect(definition.states.map(({ path }) => path)).toEqual(nodes.map((node) => node.path.join('.')));
    for (const [i, node] of nodes.entries()) {
      const state = definition.states[i];
      expect(state).toMatchObject({
        kind: node.type,
        parent: node.parent ? node.parent.path.join('.') : null,
        description: node.description ?? null,
        timers: [...new Set(node.after.map(({ delay }) => delay))],
      });
      const config = [node.config.entry, node.config.exit].map((it) => (it === undefined ? [] : [it].flat()));
      const named = (each: unknown) => (typeof each === 'string' ? { type: each } : each);
      expect([state?.entry, state?.exit]).toEqual(config.map((list) => list.map(named)));
    }
  });

  test('names only states, delays and clauses that the document has', () => {
    const paths = new Set(definition.states.map(({ path }) => path));
    const named = definition.transitions.flatMap(({ state, targets }) => [state, ...targets]);
    expect(named.filter((path) => !paths.has(path))).toEqual([]);
    const lengths = new Map(definition.delays.map(({ name, ms }) => [name, ms]));
    for (const { trigger, event } of definition.transitions) {
      if (trigger === 'after') expect(lengths.get(event ?? '')).toBe(machine.implementations.delays[event ?? '']);
    }
    const cited = [...definition.states, ...definition.transitions].flatMap((it) => it.clauses);
    expect(cited.filter((clause) => document.clauses[clause] === undefined)).toEqual([]);
  });
});

test('every clause is given in full, and none that no machine cites', () => {
  const cited = new Set(
    document.machines.flatMap(({ states, transitions }) => [...states, ...transitions].flatMap((it) => it.clauses)),
  );
  expect(new Set(Object.keys(document.clauses))).toEqual(cited);
  for (const [id, clause] of Object.entries(document.clauses)) expect(clauses).toHaveProperty([id], clause);
});

test('guards and actions keep their parameters; a delay of unknown length has none', () => {
  const definition = machineDefinition(awkwardMachine);
  const always = definition.transitions.find(({ trigger }) => trigger === 'always');
  expect(always?.guard).toEqual({ type: 'with', params: { value: '"\n' } });
  expect(definition.delays).toEqual([
    { name: 'a while', ms: 0.5 },
    { name: 'computed', ms: null },
  ]);
  expect(definition.transitions.filter(({ reenter }) => reenter).map(({ state }) => state)).toEqual(['right: side']);
  expect(JSON.parse(JSON.stringify(definitionDocument([definition])))).toEqual(definitionDocument([definition]));
});
