import { describe, expect, it } from 'vitest';
import { type AixDiskParameters, aixDiskDefaults, type OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
import { address, internalSlot } from '../../../machines/protocol/names.ts';
import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const head = address.head('x');
const own = internalSlot('x');

/** Open and close of one disk; its commands and the adapter driver are the test. */
class Disk {
  readonly bench = new Bench();

  constructor(
    openFlags: readonly OpenFlag[],
    {
      open = false,
      buffer = 'sc_buf',
      ...params
    }: Partial<AixDiskParameters> & { open?: boolean; buffer?: string } = {},
  ) {
    const all = { ...aixDiskDefaults, ...params, openFlags };
    this.bench.add(head, aixDiskMachine, { lun: 'x', adapter: 'h', buffer, params: all, startOpen: open });
  }

  /** Operations prepared, sc_bufs issued with their flags, and ioctls, that follow from this. */
  says(type: string, fields: Record<string, unknown> = {}): string[] {
    this.bench.deliver(head, { type, ...fields });
    return this.bench.takePosted().flatMap(({ message }) => {
      const { type: said } = message;
      if (said === 'dd.prepare') return [String(message['op'])];
      if (said === 'dd.issue') return [['issue', ...(message['flags'] as string[])].join(' ')];
      if (said === 'ioctl.SCIOLRESET') return [`SCIOLRESET ${String(message['scope'])}`];
      return said.startsWith('ioctl.') ? [said.slice('ioctl.'.length)] : [said];
    });
  }

  returned(error = 'none'): string[] {
    return this.says('ioctl.return', { op: 'SCIO', lun: 'x', error });
  }

  done(error = 'none', slot = own): string[] {
    return this.says('head.done', { slot, error, halted: error !== 'none', reset: false, alone: [] });
  }

  get device(): string {
    return /device: (\w+)/.exec(this.bench.state(head))?.[1] ?? '?';
  }
}

const starting = (...flags: OpenFlag[]): Disk => {
  const disk = new Disk(flags);
  expect(disk.says('world.attach')).toEqual(['SCIOSTART']);
  return disk;
};

describe('open', () => {
  it('reserves the disk when it is ready', () => {
    const disk = starting();
    expect([disk.returned(), disk.done(), disk.device]).toEqual([
      ['testUnitReady', 'issue'],
      ['reserve', 'issue'],
      'reserving',
    ]);
    disk.done();
    expect(disk.device).toBe('open');
  });

  it('SC_NO_RESERVE does not', () => {
    const disk = starting('SC_NO_RESERVE');
    expect([disk.returned(), disk.done(), disk.device]).toEqual([['testUnitReady', 'issue'], [], 'open']);
  });

  it('SC_DIAGNOSTIC sends no command', () => {
    const disk = starting('SC_DIAGNOSTIC');
    expect([disk.returned(), disk.device]).toEqual([[], 'open']);
  });

  it.each([
    ['SC_FORCED_OPEN', 'SCIORESET'],
    ['SC_FORCED_OPEN_LUN', 'SCIOLUNRST'],
  ] as const)('SC_DIAGNOSTIC with %s ends a reservation by %s, and still sends no command', (flag, op) => {
    const disk = starting('SC_DIAGNOSTIC', flag);
    expect([disk.returned(), disk.returned(), disk.device]).toEqual([[op], [], 'open']);
    // The reset has halted the queue.
    expect(disk.says('buf.uscsi', { slot: 'a', op: 'inquiry', direction: 'in', flags: [] })).toEqual([
      'inquiry',
      'issue SC_RESUME SC_DELAY_CMD',
    ]);
  });

  it('SC_DIAGNOSTIC takes no reads and writes', () => {
    const disk = new Disk(['SC_DIAGNOSTIC'], { open: true });
    for (const range of ['inside', 'beyond', 'atEnd', 'misaligned']) {
      disk.bench.deliver(head, { type: 'buf.strategy', slot: 'a', op: 'read', range, failfast: false });
      expect(disk.bench.takePosted()).toMatchObject([{ message: { type: 'buf.biodone', error: 'EACCES' } }]);
    }
  });

  it.each([
    ['SC_FORCED_OPEN', 'sc_buf', 'SCIORESET'],
    ['SC_FORCED_OPEN_LUN', 'sc_buf', 'SCIOLUNRST'],
    ['SC_FORCED_OPEN', 'scsi_buf', 'SCIOLRESET target'],
    ['SC_FORCED_OPEN_LUN', 'scsi_buf', 'SCIOLRESET lun'],
  ] as const)(
    '%s with %s: %s before anything else, and the first command after it resumes the queue',
    (flag, buffer, op) => {
      const disk = new Disk([flag], { buffer });
      disk.says('world.attach');
      expect(disk.returned()).toEqual([op]);
      expect(disk.returned()).toEqual(['testUnitReady', 'issue SC_RESUME SC_DELAY_CMD']);
      expect(disk.done()).toEqual(['reserve', 'issue']);
    },
  );

  it.each([
    ['the reset', 0],
    ['TEST UNIT READY', 1],
    ['RESERVE, for which another initiator was faster', 2],
  ])('fails with SCIOSTOP when %s fails', (_, steps) => {
    const disk = starting('SC_FORCED_OPEN');
    disk.returned();
    const fails = [() => disk.returned('EIO'), () => disk.done('EIO'), () => disk.done('EBUSY')][steps];
    if (steps > 0) disk.returned();
    if (steps > 1) disk.done();
    expect([fails?.(), disk.device]).toEqual([['SCIOSTOP'], 'stopping']);
    disk.returned();
    expect(disk.device).toBe('failed');
  });
});

describe('close', () => {
  const open = (...flags: OpenFlag[]) => new Disk(flags, { open: true });
  const request = { slot: 'a', op: 'read', range: 'inside', failfast: false };

  it('waits for what was accepted, refuses what is new, then releases and stops', () => {
    const disk = open();
    disk.says('buf.strategy', request);
    expect([disk.says('world.detach'), disk.device]).toEqual([[], 'closing']);
    expect(disk.says('buf.strategy', { ...request, slot: 'b' })).toEqual(['buf.biodone']);
    expect(disk.done('none', 'a')).toEqual(['release', 'issue']);
    expect([disk.done(), disk.returned(), disk.device]).toEqual([['SCIOSTOP'], [], 'closed']);
  });

  it.each(['SC_RETAIN_RESERVATION', 'SC_NO_RESERVE', 'SC_DIAGNOSTIC'] as const)('%s: no RELEASE', (flag) => {
    const disk = open(flag);
    expect([disk.says('world.detach'), disk.returned(), disk.device]).toEqual([['SCIOSTOP'], [], 'closed']);
  });

  it('goes on when RELEASE fails', () => {
    const disk = open();
    expect([disk.says('world.detach'), disk.done('EIO')]).toEqual([['release', 'issue'], ['SCIOSTOP']]);
  });

  it('waits for a recovery', () => {
    const disk = open();
    disk.says('buf.strategy', request);
    disk.says('head.sense', { slot: 'a', queue: 'cleared' });
    expect([disk.says('world.detach'), disk.device]).toEqual([[], 'closing']);
  });
});

describe('a request for a disk that is being opened or closed gets ENXIO', () => {
  const on = (disk: Disk, ...steps: readonly (() => unknown)[]) => {
    for (const step of steps) step();
    return disk;
  };
  it.each<[string, () => Disk]>([
    ['resetting', () => ((disk) => on(disk, () => disk.returned()))(starting('SC_FORCED_OPEN'))],
    [
      'reserving',
      () =>
        ((disk) =>
          on(
            disk,
            () => disk.returned(),
            () => disk.done(),
          ))(starting()),
    ],
    [
      'closing',
      () =>
        ((disk) =>
          on(
            disk,
            () => disk.says('buf.strategy', { slot: 'a', op: 'read', range: 'inside', failfast: false }),
            () => disk.says('world.detach'),
          ))(new Disk([], { open: true })),
    ],
    ['opening', () => ((disk) => on(disk, () => disk.returned()))(starting())],
    [
      'stopping',
      () =>
        ((disk) =>
          on(
            disk,
            () => disk.returned(),
            () => disk.done('EIO'),
          ))(starting()),
    ],
    ['releasing', () => ((disk) => on(disk, () => disk.says('world.detach')))(new Disk([], { open: true }))],
    [
      'ending',
      () => ((disk) => on(disk, () => disk.says('world.detach')))(new Disk(['SC_NO_RESERVE'], { open: true })),
    ],
  ])('%s', (state, prepared) => {
    const disk = prepared();
    expect(disk.device).toBe(state);
    for (const [type, fields] of [
      ['buf.strategy', { slot: 'b', op: 'read', range: 'inside', failfast: false }],
      ['buf.uscsi', { slot: 'b', op: 'inquiry', direction: 'in', flags: [] }],
    ] as const) {
      disk.bench.deliver(head, { type, ...fields });
      expect(disk.bench.takePosted()).toMatchObject([{ message: { type: 'buf.biodone', error: 'ENXIO' } }]);
    }
    // One open or close at a time.
    expect([disk.says('world.attach'), disk.says('world.detach'), disk.device]).toEqual([[], [], state]);
  });
});
