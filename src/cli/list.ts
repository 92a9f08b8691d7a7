import type { Command } from 'commander';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { scenarioSchema } from '../scenario/scenario.ts';
import { libraryScenarios, scenarioFile } from './scenario-file.ts';

/** `list`: the scenarios that are shipped. */
export function addList(program: Command): void {
  program
    .command('list')
    .description('list the scenarios that are shipped')
    .option('--json', 'for programs')
    .option('--stories', 'with their stories')
    .action((options: { json?: boolean; stories?: boolean }) => {
      const scenarios = libraryScenarios().map((name) => readYamlFile(scenarioFile(name), scenarioSchema).value);
      if (options.json) {
        process.stdout.write(
          `${JSON.stringify(
            scenarios.map(({ name, title, story }) => ({ name, title, story })),
            null,
            2,
          )}\n`,
        );
        return;
      }
      const width = Math.max(...scenarios.map(({ name }) => name.length));
      for (const { name, title, story } of scenarios) {
        process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
        if (options.stories) process.stdout.write(`\n${story.trim().replace(/^/gm, '    ')}\n\n`);
      }
    });
}
