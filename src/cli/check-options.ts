import type { Command } from 'commander';
import { properties as allProperties } from '../../machines/properties/index.ts';
import type { Property } from '../../machines/properties/property.ts';
import { allPublished } from '../explore/all-published.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { publishedSpec } from '../explore/published-model.ts';
import type { TimerMode } from '../explore/timer-sets.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import type { ExploringOptions } from './explore-system.ts';
import { refuseUnheeded, type Unheeded } from './heeded-options.ts';
import { systemNamed } from './named-system.ts';

/** What `check` is told. */
export type CheckOptions = ExploringOptions & {
  readonly all?: boolean;
  readonly list?: boolean;
  readonly topology?: string;
  readonly property: readonly string[];
  readonly faults: number;
  readonly timers: TimerMode;
  readonly more: number;
  readonly symmetry?: boolean;
  readonly save?: string;
  readonly uncovered?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
};

/**
 * What `check` is asked to explore.
 *
 * @throws InputError for names that are not known
 */
export function systemsFor(options: CheckOptions): readonly (() => ModelSpec)[] {
  const { topology, more, all } = options;
  const properties = propertiesFor(options.property);
  if (topology !== undefined) {
    const spec = systemNamed(topology, `--topology ${topology}`, options, properties, more);
    return [() => spec];
  }
  return allPublished.filter(({ quick }) => quick || all).map((model) => () => publishedSpec(model, properties, more));
}

function propertiesFor(ids: readonly string[]): readonly Property[] {
  const known = allProperties.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new InputError({
      code: 'unknown-property',
      given: `--property ${id}`,
      accepted: acceptedNames(id, known, 'scsi-statecharts check --list'),
    });
  }
  return ids.length === 0 ? allProperties : allProperties.filter(({ id }) => ids.includes(id));
}

const namesFile = (topology: string | undefined): boolean =>
  topology !== undefined && !allPublished.some(({ name }) => name === topology);

/** Published systems have their faults and timers themselves. */
export const timesOfFiles = (topology: string | undefined): Unheeded => ({
  applies: !namesFile(topology),
  options: ['faults', 'timers'],
  there: 'for published systems',
  accepted: (option) => `${option} with --topology FILE`,
});

/** @throws InputError for options of `check` that would not be heeded. */
export function refuseSilentOptions({ list, topology, compact, json, workers }: CheckOptions, command: Command): void {
  const isFile = namesFile(topology);
  refuseUnheeded(command, [
    {
      applies: list === true,
      options: { allBut: ['list', 'json'] },
      there: 'with --list',
      accepted: () => '--list, also with --json',
    },
    {
      applies: topology !== undefined,
      options: ['all'],
      there: 'with --topology',
      accepted: () => 'one of the two',
    },
    timesOfFiles(topology),
    {
      applies: isFile,
      options: ['more'],
      there: 'for a topology file',
      accepted: (option) => `${option} for published systems, which say what their limits are`,
    },
    {
      applies: topology === undefined,
      options: ['save-run', 'continue'],
      there: 'without --topology',
      accepted: () => 'together with --topology: one run is kept at a time',
    },
    {
      applies: compact === true,
      options: ['save-run', 'continue'],
      there: 'with --compact',
      accepted: () => 'one of the two: a compact run keeps no states to go on from',
    },
    {
      applies: json === true,
      options: ['verbose'],
      there: 'with --json',
      accepted: () => 'one of the two: charts are for people',
    },
    {
      applies: workers === 0,
      options: ['share-from'],
      there: 'without --workers',
      accepted: (option) => `${option} with --workers`,
    },
  ]);
}
