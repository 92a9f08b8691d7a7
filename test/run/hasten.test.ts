import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { laneOf } from '../../machines/protocol/lanes.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../src/run/runtime.ts';
import { type FaultRuleInput, faultRule } from '../../src/scenario/fault-rule.ts';
import type { Delivery } from '../../src/system/cascade.ts';
import type { StepRecord } from '../../src/system/step-record.ts';

const loaded = await loadScenario(join(import.meta.dirname, '../../src/scenario/library/queued-io.yaml'));

async function steps(rules: readonly FaultRuleInput[], runtime: RuntimeKind = 'table') {
  const seen: StepRecord[] = [];
  const faults = rules.map((rule) => faultRule.parse(rule));
  const scenario = { ...loaded.scenario, faults };
  const { report } = await runScenario({ ...loaded, scenario }, { runtime, observe: (record) => seen.push(record) });
  return { seen, report };
}

const channelOf = ({ from, to, message }: Delivery): string => `${from} ${to} ${laneOf(message.type)}`;

/** For each message that came first: whether it was received next, and whether an older one of its channel was not yet. */
function hastened(seen: readonly StepRecord[]) {
  const onTheirWay: Delivery[] = [];
  return seen.flatMap((record, i) => {
    const [first] = record.deliveries;
    const received = first ? onTheirWay.findIndex((each) => channelOf(each) === channelOf(first)) : -1;
    if (record.kind === 'message' && received >= 0) onTheirWay.splice(received, 1);
    return record.posted.flatMap((delivery, n) => {
      const older = onTheirWay.some((each) => channelOf(each) === channelOf(delivery));
      onTheirWay.push(delivery);
      if (!record.moved.some((each) => each.n === n && 'first' in each)) return [];
      const next = seen[i + 1]?.deliveries[0];
      return [{ older, isNext: next?.to === delivery.to && next.message.type === delivery.message.type }];
    });
  });
}

const travelling = ['call', 'intr', 'task'];
const plain = await steps([]);
const types = [...new Set(plain.seen.flatMap(({ posted }) => posted.map(({ message }) => message.type)))].filter(
  (type) => travelling.includes(laneOf(type)),
);

describe('a message that comes first', () => {
  it.each(types)(
    '%s is received next, unless one of its channel is before it; all requests are answered',
    async (type) => {
      const { seen, report } = await steps([{ hasten: type, count: 'sticky' }]);
      const found = hastened(seen);
      expect(found.length).toBeGreaterThan(0);
      // Of several that one step sends, the last comes first.
      const alone = seen.every(({ moved }) => moved.length < 2);
      for (const { older, isNext } of found) if (alone) expect(isNext).toBe(!older);
      expect(report.answers).toEqual({ none: report.commands.submitted });
    },
  );

  it('overtakes none of its own channel', async () => {
    const { seen, report } = await steps([
      { delay: 'hba.disconnected', ms: 1, count: 4 },
      { hasten: 'hba.completed', count: 'sticky' },
      { hasten: 'hba.reconnected', count: 'sticky' },
    ]);
    expect(hastened(seen).filter(({ older }) => older).length).toBeGreaterThan(0);
    const order = (deliveries: readonly Delivery[]): string[] =>
      deliveries.filter((each) => channelOf(each) === 'bus:b0 hba:h0 intr').map(({ message }) => message.type);
    expect(order(seen.flatMap(({ deliveries }) => deliveries))).toEqual(order(seen.flatMap(({ posted }) => posted)));
    expect(report.answers).toEqual({ none: report.commands.submitted });
  });

  it('may be one of many: the nth, or that of a request', async () => {
    const { seen, report } = await steps([
      { hasten: 'pkt.comp', nth: 3 },
      { hasten: 'pkt.comp', when: { request: 2 } },
    ]);
    expect(hastened(seen)).toHaveLength(2);
    expect(report.faults).toEqual([
      { rule: 'pkt.comp comes first', times: 1 },
      { rule: 'pkt.comp comes first when request 2', times: 1 },
    ]);
  });

  it('is the same in the stepper; live actors, which nobody schedules, refuse it', async () => {
    const rule = { hasten: 'tran.return', nth: 2 };
    expect((await steps([rule], 'stepper')).seen).toEqual((await steps([rule])).seen);
    await expect(steps([rule], 'actors')).rejects.toThrow(/live actors schedule alone/);
  });
});
