import { describe, expect, it } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { properties, propertiesOfArchitecture } from '../../../machines/properties/index.ts';
import { Cascade } from '../../../src/system/cascade.ts';
import { compose } from '../../../src/system/compose.ts';
import { namesOf } from '../../../src/system/system-names.ts';
import { topologySchema } from '../../../src/system/topology.ts';
import { Watchers } from '../../../src/system/watching.ts';

const topology = topologySchema.parse({
  targets: [
    { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] },
    { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 1 }] },
  ],
});
type Change = { readonly value?: unknown; readonly context?: Record<string, unknown> };

/** Verdict on one property when some actors of a system at rest are in another state. */
function verdict(id: string, changes: Readonly<Record<string, Change>>): string | undefined {
  const specs = compose(topology, { startAttached: true, forever: null });
  const cascade = new Cascade(specs, {
    complete: ({ message }) => message,
    took: () => undefined,
    post: () => undefined,
    effect: () => undefined,
    arm: () => undefined,
    cancel: () => undefined,
  });
  cascade.start();
  const watchers = new Watchers(
    properties.filter((property) => property.id === id),
    namesOf(topology),
  );
  watchers.looksAt((address) => {
    const machine = specs.find((spec) => spec.address === address)?.machine;
    const snapshot = cascade.steps.snapshot(address);
    if (!machine) throw new Error(`no actor is known as '${address}'`);
    const { value, context } = changes[address] ?? {};
    return machine.resolveState({
      value: merged(snapshot.value, value) as never,
      context: { ...(snapshot.context as object), ...context },
    }) as AnyMachineSnapshot;
  });
  return watchers.verdicts()[0]?.verdict;
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
/** Other states for some regions of a machine. */
const merged = (value: unknown, change: unknown): unknown =>
  isTree(value) && isTree(change) ? { ...value, ...change } : (change ?? value);

const queued = (slot: string, kind: string, timed = true) => ({ slot, kind, timed });
const select = (initiator: string) => ({ type: 'bus.select', initiator });

const rows: readonly {
  readonly id: string;
  readonly what: string;
  readonly changes: Readonly<Record<string, Change>>;
  readonly expected: 'holds' | 'fails';
}[] = [
  { id: 'I10', what: 'at rest', changes: {}, expected: 'holds' },
  {
    id: 'I10',
    what: 'one packet in transport, counted',
    changes: { 'sd:d0': { context: { inTransport: 1 } }, 'pkt:d0.1': { value: 'transport' } },
    expected: 'holds',
  },
  {
    id: 'I10',
    what: 'one packet in transport, not counted',
    changes: { 'pkt:d0.1': { value: 'transport' } },
    expected: 'fails',
  },
  {
    id: 'I10',
    what: 'counted, but back',
    changes: { 'sd:d0': { context: { inTransport: 1 } }, 'pkt:d0.1': { value: { targetDriver: 'completed' } } },
    expected: 'fails',
  },
  {
    id: 'B2-adapter',
    what: 'STATE_FREE with a command selected',
    changes: { 'hba:h0': { context: { selecting: { slot: 'd0.1', lun: 'd0', target: 't0' } } } },
    expected: 'fails',
  },
  {
    id: 'B2-adapter',
    what: 'telling drivers of a reset with a message under way',
    changes: {
      'hba:h0': { value: { ours: 'telling' }, context: { recovering: { kind: 'timeout', lun: 'd0', target: 't0' } } },
    },
    expected: 'fails',
  },
  {
    id: 'B2-adapter',
    what: 'telling drivers of a reset',
    changes: { 'hba:h0': { value: { ours: 'telling' } } },
    expected: 'holds',
  },
  {
    id: 'B2-adapter',
    what: 'selecting without a command',
    changes: { 'hba:h0': { value: { ours: 'SELECT' } } },
    expected: 'fails',
  },
  {
    id: 'B2-adapter',
    what: 'selecting a command',
    changes: {
      'hba:h0': { value: { ours: 'SELECT' }, context: { selecting: { slot: 'd0.1', lun: 'd0', target: 't0' } } },
    },
    expected: 'holds',
  },
  {
    id: 'B3',
    what: 'the adapter (7) before a target (1)',
    changes: {
      'bus:b0': {
        context: { contenders: [select('ours'), { type: 'bus.reselect', target: 't1', initiator: 'ours' }] },
      },
    },
    expected: 'holds',
  },
  {
    id: 'B3',
    what: 'a target (1) before the adapter (7)',
    changes: {
      'bus:b0': {
        context: { contenders: [{ type: 'bus.reselect', target: 't1', initiator: 'ours' }, select('ours')] },
      },
    },
    expected: 'fails',
  },
  {
    id: 'B7',
    what: 'a command active and queued',
    changes: {
      'hbaq:d0': { context: { active: [queued('d0.1', 'tagged')], waiting: [queued('d0.1', 'tagged')] } },
    },
    expected: 'fails',
  },
  {
    id: 'B7',
    what: 'an untagged command beside a tagged one',
    changes: { 'hbaq:d0': { context: { active: [queued('d0.1', 'tagged'), queued('d0.2', 'untagged')] } } },
    expected: 'fails',
  },
  {
    id: 'B7',
    what: 'REQUEST SENSE beside a tagged command',
    changes: { 'hbaq:d0': { context: { active: [queued('d0.1', 'tagged'), queued('d0.arq', 'requestSense')] } } },
    expected: 'holds',
  },
  {
    id: 'B9',
    what: 'two at a unit without tags',
    changes: {
      'hbaq:d0': {
        context: {
          capabilities: { autoSense: true, tagged: false, lunReset: true, qfullRetries: 0 },
          active: [queued('d0.1', 'untagged'), queued('d0.2', 'untagged')],
        },
      },
    },
    expected: 'fails',
  },
  {
    id: 'B9',
    what: 'two at a unit with tags',
    changes: { 'hbaq:d0': { context: { active: [queued('d0.1', 'tagged'), queued('d0.2', 'tagged')] } } },
    expected: 'holds',
  },
  {
    id: 'B12',
    what: 'a timed command without a clock',
    changes: { 'hbaq:d0': { context: { active: [queued('d0.1', 'tagged')] } } },
    expected: 'fails',
  },
  {
    id: 'B12',
    what: 'a timed command and the clock of its unit',
    changes: { 'hbaq:d0': { value: { watchdog: 'running' }, context: { active: [queued('d0.1', 'tagged')] } } },
    expected: 'holds',
  },
  {
    id: 'B12',
    what: 'a command without a time limit',
    changes: { 'hbaq:d0': { context: { active: [queued('d0.1', 'tagged', false)] } } },
    expected: 'holds',
  },
  {
    id: 'D6',
    what: 'lowered, and nothing raises it',
    changes: { 'sd:d0': { context: { throttle: 2, throttleLimit: 256 } } },
    expected: 'fails',
  },
  {
    id: 'D6',
    what: 'lowered, with a timer',
    changes: { 'sd:d0': { value: { throttle: 'afterQueueFull' }, context: { throttle: 2, throttleLimit: 256 } } },
    expected: 'holds',
  },
];

describe('what a property says of states', () => {
  it.each(rows)('$id: $what', ({ id, changes, expected }) => {
    expect(verdict(id, changes)).toBe(expected);
  });

  it('every property of SCSA over states is here, broken and not', () => {
    const ids = propertiesOfArchitecture('scsa')
      .filter(({ kind }) => kind === 'always')
      .map(({ id }) => id);
    const shown = (expected: string) => new Set(rows.filter((row) => row.expected === expected).map(({ id }) => id));
    expect(ids.filter((id) => !shown('fails').has(id) || !shown('holds').has(id))).toEqual([]);
  });
});
