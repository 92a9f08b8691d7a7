import { InputError } from '../../../src/input-error.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { runScenario } from '../../../src/run/run-scenario.ts';
import type { FaultRule } from '../../../src/scenario/fault-rule.ts';
import type { TopologyInput } from '../../../src/system/topology.ts';
import { checkTopology, topologySchema } from '../../../src/system/topology.ts';
import { provideBytes } from '../in-page/bytes.ts';
import { putFile, scenarioPath } from '../in-page/shipped-files.ts';

export type RunOrder = {
  readonly scenario: string;
  /** Text of a scenario that is not shipped. */
  readonly text?: string;
  readonly seed?: number;
  readonly parameters?: TopologyInput['parameters'];
  /** Fault rules beside those of the scenario; they come first. */
  readonly faults?: readonly FaultRule[];
};

export type RunNews =
  | { readonly kind: 'trace'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'progress'; readonly answered: number; readonly total: number }
  | { readonly kind: 'done'; readonly report: RunReport; readonly failures: readonly string[] }
  | { readonly kind: 'failed'; readonly says: string };

provideBytes();

const tell = (news: RunNews, transfer: Transferable[] = []): void => self.postMessage(news, { transfer });

const encoder = new TextEncoder();

async function run({ scenario, text, seed, parameters, faults }: RunOrder): Promise<void> {
  const path = scenarioPath(scenario);
  if (text !== undefined) putFile(path, text);
  const loaded = await loadScenario(path, {
    change: (topology) =>
      parameters === undefined
        ? topology
        : checkTopology(topologySchema.parse({ ...topology, parameters: merged(topology.parameters, parameters) })),
  });
  const changed = faults
    ? { ...loaded, scenario: { ...loaded.scenario, faults: [...faults, ...loaded.scenario.faults] } }
    : loaded;
  const { report, failures } = await runScenario(changed, {
    ...(seed === undefined ? {} : { seed }),
    traceSink: (lines) => {
      const bytes = encoder.encode(lines);
      tell({ kind: 'trace', bytes }, [bytes.buffer]);
    },
    progress: (answered, total) => tell({ kind: 'progress', answered, total }),
  });
  tell({ kind: 'done', report, failures });
}

function merged(
  base: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const both: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) both[key] = { ...(both[key] as object), ...(value as object) };
  return both;
}

self.onmessage = ({ data }: MessageEvent<RunOrder>) => {
  run(data).catch((error: unknown) => {
    const says = error instanceof InputError || error instanceof Error ? error.message : String(error);
    tell({ kind: 'failed', says });
  });
};
