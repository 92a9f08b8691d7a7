import { describe, expect, it } from 'vitest';
import { diskOpenerMachine } from '../../../machines/environment/disk-opener.machine.ts';
import { aixEntryMachine } from '../../../machines/hba/aix-adapter-entry.machine.ts';
import { aixIoctlMachine } from '../../../machines/hba/aix-adapter-ioctl.machine.ts';
import type { AixDiskParameters, OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
import { aixAdapterDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address, ioctlSlot } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { back, done, events, Head, mode, own, retry, returned, strategy } from './aix-head-bench.ts';

const opens = address.diskOpens('x');
const entry = address.aixEntry('h');
const open = (...flags: OpenFlag[]): Message => ({ type: 'hdisk.open', flags });
const close: Message = { type: 'hdisk.close' };
const fp = (error = 'none'): Message => ({ type: 'fp.return', call: 'opendev', error });
const ioctl = (op: string): Message => ({
  type: 'dk.ioctl',
  op,
  argument: { command: 'inquiry', async: false },
  replyTo: 'opener:x.1',
});
const fatal = events('SC_FATAL_HDW_ERR');

/** A head driver whose opens are counted; it is told of them by the test. */
const head = ({ begins = 'closed', ...params }: Partial<AixDiskParameters> & { begins?: 'open' | 'closed' } = {}) =>
  new Head({ openFlags: ['SC_NO_RESERVE'], ...params }, begins === 'open', 'sc_buf', { opens });
const answers = (disk: Head, message: Message): string[] => {
  disk.bench.deliver(address.head('x'), message);
  return disk.bench
    .takePosted()
    .flatMap(({ to, message: { type, error, op } }) =>
      ['opens.opened', 'opens.closed', 'ioctl.return', 'fp.ioctl'].includes(type)
        ? [[to, type, op, error].filter((word) => word !== undefined).join(' ')]
        : [],
    );
};
const isOpened = (error = 'none') => [`${opens} opens.opened ${error}`];
const isClosed = [`${opens} opens.closed`];

describe('an open that is counted', () => {
  it('opens a closed disk with its own options, and returns when that is done', () => {
    const disk = head();
    expect([disk.says(open()), disk.says(returned())]).toEqual([
      ['SCIOSTART'],
      [`prepare ${own} testUnitReady`, `issue ${own} alone`],
    ]);
    // It has no SC_NO_RESERVE, whatever is the default.
    expect(disk.says(done(own))).toEqual([`prepare ${own} reserve`, `issue ${own} alone`]);
    expect([answers(disk, done(own)), disk.part('device')]).toEqual([isOpened(), 'open']);
  });

  it('... whose adapter has a special file', () => {
    const closed = () => new Head({}, false, 'sc_buf', { opens, entry });
    const failed = closed().after(open('SC_DIAGNOSTIC'));
    expect([answers(failed, fp('EACCES')), failed.part('device')]).toEqual([isOpened('EACCES'), 'failed']);
    for (const disk of [closed(), failed]) {
      expect([disk.says(open()), disk.part('device')]).toEqual([['fp.opendev h'], 'openingAdapter']);
      disk.after(fp(), returned(), returned(), returned(), returned());
      // It has no SC_NO_RESERVE, whatever is the default.
      expect(disk.says(done(own))).toEqual([`prepare ${own} reserve`, `issue ${own} alone`]);
      expect([answers(disk, done(own)), disk.part('device')]).toEqual([isOpened(), 'open']);
    }
  });

  it.each([
    ['RESERVE', [], { reset: true }],
    ['REGISTER', ['SC_PR_SHARED_REGISTER'], { reservation: 'cleared' }],
  ] as const)('owes no %s that the session before has left', (_, openFlags, fields) => {
    const disk = head({ begins: 'open', openFlags }).after(strategy('a'), close, retry('a', fields));
    disk.after(done('a'), done(own), returned(), open('SC_NO_RESERVE'), returned(), done(own));
    expect([disk.part('device'), disk.says(strategy('a')), disk.now]).toEqual([
      'open',
      ['prepare a read', 'issue a tagged'],
      'running a - -',
    ]);
  });

  it('returns at once where the disk is open, and changes no option', () => {
    const disk = head({ begins: 'open' });
    expect([answers(disk, open()), disk.part('device')]).toEqual([isOpened(), 'open']);
    expect(answers(disk, { type: 'world.attach' })).toEqual([]);
    expect(answers(disk, strategy('a'))).toEqual([]);
    disk.after(done('a'));
    expect(disk.says(close)).toEqual(['SCIOSTOP']);
  });

  it.each<[string, OpenFlag[], Message[], string]>([
    ['SCIOSTART fails', [], [returned('EINVAL')], 'EINVAL'],
    ['the reset of a forced open fails', ['SC_FORCED_OPEN'], [returned(), returned('ENODEV'), returned()], 'ENODEV'],
    ['the disk is not ready', ['SC_NO_RESERVE'], [returned(), done(own, 'ENODEV'), returned()], 'ENODEV'],
    [
      'nobody is registered',
      ['SC_PR_SHARED_REGISTER'],
      [returned(), done(own), done(own, 'EBUSY'), returned()],
      'EBUSY',
    ],
    ['another initiator has it', [], [returned(), done(own), done(own, 'EBUSY'), returned()], 'EBUSY'],
  ])('returns why it fails: %s', (_, flags, steps, error) => {
    const disk = head().after(open(...flags), ...steps.slice(0, -1));
    expect([answers(disk, steps.at(-1) ?? close), disk.part('device')]).toEqual([isOpened(error), 'failed']);
    expect(answers(disk, strategy('a'))).toEqual([]);
    // The next one starts anew, with its own options.
    expect(disk.says(open('SC_DIAGNOSTIC'))).toEqual(['SCIOSTART']);
    expect(answers(disk, returned())).toEqual(isOpened());
  });

  it.each<[string, Message[], string]>([
    ['the adapter cannot be opened', [fp('EACCES')], 'EACCES'],
    ['IOCINFO fails', [fp(), returned('EFAULT'), fp()], 'EFAULT'],
    ['SCIOSTART fails', [fp(), returned(), returned('EINVAL'), fp()], 'EINVAL'],
    ['the adapter has failed', [fp(), returned(), returned(), returned(), fatal, returned(), returned(), fp()], 'EIO'],
  ])('returns why it fails, with a special file: %s', (_, steps, error) => {
    const disk = new Head({}, false, 'sc_buf', { opens, entry }).after(open(), ...steps.slice(0, -1));
    expect([answers(disk, steps.at(-1) ?? close), disk.part('device')]).toEqual([isOpened(error), 'failed']);
  });

  it('returns why it fails after the disk was reserved', () => {
    const disk = head({ modeSelect: true }).after(open(), returned(), done(own), done(own), done(mode, 'ENODEV'));
    disk.after(done(own));
    expect([answers(disk, returned()), disk.part('device')]).toEqual([isOpened('ENODEV'), 'closed']);
    expect(answers(disk, strategy('a'))).toEqual([]);
  });

  it('returns why it fails after the head driver was registered', () => {
    const disk = head().after(open('SC_PR_SHARED_REGISTER'), returned(), done(own), done(own), done(own, 'ENODEV'));
    disk.after(done(own));
    expect([answers(disk, returned()), disk.part('device')]).toEqual([isOpened('ENODEV'), 'closed']);
  });

  it('returns why it fails after a conflict: not registered once more, or not reserved', () => {
    const conflicting = () =>
      head().after(open('SC_PR_SHARED_REGISTER'), returned(), done(own), done(own), done(own, 'EBUSY'));
    const registering = conflicting().after(done(own, 'ENODEV'));
    expect([answers(registering, returned()), registering.part('device')]).toEqual([isOpened('ENODEV'), 'failed']);
    const sharing = conflicting().after(done(own), done(own, 'ENODEV'), done(own));
    expect([answers(sharing, returned()), sharing.part('device')]).toEqual([isOpened('ENODEV'), 'closed']);
  });

  it('says nothing of an open by others', () => {
    const disk = head().after({ type: 'world.attach' }, returned());
    expect(answers(disk, done(own))).toEqual([]);
    expect(answers(head().after({ type: 'world.attach' }), returned('EIO'))).toEqual([]);
  });
});

describe('the last close', () => {
  it('returns when the disk is closed', () => {
    const disk = head({ begins: 'open' }).after(strategy('a'));
    expect([answers(disk, close), disk.part('device')]).toEqual([[], 'closing']);
    expect([disk.says(done('a')), answers(disk, returned()), disk.part('device')]).toEqual([
      ['SCIOSTOP'],
      isClosed,
      'closed',
    ]);
    expect(answers(disk, strategy('a'))).toEqual([]);
  });

  it('says nothing of a close by others', () => {
    const disk = head({ begins: 'open' }).after({ type: 'world.detach' });
    expect([answers(disk, returned()), disk.part('device')]).toEqual([[], 'closed']);
  });

  it('returns at once when the session has ended before', () => {
    expect(answers(head(), close)).toEqual(isClosed);
    expect(answers(head().after(open(), returned('EIO')), close)).toEqual(isClosed);
  });

  const ending = {
    closing: () => head({ begins: 'open' }).after(strategy('a'), fatal),
    releasing: () => head({ begins: 'open', openFlags: [] }).after(fatal),
    ending: () => head({ begins: 'open' }).after(fatal),
    leaving: () => new Head({}, true, 'sc_buf', { opens, entry }).after(fatal, returned()),
  };
  it.each(Object.entries(ending))(
    'waits for a session that ends by itself, and an open gets ENXIO: %s',
    (state, made) => {
      const disk = made();
      expect([disk.part('device'), answers(disk, open()), answers(disk, close)]).toEqual([
        state,
        isOpened('ENXIO'),
        [],
      ]);
      const rest = { closing: [done('a')], releasing: [done(own)], ending: [], leaving: [] }[state] ?? [];
      disk.after(...rest);
      expect(answers(disk, state === 'leaving' ? fp() : returned())).toEqual(isClosed);
    },
  );
});

describe('a command of a process', () => {
  const disk = (...openFlags: OpenFlag[]) => new Head({ openFlags }, true, 'sc_buf', { opens, entry });

  it.each([
    ['DKPASSTHRU', [], `${entry} fp.ioctl SCIOCMD`],
    ['DKIOLCMD', [], 'opener:x.1 ioctl.return SCIOCMD EACCES'],
    ['DKPASSTHRU', ['SC_DIAGNOSTIC'], `${entry} fp.ioctl SCIOCMD`],
    ['DKIOLCMD', ['SC_DIAGNOSTIC'], `${entry} fp.ioctl SCIOCMD`],
  ] as const)('%s of a disk opened with %j', (op, flags, answer) => {
    expect(answers(disk(...flags), ioctl(op))).toEqual([answer]);
  });

  it('is what the process has asked for, and the process is told what becomes of it', () => {
    const opened = disk();
    opened.bench.deliver(address.head('x'), ioctl('DKPASSTHRU'));
    expect(opened.bench.takePosted().map(({ message }) => message)).toMatchObject([
      { argument: { command: 'inquiry', async: false }, caller: 'kernel', level: 'process', replyTo: 'opener:x.1' },
    ]);
  });

  const overFcp = (...openFlags: OpenFlag[]) => new Head({ openFlags }, true, 'scsi_buf', { opens, entry });

  it.each([
    ['DKPASSTHRU', [], `${entry} fp.ioctl SCIOLCMD`],
    ['DKIOLCMD', [], 'opener:x.1 ioctl.return SCIOLCMD EACCES'],
    ['DKPASSTHRU', ['SC_DIAGNOSTIC'], `${entry} fp.ioctl SCIOLCMD`],
    ['DKIOLCMD', ['SC_DIAGNOSTIC'], `${entry} fp.ioctl SCIOLCMD`],
  ] as const)('over FCP and iSCSI: %s of a disk opened with %j', (op, flags, answer) => {
    expect(answers(overFcp(...flags), ioctl(op))).toEqual([answer]);
  });

  it('... is what the process has asked for; the ioctls of open and close do not pass through the special file', () => {
    const opened = overFcp('SC_NO_RESERVE');
    opened.bench.deliver(address.head('x'), ioctl('DKPASSTHRU'));
    expect(opened.bench.takePosted()).toMatchObject([
      {
        to: entry,
        message: {
          type: 'fp.ioctl',
          op: 'SCIOLCMD',
          argument: { command: 'inquiry', async: false },
          caller: 'kernel',
          level: 'process',
          replyTo: 'opener:x.1',
        },
      },
    ]);
    expect(opened.part('device')).toBe('open');
    expect(opened.says(close)).toEqual(['SCIOLSTOP']);
  });

  it('... gets EINVAL where the adapter driver has no ioctls, and ENXIO when the session has ended', () => {
    const without = new Head({ openFlags: ['SC_NO_RESERVE'] }, true, 'scsi_buf', { opens });
    expect(answers(without, ioctl('DKPASSTHRU'))).toEqual(['opener:x.1 ioctl.return SCIOLCMD EINVAL']);
    expect(answers(overFcp('SC_NO_RESERVE').after(close), ioctl('DKPASSTHRU'))).toEqual([
      'opener:x.1 ioctl.return SCIOLCMD ENXIO',
    ]);
  });

  it('gets EINVAL where the adapter driver has no ioctls, and ENXIO when the session has ended', () => {
    expect(answers(head({ begins: 'open' }), ioctl('DKPASSTHRU'))).toEqual(['opener:x.1 ioctl.return SCIOCMD EINVAL']);
    for (const ended of [disk().after(fatal), head()])
      expect(answers(ended, ioctl('DKPASSTHRU'))).toEqual(['opener:x.1 ioctl.return SCIOCMD ENXIO']);
  });

  it.each([
    ['version', 'none', ['EINVAL', 1]],
    ['command_length', 'none', ['EINVAL', 2]],
    ['address', 'none', ['EFAULT', null]],
    ['no', 'none', ['none', null]],
    ['no', 'EIO', ['EIO', null]],
  ] as const)('over FCP the process learns what has become of it: %s, %s', (defect, error, told) => {
    const process = address.diskOpener('x.1');
    const { bench } = overFcp('SC_NO_RESERVE');
    bench.add(process, diskOpenerMachine, { lun: 'x', name: 'x.1', open: true });
    const params = aixAdapterDefaults;
    bench.add(entry, aixEntryMachine, { name: 'h', params, configured: true, opens: 1, kind: 'fcp' });
    bench.add(address.ioctlCommand('x'), aixIoctlMachine, { lun: 'x', buffer: 'scsi_buf' });
    const argument = { command: 'inquiry', async: false };
    bench.choose('fp.ioctl', { defect });
    bench.deliver(process, { type: 'world.passThrough', op: 'DKPASSTHRU', argument });
    bench.forward('dk.ioctl').forward('fp.ioctl');
    if (defect === 'no') {
      expect(bench.takePosted().map(({ message }) => message)).toMatchObject([
        { type: 'scsibuf.devstrat', op: 'inquiry' },
        { type: 'lunq.command', op: 'inquiry' },
      ]);
      const { cardStatus: _, ...fields } = back(error, { slot: ioctlSlot('x') }) as Message & { cardStatus: null };
      bench.deliver(address.ioctlCommand('x'), { ...fields, adapterStatus: null, autosense: null });
    }
    bench.forward('ioctl.return', process);
    const [errno, einvalArg] = told;
    expect(bench.context(process)['last']).toEqual({ call: 'DKPASSTHRU', error: errno, einvalArg });
    expect(bench.state(process)).toBe('open');
  });
});
