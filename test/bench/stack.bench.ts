import { join } from 'node:path';
import { createActor, setup } from 'xstate';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../src/run/runtime.ts';

const rounds = 5;
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Messages per second that a bare XState actor takes: the floor that the stack stands on. */
function bareMessagesPerSecond(): number {
  const machine = setup({ types: { events: {} as { type: 'next' } } }).createMachine({
    initial: 'a',
    states: { a: { on: { next: 'b' } }, b: { on: { next: 'c' } }, c: { on: { next: 'a' } } },
  });
  const actor = createActor(machine).start();
  const messages = 200_000;
  const start = performance.now();
  for (let n = 0; n < messages; n++) actor.send({ type: 'next' });
  return messages / ((performance.now() - start) / 1000);
}

const whole = await loadScenario(join(import.meta.dirname, '../../../src/scenario/library/ext4-mixed.yaml'));
/** A part of the workload, so that the rounds stay short. */
const scenario = { ...whole, requests: whole.requests.slice(0, 1200) };

async function requestsPerSecond(runtime: RuntimeKind): Promise<{ requests: number; messages: number }> {
  let messages = 0;
  const start = performance.now();
  const { report } = await runScenario(scenario, {
    runtime,
    observe: (record) => {
      messages += record.deliveries.length;
    },
  });
  const seconds = (performance.now() - start) / 1000;
  return { requests: report.commands.completed / seconds, messages: messages / seconds };
}

const bare: number[] = [];
const stepper: { requests: number; messages: number }[] = [];
const actors: { requests: number; messages: number }[] = [];
for (let round = 0; round <= rounds; round++) {
  const figures = [
    bareMessagesPerSecond(),
    await requestsPerSecond('stepper'),
    await requestsPerSecond('actors'),
  ] as const;
  if (round === 0) continue; // warm-up
  bare.push(figures[0]);
  stepper.push(figures[1]);
  actors.push(figures[2]);
}
const k = (n: number): string => `${(n / 1000).toFixed(1)} k/s`.padStart(12);
const base = median(bare);
console.log(`medians of ${rounds}, 1 200 requests of the recorded ext4 workload with faults, trace digest included`);
console.log(`${'bare XState messages'.padEnd(30)}${k(base)}`);
for (const [name, figures] of [
  ['stepper', stepper],
  ['live actors', actors],
] as const) {
  const messages = median(figures.map((f) => f.messages));
  console.log(`${`${name}: I/Os`.padEnd(30)}${k(median(figures.map((f) => f.requests)))}`);
  console.log(`${`${name}: messages`.padEnd(30)}${k(messages)}   ${(messages / base).toFixed(3)} of bare XState`);
}
