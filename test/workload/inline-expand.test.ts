import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../src/input-error.ts';
import { inlineRequests } from '../../src/workload/inline.ts';
import { requestsOf } from './request-samples.ts';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

/** Code, place and message of the mistake in these entries. */
function problemOf(entries: readonly unknown[]): { code: string; where: string | undefined; message: string } {
  try {
    requestsOf(entries);
  } catch (error) {
    if (error instanceof InputError) {
      return { code: error.problem.code, where: error.problem.where, message: error.message };
    }
    throw error;
  }
  throw new Error('no InputError');
}

/** What the schema says about entries that it does not accept: path and message of each issue. */
function issuesOf(entries: unknown): string[] {
  const result = inlineRequests.safeParse(entries);
  return (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('inline requests', () => {
  it.each([
    ['read', { read: { lba: 8, blocks: 16 } }, '28000000000800001000', 'strategy', 'in', 8192],
    ['write', { write: { lba: 8, blocks: 16 } }, '2a000000000800001000', 'strategy', 'out', 8192],
    ['flush', { flush: {} }, '35000000000000000000', 'passThrough', 'none', 0],
    ['testUnitReady', { testUnitReady: {} }, '000000000000', 'passThrough', 'none', 0],
    ['inquiry', { inquiry: {} }, '120000002400', 'passThrough', 'in', 36],
    ['inquiry of a page', { inquiry: { vpd: 0x80 } }, '12018000fc00', 'passThrough', 'in', 252],
    ['inquiry of a length', { inquiry: { vpd: 0, allocationLength: 600 } }, '120100025800', 'passThrough', 'in', 600],
    ['a CDB', { cdb: '1a 00 3f 00 40 00' }, '1a003f004000', 'passThrough', 'in', 64],
    ['a CDB of READ', { cdb: '08,00,00,10,00,00' }, '080000100000', 'strategy', 'in', 256 * 512],
    ['a READ of no blocks', { cdb: '28000000000000000000' }, '28000000000000000000', 'passThrough', 'none', 0],
  ])('give %s the obvious CDB, entry point and transfer', (_, entry, cdb, entryPoint, direction, bytes) => {
    const [request] = requestsOf([entry]);
    expect(hex(request?.cdb)).toBe(cdb);
    expect(request).toMatchObject({ entry: entryPoint, direction, bytes, where: 'scenario.yaml:0' });
  });

  it('default to SIMPLE tags, no flags, retries, one after another', () => {
    const [request] = requestsOf([{ read: { lba: 1, blocks: 2 } }]);
    expect(request).toMatchObject({ tag: 'simple', flags: [], failfast: false, outstandingLimit: 0 });
    expect(request).toMatchObject({ index: 0, operation: 'read', range: { lba: 1, blocks: 2 } });
    expect(request).not.toHaveProperty('unit');
    expect(request).not.toHaveProperty('dataOut');
  });

  it('carry what the entry says', () => {
    const asked = { entry: 'physio', flags: ['FLAG_SILENT', 'FLAG_ISOLATE'], failfast: true, unit: 'd1', tag: 'head' };
    expect(requestsOf([{ read: { lba: 0, blocks: 1 }, ...asked }])[0]).toMatchObject(asked);
    expect(requestsOf([{ read: { lba: 0, blocks: 1 }, entry: 'passThrough' }])[0]?.entry).toBe('passThrough');
  });

  it('ask for their tag by a flag where the driver passes them through', () => {
    const asked = (tag: string, entry: string) =>
      requestsOf([{ read: { lba: 0, blocks: 1 }, entry, tag, flags: ['FLAG_HEAD'] }])[0]?.flags;
    expect(['simple', 'ordered', 'head'].map((tag) => asked(tag, 'passThrough'))).toEqual([
      ['FLAG_HEAD'],
      ['FLAG_HEAD', 'FLAG_OTAG'],
      ['FLAG_HEAD', 'FLAG_HTAG'],
    ]);
    expect(asked('head', 'strategy')).toEqual(['FLAG_HEAD']);
  });

  it('repeat in place or by steps, numbered through', () => {
    const requests = requestsOf([
      { testUnitReady: {}, count: 2 },
      { write: { lba: 100, blocks: 8 }, count: 3, step: -8 },
    ]);
    expect(requests.map(({ index, range }) => [index, range?.lba])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, 100],
      [3, 92],
      [4, 84],
    ]);
  });

  it('overlap as the depth of the workload or the entry allows', () => {
    const entries = [{ testUnitReady: {} }, { testUnitReady: {}, outstanding: 5 }];
    expect(requestsOf(entries, 3).map((request) => request.outstandingLimit)).toEqual([2, 5]);
  });

  it('use the 16-byte CDB where LBA or length need it', () => {
    const beyond = { beyondCapacity: true };
    expect(hex(requestsOf([{ read: { lba: 2 ** 32, blocks: 1 }, ...beyond }])[0]?.cdb)).toBe(
      '88000000000100000000000000010000',
    );
    expect(hex(requestsOf([{ write: { lba: 0, blocks: 65_536 } }])[0]?.cdb)).toBe('8a000000000000000000000100000000');
    expect(hex(requestsOf([{ read: { lba: 0xffff_ffff, blocks: 1 }, ...beyond }])[0]?.cdb)).toBe(
      '2800ffffffff00000100',
    );
  });

  it('say for vendor commands what these transfer', () => {
    expect(requestsOf([{ cdb: 'c1 00 00 00 00 00 00 00 00 00', dataIn: 12 }])[0]).toMatchObject({
      operation: 'other',
      direction: 'in',
      bytes: 12,
    });
    const [out] = requestsOf([{ cdb: 'c1 00 00 00 00 00', dataOut: '01 02 ff' }]);
    expect(out).toMatchObject({ direction: 'out', bytes: 3, dataOut: Uint8Array.of(1, 2, 255) });
    expect(requestsOf([{ cdb: 'c1 00 00 00 00 00' }])[0]).toMatchObject({ direction: 'none', bytes: 0 });
  });

  it.each([
    ['a write without its LBA', [{ write: { blocks: 1 } }], /^0\.write\.lba: /],
    ['a read of no blocks', [{ read: { lba: 0, blocks: 0 } }], /^0\.read\.blocks: /],
    ['an unknown field', [{ raed: {} }], /^0: .*raed/],
    ['no command', [{ count: 2 }], /^0: exactly one of read, write, .* \(found none\)$/],
    ['two commands', [{ flush: {}, cdb: '000000000000' }], /^0: exactly one of .* \(found flush and cdb\)$/],
    ['bytes that are no hex', [{ cdb: '1g' }], /^0\.cdb: hex bytes/],
    ['half a byte', [{ cdb: '1a 0' }], /^0\.cdb: hex bytes/],
    ['a CDB that YAML took for a number', [{ cdb: 120000 }], /^0\.cdb: .*string/],
    ['dataOut for a write', [{ write: { lba: 0, blocks: 1 }, dataOut: '00' }], /^0\.dataOut: .*only together with cdb/],
    ['both directions', [{ cdb: 'c10000000000', dataOut: '00', dataIn: 1 }], /^0\.dataIn: either/],
    ['steps of a flush', [{ flush: {}, step: 1 }], /^0\.step: .*only together with read or write/],
    ['an unknown flag', [{ flush: {}, flags: ['FLAG_NOINTR'] }], /^0\.flags\.0: /],
    ['an unknown tag', [{ flush: {}, tag: 'aca' }], /^0\.tag: /],
    ['an endless repeat', [{ flush: {}, count: 1e9 }], /^0\.count: /],
  ])('reject %s in the schema', (_, entries, issue) => {
    expect(issuesOf(entries)).toEqual(expect.arrayContaining([expect.stringMatching(issue)]));
  });

  it.each([
    ['a read beyond the capacity', [{ read: { lba: 131_071, blocks: 2 } }], 'lba-beyond-capacity', '0'],
    ['a step below 0', [{ flush: {} }, { read: { lba: 1, blocks: 1 }, count: 3, step: -1 }], 'inline-lba', '1.read'],
    ['a CDB cut short', [{ cdb: '28 00 00 00 00 00' }], 'scsi-cdb-short', '0'],
    ['a CDB of one byte', [{ cdb: '00' }], 'inline-cdb', '0.cdb'],
    ['a flush by strategy', [{ flush: {}, entry: 'strategy' }], 'inline-entry', '0.entry'],
    ['data for a command without', [{ cdb: '000000000000', dataOut: '00' }], 'inline-data-out', '0.dataOut'],
    ['data of the wrong length', [{ cdb: '151000000400', dataOut: '00' }], 'inline-data-out', '0.dataOut'],
    ['no data for MODE SELECT', [{ cdb: '151000000400' }], 'inline-data-out', '0.cdb'],
    ['dataIn for a known command', [{ cdb: '120000002400', dataIn: 4 }], 'inline-data-in', '0.dataIn'],
    [
      'a transfer of 2 TiB',
      [{ write: { lba: 0, blocks: 2 ** 32 - 1 }, beyondCapacity: true }],
      'transfer-too-large',
      '0',
    ],
  ])('reject %s, naming the place', (_, entries, code, where) => {
    expect(problemOf(entries)).toMatchObject({ code, where: `scenario.yaml:${where}` });
  });

  it('explain themselves in one line', () => {
    expect(problemOf([{ read: { lba: 131_072, blocks: 1 } }]).message).toBe(
      'scenario.yaml:0: got blocks 131072 to 131072; accepted: blocks 0 to 131071, which the logical unit has',
    );
  });

  it('have a JSON schema that describes each field', () => {
    const schema = JSON.stringify(z.toJSONSchema(inlineRequests, { io: 'input' }));
    expect(schema).toContain('"description":"SYNCHRONIZE CACHE(10) of the whole medium."');
  });
});
