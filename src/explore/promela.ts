import type { ModelSpec } from './model-spec.ts';
import { PairTable } from './shared-ints.ts';
import type { StateSpace } from './state-space.ts';
import { leafFields, nodeKind } from './step-tables.ts';
import { watcherAddress } from './watcher-table.ts';

/** A system for SPIN: the Promela text, and the tables of its steps as C. */
export type PromelaModel = {
  /** Channels, choices and delays are Promela's own; what a machine does in a step is looked up. */
  readonly model: string;
  /** File of this name, beside the model. */
  readonly tables: string;
};

export const tablesFile = 'tables.h';

/** Channels that SPIN can tell apart. */
const mostChannels = 255;
const largestByte = 255;
const largestShort = 32_767;

/**
 * Exports a system whose states were all visited. One option of the loop is one step of the explorer: a message of a channel
 * or a delay, with the n-th way in which the world may decide. A message into a full channel, a step that the explorer did
 * not see and a watcher that is violated are errors, as is a state that nothing follows.
 *
 * @throws RangeError that names what the Promela text cannot say.
 */
export function promelaOf(space: StateSpace): PromelaModel {
  const { model, tree } = space;
  const { spec } = model;
  refuseUnlessSayable(space);
  tree.refreshLeaves();
  const initial = space.vectorOf(0);
  const delivered = model.channels.values.map((_, channel) => tree.rootsOfChannel(channel));
  const numberOf = numbersIn(space, delivered);
  const channels = delivered.length;
  const timers = model.timers.values.length;
  const start = [
    ...Array.from(initial, (value, at) => ({ value, at }))
      .filter(({ value, at }) => value !== 0 && isLocal(space, at))
      .map(({ value, at }) => `    now.l[${localAt(space, at)}] = ${value};`),
    ...model.armed.armed(initial).map(([timer, left]) => `    now.t[${timer}] = ${left + 1};`),
    `    now.budget = ${initial[model.budgetAt] ?? 0};`,
  ];
  const sends = model.messages(initial).map(([channel, message]) => `    q[${channel}]!${numberOf(channel, message)};`);
  const ways = waysOf(space);
  const local = intFor(Math.max(...model.tables.map(({ snapshots }) => snapshots.length), ...watcherSizes(space)) - 1);
  const message = intFor(Math.max(0, ...delivered.map(({ length }) => length)) - 1);
  const eachWay = (roots: readonly number[], faultsLeft: number, make: (way: number) => Option): Option[] => {
    const most = Math.max(1, ...roots.map((root) => ways(root, faultsLeft)));
    return Array.from({ length: most }, (_, way) => make(way));
  };
  const options = [
    ...delivered.map((roots, channel) =>
      eachWay(roots, spec.faultBudget, (way) => ({
        name: `TAKE_${channel}_${way}`,
        test: `can_take(${channel}, ${way})`,
        act: `c_code { step(root_of(${channel}, head(${channel})), ${way}, -1, 0); }; q[${channel}]?_`,
      })),
    ),
    ...model.timers.values.map((_, timer) =>
      eachWay([timerRoot(space, timer)], spec.faultBudget, (way) => ({
        name: `END_${timer}_${way}`,
        test: `can_end(${timer}, ${way})`,
        act: `c_code { step(timer_root[${timer}], ${way}, ${timer}, 0); }`,
      })),
    ),
    ...tree.spontaneous.map((root) =>
      eachWay([root], spec.faultBudget - 1, (way) => ({
        name: `DO_${root}_${way}`,
        test: `(now.budget > 0 && ways_until(${root}, 1, ${way}) > ${way})`,
        act: `c_code { step(${root}, ${way}, -1, 1); }`,
      })),
    ),
  ].flat();
  // SPIN takes a call in c_expr for a side effect; a macro it does not look into.
  const macros = options.map(({ name, test }) => `#define ${name} ${test}`);
  return {
    model: `/* ${spec.name}: ${space.store.count} states. Generated from the machines; one option is one step. */
c_decl { #include "${tablesFile}" };

chan q[${Math.max(1, channels)}] = [${spec.laneBound}] of { ${message} };
${local} l[${localCount(space)}];
byte t[${Math.max(1, timers)}];
byte budget;
byte to;
${message} what;

c_code { #include "${stepsFile}" };

active proctype system() {
  d_step {
    c_code {
${start.join('\n')}
    };
${sends.join('\n')}
  }
  do
${options.map(optionText).join('\n')}
  od
}
`,
    tables: `${tables(space, delivered, numberOf)}${macros.join('\n')}\n`,
  };
}

