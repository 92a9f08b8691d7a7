import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { send } from '../../../machines/protocol/send.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { runScenario } from '../../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../../src/run/runtime.ts';
import { compose } from '../../../src/system/compose.ts';
import { RememberedSteps } from '../../../src/system/remembered-steps.ts';
import { Replay } from '../../../src/system/replay.ts';
import { slotsOf } from '../../../src/system/slots.ts';
import type { Steps } from '../../../src/system/steps.ts';
import { TableSteps } from '../../../src/system/table/table-steps.ts';
import type { Topology } from '../../../src/system/topology.ts';

const folder = join(import.meta.dirname, '../../../src/scenario/library');
const recorded = 'ext4-mixed';
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length))
  .filter((name) => name !== recorded);
const load = (name: string) => loadScenario(join(folder, `${name}.yaml`));
const poolsOf = (topology: Topology) =>
  topology.targets.flatMap((target) => target.logicalUnits.map((unit) => slotsOf(unit.name, unit.slots)));

describe('tables and XState agree', () => {
  it.each(names)('%s: the same trace, byte for byte', async (name) => {
    const loaded = await load(name);
    // Not the seed of test/scenario/library.test.ts, where what tables did is repeated in XState step by step.
    const run = async (runtime: RuntimeKind) => {
      let text = '';
      const { report } = await runScenario(loaded, { runtime, seed: 1234, traceSink: (lines) => (text += lines) });
      expect(report.commands.completed).toBe(report.commands.submitted);
      return { text, digest: report.traceDigest, steps: report.steps };
    };
    const [table, stepper] = [await run('table'), await run('stepper')];
    expect(table).toEqual(stepper);
    expect(table.text.length).toBeGreaterThan(5000);
  });

  it.each(['queued-io', 'third-party-reset', 'queue-full-seen', 'command-timeout'])(
    '%s: tables repeat what live actors did, and every actor holds the same context at every step',
    async (name) => {
      const loaded = await load(name);
      const { topology, attach } = loaded.scenario;
      const specs = compose(topology, { startAttached: !attach, forever: null });
      const both: readonly Steps[] = [new TableSteps(specs, poolsOf(topology)), new RememberedSteps(specs)];
      const replays = both.map((steps) => new Replay(specs, steps));
      let compared = 0;
      await runScenario(loaded, {
        runtime: 'actors',
        observe: (record) => {
          for (const replay of replays) replay.step(record);
          for (const at of new Set(record.deliveries.map(({ to }) => to))) {
            const [table, xstate] = both.map((steps) => {
              const { value, context } = steps.snapshot(at);
              return { value, context };
            });
            expect(table).toEqual(xstate);
            compared += 1;
          }
        },
      });
      expect(compared).toBeGreaterThan(200);
    },
  );
});

type Talk = { type: 'queue.add'; slot: string } | { type: 'queue.take' } | { type: 'queue.taken'; slot: string };
type Queue = { at: { self: string }; waiting: readonly string[] };

/** First in, first out; `favourite` goes to the front, which is what no machine of the model may do with a name. */
const queue = (favourite?: string) =>
  setup({
    types: { events: {} as Talk, context: {} as Queue },
    guards: { favoured: ({ event }) => event.type === 'queue.add' && event.slot === favourite },
    actions: {
      add: assign({
        waiting: ({ context, event }) => (event.type === 'queue.add' ? [...context.waiting, event.slot] : []),
      }),
      'add in front': assign({
        waiting: ({ context, event }) => (event.type === 'queue.add' ? [event.slot, ...context.waiting] : []),
      }),
      drop: assign({ waiting: ({ context }) => context.waiting.slice(1) }),
      tell: send<Queue, Talk, Talk>(
        () => 'listener',
        ({ context }) => ({ type: 'queue.taken', slot: context.waiting[0] ?? '' }),
      ),
      invent: send<Queue, Talk, Talk>(
        () => 'listener',
        () => ({ type: 'queue.taken', slot: 'p.3' }),
      ),
    },
  }).createMachine({
    id: 'queue',
    context: { at: { self: 'queue' }, waiting: [] },
    on: {
      'queue.add': [{ guard: 'favoured', actions: 'add in front' }, { actions: 'add' }],
      'queue.take': { actions: ['tell', 'drop'] },
      'queue.taken': { actions: 'invent' },
    },
  });
const listener = setup({}).createMachine({ id: 'listener' });

describe('a table', () => {
  const pool = ['p.1', 'p.2', 'p.3', 'p.4'];
  const started = (favourite?: string) => {
    const steps = new TableSteps(
      [
        { address: 'queue', machine: queue(favourite), input: {} },
        { address: 'listener', machine: listener, input: {} },
      ],
      [pool],
    );
    steps.start('queue');
    return steps;
  };
  const add = (steps: TableSteps, ...slots: string[]) => {
    for (const slot of slots) steps.take('queue', { type: 'queue.add', slot });
  };
  const waiting = (steps: TableSteps) => steps.snapshot('queue').context.waiting as unknown;

  it('asks XState once for all places that a queue can be about', () => {
    const steps = started();
    add(steps, 'p.1', 'p.2');
    const taken = () => steps.take('queue', { type: 'queue.take' }).outputs;
    expect(taken()).toEqual([
      { kind: 'message', to: 'listener', message: { type: 'queue.taken', slot: 'p.1' }, lane: 'atomic' },
    ]);
    taken();
    const calls = steps.calls;
    add(steps, 'p.4', 'p.3');
    expect(waiting(steps)).toEqual(['p.4', 'p.3']);
    expect(taken()).toMatchObject([{ message: { type: 'queue.taken', slot: 'p.4' } }]);
    expect(steps.calls).toBe(calls);
  });

  it('tells places that are the same from places that differ', () => {
    const steps = started();
    add(steps, 'p.1', 'p.2');
    steps.take('queue', { type: 'queue.take' });
    steps.take('queue', { type: 'queue.take' });
    add(steps, 'p.3', 'p.3');
    expect(waiting(steps)).toEqual(['p.3', 'p.3']);
    add(steps, 'p.2');
    expect(waiting(steps)).toEqual(['p.3', 'p.3', 'p.2']);
  });

  it('takes for granted that machines do not know places by name', () => {
    const steps = started('p.4');
    add(steps, 'p.1', 'p.2', 'p.4');
    expect(waiting(steps)).toEqual(['p.4', 'p.1', 'p.2']);
    // The same with other names: XState would put p.3 behind.
    const others = started('p.4');
    add(others, 'p.1', 'p.2', 'p.4');
    for (let n = 0; n < 3; n++) others.take('queue', { type: 'queue.take' });
    add(others, 'p.1', 'p.2', 'p.3');
    expect(waiting(others)).toEqual(['p.3', 'p.1', 'p.2']);
  });

  it('stops at a place that a machine has from nowhere', () => {
    const steps = started();
    expect(() => steps.take('queue', { type: 'queue.taken', slot: 'p.1' })).toThrow("'p.3' appears from nowhere");
  });

  it('leaves an actor where it is when a message is not expected', () => {
    const steps = started();
    add(steps, 'p.1');
    expect(steps.take('queue', { type: 'queue.lost' }).transitions).toEqual([]);
    expect(waiting(steps)).toEqual(['p.1']);
  });
});
