import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { addSpec } from '../../src/cli/spec.ts';
import { findClauses } from '../../src/spec/reference.ts';

describe('a clause is found', () => {
  it('by its id alone, with what cites it', () => {
    const [found, ...others] = findClauses(['queue-resume']);
    expect(others).toEqual([]);
    expect(found?.transitions.map(({ state }) => state)).toContain('queue.HALT_CLEARED');
    expect(found?.properties.map(({ id }) => id)).toContain('aix-I10');
  });

  it('by words in any order, small or capital', () => {
    const ids = findClauses(['SENSE', 'destroy']).map(({ id }) => id);
    expect(ids).toContain('lu-sense-destroyed');
    expect(
      findClauses(['destroy', 'sense'])
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  it('by a machine: with its transitions only', () => {
    const citing = findClauses(['aix-adapter-transaction']).flatMap(({ transitions }) => transitions);
    expect(new Set(citing.map(({ machine }) => machine))).toEqual(new Set(['aix-adapter-transaction']));
  });
});

describe('of several clauses', () => {
  const found = findClauses(['queue', 'full']);

  it('those come first that have the words in their id, then those that say them, then those that are cited by them', () => {
    const rank = ({ id, says }: (typeof found)[number]): number =>
      id.includes('queue-full') ? 0 : says.toLowerCase().includes('queue full') ? 1 : 2;
    const ranks = found.map(rank);
    expect(ranks[0]).toBe(0);
    expect(new Set(ranks)).toEqual(new Set([0, 1, 2]));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  it('a property leads to what demands it', () => {
    const first = findClauses(['aix-i10'])[0];
    expect(first?.properties.map(({ id }) => id)).toContain('aix-I10');
  });
});

describe('spec', () => {
  const said = async (...args: string[]): Promise<string> => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const program = new Command();
    addSpec(program);
    try {
      await program.parseAsync(['spec', ...args], { from: 'user' });
      return write.mock.calls.map(([chunk]) => String(chunk)).join('');
    } finally {
      write.mockRestore();
    }
  };

  it('prints the rule, its source, transitions and properties', async () => {
    const text = await said('queue-resume');
    expect(text).toMatch(/^queue-resume \(\w+: .+\)\n/);
    expect(text).toContain('aix-adapter-device: queue.HALT_CLEARED: device.strategy');
    expect(text).toContain('said in aix-recovery: the queue of a device, cleared: with SC_RESUME\n');
    expect(text).toContain('property aix-I10: ');
    expect(text).toMatch(/fails if broken: test machines\/hba\/aix-/);
  });

  it('says how many clauses there are, and tells the likeliest in short unless all are wanted', async () => {
    const [short, all] = [await said('queue', 'full'), await said('queue', 'full', '--all')];
    const clauses = JSON.parse(await said('queue', 'full', '--json')) as unknown[];
    const left = clauses.length - 10;
    expect(left).toBeGreaterThan(0);
    const heading = `${clauses.length} clauses for "queue full", the likeliest first`;
    expect(short.split('\n')[0]).toBe(`${heading}; ${left} more with --all`);
    expect(all.split('\n')[0]).toBe(heading);
    const told = (text: string): number => text.match(/^\S+ \(\w+: /gm)?.length ?? 0;
    expect([told(short), told(all)]).toEqual([10, clauses.length]);
    expect(short.length).toBeLessThan(all.length / 2);
  });

  it.each([[['--all', '--coverage']], [['--all', '--document', 'aix-sam']], [['queue', '--all', '--json']]])(
    'refuses %j, which would not be heeded',
    async (args) => {
      await expect(said(...args)).rejects.toThrow('got --all with');
    },
  );

  it('counts the clauses that tests cover', async () => {
    const report = JSON.parse(await said('--coverage', '--json'));
    expect(report.covered).toBeGreaterThan(report.clauses / 2);
    expect(report.clauses - report.covered).toBe(report.uncovered.length);
    expect(await said('--coverage')).toContain(`${report.covered} of ${report.clauses} clauses are covered`);
  });

  it('counts all of them or none', async () => {
    await expect(said('--coverage', 'queue-resume')).rejects.toThrow('one of them');
    await expect(said('--coverage', '--document', 'aix-sam')).rejects.toThrow('one of them');
  });

  it('wants to know what to look up', async () => {
    await expect(said()).rejects.toThrow('--coverage');
  });

  it('refuses words that nothing contains', async () => {
    await expect(said('nothing-of-that-kind')).rejects.toThrow('nothing-of-that-kind');
  });
});
