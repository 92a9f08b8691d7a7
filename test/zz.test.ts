import { join } from 'node:path';
import { it } from 'vitest';
import { loadScenario } from '../src/run/load-scenario.ts';
import { runScenario } from '../src/run/run-scenario.ts';
import { reportText } from '../src/cli/report-text.ts';
const name = process.env['S'] ?? 'clean-read';
it('try', async () => {
  const loaded = await loadScenario(join(import.meta.dirname, `../src/scenario/library/${name}.yaml`));
  const log: string[] = [];
  try {
    const r = await runScenario(loaded, { runtime: (process.env['R'] ?? 'stepper') as 'stepper', observe: (rec) => { if (process.env['V']) for (const d of rec.deliveries) log.push(`${(rec.at / 1000).toFixed(3)} ${d.from ?? '-'} -> ${d.to} ${JSON.stringify(d.message)} => ${JSON.stringify(d.state)}`); } });
    process.stdout.write(log.join('\n') + reportText(loaded.scenario, r.report, r.failures));
  } catch (e) { process.stdout.write(log.slice(-80).join('\n') + '\n' + String((e as Error).stack) + '\n'); }
});
