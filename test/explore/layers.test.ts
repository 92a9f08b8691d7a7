import { describe, expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { type BusLayer, busLayer, publishedLayers } from '../../src/explore/layers.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { type PublishedModel, publishedSpec } from '../../src/explore/published-model.ts';
import { refines, type Visible } from '../../src/explore/refinement.ts';

const command = { slot: 'A', target: 't0', lun: 'd0', tag: 'simple', direction: 'in' } as const;
const tagged = { ...command, disconnectPrivilege: true, negotiate: false };
const other = { ...tagged, slot: 'B', direction: 'out' as const };

const states: Record<string, number> = {
  'bus-alone': 1999,
  'bus-alone-phases': 8810,
  'bus-alone-reset': 51_466,
  'bus-alone-targets-leave': 67_556,
  'device-alone': 1870,
  'device-alone-2-slots': 2657,
  'device-alone-reset': 2090,
};

describe.each<PublishedModel>(publishedLayers)('$name ($says)', (model) => {
  it('is explored to the end: every message is expected, no channel overflows', { timeout: 120_000 }, () => {
    const result = check(publishedSpec(model), { maxStates: 500_000 });
    expect(result.violation).toBeUndefined();
    expect(result).toMatchObject({ complete: true, states: states[model.name] });
  });
});

describe('the bus between two stubs', () => {
  it.each(['command', 'phase'] as const)(
    'forgets at a second RST what was asked for after the first (%s grain)',
    (grain) => {
      const layer: BusLayer = {
        grain,
        initiators: [{ name: 'ours', commands: [tagged], resets: true }],
        targets: [{ target: 't0' }],
      };
      const result = check(busLayer('reset', layer), { maxStates: 100_000 });
      expect(result.violation).toBeUndefined();
      // A request that outlives its RST is made twice, and each time more is on its way.
      expect(result).toMatchObject({ complete: true, states: grain === 'phase' ? 1773 : 1527 });
    },
  );

  it.each(['command', 'phase'] as const)('serves two initiators (%s grain)', (grain) => {
    const layer: BusLayer = {
      grain,
      initiators: [
        { name: 'ours', commands: [tagged] },
        { name: 'foreign', commands: [{ ...other, tag: 'untagged' }] },
      ],
      targets: [{ target: 't0' }],
    };
    const result = check(busLayer('two initiators', layer), { maxStates: 100_000 });
    expect(result).toMatchObject({ violation: undefined, complete: true });
  });
});

/** What arrives at the target and what it sends. The status is its own business: the bus carries any. */
const seenByTarget: Visible = ({ what, from, to, message }) => {
  if (what === 'delivered' && to === 'target:t0') return `gets ${JSON.stringify(message)}`;
  if (what !== 'sent' || from !== 'target:t0') return null;
  return `sends ${JSON.stringify({ ...message, status: null, sense: null })}`;
};

describe('the stub of a target', () => {
  const devices = publishedLayers.filter(({ name }) => name.startsWith('device-alone'));

  it.each(devices)('does all that a real target does ($name)', { timeout: 120_000 }, ({ name, layer }) => {
    const stub = { ...layer, targets: [{ target: 't0', faults: true }], offered: {}, faultBudget: 0 };
    const found = refines(busLayer(name, layer), busLayer('stub', stub), seenByTarget);
    expect(found.verdict).toBe('refines');
  });

  it('without its faults does less', () => {
    const [device] = devices;
    if (!device) throw new Error('no device');
    const stub = { ...device.layer, targets: [{ target: 't0' }], offered: {}, faultBudget: 0 };
    const found = refines(busLayer('device', device.layer), busLayer('stub', stub), seenByTarget);
    expect(found.verdict).toBe('does not refine');
    if (found.verdict === 'does not refine') expect(found.trace.at(-1)).toContain('bus.drop');
  });
});

/** What the bus knows a command by, and what has become of it; how the command is sent belongs to the slot. */
const inSight = ['type', 'target', 'lun', 'slot', 'message'];
const seenByInitiator: Visible = ({ what, from, to, message }) => {
  const sends = what === 'sent' && to.startsWith('bus:') && from?.startsWith('hba:');
  const gets = what === 'delivered' && to.startsWith('hba:') && from?.startsWith('bus:');
  if (!sends && !gets) return null;
  const fields = Object.entries(message).filter(([field]) => inSight.includes(field) || (gets && field === 'outcome'));
  return `${sends ? 'sends' : 'gets'} ${JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
};

describe('the stub of an initiator', () => {
  const offered = {
    'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
    'bus.select.selection': ['noResponse', 'tagRejected'],
    'bus.message.outcome': ['rejected'],
    'bus.finish.transfer': ['dataParity', 'unexpectedBusFree'],
    'target.command.arrival': ['busy', 'queueFull', 'drop', 'hang'],
  };
  const whole = (name: string, faultBudget: number) => {
    const model = publishedModels.find((each) => each.name === name);
    if (!model || !('surroundings' in model)) throw new Error(`no topology ${name}`);
    return publishedSpec({ ...model, surroundings: { ...model.surroundings, faultBudget, offered } });
  };
  const stub = (slots: readonly string[], resets: boolean): BusLayer => ({
    grain: 'command',
    initiators: [
      {
        name: 'ours',
        commands: slots.map((slot) => ({ ...tagged, slot })),
        messages: ['LOGICAL_UNIT_RESET', 'BUS_DEVICE_RESET'],
        faults: true,
        resets,
      },
    ],
    targets: [{ target: 't0', faults: true }],
  });

  it.each([
    ['1-target-1-slot', ['d0.1', 'd0.arq'], 2],
    ['1-target-2-slots', ['d0.1', 'd0.arq', 'd0.2'], 1],
  ] as const)('does all that the adapter does in the whole stack (%s)', { timeout: 120_000 }, (name, slots, budget) => {
    const found = refines(whole(name, budget), busLayer('stub', stub(slots, true)), seenByInitiator);
    expect(found.verdict).toBe('refines');
  });

  it('without RST does less', { timeout: 60_000 }, () => {
    const found = refines(
      whole('1-target-1-slot', 2),
      busLayer('stub', stub(['d0.1', 'd0.arq'], false)),
      seenByInitiator,
    );
    expect(found.verdict).toBe('does not refine');
    if (found.verdict === 'does not refine') expect(found.trace.at(-1)).toContain('bus.assertReset');
  });
});
