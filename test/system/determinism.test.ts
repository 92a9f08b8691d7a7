import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario, type ScenarioOptions } from '../../src/run/run-scenario.ts';

const library = join(import.meta.dirname, '../../src/scenario/library');
const names = ['queued-io', 'third-party-reset', 'queue-full-seen', 'check-condition-rqs'];

async function run(name: string, options: ScenarioOptions = {}) {
  const { report, failures } = await runScenario(await loadScenario(join(library, `${name}.yaml`)), options);
  return { ...report, failures };
}

describe.each(names)('%s', (name) => {
  it.each(['table', 'stepper', 'actors'] as const)('gives the same trace for the same seed (%s)', async (runtime) => {
    const [first, second] = [await run(name, { runtime, seed: 7 }), await run(name, { runtime, seed: 7 })];
    expect(first.traceDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(second.traceDigest).toBe(first.traceDigest);
    const { seconds: _, ...rest } = first;
    const { seconds: __, ...again } = second;
    expect(again).toEqual(rest);
  });

  it('gives another trace for another seed, and the same data', async () => {
    const seeds = [1, 2, 3];
    const reports = [];
    for (const seed of seeds) reports.push(await run(name, { seed }));
    expect(new Set(reports.map(({ traceDigest }) => traceDigest)).size).toBe(seeds.length);
    for (const report of reports) {
      expect(report.data).toEqual(reports[0]?.data);
      expect(report.data.mismatches).toBe(0);
      expect(report.commands).toEqual(reports[0]?.commands);
      expect(report.answers).toEqual(reports[0]?.answers);
    }
  });
});

describe('the digest of a trace', () => {
  it('does not depend on whether anybody reads the trace', async () => {
    const text: string[] = [];
    const read = await run('third-party-reset', { traceSink: (lines) => text.push(lines) });
    const unread = await run('third-party-reset');
    expect(text.join('').length).toBeGreaterThan(10_000);
    expect(unread.traceDigest).toBe(read.traceDigest);
  });

  it('does not depend on the time of day, nor on how long the run takes', async () => {
    const before = await run('third-party-reset');
    vi.useFakeTimers({ now: new Date('2038-01-19T03:14:08Z'), toFake: ['Date'] });
    let ticks = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      ticks += 1;
      return 1e9 * ticks;
    });
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    try {
      const after = await run('third-party-reset');
      expect(after.traceDigest).toBe(before.traceDigest);
    } finally {
      random.mockRestore();
      clock.mockRestore();
      vi.useRealTimers();
    }
  });

  it('does not depend on what was run before in the same process', async () => {
    const before = await run('clean-read');
    await run('queued-io');
    expect((await run('clean-read')).traceDigest).toBe(before.traceDigest);
  });

  it('tells runs with other parameters apart', async () => {
    const loaded = await loadScenario(join(library, 'clean-read.yaml'));
    const changed = await loadScenario(join(library, 'clean-read.yaml'), {
      change: (topology) => ({ ...topology, parameters: { sd: { retryCount: 4 } } }),
    });
    const [one, two] = [await runScenario(loaded), await runScenario(changed)];
    expect(two.report.traceDigest).not.toBe(one.report.traceDigest);
  });
});
