// Writes the JSON schemas of scenario files and of what check --json prints from the code that knows them (npm run schema).
import fs from 'node:fs';
import { checkReportsJsonSchema } from '../dist/src/explore/report-schema.js';
import { scenarioJsonSchema } from '../dist/src/scenario/scenario.js';

const schemas = {
  'scenario/scenario.schema.json': scenarioJsonSchema(),
  'explore/check-report.schema.json': checkReportsJsonSchema(),
};
for (const [path, schema] of Object.entries(schemas)) {
  fs.writeFileSync(new URL(`../src/${path}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
