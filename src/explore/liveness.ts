import type { WatcherProperty } from '../../machines/properties/property.ts';
import type { PropertyFinding } from './findings.ts';
import { KeptSuccessors, successorsOf } from './kept-successors.ts';
import type { CheckedProperties } from './properties.ts';
import type { StateSpace } from './state-space.ts';
import { type Run, stepBetween, traceTo } from './trace.ts';

/**
 * Properties of runs that never end: something owed is given some day, if the world is fair. Fair means: a message that is
 * on its way is delivered some day; a delay that stays armed ends some day. What the world may choose is never owed:
 * a fault that sticks may stick for ever.
 *
 * Yields every so often; what is not decided when `isAsked` then says that it shall end, is not checked.
 */
export function* eventualities(
  space: StateSpace,
  checked: CheckedProperties | undefined,
  { complete, maxStates, isAsked }: { complete: boolean; maxStates: number; isAsked: () => boolean },
): Generator<undefined, PropertyFinding[]> {
  if (!checked) return [];
  const pending = checked.properties.filter((property): property is WatcherProperty => property.kind === 'eventually');
  if (pending.length === 0) return [];
  const why = !space.keepsStates
    ? 'a compact run keeps no states'
    : complete
      ? space.store.count > maxStates
        ? `more than ${maxStates} states`
        : undefined
      : 'not all seen';
  const successors = new KeptSuccessors(space);
  const findings: PropertyFinding[] = [];
  for (const property of pending) {
    const { id, says, kind } = property;
    const common = { id, says, kind, expected: property.expected(checked.configuration) };
    const result = why ?? (yield* resultOf(property, space, successors, isAsked));
    findings.push(
      typeof result === 'string' ? { ...common, verdict: 'not checked', why: result } : { ...common, ...result },
    );
  }
  return findings;
}

/** What is found about one of them, or why it was not checked. */
function* resultOf(
  property: WatcherProperty,
  space: StateSpace,
  successors: KeptSuccessors,
  isAsked: () => boolean,
): Generator<undefined, Pick<PropertyFinding, 'verdict' | 'instance' | 'length' | 'trace' | 'cycleFrom'> | string> {
  for (const [w, watcher] of space.model.watchers.entries()) {
    if (watcher.spec.property !== property) continue;
    const component = space.model.watchersAt + w;
    const found = yield* neverGiven(space, successors, component, (local) => watcher.isPending(local), isAsked);
    if (found) return { verdict: 'fails', instance: watcher.spec.instance.name, length: found.trace.length, ...found };
    if (isAsked()) return 'interrupted';
  }
  return { verdict: 'holds' };
}

/** States that are looked at between two looks at whether it shall end. */
const statesAtOnce = 4096;

/** A run to an end, or into a cycle, at which the watcher stays pending for ever although the world is fair. */
function* neverGiven(
  space: StateSpace,
  successors: KeptSuccessors,
  component: number,
  isPending: (local: number) => boolean,
  isAsked: () => boolean,
): Generator<undefined, { trace: Run; cycleFrom?: number } | undefined> {
  const { store, layout } = space;
  const pending = new Uint8Array(store.count);
  for (let index = 0; index < store.count; index++) {
    if (isPending(layout.get(store.chunkOf(index), store.baseOf(index), component))) pending[index] = 1;
  }
  for (let index = 0; index < store.count; index++) {
    if (index % statesAtOnce === 0) yield;
    if (isAsked()) return undefined;
    if (pending[index] === 1 && successors.hasNone(index)) return { trace: traceTo(space, index) };
  }
  for (const states of cyclicComponents(successors, pending)) {
    if (states === undefined) yield;
    if (isAsked()) return undefined;
    const cycle = states && fairCycle(space, states);
    if (!cycle) continue;
    const [first = 0] = cycle;
    const way = traceTo(space, first);
    const around = cycle.map((state, i) => stepBetween(space, state, cycle[(i + 1) % cycle.length] ?? first));
    return { trace: [...way, ...around], cycleFrom: way.length };
  }
  return undefined;
}

