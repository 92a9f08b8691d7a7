import path from 'node:path';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { Topology } from '../../src/system/topology.ts';
import { MemoryTrace } from '../../visualize/app/trace/trace.ts';

export const library = path.join(import.meta.dirname, '../../src/scenario/library');

/** The text of the trace of a shipped scenario. */
export async function traceText(
  scenario: string,
  change: (topology: Topology) => Topology = (it) => it,
): Promise<string> {
  const loaded = await loadScenario(path.join(library, `${scenario}.yaml`), { change });
  const pieces: string[] = [];
  await runScenario(loaded, { traceSink: (text) => pieces.push(text) });
  return pieces.join('');
}

export function traceOf(text: string): MemoryTrace {
  const trace = new MemoryTrace();
  trace.add(new TextEncoder().encode(text));
  return trace;
}
