import { describe, expect, it } from 'vitest';
import { properties, propertiesOfArchitecture } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import type { PropertyFinding } from '../../src/explore/findings.ts';
import { publishedAixModels } from '../../src/explore/published-aix.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { type BrokenAix, brokenAix, type SmallSystem } from '../machines/properties/broken-aix.ts';
import { brokenAixCalls } from '../machines/properties/broken-aix-calls.ts';
import { smallAixSystem } from '../machines/properties/small-aix-system.ts';

const ofAix = propertiesOfArchitecture('aix');

function explored(name: string): readonly PropertyFinding[] {
  const model = publishedAixModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  const { complete, violation, properties: found } = check(publishedSpec(model, ofAix), { maxStates: 100_000 });
  expect([complete, violation?.says]).toEqual([true, undefined]);
  return found;
}
const verdictOf = (found: readonly PropertyFinding[], id: string) => found.find((each) => each.id === id)?.verdict;

describe('what the sources say of the AIX drivers, in every interleaving', () => {
  it('holds where the head driver asks for sense data first: they are never lost', () => {
    const found = explored('aix-sense-first');
    expect(found.filter(({ verdict, expected }) => verdict !== expected)).toEqual([]);
    expect(found.length).toBeGreaterThan(20);
    expect(verdictOf(found, 'aix-I25')).toBe('holds');
  });

  it('SC_Q_RESUME at once loses sense data, by the shortest run', () => {
    const found = explored('aix-resume-at-once');
    expect(found.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id)).toEqual([
      'aix-I25',
      'aix-flushed-innocent',
    ]);
    const lost = found.find(({ id }) => id === 'aix-sense-lost');
    const sent = (lost?.trace ?? []).flatMap(({ move }) =>
      move.kind === 'message' && move.message.type === 'sc.strategy' && move.message['slot'] === 'd0.rqs'
        ? [move.message['flags']]
        : [],
    );
    expect(sent).toEqual([['SC_RESUME', 'SC_Q_RESUME']]);
  });

  it('a CHECK CONDITION alone flushes a command that was never started', () => {
    const found = explored('aix-check-condition-alone');
    expect(verdictOf(found, 'aix-flushed-innocent')).toBe('holds');
    expect(found.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id)).toEqual(['aix-sense-lost']);
  });

  it('a timeout hurts a command of another disk', () => {
    const found = explored('aix-timeout-alone');
    expect(verdictOf(found, 'aix-victim-of-reset')).toBe('holds');
    expect(found.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id)).toEqual(['aix-sense-lost']);
  });
});

const findingInSmall = (
  property: string,
  system: SmallSystem,
  variant?: BrokenAix['variant'],
): PropertyFinding | undefined =>
  check(
    smallAixSystem(
      system,
      properties.filter(({ id }) => id === property),
      variant,
    ),
    { maxStates: 50_000 },
  ).properties[0];
const verdictInSmall = (...given: Parameters<typeof findingInSmall>) => findingInSmall(...given)?.verdict;
const expectedInSmall = (...given: Parameters<typeof findingInSmall>) => findingInSmall(...given)?.expected;

describe('a CHECK CONDITION that never reaches the adapter', () => {
  const unheard = {
    offered: {
      'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
      'bus.finish.transfer': ['unexpectedBusFree', 'dataParity'],
    },
  };
  it.each([
    ['is lost to the next command', { slots: 2, faults: 2 }, 'fails'],
    ['is lost with tags, too', { slots: 1, tagged: true, faults: 2 }, 'fails'],
    ['is kept while another tagged command is held back in the device', { slots: 2, tagged: true, faults: 2 }, 'holds'],
    ['is lost when that one comes back unheard as well', { slots: 2, tagged: true, faults: 3 }, 'fails'],
    [
      'is lost when that one is still with the adapter driver',
      { slots: 2, tagged: true, faults: 2, device: { activePerDevice: 1 } },
      'fails',
    ],
  ] as const)('%s', (_, system, verdict) => {
    expect(verdictInSmall('aix-I25', { ...system, ...unheard })).toBe(verdict);
    expect(expectedInSmall('aix-I25', { ...system, ...unheard })).toBe(verdict);
  });

  it('is not lost to a transfer with a parity error: the status has come', () => {
    const offered = { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'], 'bus.finish.transfer': ['dataParity'] };
    expect(verdictInSmall('aix-I25', { slots: 2, faults: 3, offered })).toBe('holds');
    expect(expectedInSmall('aix-I25', { slots: 2, faults: 3, offered })).toBe('holds');
  });
});

const everyBroken = [...brokenAix, ...brokenAixCalls];

describe('a property of the AIX drivers is broken by a machine that is broken on purpose', () => {
  it('each of them, at least once', () => {
    expect(ofAix.filter(({ id }) => !everyBroken.some(({ property }) => property === id)).map(({ id }) => id)).toEqual(
      [],
    );
  });

  it.each(everyBroken)('$property: $how', ({ property, system, variant }) => {
    expect(verdictInSmall(property, system)).toBe('holds');
    expect(verdictInSmall(property, system, variant)).toBe('fails');
  });
});
