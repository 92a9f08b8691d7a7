import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { watchedRun } from './watched-run.ts';

const folder = join(import.meta.dirname, '../../../src/scenario/library');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

describe('the shipped scenarios, watched', () => {
  it.each(names)(
    '%s breaks no property that holds in its configuration',
    async (name) => {
      const { verdicts, configuration, firstBroken, stopped } = await watchedRun(
        await loadScenario(join(folder, `${name}.yaml`)),
      );
      // What is expected to fail need not; of the rest a property may say nothing, e.g. of heads without tags.
      const holding = verdicts.filter(({ id, kind }) => {
        const expected = properties.find((property) => property.id === id)?.expected(configuration);
        return kind !== 'sometimes' && expected === 'holds';
      });
      const unexpected = holding.filter(({ verdict }) => verdict === 'fails');
      expect(holding.length).toBeGreaterThan(0);
      expect(stopped).toBeUndefined();
      expect(unexpected.length === 0 ? [] : [...unexpected, firstBroken]).toEqual([]);
    },
    170_000,
  );
});
