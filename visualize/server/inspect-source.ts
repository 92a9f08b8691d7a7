import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { libraryScenarios, scenarioFile } from '../../src/cli/scenario-file.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { InspectorSource } from './inspector-server.ts';
import { beginsAsTrace, damageOf, OpenFile } from './trace-file.ts';

export type OpenedSource = {
  readonly source: InspectorSource;
  /** What is to be known of it, in a line. */
  readonly says?: string | undefined;
  readonly close: () => void;
};

const nothing = (): void => undefined;

/**
 * What a person means by the name of a scenario or a file.
 *
 * @throws InputError when it is neither, or a scenario that cannot be run.
 */
export async function openSource(name: string): Promise<OpenedSource> {
  if (libraryScenarios().includes(name)) return { source: { kind: 'scenario', name }, close: nothing };
  if (!existsSync(name)) scenarioFile(name, 'a trace, a scenario file');
  const file = new OpenFile(name);
  try {
    if (beginsAsTrace(file)) {
      return { source: { kind: 'trace', name: basename(name), file: name }, says: damageOf(file), close: nothing };
    }
  } finally {
    file.close();
  }
  return traceOf(name);
}

/** A scenario file of the user's own may name a workload beside it, which a page cannot read: it is run here. */
async function traceOf(scenario: string): Promise<OpenedSource> {
  const loaded = await loadScenario(scenario);
  const { file, write, close } = temporaryTrace();
  try {
    await runScenario(loaded, { traceSink: write });
  } catch (error) {
    close();
    throw error;
  }
  return { source: { kind: 'trace', name: basename(scenario), file }, close };
}

/** A trace that is gone when the server is. */
export function temporaryTrace(): { file: string; write: (text: string) => void; close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-'));
  const file = join(folder, 'trace.jsonl');
  const descriptor = openSync(file, 'w', 0o600);
  let open = true;
  return {
    file,
    write: (text) => writeFileSync(descriptor, text),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
