import { closeSync, openSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { InputError } from '../input-error.ts';
import { loadScenario } from '../run/load-scenario.ts';
import { runScenario } from '../run/run-scenario.ts';
import { type RuntimeKind, runtimeKinds } from '../run/runtime.ts';
import { sizedForImage } from '../run/units.ts';
import { faultRule } from '../scenario/fault-rule.ts';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { setParameter, type Topology, topologySchema } from '../system/topology.ts';
import { oneOf, wholeNumber } from './number-option.ts';
import { progressLine } from './progress.ts';
import { reportText } from './report-text.ts';
import { scenarioFile } from './scenario-file.ts';

/** The scenario of a run without arguments: the shipped workload under the shipped fault plan. */
const defaultScenario = 'ext4-mixed';

type Options = {
  workload?: string;
  depth?: number;
  image?: string;
  faults?: string;
  topology?: string;
  set: string[];
  runtime: RuntimeKind;
  clock: 'virtual' | 'real';
  seed?: number;
  trace?: string;
  json?: boolean;
};

/** `run`: a scenario through the stack. */
export function addRun(program: Command, done: (status: number) => void): void {
  program
    .command('run')
    .description('run a scenario through the stack and report what was seen')
    .argument('[scenario]', 'name of a shipped scenario, or a file', defaultScenario)
    .option('--workload <file>', 'other workload: Linux ftrace text (plain or gz) or a trace of this program')
    .option('--depth <n>', 'requests outstanding at once', wholeNumber('--depth', 1, 256))
    .option('--image <file>', 'disk image behind the first logical unit; it is written to')
    .option('--faults <file>', 'other fault rules (YAML list)')
    .option('--topology <file>', 'other topology (YAML)')
    .option('--set <param=value>', 'set a parameter (repeatable)', (text: string, all: string[]) => [...all, text], [])
    .option('--runtime <kind>', runtimeKinds.join(' | '), oneOf('--runtime', runtimeKinds), 'stepper' as const)
    .option('--clock <kind>', 'virtual | real', oneOf('--clock', ['virtual', 'real']), 'virtual' as const)
    .option('--seed <n>', 'seed of the interleaving', wholeNumber('--seed', 0, 0xffff_ffff))
    .option('--trace <file>', 'write everything that happens, one JSON object a line')
    .option('--json', 'print the report for programs')
    .action(async (name: string, options: Options) => {
      const topologyFile = options.topology === undefined ? undefined : readYamlFile(options.topology, topologySchema);
      const faultFile = options.faults === undefined ? undefined : readYamlFile(options.faults, z.array(faultRule));
      const { image } = options;
      const change = (topology: Topology): Topology => {
        const set = options.set.reduce(setParameter, topology);
        return image === undefined ? set : sizedForImage(set, image);
      };
      const loaded = await loadScenario(scenarioFile(name), {
        ...(options.workload === undefined ? {} : { workload: options.workload }),
        ...(options.depth === undefined ? {} : { depth: options.depth }),
        ...(faultFile ? { faults: { rules: faultFile.value, where: (i: number) => faultFile.where([i]) } } : {}),
        ...(topologyFile ? { topology: topologyFile.value } : {}),
        change,
      });
      const trace = options.trace === undefined ? undefined : openTrace(options.trace);
      const progress = progressLine('requests answered');
      const result = await runScenario(loaded, {
        runtime: options.runtime,
        clock: options.clock,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(image === undefined ? {} : { image }),
        ...(trace ? { traceSink: trace.write } : {}),
        progress: progress.show,
      }).finally(() => {
        progress.clear();
        trace?.close();
      });
      // Expectations are those of the scenario as it is written: other input need not meet them.
      const asWritten =
        options.workload === undefined &&
        faultFile === undefined &&
        topologyFile === undefined &&
        options.set.length === 0 &&
        options.depth === undefined &&
        image === undefined;
      const failures = asWritten ? result.failures : [];
      process.stdout.write(
        options.json
          ? `${JSON.stringify(result.report, null, 2)}\n`
          : reportText(loaded.scenario, result.report, failures),
      );
      if (options.json) for (const failure of failures) process.stderr.write(`expected otherwise: ${failure}\n`);
      const { report } = result;
      const sound =
        report.data.mismatches === 0 &&
        report.answeredTwice === 0 &&
        report.commands.completed === report.commands.submitted;
      done(failures.length === 0 && sound ? 0 : 1);
    });
}

function openTrace(file: string): { write(text: string): void; close(): void } {
  try {
    const descriptor = openSync(file, 'w');
    return { write: (text) => void writeSync(descriptor, text), close: () => closeSync(descriptor) };
  } catch (error) {
    throw new InputError({
      code: 'trace-file',
      given: error instanceof Error && 'code' in error ? String(error.code) : String(error),
      accepted: 'a file that can be written',
      where: file,
    });
  }
}
