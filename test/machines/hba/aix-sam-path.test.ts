import { describe, expect, it } from 'vitest';
import type { SamAdapterParameters } from '../../../machines/protocol/sam-parameters.ts';
import { SamBench } from './aix-sam-bench.ts';

type Row = Pick<SamAdapterParameters, 'dyntrk' | 'fcErrRecov'>;
const slow: Row = { dyntrk: false, fcErrRecov: 'delayed_fail' };
const fast: Row = { dyntrk: false, fcErrRecov: 'fast_fail' };
const tracked: Row = { dyntrk: true, fcErrRecov: 'delayed_fail' };
const both: Row = { dyntrk: true, fcErrRecov: 'fast_fail' };

/** A is active and B waits behind it when the link of t0 goes; t1 is not concerned. */
const lost = (params: Row): SamBench =>
  new SamBench({ params: { ...params, activePerDevice: 1 } }).tagged('xa', 'xb').submit('ya').gone('t0', 'xa');
const resume = { flags: ['SC_RESUME'] } as const;

describe('link loss, no dynamic tracking, delayed_fail: slow failure', () => {
  it('tells nobody; what was under way and what comes then runs into its timeout', () => {
    const bench = lost(slow);
    expect(bench.done).toEqual([]);
    bench.timeout('xa');
    expect(bench.done).toEqual(['xa EIO SCSI_CMD_TIMEOUT', 'xb ENXIO']);
    bench.submit('xc', resume).tell({ type: 'port.noResponse', slot: 'xc' });
    expect(bench.done).toHaveLength(2);
    expect(bench.timeout('xc').done.at(-1)).toBe('xc EIO SCSI_CMD_TIMEOUT');
    expect(bench.functions).toEqual([]);
  });

  it('goes on with a target that is back under its id', () => {
    const bench = lost(slow).timeout('xa').back('t0').loggedIn('t0').submit('xa', resume).complete('xa');
    expect(bench.done.at(-1)).toBe('xa ok');
  });

  it('never recovers if the id has changed', () => {
    const bench = lost(slow).back('t0', 'changed');
    expect(bench.done).toEqual(['xa EIO SCSI_NO_DEVICE_RESPONSE NO_RETRY', 'xb ENXIO']);
    expect(bench.path('t0')).toBe('MOVED');
    expect(bench.submit('xc', resume).done.at(-1)).toBe('xc EIO SCSI_NO_DEVICE_RESPONSE NO_RETRY');
  });
});

describe('link loss, no dynamic tracking, fast_fail', () => {
  it('waits for the query, then flushes, and everything fails at once until the target is back', () => {
    const bench = lost(fast);
    bench.submit('xc', { tag: 'SC_SIMPLE_Q' });
    expect(bench.done).toEqual([]);
    bench.query('t0');
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_DEAD', 'xb ENXIO', 'xc ENXIO']);
    expect(bench.submit('xa', resume).done.at(-1)).toBe('xa EIO SCSI_TRANSPORT_DEAD');
    bench.back('t0').loggedIn('t0').submit('xa', resume).complete('xa');
    expect(bench.done.at(-1)).toBe('xa ok');
    expect(bench.logins).toEqual(['login t0']);
  });

  it('a target that is back before the query: what was under way is lost, the rest is tried by the head driver', () => {
    const bench = lost(fast).back('t0').loggedIn('t0');
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_FAULT', 'xb ENXIO']);
  });

  it('starts nothing while the target is away, and loses nothing that was not started', () => {
    const bench = new SamBench({ params: fast }).gone('t0').submit('xa').submit('xb');
    expect(bench.sent).toEqual([]);
    bench.back('t0').loggedIn('t0');
    expect([bench.sent, bench.done]).toEqual([['xa'], []]);
  });

  it('never recovers if the id has changed', () => {
    const bench = lost(fast).query('t0').back('t0', 'changed').submit('xa', resume);
    expect(bench.done.at(-1)).toBe('xa EIO SCSI_NO_DEVICE_RESPONSE NO_RETRY');
    expect(bench.logins).toEqual([]);
  });
});

describe('link loss with dynamic tracking', () => {
  it('delayed_fail: the query and the flush are the same', () => {
    expect(lost(tracked).query('t0').done).toEqual(['xa EIO SCSI_TRANSPORT_DEAD', 'xb ENXIO']);
  });

  it('fast_fail: what is flushed says that there is no need to wait', () => {
    const bench = lost(both).query('t0').submit('xa', resume);
    expect(bench.done).toEqual([
      'xa EIO SCSI_TRANSPORT_DEAD NO_DELAY',
      'xb ENXIO',
      'xa EIO SCSI_TRANSPORT_DEAD NO_DELAY',
    ]);
  });

  it.each([
    ['delayed_fail', tracked],
    ['fast_fail', both],
  ])('%s: follows the target to its new id and tells it by SC_RET_ID', (_, params) => {
    const bench = lost(params).back('t0', 'changed').loggedIn('t0');
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_FAULT id other', 'xb ENXIO']);
    bench.submit('xa', { ...resume, scsiId: 'other' }).complete('xa');
    expect(bench.done.at(-1)).toBe('xa ok');
  });

  it('a command with the old id is carried out all the same, and learns the new one', () => {
    const bench = new SamBench({ params: tracked }).gone('t0').back('t0', 'changed').loggedIn('t0');
    expect(bench.submit('xa').complete('xa').done).toEqual(['xa ok id other']);
  });
});

