import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import { send } from '../../machines/protocol/send.ts';
import { type BusLayer, busLayer, seenByNeighbours } from '../../src/explore/layers.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { refines } from '../../src/explore/refinement.ts';

type Coin = { type: 'tran.coin' };
type Drink = { type: 'tran.tea' } | { type: 'tran.coffee' };
type Machine = { type: 'vending' };

const customer = setup({
  types: { context: {} as Machine, events: {} as Drink },
  actions: {
    pay: send<Machine, Drink, Coin>(
      () => 'vending',
      () => ({ type: 'tran.coin' }),
    ),
  },
}).createMachine({
  id: 'customer',
  context: { type: 'vending' },
  entry: 'pay',
  initial: 'waiting',
  states: { waiting: { on: { 'tran.tea': { actions: 'pay' }, 'tran.coffee': { actions: 'pay' } } } },
});

/** Serves what the states say: a delay is a decision of its own. */
function vending(states: Record<string, object>): AnyStateMachine {
  const serve = (type: Drink['type']) =>
    send<Machine, Coin, Drink>(
      () => 'customer',
      () => ({ type }),
    );
  return setup({
    types: { context: {} as Machine, events: {} as Coin },
    actions: { tea: serve('tran.tea'), coffee: serve('tran.coffee') },
    delays: { one: 1, other: 1 },
  }).createMachine({
    id: 'vending',
    context: { type: 'vending' },
    initial: 'ready',
    states,
  } as never) as unknown as AnyStateMachine;
}
const onlyTea = vending({ ready: { on: { 'tran.coin': { actions: 'tea' } } } });
const slowTea = vending({
  ready: { on: { 'tran.coin': 'brewing' } },
  brewing: { after: { one: 'pouring' } },
  pouring: { after: { one: { target: 'ready', actions: 'tea' } } },
});
const either = vending({
  ready: { on: { 'tran.coin': 'deciding' } },
  deciding: {
    after: { one: { target: 'ready', actions: 'tea' }, other: { target: 'ready', actions: 'coffee' } },
  },
});
/** Decides before it is paid: the same may be seen of it as of `either`. */
const undecided = vending({
  ready: { after: { one: 'tea', other: 'coffee' }, on: { 'tran.coin': 'deciding' } },
  deciding: either.config.states?.['deciding'] as object,
  tea: { on: { 'tran.coin': { target: 'ready', actions: 'tea' } } },
  coffee: { on: { 'tran.coin': { target: 'ready', actions: 'coffee' } } },
});
const twoTeas = vending({ ready: { on: { 'tran.coin': { actions: ['tea', 'tea'] } } } });
const deaf = vending({ ready: {} });

const toy = (machine: AnyStateMachine): ModelSpec => ({
  name: 'toy',
  actors: [
    { address: 'vending', machine, input: {} },
    { address: 'customer', machine: customer, input: {} },
  ],
  offered: {},
  spontaneous: [],
  timerMode: 'any',
  faultBudget: 0,
  laneBound: 2,
  localLimit: 100,
});
const arrivals = ({ what, to, message }: { what: string; to: string; message: { type: string } }) =>
  what === 'delivered' && to === 'customer' ? message.type : null;
const compare = (concrete: AnyStateMachine, abstract: AnyStateMachine) =>
  refines(toy(concrete), toy(abstract), arrivals);

