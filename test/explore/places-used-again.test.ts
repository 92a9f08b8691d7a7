import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { aixTransactionMachine } from '../../machines/hba/aix-adapter-transaction.machine.ts';
import { samQueueMachine } from '../../machines/hba/aix-sam-queue.machine.ts';
import { exchangePlaceProperties } from '../../machines/properties/exchange-places.ts';
import type { Observation, Property } from '../../machines/properties/property.ts';
import { address } from '../../machines/protocol/names.ts';
import { anyHeadCalls, composeUnderAnyHead } from '../../src/explore/any-head.ts';
import { check } from '../../src/explore/check.ts';
import type { Happening } from '../../src/explore/happenings.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { propertiesOf } from '../../src/explore/properties.ts';
import { configurationOf, namesOf } from '../../src/system/system-names.ts';
import { checkTopology, type TopologyInput, topologySchema } from '../../src/system/topology.ts';
import { type BrokenMachine, inTheirPlaces, withMachine } from '../machines/properties/broken-stories.ts';
import { at, rewritten, row, type Text } from '../rules/variant.ts';

const slots = ['d0.1', 'd0.2'];

type At = { readonly slot: string };
type Event = Observation<{ type: string; slot?: string }>;
const ofPlace = { guard: 'it is this place' } as const;

/**
 * Follows the tag of one place on a parallel bus, where a device may have an earlier command still: it takes the later one
 * for an overlapped command, which ends the earlier one.
 */
const answersBelong = setup({
  types: { input: {} as At, context: {} as At, events: {} as Event, tags: {} as 'violated' },
  guards: { 'it is this place': ({ context, event }) => event.message.slot === context.slot },
}).createMachine({
  context: ({ input }) => input,
  initial: 'free',
  on: { 'delivered.hba.busReset': '.free' },
  states: {
    free: { on: { 'sent.bus.select': { ...ofPlace, target: 'out' } } },
    out: {
      on: {
        'sent.bus.select': { ...ofPlace, target: 'another' },
        'sent.hba.completed': { ...ofPlace, target: 'answered' },
        'sent.hba.selectionLost': { ...ofPlace, target: 'answered' },
      },
    },
    answered: {
      on: {
        'sent.bus.select': { ...ofPlace, target: 'mistaken' },
        'delivered.hba.completed': { ...ofPlace, target: 'free' },
        'delivered.hba.selectionLost': { ...ofPlace, target: 'free' },
      },
    },
    another: {
      on: {
        'sent.target.command': { ...ofPlace, target: 'out' },
        'sent.hba.selectionLost': { ...ofPlace, target: 'out' },
        'sent.hba.completed': { ...ofPlace, target: 'mistaken' },
        'sent.bus.accept': { ...ofPlace, target: 'mistaken' },
      },
    },
    mistaken: { tags: 'violated' },
  },
});
const answerOfPlace: Property = {
  id: 'answer-of-place',
  architecture: 'aix',
  says: 'no answer of an earlier command is taken for that of a later one',
  source: [],
  kind: 'never',
  machine: answersBelong,
  instances: () => slots.map((slot) => ({ name: slot, input: { slot } })),
  expected: () => 'holds',
};

/** Reads with and without SC_RESUME from two places, at will; the unit may ask for attention once. */
function underAnyHead(
  {
    driver,
    kind,
    ...layers
  }: { driver: 'aix' | 'aix-fcp'; kind: 'parallel' | 'fabric' } & NonNullable<TopologyInput['parameters']>,
  properties: readonly Property[],
  { broken, happening, faultBudget }: { broken?: BrokenMachine; happening: Happening[]; faultBudget: number },
): ModelSpec {
  const topology = checkTopology(
    topologySchema.parse({
      ...{ driver, bus: { kind } },
      targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] }],
      parameters: { aixDisk: { commandTagQueuing: true }, device: { qErr: 'abort' }, ...layers },
    }),
  );
  const calls = anyHeadCalls(topology, 'd0', slots, 'SC_SIMPLE_Q').filter(
    ({ message }) =>
      message.type === 'world.headCalls' &&
      message.transaction.op === 'read' &&
      message.transaction.flags.every((flag) => flag === 'SC_RESUME'),
  );
  const configuration = configurationOf(topology, { offered: new Set(), faultBudget });
  return {
    name: 'under any head',
    actors: inTheirPlaces([broken])(composeUnderAnyHead(topology, true)),
    offered: {},
    spontaneous: [...calls, ...happening],
    timerMode: 'any',
    faultBudget,
    laneBound: 8,
    localLimit: 20_000,
    mayEnd: () => true,
    properties: propertiesOf(properties, namesOf(topology), configuration),
  };
}

const explored = (spec: ModelSpec) => {
  const { complete, violation, properties, covered } = check(spec, { maxStates: 300_000 });
  return { complete, crash: violation?.says, verdicts: properties.map(({ verdict }) => verdict), covered };
};

describe('under a device driver that uses its places at will', () => {
  const fcp = { driver: 'aix-fcp', kind: 'fabric', samAdapter: { deviceClearsQueue: true } } as const;
  const fabric = (broken?: BrokenMachine) =>
    explored(
      underAnyHead(fcp, exchangePlaceProperties, {
        ...(broken ? { broken } : {}),
        ...{ happening: [], faultBudget: 3 },
      }),
    );

  it('over FCP, what a device is to have thrown away has ended before its place is used again', () => {
    const { complete, crash, verdicts, covered } = fabric();
    expect([complete, crash, verdicts]).toEqual([true, undefined, ['holds']]);
    expect(covered).toContain('aix-sam-queue: queue.RUN: lunq.aborted #1');
  });

  it('over FCP, a queue that gives it back at once is found out', () => {
    const hasty = rewritten(samQueueMachine, (text) => {
      const rows = at(text, 'states', 'queue', 'states', 'RUN', 'on')['lunq.ended'];
      const ended = row(rows, 'CHECK CONDITION with tag queuing, the device throws its queue away');
      ended['actions'] = ['iodone: EIO, queue cleared', 'it is not active any more'];
      (ended['actions'] as string[]).push('end what is active: ENXIO', 'nothing is active');
    });
    expect(fabric(withMachine(samQueueMachine, hasty)).verdicts).toEqual(['fails']);
  });

  const quiet = { qErr: 'abort', powerOnUnitAttention: false } as const;
  const parallel = (broken?: BrokenMachine) =>
    explored(
      underAnyHead(
        { driver: 'aix', kind: 'parallel', aixAdapter: { deviceClearsQueue: true, activePerDevice: 2 }, device: quiet },
        [answerOfPlace],
        {
          ...(broken ? { broken } : {}),
          happening: [{ to: address.logicalUnit('d0'), message: { type: 'world.mediumInserted' } }],
          faultBudget: 4,
        },
      ),
    );

  it('on a parallel bus the device reselects for what was flushed, and RST ends that', () => {
    const { complete, crash, verdicts, covered } = parallel();
    expect([complete, crash, verdicts]).toEqual([true, undefined, ['holds']]);
    expect(covered).toContain('aix-adapter-transaction: active.selecting: transaction.reconnected #0');
  });

  it('on a parallel bus, an adapter driver that accepts it for the next command is found out', () => {
    const trusting = rewritten(aixTransactionMachine, (text) => {
      const selecting = at(text, 'states', 'active', 'states', 'selecting', 'on')['transaction.reconnected'] as Text;
      Object.assign(selecting, { actions: 'the target may go on', target: 'connected' });
    });
    expect(parallel(withMachine(aixTransactionMachine, trusting)).verdicts).toEqual(['fails']);
  });
});
