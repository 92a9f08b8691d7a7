import { describe, expect, it } from 'vitest';
import type { AixDiskParameters, OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
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
  rows,
  senseOf,
  spindle,
  startUnit,
  strategy,
  uscsi,
} from './aix-head-bench.ts';

const modeSelect = [`prepare ${mode} modeSelect`, `issue ${mode} alone`];
/** Each message in turn; what is said to the last one. */
const said = (head: Head, ...messages: readonly Message[]): string[] =>
  messages.map((message) => head.says(message)).at(-1) ?? [];

/** TEST UNIT READY is out. */
const opening = (...openFlags: OpenFlag[]) =>
  new Head({ openFlags, modeSelect: true }, false).after(attach, returned());
const setting = () => opening().after(done(own), done(own));

describe('open of a disk whose mode parameters are set', () => {
  it('MODE SELECT after RESERVE, and then open returns', () => {
    const head = opening();
    expect(said(head, done(own))).toEqual([`prepare ${own} reserve`, `issue ${own} alone`]);
    expect(said(head, done(own))).toEqual(modeSelect);
    expect([said(head, done(mode)), head.part('device'), head.now]).toEqual([[], 'open', 'running - - -']);
  });

  it('MODE SELECT at once when the disk is not reserved', () => {
    const head = opening('SC_NO_RESERVE');
    expect([said(head, done(own)), head.part('device')]).toEqual([modeSelect, 'setting']);
  });

  it('no MODE SELECT where none is asked for', () => {
    const head = new Head({ openFlags: ['SC_NO_RESERVE'] }, false).after(attach, returned());
    expect([said(head, done(own)), head.part('device')]).toEqual([[], 'open']);
  });

  it('fails when the device does not take them: what was reserved is released', () => {
    const head = setting();
    expect([said(head, done(mode, 'EIO')), head.part('device')]).toEqual([
      [`prepare ${own} release`, `issue ${own} alone SC_RESUME`],
      'releasing',
    ]);
    expect([said(head, done(own), returned()), head.part('device')]).toEqual([[], 'closed']);
  });

  it('a failing RESERVE, or a disk that is not ready, gets none', () => {
    expect(said(opening(), done(own, 'EIO'))).toEqual(['SCIOSTOP']);
    expect(said(opening(), done(own), done(own, 'EBUSY'))).toEqual(['SCIOSTOP']);
  });

  it('refuses requests, and nobody opens or closes, until it has returned', () => {
    const head = setting();
    for (const [message, answer] of [
      [strategy('a'), ['biodone a ENXIO all']],
      [uscsi('a'), ['biodone a ENXIO all']],
      [attach, []],
      [{ type: 'world.detach' }, []],
      [done('b'), []],
    ] as const)
      expect([head.says(message), head.part('device')]).toEqual([answer, 'setting']);
  });

  it('ends after SC_FATAL_HDW_ERR, but after no other event', () => {
    const head = setting();
    expect([said(head, events('SC_SCSI_RESET_EVENT')), head.part('device')]).toEqual([
      ['events.returned x'],
      'setting',
    ]);
    expect([said(head, events('SC_FATAL_HDW_ERR')), head.part('device')]).toEqual([['events.returned x'], 'closing']);
  });

  it('hears of a reset by its event, by parameter', () => {
    const head = new Head({ openFlags: ['SC_NO_RESERVE'], modeSelect: true, delayAfterResetEvent: true }, false);
    head.after(attach, returned(), done(own), events('SC_SCSI_RESET_EVENT'));
    expect(said(head, flushed(mode))).toEqual([`issue ${mode} alone SC_RESUME SC_DELAY_CMD`]);
  });

  it('goes again after a reset; RESERVE follows as soon as the disk is open', () => {
    const head = setting();
    expect(said(head, retry(mode, { reset: true }))).toEqual([`issue ${mode} alone SC_RESUME SC_DELAY_CMD`]);
    expect(said(head, done(mode))).toEqual([`prepare ${own} reserve`, `issue ${own} alone`]);
    expect([said(head, done(own)), head.now]).toEqual([[], 'running - - -']);
  });
});

/** The disk is open; a and b are in process, c is queued. */
const open = (params: Partial<AixDiskParameters> = {}) =>
  new Head({ openFlags: ['SC_NO_RESERVE'], modeSelect: true, ...params }).after(
    ...['a', 'b', 'c'].map((s) => strategy(s)),
  );