/** What a step does, in C: the same for every system. */
export const stepsFile = 'steps.h';

/** The text of `steps.h`. */
export const promelaSteps = `/* Looks steps up in the tables: decision trees over local states and choices. */
extern void (*uerror)(char *); /* SPIN's own */

static int leaf_found[4096], leaf_cost[4096];
static int posts_at, posts_left;

static int child_of(int node, int value) {
  unsigned h = (unsigned)node ^ ((unsigned)value * 0x9e3779b1u);
  unsigned at;
  h *= 0x85ebca6bu; h ^= h >> 15; h *= 0xc2b2ae35u; h ^= h >> 13;
  for (at = h & child_mask; child[at * 3 + 2]; at = (at + 1) & child_mask)
    if (child[at * 3] == node && child[at * 3 + 1] == value) return child[at * 3 + 2] - 1;
  return -1;
}

/* The leaf of the n-th way, in the explorer's order; how many there are up to it. */
static int ways_until(int root, int before, int n) {
  static int nodes_on_stack[4096], costs_on_stack[4096];
  int height = 0, found = 0, node = root_node[root], cost = before;
  for (;;) {
    int kind = node < 0 ? 0 : nodes[node * 2], argument = node < 0 ? 0 : nodes[node * 2 + 1];
    if (kind == 1) { node = child_of(node, now.l[argument]); continue; }
    if (kind == 2) {
      int other;
      if (cost < now.budget)
        for (other = choice[argument]; other > 1; other--) {
          nodes_on_stack[height] = choice[argument + other];
          costs_on_stack[height++] = cost + 1;
        }
      node = choice[argument + 1];
      continue;
    }
    leaf_found[found] = kind == 3 ? argument : -1;
    leaf_cost[found] = cost;
    if (found++ == n || height == 0) return found;
    node = nodes_on_stack[--height];
    cost = costs_on_stack[height];
  }
}

static int root_of(int channel, int message) { return channel_root[channel_roots_at[channel] + message]; }
static int head(int channel) { return qrecv(now.q[channel], 0, 0, 0); }
static int can_take(int channel, int way) {
  if (q_len(now.q[channel]) == 0 || (way > 0 && now.budget == 0)) return 0;
  if (way == 0) return 1;
  return ways_until(root_of(channel, head(channel)), 0, way) > way;
}
static int is_quiet(void) {
  int i;
  for (i = 0; i < channels; i++) if (q_len(now.q[i])) return 0;
  return 1;
}
static int can_end(int timer, int way) {
  int i;
  if (now.t[timer] == 0 || (way > 0 && now.budget == 0)) return 0;
  for (i = 0; i < timers; i++) if (now.t[i] && now.t[i] < now.t[timer]) return 0;
  if (now.t[timer] > 1 && !is_quiet()) return 0; /* 1: as fast as messages */
  return way == 0 || ways_until(timer_root[timer], 0, way) > way;
}
static int watcher_step(int sequence, int local) {
  unsigned h = (unsigned)sequence ^ ((unsigned)local * 0x9e3779b1u);
  unsigned at;
  h *= 0x85ebca6bu; h ^= h >> 15; h *= 0xc2b2ae35u; h ^= h >> 13;
  for (at = h & watcher_mask; watcher[at * 3 + 2]; at = (at + 1) & watcher_mask)
    if (watcher[at * 3] == sequence && watcher[at * 3 + 1] == local) return watcher[at * 3 + 2] - 1;
  return local * 2; /* looks on */
}
static void step(int root, int way, int ended, int before) {
  const int *leaf;
  int i, at;
  posts_left = 0;
  if (ways_until(root, before, way) <= way || leaf_found[way] < 0) {
    uerror("a step that the explorer did not see");
    return;
  }
  leaf = &leaves[leaf_found[way] * ${leafFields}];
  /* the watchers look first: they see the step from the states before it */
  for (i = 0, at = leaf[5]; i < leaf[6]; i++, at += 2) {
    int after = watcher_step(leaf_watcher[at + 1], now.l[leaf_watcher[at]]);
    now.l[leaf_watcher[at]] = after >> 1;
    if ((after & 1) && forbids[leaf_watcher[at]]) uerror(forbids[leaf_watcher[at]]);
  }
  for (i = 0, at = leaf[0]; i < leaf[1]; i++, at += 2) now.l[writes[at]] = writes[at + 1];
  if (ended >= 0) now.t[ended] = 0;
  for (at = operations_at[leaf[3]]; at < operations_at[leaf[3] + 1]; at++) now.t[operation[at * 2]] = operation[at * 2 + 1];
  now.budget -= leaf_cost[way];
  posts_at = posts_from[leaf[2]];
  posts_left = posts_from[leaf[2] + 1] - posts_at;
}
static void next_post(void) {
  now.to = post[posts_at * 2];
  now.what = post[posts_at * 2 + 1];
  posts_at++;
  posts_left--;
}
`;

