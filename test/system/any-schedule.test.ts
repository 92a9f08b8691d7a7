import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices } from '../../machines/protocol/choices.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { Model } from '../../src/explore/model.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedAixModels } from '../../src/explore/published-aix.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { successors } from '../../src/explore/successors.ts';
import type { TimerMode } from '../../src/explore/timer-sets.ts';
import type { Run } from '../../src/explore/trace.ts';
import { Playback } from '../../src/story/playback.ts';
import { ToldWorld } from '../../src/story/told-world.ts';
import type { Delivery } from '../../src/system/cascade.ts';
import { SeededRandom } from '../../src/system/random.ts';
import { RememberedSteps } from '../../src/system/remembered-steps.ts';
import { slotsOf } from '../../src/system/slots.ts';
import type { StepRecord } from '../../src/system/step-record.ts';
import type { Steps } from '../../src/system/steps.ts';
import { TableSteps } from '../../src/system/table/table-steps.ts';
import { VirtualTime } from '../../src/system/virtual-time.ts';

const published = (name: string): ModelSpec => {
  const model = [...publishedModels, ...publishedAixModels].find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  return publishedSpec(model);
};

/** A way through the explorer's graph, drawn at random, and the states that it passes. */
function randomWay(model: Model, seed: number, length: number): { run: Run; states: Int32Array[] } {
  const random = new SeededRandom(seed);
  const states = [model.initial()];
  const run: Run[number][] = [];
  for (let i = 0; i < length; i++) {
    const ways = successors(model, states[i] ?? model.initial()).flatMap((each) => ('vector' in each ? [each] : []));
    const way = ways[random.below(ways.length)];
    if (!way) break;
    run.push({ move: way.move, chosen: way.chosen });
    states.push(way.vector);
  }
  return { run, states };
}

/** A record without the time, which is each interpreter's own. */
const timeless = (record: StepRecord): unknown => ({
  ...record,
  at: 0,
  armed: record.armed.map((delay) => ({ ...delay, ms: 0 })),
});

/** What a run does when it is played move by move. */
function played({ actors, sticky }: ModelSpec, run: Run): StepRecord[] {
  const world = new ToldWorld(sticky);
  const playback = new Playback(actors, (delivery) => world.complete(delivery));
  const records = [playback.start().record];
  for (const { move, chosen } of run) {
    if (move.kind === 'cleared') {
      world.clear(move.to, move.field, move.value);
      continue;
    }
    world.decides(chosen);
    const { record, failure } =
      move.kind === 'timer'
        ? playback.fire(move.owner, move.event)
        : playback.deliver(move.kind === 'message' ? move.from : null, move.to, move.message);
    if (failure) throw failure;
    records.push(record);
  }
  return records;
}

const channelOf = ({ from, to, message }: Delivery): string => `${from} ${to} ${laneOf(message.type)}`;

/** A queue for each key. */
class Queues<T> {
  private readonly queues = new Map<string, T[]>();

  add(key: string, item: T): void {
    const queue = this.queues.get(key);
    if (queue) queue.push(item);
    else this.queues.set(key, [item]);
  }

  take(key: string): T | undefined {
    return this.queues.get(key)?.shift();
  }
}

/** Something that takes until a later step, or for ever. */
type Lasting = { readonly since: number; until: number };

/** How long everything has to take so that virtual time does the n-th step of a run in its n-th millisecond. */
function timetable(records: readonly StepRecord[]) {
  const messages = new Queues<Lasting>();
  const delays = new Queues<Lasting>();
  const onTheirWay = new Queues<Lasting>();
  const armedNow = new Map<string, Lasting>();
  const begin = (since: number): Lasting => ({ since, until: Number.POSITIVE_INFINITY });
  for (const [step, { kind, deliveries, posted, armed }] of records.entries()) {
    const [first] = deliveries;
    const ending =
      kind === 'timer'
        ? armedNow.get(`${first?.to} ${first?.message.type}`)
        : first && first.from !== null && onTheirWay.take(channelOf(first));
    if (ending) ending.until = step;
    for (const { owner, timer, delay } of armed) {
      const delayed = begin(step);
      armedNow.set(`${owner} ${timer}`, delayed);
      delays.add(`${owner} ${delay}`, delayed);
    }
    for (const delivery of posted) {
      const sent = begin(step);
      onTheirWay.add(channelOf(delivery), sent);
      messages.add(channelOf(delivery), sent);
    }
  }
  const far = records.length * 10;
  const length = (lasting: Lasting | undefined): number =>
    Math.min(far, (lasting?.until ?? far) - (lasting?.since ?? 0));
  return {
    latency: (delivery: Delivery): number => length(messages.take(channelOf(delivery))),
    duration: (owner: Address, delay: string): number => length(delays.take(`${owner} ${delay}`)),
  };
}

