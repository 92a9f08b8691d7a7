import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { type Topology, withDriver } from '../../src/system/topology.ts';

const file = join(import.meta.dirname, '../../src/scenario/library/ext4-mixed.yaml');

describe('the recorded workload, with its faults, through the AIX drivers', () => {
  it.each([
    ['without tags', {}],
    ['with command tag queuing', { commandTagQueuing: true, queueDepth: 8 }],
  ])(
    '%s: every request answered once, no byte wrong',
    async (_, aixDisk) => {
      const change = (topology: Topology): Topology => ({
        ...topology,
        driver: 'aix',
        parameters: { ...topology.parameters, aixDisk },
      });
      const { report } = await runScenario(await loadScenario(file, { change }));
      expect(report).toMatchObject({
        commands: { submitted: 3455, completed: 3455, failed: 0 },
        biodone: { expected: 3455, actual: 3455 },
        data: { mismatches: 0 },
        unexpected: 0,
        answeredTwice: 0,
        timeouts: 1,
      });
      expect(report.flushed).toBeGreaterThan(0);
    },
    170_000,
  );
});

describe('the recorded workload through the AIX drivers over other interconnects', () => {
  it.each([
    ['FCP', 'aix-fcp', {}],
    ['FCP with tags and NACA', 'aix-fcp', { commandTagQueuing: true, queueDepth: 8, naca: true }],
    ['iSCSI', 'aix-iscsi', {}],
  ] as const)(
    '%s: every request answered once, no byte wrong, no sense data lost or asked for',
    async (_, driver, aixDisk) => {
      const change = (topology: Topology): Topology => ({
        ...withDriver(topology, driver),
        parameters: { ...topology.parameters, aixDisk },
      });
      const { report } = await runScenario(await loadScenario(file, { change }));
      expect(report).toMatchObject({
        commands: { submitted: 3455, completed: 3455, failed: 0 },
        biodone: { expected: 3455, actual: 3455 },
        data: { mismatches: 0 },
        unexpected: 0,
        answeredTwice: 0,
        requestSense: 0,
        senseLost: 0,
        resets: { BUS_DEVICE_RESET: 1 },
      });
      expect(report.checkConditions.total).toBeGreaterThan(10);
    },
    170_000,
  );
});
