import { describe, expect, test } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import { decodeText } from '../../src/decode/decode-text.ts';

const cdb = 'CDB: Read(10) 28 00 00 00 12 30 00 00 08 00';
const notReady = 'Sense Key : Not Ready [current]\nAdd. Sense: Logical unit not ready, initializing command required';

describe('what people read of a command', () => {
  test('says nothing of a packet when only the CDB is known', () => {
    const text = decodeText(decode(cdb));
    expect(text).toMatch(/status GOOD, because nothing else is said/);
    expect(text).not.toContain('pkt_reason');
    expect(text).toContain('to send it:');
  });

  test('tells the packet that sense data were looked for in, although nobody named a field of it', () => {
    const text = decodeText(decode(`${cdb}\n${notReady}`));
    expect(text).toMatch(/pkt_reason +CMD_CMPLT \(0x00\).*\(assumed\)/);
    expect(text).not.toContain('to send it:');
  });

  test.each([
    [1, "1 line says nothing about a command: 'hello 1'"],
    [3, "3 lines say nothing about a command: 'hello 1', 'hello 2', 'hello 3'"],
    [4, "4 lines say nothing about a command: 'hello 1', 'hello 2', 'hello 3', ..."],
  ])('shows three of %d lines that were skipped, and says when there are more', (lines, said) => {
    const hello = Array.from({ length: lines }, (_, n) => `hello ${n + 1}`);
    expect(
      decodeText(decode(['CMD_RESET', ...hello].join('\n')))
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe(said);
  });
});

test('codes without bytes are of the class that both of them name', () => {
  const [command] = decode(notReady).commands;
  expect(command?.sense?.class).toBe('NOT_READY 04/02');
  expect(command?.next?.summary).toBe('2 START UNITs, then EIO');
});

test.each([
  ['Sense Key : Medium Error [current]', ['retries', 'retries']],
  [
    'Sense Key : Unit Attention [current]\nAdd. Sense: Power on, reset, or bus device reset occurred',
    ['unitAttentions'],
  ],
  ['CMD_RESET', ['victims', 'retries']],
])('retries name the counter that they raise: %j', (text, counters) => {
  const [command] = decode(text).commands;
  const named = command?.next?.repetitions.map(({ counter }) => counter) ?? [];
  expect(named.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set(counters));
});
