import { describe, expect, it } from 'vitest';
import type { AixDiskParameters, OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { attach, done, events, flushed, Head, own, strategy, uscsi } from './aix-head-bench.ts';

const entry = address.aixEntry('h');
const closed = (...openFlags: OpenFlag[]) => new Head({ openFlags }, false, 'sc_buf', { entry });
const fp = (error = 'none'): Message => ({ type: 'fp.return', call: 'opendev', error });
const ioctl = (error = 'none'): Message => ({ type: 'ioctl.return', op: 'IOCINFO', lun: 'x', error });
const detach: Message = { type: 'world.detach' };
const testUnitReady = [`prepare ${own} testUnitReady`, `issue ${own} alone`];

/** What a head driver says to each of these in turn. */
const told = (head: Head, ...messages: readonly Message[]): string[][] => messages.map((each) => head.says(each));

describe('open of a disk whose adapter has a special file', () => {
  it('opens the adapter, asks, starts, asks again, listens, and only then sends a command', () => {
    const head = closed('SC_NO_RESERVE');
    expect(told(head, attach, fp(), ioctl(), ioctl(), ioctl(), ioctl(), done(own))).toEqual([
      ['fp.opendev h'],
      ['IOCINFO'],
      ['SCIOSTART'],
      ['SCIOGTHW'],
      ['SCIOEVENT'],
      testUnitReady,
      [],
    ]);
    expect([head.part('device'), head.bench.context(address.head('x'))['gathers']]).toEqual(['open', true]);
  });

  it('goes on without gathered writes, and without a handler', () => {
    const head = closed('SC_NO_RESERVE').after(attach, fp(), ioctl(), ioctl());
    expect(told(head, ioctl('EINVAL'), ioctl('EINVAL'))).toEqual([['SCIOEVENT'], testUnitReady]);
    expect(head.bench.context(address.head('x'))['gathers']).toBe(false);
  });

  it.each([
    ['SC_FORCED_OPEN', 'SCIORESET'],
    ['SC_FORCED_OPEN_LUN', 'SCIOLUNRST'],
  ] as const)('%s: %s goes before the questions', (flag, op) => {
    const head = closed(flag).after(attach, fp(), ioctl());
    expect(told(head, ioctl(), ioctl(), ioctl(), ioctl())).toEqual([
      [op],
      ['SCIOGTHW'],
      ['SCIOEVENT'],
      [`prepare ${own} testUnitReady`, `issue ${own} alone SC_RESUME SC_DELAY_CMD`],
    ]);
  });

  it('SC_DIAGNOSTIC: the adapter is asked all the same', () => {
    const head = closed('SC_DIAGNOSTIC').after(attach, fp(), ioctl());
    expect(told(head, ioctl(), ioctl(), ioctl())).toEqual([['SCIOGTHW'], ['SCIOEVENT'], []]);
    expect(head.part('device')).toBe('open');
  });

  it('asks anew for gathered writes at every open', () => {
    const head = closed('SC_DIAGNOSTIC').after(attach, fp(), ioctl(), ioctl(), ioctl(), ioctl());
    head.after(detach, ioctl(), fp(), attach, fp(), ioctl(), ioctl(), ioctl('EINVAL'));
    expect(head.bench.context(address.head('x'))['gathers']).toBe(false);
  });

  it('SC_DIAGNOSTIC: no command', () => {
    const head = closed('SC_DIAGNOSTIC', 'SC_FORCED_OPEN').after(attach, fp(), ioctl());
    expect(told(head, ioctl(), ioctl(), ioctl(), ioctl())).toEqual([['SCIORESET'], ['SCIOGTHW'], ['SCIOEVENT'], []]);
    expect(head.part('device')).toBe('open');
  });

  it.each<[string, Message[], string[]]>([
    ['the adapter cannot be opened', [fp('EACCES')], []],
    ['IOCINFO fails', [fp(), ioctl('EFAULT')], ['fp.close h']],
    ['SCIOSTART fails', [fp(), ioctl(), ioctl('EIO')], ['fp.close h']],
  ])('fails when %s, and leaves the adapter as it was', (_, answers, last) => {
    const head = closed().after(attach);
    expect(told(head, ...answers).at(-1)).toEqual(last);
    if (last.length > 0) expect(head.says(fp())).toEqual([]);
    expect(head.part('device')).toBe('failed');
    expect(head.says(detach)).toEqual([]);
    expect([head.says(attach), head.part('device')]).toEqual([['fp.opendev h'], 'openingAdapter']);
  });

  it('is not closed where it is not open', () => {
    const head = closed();
    expect([head.says(detach), head.part('device')]).toEqual([[], 'closed']);
  });

  it('fails when the disk is not ready: it is stopped, then the adapter is closed', () => {
    const head = closed().after(attach, fp(), ioctl(), ioctl(), ioctl(), ioctl());
    expect(told(head, done(own, 'EIO'), ioctl(), fp())).toEqual([['SCIOSTOP'], ['fp.close h'], []]);
    expect(head.part('device')).toBe('failed');
  });
});

describe('open of a disk behind an FCP or iSCSI adapter that has a special file', () => {
  const overFcp = (...openFlags: OpenFlag[]) => new Head({ openFlags }, false, 'scsi_buf', { entry });

  it('opens the adapter, asks, starts, listens, and only then sends a command', () => {
    const head = overFcp('SC_NO_RESERVE');
    expect(told(head, attach, fp(), ioctl(), ioctl(), ioctl(), done(own))).toEqual([
      ['fp.opendev h'],
      ['IOCINFO'],
      ['SCIOLSTART'],
      ['SCIOLEVENT'],
      testUnitReady,
      [],
    ]);
    expect([head.part('device'), head.bench.context(address.head('x'))['gathers']]).toEqual(['open', false]);
  });

  it.each([
    ['SC_FORCED_OPEN', 'target'],
    ['SC_FORCED_OPEN_LUN', 'lun'],
  ] as const)('%s: SCIOLRESET of the %s goes before that', (flag, scope) => {
    const head = overFcp(flag).after(attach, fp(), ioctl());
    head.bench.deliver(address.head('x'), ioctl());
    expect(head.bench.takePosted()).toMatchObject([
      { to: entry, message: { type: 'fp.ioctl', op: 'SCIOLRESET', scope } },
    ]);
    expect(told(head, ioctl(), ioctl())).toEqual([
      ['SCIOLEVENT'],
      [`prepare ${own} testUnitReady`, `issue ${own} alone SC_RESUME SC_DELAY_CMD`],
    ]);
  });

  it('fails when the reset fails, or SCIOLSTART, and leaves the adapter as it was', () => {
    const forced = overFcp('SC_FORCED_OPEN').after(attach, fp(), ioctl(), ioctl());
    expect(told(forced, ioctl('EIO'), ioctl(), fp())).toEqual([['SCIOLSTOP'], ['fp.close h'], []]);
    const refused = overFcp().after(attach, fp(), ioctl());
    expect(told(refused, ioctl('EIO'), fp())).toEqual([['fp.close h'], []]);
    expect([forced.part('device'), refused.part('device')]).toEqual(['failed', 'failed']);
  });

  it('SC_DIAGNOSTIC: the adapter is listened to all the same, and no command goes', () => {
    const head = overFcp('SC_DIAGNOSTIC').after(attach, fp(), ioctl());
    expect(told(head, ioctl(), ioctl())).toEqual([['SCIOLEVENT'], []]);
    expect(head.part('device')).toBe('open');
  });

  it('ends the session after SC_FATAL_HDW_ERR, and closes the adapter', () => {
    const head = new Head({}, true, 'scsi_buf', { entry });
    expect(told(head, events('SC_FATAL_HDW_ERR'), ioctl(), fp())).toEqual([
      ['events.returned x', 'SCIOLSTOP'],
      ['fp.close h'],
      [],
    ]);
  });
});

describe('close', () => {
  it('closes the adapter when the disk has been stopped', () => {
    const head = new Head({}, true, 'sc_buf', { entry });
    expect(told(head, detach, ioctl(), fp())).toEqual([['SCIOSTOP'], ['fp.close h'], []]);
    expect(head.part('device')).toBe('closed');
  });
});

describe('the handler for asynchronous events', () => {
  const open = () => new Head({}, true, 'sc_buf', { entry }).after(strategy('a'));

  it('ends the session after SC_FATAL_HDW_ERR, when what was accepted is over', () => {
    const head = open();
    expect(told(head, events('SC_ADAP_CMD_FAILED', 'SC_FATAL_HDW_ERR'), strategy('b'), done('a', 'EIO'))).toEqual([
      ['events.returned x'],
      ['biodone b ENXIO all'],
      ['SCIOSTOP'],
    ]);
  });

  it('goes on after the other events', () => {
    const head = open();
    expect(told(head, events('SC_SCSI_RESET_EVENT', 'SC_ADAP_CMD_FAILED'), strategy('b'))).toEqual([
      ['events.returned x'],
      ['prepare b read', 'issue b tagged'],
    ]);
  });

  const opening = (...flags: OpenFlag[]) => closed(...flags).after(attach, fp(), ioctl(), ioctl(), ioctl(), ioctl());
  const fatal = events('SC_FATAL_HDW_ERR');

  it('ends an open after SC_FATAL_HDW_ERR, though TEST UNIT READY succeeds', () => {
    const head = opening();
    expect(told(head, fatal, strategy('b'), uscsi('c'), attach, detach, done(own), ioctl(), fp())).toEqual([
      ['events.returned x'],
      ['biodone b ENXIO all'],
      ['biodone c ENXIO all'],
      [],
      [],
      ['SCIOSTOP'],
      ['fp.close h'],
      [],
    ]);
    expect(head.part('device')).toBe('failed');
  });

  it('ends an open after SC_FATAL_HDW_ERR with RELEASE, because RESERVE was out', () => {
    const head = opening().after(done(own));
    expect(told(head, fatal, done(own), done(own))).toEqual([
      ['events.returned x'],
      [`prepare ${own} release`, `issue ${own} alone`],
      ['SCIOSTOP'],
    ]);
  });

  it.each(['opening', 'reserving'])('the other events do not disturb an open: %s', (state) => {
    const head = state === 'opening' ? opening() : opening().after(done(own));
    expect(head.says(events('SC_SCSI_RESET_EVENT'))).toEqual(['events.returned x']);
    expect(head.part('device')).toBe(state);
  });

  it('returns while the disk is being opened or closed', () => {
    const starting = closed().after(attach, fp(), ioctl());
    const closing = open().after(detach);
    for (const head of [starting, closing]) expect(head.says(fatal)).toEqual(['events.returned x']);
    expect([starting.part('device'), closing.part('device')]).toEqual(['starting', 'closing']);
  });

  const listening = () => closed().after(attach, fp(), ioctl(), ioctl(), ioctl());
  it('ends an open after SC_FATAL_HDW_ERR before SCIOEVENT has returned', () => {
    const head = listening();
    expect(head.says(fatal)).toEqual(['events.returned x']);
    expect(head.part('device')).toBe('listening in vain');
    expect(told(head, strategy('b'), uscsi('c'), attach, detach, ioctl(), ioctl(), fp())).toEqual([
      ['biodone b ENXIO all'],
      ['biodone c ENXIO all'],
      [],
      [],
      ['SCIOSTOP'],
      ['fp.close h'],
      [],
    ]);
    expect(head.part('device')).toBe('failed');
  });

  it('the other events do not end it', () => {
    const head = listening().after(events('SC_ADAP_CMD_FAILED'));
    expect([head.part('device'), head.says(ioctl())]).toEqual(['listening', testUnitReady]);
  });
});

describe('a reset that has met no command', () => {
  const reset = events('SC_SCSI_RESET_EVENT');
  const idle = (params: Partial<AixDiskParameters>) => new Head(params, true, 'sc_buf', { entry });
  /** The first command after the reset is flushed, because it has no SC_RESUME. */
  const firstAfter = (params: Partial<AixDiskParameters>) =>
    told(idle(params), reset, strategy('a'), flushed('a')).at(-1);

  it('is for information only', () => {
    expect(firstAfter({})).toEqual(['issue a tagged SC_RESUME']);
  });

  it('the handler returns, whatever follows', () => {
    for (const delayAfterResetEvent of [true, false])
      expect(idle({ delayAfterResetEvent }).says(reset)).toEqual(['events.returned x']);
  });

  it('by parameter, makes the first command with SC_RESUME wait', () => {
    expect(firstAfter({ delayAfterResetEvent: true })).toEqual(['issue a tagged SC_RESUME SC_DELAY_CMD']);
  });

  it('... where the device needs time, and only once', () => {
    expect(firstAfter({ delayAfterResetEvent: true, delayAfterReset: false })).toEqual(['issue a tagged SC_RESUME']);
    const head = idle({ delayAfterResetEvent: true }).after(reset, strategy('a'), flushed('a'));
    expect(head.says(flushed('a'))).toEqual(['issue a tagged SC_RESUME']);
  });

  it.each([
    ['listening', [ioctl(), ioctl()], ['SC_RESUME', 'SC_DELAY_CMD']],
    ['opening', [ioctl(), ioctl(), ioctl()], ['SC_RESUME', 'SC_DELAY_CMD']],
  ] as const)('while the disk is being opened: %s', (state, steps, flags) => {
    const head = new Head({ delayAfterResetEvent: true }, false, 'sc_buf', { entry });
    head.after(attach, fp(), ioctl(), ...steps, reset);
    expect(head.part('device')).toBe(state);
    if (state === 'listening') head.after(ioctl());
    expect(head.says(flushed(own))).toEqual([`issue ${[own, 'alone', ...flags].join(' ')}`]);
  });

  it('while the disk is being reserved', () => {
    const head = new Head({ delayAfterResetEvent: true, openFlags: [] }, false, 'sc_buf', { entry });
    head.after(attach, fp(), ioctl(), ioctl(), ioctl(), ioctl(), done(own), reset);
    expect([head.part('device'), head.says(flushed(own))]).toEqual([
      'reserving',
      [`issue ${own} alone SC_RESUME SC_DELAY_CMD`],
    ]);
  });

  it('other events do not', () => {
    const head = idle({ delayAfterResetEvent: true });
    expect(told(head, events('SC_ADAP_CMD_FAILED'), strategy('a'), flushed('a')).at(-1)).toEqual([
      'issue a tagged SC_RESUME',
    ]);
  });
});

describe('while the adapter is asked', () => {
  const steps = [attach, fp(), ioctl(), ioctl(), ioctl()];
  it.each([
    ['openingAdapter', steps.slice(0, 1)],
    ['asking', steps.slice(0, 2)],
    ['starting', steps.slice(0, 3)],
    ['gathering', steps.slice(0, 4)],
    ['listening', steps],
    ['givingUp', [attach, fp(), ioctl('EFAULT')]],
  ] as const)('%s: requests get ENXIO, and nobody opens or closes', (state, before) => {
    const head = closed().after(...before);
    expect(head.part('device')).toBe(state);
    expect(told(head, strategy('b'), uscsi('c'), attach, detach)).toEqual([
      ['biodone b ENXIO all'],
      ['biodone c ENXIO all'],
      [],
      [],
    ]);
    expect(head.part('device')).toBe(state);
  });

  it('leaving: the same', () => {
    const head = new Head({}, true, 'sc_buf', { entry }).after(detach, ioctl());
    expect([head.part('device'), told(head, strategy('b'), uscsi('c'), attach, detach)]).toEqual([
      'leaving',
      [['biodone b ENXIO all'], ['biodone c ENXIO all'], [], []],
    ]);
  });
});
