import { describe, expect, test } from 'vitest';
import { decode } from '../../src/decode/decode.ts';

const fields = (text: string) => decode(text).commands[0]?.packet?.fields ?? [];
const summary = (text: string) => decode(text).commands[0]?.next?.summary;

describe('packet fields', () => {
  test('names every bit that is set', () => {
    const given = fields('pkt_reason=CMD_RESET pkt_state=0x1f pkt_statistics=0x08 status=CHECK_CONDITION');
    expect(given.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'pkt_reason CMD_RESET (0x04)',
      'pkt_state 0x1f',
      'pkt_statistics 0x08',
      'status CHECK_CONDITION (0x02)',
    ]);
    expect(given.every(({ given: said }) => said)).toBe(true);
    expect(given[1]?.bits.filter(({ set }) => set).map(({ name }) => name)).toEqual([
      'STATE_GOT_BUS',
      'STATE_GOT_TARGET',
      'STATE_SENT_CMD',
      'STATE_XFERRED_DATA',
      'STATE_GOT_STATUS',
    ]);
    expect(given[2]?.meaning).toBe('STAT_BUS_RESET');
  });

  test.each([
    'pkt_reason=4, pkt_state=31, pkt_statistics=8, *pkt_scbp=2',
    'pkt_reason = 0x4 pkt_state = 1fh pkt_statistics = 0x8 pkt->pkt_scbp = 0x2',
    'CMD_RESET STATE_GOT_BUS|STATE_GOT_TARGET STATE_SENT_CMD pkt_state=XFERRED_DATA|GOT_STATUS STAT_BUS_RESET check condition',
  ])('reads numbers and names alike: %s', (text) => {
    expect(fields(text).map(({ value }) => value)).toEqual([
      'CMD_RESET (0x04)',
      '0x1f',
      '0x08',
      'CHECK_CONDITION (0x02)',
    ]);
  });

  test('a bit without a name is not passed over', () => {
    expect(fields('pkt_state=0x81')[0]).toMatchObject({ name: 'pkt_reason', given: false });
    expect(fields('pkt_state=0x81')[1]?.meaning).toBe('STATE_GOT_BUS | 0x80 (no name)');
  });

  test('names a word that it cannot read', () => {
    expect(() => decode('pkt_reason=CMD_FOO')).toThrow(/'pkt_reason=CMD_FOO'/);
    expect(() => decode('pkt_reason=4 nonsense')).toThrow(/'nonsense'/);
    expect(() => decode('pkt_reason=99')).toThrow(/'pkt_reason=99'/);
  });
});

describe('what the driver does next comes from the machine', () => {
  test('medium error: 5 STANDARD retries, a reset of the unit when retry 2 has failed, then EIO', () => {
    const next = decode('MEDIUM_ERROR 11/00').commands[0]?.next;
    const standard = { kind: 'retry', class: 'STANDARD', counter: 'retries', delay: 'immediate', delayMs: 0 };
    expect(next?.repetitions).toEqual([
      { ...standard, from: 1, to: 2, resets: [] },
      { ...standard, from: 3, to: 3, resets: ['RESET_LUN'] },
      { ...standard, from: 4, to: 5, resets: [] },
    ]);
    expect(next?.end).toMatchObject({ error: 'EIO' });
    expect(next?.summary).toBe('5 STANDARD retries (RESET_LUN when retry 2 has failed), then EIO');
    const deciding = next?.first.find(({ state }) => state === 'deciding.senseKey');
    expect(deciding?.clauses[0]).toMatchObject({ id: 'sd-key-medium-hardware', document: 'sd.c' });
  });

  test.each([
    ['CMD_TIMEOUT', '5 STANDARD retries (RESET_LUN before each), then EIO'],
    ['STAT_DEV_RESET', '10 VICTIM retries, then 5 STANDARD retries, then EIO'],
    ['CMD_INCOMPLETE', '5 STANDARD retries, then EIO'],
    ['CMD_DEV_GONE', 'EIO'],
    ['TRAN_BUSY', 'scsi_transport calls without limit'],
    ['TRAN_FATAL_ERROR', 'EIO'],
    ['status=BUSY', '5 NOCHECK retries (RESET_LUN when retry 1 has failed), then EIO'],
    ['QUEUE FULL', 'NOCHECK retries without limit'],
    ['NOT_READY 04/01', '2 NOCHECK retries, then EIO'],
    ['NOT_READY 04/02', '2 START UNITs, then EIO'],
    ['UNIT_ATTENTION 29/00', '600 UNIT_ATTENTION retries, then EIO'],
    ['ILLEGAL_REQUEST 24/00', 'EIO'],
    ['RECOVERED_ERROR 17/01', 'success'],
    ['FLAG_DIAGNOSE CMD_TIMEOUT', 'EIO'],
  ])('%s: %s', (text, expected) => {
    expect(summary(text)).toBe(expected);
  });

  test('says what is missing instead of guessing sense data', () => {
    const [command] = decode('pkt_state=0x3f status=CHECK_CONDITION').commands;
    expect(command).toMatchObject({ next: null, missing: 'the sense data (STATE_ARQ_DONE is set)' });
  });

  test('says what it assumed', () => {
    expect(decode('CMD_TIMEOUT', { direction: 'out' }).commands[0]?.assumptions).toEqual([
      'the command is a WRITE (--direction says which)',
      'pkt_state 0x07, as usual with CMD_TIMEOUT',
      'pkt_statistics 0x40, as usual with CMD_TIMEOUT',
    ]);
  });
});
