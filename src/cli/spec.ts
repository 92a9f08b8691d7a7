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
import { refuseUnheeded } from './heeded-options.ts';
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

/** Of clauses that were searched by words, and of what cites each. */
const [mostClauses, mostCiting] = [10, 5];

type Options = {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly document?: string;
};

/** `spec`: the sources, and what in the machines and properties comes of them. */
export function addSpec(program: Command): void {
  program
    .command('spec')
    .description('look a rule up: its source, the transitions that cite it, the properties that demand it')
    .argument('[words...]', 'id of a clause, or words of a clause, machine, state or transition')
    .option('--all', `everything that is found by words (default: the ${mostClauses} likeliest clauses)`)
    .option('--coverage', 'which clauses have tests that fail when their transitions are broken')
    .option('--document <id>', `a document, statement by statement: ${documents.map(({ id }) => id).join(', ')}`)
    .option('--json', 'for programs')
    .addHelpText('after', moreHelp(more))
    .action((words: string[], { all, json, coverage, document }: Options, command: Command) => {
      refuseUnheeded(command, [
        {
          applies: json === true,
          options: ['all'],
          there: 'with --json',
          accepted: () => 'one of the two: programs are told all',
        },
        {
          applies: coverage === true || document !== undefined,
          options: ['all'],
          there: coverage ? 'with --coverage' : 'with --document',
          accepted: () => '--all with words',
        },
      ]);
      const say = <T>(report: T, inWords: (told: T) => string): void =>
        void process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : fitted(inWords(report)));
      if (coverage || document !== undefined) {
        if (words.length > 0 || (coverage && document !== undefined))
          throw new InputError({
            code: 'unwanted-words',
            given: [
              'spec',
              ...words,
              ...(coverage ? ['--coverage'] : []),
              ...(document === undefined ? [] : ['--document', document]),
            ].join(' '),
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
      return say(told, (each) => foundText(words, each, all === true));
    });
}

/** More of them are in the JSON. */
const mostTests = 5;

/** One clause is told in full; of several the likeliest, unless all are wanted. */
function foundText(words: readonly string[], found: readonly Told[], all: boolean): string {
  if (found.length === 1) return found.map((each) => text(each)).join('\n');
  const told = all ? found : found.slice(0, mostClauses);
  const left = found.length - told.length;
  const heading = `${found.length} clauses for "${words.join(' ')}", the likeliest first${left > 0 ? `; ${left} more with --all` : ''}\n\n`;
  return heading + told.map((each) => text(each, all ? undefined : mostCiting)).join('\n');
}

type Told = ClauseReference & { readonly places: readonly string[]; readonly tests: readonly string[] };

/** @param most transitions that are told */
function text(
  { id, document, section, says, confidence, transitions, properties, places, tests }: Told,
  most = transitions.length,
): string {
  return [
    `${id} (${confidence}: ${document}, ${section})`,
    `  ${says}`,
    ...places.map((each) => `  said in ${each}`),
    ...transitions.slice(0, most).map((each) => `  ${each.id}${each.description ? ` - ${each.description}` : ''}`),
    ...(transitions.length > most ? [`  and ${transitions.length - most} transitions more`] : []),
    ...properties.map((each) => `  property ${each.id}: ${each.says}`),
    ...tests.slice(0, mostTests).map((each) => `  fails if broken: ${each}`),
    ...(tests.length > mostTests ? [`  and ${tests.length - mostTests} tests more`] : []),
    '',
  ].join('\n');
}
