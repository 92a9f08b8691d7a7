import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import pc from 'picocolors';
import { properties } from '../../machines/properties/index.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { type Difference, differenceOf } from '../reach/account.ts';
import { type Job, systems, type Taken } from '../reach/gather.ts';
import { gatherAll } from '../reach/gather-all.ts';
import { emptyProperties, neverReached } from '../reach/never-reached.ts';
import { type MachineReach, reachOf, type Vacuity, vacuous } from '../reach/reached.ts';
import { machines } from '../system/compose.ts';
import type { TransitionEntry } from '../system/transition-index.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { several, wholeNumber } from './option-values.ts';
import { progressLine } from './progress.ts';
import { libraryScenarios, scenarioFile } from './scenario-file.ts';
import { fitted } from './terminal.ts';

const more: MoreHelp = {
  examples: [
    ['reach', 'what of the machines anything gets to'],
    ['reach --machine scsa-disk', 'of this one, with what nothing gets to, and why'],
    ['reach --only aix-dump --machine aix-adapter-dump', 'what one scenario gets to'],
  ],
  notes: [
    'Systems are walked through, not explored to the end: what is not reached may still be possible.',
    'Exit codes: 0 everything is reached or has its reason, and every step has its answer; 1 not so; 2 the input was wrong.',
  ],
};

type Options = { machine: string[]; only: string[]; states: number; threads: number; json?: boolean };

/** `reach`: what of the machines neither a scenario nor a walk through a system gets to, and why. */
export function addReach(program: Command, done: (status: number) => void): void {
  program
    .command('reach')
    .description('say which states and transitions of the machines nothing gets to, and hold it against the reasons')
    .option('--machine <id>', 'only this machine, with a list (may be given several times)', several, [])
    .option('--only <name>', 'run only this scenario or system (may be given several times)', several, [])
    .option('--states <n>', 'states of each system that are looked at', wholeNumber('--states', 1), 5000)
    .option(
      '--threads <n>',
      'threads that share the work; results do not depend on it',
      wholeNumber('--threads', 1, 64),
      availableParallelism(),
    )
    .option('--json', 'for programs')
    .addHelpText('after', moreHelp(more))
    .action(async ({ machine: wanted, only, states, threads, json }: Options) => {
      const chosen = machinesOf(wanted);
      const found = await gather(jobsOf(only, states), threads);
      const report = reportOf(chosen, found, only.length === 0);
      process.stdout.write(
        json ? `${JSON.stringify(forPrograms(report, found), null, 2)}\n` : fitted(textOf(report, wanted.length > 0)),
      );
      if (!isFine(report)) done(1);
    });
}

function machinesOf(wanted: readonly string[]): typeof machines {
  for (const id of wanted) {
    if (machines.some((machine) => machine.id === id)) continue;
    const ids = machines.map((machine) => machine.id);
    const accepted = acceptedNames(id, ids, 'scsi-statecharts export --help');
    throw new InputError({ code: 'unknown-machine', given: `--machine ${id}`, accepted });
  }
  return machines.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
}

function jobsOf(only: readonly string[], states: number): Job[] {
  const jobs: Job[] = [
    ...libraryScenarios().map((name) => ({ kind: 'scenario', name, file: scenarioFile(name) }) as const),
    ...systems.map(({ name }) => ({ kind: 'system', name, states }) as const),
  ];
  const names = jobs.map(({ name }) => name);
  for (const name of only) {
    if (names.includes(name)) continue;
    const accepted = acceptedNames(name, names, 'scsi-statecharts list (scenarios) or check --list (systems)');
    throw new InputError({ code: 'unknown-system', given: `--only ${name}`, accepted });
  }
  return only.length === 0 ? jobs : jobs.filter(({ name }) => only.includes(name));
}

async function gather(jobs: readonly Job[], threads: number): Promise<readonly Taken[]> {
  const progress = progressLine('scenarios and systems');
  try {
    return await gatherAll(jobs, Math.min(jobs.length, threads), (done) => progress.show(done, jobs.length));
  } finally {
    progress.clear();
  }
}

