import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/scenario.ts';

it('the published JSON schema of scenario files is that of the code (npx vitest -u writes it)', async () => {
  const file = join(import.meta.dirname, '../../src/scenario/scenario.schema.json');
  await expect(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});
