import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clause } from '../../machines/clauses/clause.ts';
import { documents } from '../../machines/clauses/documents/index.ts';
import { clauses } from '../../machines/clauses/index.ts';
import { documentText } from '../../src/cli/document-text.ts';
import { shippedMeasurement } from '../../src/cli/measurement-file.ts';
import { measuredClauses, testsOf, type UncoveredClause } from '../../src/spec/coverage.ts';
import { documentCoverage, documentOf } from '../../src/spec/documents.ts';
import { machines } from '../../src/system/compose.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';

const cited = new Set(
  machines.flatMap((machine) => transitionIndex.transitionsOf(machine).flatMap(({ source }) => source)),
);
const statements = documents.flatMap(({ id, sections }) =>
  sections.flatMap((section) =>
    section.statements.map((statement) => ({ place: `${id}: ${section.title}: ${statement.at}`, statement })),
  ),
);

describe('every statement of the documents', () => {
  it('is carried out by transitions of the stack, or the reason why not is given', () => {
    for (const { place, statement } of statements)
      if ('clauses' in statement)
        expect(
          statement.clauses.filter((id) => !cited.has(id)),
          place,
        ).toEqual([]);
      else expect(statement.why.length, place).toBeGreaterThan(5);
  });

  it('has a place of its own', () => {
    const places = statements.map(({ place }) => place);
    expect(places.filter((place, n) => places.indexOf(place) !== n)).toEqual([]);
  });

  it('that is left to other code names a file that is there', () => {
    const files = statements.flatMap(({ statement }) =>
      'file' in statement && statement.file ? [statement.file] : [],
    );
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(existsSync(join(import.meta.dirname, '../..', file)), file).toBe(true);
  });
});

it.each(['initiator-sequence', 'fcp-iscsi-interface'])(
  '%s: a test fails when what carries out a statement is broken',
  (id) => {
    const measured = new Map(measuredClauses(shippedMeasurement()).map((each) => [each.id, testsOf(each)]));
    const carried = documentOf(id).sections.flatMap((section) => section.statements.flatMap((each) => each.clauses));
    expect(carried.length).toBeGreaterThan(20);
    expect(carried.filter((clause) => (measured.get(clause) ?? []).length === 0)).toEqual([]);
  },
);

it('no clause taken from AIX documents or headers is missing from them', () => {
  const placed = new Set<string>(
    statements.flatMap(({ statement }) => ('clauses' in statement ? statement.clauses : [])),
  );
  const missing = Object.entries<Clause>(clauses).filter(
    ([id, { document }]) => /AIX/.test(document) && !placed.has(id),
  );
  expect(missing.map(([id]) => id)).toEqual([]);
});

describe('a document', () => {
  it('is told statement by statement, in the words of the clauses where it has none of its own', () => {
    const text = documentText(documentOf('initiator-sequence'));
    expect(text).toContain(`  2\n    ${clauses['adapter-starts-when-idle'].says}\n    = adapter-starts-when-idle\n`);
    expect(text).toContain('= not for a machine (words): ');
  });

  it('of another name is refused with the names that there are', () => {
    expect(() => documentOf('nothing')).toThrow(/initiator-sequence.*fcp-iscsi-interface/);
  });

  it('lacks what a clause that is not covered lacks', () => {
    const open: UncoveredClause = {
      id: 'adapter-starts-when-idle',
      confidence: 'document',
      why: 'for once',
      transitions: 1,
      noticed: 0,
      unnoticed: ['somewhere'],
    };
    const before = documentCoverage([]).find(({ id }) => id === 'initiator-sequence');
    const after = documentCoverage([open]).find(({ id }) => id === 'initiator-sequence');
    expect(before?.uncovered).toEqual([]);
    expect(after?.uncovered).toEqual(['step 3: the chain of the device, 2']);
    expect(after?.covered).toBe((before?.covered ?? 0) - 1);
  });
});
