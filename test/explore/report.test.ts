import { expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { publishedModels, publishedSpec } from '../../src/explore/published.ts';
import { checkReport } from '../../src/explore/report.ts';

it.each([
  ['1-target-1-slot', 'command'],
  ['1-target-1-slot-phases', 'phase'],
])('%s: the report says the grain of the bus', (name, grain) => {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  expect(checkReport(check(publishedSpec(model), { maxStates: 1 }))).toMatchObject({ grain, reductions: [] });
});
