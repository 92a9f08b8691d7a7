import { type Profiler, Session } from 'node:inspector/promises';

/** Where time goes, by the part of the project that asked for it. */
export type Part = { readonly name: string; readonly owns: (url: string, functionName: string) => boolean };

/**
 * Runs something under the sampling profiler of Node. Time counts for the innermost frame that belongs to a part, so that
 * what a part does in the runtime library is its own.
 *
 * @returns seconds by part; `other` is what belongs to none.
 */
export async function profiled(parts: readonly Part[], run: () => Promise<unknown>): Promise<Map<string, number>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return byPart(parts, profile);
}

function byPart(parts: readonly Part[], { nodes, samples = [], timeDeltas = [] }: Profiler.Profile) {
  const seconds = new Map<string, number>([...parts.map(({ name }): [string, number] => [name, 0]), ['other', 0]]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const partOf = new Map<number, string>();
  const visit = (id: number, outer: string): void => {
    const node = byId.get(id);
    if (!node) return;
    const { url, functionName } = node.callFrame;
    const part = parts.find(({ owns }) => owns(url, functionName))?.name ?? outer;
    partOf.set(id, part);
    for (const child of node.children ?? []) visit(child, part);
  };
  const [root] = nodes;
  if (root) visit(root.id, 'other');
  for (const [n, id] of samples.entries()) {
    const part = partOf.get(id) ?? 'other';
    seconds.set(part, (seconds.get(part) ?? 0) + (timeDeltas[n] ?? 0) / 1e6);
  }
  return seconds;
}
