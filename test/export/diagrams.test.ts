import { describe, expect, test } from 'vitest';
import { machineDefinition } from '../../src/export/definition.ts';
import { dot } from '../../src/export/dot.ts';
import { mermaid } from '../../src/export/mermaid.ts';
import { machines } from '../../src/system/compose.ts';
import { awkwardMachine } from './awkward-machine.ts';

const all = [...machines, awkwardMachine].map((machine) => [machine.id, machineDefinition(machine)] as const);
const string = '"((?:[^"\\\\\\n]|\\\\.)*)"';
const plain = (quoted: string): string => quoted.replace(/\\(["\\])/g, '$1');
const pathOf = (node: string): string =>
  plain(node)
    .replace(/ ?\(anchor\)$/, '')
    .trimEnd();
/** Pairs of states that a drawn arrow joins. */
const joins = (definition: ReturnType<typeof machineDefinition>): string[] => [
  ...new Set(
    definition.transitions
      .filter(({ ignored }) => ignored === null)
      .flatMap(({ state, targets }) => targets.map((target) => `${state} -> ${target}`)),
  ),
];

describe.each(all)('%s as DOT', (_, definition) => {
  const lines = dot(definition).trimEnd().split('\n');

  test('consists of whole statements, its clusters closed', () => {
    const list = `\\[\\w+=(?:${string}|\\w+)(?:, \\w+=(?:${string}|\\w+))*\\]`;
    const statement = new RegExp(
      `^ *(?:(?:digraph|subgraph) ${string} \\{|\\}|(?:\\w+=(?:${string}|\\w+); ?)+|(?:node|edge) ${list};|${string}(?: -> ${string})? ${list};)$`,
    );
    expect(lines.filter((line) => !statement.test(line))).toEqual([]);
    let depth = 0;
    for (const line of lines) {
      depth += line.endsWith('{') ? 1 : line.trim() === '}' ? -1 : 0;
      expect(line.match(/^ */)?.[0].length).toBe(2 * (line.endsWith('{') ? depth - 1 : depth));
    }
    expect(depth).toBe(0);
  });

  test('draws every state, and one arrow between two states that a transition joins', () => {
    const nodes = lines.flatMap((line) => new RegExp(`^ *${string} \\[`).exec(line)?.[1] ?? []).map(pathOf);
    expect(nodes.sort()).toEqual(definition.states.map(({ path }) => path).sort());
    const edge = new RegExp(`^  ${string} -> ${string}`);
    const arrows = lines.flatMap((line) => {
      const [, from, to] = edge.exec(line) ?? [];
      return from === undefined || to === undefined ? [] : [`${pathOf(from)} -> ${pathOf(to)}`];
    });
    expect(arrows.sort()).toEqual(joins(definition).sort());
  });

  test('clips an arrow at a cluster only when its other end is outside', () => {
    const edge = new RegExp(`^ *${string} -> ${string} \\[`);
    const holds = (cluster: string, path: string): boolean => cluster === '' || `${path}.`.startsWith(`${cluster}.`);
    for (const line of lines) {
      const [, from, to] = edge.exec(line) ?? [];
      if (from === undefined || to === undefined) continue;
      const clipped = (node: string, other: string): boolean =>
        node.endsWith('(anchor)') && !holds(pathOf(node), pathOf(other));
      const ends = [line.includes('ltail="cluster '), line.includes('lhead="cluster ')];
      expect([line, ...ends]).toEqual([line, clipped(from, to), clipped(to, from)]);
    }
  });

  test('lists in each state the messages that it handles without leaving, but none that it ignores', () => {
    const label = new RegExp(`^ *${string} \\[.*\\blabel=${string}`);
    for (const line of lines) {
      const [, node, text = ''] = label.exec(line) ?? [];
      if (node === undefined) continue;
      const own = definition.transitions.filter(({ state, targets }) => state === pathOf(node) && targets.length === 0);
      const handled = own
        .filter(({ ignored }) => ignored === null)
        .map(({ event, trigger }) => (trigger === 'after' ? 'after' : event));
      const title = node.endsWith('(anchor)') || handled.length === 0 ? 0 : 1;
      const listed = text.split('\\l').slice(title, -1);
      expect(new Set(listed.map((it) => it.split(' ')[0]).filter((it) => !it?.startsWith('[')))).toEqual(
        new Set(handled.filter((it) => it !== null)),
      );
    }
  });
});

describe.each(all)('%s as Mermaid', (_, definition) => {
  const lines = mermaid(definition).trimEnd().split('\n');
  const declared = lines.flatMap((line) => /^ *state "[^"]*" as (\w+)/.exec(line)?.[1] ?? []);

  test('consists of lines that Mermaid knows, with labels that hold nothing with a meaning', () => {
    const label = `(?:[\\p{L}\\p{N} _.,()[\\]/!?=+*'…-]|#\\d+;|<br/>)+`;
    const known = new RegExp(
      `^(?:stateDiagram-v2| +(?:%%[^{}]*|direction LR|state "(?:${label})" as \\w+(?: \\{)?|\\}|--|(?:\\[\\*\\]|\\w+) --> (?:\\[\\*\\]|\\w+)(?: : ${label})?))$`,
      'u',
    );
    expect(lines.filter((line) => !known.test(line))).toEqual([]);
    expect(lines.filter((line) => line.split(' : ')[1]?.includes('--'))).toEqual([]);
    const longest = Math.max(
      ...lines.flatMap((line) => (line.split(' : ')[1] ?? '').split('<br/>')).map((it) => it.length),
    );
    expect(longest).toBeLessThan(120);
    expect(Math.max(...lines.map((line) => line.split('<br/>').length))).toBeLessThanOrEqual(6);
  });

  test('puts a line between the regions of a parallel state, and nowhere else', () => {
    const regions = definition.states
      .filter(({ kind }) => kind === 'parallel')
      .map(({ path }) => definition.states.filter(({ parent }) => parent === path).length);
    expect(lines.filter((line) => line.trim() === '--')).toHaveLength(regions.reduce((sum, n) => sum + n - 1, 0));
  });

  test('draws every state once, and one arrow between two states that a transition joins', () => {
    expect(declared).toHaveLength(definition.states.length);
    expect(new Set(declared).size).toBe(declared.length);
    const pathBy = new Map(declared.map((name, i) => [name, definition.states[i]?.path]));
    const arrows = lines.flatMap((line) => {
      const [, from, to] = /^ {2}(\w+) --> (\w+)/.exec(line) ?? [];
      return from === undefined ? [] : [`${pathBy.get(from)} -> ${pathBy.get(to ?? '')}`];
    });
    expect(arrows.sort()).toEqual(joins(definition).sort());
  });
});