/** One way in which a step can go. */
type Option = { readonly name: string; readonly test: string; readonly act: string };

const optionText = ({ name, act }: Option): string =>
  `  :: d_step {
      c_expr { ${name} } ->
      ${act};
      do
      :: c_expr { posts_left > 0 } -> c_code { next_post(); }; assert(nfull(q[to])); q[to]!what
      :: else -> break
      od;
      to = 0; what = 0
    }`;

const isLocal = ({ model }: StateSpace, component: number): boolean =>
  component < model.inboxesAt || component >= model.watchersAt;

/** Watchers come right behind the actors. */
const localAt = ({ model }: StateSpace, component: number): number =>
  component < model.inboxesAt ? component : component - model.watchersAt + model.inboxesAt;

const localCount = ({ model }: StateSpace): number => model.inboxesAt + model.watchers.length;

/** Messages by channel and their number in it: a channel knows few of all messages, and small numbers make small states. */
function numbersIn({ tree }: StateSpace, delivered: readonly (readonly number[])[]) {
  const numbers = delivered.map((roots) => new Map(roots.map((root, n) => [tree.delivery(root).message, n])));
  return (channel: number, message: number): number => {
    const number = numbers[channel]?.get(message);
    if (number === undefined) throw new Error(`message ${message} of channel ${channel} was never delivered`);
    return number;
  };
}

function timerRoot({ model, tree }: StateSpace, timer: number): number {
  const { owner, event } = model.timers.at(timer);
  return tree.rootOf(-1, owner, event);
}

/** What the Promela text cannot say about a system, whatever its states are. */
export function promelaCannotSay({
  timerMode,
  sticky,
  slowFaults,
  mayEnd,
  faultBudget,
}: ModelSpec): string | undefined {
  const reasons: readonly (readonly [applies: boolean, why: string])[] = [
    [timerMode === 'due', 'delays by the time left'],
    [sticky !== undefined, 'faults that stick'],
    [slowFaults === true, 'delays that end early'],
    [mayEnd !== undefined, 'runs that may end'],
    [faultBudget > largestByte, `more than ${largestByte} faults`],
  ];
  const applying = reasons.flatMap(([applies, why]) => (applies ? [why] : []));
  return applying.length > 0 ? applying.join(', ') : undefined;
}

function refuseUnlessSayable({ model }: StateSpace): void {
  const locals = Math.max(
    ...model.tables.map(({ snapshots }) => snapshots.length),
    ...model.watchers.map(({ size }) => size),
  );
  const why =
    promelaCannotSay(model.spec) ??
    (model.channels.values.length > mostChannels ? `more than ${mostChannels} channels` : undefined) ??
    (locals > largestShort ? `more than ${largestShort} states of one machine` : undefined);
  if (why !== undefined) throw new RangeError(why);
}

const intFor = (largest: number): string => (largest <= largestByte ? 'byte' : 'short');

const watcherSizes = ({ model }: StateSpace): number[] => model.watchers.map(({ size }) => size);

type Ways = (root: number, faultsLeft: number) => number;

