import { describe, expect, it } from 'vitest';
import { AixAdapterBench } from './aix-bench.ts';

/** A, B and C for device x are in the adapter driver, in this order; A is active. */
const three = (words: { tagged?: boolean } = {}, bench = new AixAdapterBench()): AixAdapterBench =>
  bench.submit('xa', words).submit('xb', words).submit('xc', words);
/** With tags and an adapter that keeps one active on a device: B and C are pending in the adapter driver. */
const held = (params = {}): AixAdapterBench =>
  three({ tagged: true }, new AixAdapterBench({ activePerDevice: 1, ...params })).complete('xa', 'CHECK_CONDITION');

describe('golden traces of the AIX adapter driver', () => {
  it('1: without tags, all good', () => {
    const bench = three();
    expect(bench.selected).toEqual(['xa']);
    bench.disconnect('xa').complete('xa').complete('xb').complete('xc');
    expect(bench.done).toEqual(['xa ok', 'xb ok', 'xc ok']);
    expect(bench.selected).toEqual(['xa', 'xb', 'xc']);
  });

  it('2: without tags, CHECK CONDITION flushes everything behind it', () => {
    const bench = three().complete('xa').complete('xb', 'CHECK_CONDITION').submit('xd');
    expect(bench.done).toEqual(['xa ok', 'xb EIO SC_CHECK_CONDITION', 'xc ENXIO', 'xd ENXIO']);
    expect(bench.queue('x')).toBe('HALT_CLEARED');
    bench
      .sense('xs')
      .complete('xs')
      .submit('xb')
      .submit('xc')
      .submit('xd')
      .complete('xb')
      .complete('xc')
      .complete('xd');
    expect(bench.done.slice(4)).toEqual(['xs ok', 'xb ok', 'xc ok', 'xd ok']);
    expect(bench.selected).toEqual(['xa', 'xb', 'xs', 'xb', 'xc', 'xd']);
  });

  it('3: with tags the queue is kept, one request sense goes past it, SC_Q_RESUME lets it go on', () => {
    const bench = held();
    expect(bench.done).toEqual(['xa EIO SC_CHECK_CONDITION kept']);
    expect(bench.queue('x')).toBe('HALT_HELD');
    bench.sense('xs');
    expect(bench.queue('x')).toBe('HELD_RECOV');
    bench.complete('xs');
    expect(bench.queue('x')).toBe('HELD_SENSED');
    expect(bench.selected).toEqual(['xa', 'xs']);
    bench
      .submit('xq', { flags: ['SC_Q_RESUME'], op: null, tagged: true })
      .complete('xb')
      .complete('xc');
    bench.submit('xa', { tagged: true }).complete('xa');
    expect(bench.done.slice(1)).toEqual(['xs ok', 'xq ok', 'xb ok', 'xc ok', 'xa ok']);
  });

  it('4: SC_Q_CLR flushes what is held, itself as well, and SC_RESUME is due', () => {
    const bench = held()
      .sense('xs')
      .complete('xs')
      .submit('xq', { flags: ['SC_Q_CLR'], op: null });
    expect(bench.done.slice(1)).toEqual(['xs ok', 'xb ENXIO', 'xc ENXIO', 'xq ENXIO']);
    bench
      .submit('xb', { tagged: true })
      .submit('xa', { flags: ['SC_RESUME'], tagged: true })
      .complete('xa');
    expect(bench.done.slice(5)).toEqual(['xb ENXIO', 'xa ok']);
    expect(bench.selected).toEqual(['xa', 'xs', 'xa']);
  });

  it('5: SC_Q_RESUME at once needs SC_RESUME; the held ones then reach the device before any request sense', () => {
    const bench = held().submit('xq', { flags: ['SC_Q_RESUME'], op: null });
    expect(bench.done.slice(1)).toEqual(['xq ENXIO']);
    bench.submit('xq', { flags: ['SC_RESUME', 'SC_Q_RESUME'], op: null });
    expect(bench.selected).toEqual(['xa', 'xb']);
  });

  it('6: SCIOHALT ends all with ENXIO, and only SC_RESUME goes on', () => {
    const bench = three().disconnect('xa').ioctl('SCIOHALT', 'x');
    expect(bench.toBus.at(-1)).toMatchObject({ type: 'bus.message', message: 'ABORT', lun: 'x' });
    bench.tell({ type: 'hba.messageSent', lun: 'x', target: 't0', slot: null, message: 'ABORT', outcome: 'ok' });
    expect(bench.done).toEqual(['xa ENXIO', 'xb ENXIO', 'xc ENXIO']);
    expect(bench.ioctls).toEqual(['SCIOHALT x none']);
    bench
      .submit('xc')
      .submit('xc', { flags: ['SC_RESUME'] })
      .complete('xc');
    expect(bench.done.slice(3)).toEqual(['xc ENXIO', 'xc ok']);
  });

  it('7: a timeout on one device resets the bus: the other device suffers too', () => {
    const bench = new AixAdapterBench().submit('xa').disconnect('xa').submit('ya').submit('yb').disconnect('ya');
    bench.fire('scsit:xa', 'timeoutValue');
    expect(bench.toBus.at(-1)).toMatchObject({ type: 'bus.assertReset' });
    bench.busReset();
    expect(bench.done).toEqual(['xa EIO SC_CMD_TIMEOUT', 'ya EIO SC_SCSI_BUS_RESET', 'yb ENXIO']);
    expect([bench.queue('x'), bench.queue('y'), bench.queue('v')]).toEqual(Array(3).fill('HALT_CLEARED'));
  });

  it('8: a short transfer is no error: the next one starts without SC_RESUME', () => {
    const bench = three().complete('xa', 'GOOD', 'partial').complete('xb');
    expect(bench.done).toEqual(['xa ok resid partial', 'xb ok']);
  });

  it.each([
    [false, ['xa EINVAL', 'xb ok']],
    [true, ['xa EINVAL', 'xb ENXIO']],
  ])('9: too long a request is refused and never starts (rejectHalts %s)', (rejectHalts, done) => {
    const bench = new AixAdapterBench({ rejectHalts }).submit('xa', { defect: 'size' }).submit('xb');
    if (!rejectHalts) bench.complete('xb');
    expect(bench.done).toEqual(done);
    expect(bench.selected).not.toContain('xa');
  });

  it('10: SCIOSTOP waits for what is pending and takes nothing new', () => {
    const bench = new AixAdapterBench().submit('xa').ioctl('SCIOSTOP', 'x').submit('xb');
    expect(bench.done).toEqual(['xb ENXIO']);
    expect(bench.ioctls).toEqual([]);
    bench.complete('xa').submit('xc');
    expect(bench.ioctls).toEqual(['SCIOSTOP x none']);
    expect(bench.done).toEqual(['xb ENXIO', 'xa ok', 'xc EINVAL']);
  });
});
