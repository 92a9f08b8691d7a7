import { describe, expect, it } from 'vitest';
import type { Ending } from '../../machines/environment/stubs/completions.ts';
import { check } from '../../src/explore/check.ts';
import { scaledDown } from '../../src/explore/limits.ts';
import type { OfferedChoices } from '../../src/explore/message-pool.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { refines } from '../../src/explore/refinement.ts';
import {
  adapterLayer,
  driverLayer,
  publishedStackLayers,
  seenByAdapter,
  seenByDriver,
} from '../../src/explore/stack-layers.ts';

const once = { retryCount: 1, busyRetryCount: 1, victimRetryCount: 1, notReadyRetryCount: 1, uaRetryCount: 1 };

function whole(faultBudget: number, offered?: OfferedChoices) {
  const model = publishedModels.find(({ name }) => name === '1-target-1-slot');
  if (!model || !('surroundings' in model)) throw new Error('no topology of one slot');
  const surroundings = { ...model.surroundings, faultBudget, ...(offered ? { offered } : {}) };
  return publishedSpec({ ...model, surroundings });
}

describe('the target driver alone', () => {
  it('expects every message of an adapter that does whatever it may', () => {
    const layer = driverLayer('driver', {
      slots: 1,
      endings: ['complete', 'CHECK CONDITION', 'died in a reset', 'NOT_READY 04/02'],
      notifications: 1,
      sd: { ...scaledDown.sd, ...once },
    });
    const result = check(layer, { maxStates: 200_000 });
    expect(result.violation).toBeUndefined();
    expect(result).toMatchObject({ complete: true, states: 56_136 });
  });

  /** What the adapter makes of one fault. */
  const endings: readonly Ending[] = [
    ...(['complete', 'complete, short', 'BUSY', 'QUEUE FULL', 'tag rejected'] as const),
    ...(['auto sense: not transported', 'auto sense: CHECK CONDITION', 'auto sense: no data'] as const),
    ...(['auto sense: BUSY', 'auto sense: QUEUE FULL', 'nobody answered', 'parity error'] as const),
    ...(['unexpected bus free', 'died in a reset', 'timed out, device or bus reset'] as const),
    ...(['RECOVERED_ERROR 17/01', 'NOT_READY 04/02', 'MEDIUM_ERROR 11/00', 'ILLEGAL_REQUEST 21/00'] as const),
    ...(['UNIT_ATTENTION 29/02', 'UNIT_ATTENTION 29/03', 'ABORTED_COMMAND 47/00'] as const),
  ];
  const stub = (left: readonly Ending[]) =>
    driverLayer('stub', { slots: 1, endings: left, notifications: 2, sd: scaledDown.sd });

  it('meets in the stub all that it meets in the whole stack', { timeout: 60_000 }, () => {
    expect(refines(whole(1), stub(endings), seenByDriver)).toMatchObject({
      verdict: 'refines',
      states: { concrete: 518 },
    });
  });

  it('meets more in the whole stack than in a stub that always answers', { timeout: 60_000 }, () => {
    const found = refines(whole(1), stub(endings.filter((ending) => ending !== 'nobody answered')), seenByDriver);
    expect(found.verdict).toBe('does not refine');
    if (found.verdict === 'does not refine') expect(found.trace.at(-1)).toContain('CMD_INCOMPLETE');
  });
});

describe('the adapter alone', () => {
  it('expects every message of a driver and a bus that do whatever they may', { timeout: 60_000 }, () => {
    const model = publishedStackLayers.find(({ name }) => name === 'adapter-alone');
    const result = check(publishedSpec({ ...(model as NonNullable<typeof model>) }), { maxStates: 200_000 });
    expect(result.violation).toBeUndefined();
    expect(result).toMatchObject({ complete: true, states: 54_813 });
  });

  const offered: OfferedChoices = {
    'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
    'target.command.arrival': ['hang'],
    'bus.select.selection': ['noResponse'],
    'tran.start.admission': ['busy'],
  };
  const first = { slot: 'd0.1', tagged: true, head: false };
  const stubs = (starts: readonly (typeof first)[]) =>
    adapterLayer('stubs', {
      slots: 1,
      driver: { starts },
      bus: {
        statuses: ['GOOD', 'CHECK_CONDITION'],
        residues: ['zero', 'all'],
        senses: ['MEDIUM_ERROR 11/00'],
        resets: 1,
      },
      hba: scaledDown.hba,
      offered: { 'tran.start.admission': ['busy'] },
      faultBudget: 1,
    });

  it('meets between its stubs all that it meets in the whole stack', { timeout: 60_000 }, () => {
    const found = refines(whole(1, offered), stubs([first, { ...first, head: true }]), seenByAdapter);
    expect(found).toMatchObject({ verdict: 'refines', states: { concrete: 250 } });
  });

  it('meets more in the whole stack than with a driver that never goes to the head', { timeout: 60_000 }, () => {
    const found = refines(whole(1, offered), stubs([first]), seenByAdapter);
    expect(found.verdict).toBe('does not refine');
    if (found.verdict === 'does not refine') expect(found.trace.at(-1)).toContain('"head":true');
  });
});
