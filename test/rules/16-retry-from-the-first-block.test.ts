import { afterEach, describe, expect, it, vi } from 'vitest';
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
});
