import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { InputError } from '../input-error.ts';
import { type LoadedScenario, loadScenario, workloadFile } from '../run/load-scenario.ts';
import { runScenario, type ScenarioOptions } from '../run/run-scenario.ts';
import { type RuntimeKind, runtimeKinds } from '../run/runtime.ts';
import { sizedForImage } from '../run/units.ts';
import { faultRule } from '../scenario/fault-rule.ts';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { isSavedStory } from '../story/replay-story.ts';
import { type Driver, drivers, type Topology, topologySchema, withDriver } from '../system/topology.ts';
import { defectText } from './failure.ts';
import { refuseUnheeded } from './heeded-options.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { oneOf, several, wholeNumber } from './option-values.ts';
import { progressLine } from './progress.ts';
import { replay } from './replay.ts';
import { reportText } from './report-text.ts';
import { scenarioFile } from './scenario-file.ts';
import { applySets } from './set-option.ts';
import { openTrace } from './trace-file.ts';

/** The scenario of a run without arguments: the shipped workload under the shipped fault plan. */
const defaultScenario = 'ext4-mixed';

type Options = {
  workload?: string;
  depth?: number;
  image?: string;
  faults?: string;
  topology?: string;
  driver?: Driver;
  set?: string[];
  runtime: RuntimeKind;
  clock: 'virtual' | 'real';
  seed?: number;
  trace?: string;
  verbose?: boolean;
  json?: boolean;
  serve?: boolean;
  inspect?: number | true;
  inspectProtocol?: number | true;
};

/** Shows a trace to a person until they have seen enough. */
export type Serve = (trace: { readonly name: string; readonly file: string }) => Promise<void>;

/** Somewhere to write a trace to for as long as it is shown. */
export type TemporaryTrace = () => { readonly file: string; write(text: string): void; close(): void };

/** Shows a run to whoever watches from its beginning, and on until they have seen enough. */
export type WatchRun = (
  name: string,
  ways: { readonly page?: number; readonly protocol?: number },
  say: (line: string) => void,
) => Promise<
  {
    write(text: string): void;
    ended(failure?: string): Promise<void>;
    close(): Promise<void>;
  } & Required<Pick<ScenarioOptions, 'watcher'>>
>;

export type Inspector = {
  readonly serve: Serve;
  readonly temporaryTrace: TemporaryTrace;
  readonly watchRun: WatchRun;
};

const more: MoreHelp = {
  examples: [
    ['run', 'the shipped workload under the shipped fault plan'],
    ['run medium-error --trace trace.jsonl', 'a scenario; all that happens, for later'],
    ['run --seed 2 --json', 'another interleaving'],
    ['run --workload recorded.txt.gz --depth 8'],
    ['run queued-io --set sd.throttleMax=4 --set sd.retryCount=2'],
    ['run clean-read --image disk.img', 'a file of whole blocks; it is written to'],
    ['run clean-read --runtime actors --clock real'],
    ['run command-timeout --clock real --inspect', 'watch it while it runs'],
  ],
  notes: [
    'A scenario is tried against what it expects only when nothing but seed, runtime and clock is changed.',
    'Exit codes: 0 everything as expected, 1 something was not, 2 the input was wrong.',
  ],
};

