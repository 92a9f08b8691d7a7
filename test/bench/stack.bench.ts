import { join } from 'node:path';
import { createActor, setup } from 'xstate';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { type RuntimeKind, runtimeKinds } from '../../src/run/runtime.ts';
import { median, perSecond } from './median.ts';
import { type Part, profiled } from './profile.ts';

const rounds = 5;

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
const kinds = runtimeKinds.map((kind) => ({ kind, requests: [] as number[], messages: [] as number[] }));
for (let round = 0; round <= rounds; round++) {
  const floor = bareMessagesPerSecond();
  if (round > 0) bare.push(floor);
  for (const { kind, requests, messages } of kinds) {
    const rates = await requestsPerSecond(kind);
    if (round === 0) continue; // warm-up
    requests.push(rates.requests);
    messages.push(rates.messages);
  }
}
const base = median(bare);
const slowest = median(kinds.find(({ kind }) => kind === 'actors')?.requests ?? []);
console.log(`medians of ${rounds}, 1 200 requests of the recorded ext4 workload with faults, trace digest included`);
console.log(`${'bare XState messages'.padEnd(30)}${perSecond(base)}`);
for (const { kind, requests, messages } of kinds) {
  const [ios, received] = [median(requests), median(messages)];
  console.log(`${`${kind}: I/Os`.padEnd(30)}${perSecond(ios)}   ${(ios / slowest).toFixed(1)} x live actors`);
  console.log(
    `${`${kind}: messages`.padEnd(30)}${perSecond(received)}   ${(received / base).toFixed(3)} of bare XState`,
  );
}

const within =
  (...folders: string[]) =>
  (url: string): boolean =>
    folders.some((folder) => url.includes(`/${folder}/`));
const parts: readonly Part[] = [
  { name: 'memory management', owns: (_, name) => name === '(garbage collector)' },
  { name: 'XState', owns: within('node_modules/xstate', 'dist/machines') },
  { name: 'tables', owns: within('dist/src/system/table') },
  { name: 'lanes, timers, schedule', owns: within('dist/src/system') },
  { name: 'trace and its digest', owns: within('dist/src/trace') },
  {
    name: 'bytes, integrity, faults',
    owns: within('dist/src/data-plane', 'dist/src/scsi', 'dist/src/workload', 'dist/src/scenario'),
  },
  { name: 'run loop, report', owns: within('dist/src/run') },
];
console.log('\nwhere the time of the whole workload goes, % (sampled, after warm-up, tables empty at the start)');
for (const { kind } of kinds) {
  const seconds = await profiled(parts, () => runScenario(whole, { runtime: kind }));
  const total = [...seconds.values()].reduce((sum, each) => sum + each, 0);
  const shares = [...seconds].map(([name, each]) => `${name} ${((100 * each) / total).toFixed(0)}`);
  console.log(`${kind.padEnd(10)}${total.toFixed(1)} s: ${shares.join(', ')}`);
}
