import type { Command } from 'commander';
import pc from 'picocolors';
import { type CheckResult, check } from '../explore/check.ts';
import type { Move, TimerMode } from '../explore/model.ts';
import { modelOf, publishedModels } from '../explore/published.ts';
import { publishedAixModels } from '../explore/published-aix.ts';
import { clashAt } from '../run/load-scenario.ts';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { checkTopology, topologySchema } from '../system/topology.ts';
import { oneOf, wholeNumber } from './number-option.ts';
import { progressLine } from './progress.ts';

const EXAMPLES = `
Examples:
  scsi-statecharts check
  scsi-statecharts check --topology small.yaml --faults 2

A topology for this is small: one or two slots (targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]).
Exit codes: 0 complete and nothing found, 1 something found or stopped at the bound, 2 the input was wrong.`;

type Options = { topology?: string; faults: number; timers: TimerMode; maxStates: number; json?: boolean };

/** `check`: every interleaving, choice and timer order of a small system. */
export function addCheck(program: Command, done: (status: number) => void): void {
  program
    .command('check')
    .description(
      'explore every interleaving of small systems: unexpected messages, deadlocks, overflowing lanes, actors in error',
    )
    .option('--topology <file>', 'explore this topology (YAML), attached, with requests that come again for ever')
    .option('--faults <n>', 'faults that one run may have, for --topology', wholeNumber('--faults', 0, 8), 1)
    .option(
      '--timers <mode>',
      'classes: shorter delays first, after messages; any: every armed delay at any time (--topology)',
      oneOf('--timers', ['classes', 'any']),
      'classes' as const,
    )
    .option('--max-states <n>', 'stop after this many states', wholeNumber('--max-states', 1), 20_000_000)
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => {
      const results: CheckResult[] = [];
      const models =
        options.topology === undefined
          ? [...publishedModels, ...publishedAixModels].map(({ spec }) => spec)
          : [() => modelFromFile(options.topology ?? '', options)];
      for (const spec of models) {
        const model = spec();
        const progress = progressLine(`states expanded (${model.name})`);
        const result = check(model, {
          maxStates: options.maxStates,
          progress: (states, queued) => progress.show(states - queued, states),
        });
        progress.clear();
        results.push(result);
        if (!options.json) process.stdout.write(resultText(result));
      }
      if (options.json) process.stdout.write(`${JSON.stringify({ topologies: results.map(forPrograms) }, null, 2)}\n`);
      done(results.every(({ violation, complete }) => complete && !violation) ? 0 : 1);
    });
}

function modelFromFile(file: string, { faults, timers }: Options): ReturnType<typeof modelOf> {
  const { value, where } = readYamlFile(file, topologySchema);
  return modelOf(file, checkTopology(value, clashAt(value, where)), faults, timers);
}

function forPrograms(result: CheckResult): unknown {
  const { covered, ...rest } = result;
  return { ...rest, transitionsCovered: covered.size, statesPerSecond: Math.round(result.states / result.seconds) };
}

const number = (n: number): string => n.toLocaleString('en-US');

/** A result for people. */
export function resultText(result: CheckResult): string {
  const verdict = result.violation
    ? pc.red(result.violation.kind)
    : result.complete
      ? pc.green('complete, nothing found')
      : pc.yellow('stopped at the bound');
  let out = `\n${pc.bold(result.name)}  ${verdict}\n`;
  out += `  ${number(result.states)} states, ${number(result.transitions)} transitions, depth ${result.depth}, ${result.seconds.toFixed(2)} s, ${number(Math.round(result.states / result.seconds))} states/s, ${number(Math.round(result.bytes / 1024))} KiB, ${number(result.xstateCalls)} XState calls\n`;
  if (!result.violation) return out;
  out += `\n  ${result.violation.says}\n\n`;
  for (const [n, { move, chosen }] of result.violation.trace.entries()) {
    out += `  ${String(n + 1).padStart(4)}  ${moveText(move)}${chosen.length > 0 ? pc.yellow(`   the world: ${chosen.map((m) => JSON.stringify(m)).join(' ')}`) : ''}\n`;
  }
  return out;
}

function moveText(move: Move): string {
  if (move.kind === 'timer') return `${move.owner}  ${pc.dim(`after ${move.delay}`)}`;
  const { type, ...fields } = move.message;
  const from = move.kind === 'message' && move.from ? move.from : 'world';
  return `${from} -> ${move.to}  ${pc.bold(type)} ${pc.dim(JSON.stringify(fields))}`;
}