/** `run`: a scenario through the stack. */
export function addRun(program: Command, done: (status: number) => void, inspector?: Inspector): void {
  program
    .command('run')
    .description('run a scenario through the stack and report what was seen')
    .argument(
      '[scenario]',
      'name of a shipped scenario, or a file: a scenario, or a story saved by check',
      defaultScenario,
    )
    .option('--workload <file>', 'other workload: Linux ftrace text (plain or gz) or a trace of this program')
    .option(
      '--depth <n>',
      'requests outstanding at once, 1 to 256 (default: as recorded)',
      wholeNumber('--depth', 1, 256),
    )
    .option('--image <file>', 'disk image behind the first logical unit, which gets its size; it is written to')
    .option('--faults <file>', 'other fault rules (YAML list, as in a scenario)')
    .option('--topology <file>', 'other topology (YAML, as in a scenario)')
    .option('--driver <architecture>', `${drivers.join(' or ')} (default: of the scenario)`, oneOf('--driver', drivers))
    .option('--set <name=value>', 'set a parameter (repeatable); list --parameters shows them', several)
    .option('--runtime <kind>', 'table, stepper or actors', oneOf('--runtime', runtimeKinds), 'table' as const)
    .option('--clock <kind>', 'virtual or real', oneOf('--clock', ['virtual', 'real']), 'virtual' as const)
    .option('--seed <n>', 'seed of the interleaving (default: of the scenario)', wholeNumber('--seed', 0, 0xffff_ffff))
    .option('--trace <file>', 'write everything that happens, one JSON object a line')
    .option('--verbose', 'for a story saved by check: everything that happens within a step')
    .option('--json', 'print the report for programs')
    .option('--serve', 'then serve the inspector on it until Ctrl-C, if a person reads the output (a terminal)')
    .option('--no-serve', 'exit after the report')
    .option(
      '--inspect [port]',
      'serve the inspector on the run while it goes on, and then until Ctrl-C; the address is printed to stderr',
      wholeNumber('--inspect', 0, 65_535),
    )
    .option(
      '--inspect-protocol [port]',
      'let tools that speak the protocol of @xstate/inspect attach, from the first one on; with --runtime actors',
      wholeNumber('--inspect-protocol', 0, 65_535),
    )
    .addHelpText('after', moreHelp(more))
    .action(async (name: string, options: Options, command: Command) => {
      const file = scenarioFile(name);
      const isStory = isSavedStory(file);
      refuseUnheeded(command, [
        {
          applies: isStory,
          options: { allBut: ['json', 'verbose', 'serve'] },
          there: `with the saved story ${file}`,
          accepted: () => 'the story alone, or --json, --verbose: every step of it is given',
        },
        {
          applies: !isStory,
          options: ['verbose'],
          there: 'with a scenario',
          accepted: (option) =>
            `${option} with a story saved by check; --trace FILE for all that happens in a scenario`,
        },
      ]);
      const runtime = runtimeOf(options, command.getOptionValueSource('runtime') === 'cli');
      done(isStory ? replay(file, options) : await run(file, { ...options, runtime }, inspector));
    });
}

async function run(file: string, options: Options, inspector?: Inspector): Promise<number> {
  const loaded = await load(file, options);
  const { image } = options;
  const trace =
    options.trace === undefined
      ? undefined
      : openTrace(options.trace, [
          file,
          workloadFile(loaded.scenario, file),
          options.workload,
          options.faults,
          options.topology,
          image,
        ]);
  const person = process.stdout.isTTY && options.json !== true;
  const watched = await watch(scenarioName(file), options, inspector);
  const shown = options.serve === true && person && !watched ? inspector?.temporaryTrace() : undefined;
  const progress = progressLine('requests answered');
  const { result, defect } = await runScenario(loaded, {
    runtime: options.runtime,
    clock: options.clock,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(image === undefined ? {} : { image }),
    ...(trace || shown || watched
      ? {
          traceSink: (text: string) => {
            trace?.write(text);
            shown?.write(text);
            watched?.write(text);
          },
        }
      : {}),
    ...(watched ? { watcher: watched.watcher } : {}),
    progress: progress.show,
  })
    .then(
      (ended) => ({ result: ended, defect: undefined }),
      (error: unknown) => ({ result: undefined, defect: error }),
    )
    .finally(() => {
      progress.clear();
      trace?.close();
    });
  if (!result) {
    shown?.close();
    const says = defectText(defect);
    if (says === undefined) {
      await watched?.close();
      throw defect;
    }
    reportDefect(says, defect, loaded, options);
    await watched?.ended(says);
    return 1;
  }
  // Expectations are those of the scenario as it is written: other input need not meet them.
  const asWritten = (['workload', 'faults', 'topology', 'driver', 'set', 'depth', 'image'] as const).every(
    (option) => options[option] === undefined,
  );
  const failures = asWritten ? result.failures : [];
  const { report } = result;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : reportText(report, { title: loaded.scenario.title, failures, tried: asWritten && expectsAnything(loaded) }),
  );
  if (inspector && shown) {
    try {
      process.stdout.write('\nWatch it, step it, ask why (Ctrl-C ends it):\n');
      await inspector.serve({ name: scenarioName(file), file: shown.file });
    } finally {
      shown.close();
    }
  }
  await watched?.ended();
  if (options.json) for (const each of failures) process.stderr.write(`not as expected: ${each}\n`);
  const sound =
    report.data.mismatches === 0 &&
    report.answeredTwice === 0 &&
    report.commands.completed === report.commands.submitted &&
    report.biodone.actual === report.biodone.expected;
  return failures.length === 0 && sound ? 0 : 1;
}

