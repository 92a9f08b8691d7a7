import { expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { checkReport } from '../../src/explore/report.ts';

const reported = (name: string, more = 0) => {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no ${name}`);
  return checkReport(check(publishedSpec(model, properties, more), { maxStates: 100_000 })) as Record<string, unknown>;
};

it('says what was explored, under which assumptions, how fast, and what came of it', () => {
  const report = reported('1-target-1-slot-phases');
  expect(report).toMatchObject({
    topology: '1-target-1-slot-phases',
    machineDigest: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    grain: 'phase',
    timerMode: 'classes',
    limits: { sd: { retryCount: 2, victimRetryCount: 3 }, hba: { qfullRetries: 1 }, device: { queueDepth: 4 } },
    faultBudget: 1,
    laneBounds: 8,
    statesWithoutWatchers: 1275,
    complete: true,
  });
  const { states, transitions, seconds, statesPerSecond, transitionsPerSecond, peakBytes, xstateCalls } = report;
  for (const figure of [states, transitions, seconds, statesPerSecond, transitionsPerSecond, peakBytes, xstateCalls]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(report['assumptions']).toContain('at most 1 fault in one run');
  expect(report['reductions']).toEqual([]);
  for (const each of report['properties'] as object[]) {
    expect(Object.keys(each)).toEqual(expect.arrayContaining(['id', 'expected', 'verdict', 'length', 'trace']));
  }
});

it('says what holds only because nothing that it speaks of happens', () => {
  const vacuous = (name: string): Record<string, boolean> =>
    Object.fromEntries(
      (reported(name)['properties'] as { id: string; vacuous?: true }[]).map((each) => [
        each.id,
        each.vacuous === true,
      ]),
    );
  // Without a CHECK CONDITION there is nothing between it and its REQUEST SENSE.
  expect(vacuous('queue-full-for-ever')).toMatchObject({ Q3: true, I1: false });
  expect(vacuous('1-target-1-slot-phases')).toMatchObject({ Q3: false, I1: false });
});

it.each(['sense-lost', 'sense-kept-by-order', 'start-unit-early-return', 'queue-full-for-ever'] as const)(
  'has the same verdicts when each limit is one larger (%s)',
  (name) => {
    const verdicts = (report: Record<string, unknown>) =>
      (report['properties'] as { id: string; verdict: string }[]).map(({ id, verdict }) => `${id} ${verdict}`);
    const [published, larger] = [reported(name), reported(name, 1)];
    expect(larger['limits']).toMatchObject({ sd: { retryCount: 3 }, hba: { qfullRetries: 2 } });
    expect(verdicts(larger)).toEqual(verdicts(published));
  },
);
