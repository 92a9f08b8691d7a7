// Writes the JSON schema of scenario files from the code that checks them (npm run schema).
import fs from 'node:fs';
import { scenarioJsonSchema } from '../dist/src/scenario/scenario.js';

const file = new URL('../src/scenario/scenario.schema.json', import.meta.url);
fs.writeFileSync(file, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
