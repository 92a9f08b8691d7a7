import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { Exploration } from '../../src/explore/check.ts';
import type { CheckOptions, CheckResult } from '../../src/explore/check-result.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { continueRun, saveRun } from '../../src/explore/saved-run.ts';
import { InputError } from '../../src/input-error.ts';
import { slotted, suspended } from './slotted.ts';

const published = (name: string): ModelSpec => {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  return publishedSpec(model, properties);
};
const alikeReaders = slotted({ faultBudget: 1, symmetry: true });
const alikeSleepers = suspended({ faultBudget: 1, symmetry: true, properties });
const folder = mkdtempSync(join(tmpdir(), 'saved-run-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

/** Explores until there are so many states, or to the end. */
function explored(spec: ModelSpec, options: Partial<CheckOptions>, from?: string): Exploration {
  const exploration = new Exploration(spec, { maxStates: 1_000_000, ...options });
  if (from !== undefined) continueRun(exploration, from);
  while (exploration.advance(1000));
  return exploration;
}

/** All that a run says but how long it took. */
function told({ result, space }: { result: CheckResult; space: Exploration['space'] }): unknown {
  const { states, statesWithoutWatchers, transitions, depth, complete, symmetry, violation, xstateCalls } = result;
  const all = Array.from({ length: space.store.count }, (_, i) => [...space.vectorOf(i), space.store.parent(i)].join());
  const found = result.properties.map(({ id, verdict, length, instance, trace, cycleFrom, why }) => ({
    ...{ id, verdict, length, instance, trace, cycleFrom, why },
  }));
  return {
    ...{ states, statesWithoutWatchers, transitions, depth, complete, symmetry, violation, xstateCalls, all, found },
    ...{ tables: result.tables, covered: [...result.covered].sort() },
  };
}

describe('a run that is stopped and continued', () => {
  it.each<readonly [string, ModelSpec, Partial<CheckOptions>]>([
    ['breadth first', published('sense-lost'), {}],
    ['depth first', published('queue-full-for-ever'), { order: 'depth' }],
    ['with slots that are alike', alikeReaders, {}],
    ['with slots that are alike and ends', alikeSleepers, {}],
  ])('%s: has the same states, numbers, verdicts and traces as one that is not', (name, spec, options) => {
    const whole = explored(spec, options);
    const { states } = whole;
    let from: string | undefined;
    for (const part of [0.1, 0.5, 0.9]) {
      const stopped = explored(spec, { ...options, maxStates: Math.floor(states * part) }, from);
      expect(stopped.canGoOn).toBe(true);
      from = file(`${name} ${part}`);
      saveRun(stopped, from);
    }
    const continued = explored(spec, options, from);
    expect(told({ result: continued.result(), space: continued.space })).toEqual(
      told({ result: whole.result(), space: whole.space }),
    );
    expect(whole.canGoOn).toBe(false);
  });
});

describe('refuses', () => {
  const spec = published('sense-lost');
  const { properties: none, ...withoutProperties } = spec;
  if (!none) throw new Error('nothing to leave out');
  const good = file('good');
  beforeAll(() => saveRun(explored(spec, { maxStates: 500 }), good));
  const changed = (name: string, change: (bytes: Buffer) => Buffer): string => {
    writeFileSync(file(name), change(readFileSync(good)));
    return file(name);
  };
  const header = (change: (text: string) => string) => (bytes: Buffer) => {
    const end = bytes.indexOf('\n');
    return Buffer.concat([Buffer.from(change(bytes.toString('utf8', 0, end))), bytes.subarray(end)]);
  };
  const flip = (at: number) => (bytes: Buffer) => {
    bytes.writeUInt8(bytes.readUInt8(bytes.length - at) ^ 1, bytes.length - at);
    return bytes;
  };

  it.each<readonly [string, () => string, RegExp]>([
    ['a bit that flipped', () => changed('bit', flip(1000)), /a damaged file: its digest is another/],
    [
      'an end that is missing',
      () => changed('short', (bytes) => bytes.subarray(0, -4)),
      /a damaged file: \d+ bytes inst/,
    ],
    ['another file', () => changed('other', () => Buffer.from('{"name":"x"}\n')), /a file that is no saved run/],
    ['a file without a line', () => changed('noise', () => Buffer.alloc(300, 255)), /a file that is no saved run/],
    [
      'a run of other machines',
      () =>
        changed(
          'machines',
          header((text) => text.replace(/("machineDigest":")../, '$1xx')),
        ),
      /a run of other machines \(xx/,
    ],
    [
      'a run of machines that behaved differently',
      () =>
        changed(
          'behaved',
          header((text) => text.replace(/("tablesDigest":")../, '$1xx')),
        ),
      /a run of machines that behaved differently/,
    ],
    ['no file', () => file('missing'), /got a file that does not exist/],
  ])('%s', (_, make, message) => {
    const from = make();
    const attempt = (): void => continueRun(new Exploration(spec, { maxStates: 1000 }), from);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(from);
  });

  it.each<readonly [string, ModelSpec, Partial<CheckOptions>, RegExp]>([
    ['another system', published('sense-kept-by-arq'), {}, /a run of sense-lost; accepted/],
    ['other faults', { ...spec, faultBudget: 2 }, {}, /a run of sense-lost with other options/],
    ['another order', spec, { order: 'depth' }, /with other options/],
    ['other properties', withoutProperties, {}, /with other options/],
  ])('%s', (_, other, options, message) => {
    const attempt = (): void => continueRun(new Exploration(other, { maxStates: 1000, ...options }), good);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
  });
});
