import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { watchedRun } from './watched-run.ts';

const folder = join(import.meta.dirname, '../../../src/scenario/library');
// The properties speak of SCSA's packets.
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !/^(aix|fcp|iscsi)-/.test(name))
  .map((name) => name.slice(0, -'.yaml'.length));

describe('the shipped scenarios, watched', () => {
  it.each(names)(
    '%s breaks no property that holds in its configuration',
    async (name) => {
      const { verdicts, configuration, firstBroken, stopped } = await watchedRun(
        await loadScenario(join(folder, `${name}.yaml`)),
      );
      const unexpected = verdicts.filter(({ id, kind, verdict }) => {
        const expected = properties.find((property) => property.id === id)?.expected(configuration);
        return kind !== 'sometimes' && verdict === 'fails' && expected !== 'fails';
      });
      expect(stopped).toBeUndefined();
      expect(unexpected.length === 0 ? [] : [...unexpected, firstBroken]).toEqual([]);
    },
    170_000,
  );
});
