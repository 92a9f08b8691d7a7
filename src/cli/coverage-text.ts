import type { ClauseCoverage, Counted } from '../spec/coverage.ts';

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

/** `spec --coverage` for people. */
export function coverageText({ clauses, covered, uncovered, byConfidence, stale }: ClauseCoverage): string {
  return [
    `${covered} of ${clauses} clauses are covered: whichever transition that cites one of them is broken, a test fails.\n\n`,
    ...Object.entries(byConfidence).map(([confidence, counted]) =>
      line(confidence, counted).replace('\n', `  ${means[confidence as keyof typeof means]}\n`),
    ),
    ...(uncovered.length > 0 ? ['\nNot covered\n'] : []),
    ...uncovered.flatMap(({ id, confidence, why, transitions, noticed, unnoticed }) => [
      `  ${id} (${confidence}): ${why}${transitions > 0 ? `; ${noticed} of ${transitions} noticed` : ''}\n`,
      ...unnoticed.slice(0, 3).map((each) => `    ${each}\n`),
      ...(unnoticed.length > 3 ? [`    and ${unnoticed.length - 3} more\n`] : []),
    ]),
    ...(stale.length > 0
      ? [
          `\nOut of date: ${stale.join(', ')} changed since their transitions were broken;\n`,
          '`npm run mutants -- --clauses` in the repository breaks them again.\n',
        ]
      : []),
  ].join('');
}
