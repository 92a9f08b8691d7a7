import { describe, expect, it } from 'vitest';
import type { AixDiskParameters } from '../../../machines/protocol/aix-parameters.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import {
  attach,
  back,
  done,
  flushed,
  Head,
  kept,
  own,
  retry,
  returned,
  rows,
  sense,
  senseOf,
  spindle,
  startUnit,
  strategy,
  uscsi,
} from './aix-head-bench.ts';

/** The disk is reserved at open; a and b are in process, c is queued. */
const reserved = (params: Partial<AixDiskParameters> = {}) =>
  new Head({ openFlags: [], ...params }).after(strategy('a'), strategy('b'), strategy('c'));
const lost = { reservation: 'lost' } as const;
const reserve = [`prepare ${own} reserve`, `issue ${own} alone SC_RESUME`];

describe('a disk that was reserved at open, when the reservation is gone', () => {
  rows('running', reserved, [
    ['a reset', retry('a', { reset: true }), [], 'draining b a c resumeDue delayDue reserveDue'],
    ['adapter driver or unit say so', retry('a', lost), [], 'draining b a c resumeDue reserveDue'],
    ['any other error', retry('a'), [], 'draining b a c resumeDue'],
    ['a reset, once too often', done('a', 'EIO', { reset: true }), [], 'draining b - c resumeDue delayDue reserveDue'],
    ['... or they say so once too often', done('a', 'EIO', lost), [], 'draining b - c resumeDue reserveDue'],
    ['any other error once too often', done('a', 'EIO'), [], 'draining b - c resumeDue'],
  ]);

  it.each(['SC_NO_RESERVE', 'SC_DIAGNOSTIC'] as const)('%s: there was none', (flag) => {
    const head = new Head({ openFlags: [flag] }).after(uscsi('a'), uscsi('b'), uscsi('c'), retry('a', { reset: true }));
    expect(head.now).toBe('draining b a c resumeDue delayDue');
  });

  rows('draining', () => reserved().after(retry('a', { reset: true })), [
    [
      'all have come back: RESERVE goes alone, before those that go again',
      flushed('b'),
      [`prepare ${own} reserve`, `issue ${own} alone SC_RESUME SC_DELAY_CMD`],
      `running ${own} a,b c`,
    ],
  ]);

  const reserving = () => reserved().after(retry('a', lost), flushed('b'));
  rows('RESERVE is out', reserving, [
    ['reserved: the others go', done(own), ['issue a tagged', 'issue b tagged'], 'running ab - c'],
    [
      'another initiator was faster: the others go, and are told',
      done(own, 'EBUSY'),
      ['issue a tagged SC_RESUME', 'issue b tagged'],
      'running ab - c',
    ],
    [
      'reset once more: RESERVE goes again, once',
      retry(own, { reset: true }),
      [`issue ${own} alone SC_RESUME SC_DELAY_CMD`],
      `running ${own} a,b c`,
    ],
  ]);

  it('START UNIT waits for RESERVE', () => {
    const head = reserved().after(senseOf('a', 'cleared'), back('none', { sense }), flushed('b'));
    head.after(startUnit('a'));
    expect(head.now).toContain(spindle);
    expect(head.says(retry(spindle, lost))).toEqual(reserve);
    expect(head.says(done(own))).toEqual([`issue ${spindle} alone`]);
  });

  it('a kept queue is cleared and not resumed: what it holds would go without reservation', () => {
    const head = reserved().after(senseOf('a'), back('none', { sense: 'UNIT_ATTENTION 29/02' }));
    expect(head.says(retry('a', lost))).toEqual(['send SC_NO_Q SC_Q_CLR']);
    expect(head.says(back('ENXIO'))).toEqual([]);
    expect(head.says(flushed('b'))).toEqual(reserve);
  });

  it('the same with auto contingent allegiance', () => {
    const head = new Head({ openFlags: [], naca: true }, true, 'scsi_buf').after(strategy('a'), strategy('b'));
    head.after({ ...senseOf('a'), autosense: 'UNIT_ATTENTION 29/02' });
    expect(head.says(retry('a', lost))).toEqual(['send SC_NO_Q SC_CLEAR_ACA SC_Q_CLR']);
  });

  it('is reserved again for those that come after one that has failed', () => {
    const head = reserved().after(done('a', 'EIO', { reset: true }));
    expect(head.says(done('b'))).toEqual([`prepare ${own} reserve`, `issue ${own} alone SC_RESUME SC_DELAY_CMD`]);
    expect(head.says(done(own))).toEqual(['issue c tagged']);
  });

  it('is given up for this time when RESERVE itself fails, but the device gets its time', () => {
    expect(reserving().says(done(own, 'EIO', { reset: true }))).toEqual([
      'issue a tagged SC_RESUME SC_DELAY_CMD',
      'issue b tagged',
    ]);
  });

  const sensing = () => reserved().after(senseOf('a', 'cleared'));
  rows('asking for sense data', sensing, [
    [
      'a reset ends that',
      back('EIO', { validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_SCSI_BUS_RESET' }),
      ['sensed a null'],
      'deciding b - c a resumeDue delayDue reserveDue',
    ],
    ['flushed: nobody speaks of a reset', back('ENXIO', kept), ['sensed a null'], 'deciding b - c a resumeDue'],
  ]);

  const overFcp = () =>
    new Head({ openFlags: [] }, true, 'scsi_buf').after(strategy('a'), strategy('b'), senseOf('a', 'cleared'));
  const timedOut = (addAdapStatus: string): Message => {
    const { cardStatus: _, ...fields } = back('EIO', { validity: 'SC_ADAPTER_ERROR' }) as Message & {
      cardStatus: null;
    };
    return { ...fields, adapterStatus: 'SCSI_CMD_TIMEOUT', addAdapStatus, autosense: null };
  };
  rows('asking for sense data over FCP', overFcp, [
    ['aborted alone: the unit was not reset', timedOut('none'), ['sensed a null'], 'deciding b - - a resumeDue'],
    [
      'UPDATE_RESERVES: it was',
      timedOut('UPDATE_RESERVES'),
      ['sensed a null'],
      'deciding b - - a resumeDue delayDue reserveDue',
    ],
  ]);

  it('RESERVE that meets a reset while its sense data are asked for goes again, once', () => {
    const head = reserving().after(senseOf(own, 'cleared'));
    head.after(back('EIO', { validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_SCSI_BUS_RESET' }));
    expect(head.says(retry(own, lost))).toEqual([`issue ${own} alone SC_RESUME SC_DELAY_CMD`]);
    expect(head.says(done(own))).toEqual(['issue a tagged', 'issue b tagged']);
  });

  it('is not reserved while it is being closed, and not twice when it is opened again', () => {
    const head = reserved().after({ type: 'world.detach' }, retry('a', { reset: true }));
    expect(head.says(flushed('b'))).toEqual(['issue a tagged SC_RESUME SC_DELAY_CMD', 'issue b tagged']);
    head.after(done('a'), done('b'));
    expect(head.says(done('c'))).toEqual([`prepare ${own} release`, `issue ${own} alone`]);
    head.after(done(own), returned(), attach, returned(), done(own));
    expect([head.says(done(own)), head.part('device'), head.now]).toEqual([[], 'open', 'running - - -']);
  });
});
