import { describe, expect, test } from 'vitest';
import { program } from './program.ts';

const { run, start, write } = program();

type Report = {
  topologies: {
    topology: string;
    machineDigest: string;
    states: number;
    statesWithoutWatchers: number;
    transitions: number;
    complete: boolean;
    properties: {
      id: string;
      expected: string | null;
      verdict: string;
      length: number | null;
      trace: unknown[] | null;
    }[];
  }[];
};
const report = (stdout: string): Report['topologies'][number] => {
  const [first] = (JSON.parse(stdout) as Report).topologies;
  if (!first) throw new Error('no topology in the report');
  return first;
};

describe('check', () => {
  test('finds lost sense, by the shortest run, and says that this is expected', async () => {
    const { status, stdout } = await run(['check', '--topology', 'sense-lost', '--property', 'Q4', '--json']);
    const { properties, complete } = report(stdout);
    expect(complete).toBe(true);
    expect(properties).toMatchObject([{ id: 'Q4', expected: 'fails', verdict: 'fails' }]);
    expect(properties[0]?.trace).toHaveLength(properties[0]?.length ?? -1);
    expect(status).toBe(0);
  });

  test.each(['sense-kept-by-arq', 'sense-kept-by-throttle', 'sense-kept-by-order'])('%s', async (topology) => {
    const { stdout, status } = await run(['check', '--topology', topology, '--property', 'Q4', '--json']);
    expect(report(stdout).properties).toMatchObject([{ id: 'Q4', expected: 'holds', verdict: 'holds' }]);
    expect(status).toBe(0);
  });

  test('saves stories of a topology file under names that a listing shows', async () => {
    write('tiny.yaml', 'targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]\n');
    const args = ['--topology', './tiny.yaml', '--property', 'I6-callback-first', '--max-states', '500'];
    const { stderr } = await run(['check', ...args, '--save', 'told']);
    expect(stderr).toContain('saved told/tiny.yaml-I6-callback-first.jsonl\n');
  });

  test('stops at its bound, says so, and claims nothing', async () => {
    const { status, stdout } = await run(['check', '--topology', '1-target-1-slot', '--max-states', '100']);
    expect(stdout).toContain('1-target-1-slot  stopped at the bound of states (--max-states)');
    expect(stdout).toContain('not all seen');
    expect(status).toBe(1);
  });

  test('has the same results whatever helps it', async () => {
    const args = ['check', '--topology', '2-targets-1-slot', '--property', 'I2', '--json', '--workers'];
    const [alone, helped] = await Promise.all([start([...args, '0']), start([...args, '2', '--share-from', '1000'])]);
    const told = ({ stdout }: { stdout: string }) => {
      const { states, statesWithoutWatchers, transitions, properties } = report(stdout);
      return { states, statesWithoutWatchers, transitions, properties };
    };
    expect(told(helped)).toEqual(told(alone));
    expect(told(alone).states).toBeGreaterThan(40_000);
  });

  test('prints the digest of the machines that run prints', async () => {
    const checked = await run(['check', '--topology', 'busy-for-ever', '--property', 'I2', '--json']);
    const ran = await run(['run', 'clean-read', '--json']);
    expect(report(checked.stdout).machineDigest).toBe(
      (JSON.parse(ran.stdout) as Report['topologies'][number]).machineDigest,
    );
  });

  test('explores a topology file', async () => {
    const file = write('one.yaml', 'targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]\n');
    const { stdout, status } = await run(['check', '--topology', `./${file}`, '--faults', '0', '--json']);
    expect(report(stdout)).toMatchObject({ complete: true });
    expect(status).toBe(0);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'an unknown system',
      ['--topology', 'sense-lots'],
      /got --topology sense-lots; accepted: a topology file \(YAML\), or sense-lost/,
    ],
    ['an unknown property', ['--property', 'Q44'], /got --property Q44; accepted: Q4 /],
    ['an unknown mode of time', ['--timers', 'never'], /got --timers never; accepted: classes or due or any/],
  ])('refuses %s', async (_, args, message) => {
    const { status, stdout, stderr } = await run(['check', ...args]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('lists what it knows', async () => {
    const { stdout } = await run(['check', '--list']);
    expect(stdout).toMatch(/^Systems\n {2}1-target-1-slot/);
    expect(stdout).toMatch(/\n {2}Q4 .*never/);
  });
});
