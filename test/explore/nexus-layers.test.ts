import { describe, expect, it } from 'vitest';
import { address } from '../../machines/protocol/names.ts';
import { check } from '../../src/explore/check.ts';
import { type NexusLayer, nexusLayer, publishedNexuses } from '../../src/explore/nexus-layers.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { type PublishedModel, publishedSpec } from '../../src/explore/published-model.ts';
import { refines, type Visible } from '../../src/explore/refinement.ts';

const states: Record<string, number> = {
  'fabric-alone': 14_588,
  'fabric-alone-link': 15_176,
  'fabric-alone-target': 44_797,
  'fabric-alone-logins': 11_218,
  'iscsi-alone': 14_588,
  'iscsi-alone-connection': 11_272,
  'iscsi-alone-target': 5270,
  'iscsi-alone-logins': 14_251,
  'device-behind-fabric': 3992,
  'device-behind-fabric-2-initiators': 7006,
};

describe.each<PublishedModel>(publishedNexuses)('$name ($says)', (model) => {
  it('is explored to the end: every message is expected, no channel overflows', { timeout: 120_000 }, () => {
    const result = check(publishedSpec(model), { maxStates: 500_000 });
    expect(result.violation).toBeUndefined();
    expect(result).toMatchObject({ complete: true, states: states[model.name] });
  });
});

it('are all known to check', () => {
  expect(publishedModels.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(states)));
});

/** What arrives at the target and what it sends there. How it ends is its own business: a nexus carries any status. */
const seenByTarget: Visible = ({ what, from, to, message }) => {
  const target = address.target('t0');
  const told = message.type === 'bus.finish' ? { ...message, status: null, resid: null, sense: null } : message;
  if (what === 'delivered' && to === target) return `arrives ${JSON.stringify(message)}`;
  if (what === 'sent' && from === target) return `sends ${JSON.stringify(told)}`;
  return null;
};

describe('the stand-in for a target at a nexus', () => {
  it.each(['ABORT_TASK', 'CLEAR_TASK_SET'] as const)('shows all that a device shows (%s)', (name) => {
    const layer = {
      kind: 'fabric',
      initiators: [
        {
          name: 'ours',
          commands: [{ slot: 'A', attribute: 'simple', direction: 'in', naca: false }],
          functions: [name],
        },
      ],
      offered: { 'target.command.arrival': ['busy', 'drop', 'hang'], 'target.reconnected.transfer': ['parts'] },
      faultBudget: 1,
    } as const satisfies Partial<NexusLayer>;
    const found = refines(
      nexusLayer('device', { ...layer, device: { parameters: {} } }),
      nexusLayer('stub', { ...layer, device: {} }),
      seenByTarget,
    );
    expect(found).toMatchObject({ verdict: 'refines' });
  });
});
