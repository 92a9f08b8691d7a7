import type { StateSpace } from './state-space.ts';
import { leafFields } from './step-tables.ts';

/** A system for SPIN: the Promela text, and the tables of its steps as C. */
export type PromelaModel = {
  /** Channels, choices and delays are Promela's own; what a machine does in a step is looked up. */
  readonly model: string;
  /** File of this name, beside the model. */
  readonly tables: string;
};

export const tablesFile = 'tables.h';

/**
 * Exports a system whose states were all visited. One option of the loop is one step of the explorer: a message of a channel
 * or a delay, with the n-th way in which the world may decide. A message into a full channel, a step that cannot be done and
 * a watcher that is violated are failed assertions.
 */
export function promelaOf(space: StateSpace): PromelaModel {
  const { model, tree } = space;
  const { spec } = model;
  if (spec.timerMode === 'due') throw new RangeError('delays by the time left cannot be exported: choose classes or any');
  if (spec.sticky || spec.slowFaults) throw new RangeError('faults that stick and delays that end early cannot be exported');
  tree.refreshLeaves();
  const initial = space.vectorOf(0);
  const channels = model.channels.values.length;
  const timers = model.timers.values.length;
  const start = [
    ...Array.from(initial, (value, at) => ({ value, at }))
      .filter(({ value, at }) => value !== 0 && isLocal(space, at))
      .map(({ value, at }) => `    now.l[${localAt(space, at)}] = ${value};`),
    ...model.timerSets
      .armed(initial[model.timersAt] ?? 0)
      .map(([timer, left]) => `    now.t[${timer}] = ${left + 1};`),
    `    now.budget = ${initial[model.budgetAt] ?? 0};`,
  ];
  const sends = model.network
    .messages(initial[model.networkAt] ?? 0)
    .map(([channel, message]) => `    q[${channel}]!${message};`);
  const options = [
    ...Array.from({ length: channels }, (_, channel) =>
      Array.from({ length: mostWays(space, channelRoots(space, channel)) }, (_, way) =>
        option(
          `c_expr { TAKE_${channel}_${way} }`,
          `q[${channel}]?taken; c_code { step(root_of(${channel}, taken), ${way}, -1, 0); }`,
        ),
      ),
    ),
    ...Array.from({ length: timers }, (_, timer) =>
      Array.from({ length: mostWays(space, [timerRoot(space, timer)]) }, (_, way) =>
        option(`c_expr { END_${timer}_${way} }`, `c_code { step(timer_root[${timer}], ${way}, ${timer}, 0); }`),
      ),
    ),
    ...tree.spontaneous.map((root) =>
      Array.from({ length: mostWays(space, [root]) }, (_, way) =>
        option(`c_expr { DO_${root}_${way} }`, `c_code { step(${root}, ${way}, -1, 1); }`),
      ),
    ),
  ].flat();
  // SPIN takes a call in c_expr for a side effect; a macro it does not look into.
  const macros = options.flatMap((text) => {
    const [, name = '', a = '', way = ''] = /c_expr \{ ((?:TAKE|END|DO)_(\d+)_(\d+)) \}/.exec(text) ?? [];
    const test = name.startsWith('TAKE')
      ? `can_take(${a}, ${way})`
      : name.startsWith('END')
        ? `can_end(${a}, ${way})`
        : `(now.budget > 0 && ways_until(${a}, 1, ${way}) > ${way})`;
    return [`#define ${name} ${test}`];
  });
  return {
    model: `/* ${spec.name}: ${space.store.count} states. Generated from the machines; one option is one step. */
c_decl { #include "${tablesFile}" };

chan q[${Math.max(1, channels)}] = [${spec.laneBound}] of { short };
short l[${localCount(space)}];
byte t[${Math.max(1, timers)}];
byte budget;
hidden short taken;
hidden short to;
hidden short what;
hidden byte bad;

c_code { #include "${stepsFile}" };

active proctype system() {
  d_step {
    c_code {
${start.join('\n')}
    };
${sends.join('\n')}
  }
  do
${options.join('\n')}
  od
}
`,
    tables: `${tables(space)}${macros.join('\n')}\n`,
  };
}

/** What a step does, in C: the same for every system. */
export const stepsFile = 'steps.h';

