import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from 'picocolors';
import { properties } from '../../machines/properties/index.ts';
import { publishedModels } from '../explore/published.ts';
import { publishedAixModels } from '../explore/published-aix.ts';
import { publishedEntryModels } from '../explore/published-aix-entry.ts';
import { publishedSamModels } from '../explore/published-aix-sam.ts';
import { wideSystems } from '../explore/wide-systems.ts';
import { InputError } from '../input-error.ts';
import { Gathered } from '../reach/gather.ts';
import { type MachineReach, reachOf, vacuous } from '../reach/reached.ts';
import { machines } from '../system/compose.ts';
import type { TransitionEntry } from '../system/transition-index.ts';
import { wholeNumber } from './number-option.ts';
import { progressLine } from './progress.ts';
import { libraryScenarios, scenarioFile } from './scenario-file.ts';

const EXAMPLES = `
Examples:
  scsi-statecharts reach                          how much of each machine anything gets to
  scsi-statecharts reach --machine scsa-disk      and what of this one nothing gets to

Systems are explored up to --max-states each; what is reached beyond is not seen.
Exit codes: 0 told, 2 the input was wrong.`;

type Options = { machine: string[]; maxStates: number; json?: boolean };

/** `reach`: what of the machines neither a scenario nor an exploration gets to. */
export function addReach(program: Command): void {
  program
    .command('reach')
    .description('say which states and transitions of the machines no scenario and no exploration gets to')
    .option(
      '--machine <id>',
      'list what of this machine is not reached (may be given several times)',
      (id, ids: string[]) => [...ids, id],
      [],
    )
    .option('--max-states <n>', 'explore each system up to this many states', wholeNumber('--max-states', 1), 15_000)
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(async ({ machine: wanted, maxStates, json }: Options) => {
      for (const id of wanted) refuseUnknown(id);
      const gathered = await gather(maxStates);
      const reach = machines.map((machine) => reachOf(machine, gathered.taken));
      const empty = vacuous(properties, gathered.checked, gathered.stirred);
      if (json) {
        const report = { machines: reach.map(forPrograms), vacuous: empty, runs: gathered.runs };
        process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      } else {
        const listed = reach.filter(({ machine }) => wanted.includes(machine));
        process.stdout.write(tableOf(reach) + listed.map(listOf).join(''));
        for (const { id, why } of empty) process.stdout.write(`property ${id}: ${vacuity[why]}\n`);
      }
    });
}

const vacuity = {
  'no system': 'says nothing about any of the systems',
  'nothing happened': 'vacuous, nothing that it speaks of has happened in any of the systems',
} as const;

async function gather(maxStates: number): Promise<Gathered> {
  const gathered = new Gathered();
  const systems = [
    ...publishedModels,
    ...publishedAixModels,
    ...publishedEntryModels,
    ...publishedSamModels,
    ...wideSystems,
  ];
  const scenarios = libraryScenarios();
  const progress = progressLine('scenarios and systems');
  const show = (): void => progress.show(gathered.runs.length, scenarios.length + systems.length);
  try {
    for (const name of scenarios) {
      show();
      await gathered.scenario(name, scenarioFile(name));
    }
    for (const system of systems) {
      show();
      gathered.system(system, maxStates);
      // Ctrl-C is heard between two systems.
      await setImmediate();
    }
  } finally {
    progress.clear();
  }
  return gathered;
}

function refuseUnknown(id: string): void {
  if (machines.some((machine) => machine.id === id)) return;
  const accepted = machines.map((machine) => machine.id).join(', ');
  throw new InputError({ code: 'unknown-machine', given: `--machine ${id}`, accepted });
}

type Part = { readonly reached: number; readonly of: number };

const partsOf = ({ states, unreachedStates, transitions, untaken, ignores, neverIgnored }: MachineReach): Part[] => [
  { reached: states - unreachedStates.length, of: states },
  { reached: transitions - untaken.length, of: transitions },
  { reached: ignores - neverIgnored.length, of: ignores },
];

function tableOf(reach: readonly MachineReach[]): string {
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(26)}${cells.map((cell) => cell.padStart(14)).join('')}\n`;
  const texts = (parts: readonly Part[]): string[] => parts.map(({ reached, of }) => `${reached} / ${of}`);
  const sums = reach
    .map(partsOf)
    .reduce((sum, parts) =>
      sum.map(({ reached, of }, i) => ({ reached: reached + (parts[i]?.reached ?? 0), of: of + (parts[i]?.of ?? 0) })),
    );
  return (
    line('machine', ['states', 'transitions', 'ignored']) +
    reach.map((each) => line(each.machine, texts(partsOf(each)))).join('') +
    line('all', texts(sums))
  );
}

function listOf({ machine, unreachedStates, untaken, neverIgnored }: MachineReach): string {
  const row = ({ id, description }: TransitionEntry): string => `  ${id}  ${description ?? ''}\n`;
  return `\n${pc.bold(machine)}, never reached\n${unreachedStates.map((state) => `  state ${state}\n`).join('')}${[...untaken, ...neverIgnored].map(row).join('')}`;
}

const forPrograms = ({ untaken, neverIgnored, ...rest }: MachineReach): unknown => {
  const named = ({ id, description }: TransitionEntry) => ({ id, description: description ?? null });
  return { ...rest, untaken: untaken.map(named), neverIgnored: neverIgnored.map(named) };
};