describe('refines', () => {
  it('does not see what happens inside', () => {
    expect(compare(slowTea, onlyTea).verdict).toBe('refines');
    expect(compare(onlyTea, slowTea).verdict).toBe('refines');
  });

  it('accepts a system that does less', () => {
    expect(compare(onlyTea, either).verdict).toBe('refines');
  });

  it('finds the shortest trace that the abstract system does not have, and what it has instead', () => {
    expect(compare(either, onlyTea)).toMatchObject({
      verdict: 'does not refine',
      trace: ['tran.coffee'],
      instead: ['tran.tea'],
    });
  });

  it('lets the abstract system decide late what the concrete one decides early', () => {
    expect(compare(undecided, either).verdict).toBe('refines');
    expect(compare(either, undecided).verdict).toBe('refines');
  });

  it('sees each of several messages of one step', () => {
    const sent = ({ what, to, message }: { what: string; to: string; message: { type: string } }) =>
      what === 'sent' && to === 'customer' ? message.type : null;
    const paid = (event: { what: string; to: string; message: { type: string } }) =>
      event.what === 'delivered' && event.to === 'vending' ? event.message.type : sent(event);
    expect(refines(toy(twoTeas), toy(onlyTea), paid)).toMatchObject({
      verdict: 'does not refine',
      trace: ['tran.coin', 'tran.tea', 'tran.tea'],
      instead: ['tran.coin'],
    });
  });

  it('says which system cannot go on', () => {
    expect(compare(deaf, onlyTea)).toMatchObject({ verdict: 'broken', system: 'concrete' });
    expect(compare(onlyTea, deaf)).toMatchObject({ verdict: 'broken', system: 'abstract' });
  });

  it('says so when it gives up', () => {
    expect(refines(toy(either), toy(either), arrivals, { most: 1 }).verdict).toBe('not finished');
  });
});

const command = { slot: 'A', target: 't0', lun: 'd0', tag: 'simple', direction: 'in' } as const;
const tagged = { ...command, disconnectPrivilege: true, negotiate: false };
const atGrain = (layer: Omit<BusLayer, 'grain'>) => ({
  phases: busLayer('phases', { ...layer, grain: 'phase' }),
  commands: busLayer('commands', { ...layer, grain: 'command' }),
});

describe('whatever the phases of the bus do, the command grain does', () => {
  it.each([
    ['data in', tagged],
    ['data out', { ...tagged, direction: 'out' as const }],
    ['no data', { ...tagged, direction: 'none' as const }],
    ['untagged', { ...tagged, tag: 'untagged' as const }],
    ['without disconnect privilege', { ...tagged, disconnectPrivilege: false }],
    ['with negotiation', { ...tagged, negotiate: true }],
  ])('%s, with every fault', (_, each) => {
    const { phases, commands } = atGrain({
      initiators: [{ name: 'ours', commands: [each], faults: true }],
      targets: [{ target: 't0', faults: true }],
    });
    expect(refines(phases, commands, seenByNeighbours).verdict).toBe('refines');
  });

  it.each<[string, Omit<BusLayer, 'grain'>, { concrete: number; abstract: number }]>([
    [
      'a later selection that overtakes a waiting reselection by its higher ID',
      {
        initiators: [{ name: 'ours', commands: [tagged, { ...tagged, slot: 'B' }] }],
        targets: [{ target: 't0' }],
      },
      { concrete: 3824, abstract: 759 },
    ],
    [
      'RST, also before the command that was asked for has reached its target',
      {
        initiators: [{ name: 'ours', commands: [tagged], resets: true }],
        targets: [{ target: 't0' }],
      },
      { concrete: 1773, abstract: 1527 },
    ],
    [
      'a target that disappears, also while it ends a command or rejects a tag',
      {
        initiators: [{ name: 'ours', commands: [tagged], faults: true }],
        targets: [{ target: 't0', leaves: true, faults: true }],
      },
      { concrete: 751, abstract: 181 },
    ],
    [
      'task management messages, obeyed, rejected and in vain',
      {
        initiators: [
          { name: 'ours', commands: [tagged], messages: ['ABORT', 'ABORT_TAG', 'BUS_DEVICE_RESET'], faults: true },
        ],
        targets: [{ target: 't0' }],
      },
      { concrete: 3664, abstract: 925 },
    ],
  ])('%s', { timeout: 60_000 }, (_, layer, states) => {
    const { phases, commands } = atGrain(layer);
    expect(refines(phases, commands, seenByNeighbours)).toMatchObject({ verdict: 'refines', states });
  });

  it('and the command grain does nothing that the phases do not', { timeout: 60_000 }, () => {
    const { phases, commands } = atGrain({
      initiators: [{ name: 'ours', commands: [tagged], faults: true }],
      targets: [{ target: 't0', leaves: true, faults: true }],
    });
    expect(refines(commands, phases, seenByNeighbours).verdict).toBe('refines');
  });
});