/** The same run in virtual time, where the world's latencies bring about the same schedule. */
function inVirtualTime(
  { actors, sticky }: ModelSpec,
  run: Run,
  records: readonly StepRecord[],
  steps: Steps,
): { records: StepRecord[]; system: VirtualTime } {
  const { latency, duration } = timetable(records);
  const told = new ToldWorld(sticky);
  const system = new VirtualTime(
    actors,
    {
      decide: ({ message, ...delivery }) => {
        const fields = Object.entries(told.complete({ message, ...delivery })).filter(
          ([field, value]) => message[field] !== value,
        );
        return fields.length === 0 ? undefined : Object.fromEntries(fields);
      },
      effect: () => undefined,
      duration,
      latency,
      holdBack: () => 0,
    },
    1,
    steps,
  );
  const seen: StepRecord[] = [];
  system.observe((record) => seen.push(record));
  let n = 1;
  for (const { move } of run) {
    if (move.kind === 'spontaneous' || (move.kind === 'message' && move.from === null)) {
      system.tell(move.to, move.message, n);
    }
    if (move.kind !== 'cleared') n += 1;
  }
  system.start();
  for (const { move, chosen } of run) {
    if (move.kind === 'cleared') {
      told.clear(move.to, move.field, move.value);
      continue;
    }
    told.decides(chosen);
    system.step();
  }
  return { records: seen, system };
}

const scsa: readonly (readonly [string, TimerMode])[] = [
  ['1-target-2-slots', 'classes'],
  ['1-target-1-slot-phases', 'any'],
  ['2-targets-1-slot', 'any'],
  ['third-party-reset', 'due'],
  ['retry-without-sensing', 'due'],
  ['attach', 'classes'],
];
const aix: readonly (readonly [string, TimerMode])[] = [
  ['aix-1-target-1-slot', 'due'],
  ['aix-1-target-2-slots-tagged', 'any'],
  ['aix-2-targets-1-slot', 'classes'],
];

describe.each([...scsa, ...aix])('%s, delays by %s', (name, timerMode) => {
  const spec = { ...published(name), timerMode, faultBudget: 4 };
  const model = new Model(spec);
  const units = spec.origin?.topology.targets.flatMap(({ logicalUnits }) => logicalUnits) ?? [];
  const pools = units.map((unit) => slotsOf(unit.name, unit.slots));

  it('any schedule gives the same trace in the explorer, in virtual time and from the tables', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { run, states } = randomWay(model, seed, 120);
        const records = played(spec, run);
        const trace = records.map(timeless);
        const virtual = inVirtualTime(spec, run, records, new RememberedSteps(spec.actors));
        const table = inVirtualTime(spec, run, records, new TableSteps(spec.actors, pools));
        expect(virtual.records.map(timeless)).toEqual(trace);
        expect(table.records.map(timeless)).toEqual(trace);
        const end = states.at(-1);
        for (const { address } of spec.actors) {
          const actor = model.actor(address);
          const explored = model.tables[actor]?.snapshots[end?.[actor] ?? -1];
          for (const { system } of [virtual, table]) {
            const { value, context } = system.snapshot(address);
            expect({ value, context }).toEqual({ value: explored?.value, context: explored?.context });
          }
        }
      }),
      { numRuns: 4 },
    );
  });
});

describe.each(['1-target-2-slots', '2-targets-1-slot', 'aix-1-target-2-slots-tagged'])('%s', (name) => {
  const spec: ModelSpec = { ...published(name), timerMode: 'any', faultBudget: 5 };
  const model = new Model(spec);

  it('any run in virtual time is a way through the graph of the explorer', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new SeededRandom(seed);
        let faults = 0;
        const system = new VirtualTime(
          spec.actors,
          {
            decide: ({ message }) => {
              const field = choices[message.type]?.[0]?.field ?? '';
              const offered = spec.offered[`${message.type}.${field}`] ?? [];
              if (offered === 'all' || offered.length === 0 || faults === spec.faultBudget) return undefined;
              if (random.next() > 0.1) return undefined;
              faults += 1;
              return { [field]: offered[random.below(offered.length)] };
            },
            effect: () => undefined,
            duration: (_owner, _delay, ms, by) => ms * (0.5 + by.next()),
            latency: (_delivery, _lane, by) => 20 * by.next(),
            holdBack: () => 0,
          },
          seed,
        );
        const records: StepRecord[] = [];
        system.observe((record) => records.push(record));
        system.start();
        while (records.length < 150 && system.step());
        let state = model.initial();
        for (const record of records.slice(1)) state = follow(model, state, record);
        expect(records.length).toBe(150);
        for (const { address } of spec.actors) {
          const actor = model.actor(address);
          const { value, context } = system.snapshot(address);
          const explored = model.tables[actor]?.snapshots[state[actor] ?? -1];
          expect({ value, context }).toEqual({ value: explored?.value, context: explored?.context });
        }
      }),
      { numRuns: 5 },
    );
  });
});

/** The state of the explorer after a recorded step. */
function follow(model: Model, state: Int32Array, { n, kind, to, deliveries, chosen }: StepRecord): Int32Array {
  const [first] = deliveries;
  const completed = chosen.map(({ n: at }) => deliveries[at]?.message);
  const way = successors(model, state).find(({ move, chosen: taken }) => {
    if (JSON.stringify(taken) !== JSON.stringify(completed)) return false;
    if (kind === 'timer') return move.kind === 'timer' && move.owner === to && move.event === first?.message.type;
    return (
      move.kind === 'message' &&
      move.from === first?.from &&
      move.to === to &&
      // The first delivery may have been completed; what stood in the channel is the oldest of its lane.
      laneOf(move.message.type) === laneOf(first.message.type)
    );
  });
  if (!way || !('vector' in way)) throw new Error(`step ${n} (${JSON.stringify(first)}) is no step of the explorer`);
  return way.vector;
}
