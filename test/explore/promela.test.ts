import { describe, expect, it } from 'vitest';
import { properties as library } from '../../machines/properties/index.ts';
import { Exploration } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { promelaOf } from '../../src/explore/promela.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { racer } from './toys.ts';

/** The arrays of `tables.h`, and what the Promela text says about start and options, read as SPIN reads them. */
type Exported = {
  readonly table: (name: string) => readonly number[];
  readonly constant: (name: string) => number;
  readonly forbids: readonly (string | undefined)[];
  readonly locals: number;
  readonly capacity: number;
  readonly start: State;
  readonly options: readonly Option[];
};
type State = { l: number[]; t: number[]; budget: number; q: number[][] };
type Option = { readonly guard: string; readonly step: string; readonly takes: string | undefined };

const numbers = (text: string): number[] => text.split(',').map(Number);

function read({ model, tables }: { readonly model: string; readonly tables: string }): Exported {
  const arrays = new Map(
    [...tables.matchAll(/^static const int (\w+)\[\] = \{ ([-\d,]+) \};$/gm)].map(([, name, text]) => [
      name,
      numbers(text ?? ''),
    ]),
  );
  const constants = new Map(
    [...tables.matchAll(/(\w+) = (\d+)u?[ ,;]/g)].map(([, name, value]) => [name, Number(value)]),
  );
  const guards = new Map([...tables.matchAll(/^#define (\w+) (.*)$/gm)].map(([, name, test]) => [name, test]));
  const found = (pattern: RegExp): number => Number(pattern.exec(model)?.[1]);
  const locals = found(/^\w+ l\[(\d+)\];$/m);
  const start: State = {
    l: Array.from({ length: locals }, () => 0),
    t: Array.from({ length: found(/^byte t\[(\d+)\];$/m) }, () => 0),
    budget: found(/now\.budget = (\d+);/),
    q: Array.from({ length: found(/^chan q\[(\d+)\]/m) }, () => []),
  };
  for (const [, array, at, value] of model.matchAll(/now\.([lt])\[(\d+)\] = (\d+);/g)) {
    (array === 'l' ? start.l : start.t)[Number(at)] = Number(value);
  }
  for (const [, channel, message] of model.matchAll(/^ {4}q\[(\d+)\]!(\d+);$/gm)) {
    start.q[Number(channel)]?.push(Number(message));
  }
  const option = /c_expr \{ (\w+) \} ->\s+c_code \{ step\((.*), (\d+), (-?\d+), (\d)\); \}(?:; q\[(\d+)\]\?_)?;/g;
  return {
    table: (name) => arrays.get(name) ?? [],
    constant: (name) => constants.get(name) ?? Number.NaN,
    forbids: (/forbids\[\] = \{ (.*) \};/.exec(tables)?.[1] ?? '')
      .split(',')
      .map((text) => (text === '0' ? undefined : text)),
    locals,
    capacity: found(/^chan q\[\d+\] = \[(\d+)\]/m),
    start,
    options: [...model.matchAll(option)].map(([, name, root, way, ended, before, takes]) => ({
      guard: guards.get(name) ?? 'nothing',
      step: `${root} ${way} ${ended} ${before}`,
      takes,
    })),
  };
}

/** Does what the options and `steps.h` say, state by state. */
function interpret({ table, constant, forbids, capacity, start, options }: Exported) {
  const leaves = table('leaves');
  const at = (name: string, i: number): number => {
    const value = table(name)[i];
    if (value === undefined) throw new RangeError(`${name}[${i}] is outside`);
    return value;
  };
  const hashed = (name: string, a: number, b: number): number | undefined => {
    let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
    h ^= h >>> 15;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 13;
    const mask = constant(`${name}_mask`);
    for (let i = h & mask; at(name, i * 3 + 2) !== 0; i = (i + 1) & mask) {
      if (at(name, i * 3) === a && at(name, i * 3 + 1) === b) return at(name, i * 3 + 2) - 1;
    }
    return undefined;
  };
  /** All ways in which a step can end: leaf and faults. */
  const ways = (state: State, node: number, cost: number): { leaf: number; cost: number }[] => {
    const argument = at('nodes', node * 2 + 1);
    switch (at('nodes', node * 2)) {
      case 1: {
        const child = hashed('child', node, state.l[argument] ?? -1);
        return child === undefined ? [{ leaf: -1, cost }] : ways(state, child, cost);
      }
      case 2: {
        const affordable = cost < state.budget ? at('choice', argument) : 1;
        return Array.from({ length: affordable }, (_, i) =>
          ways(state, at('choice', argument + 1 + i), cost + (i === 0 ? 0 : 1)),
        ).flat();
      }
      case 3:
        return [{ leaf: argument, cost }];
      default:
        return [{ leaf: -1, cost }];
    }
  };
  const rootOf = (state: State, channel: number): number =>
    at('channel_root', at('channel_roots_at', channel) + (state.q[channel]?.[0] ?? Number.NaN));
  const fromRoot = (state: State, root: number, before: number) => ways(state, at('root_node', root), before);
  const enabled = (state: State, guard: string): boolean => {
    const [, a = 0, way = 0] = (/(\d+)(?:, 1)?, (\d+)\)/.exec(guard) ?? []).map(Number);
    if (guard.startsWith('can_take(')) {
      return (state.q[a]?.length ?? 0) > 0 && fromRoot(state, rootOf(state, a), 0).length > way;
    }
    if (guard.startsWith('can_end(')) {
      const shorter = state.t.some((left) => left !== 0 && left < (state.t[a] ?? 0));
      const quiet = state.q.every(({ length }) => length === 0);
      const may = (quiet || state.t[a] === 1) && !shorter;
      return state.t[a] !== 0 && may && fromRoot(state, at('timer_root', a), 0).length > way;
    }
    return state.budget > 0 && fromRoot(state, a, 1).length > way;
  };
  const errors: string[] = [];
  const after = (state: State, { step, takes }: Option): State => {
    const [first = '', ...rest] = step.split(/ (?=-?\d+ -?\d+ \d$)/);
    const [way = 0, ended = 0, before = 0] = rest.join(' ').split(' ').map(Number);
    const [, kind, number] = /^(root_of|timer_root|)\D*(\d+)/.exec(first) ?? [];
    const n = Number(number);
    const root = kind === 'root_of' ? rootOf(state, n) : kind === 'timer_root' ? at('timer_root', n) : n;
    const end = fromRoot(state, root, before)[way];
    if (!end || end.leaf < 0) throw new Error(`no way ${way} from ${root}`);
    const next: State = {
      l: [...state.l],
      t: [...state.t],
      budget: state.budget - end.cost,
      q: state.q.map((c) => [...c]),
    };
    const [writesAt = 0, writes = 0, posts = 0, operations = 0, , watchersAt = 0, watchers = 0] = leaves.slice(
      end.leaf * 8,
    );
    for (let i = watchersAt; i < watchersAt + watchers * 2; i += 2) {
      const watcher = at('leaf_watcher', i);
      const told = hashed('watcher', at('leaf_watcher', i + 1), state.l[watcher] ?? -1);
      if (told === undefined) continue;
      next.l[watcher] = told >> 1;
      if ((told & 1) === 1 && forbids[watcher]) errors.push(forbids[watcher]);
    }
    for (let i = writesAt; i < writesAt + writes * 2; i += 2) next.l[at('writes', i)] = at('writes', i + 1);
    if (ended >= 0) next.t[ended] = 0;
    for (let i = at('operations_at', operations); i < at('operations_at', operations + 1); i++) {
      next.t[at('operation', i * 2)] = at('operation', i * 2 + 1);
    }
    if (takes !== undefined) next.q[Number(takes)]?.shift();
    for (let i = at('posts_from', posts); i < at('posts_from', posts + 1); i++) {
      const channel = next.q[at('post', i * 2)];
      if (!channel || channel.length >= capacity) throw new RangeError('a message into a full channel');
      channel.push(at('post', i * 2 + 1));
    }
    return next;
  };

  const key = ({ l, t, budget, q }: State): string =>
    `${l.join()} ${t.join()} ${budget} ${q.map((c) => c.join()).join('|')}`;
  const seen = new Set([key(start)]);
  const waiting = [start];
  let transitions = 0;
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    const here = state;
    const possible = options.filter(({ guard }) => enabled(here, guard));
    if (possible.length === 0) errors.push('deadlock');
    for (const option of possible) {
      transitions += 1;
      const next = after(here, option);
      const name = key(next);
      if (seen.has(name)) continue;
      seen.add(name);
      waiting.push(next);
    }
  }
  return { states: seen.size, transitions, errors: [...new Set(errors)] };
}

function published(name: string, ids: readonly string[]): ModelSpec {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no system ${name}`);
  return publishedSpec(
    model,
    library.filter(({ id }) => ids.includes(id)),
  );
}
const race = (changes: Partial<ModelSpec>): ModelSpec => ({
  name: 'race',
  actors: ['a', 'b'].map((at) => ({ address: at, machine: racer, input: {} })),
  offered: {},
  spontaneous: [],
  timerMode: 'classes',
  faultBudget: 0,
  laneBound: 3,
  localLimit: 100,
  ...changes,
});

function exported(spec: ModelSpec) {
  const exploration = new Exploration(spec, { maxStates: 100_000 });
  while (exploration.advance(10_000));
  const result = exploration.result();
  expect(result.complete).toBe(true);
  return { result, text: promelaOf(exploration.space) };
}

describe('the Promela text, interpreted', () => {
  it.each([
    ['messages, faults and a property that fails', () => published('sense-lost', ['Q4'])],
    ['what the environment does', () => published('third-party-reset', [])],
    ['delays by classes', () => race({})],
    ['delays that end at any time', () => race({ timerMode: 'any' })],
  ])('%s: the same states, transitions and verdicts', (_, spec) => {
    const { result, text } = exported(spec());
    const failing = result.properties.flatMap(({ id, verdict }) => (verdict === 'fails' ? [id] : []));
    const { states, transitions, errors } = interpret(read(text));
    expect({ states, transitions }).toEqual({ states: result.states, transitions: result.transitions });
    expect(errors.map((error) => /^"(\w+):.* is violated"$/.exec(error)?.[1] ?? error)).toEqual(failing);
  });

  it('with every property that forbids something', () => {
    const never = library.filter(({ kind }) => kind === 'never').map(({ id }) => id);
    const { result, text } = exported(published('sense-kept-by-arq', never));
    expect(interpret(read(text))).toEqual({ states: result.states, transitions: result.transitions, errors: [] });
  });
});

describe('tables', () => {
  const { table, constant, locals, options, forbids } = read(exported(published('sense-lost', ['Q4'])).text);
  const pairs = (name: string): [number, number][] =>
    Array.from({ length: table(name).length / 2 }, (_, i) => [table(name)[i * 2] ?? -1, table(name)[i * 2 + 1] ?? -1]);
  const fields = Array.from({ length: table('leaves').length / 8 }, (_, i) => table('leaves').slice(i * 8, i * 8 + 8));
  const isBelow = (limit: number) => (value: number) => value >= 0 && value < limit;

  it('every option has its guard, and there is one for each channel and delay at least', () => {
    expect(options.length).toBeGreaterThanOrEqual(constant('channels') + constant('timers'));
    expect(options.every(({ guard }) => /^(can_take|can_end|\(now)/.test(guard))).toBe(true);
  });

  it('hash tables have the size that their mask says', () => {
    expect(table('child').length).toBe((constant('child_mask') + 1) * 3);
    expect(table('watcher').length).toBe((constant('watcher_mask') + 1) * 3);
  });

  it('every index is inside of what it points to', () => {
    const { length: nodes } = table('nodes');
    expect(table('root_node').every(isBelow(nodes / 2))).toBe(true);
    const limits: Record<number, number> = { 0: 1, 1: locals, 2: table('choice').length, 3: fields.length };
    expect(pairs('nodes').every(([kind, argument]) => isBelow(limits[kind] ?? 0)(argument))).toBe(true);
    expect(fields.every(([at = 0, n = 0]) => at + n * 2 <= table('writes').length)).toBe(true);
    expect(fields.every(([, , posts = -1]) => isBelow(table('posts_from').length - 1)(posts))).toBe(true);
    expect(fields.every(([, , , timers = -1]) => isBelow(table('operations_at').length - 1)(timers))).toBe(true);
    expect(fields.every(([, , , , , at = 0, n = 0]) => at + n * 2 <= table('leaf_watcher').length)).toBe(true);
    expect(pairs('writes').every(([local]) => isBelow(locals)(local))).toBe(true);
    expect(pairs('operation').every(([timer]) => isBelow(constant('timers'))(timer))).toBe(true);
    const first = table('channel_roots_at');
    expect(
      pairs('post').every(([channel, message]) => isBelow((first[channel + 1] ?? 0) - (first[channel] ?? 0))(message)),
    ).toBe(true);
    expect([...table('channel_root'), ...table('timer_root')].every(isBelow(table('root_node').length))).toBe(true);
    expect(forbids).toHaveLength(locals);
  });
});

describe('what Promela cannot say', () => {
  it.each<readonly [string, Partial<ModelSpec>, RegExp]>([
    ['delays by the time left', { timerMode: 'due' }, /delays by the time left/],
    ['faults that stick', { sticky: {} }, /faults that stick/],
    ['delays that end early', { slowFaults: true }, /delays that end early/],
    ['runs that may end', { mayEnd: () => true }, /runs that may end/],
  ])('%s', (_, changes, message) => {
    expect(() => exported(race(changes))).toThrow(message);
  });
});