const lost = { reservation: 'lost' } as const;
const anew = [`prepare ${mode} modeSelect`, `issue ${mode} alone SC_RESUME`];

describe('an open disk whose mode parameters are the saved ones again', () => {
  rows('running', open, [
    ['a reset', retry('a', { reset: true }), [], 'draining b a c resumeDue delayDue modeDue'],
    ['UNIT ATTENTION 29h', retry('a', lost), [], 'draining b a c resumeDue modeDue'],
    ['any other error', retry('a'), [], 'draining b a c resumeDue'],
    ['a reset, once too often', done('a', 'EIO', { reset: true }), [], 'draining b - c resumeDue delayDue modeDue'],
  ]);
  rows('running, without MODE SELECT', () => open({ modeSelect: false }), [
    ['a reset', retry('a', { reset: true }), [], 'draining b a c resumeDue delayDue'],
  ]);

  rows('draining', () => open().after(retry('a', lost)), [
    [
      'all have come back: MODE SELECT goes alone, before those that go again',
      flushed('b'),
      anew,
      `running ${mode} a,b c`,
    ],
  ]);

  const again = () => open().after(retry('a', lost), flushed('b'));
  rows('MODE SELECT is out', again, [
    ['set: the others go', done(mode), ['issue a tagged', 'issue b tagged'], 'running ab - c'],
    [
      'not set: the others go all the same',
      done(mode, 'EIO'),
      ['issue a tagged SC_RESUME', 'issue b tagged'],
      'running ab - c',
    ],
    [
      'reset once more: it goes again, once',
      retry(mode, { reset: true }),
      [`issue ${mode} alone SC_RESUME SC_DELAY_CMD`],
      `running ${mode} a,b c`,
    ],
  ]);

  it('RESERVE goes first', () => {
    const head = open({ openFlags: [] }).after(retry('a', lost));
    expect(said(head, flushed('b'))).toEqual([`prepare ${own} reserve`, `issue ${own} alone SC_RESUME`]);
    expect(said(head, done(own))).toEqual(modeSelect);
    expect(said(head, done(mode))).toEqual(['issue a tagged', 'issue b tagged']);
  });

  it('START UNIT that is due goes before it', () => {
    const head = open().after(senseOf('a', 'cleared'), back('none', { sense: 'NOT_READY 04/02' }), flushed('b'));
    head.after(startUnit('a'));
    expect(head.now).toContain(spindle);
    expect(said(head, retry(spindle, lost))).toEqual([`issue ${spindle} alone SC_RESUME`]);
    expect(said(head, done(spindle))).toEqual(modeSelect);
  });

  it('a kept queue is cleared and not resumed: what it holds would go without', () => {
    const head = open().after(senseOf('a'), back('none', { sense: 'UNIT_ATTENTION 29/02' }));
    expect(said(head, retry('a', lost))).toEqual(['send SC_NO_Q SC_Q_CLR']);
    expect(said(head, back('ENXIO'), flushed('b'))).toEqual(anew);
  });

  const sensing = () => open().after(senseOf('a', 'cleared'));
  rows('asking for sense data', sensing, [
    [
      'a reset ends that',
      back('EIO', { validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_SCSI_BUS_RESET' }),
      ['sensed a null'],
      'deciding b - c a resumeDue delayDue modeDue',
    ],
  ]);

  it('is not set twice when its own sense data are asked for at a reset', () => {
    const head = again().after(senseOf(mode, 'cleared'));
    head.after(back('EIO', { validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_SCSI_BUS_RESET' }));
    expect(said(head, retry(mode, lost))).toEqual([`issue ${mode} alone SC_RESUME SC_DELAY_CMD`]);
    expect(said(head, done(mode))).toEqual(['issue a tagged', 'issue b tagged']);
  });

  it('RESERVE that became due while the disk was closed is not sent twice when it is opened again', () => {
    const head = open({ openFlags: [] }).after({ type: 'world.detach' }, retry('a', lost), flushed('b'));
    head.after(done('a'), done('b'), done('c'), done(own), returned());
    head.after(attach, returned(), done(own), done(own));
    expect([said(head, done(mode)), head.part('device'), head.now]).toEqual([[], 'open', 'running - - -']);
  });

  it('is not set while the disk is being closed', () => {
    const head = open().after({ type: 'world.detach' }, retry('a', lost));
    expect(said(head, flushed('b'))).toEqual(['issue a tagged SC_RESUME', 'issue b tagged']);
  });
});