type Report = {
  readonly reach: readonly MachineReach[];
  readonly differences: readonly Difference[];
  readonly vacuous: readonly Vacuity[];
  /** Properties that say nothing although no reason is given, or say something although one is. */
  readonly properties: readonly string[];
  readonly failures: readonly { readonly name: string; readonly says: string }[];
};

function reportOf(chosen: typeof machines, found: readonly Taken[], whole: boolean): Report {
  const taken = new Set(found.flatMap(({ transitions }) => transitions));
  const ids = (which: 'checked' | 'stirred') => new Set(found.flatMap((each) => each[which]));
  const reach = chosen.map((machine) => reachOf(machine, taken));
  const empty = whole ? vacuous(properties, ids('checked'), ids('stirred')) : [];
  const said = new Set(empty.map(({ id }) => id));
  const explained = new Set(whole ? emptyProperties.map(({ id }) => id) : []);
  return {
    reach,
    differences: reach.map((each) => differenceOf(each, neverReached)),
    vacuous: empty,
    properties: [...[...said].filter((id) => !explained.has(id)), ...[...explained].filter((id) => !said.has(id))],
    failures: found.flatMap(({ name, failures }) => failures.map((says) => ({ name, says }))),
  };
}

const isFine = ({ differences, properties: odd, failures }: Report): boolean =>
  odd.length === 0 &&
  failures.length === 0 &&
  differences.every(({ without, needless }) => without.length === 0 && needless.length === 0);

type Part = { readonly reached: number; readonly of: number };

const partsOf = ({ states, unreachedStates, transitions, untaken, ignores, neverIgnored }: MachineReach): Part[] => [
  { reached: states - unreachedStates.length, of: states },
  { reached: transitions - untaken.length, of: transitions },
  { reached: ignores - neverIgnored.length, of: ignores },
];

function textOf(report: Report, inFull: boolean): string {
  return [
    tableOf(report.reach),
    ...(inFull ? report.reach.map(listOf) : []),
    ...report.differences.flatMap(({ machine, without, needless }) => [
      section(`${machine}: never reached, and no reason is given`, without),
      section(`${machine}: a reason is given, but it is reached or does not exist`, needless),
    ]),
    section(
      'steps that no machine has an answer to',
      report.failures.map(({ name, says }) => `${name}: ${says}`),
    ),
    ...report.vacuous.map(({ id, why }) => `property ${id}: ${vacuity[why]}; ${reasonOf(id)}\n`),
    ...report.properties
      .filter((id) => report.vacuous.every((each) => each.id !== id))
      .map((id) => `property ${id}: a reason is given why it says nothing, but it does\n`),
  ].join('');
}

const vacuity = {
  'no system': 'says nothing about any of the systems',
  'nothing happened': 'vacuous, nothing that it speaks of has happened in any of the systems',
} as const;

const reasonOf = (id: string): string => emptyProperties.find((each) => each.id === id)?.why ?? 'no reason is given';

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${pc.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;

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
  const row = ({ id, description }: TransitionEntry): string => `${id}  ${description ?? ''}`;
  const reasons = neverReached.filter((each) => each.machine === machine);
  return (
    section(`${machine}, never reached`, [
      ...unreachedStates.map((state) => `state ${state}`),
      ...[...untaken, ...neverIgnored].map(row),
    ]) +
    section(
      `${machine}, why`,
      reasons.map(({ at, why }) => `${at.join(', ')}: ${why}`),
    )
  );
}

function forPrograms({ reach, differences, vacuous: empty, failures }: Report, found: readonly Taken[]): unknown {
  const named = ({ id, description }: TransitionEntry) => ({ id, description: description ?? null });
  return {
    machines: reach.map(({ machine, states, unreachedStates, transitions, untaken, ignores, neverIgnored }) => ({
      ...{ machine, states, unreachedStates, transitions, ignores },
      untaken: untaken.map(named),
      neverIgnored: neverIgnored.map(named),
      reasons: neverReached.filter((each) => each.machine === machine).map(({ at, why }) => ({ at, why })),
    })),
    differences: differences.filter(({ without, needless }) => without.length + needless.length > 0),
    vacuous: empty.map((each) => ({ ...each, reason: emptyProperties.find(({ id }) => id === each.id)?.why ?? null })),
    failures,
    runs: found.map(({ name, transitions }) => ({ name, transitions: transitions.length })),
  };
}
