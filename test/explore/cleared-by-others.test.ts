import { expect, it } from 'vitest';
import { guidedWalk } from '../../src/explore/guided-walk.ts';
import { happenings } from '../../src/explore/happenings.ts';
import { limitsOf } from '../../src/explore/limits.ts';
import { modelOf } from '../../src/explore/model-of.ts';
import { checkTopology, topologySchema } from '../../src/system/topology.ts';

/** Every bus phase is a state, and another initiator ends our commands, which come back with TASK ABORTED. */
const topology = checkTopology(
  topologySchema.parse({
    bus: { grain: 'phase' },
    foreignInitiator: { name: 'foreign', id: 6 },
    targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] }],
    parameters: {
      ...limitsOf('scsa', 0),
      device: { powerOnUnitAttention: false, taskAbortedStatus: true },
    },
  }),
);

it('what another initiator aborts comes back over every phase of the bus', () => {
  const spec = modelOf('cleared by others', topology, {
    faultBudget: 4,
    offered: {},
    spontaneous: happenings.foreignMessages('foreign', 't0', 'd0'),
    mayEnd: () => true,
  });
  const { covered, failures } = guidedWalk(spec, { states: 3_000, seed: 1 });
  expect(failures).toEqual([]);
  // Not in vain: a TASK ABORTED was on its way.
  expect(covered).toContain('task-set: admission.listening: tasks.message #2');
  expect(covered).toContain('parallel-phase: MESSAGE IN.reconnected: bus.accept #0');
});
