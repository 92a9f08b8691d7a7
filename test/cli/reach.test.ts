import { describe, expect, it } from 'vitest';
import { program } from './program.ts';

const { run } = program();

type Report = {
  machines: { machine: string; transitions: number; untaken: { id: string; description: string }[] }[];
  differences: { machine: string; without: string[] }[];
  runs: { name: string; transitions: number }[];
};

describe('reach', () => {
  it('says what one scenario gets to of a machine, and what has no reason not to be reached', async () => {
    const { status, stdout } = await run(['reach', '--only', 'clean-read', '--machine', 'scsa-disk-sense-command']);
    expect(stdout).toMatch(/^scsa-disk-sense-command +1 \/ 4 +0 \/ 7 +0 \/ 0$/m);
    expect(stdout).toContain('scsa-disk-sense-command: never reached, and no reason is given');
    expect(status).toBe(1);
  });

  it('is content with a machine that is reached everywhere', async () => {
    // A scenario has this name, and a system.
    const only = ['--only', 'aix-target-mode', '--states', '2000', '--threads', '1'];
    const { status, stdout } = await run(['reach', ...only, '--machine', 'tm-buf', '--json']);
    const { machines, differences, runs } = JSON.parse(stdout) as Report;
    expect(machines).toMatchObject([{ machine: 'tm-buf', transitions: 6, untaken: [] }]);
    expect(differences).toEqual([]);
    expect(runs.map(({ name }) => name)).toEqual(['aix-target-mode', 'aix-target-mode']);
    expect(status).toBe(0);
  });

  it.each([
    [['--machine', 'scsa-disc'], 'scsa-disk'],
    [['--only', 'clean-reed'], 'clean-read'],
    [['--states', '0'], 'a whole number from 1'],
    [['--threads', 'many'], 'a whole number from 1 to 64'],
  ])('refuses %j, and says what it takes', async (args, accepted) => {
    const { status, stderr } = await run(['reach', ...args]);
    expect(stderr).toContain(args[1]);
    expect(stderr).toContain(accepted);
    expect(status).toBe(2);
  });
});
