import type { Command } from 'commander';
import { type MoreHelp, moreHelp } from '../../src/cli/help-text.ts';
import { wholeNumber } from '../../src/cli/option-values.ts';
import { openSource, temporaryTrace } from './inspect-source.ts';
import { type InspectorSource, serveInspector } from './inspector-server.ts';
import { untilInterrupted } from './interrupted.ts';
import { watchRun } from './live-run.ts';

const more: MoreHelp = {
  examples: [
    ['inspect', 'the gallery of scenarios'],
    ['inspect medium-error', 'a scenario by name'],
    ['inspect trace.jsonl', 'what run --trace wrote'],
    ['inspect stories/sense-lost-Q4.jsonl', 'a story that check --save wrote'],
  ],
  notes: [
    'The address has a secret in it: the page is for whoever started it, on this computer. Ctrl-C ends it.',
    'Exit codes: 0 shown until Ctrl-C, 2 the input was wrong.',
  ],
};

/** `inspect`: the page where a person watches the stack at work. */
export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('watch a scenario or a trace in the browser: statecharts, sequence, packets, what if')
    .argument(
      '[source]',
      'name of a shipped scenario, a scenario file, a trace that run wrote, or a story that check saved; without: the gallery',
    )
    .option('--port <n>', 'port on the loopback interface (default: any free one)', wholeNumber('--port', 0, 65_535))
    .addHelpText('after', moreHelp(more))
    .action(async (name: string | undefined, options: { port?: number }) => {
      const opened = name === undefined ? undefined : await openSource(name);
      if (opened?.says !== undefined) process.stderr.write(`${opened.says}\n`);
      try {
        await serveUntilInterrupted(opened?.source, options.port);
      } finally {
        opened?.close();
      }
    });
}

/** What `run` shows a run with: while it goes on, or when it is over. */
export const inspector = {
  watchRun,
  temporaryTrace,
  serve: ({ name, file }: { readonly name: string; readonly file: string }): Promise<void> =>
    serveUntilInterrupted({ kind: 'trace', name, file }),
};

/** Serves, prints one line with the address, and returns when the user or the system asks for the end. */
async function serveUntilInterrupted(source: InspectorSource | undefined, port?: number): Promise<void> {
  const server = await serveInspector(source, port);
  process.stdout.write(`${server.address}\n`);
  const { asked, ignore } = untilInterrupted();
  await asked;
  ignore();
  await server.close();
}
