import { type Document, documents, type NotMachine, type Statement } from '../../machines/clauses/documents/index.ts';
import { clause } from '../../machines/clauses/index.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import type { UncoveredClause } from './coverage.ts';

/** A statement of a document with what has become of it. */
export type ToldStatement = {
  readonly at: string;
  readonly says: string;
  /** Ids of clauses that restate it; empty if no machine carries it out. */
  readonly clauses: readonly string[];
  /** Why not, then. */
  readonly not?: { readonly kind: NotMachine; readonly why: string; readonly file?: string };
};

export type ToldDocument = {
  readonly id: string;
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly statements: readonly ToldStatement[] }[];
};

/** How much of a document the machines carry out, and how much of that is covered by tests. */
export type DocumentCoverage = {
  readonly id: string;
  readonly title: string;
  readonly statements: number;
  /** All their clauses are covered. */
  readonly covered: number;
  /** Some of their clauses are not. */
  readonly uncovered: readonly string[];
  /** For no machine to carry out, by the reason. */
  readonly not: Readonly<Partial<Record<NotMachine, number>>>;
};

function told(statement: Statement): ToldStatement {
  if ('clauses' in statement) {
    const says = statement.says ?? statement.clauses.map((id) => clause(id)?.says ?? '').join(' ');
    return { at: statement.at, says, clauses: statement.clauses };
  }
  const { at, says, kind, why, file } = statement;
  return { at, says, clauses: [], not: { kind, why, ...(file === undefined ? {} : { file }) } };
}

const toldDocument = ({ id, title, sections }: Document): ToldDocument => ({
  id,
  title,
  sections: sections.map((section) => ({ title: section.title, statements: section.statements.map(told) })),
});

/**
 * A document, statement by statement.
 *
 * @throws InputError when there is none of that id
 */
export function documentOf(id: string): ToldDocument {
  const found = documents.find((each) => each.id === id);
  if (!found)
    throw new InputError({
      code: 'unknown-document',
      where: '--document',
      given: id,
      accepted: acceptedNames(
        id,
        documents.map((each) => each.id),
      ),
    });
  return toldDocument(found);
}

/** Where the documents say it: `document: section, statement`. */
export function placesOf(clauseId: string): string[] {
  return documents.flatMap(({ id, sections }) =>
    sections.flatMap(({ title, statements }) =>
      statements
        .filter((each) => 'clauses' in each && each.clauses.some((name) => name === clauseId))
        .map(({ at }) => `${id}: ${title}, ${at}`),
    ),
  );
}

/** Every document against the clauses that are not covered. */
export function documentCoverage(uncovered: readonly UncoveredClause[]): DocumentCoverage[] {
  const open = new Set(uncovered.map(({ id }) => id));
  return documents.map(toldDocument).map(({ id, title, sections }) => {
    const statements = sections.flatMap((section) =>
      section.statements.map((each) => ({ ...each, place: `${section.title}, ${each.at}` })),
    );
    const carried = statements.filter((each) => each.clauses.length > 0);
    const lacking = carried.filter((each) => each.clauses.some((name) => open.has(name)));
    const not: Partial<Record<NotMachine, number>> = {};
    for (const { not: reason } of statements) if (reason) not[reason.kind] = (not[reason.kind] ?? 0) + 1;
    return {
      id,
      title,
      statements: statements.length,
      covered: carried.length - lacking.length,
      uncovered: lacking.map(({ place }) => place),
      not,
    };
  });
}
