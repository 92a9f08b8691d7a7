import type { ToldDocument, ToldStatement } from '../spec/documents.ts';

/** `spec --document` for people. */
export const documentText = ({ title, sections }: ToldDocument): string =>
  [
    `${title}\n`,
    ...sections.flatMap((section) => [`\n${section.title}\n`, ...section.statements.map(statementText)]),
  ].join('');

function statementText({ at, says, clauses, not }: ToldStatement): string {
  const outcome = not
    ? `${not.kind === 'not yet' ? 'not modelled yet' : `not for a machine (${not.kind})`}: ${not.why}${not.file === undefined ? '' : ` (${not.file})`}`
    : clauses.join(', ');
  return `  ${at}\n    ${says}\n    = ${outcome}\n`;
}
