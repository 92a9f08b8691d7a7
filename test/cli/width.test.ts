import { describe, expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/program.ts';
import { program } from './program.ts';

const { run } = program();

const verbs = makeProgram(() => undefined).commands.map((command) => command.name());
const outputs: readonly (readonly string[])[] = [
  [],
  ['--help'],
  ...verbs.map((verb) => [verb, '--help']),
  ['run', 'medium-error'],
  ['run', 'aix-held-queue'],
  ['run', 'medium-eror'],
  ['list'],
  ['list', '--stories'],
  ['list', '--parameters'],
  ['check', '--list'],
  ['check', '--topology', 'sense-lost', '--property', 'Q4'],
  ['check', '--topology', 'sense-lost', '--max-states', '50', '--save-run', 'kept.bin'],
  ['compare', 'medium-error'],
  ['decode', '28 00 00 00 12 30 00 00 08 00'],
  ['decode', '70 00 03 00 00 12 30 0a 00 00 00 00 11 00'],
  ['decode', 'pkt_reason=CMD_RESET', 'pkt_state=0x1f', 'pkt_statistics=0x08'],
  ['decode', 'CMD_TIMEOUT', 'nothing that anybody could read as something that is about a command of a disk'],
  ['spec', 'queue-resume'],
  ['spec', '--coverage'],
  ['spec', '--document', 'aix-sam'],
];

const widest = (text: string): string =>
  text.split(/[\n\r]/).reduce((longest, line) => (line.length > longest.length ? line : longest), '');

describe('what is printed', () => {
  test.each(outputs)('%s %s %s fits a terminal of 80 columns', async (...args) => {
    const { stdout, stderr } = await run(args, 80);
    expect(stdout + stderr).not.toBe('');
    for (const text of [stdout, stderr]) expect(widest(text).length, widest(text)).toBeLessThanOrEqual(80);
  });

  test.each([
    ['--help'],
    ['check', '--help'],
    ['run', 'medium-error'],
    ['check', '--list'],
    ['compare', 'medium-error'],
    ['decode', '28 00 00 00 12 30 00 00 08 00'],
    ['spec', '--document', 'aix-sam'],
  ])('%s %s uses the room of a wider one', async (...args) => {
    const { length } = widest((await run(args, 120)).stdout);
    expect(length).toBeGreaterThan(80);
    expect(length).toBeLessThanOrEqual(120);
  });
});
