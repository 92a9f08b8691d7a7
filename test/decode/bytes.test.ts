import { describe, expect, test } from 'vitest';
import { type DecodedCommand, decode } from '../../src/decode/decode.ts';

function only(text: string, options?: Parameters<typeof decode>[1]): DecodedCommand {
  const { commands } = decode(text, options);
  expect(commands).toHaveLength(1);
  return commands[0]!;
}

describe('a CDB', () => {
  test.each([
    '28 00 00 00 12 30 00 00 08 00',
    '0x28, 0x00, 0x00, 0x00, 0x12, 0x30, 0x00, 0x00, 0x08, 0x00',
    '28000000123000000800',
    '{0x28,0,0,0,0x12,0x30,0,0,8,0}',
    '28:00:00:00:12:30:00:00:08:00',
    '\\x28\\x00\\x00\\x00\\x12\\x30\\x00\\x00\\x08\\x00',
  ])('is read however its digits are written: %s', (text) => {
    const { cdb } = only(text);
    expect(cdb).toMatchObject({
      name: 'READ(10)',
      operation: 'read',
      transfer: { direction: 'in', bytes: 4096 },
      range: { first: 4656, last: 4663, blocks: 8 },
    });
    expect(cdb?.fields).toContainEqual({
      name: 'lba',
      byte: 2,
      bit: 7,
      width: 32,
      hex: '0x00001230',
      value: 4656,
      meaning: 'logical block address',
    });
  });

  test('is drawn with bytes down, bits across, reserved bits as a dash', () => {
    const { cdb } = only('12 01 83 00 ff 00');
    expect(cdb?.layout).toHaveLength(7);
    expect(cdb?.layout[2]).toMatch(/^ {3}1 \| +- +\| cmdDt +\| +evpd +\| 01$/);
    expect(cdb?.layout[4]).toContain('allocationLength (MSB)');
    expect(cdb?.layout[5]).toMatch(/allocationLength \(LSB\) +\| ff$/);
  });

  test('of a field of many bytes the drawing names the first and the last', () => {
    const { cdb } = only('28 00 00 00 12 30 00 00 08 00');
    expect(cdb?.layout.slice(3, 7).map((row) => row.replaceAll(/^.*?\| +| +\|.*$/g, ''))).toEqual([
      'lba (MSB)',
      ':',
      ':',
      'lba (LSB)',
    ]);
  });

  test('a wide value that JSON cannot hold is a text', () => {
    const { cdb } = only('88 00 ff ff ff ff ff ff ff ff 00 00 00 01 00 00');
    expect(cdb?.fields.find(({ name }) => name === 'lba')?.value).toBe('18446744073709551615');
  });

  test('of a vendor stays opaque and goes to the device all the same', () => {
    const { cdb, next } = only('c1 00 01 02', { direction: 'out' });
    expect(cdb).toMatchObject({ name: 'VENDOR 0xC1', known: false, transfer: null, operation: 'other' });
    expect(next?.sending.at(-1)?.state).toBe('allocating');
    expect(next?.summary).toBe('success');
  });

  test('that is too short is refused in one line', () => {
    expect(() => decode('28 00 00')).toThrow(/28h: got 3 bytes; accepted: 10 bytes/);
  });

  test('does not let its direction be contradicted', () => {
    expect(() => decode('28 00 00 00 12 30 00 00 08 00', { direction: 'out' })).toThrow(
      /--direction out for READ\(10\)/,
    );
  });
});

describe('sense data', () => {
  test('in fixed format are told from a CDB by their response code', () => {
    const { readings, commands } = decode('f0 00 03 00 00 12 30 0a 00 00 00 00 11 00 00 00 00 00');
    expect(readings).toMatchObject([{ readAs: 'sense', otherwise: 'cdb' }]);
    expect(commands[0]?.sense).toMatchObject({
      format: 'fixed',
      key: 'MEDIUM_ERROR',
      asc: '0x11',
      ascq: '0x00',
      additional: 'unrecovered read error',
      information: '4656 (0x00001230)',
      problems: [],
      class: 'MEDIUM_ERROR 11/00',
    });
  });

  test('can be forced to be a CDB and the other way round', () => {
    const vendor = 'f0 00 03 00 00 12 30 0a 00 00 00 00 11 00';
    expect(only(vendor, { as: 'cdb' }).cdb?.name).toBe('VENDOR 0xF0');
    expect(only('28 00 00 00 12 30 00 00 08 00', { as: 'sense' }).sense?.class).toBe('NOT_CLASS_7');
  });

  test('a vendor CDB without a plausible additional length stays a CDB', () => {
    expect(only('f0 00 00 00 00 00').cdb?.name).toBe('VENDOR 0xF0');
  });

  test('in descriptor format, in two lines, are put together', () => {
    const { sense } = only('72 05 24 00 00 00 00 0c 00 0a 80 00\n00 00 00 00 00 00 12 30');
    expect(sense).toMatchObject({ format: 'descriptor', key: 'ILLEGAL_REQUEST', information: '4656 (0x00001230)' });
    expect(sense?.problems).toEqual([]);
  });

  test('that end early are read as far as they go', () => {
    const { sense, next } = only('70 00 02');
    expect(sense).toMatchObject({ key: 'NOT_READY', asc: null, class: 'SHORT' });
    expect(sense?.problems[0]).toContain('asc (byte 12) is missing');
    expect(next?.first.map(({ description }) => description)).toContain('Too few bytes: STANDARD retry.');
  });

  test('with the CDB on another line: the one completes the other', () => {
    const { cdb, sense, assumptions } = only(
      '1b 00 00 00 01 00\n70 00 02 00 00 00 00 0a 00 00 00 00 04 02 00 00 00 00',
    );
    expect(cdb?.operation).toBe('startUnit');
    expect(sense?.class).toBe('NOT_READY 04/02');
    expect(assumptions.join()).not.toContain('--direction');
  });
});
