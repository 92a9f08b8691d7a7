import { test, expect } from 'vitest';
import { compose } from '/work/main/src/system/compose.ts';
import { checkTopology, topologySchema } from '/work/main/src/system/topology.ts';
import { VirtualTime } from '/work/main/src/system/virtual-time.ts';
import { choices } from '/work/main/machines/protocol/choices.ts';
import { SeededRandom } from '/work/main/src/system/random.ts';

for (const grain of ['command','phase'] as const) for (const p of [0, 0.01, 0.05]) test(`${grain} ${p}`, { timeout: 200000 }, () => {
  const problems = new Map<string, number>();
  const eff = new Map<string, number>(); let stuck: string[] = []; let lastAnswer = 0;
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 25; seed++) {
    const topology = checkTopology(topologySchema.parse({ bus: { grain }, foreignInitiator: {name:'foreign', id: 3}, targets: [
      { name: 't0', id: 4, logicalUnits: [{ name: 'd0', slots: 3 }, { name: 'd1', lun: 1, slots: 2 }] }, { name: 't1', id: 5, logicalUnits: [{ name: 'd2', slots: 2 }] }] }));
    const rnd = new SeededRandom(seed);
    const actors = compose(topology, { startAttached: true, forever: [{ op: 'read' }, { op: 'write' }] });
    const vt = new VirtualTime(actors, {
      decide: ({ message }) => { const c = choices[message.type]; if (!c || rnd.next() >= p) return undefined; return Object.fromEntries(c.map((x) => [x.field, x.alternatives[rnd.below(x.alternatives.length)]])); },
      effect: (_f: any, e: any) => { const k = e.type; eff.set(k, (eff.get(k) ?? 0) + 1); if (k === 'effect.answered') lastAnswer = vt.now; }, duration: (_o, _d, ms) => ms, latency: (_d, _l, r) => r.next() * 0.2, holdBack: () => 0,
    } as never, seed);
    vt.observe((r: any) => { for (const d of r.deliveries) for (const t of d.transitions) seen.set(t, (seen.get(t) ?? 0) + 1); });
    try {
      vt.start();
      for (let i = 0; i < 6000; i++) { vt.step(); 
        if (p > 0 && i % 500 === 250) { const w = [['lu:d0',{type:'world.powerOn'}],['initiator:foreign',{type:'world.foreignReset'}],['initiator:foreign',{type:'world.foreignCommand',target:'t0',lun:'d0',op:'modeSelect'}],['lu:d0',{type:'world.mediumInserted'}],['initiator:foreign',{type:'world.foreignMessage',target:'t0',lun:'d0',message:'CLEAR_QUEUE'}],['lu:d1',{type:'world.stopped'}]][rnd.below(6)] as any; vt.tell(w[0], w[1]); } }
      if (vt.now - lastAnswer > 200e6 || vt.steps < 6000) stuck.push(`${seed}: ${vt.steps} steps, ${(vt.now-lastAnswer)/1e6}s since answer; bus ${JSON.stringify(vt.snapshot('bus:b0').value)}`); lastAnswer = 0;
    } catch (e: any) { const k = e.message.split('\n')[0].slice(0, 220); problems.set(k, (problems.get(k) ?? 0) + 1); }
  }
  console.log(grain, p, 'problems', [...problems.entries()]);
  console.log([...eff], stuck);
});
