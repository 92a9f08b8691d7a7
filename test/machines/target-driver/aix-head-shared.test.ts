import { describe, expect, it } from 'vitest';
import type { AixDiskParameters, OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import {
  attach,
  back,
  done,
  events,
  flushed,
  Head,
  mode,
  own,
  retry,
  returned,
  sense,
  senseOf,
  spindle,
  startUnit,
  strategy,
  uscsi,
} from './aix-head-bench.ts';

const detach: Message = { type: 'world.detach' };
const sends = (op: string, ...flags: readonly string[]): string[] => [
  `prepare ${own} ${op}`,
  ['issue', own, 'alone', ...flags].join(' '),
];
/** TEST UNIT READY is out. */
const opening = (flags: readonly OpenFlag[] = [], modeSelect = false) =>
  new Head({ openFlags: ['SC_PR_SHARED_REGISTER', ...flags], modeSelect }, false).after(attach, returned());
const sharing = (modeSelect = false) => opening([], modeSelect).after(done(own), done(own));
const conflict = done(own, 'EBUSY');
/** Registered once more after a conflict; RESERVE is out once more. */
const sharingAnew = (modeSelect = false) => sharing(modeSelect).after(conflict, done(own));
const open = (...flags: readonly OpenFlag[]) => new Head({ openFlags: ['SC_PR_SHARED_REGISTER', ...flags] });

describe('open with SC_PR_SHARED_REGISTER', () => {
  it('registers, then reserves for registrants', () => {
    const head = opening();
    expect([head.says(done(own)), head.part('device')]).toEqual([sends('prRegister'), 'registering']);
    expect([head.says(done(own)), head.part('device')]).toEqual([sends('prReserve'), 'sharing']);
    expect([head.says(done(own)), head.part('device')]).toEqual([[], 'open']);
  });

  it('says which way the parameter list goes', () => {
    const head = opening();
    head.bench.deliver(address.head('x'), done(own));
    expect(head.bench.takePosted()[0]?.message).toMatchObject({
      type: 'dd.prepare',
      op: 'prRegister',
      direction: 'out',
    });
  });

  it('registers and asks once more after a conflict: it may be registered no more', () => {
    const head = sharing();
    expect([head.says(conflict), head.part('device')]).toEqual([sends('prRegister', 'SC_RESUME'), 'registering anew']);
    expect([head.says(done(own)), head.part('device')]).toEqual([sends('prReserve'), 'sharing anew']);
    expect([head.says(done(own)), head.part('device')]).toEqual([[], 'open']);
  });

  it('is open as well when another registrant has reserved it: a second conflict', () => {
    const head = sharingAnew();
    expect([head.says(conflict), head.part('device')]).toEqual([[], 'open']);
  });

  it('fails when the device does not register it once more, which ends nothing', () => {
    const head = sharing().after(conflict);
    expect([head.says(conflict), head.part('device')]).toEqual([['SCIOSTOP'], 'stopping']);
  });

  it('fails when RESERVE fails otherwise after a conflict, and is registered no more', () => {
    expect(sharingAnew().says(done(own, 'EIO'))).toEqual(sends('prUnregister', 'SC_RESUME'));
  });

  it('MODE SELECT follows at once where there is no conflict', () => {
    const head = sharing(true);
    expect([head.says(done(own)), head.part('device')]).toEqual([
      [`prepare ${mode} modeSelect`, `issue ${mode} alone`],
      'setting',
    ]);
  });

  it('owes nothing once it has registered anew', () => {
    const head = sharing().after(retry(own, { reservation: 'cleared' }), conflict, done(own));
    expect([head.says(done(own)), head.part('device')]).toEqual([[], 'open']);
    expect(head.says(strategy('a'))).toEqual(['prepare a read', 'issue a tagged']);
  });

  it.each(['none', 'EBUSY'])('MODE SELECT follows: RESERVE ends with %s', (error) => {
    const head = sharingAnew(true);
    expect(head.says(done(own, error))).toEqual([
      `prepare ${mode} modeSelect`,
      error === 'none' ? `issue ${mode} alone` : `issue ${mode} alone SC_RESUME`,
    ]);
    expect([head.says(done(mode)), head.part('device')]).toEqual([[], 'open']);
  });

  it('MODE SELECT does not come before', () => {
    expect(opening([], true).says(done(own))).toEqual(sends('prRegister'));
  });

  it('SC_DIAGNOSTIC sends no command, whatever else is asked for', () => {
    const head = new Head({ openFlags: ['SC_PR_SHARED_REGISTER', 'SC_DIAGNOSTIC'] }, false).after(attach);
    expect([head.says(returned()), head.part('device')]).toEqual([[], 'open']);
    expect(head.says(detach)).toEqual(['SCIOSTOP']);
  });

  it('fails when the device does not register it', () => {
    const head = opening().after(done(own));
    expect([head.says(done(own, 'EIO')), head.part('device')]).toEqual([['SCIOSTOP'], 'stopping']);
  });

  it('fails when RESERVE fails otherwise, and is registered no more', () => {
    const head = sharing();
    expect([head.says(done(own, 'EIO')), head.part('device')]).toEqual([
      sends('prUnregister', 'SC_RESUME'),
      'releasing',
    ]);
  });

  it.each([
    ['registering', () => opening().after(done(own))],
    ['sharing', sharing],
    ['registering anew', () => sharing().after(conflict)],
    ['sharing anew', sharingAnew],
  ] as const)('%s: refuses requests, and ends after SC_FATAL_HDW_ERR only', (state, made) => {
    const head = made();
    for (const [message, said] of [
      [strategy('a'), ['biodone a ENXIO all']],
      [uscsi('a'), ['biodone a ENXIO all']],
      [attach, []],
      [detach, []],
      [done('b'), []],
      [events('SC_SCSI_RESET_EVENT'), ['events.returned x']],
    ] as const)
      expect([head.says(message), head.part('device')]).toEqual([said, state]);
    expect([head.says(events('SC_FATAL_HDW_ERR')), head.part('device')]).toEqual([['events.returned x'], 'closing']);
    expect(head.says(done(own))).toEqual(sends('prUnregister'));
  });

  it.each([
    ['registering', [done(own)]],
    ['sharing', [done(own), done(own)]],
    ['registering anew', [done(own), done(own), conflict]],
    ['sharing anew', [done(own), done(own), conflict, done(own)]],
  ] as const)('%s: hears of a reset by its event, by parameter', (state, steps) => {
    const head = new Head({ openFlags: ['SC_PR_SHARED_REGISTER'], delayAfterResetEvent: true }, false);
    head.after(attach, returned(), ...steps, events('SC_SCSI_RESET_EVENT'));
    expect([head.part('device'), head.says(flushed(own))]).toEqual([
      state,
      [`issue ${own} alone SC_RESUME SC_DELAY_CMD`],
    ]);
  });
});

describe('close after SC_PR_SHARED_REGISTER', () => {
  it('ends the registration, waits for it, then stops the device', () => {
    const head = open().after(strategy('a'));
    expect(head.says(detach)).toEqual([]);
    expect([head.says(done('a')), head.says(done(own))]).toEqual([sends('prUnregister'), ['SCIOSTOP']]);
  });

  it('SC_RETAIN_RESERVATION keeps it', () => {
    expect(open('SC_RETAIN_RESERVATION').says(detach)).toEqual(['SCIOSTOP']);
  });

  it('waits for a recovery', () => {
    const head = open().after(strategy('a'), { type: 'head.sense', slot: 'a', queue: 'cleared' });
    expect([head.says(detach), head.part('device')]).toEqual([[], 'closing']);
  });
});

type Said = 'lost' | 'released' | 'cleared' | 'preempted';
/** a and b are in process, c is queued. */
const busy = (params: Partial<AixDiskParameters> = {}) =>
  new Head({ openFlags: ['SC_PR_SHARED_REGISTER'], ...params }).after(strategy('a'), strategy('b'), strategy('c'));
const hears = (reservation: Said, slot = 'a'): Message => retry(slot, { reservation });

describe('a shared disk, when the unit tells of persistent reservations', () => {
  it('released: RESERVE for registrants goes alone, when all have come back, before anything else', () => {
    const head = busy().after(hears('released'));
    expect(head.now).toBe('draining b a c resumeDue');
    expect(head.says(flushed('b'))).toEqual(sends('prReserve', 'SC_RESUME'));
    expect(head.says(done(own))).toEqual(['issue a tagged', 'issue b tagged']);
  });

  it('cleared: REGISTER first, then RESERVE', () => {
    const head = busy().after(hears('cleared'));
    expect(head.says(flushed('b'))).toEqual(sends('prRegister', 'SC_RESUME'));
    expect(head.says(done(own))).toEqual(sends('prReserve'));
    expect(head.says(done(own))).toEqual(['issue a tagged', 'issue b tagged']);
  });

  it('a command that has failed hears of it as well', () => {
    const head = busy().after(done('a', 'EIO', { reservation: 'released' }), flushed('b'));
    expect(head.part('device')).toBe('open');
    expect(head.says(done(own))).toEqual(['issue b tagged', 'issue c tagged']);
  });

  it('another registrant may be faster: the others go all the same', () => {
    expect(busy().after(hears('released'), flushed('b')).says(conflict)).toEqual([
      'issue a tagged SC_RESUME',
      'issue b tagged',
    ]);
  });

  it('cleared while RESERVE is under way: REGISTER when it is over', () => {
    const head = busy().after(hears('released'), flushed('b'));
    expect(head.says(hears('cleared', own))).toEqual([`issue ${own} alone SC_RESUME`]);
    expect(head.says(conflict)).toEqual(sends('prRegister', 'SC_RESUME'));
  });

  it('released while RESERVE is under way: that goes again, once', () => {
    const head = busy().after(hears('released'), flushed('b'));
    expect(head.says(hears('released', own))).toEqual([`issue ${own} alone SC_RESUME`]);
    expect(head.says(done(own))).toEqual(['issue a tagged', 'issue b tagged']);
  });

  it('released after cleared: both are made anew', () => {
    const head = busy().after(hears('cleared'));
    expect(head.says(hears('released', 'b'))).toEqual(sends('prRegister', 'SC_RESUME'));
  });

  it.each([
    ['preempted', undefined, []],
    ['preempted', 'never', []],
    ['preempted', 'always', sends('prRegister', 'SC_RESUME')],
    ['cleared', 'never', []],
    ['cleared', 'always', sends('prRegister', 'SC_RESUME')],
    ['released', 'never', sends('prReserve', 'SC_RESUME')],
  ] as const)('%s, registerAnew = %s', (said, registerAnew, sent) => {
    const head = busy(registerAnew === undefined ? {} : { registerAnew }).after(hears(said));
    expect(head.says(flushed('b'))).toEqual(sent.length > 0 ? sent : ['issue a tagged SC_RESUME', 'issue b tagged']);
  });

  it('START UNIT that waits to go again goes first', () => {
    const head = busy().after(senseOf('a', 'cleared'), back('none', { sense }), flushed('b'), startUnit('a'));
    expect(head.says(hears('released', spindle))).toEqual([`issue ${spindle} alone SC_RESUME`]);
    expect(head.says(done(spindle))).toEqual(sends('prReserve'));
  });

  it('the same before REGISTER', () => {
    const head = busy().after(senseOf('a', 'cleared'), back('none', { sense }), flushed('b'), startUnit('a'));
    expect(head.says(hears('cleared', spindle))).toEqual([`issue ${spindle} alone SC_RESUME`]);
    expect(head.says(done(spindle))).toEqual(sends('prRegister'));
  });

  it('a kept queue is cleared and not resumed', () => {
    const head = busy().after(senseOf('a'), back('none', { sense: 'UNIT_ATTENTION 2A/04' }));
    expect(head.says(hears('released'))).toEqual(['send SC_NO_Q SC_Q_CLR']);
  });

  it('nothing is done while it is being closed, nor twice when it is opened again', () => {
    const head = open().after(strategy('a'), detach, hears('cleared'));
    expect(head.now).toBe(`running a - -`);
    head.after(done('a'), done(own), returned(), attach, returned(), done(own), done(own));
    expect([head.says(done(own)), head.part('device')]).toEqual([[], 'open']);
  });

  it.each(['SC_NO_RESERVE', 'SC_DIAGNOSTIC'] as const)('%s: it has no reservation to make', (flag) => {
    const head = new Head({ openFlags: flag === 'SC_DIAGNOSTIC' ? ['SC_PR_SHARED_REGISTER', flag] : [flag] });
    head.after(uscsi('a'), uscsi('b'), hears('cleared'));
    expect(head.says(flushed('b'))).toEqual(['issue a tagged SC_RESUME', 'issue b tagged']);
  });
});

it.each([
  ['a reset ends no registration', { reset: true }],
  ['a loss of power ends it for good', { reservation: 'lost' }],
] as const)('%s: nothing is done again', (_, fields) => {
  const head = open().after(strategy('a'), retry('a', fields));
  expect(head.now).toBe('running a - -');
});
