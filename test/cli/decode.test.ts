import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { addDecode } from '../../src/cli/decode.ts';
import { InputError } from '../../src/input-error.ts';

async function run(...args: string[]): Promise<string> {
  let output = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
  const program = new Command('scsi-statecharts').exitOverride();
  addDecode(program);
  await program.parseAsync(['decode', ...args], { from: 'user' });
  return stripVTControlCharacters(output);
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('bytes given one by one are one CDB, drawn and explained', async () => {
  const output = await run('28', '00', '00', '00', '12', '30', '00', '00', '08', '00');
  expect(output).toContain('CDB: READ(10)');
  expect(output).toContain('lba             byte 2  bit 7, 32 bits  0x00001230  4656');
  expect(output).toMatch(/lba \(LSB\) +\| 30/);
  expect(output).toContain('blocks     4656 to 4663, 8 blocks');
});

test("sense bytes: which reading was chosen, how to force the other, and the driver's answer with its clause", async () => {
  const output = await run('70 00 03 00 00 12 30 0a 00 00 00 00 11 00 00 00 00 00');
  expect(output).toContain('read as sense data; --as cdb reads it as a CDB');
  expect(output).toContain(
    'what the driver does next: 5 STANDARD retries (RESET_LUN when retry 2 has failed), then EIO',
  );
  expect(output).toContain('deciding.senseKey: MEDIUM, HARDWARE ERROR: STANDARD retry at once.');
  expect(output).toContain('sd.c sd_sense_key_medium_or_hardware_error');
});

test('packet words are one line', async () => {
  const output = await run('CMD_RESET', 'STAT_BUS_RESET');
  expect(output).toContain('STAT_BUS_RESET: the bus was reset');
  expect(output).not.toContain('command 1 of');
});

test('several arguments are lines that complete each other; --json is for programs', async () => {
  const cdb = '2a 00 00 00 00 00 00 00 01 00';
  const result: unknown = JSON.parse(await run('--json', cdb, 'CMD_TIMEOUT'));
  expect(result).toMatchObject({
    commands: [{ cdb: { name: 'WRITE(10)' }, next: { end: { error: 'EIO' } }, missing: null }],
    skipped: [],
  });
});

test('- reads stdin', async () => {
  const input = Readable.from([
    'Sense Key : Not Ready [current]\n',
    'Add. Sense: Logical unit is in process of becoming ready\n',
  ]);
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as typeof process.stdin);
  expect(await run('-')).toContain('2 NOCHECK retries, then EIO');
});

test.each([
  [['no such thing'], /got 'no such thing'; accepted: a CDB or sense bytes in hex/],
  [['--as', 'tape', '28'], /--as tape; accepted: cdb or sense or pkt/],
  [['--direction', 'up', 'CMD_RESET'], /--direction up; accepted: in or out/],
  [['-', 'CMD_RESET'], /- alone/],
])('%j is refused in one line', async (args, message) => {
  const failed = run(...args);
  await expect(failed).rejects.toBeInstanceOf(InputError);
  await expect(failed).rejects.toThrow(message);
});
