import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { watchedRun } from './watched-run.ts';

const folder = join(import.meta.dirname, '../../../src/scenario/library');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

describe('the shipped scenarios, watched', () => {
  const seen = new Set<string>();

  it.each(names)(
    '%s breaks no property that holds in its configuration',
    async (name) => {
      const started = performance.now();
      const { verdicts, configuration, firstBroken, stopped } = await watchedRun(
        await loadScenario(join(folder, `${name}.yaml`)),
      );
      if (process.env['PROPS_TIME']) console.log(name, Math.round(performance.now() - started));
      for (const { id, kind, verdict } of verdicts) if (kind === 'sometimes' && verdict === 'holds') seen.add(id);
      const unexpected = verdicts.filter(({ id, kind, verdict }) => {
        const expected = properties.find((property) => property.id === id)?.expected(configuration);
        return kind !== 'sometimes' && verdict === 'fails' && expected !== 'fails';
      });
      expect(stopped).toBeUndefined();
      expect(unexpected.length === 0 ? [] : [...unexpected, firstBroken]).toEqual([]);
    },
    170_000,
  );

  afterAll(() => {
    if (process.env['PROPS_TIME']) console.log([...seen]);
  });
});
