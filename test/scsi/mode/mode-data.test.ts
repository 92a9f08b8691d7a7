import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input-error.ts';
import { parseModeParameterList } from '../../../src/scsi/mode/mode-select.ts';
import { buildModeSense, parseModeSense } from '../../../src/scsi/mode/mode-sense.ts';
import { ModePageSet } from '../../../src/scsi/mode/page-set.ts';
import { buildModePage, parseModePage } from '../../../src/scsi/mode/pages.ts';
import { bytes, hex } from '../hex.ts';

/** MODE SENSE(6), all pages, of tgt as captured: read-write and data sense pages, caching and control among them. */
const TGT_ALL_PAGES = bytes(
  '69001008 0000000000000200 020e8080000a00000000000000000000 08121400ffff0000ffffffff80140000000000 00' +
    '0a0a02100000000000000200 4a01001c040000000000000000000000000000000000000000000000000000001c0a08000000000000000000',
);

describe('MODE SENSE data', () => {
  it('reads those of a real target, subpages included', () => {
    const parsed = parseModeSense(6, TGT_ALL_PAGES);
    expect(parsed.writeProtected).toBe(false);
    expect(parsed.dpoFua).toBe(true);
    expect(parsed.blockDescriptors).toEqual([{ blocks: 0, blockSize: 512 }]);
    expect(parsed.pages.map((page) => [page[0], page.length])).toEqual([
      [0x02, 16],
      [0x08, 20],
      [0x0a, 12],
      [0x4a, 32],
      [0x1c, 12],
    ]);
    expect(parseModePage('caching', parsed.pages[1]!)).toMatchObject({ wce: 1, disc: 1, rcd: 0, segments: 20 });
    expect(parseModePage('control', parsed.pages[2]!)).toMatchObject({
      queueAlgorithm: 1,
      gltsd: 1,
      qErr: 0,
      selfTestTime: 512,
    });
  });

  const parameters = {
    writeProtected: true,
    dpoFua: true,
    blockDescriptors: [{ blocks: 131072, blockSize: 512 }],
    pages: [buildModePage('caching', { wce: 1 })],
  };
  const CACHING = `8812 04${'00'.repeat(17)}`.replace(' ', '');

  it('is as the standard draws it', () => {
    expect(hex(buildModeSense(6, parameters))).toBe(`1f00900800020000000002 00${CACHING}`.replace(' ', ''));
    expect(hex(buildModeSense(10, parameters))).toBe(`00220090000000080002000000000200${CACHING}`);
    expect(hex(buildModeSense(10, parameters, true))).toBe(
      `002a00900100001000000000000200000000000000000200${CACHING}`,
    );
    expect(hex(buildModeSense(6, { ...parameters, writeProtected: false, blockDescriptors: [] }))).toBe(
      `17001000${CACHING}`,
    );
  });

  it('is cut without changing the data length', () => {
    expect(hex(buildModeSense(6, parameters, false, 4))).toBe('1f009008');
    expect(parseModeSense(6, buildModeSense(6, parameters, false, 20))).toMatchObject({
      pages: [],
      blockDescriptors: [{}],
    });
    expect(parseModeSense(6, buildModeSense(6, parameters, false, 8)).blockDescriptors).toEqual([]);
  });

  it('says that a capacity does not fit the short block descriptor', () => {
    const large = { ...parameters, blockDescriptors: [{ blocks: 2 ** 40, blockSize: 512 }] };
    expect(parseModeSense(6, buildModeSense(6, large)).blockDescriptors).toEqual([
      { blocks: 0xffffffff, blockSize: 512 },
    ]);
    expect(parseModeSense(10, buildModeSense(10, large, true)).blockDescriptors).toEqual([
      { blocks: 2n ** 40n, blockSize: 512 },
    ]);
  });

  it('comes back as built', () => {
    for (const form of [6, 10] as const) {
      expect(parseModeSense(form, buildModeSense(form, parameters))).toEqual(parameters);
    }
  });

  it('never fails but for length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(6 as const, 10 as const),
        fc.uint8Array({ minLength: 8, maxLength: 80 }),
        (form, random) => {
          const { pages } = parseModeSense(form, random);
          expect(pages.reduce((sum, page) => sum + page.length, 0)).toBeLessThan(random.length);
          expect(parseModeParameterList(form, random)).toBeDefined();
        },
      ),
    );
    expect(() => parseModeSense(6, new Uint8Array(3))).toThrow(InputError);
    expect(() => parseModeSense(10, new Uint8Array(7))).toThrow(InputError);
  });
});

describe('parseModeParameterList', () => {
  it('says where each part begins', () => {
    const caching = hex(buildModePage('caching', {}));
    const control = hex(buildModePage('control', {}));
    expect(parseModeParameterList(6, bytes(`00000008 0000000000000200 ${caching}${control}`))).toMatchObject({
      list: {
        blockDescriptorsAt: 4,
        blockDescriptors: [{ blocks: 0, blockSize: 512 }],
        pages: [{ at: 12 }, { at: 32 }],
      },
    });
  });

  it.each([
    ['header', '000000'],
    ['block descriptor', '00000008 00000000000002'],
    ['page head', '00000000 08'],
    ['page', '00000000 0812040000'],
    ['subpage head', '00000000 4a0100'],
  ])('finds a list that ends in the %s', (_part, text) => {
    expect(parseModeParameterList(6, bytes(text))).toEqual({ problem: { kind: 'truncated' } });
  });

  it('finds a block descriptor length that cannot be', () => {
    expect(parseModeParameterList(6, bytes('00000007 00000000000000'))).toEqual({
      problem: { kind: 'field', byte: 3 },
    });
    expect(parseModeParameterList(10, bytes('0000000001000008 0000000000000200'))).toEqual({
      problem: { kind: 'field', byte: 6 },
    });
  });
});

describe('ModePageSet', () => {
  it('refuses what is not changeable, and says at which byte', () => {
    const set = new ModePageSet();
    expect(set.refusedByte('caching', buildModePage('caching', {}))).toBeUndefined();
    expect(set.refusedByte('caching', buildModePage('caching', { wce: 1, maxPrefetch: 1 }))).toBe(9);
    expect(set.refusedByte('caching', new Uint8Array(12))).toBe(1);
    expect(set.bytes('caching', 'changeable')[2]).toBe(0b101);
  });

  it('keeps current, saved and default values apart', () => {
    const set = new ModePageSet({ control: { qErr: 1 } });
    expect(set.values('control').qErr).toBe(1);
    const wanted = { ...set.values('control'), qErr: 3 };
    expect(set.select([{ name: 'control', page: buildModePage('control', wanted) }], false)).toBe(true);
    expect(set.select([{ name: 'control', page: buildModePage('control', wanted) }], false)).toBe(false);
    expect(set.values('control').qErr).toBe(3);
    expect(parseModePage('control', set.bytes('control', 'saved')).qErr).toBe(1);
    set.reset();
    expect(set.values('control').qErr).toBe(1);
    set.select([{ name: 'control', page: buildModePage('control', wanted) }], true);
    set.reset();
    expect(set.values('control').qErr).toBe(3);
    expect(parseModePage('control', set.bytes('control', 'default')).qErr).toBe(1);
  });
});
