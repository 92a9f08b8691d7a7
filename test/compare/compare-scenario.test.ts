import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Comparison, compareScenario } from '../../src/compare/compare-scenario.ts';
import { InputError } from '../../src/input-error.ts';

const library = join(import.meta.dirname, '../../src/scenario/library');
const compared = (name: string): Promise<Comparison> => compareScenario(join(library, `${name}.yaml`));

async function both(name: string) {
  const [scsa, aix] = (await compared(name)).consequences;
  if (!scsa || !aix) throw new Error('there are two driver architectures');
  return { scsa, aix };
}

describe('one fault under SCSA and under AIX', () => {
  it('CHECK CONDITION: AIX without tags flushes innocent commands, SCSA touches none', async () => {
    const { scsa, aix } = await both('aix-check-condition');
    expect([scsa.driver, aix.driver]).toEqual(['scsa', 'aix']);
    expect(scsa.innocentRequests).toEqual([]);
    expect(aix.innocentRequests).toEqual([2, 3]);
    for (const { answers, sense } of [scsa, aix])
      expect({ answers, sense }).toEqual({ answers: { none: 4 }, sense: { held: 1, fetched: 1, lost: 0 } });
  });

  it('CHECK CONDITION with tags: AIX keeps its queue and touches none either', async () => {
    const { scsa, aix } = await both('aix-held-queue');
    expect([scsa.innocentRequests, aix.innocentRequests]).toEqual([[], []]);
  });

  it('a timeout: both hurt innocent commands of the other disk', async () => {
    const { scsa, aix } = await both('aix-timeout');
    for (const { innocentRequests, resets, recoveryMs } of [scsa, aix]) {
      expect(innocentRequests.some((index) => index > 0)).toBe(true);
      expect(resets).toBeGreaterThanOrEqual(1);
      expect(recoveryMs).toBeGreaterThan(1000);
    }
  });

  it('a head driver that resumes at once loses the sense data and starts a command before they could be fetched', async () => {
    const { scsa, aix } = await both('aix-sense-lost');
    expect(scsa).toMatchObject({ sense: { lost: 0 }, startedBeforeSense: 0 });
    expect(aix).toMatchObject({ sense: { lost: 1 }, startedBeforeSense: 1 });
  });

  it('stands side by side what means the same in both', async () => {
    const { rows } = await compared('aix-check-condition');
    const together = rows.flatMap(({ left, right }) => (left && right ? [left.label] : []));
    expect(together).toEqual(
      expect.arrayContaining([
        'CHECK_CONDITION for #1',
        'REQUEST SENSE reaches d0',
        'the sense data are read: MEDIUM_ERROR 11/00',
      ]),
    );
    expect(rows.filter(({ left, right }) => !left && right?.detail === 'ENXIO')).toHaveLength(2);
  });

  it('AIX over FCP stands beside AIX over a parallel bus: a timeout resets a bus, or aborts one command', async () => {
    const [parallel, fcp] = (await compared('fcp-timeout')).consequences;
    expect([parallel?.driver, fcp?.driver]).toEqual(['aix', 'aix-fcp']);
    expect([parallel?.resets, fcp?.resets]).toEqual([1, 0]);
    expect(parallel?.recoveryMs).toBeGreaterThan(1000);
    expect(fcp?.recoveryMs).toBeLessThan(100);
  });

  it('AIX over FCP has its sense data with the status, AIX over a parallel bus asks for them', async () => {
    const [parallel, fcp] = (await compared('fcp-autosense')).consequences;
    for (const each of [parallel, fcp]) expect(each?.sense).toEqual({ held: 1, fetched: 1, lost: 0 });
    const asked = (await compared('fcp-autosense')).rows.filter(
      ({ left }) => left?.label === 'REQUEST SENSE reaches d0',
    );
    expect(asked.map(({ right }) => right)).toEqual([undefined]);
  });

  it('refuses what nobody could read', async () => {
    await expect(compared('queued-io')).resolves.toBeDefined();
    const long = compareScenario(join(import.meta.dirname, 'too-long.yaml'));
    await expect(long).rejects.toThrow(InputError);
  });
});
