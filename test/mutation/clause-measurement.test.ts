import { describe, expect, it } from 'vitest';
import { scBufMachine } from '../../machines/packet/sc-buf.machine.ts';
import { scsiBufMachine } from '../../machines/packet/scsi-buf.machine.ts';
import type { Measurement } from '../../src/spec/measured.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { rewritten } from '../rules/variant.ts';
import { measure } from './clause-measurement.ts';
import type { Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';

const nothing: Measurement = { machines: new Map(), properties: new Map() };
const acting = (machine: typeof scBufMachine | typeof scsiBufMachine) =>
  transitionIndex.transitionsOf(machine).filter(({ ignored }) => ignored === undefined);

/** Judges by a rule, and counts. */
function judging(isNoticed: (mutant: Mutant) => boolean, tests: readonly string[] = ['test one']) {
  const verdicts = new Map<string, Verdict>();
  const judged: string[] = [];
  return {
    judged,
    recall: ({ id }: Mutant) => verdicts.get(id),
    exists: (trial: string) => tests.includes(trial),
    named: [],
    judge: async (mutants: readonly Mutant[]) => {
      for (const mutant of mutants) {
        const { id } = mutant;
        judged.push(id);
        const killed = isNoticed(mutant) ? { kind: 'test' as const, says: 'no', trial: tests[0] ?? '' } : undefined;
        verdicts.set(id, { id, killed, properties: [], concerned: 1, run: 1 });
      }
    },
  };
}

describe('measuring which test notices which broken transition', () => {
  it('breaks every transition once where the first defect is noticed', async () => {
    const with_ = judging(() => true);
    const { machines } = await measure([scBufMachine], nothing, with_);
    const { transitions } = machines.get('sc-buf') ?? { transitions: new Map() };
    expect([...transitions.keys()]).toEqual(acting(scBufMachine).map(({ id }) => id));
    expect(with_.judged).toHaveLength(transitions.size);
    expect(new Set([...transitions.values()].map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"kind":"noticed","tests":["test one"]}']),
    );
  });

  it('tries everything before it says that nothing notices a transition', async () => {
    const with_ = judging(({ operator }) => operator === 'negate');
    const { machines } = await measure([scBufMachine], nothing, with_);
    const guarded = acting(scBufMachine).filter(({ guard }) => guard !== undefined);
    const transitions = machines.get('sc-buf')?.transitions;
    for (const { id, guard } of acting(scBufMachine))
      expect(transitions?.get(id)?.kind, id).toBe(guard === undefined ? 'unnoticed' : 'noticed');
    expect(guarded.length).toBeGreaterThan(0);
    expect(new Set(with_.judged).size).toBe(with_.judged.length);
  });

  it('begins anew only with the machine that has changed, or whose test is gone', async () => {
    const first = await measure(
      [scBufMachine, scsiBufMachine],
      nothing,
      judging(() => true),
    );
    const again = judging(() => true);
    expect(await measure([scBufMachine, scsiBufMachine], first, again)).toEqual(first);
    expect(again.judged).toEqual([]);

    const changed = rewritten(scBufMachine, (text) => {
      text['initial'] = 'adapter';
    });
    const third = judging(() => true);
    await measure([changed, scsiBufMachine], first, third);
    expect(third.judged).toHaveLength(acting(scBufMachine).length);

    const without = judging(() => true, ['test two']);
    const renewed = await measure([scBufMachine], first, without);
    expect(renewed.machines.get('sc-buf')?.transitions.values().next().value).toEqual({
      kind: 'noticed',
      tests: ['test two'],
    });
  });
});
