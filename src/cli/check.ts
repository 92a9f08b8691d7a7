import type { Command } from 'commander';
import { properties as allProperties } from '../../machines/properties/index.ts';
import { withSlotsAlike } from '../explore/alike.ts';
import { allPublished } from '../explore/all-published.ts';
import type { CheckResult } from '../explore/check-result.ts';
import { checkReports, isAsExpected, neverSeen } from '../explore/report.ts';
import { prepareRun } from '../explore/saved-run.ts';
import { timerModes } from '../explore/timer-sets.ts';
import { storiesOf } from '../story/story-of.ts';
import { type CheckOptions, refuseSilentOptions, systemsFor } from './check-options.ts';
import { interruptedText, resultText, summaryText } from './check-text.ts';
import { exploreSystem } from './explore-system.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { heedingCtrlC } from './interruption.ts';
import { asTyped, oneOf, several, wholeNumber } from './option-values.ts';
import { prepareStoryDirectory, saveStories } from './story-files.ts';
import { fitted, say } from './terminal.ts';

const more: MoreHelp = {
  examples: [
    ['check', 'the published systems that fit in about a minute'],
    ['check --topology sense-lost', 'one of them'],
    ['check --topology small.yaml --faults 2'],
    ['check --property Q3 --property X2'],
    ['check --topology 2-targets-2-slots --save-run run.bin', 'Ctrl-C ends it, and says how it goes on'],
  ],
  notes: [
    'A topology file for this is small: one or two slots (targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]).',
    '--json is described by src/explore/check-report.schema.json of this package.',
    'Exit codes: 0 all explored and every verdict as expected, 1 not so, 2 the input was wrong.',
  ],
};

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
    .option('--property <id>', 'only this property (may be given several times)', several, [])
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
    .addHelpText('after', moreHelp(more))
    .action(async (options: CheckOptions, command: Command) => {
      refuseSilentOptions(options, command);
      if (options.list) {
        process.stdout.write(options.json ? `${JSON.stringify(listed(), null, 2)}\n` : fitted(listText()));
        return;
      }
      const specs = systemsFor(options);
      if (options.save !== undefined) prepareStoryDirectory(options.save);
      if (options.saveRun !== undefined) prepareRun(options.saveRun);
      const { results, kept } = await heedingCtrlC((interrupted) => exploreAll(specs, options, interrupted));
      const interrupted = results.length < specs.length || results.at(-1)?.stopped === 'asked';
      process.stdout.write(
        options.json
          ? `${JSON.stringify(checkReports(results, options.uncovered), null, 2)}\n`
          : summaryText(results, { listed: options.uncovered === true, interrupted }),
      );
      if (interrupted) say(interruptedText(results, specs.length));
      if (kept)
        say(`kept in ${options.saveRun}; to go on:\n  ${commandToGoOn(options, results.at(-1)?.stopped, command)}`);
      const allSeen = options.topology !== undefined || neverSeen(results).length === 0;
      done(!interrupted && allSeen && results.every(isAsExpected) ? 0 : 1);
    });
}

/** Explores one system after the other, and tells each result as soon as it is there. */
async function exploreAll(
  specs: ReturnType<typeof systemsFor>,
  options: CheckOptions,
  interrupted: AbortSignal,
): Promise<{ readonly results: readonly CheckResult[]; readonly kept: boolean }> {
  const results: CheckResult[] = [];
  let anyKept = false;
  for (const make of specs) {
    if (interrupted.aborted) break;
    const spec = options.symmetry ? withSlotsAlike(make()) : make();
    const { result, kept } = await exploreSystem(spec, options, interrupted);
    results.push(result);
    anyKept ||= kept;
    const stories = storiesOf(result, spec);
    if (!options.json)
      process.stdout.write(resultText(result, stories, options.topology !== undefined, options.verbose));
    for (const file of options.save === undefined ? [] : saveStories(stories, options.save)) say(`saved ${file}`);
  }
  return { results, kept: anyKept };
}

/** The command that continues a run that was kept: with the same options, but for the bound that ended it. */
function commandToGoOn(options: CheckOptions, stopped: CheckResult['stopped'], command: Command): string {
  const spent = { states: 'maxStates', memory: 'maxMemory', asked: '', violation: '' }[stopped ?? 'asked'];
  const given = command.options.flatMap((option) => {
    const name = option.attributeName();
    const isGiven = command.getOptionValueSource(name) === 'cli';
    if (!isGiven || name === spent || name === 'continue') return [];
    const value: unknown = command.getOptionValue(name);
    const flag = option.long ?? '';
    return [value].flat().map((each) => (each === true ? flag : asTyped(flag, String(each))));
  });
  return ['scsi-statecharts check', ...given, asTyped('--continue', options.saveRun ?? '')].join(' ');
}

const listed = () => ({
  systems: allPublished.map(({ name, says, quick }) => ({ name, says, quick })),
  properties: allProperties.map(({ id, kind, says }) => ({ id, kind, says })),
});

function listText(): string {
  const { systems, properties } = listed();
  const [names, ids] = [systems.map(({ name }) => name), properties.map(({ id }) => id)];
  const width = Math.max(...[...names, ...ids].map(({ length }) => length));
  return [
    'Systems\n',
    ...systems.map(({ name, says, quick }) => `  ${name.padEnd(width)}  ${says}${quick ? '' : ' (with --all)'}\n`),
    '\nProperties\n',
    ...properties.map(({ id, kind, says }) => `  ${id.padEnd(width)}  ${kind}: ${says}\n`),
  ].join('');
}
