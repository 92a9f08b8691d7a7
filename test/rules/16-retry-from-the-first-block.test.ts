import { afterEach, describe, expect, it, vi } from 'vitest';
import { assign } from 'xstate';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { DataPlane } from '../../src/data-plane/data-plane.ts';
import { encodeCdb } from '../../src/scsi/cdb/encode.ts';
import { DeviceServer } from '../../src/scsi/device-server.ts';
import { complaint, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, row, withMachine } from './variant.ts';

afterEach(() => void vi.restoreAllMocks());

type Range = { readonly lba: number; readonly blocks: number };

/** What every READ and WRITE that the disk carries out is about. */
function executed(): Range[] {
  const ranges: Range[] = [];
  const { execute } = DeviceServer.prototype;
  vi.spyOn(DeviceServer.prototype, 'execute').mockImplementation(function (this: DeviceServer, ...given) {
    const [{ range }] = given;
    if (range) ranges.push({ lba: range.lba, blocks: range.blocks });
    return execute.apply(this, given);
  });
  return ranges;
}

/** The first try of the request (or of its second chunk) moves only half of its blocks. */
const story = (request: Story['requests'][number], transport: number): Story => ({
  sd: { minphys: 16_384 },
  requests: [request],
  faults: [{ at: 'lu.execute.outcome', choose: 'short', when: { request: 0, transport } }],
});
const read = story({ read: { lba: 64, blocks: 8 } }, 1);
const write = story({ write: { lba: 64, blocks: 8 } }, 1);
const raw = story({ read: { lba: 0, blocks: 100 }, entry: 'physio' }, 2);

/** A short try must be followed by one that begins at the same block and is whole. */
function wrong(played: Played, ranges: readonly Range[], short: Range, whole: Range): string[] {
  const after = ranges.findIndex(({ lba, blocks }) => lba === short.lba && blocks === short.blocks);
  const next = ranges[after + 1];
  return [
    ...complaint(played),
    ...(after >= 0 ? [] : ['no try was short']),
    ...(next?.lba === whole.lba && next.blocks === whole.blocks
      ? []
      : [`tried again with ${next ? `block ${next.lba}, ${next.blocks} blocks` : 'nothing'}`]),
  ];
}

