import { it } from 'vitest';
import { parallelCommandMachine } from '../../machines/bus/parallel-command.machine.ts';
import { parallelPhaseMachine } from '../../machines/bus/parallel-phase.machine.ts';
import { initiatorStubMachine } from '../../machines/environment/stubs/initiator-stub.machine.ts';
import { targetStubMachine } from '../../machines/environment/stubs/target-stub.machine.ts';
import { refines } from '../../src/explore/refinement.ts';
import { check } from '../../src/explore/check.ts';

export const system = (grain: string, initiators: any[], targets: any[]): any => ({
  name: 'bus', offered: {}, spontaneous: [], timerMode: 'any', faultBudget: 0, laneBound: 8, localLimit: 100000, askedTwice: 1000,
  actors: [
    ...targets.map((t) => ({ address: `target:${t.target}`, machine: targetStubMachine, input: { bus: 'b', ...t } })),
    { address: 'bus:b', machine: grain === 'phase' ? parallelPhaseMachine : parallelCommandMachine,
      input: { name: 'b', initiators: initiators.map((i) => ({ name: i.name, address: `hba:${i.name}` })), targets: targets.map((t) => t.target), priority: [...initiators.map((i) => i.name), ...targets.map((t) => t.target)] } },
    ...initiators.map((i) => ({ address: `hba:${i.name}`, machine: initiatorStubMachine, input: { bus: 'b', ...i } })),
  ],
});
const hidden = new Set(['selection', 'outcome', 'transfer']);
const seen = (hide: boolean) => (e: any) => {
  const n = e.from === 'bus:b' ? e.to : e.from;
  if ((e.from === 'bus:b') !== (e.what === 'delivered')) return null;
  const m = Object.fromEntries(Object.entries(e.message).filter(([k]) => !(hide && e.what === 'sent' && hidden.has(k))));
  return `${e.what === 'sent' ? n + ' >' : n + ' <'} ${JSON.stringify(m)}`;
};
const c = (slot: string, target: string, over = {}) => ({ slot, target, lun: 'd' + target.slice(1), tag: 'simple', direction: 'in', disconnectPrivilege: true, negotiate: false, ...over });
const scenarios: Record<string, any> = {
  one: [[{ name: 'o', commands: [c('A', 't0')] }], [{ target: 't0' }]],
  oneFaults: [[{ name: 'o', commands: [c('A', 't0')], faults: true }], [{ target: 't0', faults: true }]],
  two: [[{ name: 'o', commands: [c('A', 't0'), c('B', 't0', { direction: 'out' })], faults: false }], [{ target: 't0', faults: false }]],
  reset: [[{ name: 'o', commands: [c('A', 't0')], resets: true }], [{ target: 't0' }]],
  leaves: [[{ name: 'o', commands: [c('A', 't0')] }], [{ target: 't0', leaves: true }]],
  message: [[{ name: 'o', commands: [c('A', 't0')], messages: ['ABORT', 'ABORT_TAG', 'BUS_DEVICE_RESET'], faults: true }], [{ target: 't0' }]],
};
const which = (process.env.SC ?? 'one').split(',');
for (const name of which) for (const hide of [false, true]) it(`${name} ${hide}`, () => {
  const [i, t] = scenarios[name];
  for (const [a, b] of [['phase', 'command'], ['command', 'phase']]) {
    const t0 = Date.now();
    if (!hide) { const r = check(system(a!, i, t), { maxStates: 500000 }); console.log(name, a, r.states, r.transitions, r.complete, r.violation?.says, r.violation?.trace.map((s: any) => JSON.stringify(s.move)).join('\n')); if (r.violation) return; }
    const r: any = refines(system(a!, i, t), system(b!, i, t), seen(hide), { most: 300000 });
    console.log(name, 'hide', hide, a, '<=', b, r.verdict, JSON.stringify(r.states), Date.now() - t0, 'ms', r.system ?? '', r.failure?.message ?? '', r.trace?.join('\n   ') ?? '', '\n instead', r.instead?.join('\n   ') ?? '', r.verdict==='broken'? r.moves.map((m:any)=>JSON.stringify(m)).join('\n') : '');
  }
}, 100000);
