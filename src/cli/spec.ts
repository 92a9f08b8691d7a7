import type { Command } from 'commander';
import { documents } from '../../machines/clauses/documents/index.ts';
import { clauses } from '../../machines/clauses/index.ts';
import { InputError } from '../input-error.ts';
import { near } from '../likely-names.ts';
import { coverageOf, measuredClauses, testsOf } from '../spec/coverage.ts';
import { documentCoverage, documentOf, placesOf } from '../spec/documents.ts';
import { type ClauseReference, findClauses } from '../spec/reference.ts';
import { coverageText } from './coverage-text.ts';
import { documentText } from './document-text.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { shippedMeasurement } from './measurement-file.ts';
import { fitted } from './terminal.ts';

const more: MoreHelp = {
  examples: [
    ['spec queue-resume', 'a clause, by its id'],
    ['spec aix-adapter-device', 'what a machine cites'],
    ['spec REQUEST SENSE fails', 'by words'],
    ['spec --document aix-sam', 'a document, statement by statement, and what comes of each'],
    ['spec --coverage', 'clauses with a test for each transition that cites them, and the others'],
  ],
};

type Options = { readonly json?: boolean; readonly coverage?: boolean; readonly document?: string };

/** `spec`: the sources, and what in the machines and properties comes of them. */
export function addSpec(program: Command): void {
  program
    .command('spec')
    .description('look a rule up: its source, the transitions that cite it, the properties that demand it')
    .argument('[words...]', 'id of a clause, or words of a clause, machine, state or transition')
    .option('--coverage', 'which clauses have tests that fail when their transitions are broken')
    .option('--document <id>', `a document, statement by statement: ${documents.map(({ id }) => id).join(', ')}`)
    .option('--json', 'for programs')
    .addHelpText('after', moreHelp(more))
    .action((words: string[], { json, coverage, document }: Options) => {
      const say = <T>(report: T, inWords: (told: T) => string): void =>
        void process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : fitted(inWords(report)));
      if (coverage || document !== undefined) {
        if (words.length > 0 || (coverage && document !== undefined))
          throw new InputError({
            code: 'unwanted-words',
            given: ['spec', ...words, ...(document === undefined ? [] : ['--document', document])].join(' '),
            accepted: 'words, or --document, or --coverage: one of them',
          });
        if (document !== undefined) return say(documentOf(document), documentText);
        const report = coverageOf(shippedMeasurement());
        return say({ ...report, documents: documentCoverage(report.uncovered) }, coverageText);
      }
      const found = words.length === 0 ? [] : findClauses(words);
      if (found.length === 0) {
        const meant = near(words.join('-'), Object.keys(clauses));
        throw new InputError({
          code: 'unknown-clause',
          given: ['spec', ...words].join(' '),
          accepted: `the id of a clause${meant.length > 0 ? ` (${meant.join(' or ')})` : ''}, words that a clause or a transition contains, --document, or --coverage`,
        });
      }
      const tests = new Map(measuredClauses(shippedMeasurement()).map((each) => [each.id, testsOf(each)]));
      const told = found.map((each) => ({ ...each, places: placesOf(each.id), tests: tests.get(each.id) ?? [] }));
      return say(told, (each) => each.map(text).join('\n'));
    });
}

/** More of them are in the JSON. */
const mostTests = 5;

type Told = ClauseReference & { readonly places: readonly string[]; readonly tests: readonly string[] };

function text({ id, document, section, says, confidence, transitions, properties, places, tests }: Told): string {
  return [
    `${id} (${confidence}: ${document}, ${section})`,
    `  ${says}`,
    ...places.map((each) => `  said in ${each}`),
    ...transitions.map((each) => `  ${each.id}${each.description ? ` - ${each.description}` : ''}`),
    ...properties.map((each) => `  property ${each.id}: ${each.says}`),
    ...tests.slice(0, mostTests).map((each) => `  fails if broken: ${each}`),
    ...(tests.length > mostTests ? [`  and ${tests.length - mostTests} tests more`] : []),
    '',
  ].join('\n');
}