describe('16 a retry after a part of the data has moved begins at the first block again', () => {
  it.each([
    ['READ', read, { lba: 64, blocks: 4 }, { lba: 64, blocks: 8 }],
    ['WRITE', write, { lba: 64, blocks: 4 }, { lba: 64, blocks: 8 }],
    ['a chunk of a raw READ', raw, { lba: 32, blocks: 16 }, { lba: 32, blocks: 32 }],
  ] as const)('%s', async (_, told, short, whole) => {
    const ranges = executed();
    const played = await play(told);
    expect(wrong(played, ranges, short, whole)).toEqual([]);
    expect(reportOf(played).retries.standard).toBe(1);
    expect(reportOf(played).data.mismatches).toBe(0);
  });

  it('the buffer stays bound: the packet is built once and sent twice', async () => {
    const played = await play(read);
    expect(played.seen.filter(({ message }) => message.type === 'packet.init')).toHaveLength(1);
    expect(played.seen.filter(({ message }) => message.type === 'packet.transport')).toHaveLength(2);
  });

  it('is broken by a driver that goes on where the transfer stopped', async () => {
    const ranges = executed();
    const { carryOut } = DataPlane.prototype;
    vi.spyOn(DataPlane.prototype, 'carryOut').mockImplementation(function (this: DataPlane, effect) {
      carryOut.call(this, effect);
      if (effect.type !== 'effect.execute' || effect.resid !== 'partial') return;
      const record = this.record(effect.slot);
      if (!record) return;
      record.length /= 2;
      record.offset += record.length;
      record.cdb = encodeCdb('READ(10)', { lba: 68, transferLength: 4 });
    });
    const played = await play(read);
    expect(wrong(played, ranges, { lba: 64, blocks: 4 }, { lba: 64, blocks: 8 })).toEqual([
      'tried again with block 68, 4 blocks',
    ]);
  });

  it('is broken by a driver that does not try again', async () => {
    const ranges = executed();
    const broken = rewritten(scsaDiskCommandMachine, (text) => {
      const table = at(text, 'states', 'deciding', 'states', 'status')['always'];
      Object.assign(row(table, 'GOOD'), { target: '#finishing', actions: 'b_resid takes pkt_resid' });
    });
    const played = await play(read, { variant: withMachine(scsaDiskCommandMachine, broken) });
    expect(wrong(played, ranges, { lba: 64, blocks: 4 }, { lba: 64, blocks: 8 })).toEqual(['tried again with nothing']);
  });

  describe('with DMA windows, whose resources are freed before the retry', () => {
    /** 40 blocks in windows of 16; on the way of the second window the target leaves the bus. */
    const windowed = (kind: 'read' | 'write', freed: boolean): Story => ({
      sd: { freeDmaOnError: freed },
      hba: { dmaWindow: 16 * 512 },
      depth: 1,
      requests: [
        kind === 'write' ? { write: { lba: 64, blocks: 40 } } : { read: { lba: 64, blocks: 40 } },
        { read: { lba: 64, blocks: 40 } },
      ],
      faults: [{ at: 'bus.finish.transfer', choose: 'unexpectedBusFree', when: { request: 0, transport: 2 } }],
    });
    const w1 = '64+16';
    const w2 = '80+16';
    const w3 = '96+8';
    const again = [w1, w2, w3];

    function wrongOrder(played: Played, ranges: readonly Range[], expected: readonly string[]): string[] {
      const found = ranges.map(({ lba, blocks }) => `${lba}+${blocks}`).join(' ');
      const wanted = [...expected, ...again].join(' ');
      const mismatches = played.result?.report.data.mismatches ?? 0;
      return [
        ...complaint(played),
        ...(found === wanted ? [] : [`carried out: ${found}`]),
        ...(mismatches === 0 ? [] : [`${mismatches} blocks differ`]),
      ];
    }

    it.each(['read', 'write'] as const)(
      'a %s begins at block 0 of the request, however much has moved',
      async (kind) => {
        const ranges = executed();
        const played = await play(windowed(kind, true));
        expect(wrongOrder(played, ranges, [w1, w2, w1, w2, w3])).toEqual([]);
        expect(reportOf(played).retries.standard).toBe(1);
      },
    );

    it.each(['read', 'write'] as const)('a %s whose window stays bound repeats that window only', async (kind) => {
      const ranges = executed();
      expect(wrongOrder(await play(windowed(kind, false)), ranges, [w1, w2, w2, w3])).toEqual([]);
    });

    it('is broken by a framework that does not forget the window: what lies behind it never moves', async () => {
      const ranges = executed();
      const broken = scsiPktMachine.provide({ actions: { 'free the DMA resources': assign({}) } });
      const played = await play(windowed('write', true), { variant: withMachine(scsiPktMachine, broken) });
      expect(wrongOrder(played, ranges, [w1, w2, w1, w2, w3])).toEqual([
        `carried out: ${[w1, w2, w2, ...again].join(' ')}`,
        '8 blocks differ',
      ]);
    });

    it('is broken by a driver that keeps the CDB of the window that was freed', async () => {
      const ranges = executed();
      const { carryOut } = DataPlane.prototype;
      let kept: Uint8Array | undefined;
      vi.spyOn(DataPlane.prototype, 'carryOut').mockImplementation(function (this: DataPlane, effect) {
        const record = 'slot' in effect && effect.slot !== null ? this.record(effect.slot) : undefined;
        if (effect.type === 'effect.dmaFree') kept = record?.cdb;
        carryOut.call(this, effect);
        if (effect.type !== 'effect.dmaWindow' || effect.window !== 'first' || !kept || !record) return;
        record.cdb = kept;
        kept = undefined;
      });
      // The first window of the buffer receives the blocks of the second.
      const told: Story = {
        ...windowed('write', true),
        faults: [{ at: 'bus.finish.transfer', choose: 'unexpectedBusFree', when: { request: 1, transport: 2 } }],
      };
      const found = wrongOrder(await play(told), ranges, [...again, w1, w2]);
      expect(found).toContain(`carried out: ${[...again, w1, w2, w2, w2, w3].join(' ')}`);
      expect(found).toContainEqual(expect.stringMatching(/blocks differ$/));
    });

    it('is broken by a driver that sends the packet again without binding it', async () => {
      const broken = rewritten(scsaDiskCommandMachine, (text) => {
        const events = at(text, 'states', 'prepared', 'states', 'withPacket', 'on');
        const starts = events['command.start'] as { guard?: string }[];
        events['command.start'] = starts.filter(({ guard }) => guard !== 'its DMA resources were freed');
      });
      const played = await play(windowed('write', true), { variant: withMachine(scsaDiskCommandMachine, broken) });
      expect(complaint(played)).toEqual([expect.stringMatching(/pkt:d0\.1 .*packet\.transport/)]);
    });
  });
});
