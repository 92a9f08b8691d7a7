import { describe, expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { modelOf, scaledDown } from '../../src/explore/index.ts';
import { checkTopology, topologySchema } from '../../src/system/topology.ts';

/** One disk, one request at a time, any number of DMA windows, and what may go wrong in one. */
const model = (freeDmaOnError: boolean) =>
  modelOf(
    'partial-dma',
    checkTopology(
      topologySchema.parse({
        targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 1 }] }],
        parameters: { ...scaledDown, sd: { ...scaledDown.sd, freeDmaOnError } },
      }),
    ),
    {
      faultBudget: 3,
      offered: {
        'packet.init.resid': ['partial'],
        'packet.bind.resid': ['partial'],
        'packet.bind.resources': ['permanent'],
        'tran.start.admission': ['busy'],
        'bus.finish.transfer': ['unexpectedBusFree'],
        'target.command.arrival': ['hang'],
        'lu.execute.outcome': ['short', 'RECOVERED_ERROR 17/01', 'ABORTED_COMMAND 47/00'],
      },
    },
  );

describe('partial DMA, explored', () => {
  it.each([
    ['a retry keeps its window', false],
    ['a retry binds anew', true],
  ])('%s: nothing unexpected, nothing gets stuck', (_, freed) => {
    const result = check(model(freed), { maxStates: 300_000 });
    expect(result.violation).toBeUndefined();
    expect(result.complete).toBe(true);
    expect(result.states).toBeGreaterThan(4000);
  });
});
