import { describe, expect, it } from 'vitest';
import { clauses } from '../../machines/clauses/index.ts';
import { standIns } from '../../machines/environment/stubs/stand-ins.ts';
import { aixDeviceMachine } from '../../machines/hba/aix-adapter-device.machine.ts';
import { coverageText } from '../../src/cli/coverage-text.ts';
import { shippedMeasurement } from '../../src/cli/measurement-file.ts';
import { coverageOf } from '../../src/spec/coverage.ts';
import { machineDigest } from '../../src/spec/machine-digest.ts';
import { type Measured, type Measurement, measurementText, readMeasurement } from '../../src/spec/measured.ts';
import { machines as composed } from '../../src/system/compose.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { at, rewritten } from '../rules/variant.ts';

const machines = [...composed, ...standIns];
const noticed: Measured = { kind: 'noticed', tests: ['test some.test.ts > fails'] };

/** Every transition of every machine, as if it had been measured so; some of them otherwise. */
const all = (
  otherwise: (id: string, source: readonly string[]) => Measured | undefined = () => noticed,
): Measurement => ({
  machines: new Map(
    machines.map((machine) => [
      machine.id,
      {
        machine: machine.id,
        digest: machineDigest(machine),
        transitions: new Map(
          transitionIndex.transitionsOf(machine).flatMap(({ id, source }) => {
            const measured = otherwise(id, source);
            return measured ? [[id, measured] as const] : [];
          }),
        ),
      },
    ]),
  ),
  properties: new Map(),
});

const uncovered = (measurement: Measurement, id: string) =>
  coverageOf(measurement).uncovered.find((each) => each.id === id);

describe('a clause', () => {
  const citing = machines
    .flatMap((machine) => transitionIndex.transitionsOf(machine))
    .filter(({ source }) => source.includes('queue-resume'))
    .map(({ id }) => id);

  it('is covered when a test notices each transition that cites it', () => {
    expect(citing.length).toBeGreaterThan(1);
    expect(uncovered(all(), 'queue-resume')).toBeUndefined();
  });

  it('is not covered when one of them can be broken without a test failing', () => {
    const measurement = all((id) => (id === citing[1] ? { kind: 'unnoticed' } : noticed));
    expect(uncovered(measurement, 'queue-resume')).toMatchObject({
      transitions: citing.length,
      noticed: citing.length - 1,
      unnoticed: [citing[1]],
    });
  });

  it('is not covered by transitions that nobody has broken', () => {
    const measurement = all((_, source) => (source.includes('queue-resume') ? undefined : noticed));
    expect(uncovered(measurement, 'queue-resume')).toMatchObject({ why: 'not measured yet', noticed: 0 });
  });

  it('is covered although nothing notices a transition in which no defect can make a difference', () => {
    const measurement = all((id) => (id === citing[1] ? { kind: 'equivalent', why: 'the row behind' } : noticed));
    expect(uncovered(measurement, 'queue-resume')).toBeUndefined();
  });

  it('that no test has anything to do with is not covered, whatever the reason', () => {
    const measurement = all((_, source) =>
      source.includes('queue-resume') ? { kind: 'equivalent', why: 'the row behind' } : noticed,
    );
    expect(uncovered(measurement, 'queue-resume')?.why).toContain('no defect');
  });

  it('that only a property demands is covered by a broken machine that breaks it', () => {
    const without = uncovered(all(), 'property-dma-bound');
    expect(without?.why).toMatch(/property .*: \S+/);
    const [id] = without?.why.match(/\S+$/) ?? [];
    const measurement = { ...all(), properties: new Map([[String(id), 'a broken machine']]) };
    expect(uncovered(measurement, 'property-dma-bound')).toBeUndefined();
  });
});

describe('the report', () => {
  it('adds up', () => {
    const { clauses: count, covered, uncovered: rest, byConfidence } = coverageOf(all());
    expect(count).toBe(Object.keys(clauses).length);
    expect(covered + rest.length).toBe(count);
    const sums = Object.values(byConfidence);
    expect(sums.reduce((sum, each) => sum + each.clauses, 0)).toBe(count);
    expect(sums.reduce((sum, each) => sum + each.covered, 0)).toBe(covered);
  });

  it('names what has changed since it was measured', () => {
    const measurement = all();
    const machine = measurement.machines.get('sc-buf');
    if (!machine) throw new Error('no sc-buf');
    const changed = new Map(measurement.machines).set('sc-buf', { ...machine, digest: 'another' });
    const report = coverageOf({ ...measurement, machines: changed });
    expect(report.stale).toEqual(['sc-buf']);
    expect(coverageText({ ...report, documents: [] })).toContain('Out of date: sc-buf changed');
    expect(coverageOf(measurement).stale).toEqual([]);
  });
});

describe('the digest of a machine', () => {
  it('changes with what the machine does, not with remarks about it', () => {
    const remark = rewritten(aixDeviceMachine, (text) => {
      at(text, 'states', 'queue')['description'] = 'another remark';
    });
    const change = rewritten(aixDeviceMachine, (text) => {
      at(text, 'states', 'queue')['initial'] = 'RUN';
    });
    expect(machineDigest(remark)).toBe(machineDigest(aixDeviceMachine));
    expect(machineDigest(change)).not.toBe(machineDigest(aixDeviceMachine));
  });
});

describe('a file of measurements', () => {
  it('is read as it was written', () => {
    const measurement = all((id) =>
      id.includes('always')
        ? { kind: 'equivalent', why: 'as good' }
        : id.includes('after')
          ? { kind: 'unnoticed' }
          : noticed,
    );
    expect(readMeasurement(measurementText(measurement), 'a.jsonl')).toEqual(measurement);
  });

  it.each(['{', '{}', '{"machine":"a","digest":"b","tests":[],"transitions":{"a: b: c #0":[0]}}'])(
    'is refused with the number of a line that is none: %s',
    (line) => {
      expect(() => readMeasurement(`{"properties":{}}\n${line}\n`, 'a.jsonl')).toThrow('a.jsonl:2');
    },
  );

  it('ships, with transitions of every layer', () => {
    const { machines: measured } = shippedMeasurement();
    for (const id of ['scsa-disk', 'scsi-pkt', 'aix-adapter-device', 'parallel-phase', 'task-set'])
      expect(measured.get(id)?.transitions.size, id).toBeGreaterThan(20);
  });
});
