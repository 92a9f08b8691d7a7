import { describe, expect, it } from 'vitest';
import type { SamAdapterParameters } from '../../../machines/protocol/sam-parameters.ts';
import { SamBench } from './aix-sam-bench.ts';

type Row = Pick<SamAdapterParameters, 'dyntrk' | 'fcErrRecov'>;
const slow: Row = { dyntrk: false, fcErrRecov: 'delayed_fail' };
const fast: Row = { dyntrk: false, fcErrRecov: 'fast_fail' };
const tracked: Row = { dyntrk: true, fcErrRecov: 'delayed_fail' };
const resume = { flags: ['SC_RESUME'] } as const;
const changed = 'EIO SCSI_WW_NAME_CHANGE NO_RETRY';

describe('another device has the id of the target', () => {
  it.each([slow, fast])('without dynamic tracking everything fails for good: %j', (params) => {
    const bench = new SamBench({ params }).tagged('xa').submit('ya').gone('t0', 'xa').back('t0', 'replaced');
    expect([bench.done, bench.path('t0')]).toEqual([[`xa ${changed}`], 'MOVED']);
    expect(bench.submit('xc', resume).done.at(-1)).toBe(`xc ${changed}`);
    expect([bench.back('t0').path('t0'), bench.complete('ya').done.at(-1)]).toEqual(['MOVED', 'ya ok']);
    expect(bench.logins).toEqual([]);
  });

  it.each(['fcp', 'iscsi'] as const)('by its name it is known to be away still: %s', (protocol) => {
    const bench = new SamBench({ params: protocol === 'fcp' ? tracked : fast, protocol }).gone('t0');
    bench.back('t0', 'replaced');
    expect([bench.path('t0'), bench.logins]).toEqual(['WAITING', []]);
    bench.query('t0').back('t0', 'replaced');
    expect(bench.path('t0')).toBe('AWAY.told');
    expect(bench.back('t0').loggedIn('t0').path('t0')).toBe('UP');
  });

  const loggingIn = (params: Row) => new SamBench({ params }).gone('t0').back('t0').gone('t0').back('t0', 'replaced');

  it('a login that has reached it is undone where the target is known by its name', () => {
    const bench = loggingIn(tracked);
    expect(bench.path('t0')).toBe('LOGGING_IN.away');
    expect(bench.loggedIn('t0').path('t0')).toBe('LOGGING_OUT.away');
    bench.tell({ type: 'port.loggedOut', target: 't0' });
    expect([bench.path('t0'), bench.logins]).toEqual(['AWAY.told', ['login t0', 'logout t0']]);
  });

  it.each(['port.loggedIn', 'port.loginFailed'])('without, %s makes no difference', (type) => {
    const bench = loggingIn(fast);
    expect(bench.path('t0')).toBe('LOGGING_IN.moved');
    bench.tell({ type, target: 't0' });
    expect([bench.path('t0'), bench.submit('xa').done]).toEqual(['MOVED', [`xa ${changed}`]]);
  });

  it('where the target has moved the device driver hears of no device', () => {
    const bench = new SamBench({ params: fast }).gone('t0').back('t0').gone('t0').back('t0', 'changed').loggedIn('t0');
    expect(bench.submit('xa').done).toEqual(['xa EIO SCSI_NO_DEVICE_RESPONSE NO_RETRY']);
  });
});
