import { describe, expect, it } from 'vitest';
import type { OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { attach, done, flushed, Head, mode, own, retry, returned, strategy, uscsi } from './aix-head-bench.ts';

const detach: Message = { type: 'world.detach' };
const events = (...happened: readonly string[]): Message => ({
  type: 'event.handler',
  lun: 'x',
  mode: 'SC_IM_MODE',
  events: happened,
});
const sends = (op: string, ...flags: readonly string[]): string[] => [
  `prepare ${own} ${op}`,
  ['issue', own, 'alone', ...flags].join(' '),
];
/** TEST UNIT READY is out. */
const opening = (flags: readonly OpenFlag[] = [], modeSelect = false) =>
  new Head({ openFlags: ['SC_PR_SHARED_REGISTER', ...flags], modeSelect }, false).after(attach, returned());
const sharing = (modeSelect = false) => opening([], modeSelect).after(done(own), done(own));
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

  it('is open as well when another registrant has reserved it', () => {
    const head = sharing();
    expect([head.says(done(own, 'EBUSY')), head.part('device')]).toEqual([[], 'open']);
  });

  it.each(['none', 'EBUSY'])('MODE SELECT follows: RESERVE ends with %s', (error) => {
    const head = sharing(true);
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

it.each([
  ['a reset ends no registration', { reset: true }],
  ['a loss of power ends it for good', { reservation: 'lost' }],
] as const)('%s: nothing is done again', (_, fields) => {
  const head = open().after(strategy('a'), retry('a', fields));
  expect(head.now).toBe('running a - -');
});
