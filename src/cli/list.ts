import type { Command } from 'commander';
import { scenarioSchema } from '../scenario/scenario.ts';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { parameterNames } from '../system/topology.ts';
import { refuseUnheeded } from './heeded-options.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { libraryScenarios, scenarioFile } from './scenario-file.ts';
import { fitted } from './terminal.ts';

type Options = { json?: boolean; stories?: boolean; parameters?: boolean };

const more: MoreHelp = {
  examples: [['list --stories'], ['list --parameters', 'what run --set can change']],
};

/** `list`: the scenarios that are shipped, or the parameters. */
export function addList(program: Command): void {
  program
    .command('list')
    .description('list the scenarios that are shipped')
    .option('--stories', 'with their stories')
    .option('--parameters', 'list the parameters of the stack and their defaults instead')
    .option('--json', 'for programs')
    .addHelpText('after', moreHelp(more))
    .action((options: Options, command: Command) => {
      refuseUnheeded(command, [
        {
          applies: options.parameters === true,
          options: ['stories'],
          there: 'with --parameters',
          accepted: () => 'one of the two: parameters have no stories',
        },
      ]);
      const text = options.parameters ? parameters(options) : scenarios(options);
      process.stdout.write(options.json ? text : fitted(text));
    });
}

const forPrograms = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function scenarios({ json, stories }: Options): string {
  const all = libraryScenarios().map((name) => readYamlFile(scenarioFile(name), scenarioSchema).value);
  if (json) return forPrograms(all.map(({ name, title, story }) => ({ name, title, story })));
  const width = Math.max(...all.map(({ name }) => name.length));
  return all
    .map(({ name, title, story }) => {
      const line = `${name.padEnd(width)}  ${title}\n`;
      return stories ? `${line}\n${story.trim().replace(/^/gm, '    ')}\n\n` : line;
    })
    .join('');
}

function parameters({ json }: Options): string {
  const all = parameterNames().map(({ layer, name, value }) => ({ name: `${layer}.${name}`, value }));
  if (json) return forPrograms(all.map(({ name, value }) => ({ name, default: value })));
  const width = Math.max(...all.map(({ name }) => name.length));
  return all
    .map(({ name, value }) => {
      const text = Array.isArray(value) ? value.join(',') : String(value);
      return `${name.padEnd(width)}  ${text}${name.startsWith('delays.') ? ' ms' : ''}\n`;
    })
    .join('');
}