/** The text of `steps.h`. */
export const promelaSteps = `/* Looks steps up in the tables: decision trees over local states and choices. */
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

static int root_of(int channel, int message) {
  int i;
  for (i = channel_roots_at[channel]; i < channel_roots_at[channel + 1]; i++)
    if (channel_root[i * 2] == message) return channel_root[i * 2 + 1];
  return -1;
}
static int head(int channel) { return qrecv(now.q[channel], 0, 0, 0); }
static int can_take(int channel, int way) {
  int root;
  if (q_len(now.q[channel]) == 0 || (way > 0 && now.budget == 0)) return 0;
  root = root_of(channel, head(channel));
  return way == 0 || ways_until(root, 0, way) > way;
}
static int is_quiet(void) {
  int i;
  for (i = 0; i < channels; i++) if (q_len(now.q[i])) return 0;
  return 1;
}
static int can_end(int timer, int way) {
  int i;
  if (now.t[timer] == 0 || (way > 0 && now.budget == 0)) return 0;
  if (!any_time) {
    for (i = 0; i < timers; i++) if (now.t[i] && now.t[i] < now.t[timer]) return 0;
    if (!is_quiet()) return 0;
  }
  return way == 0 || ways_until(timer_root[timer], 0, way) > way;
}
static int watcher_step(int sequence, int local) {
  unsigned h = (unsigned)sequence ^ ((unsigned)local * 0x9e3779b1u);
  unsigned at;
  h *= 0x85ebca6bu; h ^= h >> 15; h *= 0xc2b2ae35u; h ^= h >> 13;
  for (at = h & watcher_mask; watcher[at * 3 + 2]; at = (at + 1) & watcher_mask)
    if (watcher[at * 3] == sequence && watcher[at * 3 + 1] == local) return watcher[at * 3 + 2] - 1;
  return -1;
}
static void step(int root, int way, int ended, int before) {
  const int *leaf;
  int i, at;
  bad = 0;
  posts_left = 0;
  ways_until(root, before, way);
  if (leaf_found[way] < 0) { bad = 1; return; }
  leaf = &leaves[leaf_found[way] * ${leafFields}];
  /* the watchers look first: they see the step from the states before it */
  for (i = 0, at = leaf[5]; i < leaf[6]; i++, at += 2) {
    int after = watcher_step(leaf_watcher[at + 1], now.l[leaf_watcher[at]]);
    if (after < 0) { bad = 1; continue; }
    now.l[leaf_watcher[at]] = after >> 1;
    if ((after & 1) && forbids[leaf_watcher[at]]) bad = 1;
  }
  for (i = 0, at = leaf[0]; i < leaf[1]; i++, at += 2) now.l[writes[at]] = writes[at + 1];
  if (ended >= 0) now.t[ended] = 0;
  for (at = operations_at[leaf[3]]; at < operations_at[leaf[3] + 1]; at++) now.t[operation[at * 2]] = operation[at * 2 + 1];
  now.budget -= leaf_cost[way];
  posts_at = posts_from[leaf[2]];
  posts_left = posts_from[leaf[2] + 1] - posts_at;
}
static void next_post(void) {
  to = post[posts_at * 2];
  what = post[posts_at * 2 + 1];
  posts_at++;
  posts_left--;
}
`;

const option = (guard: string, act: string): string =>
  `  :: d_step {
      ${guard} ->
      ${act};
      assert(!bad);
      do
      :: c_expr { posts_left > 0 } -> c_code { next_post(); }; assert(nfull(q[to])); q[to]!what
      :: else -> break
      od;
      taken = 0; to = 0; what = 0
    }`;

const isLocal = ({ model }: StateSpace, component: number): boolean =>
  component < model.networkAt || component >= model.watchersAt;

/** Watchers come right behind the actors. */
const localAt = ({ model }: StateSpace, component: number): number =>
  component < model.networkAt ? component : component - model.watchersAt + model.networkAt;

const localCount = ({ model }: StateSpace): number => model.networkAt + model.watchers.length;

/** Messages that a channel ever held, with what each begins. */
function channelRoots(space: StateSpace, channel: number): readonly number[] {
  return space.tree.rootsOfChannel(channel);
}

function timerRoot({ model, tree }: StateSpace, timer: number): number {
  const { owner, event } = model.timers.at(timer);
  return tree.rootOf(-1, owner, event);
}

/** The most ways in which one of these deliveries can go on. */
function mostWays(space: StateSpace, roots: readonly number[]): number {
  return Math.max(1, ...roots.map((root) => space.tree.mostWays(root)));
}

function tables(space: StateSpace): string {
  const { model, tree } = space;
  const list = (name: string, values: Iterable<number>): string => {
    const all = [...values];
    return `static const int ${name}[] = { ${all.length === 0 ? '0' : all.join(',')} };`;
  };
  const used = ({ data, length }: { data: Int32Array; length: number }): Int32Array => data.subarray(0, length);
  const channels = model.channels.values.map((_, channel) => channelRoots(space, channel));
  const operations = tree.operationLists();
  const posts = tree.postLists();
  const leaves = used(tree.leaves).slice();
  const writes = used(tree.writes).map((value, i) => (i % 2 === 0 ? localAt(space, value) : value));
  const watcherPairs = used(tree.leafWatchers).map((value, i) => (i % 2 === 0 ? localAt(space, value) : value));
  const forbids = Array.from({ length: localCount(space) }, (_, at) =>
    at >= model.networkAt && model.watchers[at - model.networkAt]?.spec.property.kind === 'never' ? 1 : 0,
  );
  return `${[
    `enum { channels = ${channels.length}, timers = ${model.timers.values.length}, any_time = ${model.spec.timerMode === 'any' ? 1 : 0} };`,
    `static const unsigned child_mask = ${tree.children.mask}u, watcher_mask = ${tree.watcherSteps.mask}u;`,
    list('root_node', used(tree.rootNodes)),
    list('nodes', used(tree.nodes)),
    list('child', tree.children.data),
    list('choice', used(tree.choices)),
    list('leaves', leaves),
    list('writes', writes),
    list('leaf_watcher', watcherPairs),
    list('watcher', tree.watcherSteps.data),
    list('forbids', forbids),
    list('channel_roots_at', offsets(channels)),
    list('channel_root', channels.flatMap((roots) => roots.flatMap((root) => [tree.delivery(root).message, root]))),
    list('timer_root', model.timers.values.map((_, timer) => timerRoot(space, timer))),
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
