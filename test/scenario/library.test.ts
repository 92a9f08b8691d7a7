import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { compose } from '../../src/system/compose.ts';
import { Replay } from '../../src/system/replay.ts';

const folder = join(import.meta.dirname, '../../src/scenario/library');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));
/** Takes longer than all others; test/run/recorded-workload.test.ts runs it on tables. */
const recorded = 'ext4-mixed';

describe.each([
  ['table', names.filter((name) => name !== recorded)],
  ['actors', names],
] as const)('the shipped scenarios on the %s runtime', (runtime, each) => {
  it.each(each)(
    '%s shows what it promises',
    async (name) => {
      const loaded = await loadScenario(join(folder, `${name}.yaml`));
      const { topology, attach } = loaded.scenario;
      const replay = new Replay(compose(topology, { startAttached: !attach, forever: null }));
      const { failures, report } = await runScenario(loaded, {
        runtime,
        // Everything but the recorded workload is repeated in the stepper, step by step; a divergence throws.
        ...(name === recorded ? {} : { observe: (record) => replay.step(record) }),
      });
      expect(failures).toEqual([]);
      expect(report).toMatchObject({ unexpected: 0, answeredTwice: 0, data: { mismatches: 0 } });
      expect(report.commands.completed).toBe(report.commands.submitted);
      expect(report.biodone.actual).toBe(report.biodone.expected);
      // The recorded workload takes its time on live actors.
    },
    170_000,
  );
});
