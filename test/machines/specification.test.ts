import { describe, expect, it } from 'vitest';
import { clause, clauses } from '../../machines/clauses/index.ts';
import { standIns } from '../../machines/environment/stubs/stand-ins.ts';
import { properties } from '../../machines/properties/index.ts';
import { machines as composed } from '../../src/system/compose.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';

const machines = [...composed, ...standIns];

describe.each(machines.map((machine) => [machine.id, machine] as const))(
  '%s reads like a specification',
  (_, machine) => {
    const states = transitionIndex.statesOf(machine).filter(({ state }) => state !== '');
    const transitions = transitionIndex.transitionsOf(machine);

    it('describes every state', () => {
      expect(states.filter(({ description }) => !description).map(({ state }) => state)).toEqual([]);
    });

    it('describes every transition', () => {
      expect(transitions.filter(({ description }) => !description).map(({ id }) => id)).toEqual([]);
    });

    it('names the source of every transition that does something', () => {
      expect(
        transitions.filter(({ source, ignored }) => source.length === 0 && ignored === undefined).map(({ id }) => id),
      ).toEqual([]);
    });

    it('cites only clauses that are in a book', () => {
      expect(transitions.flatMap(({ source }) => source).filter((id) => clause(id) === undefined)).toEqual([]);
    });

    it('names its guards instead of writing them into the configuration', () => {
      expect(transitions.filter(({ guard }) => guard?.includes('(inline)')).map(({ id }) => id)).toEqual([]);
    });

    it('gives a reason for every message that it ignores', () => {
      expect(
        transitions.filter(({ ignored }) => ignored !== undefined && ignored.length < 10).map(({ id }) => id),
      ).toEqual([]);
    });
  },
);

describe('the books of clauses', () => {
  it('hold nothing that no state or transition cites', () => {
    const watchers = properties.flatMap((property) => (property.kind === 'always' ? [] : [property.machine]));
    const cited = new Set(
      [...machines, ...watchers]
        .flatMap((machine) => JSON.stringify(machine.config).match(/"source":\[[^\]]*\]/g) ?? [])
        .flatMap((text) => (JSON.parse(`{${text}}`) as { source: string[] }).source),
    );
    expect(Object.keys(clauses).filter((id) => !cited.has(id))).toEqual([]);
  });

  it('name document and section and say something', () => {
    for (const [id, { document, section, says }] of Object.entries(clauses))
      expect([document.length > 1, section.length > 0, says.length > 15], id).toEqual([true, true, true]);
  });
});
