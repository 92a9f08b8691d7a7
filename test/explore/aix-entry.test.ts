import { describe, expect, it } from 'vitest';
import { propertiesOfArchitecture } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import type { PropertyFinding } from '../../src/explore/findings.ts';
import type { Surroundings } from '../../src/explore/model-of.ts';
import { publishedEntryModels } from '../../src/explore/published-aix-entry.ts';
import { type PublishedModel, publishedSpec } from '../../src/explore/published-model.ts';

const ofAix = propertiesOfArchitecture('aix');

/** The published systems with more than some thousand states, with fewer faults or happenings: `check` explores all of them. */
const smaller: Readonly<Record<string, Partial<Surroundings>>> = {
  'aix-sciostop': { faultBudget: 2 },
  'aix-sciostop-held': { faultBudget: 2 },
  'aix-scioreset-held': {
    offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] },
    spontaneous: [
      {
        to: 'proc:h0',
        message: { type: 'world.adapterIoctl', op: 'SCIORESET', lun: 'd0', caller: 'kernel' },
      },
    ],
  },
  'aix-async-events': { faultBudget: 2 },
  'aix-open-close': { faultBudget: 2 },
  'aix-open': { faultBudget: 2 },
  'aix-openers': { faultBudget: 4 },
  'aix-target-mode': { faultBudget: 4 },
};

function explored(
  name: string,
  only: readonly string[] = ofAix.map(({ id }) => id),
  aixAdapter: Record<string, number> = {},
): readonly PropertyFinding[] {
  const model = publishedEntryModels.find((each) => each.name === name);
  if (!model || !('topology' in model)) throw new Error(`no model ${name}`);
  const { parameters } = model.topology;
  const topology = {
    ...model.topology,
    parameters: { ...parameters, aixAdapter: { ...parameters?.aixAdapter, ...aixAdapter } },
  };
  const small: PublishedModel = { ...model, topology, surroundings: { ...model.surroundings, ...smaller[name] } };
  const {
    complete,
    violation,
    properties: found,
  } = check(
    publishedSpec(
      small,
      ofAix.filter(({ id }) => only.includes(id)),
    ),
    { maxStates: 20_000 },
  );
  expect([complete, violation?.says]).toEqual([true, undefined]);
  return found;
}

/** The properties that fail, beside those that say that something was seen. */
const broken = (found: readonly PropertyFinding[]): string[] =>
  found.filter(({ kind, verdict }) => kind !== 'sometimes' && verdict === 'fails').map(({ id }) => id);
const traceOf = (found: readonly PropertyFinding[], id: string): string[] =>
  (found.find((each) => each.id === id)?.trace ?? []).flatMap(({ move }) =>
    move.kind === 'message' ? [JSON.stringify(move.message)] : [],
  );
const place = (told: readonly string[], ...parts: readonly string[]): number =>
  told.findIndex((line) => parts.every((part) => line.includes(part)));

describe('every interleaving with callers of the adapter driver', () => {
  /** What fails where; everything else holds, no message is unexpected, and nothing is stuck. */
  const failing: Readonly<Record<string, readonly string[]>> = {
    'aix-sciostop': [],
    'aix-sciostop-held': ['aix-I1-back', 'aix-I34', 'aix-I29'],
    'aix-scioreset-held': [],
    'aix-ioctl-commands': ['aix-I25'],
    'aix-async-events': [],
    'aix-ioctl-interrupt': ['aix-I31'],
    'aix-dump-active': [],
    'aix-open-close': [],
    'aix-open': [],
    // A forced open destroys the sense data of the ioctl before it.
    'aix-openers': ['aix-I25'],
    'aix-target-mode': [],
    'aix-head-open-close': [],
  };

  it.each(publishedEntryModels.map(({ name }) => name))('%s: every verdict is as the sources say', (name) => {
    const found = explored(name);
    expect(
      found.filter(({ verdict, expected }) => expected !== undefined && verdict !== expected).map(({ id }) => id),
    ).toEqual([]);
    expect(broken(found)).toEqual(failing[name]);
  });
});

describe('what is found', () => {
  it('SCIOSTOP returns from a held queue with nothing in it', () => {
    const found = explored('aix-sciostop-held', ['aix-I29', 'aix-I34'], { activePerDevice: 2 });
    expect(broken(found)).toEqual([]);
    expect(found.find(({ id }) => id === 'aix-I29')?.expected).toBe('holds');
  });

  it('SCIOSTOP waits for ever for a queue that is held: the request sense that could release it is rejected', () => {
    const told = traceOf(explored('aix-sciostop-held', ['aix-I29']), 'aix-I29');
    const checkCondition = place(told, 'sc.iodone', 'SC_DID_NOT_CLEAR_Q');
    const sense = place(told, 'sc.iodone', '.rqs', 'ENXIO');
    expect(checkCondition).toBeGreaterThan(-1);
    expect(sense).toBeGreaterThan(checkCondition);
  });

  it('a command of an ioctl loses its sense data to the next command of the head driver', () => {
    const told = traceOf(explored('aix-ioctl-commands', ['aix-I25']), 'aix-I25');
    const checkCondition = place(told, 'hba.completed', '.ioctl', 'CHECK_CONDITION');
    expect(checkCondition).toBeGreaterThan(-1);
    expect(place(told, 'target.command', '"slot":"d0.1"')).toBeGreaterThan(checkCondition);
    expect(place(told, 'requestSense')).toBe(-1);
  });
});
