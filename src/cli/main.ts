#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../input-error.ts';
import { addCheck } from './check.ts';
import { addDecode } from './decode.ts';
import { addList } from './list.ts';
import { packageVersion } from './package-root.ts';
import { addRun } from './run.ts';

/** Exit codes: 0 all as expected, 1 something was not, 2 the input was wrong. */
async function main(): Promise<number> {
  const program = new Command('scsi-statecharts')
    .description('The SCSI I/O stack as an executable specification: run it, explore it, decode with it.')
    .version(packageVersion())
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true });
  let status = 0;
  const done = (code: number): void => {
    status = code;
  };
  addRun(program, done);
  addList(program);
  addCheck(program, done);
  addDecode(program);
  // A closed pipe (`| head`) ends the output, not in an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(status);
    throw error;
  });
  try {
    await program.parseAsync();
    return status;
  } catch (error) {
    if (error instanceof InputError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

process.exitCode = await main();
