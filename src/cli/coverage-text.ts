import type { ClauseCoverage, Counted } from '../spec/coverage.ts';
import type { DocumentCoverage } from '../spec/documents.ts';

const line = (name: string, { clauses, covered }: Counted): string =>
  `  ${name.padEnd(12)}${String(covered).padStart(5)} of ${String(clauses).padStart(4)}\n`;

/** What the levels of confidence mean. */
const means: Readonly<Record<keyof ClauseCoverage['byConfidence'], string>> = {
  document: 'printed in a document',
  header: 'in an interface header',
  code: 'read from code',
  recalled: 'recalled',
  design: 'a choice of the model',
};

function documentLine({ id, statements, covered, uncovered, not }: DocumentCoverage): string {
  const later = not['not yet'] ?? 0;
  const others = statements - covered - uncovered.length - later;
  return `  ${id.padEnd(20)}${String(statements).padStart(4)}: ${covered} covered, ${uncovered.length} in part, ${others} not for a machine, ${later} not modelled yet\n`;
}

/** `spec --coverage` for people. */
export function coverageText(report: ClauseCoverage & { readonly documents: readonly DocumentCoverage[] }): string {
  const { clauses, covered, uncovered, byConfidence, stale, documents } = report;
  return [
    `${covered} of ${clauses} clauses are covered: whichever transition that cites one of them is broken, a test fails.\n\n`,
    ...Object.entries(byConfidence).map(([confidence, counted]) =>
      line(confidence, counted).replace('\n', `  ${means[confidence as keyof typeof means]}\n`),
    ),
    '\nDocuments (spec --document ID), by statement\n',
    ...documents.map(documentLine),
    ...(uncovered.length > 0 ? ['\nNot covered\n'] : []),
    ...uncovered.flatMap(({ id, confidence, why, transitions, noticed, unnoticed }) => [
      `  ${id} (${confidence}): ${why}${transitions > 0 ? `; ${noticed} of ${transitions} noticed` : ''}\n`,
      ...unnoticed.slice(0, 3).map((each) => `    ${each}\n`),
      ...(unnoticed.length > 3 ? [`    and ${unnoticed.length - 3} more\n`] : []),
    ]),
    ...(stale.length > 0
      ? [
          `\nOut of date: ${stale.join(', ')} changed since their transitions were broken;\n`,
          '`npm run mutants -- --clauses` in the repository measures them again.\n',
        ]
      : []),
  ].join('');
}