async function watch(name: string, { inspect, inspectProtocol }: Options, inspector: Inspector | undefined) {
  if (inspect === undefined && inspectProtocol === undefined) return undefined;
  const port = (given: number | true): number => (given === true ? 0 : given);
  const ways = {
    ...(inspect === undefined ? {} : { page: port(inspect) }),
    ...(inspectProtocol === undefined ? {} : { protocol: port(inspectProtocol) }),
  };
  return inspector?.watchRun(name, ways, (line) => process.stderr.write(`${line}\n`));
}

/** Only live actors are what @xstate/inspect looks at: they run unless another runtime is asked for, which is refused. */
function runtimeOf({ runtime, inspectProtocol }: Options, chosen: boolean): RuntimeKind {
  if (inspectProtocol === undefined || runtime === 'actors') return runtime;
  if (!chosen) return 'actors';
  throw new InputError({
    code: 'bad-option',
    given: `--runtime ${runtime} with --inspect-protocol`,
    accepted: '--runtime actors: the others have no actors of XState to attach to',
  });
}

const scenarioName = (file: string): string => basename(file, '.yaml');

async function load(file: string, options: Options): Promise<LoadedScenario> {
  const { image } = options;
  const change = (topology: Topology): Topology => {
    const driven = options.driver === undefined ? topology : withDriver(topology, options.driver);
    const set = applySets(driven, options.set ?? []);
    return image === undefined ? set : sizedForImage(set, image);
  };
  try {
    return await loadScenario(file, {
      ...(options.workload === undefined ? {} : { workload: options.workload }),
      ...(options.depth === undefined ? {} : { depth: options.depth }),
      ...(options.faults === undefined ? {} : { faults: readYamlFile(options.faults, z.array(faultRule)) }),
      ...(options.topology === undefined ? {} : { topology: readYamlFile(options.topology, topologySchema) }),
      change,
    });
  } catch (error) {
    const tooSmall = error instanceof InputError && error.problem.code === 'lba-beyond-capacity';
    if (!tooSmall || image === undefined) throw error;
    throw new InputError({ ...error.problem, accepted: `${error.problem.accepted}: the size of --image ${image}` });
  }
}

/** A run that ended because the machines are wrong. */
function reportDefect(says: string, error: unknown, { scenario }: LoadedScenario, options: Options): void {
  const { seed = scenario.seed, runtime } = options;
  if (options.json) {
    const unexpected = error instanceof Error && error.name === 'UnexpectedMessageError' ? 1 : 0;
    const report = { scenario: scenario.name, runtime, seed, unexpected, defect: says };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  const hint =
    options.trace === undefined
      ? `run it again with --trace FILE --seed ${seed} to see what led there`
      : `what led there is in ${options.trace}`;
  process.stderr.write(`${says}; ${hint}\n`);
}

const expectsAnything = ({ scenario: { expect } }: LoadedScenario): boolean =>
  expect.errors !== undefined ||
  Object.keys(expect.report).length > 0 ||
  [expect.answers, expect.sequences, expect.never, expect.clauses].some((list) => list.length > 0);
