import { beforeAll, describe, expect, it } from 'vitest';
import { clauses } from '../../machines/clauses/index.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { machines } from '../../src/system/compose.ts';
import { type Healthy, Judge, prepare, whenHealthy } from './judge.ts';
import { layersOf } from './layers.ts';
import { textOf } from './mutant.ts';
import { namedVariants } from './named/index.ts';
import { operatorMutants } from './operators.ts';
import { scenarioTrials } from './scenario-trials.ts';
import { survivors } from './survivors.ts';

/** Quick ones; `npm run mutants` asks all of them, and every test of the machines. */
const quick =
  /^scenario (clean-read|medium-error|selection-timeout|tran-fatal-error|third-party-reset|queue-full-seen|start-unit|read-only|end-of-partition|reservation-conflict)$/;

/** At least one of each layer that one of these notices within a tenth of a second. */
const always: readonly string[] = [
  'callback twice',
  'a selection timeout is CMD_CMPLT',
  'QUEUE FULL never comes to the driver',
  'RST is not acknowledged',
  'destroy while the adapter owns it',
  'TRAN_FATAL_ERROR is tried again',
  'unit attention counted as STANDARD',
  'pkt_reason before the automatic sense',
  'a stopped unit is not started',
  'biodone twice',
  'used-up retries are success',
  'a selection timeout resets the target',
  'a retry is not counted as in transport',
  'a unit opened for reading is written',
  'the end of the partition is an error',
  'what waits for START UNIT waits for ever',
  'RST leaves the connection',
  'a selection that nobody answers never ends',
  'a target that does not let go of the bus',
  'the same status twice',
  'RST leaves the tasks',
  'tag kept after bus reset',
];

const effort = { budget: Number.POSITIVE_INFINITY, watched: 0 };

describe('broken machines are noticed', () => {
  let judge: Judge;

  beforeAll(async () => {
    prepare();
    const trials = (await scenarioTrials()).filter(({ name }) => quick.test(name));
    const healthy: Healthy[] = [];
    for (const trial of trials) healthy.push(await whenHealthy(trial));
    judge = new Judge(trials, healthy);
  });

  it.each(always)('%s', async (name) => {
    const variant = namedVariants.find(({ id }) => id === name);
    expect(variant && (await judge.judge(variant, effort)).killed).toBeDefined();
  });

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

  it('are of machines whose tests can be found', () => {
    expect(machines.map(({ id }) => id).filter((id) => layersOf(id).length === 0)).toEqual([]);
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
