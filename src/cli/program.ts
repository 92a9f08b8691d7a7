import { Command, CommanderError } from 'commander';
// The program is put together here: the one file of src that knows of the inspector.
import { addInspect, inspector } from '../../visualize/server/inspect-verb.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { addCheck } from './check.ts';
import { addCompare } from './compare.ts';
import { addDecode } from './decode.ts';
import { addExport } from './export.ts';
import { failure } from './failure.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { addList } from './list.ts';
import { packageVersion } from './package-root.ts';
import { addReach } from './reach.ts';
import { addRun } from './run.ts';
import { addScenario } from './scenario.ts';
import { addSpec } from './spec.ts';
import { beStrict } from './strict-options.ts';
import { say } from './terminal.ts';

const more: MoreHelp = {
  examples: [
    ['run', 'the shipped workload under the shipped faults'],
    ['run medium-error', 'a scenario by name'],
    ['list --stories', 'which there are, and what they tell'],
    ['compare medium-error', 'one fault under SCSA and under AIX'],
    ['check', 'every interleaving of small systems'],
    ['inspect sense-lost', 'watch it in the browser'],
    ['scenario trace.jsonl', 'a recorded run as a scenario'],
    ['spec queue-resume', 'a rule: its source, and what comes of it'],
    ['decode 28 00 00 00 12 30 00 00 08 00'],
  ],
  notes: ['Exit codes: 0 everything as expected, 1 something was not, 2 the input was wrong.'],
};

/**
 * Does what the arguments of the command line ask for.
 *
 * @param args what stands behind the name of the program.
 * @param soFar is told the exit code as soon as it is known, for an output that ends early.
 * @returns the exit code.
 */
export async function runProgram(
  args: readonly string[],
  soFar: (status: number) => void = () => undefined,
): Promise<number> {
  let status = 0;
  const program = makeProgram((code) => {
    status = code;
    soFar(code);
  });
  try {
    refuseUnknownHelp(args, program);
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (process.env.SCSI_STATECHARTS_STACK) throw error;
    const { line, status: code } = failure(error);
    say(line);
    return code;
  }
}

/** Commander shows its own help instead of saying that there is no such verb. */
function refuseUnknownHelp([help, verb]: readonly string[], program: Command): void {
  const verbs = program.commands.map((command) => command.name());
  if (help !== 'help' || verb === undefined || verbs.includes(verb) || ['help', '-h', '--help'].includes(verb)) return;
  throw new InputError({ code: 'unknown-verb', given: `help ${verb}`, accepted: acceptedNames(verb, verbs) });
}

/** The command line with all its verbs. @param done is told the exit code */
export function makeProgram(done: (status: number) => void): Command {
  const program = new Command('scsi-statecharts')
    .description('The SCSI I/O stack as an executable specification: run it, explore it, decode with it.')
    .version(packageVersion())
    .addHelpText('after', moreHelp(more))
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      outputError: (text) => say(usageLine(text, program)),
    });
  addRun(program, done, inspector);
  addList(program);
  addCheck(program, done);
  addCompare(program);
  addDecode(program);
  addInspect(program);
  addScenario(program, done);
  addExport(program);
  addReach(program, done);
  addSpec(program);
  for (const command of program.commands) beStrict(command);
  return program;
}

/** Commander's complaint and its suggestion, on one line. */
function usageLine(text: string, program: Command): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  const verbs = line.startsWith('unknown command')
    ? `; accepted: ${program.commands.map((c) => c.name()).join(', ')}`
    : '';
  const system = line.startsWith("too many arguments for 'check'") ? '; accepted: --topology NAME for one system' : '';
  return `${line}${verbs}${system}; --help says more`;
}
