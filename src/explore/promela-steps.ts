import { leafFields } from './step-tables.ts';

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
