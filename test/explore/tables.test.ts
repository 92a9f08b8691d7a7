import { describe, expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import type { CheckResult } from '../../src/explore/check-result.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { neverSeen } from '../../src/explore/report.ts';

const results: CheckResult[] = [];

describe.each(publishedModels.filter(({ quick }) => quick))('$name ($says)', (model) => {
  it('is explored to the end, and every property has the verdict that the sources give it', () => {
    const result = check(publishedSpec(model, properties), { maxStates: 20_000_000 });
    results.push(result);
    expect(result.violation).toBeUndefined();
    expect(result.complete).toBe(true);
    const verdicts = result.properties.filter(({ expected }) => expected !== undefined);
    expect(Object.fromEntries(verdicts.map(({ id, verdict }) => [id, verdict]))).toEqual(
      Object.fromEntries(verdicts.map(({ id, expected }) => [id, expected])),
    );
    const rows = result.tables.map(
      ({ address, machine, locals, entries, widest }) =>
        `${address.padEnd(20)} ${machine.padEnd(28)} ${String(locals).padStart(6)} ${String(entries).padStart(8)}   ${widest}`,
    );
    process.stdout.write(
      `\n${result.name}: ${result.states} states, ${result.transitions} transitions, depth ${result.depth}, ${result.seconds.toFixed(1)} s\n${'actor'.padEnd(20)} ${'machine'.padEnd(28)} locals  entries   widest context field\n${rows.join('\n')}\n`,
    );
    // More would mean that a machine remembers what it should forget.
    for (const table of result.tables) expect(table.locals).toBeLessThanOrEqual(20_000);
  }, 120_000);
});

it('what can be seen is seen in one of them', () => {
  expect(results.length).toBeGreaterThan(10);
  expect(neverSeen(results)).toEqual([]);
});
