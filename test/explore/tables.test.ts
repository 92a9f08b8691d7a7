import { describe, expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { publishedModels } from '../../src/explore/published.ts';

describe.each(publishedModels)('$name ($says)', ({ spec }) => {
  it('is explored to the end, and nothing is wrong', () => {
    const result = check(spec(), { maxStates: 20_000_000 });
    expect(result.violation).toBeUndefined();
    expect(result.complete).toBe(true);
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
