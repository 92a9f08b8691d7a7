import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StepLimitError } from './step-limit.ts';
import { reasonOf, type Trial } from './trial.ts';
import { type CollectedTest, collect } from './vitest-stand-in.ts';

/** Compiled tests of the machines and of the rules, with this file in `dist/test/mutation`. */
const root = join(import.meta.dirname, '..');
const everyLayer = ['bus', 'device', 'environment', 'hba', 'packet', 'target-driver'];
const foldersOf = (layers: readonly string[] | undefined): string[] =>
  layers ? layers.map((layer) => `machines/${layer}`) : [...foldersOf(everyLayer), 'rules'];

/** Looks at the texts of the machines rather than at what they do. */
const structural = /specification\.test\.js$/;
/** Live actors have no bound on steps; what they do is what the stepper does. */
const live = /actors/;

function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? testFiles(join(folder, entry.name)) : [join(folder, entry.name)]))
    .filter((name) => name.endsWith('.test.js') && !structural.test(name))
    .sort();
}

const trialOf = (file: string, { name, run }: CollectedTest): Trial => ({
  name: `test ${file} > ${name}`,
  async run() {
    try {
      await run();
      return { complaints: [] };
    } catch (error) {
      if (error instanceof StepLimitError) throw error;
      return { complaints: [{ kind: 'test', says: reasonOf(error) }] };
    }
  },
});

/** Every test of the machines and of the rules, or those of some layers; needs `vitest-hook` to be loaded. */
export async function testTrials(layers?: readonly string[]): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const file of foldersOf(layers).flatMap(testFiles)) {
    const found = await collect('', () => import(pathToFileURL(join(root, file)).href));
    const source = file.replace(/\.js$/, '.ts');
    trials.push(...found.filter(({ name }) => !live.test(name)).map((each) => trialOf(source, each)));
  }
  return trials;
}
