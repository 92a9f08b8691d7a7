import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import { properties as allProperties } from '../../machines/properties/index.ts';
import type { Property } from '../../machines/properties/property.ts';
import { withSlotsAlike } from '../explore/alike.ts';
import { Exploration } from '../explore/check.ts';
import type { CheckResult } from '../explore/check-result.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { publishedModels, publishedSpec } from '../explore/published.ts';
import { publishedAixModels } from '../explore/published-aix.ts';
import { publishedEntryModels } from '../explore/published-aix-entry.ts';
import { publishedSamModels } from '../explore/published-aix-sam.ts';
import { checkReport, isAsExpected, neverSeen } from '../explore/report.ts';
import { continueRun, saveRun } from '../explore/saved-run.ts';
import { type TimerMode, timerModes } from '../explore/timer-sets.ts';
import { WorkerPool } from '../explore/worker-pool.ts';
import { InputError } from '../input-error.ts';
import { storiesOf } from '../story/story-of.ts';
import { resultText, summaryText } from './check-text.ts';
import { systemNamed } from './named-system.ts';
import { oneOf, wholeNumber } from './number-option.ts';
import { progressLine } from './progress.ts';
import { prepareStoryDirectory, saveStories } from './story-files.ts';

const EXAMPLES = `
Examples:
  scsi-statecharts check                                the published systems that fit in about a minute
  scsi-statecharts check --topology sense-lost          one of them
  scsi-statecharts check --topology small.yaml --faults 2
  scsi-statecharts check --property Q3 --property X2

A topology file for this is small: one or two slots (targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]).
Exit codes: 0 all explored and every verdict as expected, 1 not so, 2 the input was wrong.`;

type Options = {
  all?: boolean;
  list?: boolean;
  topology?: string;
  property: string[];
  faults: number;
  timers: TimerMode;
  more: number;
  symmetry?: boolean;
  compact?: boolean;
  saveRun?: string;
  continue?: string;
  maxStates: number;
  maxMemory: number;
  workers: number;
  shareFrom: number;
  save?: string;
  uncovered?: boolean;
  verbose?: boolean;
  json?: boolean;
};

/** The systems of both driver architectures. */
const allModels = [...publishedModels, ...publishedAixModels, ...publishedEntryModels, ...publishedSamModels];

