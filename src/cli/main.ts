#!/usr/bin/env node
// oxlint-disable-next-line import/no-unassigned-import -- it acts before the colour library is loaded
import './plain-when-piped.ts';
import { runProgram } from './program.ts';

let status = 0;
// A closed pipe (`| head`) ends the output, not in an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(status);
  throw error;
});
process.exitCode = await runProgram(process.argv.slice(2), (code) => {
  status = code;
});
