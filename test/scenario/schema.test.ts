import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/scenario.ts';

it('the published JSON schema of scenario files is that of the code (npm run schema writes it)', () => {
  const file = join(import.meta.dirname, '../../src/scenario/scenario.schema.json');
  // As JSON, which has no undefined.
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});
