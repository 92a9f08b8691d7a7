import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type AsScenario, asScenario, type Told } from '../again/as-scenario.ts';
import { readRecordedRun } from '../again/recorded-run.ts';
import { InputError } from '../input-error.ts';
import { shownText } from '../story/shown-text.ts';
import { traceHeader } from '../trace/format.ts';
import { readTextLines } from '../workload/text-lines.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { attemptOutput } from './output-file.ts';
import { libraryScenarios } from './scenario-file.ts';
import { say } from './terminal.ts';

type Options = { readonly test?: boolean; readonly output: string; readonly title?: string };

const more: MoreHelp = {
  examples: [
    ['scenario trace.jsonl --output mine.yaml', 'then: run mine.yaml'],
    ['scenario stories/sense-lost-Q4.jsonl', 'a story that check --save wrote'],
    ['scenario trace.jsonl --test --output mine.test.ts', 'for vitest'],
  ],
  notes: [
    'It is tried before it is handed out: it does the same steps, and expects what was seen. What is not as it was recorded stands in the comments on top.',
    'A trace with a damaged or missing line is refused. One that has no end, of a run that was interrupted, is told as far as it goes, and that stands on top too.',
    'Exit codes: 0 told, 1 a scenario cannot tell it, 2 the input was wrong.',
  ],
};

/** `scenario`: a recorded run as a scenario file, or as a test. */
export function addScenario(program: Command, done: (status: number) => void): void {
  program
    .command('scenario')
    .description('make a scenario, or a test, of a recorded run: it does the same steps by itself')
    .argument('<trace>', 'what run --trace wrote, or a story that check saved; plain or gz')
    .option('--test', 'print it as a test for vitest')
    .option('--title <text>', 'what it is called (default: by what was recorded)')
    .option('--output <file>', 'a file; - is the standard output', '-')
    .addHelpText('after', moreHelp(more))
    .action(async (file: string, { test, output, title }: Options) => {
      const made = await retold(file, title);
      if (made.kind === 'not') {
        say(`${file}: ${made.says}`);
        done(1);
        return;
      }
      const text = test ? made.test : made.yaml;
      if (output === '-') process.stdout.write(text);
      else attemptOutput(output, () => writeFileSync(output, text));
      for (const note of made.notes) say(`note: ${note}`);
    });
}

/** A line of a step may be long: every message in it has its fields. */
const longestLine = 1 << 24;

async function retold(file: string, title: string | undefined): Promise<AsScenario> {
  if (!existsSync(file) && libraryScenarios().includes(file)) {
    throw new InputError({
      code: 'no-trace',
      given: `${file}, which is a scenario already`,
      accepted: `a trace: scsi-statecharts run ${file} --trace FILE writes one`,
    });
  }
  const lines: string[] = [];
  let cutOff = false;
  for await (const { text, terminated } of readTextLines(file, longestLine)) {
    lines.push(text);
    cutOff = !terminated;
  }
  const name = basename(file).replace(/\.gz$/, '');
  const recorded = { ...readRecordedRun(lines, file), name };
  if (recorded.broken) {
    const { line, given, accepted } = recorded.broken;
    const isLast = cutOff && line === lines.length;
    throw new InputError({
      code: 'bad-trace',
      given: isLast ? `a last line that is cut off (${lines.at(-1)?.slice(0, 40)})` : given,
      accepted: isLast ? 'a complete trace, or one that breaks off behind a line' : accepted,
      where: `${file}:${line}`,
    });
  }
  return asScenario(recorded, about(lines[0] ?? '', name, title));
}

/** What is said of it: of a story what it shows, else where it comes from. */
function about(header: string, name: string, title: string | undefined): Told {
  const { scenario = name, story } = traceHeader.safeParse(JSON.parse(header)).data ?? {};
  if (!story) return { title: title ?? `${scenario}, recorded`, story: `What was recorded in ${name}.` };
  const shown = shownText(story.shows);
  return { title: title ?? `${scenario}: ${shown}`, story: `${story.says}. ${shown}` };
}
