import { PairTable } from './shared-ints.ts';
import type { StateSpace } from './state-space.ts';
import { watcherAddress } from './watcher-table.ts';

/** Watchers come right behind the actors. */
export const localAt = ({ model }: StateSpace, component: number): number =>
  component < model.inboxesAt ? component : component - model.watchersAt + model.inboxesAt;

export const localCount = ({ model }: StateSpace): number => model.inboxesAt + model.watchers.length;

export function timerRoot({ model, tree }: StateSpace, timer: number): number {
  const { owner, event } = model.timers.at(timer);
  return tree.rootOf(-1, owner, event);
}

/** The tables of steps as C, in the order in which `steps.h` wants them. */
export function promelaTables(
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

/**
 * What the watchers do on the observations of a leaf, where it changes anything. The explorer asks a watcher only about
 * observations that change one of its states known at that time, so what is not known changes nothing.
 */
function watcherChanges({ tree }: StateSpace): PairTable {
  const changes = new PairTable();
  for (const [sequence, local, after] of tree.watcherSteps.entries()) {
    if (after - 1 !== local * 2) changes.set(sequence, local, after);
  }
  return changes;
}

const used = ({ data, length }: { data: Int32Array; length: number }): Int32Array => data.subarray(0, length);

/** Where each list begins when they lie one behind the other, and where the last ends. */
function offsets(lists: readonly (readonly unknown[])[]): number[] {
  let at = 0;
  return [0, ...lists.map((list) => (at += list.length))];
}
