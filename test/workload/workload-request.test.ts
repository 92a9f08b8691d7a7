import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { loadFtrace } from '../../src/workload/ftrace.ts';
import { requestsFromCommands } from '../../src/workload/workload-request.ts';
import { geometryOf, recorded } from './request-samples.ts';

const data = (name: string): string => fileURLToPath(new URL(`../data/${name}`, import.meta.url));

it('makes every recorded ext4 command a request', async () => {
  const { commands } = await loadFtrace(data('ext4-mixed.trace.txt.gz'));
  const requests = [...requestsFromCommands(commands, { geometryOf })];
  expect(requests).toHaveLength(3455);
  expect(requests.filter(({ entry }) => entry === 'strategy')).toHaveLength(2066 + 1282);
  expect(requests.every(({ range }) => range === undefined || range.blocks > 0)).toBe(true);
  expect(requests.filter(({ direction }) => direction === 'out')).toHaveLength(1282 + 12);
});

it('makes no request of a dispatch that the host refused: it was dispatched again', async () => {
  const { commands } = await loadFtrace(data('host-busy.trace.txt'));
  const requests = [...requestsFromCommands(commands, { geometryOf })];
  expect(requests).toHaveLength(86);
  expect(requests.map(({ index }) => index)).toEqual(requests.map((_, index) => index));
});

it('names the units as the caller wants', async () => {
  const { commands } = await loadFtrace(data('timeout-abort.trace.txt'));
  const [request] = requestsFromCommands(commands, { geometryOf, unitOf: ({ target, lun }) => `t${target}l${lun}` });
  expect(request?.unit).toBe('t0l0');
});

describe('recorded commands as requests', () => {
  it('send READ and WRITE to strategy, everything else to pass-through', () => {
    const requests = recorded(
      '28 00 00 00 00 08 00 00 08 00',
      '0a 00 00 01 01 00',
      '35 00 00 00 00 00 00 00 00 00',
      '000000000000',
    );
    expect(requests.map(({ entry, operation, bytes }) => [entry, operation, bytes])).toEqual([
      ['strategy', 'read', 4096],
      ['strategy', 'write', 512],
      ['passThrough', 'flush', 0],
      ['passThrough', 'testUnitReady', 0],
    ]);
    expect(requests[0]).toMatchObject({ tag: 'simple', flags: [], failfast: false, where: 'trace:1' });
  });

  it('carry opaque commands without data', () => {
    expect(recorded('c1 01 02 03 04 05')[0]).toMatchObject({ operation: 'other', direction: 'none', bytes: 0 });
  });

  it('turn "to the end of the medium" into blocks', () => {
    const [request] = recorded('41 00 00 01 ff f0 00 00 00 00');
    expect(request).toMatchObject({ operation: 'writeSame', range: { lba: 0x1fff0, blocks: 16 } });
  });

  it('are refused where they do not fit the unit, with the line of the command', () => {
    expect(() => recorded('000000000000', '28 00 00 01 ff ff 00 00 02 00')).toThrow(
      /^trace:2: got blocks 131071 to 131072; accepted: blocks 0 to 131071/,
    );
    expect(() => recorded(`88 00 ${'ff '.repeat(8)} 00 00 00 01 00 00`)).toThrow(InputError);
  });
});