/** The most leaves that one walk from a root can reach with so many faults left. */
function waysOf({ tree }: StateSpace): Ways {
  const { nodes, choices, rootNodes } = tree;
  const children = new Map<number, number[]>();
  for (const [node, , child] of entriesOf(tree.children)) {
    const siblings = children.get(node);
    if (siblings) siblings.push(child - 1);
    else children.set(node, [child - 1]);
  }
  const ways = (node: number, faultsLeft: number): number => {
    const argument = nodes.data[node * 2 + 1] ?? 0;
    switch (nodes.data[node * 2]) {
      case nodeKind.read:
        return Math.max(1, ...(children.get(node) ?? []).map((child) => ways(child, faultsLeft)));
      case nodeKind.choice: {
        const alternatives = choices.data.subarray(argument + 1, argument + 1 + (choices.data[argument] ?? 0));
        return alternatives.reduce(
          (sum, next, i) =>
            i === 0 ? ways(next, faultsLeft) : faultsLeft > 0 ? sum + ways(next, faultsLeft - 1) : sum,
          0,
        );
      }
      default:
        return 1;
    }
  };
  return (root, faultsLeft) => ways(rootNodes.data[root] ?? 0, faultsLeft);
}

/**
 * What the watchers do on the observations of a leaf, where it changes anything. The explorer asks a watcher only about
 * observations that change one of its states known at that time, so what is not known changes nothing.
 */
function watcherChanges({ tree }: StateSpace): PairTable {
  const changes = new PairTable();
  for (const [sequence, local, after] of entriesOf(tree.watcherSteps)) {
    if (after - 1 !== local * 2) changes.set(sequence, local, after);
  }
  return changes;
}

function* entriesOf({ data }: PairTable): Generator<readonly [a: number, b: number, value: number]> {
  for (let at = 0; at < data.length; at += 3) {
    const value = data[at + 2] ?? 0;
    if (value !== 0) yield [data[at] ?? 0, data[at + 1] ?? 0, value];
  }
}

const used = ({ data, length }: { data: Int32Array; length: number }): Int32Array => data.subarray(0, length);

function tables(
  space: StateSpace,
  delivered: readonly (readonly number[])[],
  numberOf: (channel: number, message: number) => number,
): string {
  const { model, tree } = space;
  const list = (name: string, values: Iterable<number>): string => {
    const all = [...values];
    return `static const int ${name}[] = { ${all.length === 0 ? '0' : all.join(',')} };`;
  };
  const operations = tree.timers.lists;
  const posts = tree.inboxes.lists.map((sent) =>
    sent.map(([channel, message]) => [channel, numberOf(channel, message)] as const),
  );
  const leaves = used(tree.leaves).slice();
  const writes = used(tree.writes).map((value, i) => (i % 2 === 0 ? localAt(space, value) : value));
  const watcherPairs = used(tree.leafWatchers).map((value, i) => (i % 2 === 0 ? localAt(space, value) : value));
  const watcher = watcherChanges(space);
  const forbids = Array.from({ length: localCount(space) }, (_, at) => {
    const watching = model.watchers[at - model.inboxesAt]?.spec;
    return watching?.property.kind === 'never' ? JSON.stringify(`${watcherAddress(watching)} is violated`) : '0';
  });
  return `${[
    `enum { channels = ${delivered.length}, timers = ${model.timers.values.length} };`,
    `static const unsigned child_mask = ${tree.children.mask}u, watcher_mask = ${watcher.mask}u;`,
    list('root_node', used(tree.rootNodes)),
    list('nodes', used(tree.nodes)),
    list('child', tree.children.data),
    list('choice', used(tree.choices)),
    list('leaves', leaves),
    list('writes', writes),
    list('leaf_watcher', watcherPairs),
    list('watcher', watcher.data),
    `static char *const forbids[] = { ${forbids.join(',')} };`,
    list('channel_roots_at', offsets(delivered)),
    list('channel_root', delivered.flat()),
    list(
      'timer_root',
      model.timers.values.map((_, timer) => timerRoot(space, timer)),
    ),
    list('operations_at', offsets(operations)),
    list('operation', operations.flat(2)),
    list('posts_from', offsets(posts)),
    list('post', posts.flat(2)),
  ].join('\n')}\n`;
}

/** Where each list begins when they lie one behind the other, and where the last ends. */
function offsets(lists: readonly (readonly unknown[])[]): number[] {
  let at = 0;
  return [0, ...lists.map((list) => (at += list.length))];
}
