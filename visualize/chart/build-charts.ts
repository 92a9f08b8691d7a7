import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machines } from '../../src/system/compose.ts';
import type { Chart } from './chart.ts';
import { outlineOf } from './outline.ts';
import { placeChart } from './place.ts';

// Run by the build: node dist/visualize/chart/build-charts.js FILE. Laying out takes seconds, so a machine that has not
// changed keeps its chart.

/** Changes with every file that has a say in the layout. */
function programDigest(): string {
  const hash = createHash('sha256');
  for (const name of ['backward.js', 'guard-text.js', 'outline.js', 'place.js', 'text-size.js'])
    hash.update(readFileSync(join(dirname(fileURLToPath(import.meta.url)), name)));
  return hash.digest('hex');
}

type Cache = Record<string, { readonly digest: string; readonly chart: Chart }>;

function readCache(file: string): Cache {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Cache;
  } catch {
    // None yet, or half written: everything is laid out anew.
    return {};
  }
}

const [, , output] = process.argv;
if (output === undefined) throw new Error('usage: build-charts FILE');
const cacheFile = join(dirname(fileURLToPath(import.meta.url)), 'build-charts.cache.json');
const cache = readCache(cacheFile);
const program = programDigest();
for (const machine of machines) {
  const outline = outlineOf(machine);
  const digest = createHash('sha256').update(program).update(JSON.stringify(outline)).digest('hex');
  if (cache[machine.id]?.digest !== digest) cache[machine.id] = { digest, chart: await placeChart(outline) };
}
writeFileSync(cacheFile, JSON.stringify(cache));
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, JSON.stringify(machines.map(({ id }) => cache[id]?.chart)));
