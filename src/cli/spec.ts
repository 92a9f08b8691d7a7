import type { Command } from 'commander';
import { InputError } from '../input-error.ts';
import { coverageOf, measuredClauses, testsOf } from '../spec/coverage.ts';
import { type ClauseReference, findClauses } from '../spec/reference.ts';
import { coverageText } from './coverage-text.ts';
import { shippedMeasurement } from './measurement-file.ts';

const EXAMPLES = `
Examples:
  scsi-statecharts spec queue-resume           a clause, by its id
  scsi-statecharts spec aix-adapter-device     what a machine cites
  scsi-statecharts spec REQUEST SENSE fails    by words
  scsi-statecharts spec --coverage             clauses with a test for each transition that cites them, and the others`;

type Options = { readonly json?: boolean; readonly coverage?: boolean };

/** `spec`: the sources, and what in the machines and properties comes of them. */
export function addSpec(program: Command): void {
  program
    .command('spec')
    .description('look a rule up: its source, the transitions that cite it, the properties that demand it')
    .argument('[words...]', 'id of a clause, or words of a clause, machine, state or transition')
    .option('--coverage', 'which clauses have tests that fail when their transitions are broken')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action((words: string[], { json, coverage }: Options) => {
      if (coverage) {
        if (words.length > 0)
          throw new InputError({
            code: 'unwanted-words',
            given: words.join(' '),
            accepted: 'nothing beside --coverage',
            where: 'spec --coverage',
          });
        const report = coverageOf(shippedMeasurement());
        process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : coverageText(report));
        return;
      }
      const found = words.length === 0 ? [] : findClauses(words);
      if (found.length === 0) {
        throw new InputError({
          code: 'unknown-clause',
          given: ['spec', ...words].join(' '),
          accepted: 'the id of a clause, words that a clause or a transition contains, or --coverage',
        });
      }
      const tests = new Map(measuredClauses(shippedMeasurement()).map((each) => [each.id, testsOf(each)]));
      const told = found.map((each) => ({ ...each, tests: tests.get(each.id) ?? [] }));
      process.stdout.write(json ? `${JSON.stringify(told, null, 2)}\n` : told.map(text).join('\n'));
    });
}

/** More of them are in the JSON. */
const mostTests = 5;

function text(told: ClauseReference & { readonly tests: readonly string[] }): string {
  const { id, document, section, says, confidence, transitions, properties, tests } = told;
  return [
    `${id} (${confidence}: ${document}, ${section})`,
    `  ${says}`,
    ...transitions.map((each) => `  ${each.id}${each.description ? ` - ${each.description}` : ''}`),
    ...properties.map((each) => `  property ${each.id}: ${each.says}`),
    ...tests.slice(0, mostTests).map((each) => `  fails if broken: ${each}`),
    ...(tests.length > mostTests ? [`  and ${tests.length - mostTests} tests more`] : []),
    '',
  ].join('\n');
}