/** `check`: every interleaving, choice and timer order of small systems. */
export function addCheck(program: Command, done: (status: number) => void): void {
  program
    .command('check')
    .description(
      'explore every interleaving of small systems, and say which properties hold and by what story others fail',
    )
    .option('--all', 'all published systems, also those that take longer')
    .option('--list', 'list the published systems and the properties')
    .option('--topology <name|file>', 'one published system, or a topology file (YAML)')
    .option(
      '--property <id>',
      'only this property (may be given several times)',
      (id, ids: string[]) => [...ids, id],
      [],
    )
    .option('--faults <n>', 'faults that one run may have, for a topology file', wholeNumber('--faults', 0, 8), 1)
    .option(
      '--timers <mode>',
      'for a topology file. classes: shorter delays first, after messages; due: by the time left; any: every armed delay at any time',
      oneOf('--timers', timerModes),
      'classes' as const,
    )
    .option('--more <n>', 'limits of the published systems this much larger', wholeNumber('--more', 0, 8), 0)
    .option('--save-run <file>', 'with --topology: where to keep a run that is stopped, by a bound or Ctrl-C')
    .option('--continue <file>', 'go on with a run that was kept, of the same system and options')
    .option('--compact', 'keep a fingerprint of each state only; says how probable it is that one was left out')
    .option('--symmetry', 'visit states that differ only in the names of slots that are alike once')
    .option('--max-states <n>', 'stop after this many states', wholeNumber('--max-states', 1), 100_000_000)
    .option('--max-memory <MiB>', 'stop when states and tables take this much', wholeNumber('--max-memory', 1), 8192)
    .option('--workers <n>', 'threads that help; results do not depend on it', wholeNumber('--workers', 0, 64), 0)
    .option(
      '--share-from <states>',
      'smaller systems are done before a thread has started',
      wholeNumber('--share-from', 1),
      100_000,
    )
    .option('--save <directory>', 'save every story: a trace that run replays, and a test for vitest')
    .option('--uncovered', 'list the transitions of the machines that no system took')
    .option('--verbose', 'charts with everything that happens within a step')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      if (options.list) {
        process.stdout.write(listText());
        return;
      }
      oneAtATime(options);
      onlyWhereHeeded(options, command);
      if (options.save !== undefined) prepareStoryDirectory(options.save);
      const properties = propertiesFor(options.property);
      const results: CheckResult[] = [];
      const specs = specsFor(options, properties);
      for (const make of specs) {
        const spec = options.symmetry ? withSlotsAlike(make()) : make();
        const result = await explore(spec, options);
        results.push(result);
        const stories = storiesOf(result, spec);
        if (!options.json)
          process.stdout.write(resultText(result, stories, options.topology !== undefined, options.verbose));
        if (options.save === undefined) continue;
        for (const file of saveStories(stories, options.save)) process.stderr.write(`saved ${file}\n`);
      }
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ topologies: results.map(checkReport) }, null, 2)}\n`
          : summaryText(results, options.uncovered),
      );
      const allSeen = options.topology !== undefined || neverSeen(results).length === 0;
      done(allSeen && results.every(isAsExpected) ? 0 : 1);
    });
}

/** Explores until the end, a bound, or Ctrl-C, which ends it with what is known. */
async function explore(spec: ModelSpec, options: Options): Promise<CheckResult> {
  const { maxStates, maxMemory, workers, shareFrom } = options;
  const exploration = new Exploration(spec, {
    maxStates,
    maxBytes: maxMemory * 1024 * 1024,
    compact: options.compact === true,
  });
  if (options.continue !== undefined) continueRun(exploration, options.continue);
  const progress = progressLine(`states expanded (${spec.name})`);
  const interrupted = (): void => exploration.stop();
  process.on('SIGINT', interrupted);
  const pool = workers > 0 ? new WorkerPool(workers) : undefined;
  const advance = async (): Promise<boolean> =>
    pool && exploration.states >= shareFrom
      ? await exploration.advanceWith(pool, 500_000)
      : exploration.advance(10_000);
  try {
    while (await advance()) {
      progress.show(exploration.states - exploration.queued, exploration.states);
      await setImmediate();
    }
    if (options.saveRun !== undefined && exploration.canGoOn) {
      saveRun(exploration, options.saveRun);
      process.stderr.write(`saved ${options.saveRun}: go on with --continue ${options.saveRun}\n`);
    }
    return exploration.result();
  } finally {
    await pool?.close();
    process.off('SIGINT', interrupted);
    progress.clear();
  }
}

function propertiesFor(ids: readonly string[]): readonly Property[] {
  for (const id of ids) {
    if (allProperties.some((property) => property.id === id)) continue;
    throw new InputError({
      code: 'unknown-property',
      given: `--property ${id}`,
      accepted: allProperties.map((property) => property.id).join(', '),
    });
  }
  return ids.length === 0 ? allProperties : allProperties.filter(({ id }) => ids.includes(id));
}

function oneAtATime({ topology, saveRun: kept, continue: from, compact }: Options): void {
  if (compact && (kept ?? from) !== undefined) {
    throw new InputError({
      code: 'compact-run',
      given: `--compact with ${from === undefined ? '--save-run' : '--continue'}`,
      accepted: 'one of the two: a compact run keeps no states to go on from',
    });
  }
  if (topology !== undefined || (kept === undefined && from === undefined)) return;
  throw new InputError({
    code: 'which-run',
    given: from === undefined ? `--save-run ${kept}` : `--continue ${from}`,
    accepted: 'together with --topology: one run is kept at a time',
  });
}

/** Published systems have their faults and timers themselves; a topology file has no limits that could be larger. */
function onlyWhereHeeded({ topology }: Options, command: Command): void {
  const isFile = topology !== undefined && !allModels.some(({ name }) => name === topology);
  const said = (isFile ? ['more'] : ['faults', 'timers']).find((name) => command.getOptionValueSource(name) === 'cli');
  if (said === undefined) return;
  throw new InputError({
    code: 'option-not-heeded',
    given: `--${said} for ${isFile ? 'a topology file' : 'published systems'}`,
    accepted: isFile ? '--more for published systems' : `--${said} with --topology FILE`,
  });
}

function specsFor(options: Options, properties: readonly Property[]): readonly (() => ModelSpec)[] {
  const { topology, more } = options;
  if (topology !== undefined) {
    const spec = systemNamed(topology, `--topology ${topology}`, allModels, options, properties, more);
    return [() => spec];
  }
  return allModels
    .filter(({ quick }) => quick || options.all)
    .map((model) => () => publishedSpec(model, properties, more));
}

function listText(): string {
  const width = Math.max(...allModels.map(({ name }) => name.length));
  const systems = allModels.map(
    ({ name, says, quick }) => `  ${name.padEnd(width)}  ${says}${quick ? '' : ' (with --all)'}`,
  );
  const properties = allProperties.map(({ id, kind, says }) => `  ${id.padEnd(width)}  ${kind}: ${says}`);
  return `Systems\n${systems.join('\n')}\n\nProperties\n${properties.join('\n')}\n`;
}
