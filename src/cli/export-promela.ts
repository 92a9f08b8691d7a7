import { join } from 'node:path';
import { properties as allProperties } from '../../machines/properties/index.ts';
import type { Property } from '../../machines/properties/property.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import type { TimerMode } from '../explore/timer-sets.ts';
import { promelaFiles, spinCommands, spinCountsMore } from '../export/promela-files.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { systemNamed } from './named-system.ts';
import { progressLine } from './progress.ts';

/** What `export --format promela` is told. */
export type PromelaOptions = {
  readonly topology?: string;
  readonly property: readonly string[];
  readonly faults: number;
  readonly timers: TimerMode;
  readonly maxStates: number;
  readonly output: string;
};

/** The directory that it is written to. */
type PromelaDirectory = { readonly prepare: () => void; readonly write: (file: string, text: string) => void };

/** Explores a system to the end and writes it for SPIN into a directory; says on the standard error how to run it. */
export function exportPromela(options: PromelaOptions, { prepare, write }: PromelaDirectory): void {
  const { output } = options;
  if (output === '-') {
    throw new InputError({
      code: 'bad-option',
      given: '--format promela without --output',
      accepted: '--output DIRECTORY',
    });
  }
  const chosen = propertiesNamed(options.property);
  const { topology } = options;
  const given = topology === undefined ? '--format promela without --topology' : `--topology ${topology}`;
  const spec = systemNamed(topology, given, options, chosen);
  refuseSilentProperties(spec, chosen);
  prepare();
  const progress = progressLine(`states expanded (${spec.name})`);
  const { files, result } = promelaFiles(spec, options.maxStates, progress.show);
  progress.clear();
  for (const [name, text] of Object.entries(files)) write(join(output, name), text);
  const { states, transitions } = result;
  process.stderr.write(
    `${spec.name}: ${states} states, ${transitions} transitions. SPIN counts ${spinCountsMore.states} state and ${spinCountsMore.transitions} transitions more, for the start.
In ${output}:
  ${spinCommands(states).join('\n  ')}
`,
  );
}

/** Only what must never happen is an error that SPIN can find in a state. */
function propertiesNamed(ids: readonly string[]): readonly Property[] {
  const possible = allProperties.filter(({ kind }) => kind === 'never');
  return ids.map((id) => {
    const found = possible.find((property) => property.id === id);
    if (found) return found;
    throw new InputError({
      code: 'unknown-property',
      given: `--property ${id}`,
      accepted: `what must never happen: ${acceptedNames(
        id,
        possible.map((property) => property.id),
        'scsi-statecharts check --list',
      )}`,
    });
  });
}

function refuseSilentProperties({ name, properties }: ModelSpec, chosen: readonly Property[]): void {
  const silent = chosen.filter(({ id }) => !properties?.properties.some((property) => property.id === id));
  if (silent.length === 0) return;
  throw new InputError({
    code: 'unknown-property',
    given: `--property ${silent.map(({ id }) => id).join(', ')}`,
    accepted: `properties that say something about ${name}`,
  });
}