describe('a login that does not succeed', () => {
  it('is tried again later; until then everything fails at once', () => {
    const bench = lost(fast).back('t0').tell({ type: 'port.loginFailed', target: 't0' });
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_DEAD', 'xb ENXIO']);
    bench.query('t0').loggedIn('t0').submit('xa', resume).complete('xa');
    expect(bench.logins).toEqual(['login t0', 'login t0']);
    expect(bench.done.at(-1)).toBe('xa ok');
  });
});

describe('news of the target while a login or logout is under way', () => {
  /** No function helps against a command that hangs: the adapter driver logs out. */
  const loggingOut = (params: Row): SamBench => {
    const bench = new SamBench({ params }).submit('xa').timeout('xa');
    return bench.answer('rejected').answer('rejected').answer('rejected').tell({ type: 'port.lost', slot: 'xa' });
  };
  const loggedOut = { type: 'port.loggedOut', target: 't0' } as const;
  const timedOut = 'xa EIO SCSI_CMD_TIMEOUT';

  it('gone during the logout: no login before it is back', () => {
    const bench = loggingOut(fast).gone('t0').tell(loggedOut);
    expect([bench.done, bench.logins, bench.path('t0')]).toEqual([[timedOut], ['logout t0'], 'AWAY.told']);
    expect(bench.back('t0').logins).toEqual(['logout t0', 'login t0']);
  });

  it('gone and back during the logout: the login follows', () => {
    expect(loggingOut(fast).gone('t0').back('t0').tell(loggedOut).logins).toEqual(['logout t0', 'login t0']);
  });

  it('moved during the logout: followed with dynamic tracking only', () => {
    const followed = loggingOut(tracked).gone('t0').back('t0', 'changed').tell(loggedOut).loggedIn('t0');
    expect(followed.submit('xb', resume).complete('xb').done.at(-1)).toBe('xb ok id other');
    const lostForGood = loggingOut(fast).gone('t0').back('t0', 'changed').tell(loggedOut);
    expect([lostForGood.path('t0'), lostForGood.logins]).toEqual(['MOVED', ['logout t0']]);
    expect(lostForGood.submit('xb', resume).done.at(-1)).toBe('xb EIO SCSI_NO_DEVICE_RESPONSE NO_RETRY');
  });

  it('moved during the login: its answer does not make the old id valid', () => {
    const bench = new SamBench({ params: fast }).gone('t0').back('t0').gone('t0').back('t0', 'changed').loggedIn('t0');
    expect(bench.path('t0')).toBe('MOVED');
  });

  it('gone during the login: the answer is waited for', () => {
    const bench = new SamBench({ params: fast }).gone('t0').back('t0').gone('t0');
    expect(bench.path('t0')).toBe('LOGGING_IN.away');
    bench.tell({ type: 'port.loginFailed', target: 't0' }).back('t0').loggedIn('t0');
    expect([bench.path('t0'), bench.logins]).toEqual(['UP', ['login t0', 'login t0']]);
  });

  it('SCIOLSTART of another device fails while the target is away, and waits while a login is under way', () => {
    const bench = new SamBench({ params: fast, started: false }).ioctl('SCIOLSTART', 'x').loggedIn('t0').gone('t0');
    bench.ioctl('SCIOLSTART', 'v').back('t0').ioctl('SCIOLSTART', 'v').loggedIn('t0');
    expect(bench.ioctls).toEqual(['SCIOLSTART x none', 'SCIOLSTART v EIO', 'SCIOLSTART v none']);
  });
});

describe('an iSCSI session', () => {
  it.each([slow, fast, tracked, both])('that is lost is logged in to again, whatever %j says', (params) => {
    const bench = new SamBench({ protocol: 'iscsi', params: { ...params, activePerDevice: 1 } }).tagged('xa', 'xb');
    bench.gone('t0', 'xa');
    expect(bench.done).toEqual([]);
    bench.back('t0').loggedIn('t0');
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_FAULT', 'xb ENXIO']);
    expect(bench.logins).toEqual(['login t0']);
  });

  it('that does not come back is given up', () => {
    const bench = new SamBench({ protocol: 'iscsi' }).submit('xa').gone('t0', 'xa').query('t0');
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_DEAD']);
  });
});
