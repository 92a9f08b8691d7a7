import type { StateSpace } from './state-space.ts';
import { nodeKind } from './step-tables.ts';

type Ways = (root: number, faultsLeft: number) => number;

/** The most leaves that one walk from a root can reach with so many faults left. */
export function waysOf({ tree }: StateSpace): Ways {
  const { nodes, choices, rootNodes } = tree;
  const children = new Map<number, number[]>();
  for (const [node, , child] of tree.children.entries()) {
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
