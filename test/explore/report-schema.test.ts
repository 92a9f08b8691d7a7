import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { withSlotsAlike } from '../../src/explore/alike.ts';
import { check } from '../../src/explore/check.ts';
import type { CheckOptions } from '../../src/explore/check-result.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { checkReports } from '../../src/explore/report.ts';
import { checkReportsJsonSchema, checkReportsSchema } from '../../src/explore/report-schema.ts';
import { slotted } from './slotted.ts';

const published = (name: string, ...ids: string[]): ModelSpec => {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no ${name}`);
  return publishedSpec(
    model,
    properties.filter(({ id }) => ids.includes(id)),
  );
};

it('the published JSON schema of reports is that of the code (npm run schema writes it)', () => {
  const file = join(import.meta.dirname, '../../src/explore/check-report.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(checkReportsJsonSchema())));
});

it.each<readonly [string, () => ModelSpec, Partial<CheckOptions>]>([
  ['verdicts with their runs', () => published('sense-lost', 'Q4', 'I1', 'sense-lost'), {}],
  ['cycles, and faults that stick', () => published('queue-full-for-ever', 'D1-queue-full', 'I11'), {}],
  ['a bound, and what was not checked', () => published('sense-lost', 'I1', 'I11'), { maxStates: 50 }],
  ['a compact run', () => published('sense-lost', 'Q4', 'I11'), { compact: true }],
  ['names that are alike', () => withSlotsAlike(slotted({ faultBudget: 0, symmetry: true })), {}],
  ['a violation', () => ({ ...published('sense-lost'), laneBound: 1 }), {}],
])('a report that has %s is as the schema says, with nothing beside it', (_, spec, options) => {
  const result = check(spec(), { maxStates: 100_000, ...options });
  const report: unknown = JSON.parse(JSON.stringify(checkReports([result], true)));
  expect(checkReportsSchema.parse(report)).toEqual(report);
});
