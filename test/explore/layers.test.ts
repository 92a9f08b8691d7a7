import { describe, expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { type BusLayer, busLayer } from '../../src/explore/layers.ts';
import { type Refinement, refines, type Visible } from '../../src/explore/refinement.ts';

const command = { slot: 'A', target: 't0', lun: 'd0', tag: 'simple', direction: 'in' } as const;
const tagged = { ...command, disconnectPrivilege: true, negotiate: false };
const other = { ...tagged, slot: 'B', direction: 'out' as const };
const allMessages = ['ABORT', 'ABORT_TAG', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET'] as const;

const neighbours: readonly [string, Omit<BusLayer, 'grain'>][] = [
  [
    'one command and RST at any time',
    {
      initiators: [{ name: 'ours', commands: [tagged], resets: true }],
      targets: [{ target: 't0' }],
    },
  ],
  [
    'one command, task management messages and every fault',
    {
      initiators: [{ name: 'ours', commands: [tagged], messages: allMessages, faults: true }],
      targets: [{ target: 't0', faults: true }],
    },
  ],
  [
    'two commands and every fault',
    {
      initiators: [{ name: 'ours', commands: [tagged, other], faults: true }],
      targets: [{ target: 't0', faults: true }],
    },
  ],
  [
    'two initiators with a command each',
    {
      initiators: [
        { name: 'ours', commands: [tagged] },
        { name: 'foreign', commands: [{ ...other, tag: 'untagged' }] },
      ],
      targets: [{ target: 't0' }],
    },
  ],
  [
    'two targets that disappear',
    {
      initiators: [{ name: 'ours', commands: [tagged, { ...other, target: 't1', lun: 'd1' }] }],
      targets: [
        { target: 't0', leaves: true },
        { target: 't1', leaves: true },
      ],
    },
  ],
];

describe.each(neighbours)('the bus alone with %s', (_, layer) => {
  it.each(['command', 'phase'] as const)(
    'takes every message, in every order, at %s grain',
    { timeout: 120_000 },
    (grain) => {
      const result = check(busLayer('bus', { ...layer, grain }), { maxStates: 500_000 });
      expect(result.violation).toBeUndefined();
      expect(result.complete).toBe(true);
    },
  );
});

const devices: readonly [string, Omit<BusLayer, 'grain' | 'targets'>][] = [
  [
    'a command and every message',
    {
      initiators: [{ name: 'ours', commands: [tagged], messages: allMessages }],
      offered: { 'target.command.arrival': ['busy', 'drop', 'hang'], 'target.reconnected.transfer': ['parts'] },
      faultBudget: 2,
    },
  ],
  [
    'two commands that may fail',
    {
      initiators: [{ name: 'ours', commands: [tagged, other] }],
      offered: {
        'lu.execute.outcome': ['MEDIUM_ERROR 11/00', 'short', 'hang'],
        'target.reconnected.transfer': ['parts'],
      },
      faultBudget: 2,
    },
  ],
  [
    'a command and RST at any time',
    {
      initiators: [{ name: 'ours', commands: [tagged], resets: true }],
      offered: { 'target.command.arrival': ['hang'] },
      faultBudget: 1,
    },
  ],
];

/** What arrives at the target and what it sends. The status is its own business: the bus carries any. */
const seenByTarget: Visible = ({ what, from, to, message }) => {
  if (what === 'delivered' && to === 'target:t0') return `gets ${JSON.stringify(message)}`;
  if (what !== 'sent' || from !== 'target:t0') return null;
  return `sends ${JSON.stringify({ ...message, status: null, sense: null })}`;
};

describe.each(devices)('the device alone with %s', (_, layer) => {
  const real = busLayer('device', { ...layer, grain: 'command', targets: [{ target: 't0', lun: 'd0' }] });

  it('takes every message, in every order', { timeout: 120_000 }, () => {
    const result = check(real, { maxStates: 500_000 });
    expect(result.violation).toBeUndefined();
    expect(result.complete).toBe(true);
  });

  it('does nothing that its stub could not do', { timeout: 120_000 }, () => {
    const { initiators } = layer;
    const stub = busLayer('stub', { initiators, grain: 'command', targets: [{ target: 't0', faults: true }] });
    const found: Refinement = refines(real, stub, seenByTarget);
    expect(found.verdict).toBe('refines');
  });
});
