import { describe, expect, it } from 'vitest';
import { logicalUnitMachine } from '../../machines/device/logical-unit.machine.ts';
import { aixDeviceMachine } from '../../machines/hba/aix-adapter-device.machine.ts';
import { properties } from '../../machines/properties/index.ts';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import { check } from '../../src/explore/check.ts';
import type { CheckResult } from '../../src/explore/check-result.ts';
import { modelOf } from '../../src/explore/model-of.ts';
import { publishedAixModels } from '../../src/explore/published-aix.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { checkTopology, topologySchema } from '../../src/system/topology.ts';
import { at, rewritten, row, type Text, withMachine } from '../rules/variant.ts';

const explored = (name: string, variant: (specs: ActorSpec[]) => ActorSpec[] = (specs) => specs): CheckResult => {
  const model = publishedAixModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  const spec = publishedSpec(model);
  return check({ ...spec, actors: variant([...spec.actors]) }, { maxStates: 2_000_000 });
};

describe('every interleaving of small AIX systems', () => {
  it('is explored without the properties of SCSA, also where a topology file asks for it', () => {
    const topology = checkTopology(topologySchema.parse({ driver: 'aix' }));
    const { properties: watched } = modelOf('a file', topology, { faultBudget: 0, properties });
    expect(watched?.properties.filter(({ architecture }) => architecture !== 'aix')).toEqual([]);
  });

  it.each(publishedAixModels.map(({ name }) => name))('%s: complete, nothing found', (name) => {
    const { complete, violation } = explored(name);
    expect([complete, violation?.says]).toEqual([true, undefined]);
  });

  const brokenQueue = (change: (text: Text) => void) =>
    withMachine(aixDeviceMachine, rewritten(aixDeviceMachine, change));
  const brokenHead = (change: (text: Text) => void) => withMachine(aixDiskMachine, rewritten(aixDiskMachine, change));

  it('finds an adapter driver that flushes a queue without telling', () => {
    const silent = brokenQueue((text) => {
      const last = (at(text, 'states', 'queue', 'states', 'RUN', 'on')['device.ended'] as Text[]).at(-1) as Text;
      last['actions'] = ['it is not active any more', 'iodone: EIO, queue cleared', 'the chain is empty'];
    });
    expect(explored('aix-1-target-2-slots', silent).violation?.kind).toBe('deadlock');
  });

  it('finds a head driver that neither clears nor resumes the queue after the request sense', () => {
    const lazy = brokenHead((text) => {
      const going = at(text, 'states', 'traffic', 'states', 'going on');
      going['always'] = (going['always'] as Text[]).filter(({ guard }) => !String(guard).includes('kept'));
    });
    expect(explored('aix-1-target-2-slots-tagged', lazy).violation?.kind).toBe('deadlock');
  });
});

describe('sense data', () => {
  /** A unit that takes no command which would destroy sense data: whoever sends one is caught. */
  const jealous = withMachine(
    logicalUnitMachine,
    rewritten(
      logicalUnitMachine,
      (text) => {
        const on = at(text, 'states', 'server', 'states', 'serving', 'on');
        row(on['lu.forgetSense'], 'sense data are held for it');
        on['lu.forgetSense'] = (on['lu.forgetSense'] as Text[])
          .slice(1)
          .map((each) => ({ ...each, guard: 'no sense data are held for it' }));
      },
      { guards: { 'no sense data are held for it': (given: Parameters<typeof held>[0]) => !held(given) } },
    ),
  );
  const held = logicalUnitMachine.implementations.guards?.['sense data are held for it'] as (given: unknown) => boolean;

  const system = (aixDisk: Record<string, unknown>, faults: number): CheckResult => {
    const topology = checkTopology(
      topologySchema.parse({
        driver: 'aix',
        targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 3 }] }],
        parameters: {
          aixDisk: { commandTagQueuing: true, queueDepth: 2, retries: 1, coalesce: false, ...aixDisk },
          device: { queueDepth: 4, powerOnUnitAttention: false },
        },
      }),
    );
    // Not a bus that goes free in the middle: a CHECK CONDITION that never arrives leaves sense data nobody knows of.
    const offered = { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'], 'bus.select.selection': ['noResponse'] };
    const spec = modelOf('sense', topology, { faultBudget: faults, offered });
    return check({ ...spec, actors: jealous([...spec.actors]) }, { maxStates: 1_000_000 });
  };

  it.each([true, false])('are never lost to a head driver that asks for them first (tags: %s)', (commandTagQueuing) => {
    const { complete, violation } = system({ commandTagQueuing }, 2);
    expect([complete, violation?.says]).toEqual([true, undefined]);
  });

  it('are lost to one that sends SC_Q_RESUME at once', () => {
    const { violation } = system({ afterCheckCondition: 'resume' }, 1);
    expect(violation?.says).toContain('lu.forgetSense');
    const sent = violation?.trace.flatMap(({ move }) =>
      move.kind === 'message' && move.message.type === 'sc.strategy' ? [JSON.stringify(move.message['flags'])] : [],
    );
    expect(sent).toContain('["SC_RESUME","SC_Q_RESUME"]');
  });
});
