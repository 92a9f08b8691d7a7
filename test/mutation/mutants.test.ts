import { beforeAll, describe, expect, it } from 'vitest';
import { clauses } from '../../machines/clauses/index.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { machines } from '../../src/system/compose.ts';
import { explorerTrials } from './explorer-trials.ts';
import { type Healthy, Judge, prepare, whenHealthy } from './judge.ts';
import { textOf } from './mutant.ts';
import { namedVariants } from './named/index.ts';
import { operatorMutants } from './operators.ts';
import { scenarioTrials } from './scenario-trials.ts';
import { survivors } from './survivors.ts';

/** Quick ones; `npm run mutants` asks all of them, and every test of the machines. */
const quick =
  /^(scenario (clean-read|check-condition-arq|check-condition-rqs|medium-error|selection-timeout|tran-busy|tran-fatal-error|third-party-reset|queue-full-seen|start-unit|unexpected-bus-free|parity-error|read-only|end-of-partition|tag-rejected|command-timeout|reservation-conflict)|explorer 1-target-1-slot)$/;

const effort = { budget: Number.POSITIVE_INFINITY, watched: 0 };

describe('broken machines are noticed', () => {
  let judge: Judge;

  beforeAll(async () => {
    prepare();
    const trials = [...(await scenarioTrials()), ...explorerTrials()].filter(({ name }) => quick.test(name));
    const healthy: Healthy[] = [];
    for (const trial of trials) healthy.push(await whenHealthy(trial));
    judge = new Judge(trials, healthy);
  });

  it.each(namedVariants.filter(({ quickly }) => quickly).map((variant) => [variant.id, variant] as const))(
    '%s',
    async (_, variant) => {
      expect((await judge.judge(variant, effort)).killed).toBeDefined();
    },
  );

  it('a packet with any defect on the way of a good command', async () => {
    const verdicts = [];
    for (const mutant of operatorMutants(scsiPktMachine)
      .filter((each) => judge.concerned(each).length > 0)
      .slice(0, 12))
      verdicts.push(await judge.judge(mutant, effort));
    const noticed = verdicts.filter(({ killed }) => killed);
    expect(noticed.length).toBeGreaterThanOrEqual(10);
  });
});

describe('the broken machines', () => {
  const mutants = machines.flatMap(operatorMutants);

  it('are enough, each with a name and a clause of its own', () => {
    expect(namedVariants.length).toBeGreaterThanOrEqual(40);
    expect(new Set(namedVariants.map(({ id }) => id)).size).toBe(namedVariants.length);
    for (const { clause } of namedVariants) expect(clauses[clause]).toBeDefined();
  });

  it('can be built, and differ from the healthy ones', () => {
    for (const { build, machine } of namedVariants) {
      const broken = build();
      expect([textOf(broken), broken.implementations]).not.toEqual([textOf(machine), machine.implementations]);
    }
  });

  it('have ids of their own', () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  });

  it('that survive for a reason exist', () => {
    const ids = new Set(mutants.map(({ id }) => id));
    expect(Object.keys(survivors).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('every transition is left out once, and every action of one', () => {
    const drops = mutants.filter(({ operator }) => operator === 'drop');
    expect(drops.length).toBeGreaterThan(800);
    expect(mutants.filter(({ operator }) => operator === 'silence').length).toBeGreaterThan(1000);
  });
});
