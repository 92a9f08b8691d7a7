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
    expect(findClauses(['destroy', 'sense']).map(({ id }) => id)).toEqual(ids);
  });

  it('by a machine: with its transitions only', () => {
    const citing = findClauses(['aix-adapter-transaction']).flatMap(({ transitions }) => transitions);
    expect(new Set(citing.map(({ machine }) => machine))).toEqual(new Set(['aix-adapter-transaction']));
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
