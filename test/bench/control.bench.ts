import { address } from '../../machines/protocol/names.ts';
import { createRuntime, type RuntimeKind, runtimeKinds } from '../../src/run/runtime.ts';
import { compose, slotsOf } from '../../src/system/compose.ts';
import { defaultTopology } from '../../src/system/topology.ts';
import type { World } from '../../src/system/world.ts';
import { median, perSecond } from './median.ts';

const rounds = 5;
const depth = 8;
const topology = defaultTopology();
const units = topology.targets.flatMap((target) => target.logicalUnits);
const pools = units.map(({ name, slots }) => slotsOf(name, slots));

/**
 * The whole stack without anything around it: requests for ever, eight at a time, no bytes, no faults, no trace. Only the
 * machines are measured, and who runs them.
 */
function system(kind: RuntimeKind): { readonly requests: (n: number) => void; readonly received: () => number } {
  let received = 0;
  let answered = 0;
  const answers: string[] = [];
  const world: World = {
    decide: () => {
      received += 1;
      return undefined;
    },
    effect: (_, effect) => {
      if (effect.type === 'effect.answered') answers.push(effect.slot);
    },
    duration: (_owner, _delay, ms) => ms,
    latency: (_delivery, _lane, random) => 0.001 + 0.02 * random.next(),
    holdBack: () => 0,
  };
  const runtime = createRuntime(kind, compose(topology, { startAttached: true, forever: null }), world, 1, {
    pools,
  });
  const ask = (slot: string): void =>
    runtime.tell(address.application(slot), {
      type: answered % 3 === 0 ? 'world.write' : 'world.read',
      range: 'inside',
      failfast: false,
      physio: false,
    });
  runtime.start();
  for (const slot of pools.flat().slice(0, depth)) ask(slot);
  return {
    received: () => received,
    requests: (n) => {
      for (const end = answered + n; answered < end; ) {
        if (!runtime.step()) throw new Error(`the ${kind} runtime stands still`);
        for (let slot = answers.pop(); slot !== undefined; slot = answers.pop()) {
          answered += 1;
          ask(slot);
        }
      }
    },
  };
}

// Enough for a good part of a second each.
const requests: Readonly<Record<RuntimeKind, number>> = { table: 6000, stepper: 3000, actors: 400 };
const systems = runtimeKinds.map((kind) => ({ kind, rates: [] as number[], ...system(kind) }));
for (const { kind, requests: run } of systems) run(requests[kind]); // warm-up: the tables are filled
for (let round = 0; round < rounds; round++) {
  for (const { kind, rates, requests: run, received } of systems) {
    const before = received();
    const start = performance.now();
    run(requests[kind]);
    rates.push((received() - before) / ((performance.now() - start) / 1000));
  }
}
console.log(`medians of ${rounds}, the stack alone with ${depth} requests at a time: messages received by machines`);
const actors = median(systems.find(({ kind }) => kind === 'actors')?.rates ?? []);
for (const { kind, rates } of systems) {
  console.log(`${kind.padEnd(30)}${perSecond(median(rates))}   ${(median(rates) / actors).toFixed(1)} x live actors`);
}
