import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LoadedScenario, loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../src/run/runtime.ts';
import { compose } from '../../src/system/compose.ts';
import { Replay, ReplayDivergence } from '../../src/system/replay.ts';
import type { StepRecord } from '../../src/system/step-record.ts';

const folder = join(import.meta.dirname, '../../src/scenario/library');
const big = 'ext4-mixed';
const load = (name: string) => loadScenario(join(folder, `${name}.yaml`));

/** The recorded workload, cut short. */
async function prefix(requests: number): Promise<LoadedScenario> {
  const loaded = await load(big);
  return { ...loaded, requests: loaded.requests.slice(0, requests) };
}

async function recorded(loaded: LoadedScenario, runtime: RuntimeKind): Promise<StepRecord[]> {
  const records: StepRecord[] = [];
  const { report } = await runScenario(loaded, { runtime, observe: (record) => records.push(record) });
  expect(report.commands.completed).toBe(report.commands.submitted);
  return records;
}

const start = ({ scenario }: LoadedScenario) =>
  new Replay(compose(scenario.topology, { startAttached: !scenario.attach, forever: null }));

/** Repeats all steps. @throws ReplayDivergence */
function repeat(loaded: LoadedScenario, records: readonly StepRecord[]): number {
  const replay = start(loaded);
  for (const record of records) replay.step(record);
  return records.length;
}

// What live actors do in every scenario is repeated in test/scenario/library.test.ts, the whole recorded workload included;
// what the stepper does, in test/system/table/table-steps.test.ts.
describe('what the stepper did', () => {
  it('300 requests of the recorded workload, with faults: repeats step by step in the stepper', async () => {
    const loaded = await prefix(300);
    expect(repeat(loaded, await recorded(loaded, 'stepper'))).toBeGreaterThan(3000);
  });
});

describe('a record that was tampered with', () => {
  let loaded: LoadedScenario;
  let records: StepRecord[];
  beforeAll(async () => {
    loaded = await load('check-condition-arq');
    records = await recorded(loaded, 'actors');
  });
  /** The record with one step changed. */
  const tampered = (
    pick: (record: StepRecord) => boolean,
    change: (record: StepRecord) => StepRecord,
  ): StepRecord[] => {
    const at = records.findIndex(pick);
    expect(at).toBeGreaterThan(0);
    return records.map((record, i) => (i === at ? change(record) : record));
  };
  const received = (type: string) => (record: StepRecord) => record.deliveries[0]?.message.type === type;

  it('is as good as new before', () => {
    expect(() => repeat(loaded, records)).not.toThrow();
  });

  it.each([
    ['a field of a received message', 'pkt.comp', 'resid', 'partial'],
    ['the result of a call', 'tran.return', 'result', 'TRAN_BUSY'],
  ])('diverges: %s', (_, type, field, value) => {
    const changed = tampered(received(type), (record) => ({
      ...record,
      deliveries: record.deliveries.map((each, i) =>
        i === 0 ? { ...each, message: { ...each.message, [field]: value } } : each,
      ),
    }));
    expect(() => repeat(loaded, changed)).toThrow(ReplayDivergence);
    expect(() => repeat(loaded, changed)).toThrow(/messages received/);
  });

  it('diverges: a message that is sent, changed', () => {
    const changed = tampered(
      ({ posted }) => posted.some(({ message }) => message.type === 'bus.select'),
      (record) => ({
        ...record,
        posted: record.posted.map((each) => ({ ...each, message: { ...each.message, tag: 'ordered' } })),
      }),
    );
    expect(() => repeat(loaded, changed)).toThrow(/messages sent/);
  });

  it('diverges: a message that is received before it was sent', () => {
    const arrival = records.findIndex(({ deliveries: [first] }) => first?.message.type === 'target.command');
    const sent = records.findIndex(({ posted }) => posted.some(({ message }) => message.type === 'target.command'));
    expect(sent).toBeLessThan(arrival);
    const order = [...records];
    const [moved] = order.splice(arrival, 1);
    if (moved) order.splice(sent, 0, moved);
    expect(() => repeat(loaded, order)).toThrow(/nothing to deliver/);
  });

  it('diverges: a channel that is not first in, first out', async () => {
    // Two requests through the same adapter and bus: their selections travel on one channel.
    const queued = await load('queued-io');
    const live = await recorded(queued, 'actors');
    const selections = live.flatMap(({ deliveries: [first] }, i) => (first?.message.type === 'bus.select' ? [i] : []));
    const swapped = [...live];
    const [one, two] = selections.slice(-2);
    if (one === undefined || two === undefined) throw new Error('there are not two selections');
    const [first, second] = [live[one], live[two]];
    if (first && second) {
      swapped[one] = second;
      swapped[two] = first;
    }
    expect(() => repeat(queued, swapped)).toThrow(ReplayDivergence);
  });

  it('diverges: a choice taken away', () => {
    const changed = tampered(
      ({ chosen }) => chosen.some(({ type }) => type === 'lu.execute'),
      (record) => ({ ...record, chosen: [] }),
    );
    expect(() => repeat(loaded, changed)).toThrow(/messages received/);
  });

  it('diverges: another choice than was made', () => {
    const changed = tampered(
      ({ chosen }) => chosen.some(({ type }) => type === 'lu.execute'),
      (record) => ({
        ...record,
        chosen: record.chosen.map((each) => ({ ...each, fields: { outcome: 'MEDIUM_ERROR 11/00' } })),
      }),
    );
    expect(() => repeat(loaded, changed)).toThrow(ReplayDivergence);
  });

  it.each([
    ['effects', (record: StepRecord) => ({ ...record, effects: [] })],
    ['delays armed', (record: StepRecord) => ({ ...record, armed: [] })],
    ['delays cancelled', (record: StepRecord) => ({ ...record, cancelled: [] })],
  ] as const)('diverges: %s left out', (what, change) => {
    const has = { effects: 'effects', 'delays armed': 'armed', 'delays cancelled': 'cancelled' } as const;
    const changed = tampered((record) => record.kind !== 'start' && record[has[what]].length > 0, change);
    expect(() => repeat(loaded, changed)).toThrow(what);
  });

  it('diverges: a delay that fires twice, or that was never armed', () => {
    const at = records.findIndex(({ kind }) => kind === 'timer');
    expect(at).toBeGreaterThan(0);
    const twice = records.flatMap((record, i) => (i === at ? [record, record] : [record]));
    expect(() => repeat(loaded, twice)).toThrow(/no such delay is armed/);
  });

  it('diverges: a step left out', () => {
    const at = records.findIndex(received('tran.start'));
    expect(() =>
      repeat(
        loaded,
        records.filter((_, i) => i !== at),
      ),
    ).toThrow(ReplayDivergence);
  });
});