/** Strongly connected sets of pending states that have a cycle (Tarjan, without recursion); undefined every so often. */
function* cyclicComponents(successors: KeptSuccessors, pending: Uint8Array): Generator<number[] | undefined> {
  const order = new Int32Array(pending.length);
  const low = new Int32Array(pending.length);
  const onStack = new Uint8Array(pending.length);
  const stack: number[] = [];
  let visited = 0;
  type Frame = { readonly state: number; readonly next: readonly number[]; at: number };
  const enter = (state: number): Frame => {
    visited += 1;
    order[state] = visited;
    low[state] = visited;
    onStack[state] = 1;
    stack.push(state);
    return { state, next: successors.marked(state, pending), at: 0 };
  };
  for (let root = 0; root < pending.length; root++) {
    if (pending[root] === 0 || order[root] !== 0) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const { state, next } = frame;
      const child = next[frame.at];
      if (child !== undefined) {
        frame.at += 1;
        if (order[child] === 0) {
          frames.push(enter(child));
          if (visited % statesAtOnce === 0) yield undefined;
        } else if (onStack[child] === 1) low[state] = Math.min(low[state] ?? 0, order[child] ?? 0);
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent) low[parent.state] = Math.min(low[parent.state] ?? 0, low[state] ?? 0);
      if (low[state] !== order[state]) continue;
      const component = stack.splice(stack.lastIndexOf(state));
      for (const each of component) onStack[each] = 0;
      if (component.length > 1 || next.includes(state)) yield component;
    }
  }
}

/** What fairness asks of a cycle: that no channel holds a message, and no delay stays armed, all the way round untouched. */
type Demand = string;

/**
 * A cycle through a strongly connected set on which every channel that always holds a message delivers one, and every
 * delay that is always armed ends or is armed anew. undefined if the set has none: then no part of it has one either.
 */
function fairCycle(space: StateSpace, states: readonly number[]): number[] | undefined {
  const inside = new Set(states);
  const readyEverywhere = new Map<Demand, number>();
  const used = new Map<Demand, readonly [from: number, to: number]>();
  const edges = new Map<number, number[]>();
  for (const state of states) {
    for (const demand of ready(space, state)) readyEverywhere.set(demand, (readyEverywhere.get(demand) ?? 0) + 1);
    const targets: number[] = [];
    for (const { demands, to } of usedBy(space, state)) {
      if (!inside.has(to)) continue;
      targets.push(to);
      for (const demand of demands) if (!used.has(demand)) used.set(demand, [state, to]);
    }
    edges.set(state, targets);
  }
  const owed = [...readyEverywhere].filter(([, count]) => count === states.length).map(([demand]) => demand);
  const visits: (readonly [number, number])[] = [];
  for (const demand of owed) {
    const use = used.get(demand);
    if (!use) return undefined;
    visits.push(use);
  }
  // A demand that is not ready somewhere is met by going there.
  const notReady = [...readyEverywhere].filter(([, count]) => count < states.length).map(([demand]) => demand);
  const start = states[0] ?? 0;
  const cycle: number[] = [start];
  const go = (goal: (state: number) => boolean): void => {
    cycle.push(...shortestWay(edges, cycle.at(-1) ?? start, goal));
  };
  for (const [from, to] of visits) {
    go((state) => state === from);
    cycle.push(to);
  }
  for (const demand of notReady) {
    if (!cycle.some((state) => !ready(space, state).includes(demand))) {
      go((state) => !ready(space, state).includes(demand));
    }
  }
  if (cycle.length === 1) cycle.push(...(edges.get(start) ?? []).slice(0, 1));
  go((state) => state === start);
  cycle.pop();
  return cycle;
}

/** States after the first on a shortest way to the goal; nothing if the goal is reached already. */
function shortestWay(
  edges: ReadonlyMap<number, readonly number[]>,
  from: number,
  goal: (state: number) => boolean,
): number[] {
  if (goal(from)) return [];
  const cameFrom = new Map<number, number>([[from, from]]);
  const queue = [from];
  for (let i = 0; i < queue.length; i++) {
    const state = queue[i] ?? from;
    for (const next of edges.get(state) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, state);
      if (goal(next)) {
        const way = [next];
        for (let at = state; at !== from; at = cameFrom.get(at) ?? from) way.unshift(at);
        return way;
      }
      queue.push(next);
    }
  }
  throw new Error('a strongly connected set is not connected');
}

function ready(space: StateSpace, index: number): Demand[] {
  const { model } = space;
  const vector = space.vectorOf(index);
  const heads = model.heads(vector);
  // By the time left, time itself sees to it that delays end.
  const armed = model.spec.timerMode === 'due' ? [] : model.armed.armed(vector);
  return [...heads.map(([channel]) => `channel ${channel}`), ...armed.map(([timer]) => `timer ${timer}`)];
}

/** Every step out of a state with the demands that it meets. */
function usedBy(space: StateSpace, index: number): { demands: readonly Demand[]; to: number }[] {
  const targets = successorsOf(space, index);
  return targets.map((to, i) => {
    const { begun, move, leaf } = space.expander.origin(i);
    const armed = leaf < 0 ? [] : space.tree.armedBy(leaf);
    const demands = armed.map((timer) => `timer ${timer}`);
    if (begun === 'message') demands.push(`channel ${space.tree.inboxes.channelOfMove(move)}`);
    if (begun === 'timer') demands.push(`timer ${space.tree.timers.timerOfMove(move)}`);
    return { demands, to };
  });
}
