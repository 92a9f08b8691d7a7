import type { EdgeOutline, StateOutline } from './outline.ts';

/** The states that an arrow connects as seen from the innermost state around both: `[within, from, to]`. */
function seenFromAround({ from, to }: EdgeOutline): [within: string, from: string, to: string] {
  const [a, b] = [from.split('.'), to.split('.')];
  let depth = 0;
  while (depth < a.length - 1 && depth < b.length - 1 && a[depth] === b[depth]) depth += 1;
  return [a.slice(0, depth).join('.'), a.slice(0, depth + 1).join('.'), b.slice(0, depth + 1).join('.')];
}

/**
 * Arrows that lead back to where a machine came from. A chart reads from the top when these, and only these, point
 * upwards; which ones is decided by walking from the initial state in the order in which things are written.
 */
export function backwardEdges(root: StateOutline, edges: readonly EdgeOutline[]): ReadonlySet<EdgeOutline> {
  const byState = new Map<string, EdgeOutline[]>();
  for (const edge of edges) {
    const [, from] = seenFromAround(edge);
    byState.set(from, [...(byState.get(from) ?? []), edge]);
  }
  const backward = new Set<EdgeOutline>();
  const visitLevel = (parent: StateOutline): void => {
    const done = new Set<string>();
    const onTheWay = new Set<string>();
    const visit = (state: string): void => {
      if (done.has(state)) return;
      done.add(state);
      onTheWay.add(state);
      for (const edge of byState.get(state) ?? []) {
        const [, , to] = seenFromAround(edge);
        if (onTheWay.has(to)) backward.add(edge);
        else visit(to);
      }
      onTheWay.delete(state);
    };
    const first = parent.children.find(({ initial }) => initial);
    if (first) visit(first.state);
    for (const child of parent.children) visit(child.state);
    for (const child of parent.children) visitLevel(child);
  };
  visitLevel(root);
  return backward;
}
