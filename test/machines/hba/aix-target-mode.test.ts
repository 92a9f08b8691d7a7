import { describe, expect, it } from 'vitest';
import { foreignSenderMachine } from '../../../machines/environment/foreign-sender.machine.ts';
import { tmBufMachine } from '../../../machines/packet/tm-buf.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { AixEntryBench } from './aix-entry-bench.ts';

const open = (params = {}) => new AixEntryBench(params).open();
/** Target mode with two buffers, b1 and b2. */
const receiving = () => open().ioctl('SCIOSTARTTGT');
const watched = () => receiving().ioctl('SCIOEVENT', { mode: 'SC_TM_MODE' });
const nothingLeft = { head: null, free: [], waiting: [] };
const last = ({ returned }: AixEntryBench) => returned.at(-1);

describe('SCIOSTARTTGT and SCIOSTOPTGT', () => {
  it.each([
    ['SCIOSTARTTGT', {}, '0'],
    ['SCIOSTARTTGT', { caller: 'user' }, 'EPERM'],
    ['SCIOSTARTTGT', { defect: 'lun' }, 'EINVAL'],
    ['SCIOSTARTTGT', { defect: 'buf_size' }, 'EINVAL'],
    ['SCIOSTARTTGT', { defect: 'num_bufs' }, 'EINVAL'],
    ['SCIOSTARTTGT', { defect: 'recv_func' }, 'EINVAL'],
    ['SCIOSTARTTGT', { defect: 'ownId' }, 'EINVAL'],
    ['SCIOSTARTTGT', { defect: 'memory' }, 'ENOMEM'],
    ['SCIOSTARTTGT', { defect: 'pin' }, 'EIO'],
    ['SCIOSTOPTGT', {}, 'EINVAL'],
    ['SCIOSTOPTGT', { caller: 'user' }, 'EPERM'],
    ['SCIOEVENT', { mode: 'SC_TM_MODE' }, 'EINVAL'],
  ] as const)('%s %j: %s', (op, words, answer) => {
    const bench = open().ioctl(op, words);
    expect(last(bench)).toBe(`${op} ${answer}`);
    expect(bench.data('s1').senders).toEqual([answer === '0' ? 's1 tm.taken' : 's1 tm.refused']);
  });

  it('once, and again after SCIOSTOPTGT', () => {
    const bench = receiving().ioctl('SCIOSTARTTGT').ioctl('SCIOSTOPTGT').ioctl('SCIOSTOPTGT').ioctl('SCIOSTARTTGT');
    expect(bench.returned.slice(1)).toEqual([
      'SCIOSTARTTGT 0',
      'SCIOSTARTTGT EINVAL',
      'SCIOSTOPTGT 0',
      'SCIOSTOPTGT EINVAL',
      'SCIOSTARTTGT 0',
    ]);
  });

  it.each(['SCIOSTARTTGT', 'SCIOSTOPTGT'] as const)('%s gets ENXIO where there is no target mode', (op) => {
    expect(last(open({ targetMode: false }).ioctl(op))).toBe(`${op} ENXIO`);
  });

  it('EPERM goes before ENXIO, and ENXIO before EINVAL', () => {
    const bench = open({ targetMode: false }).ioctl('SCIOSTARTTGT', { caller: 'user', defect: 'lun' });
    expect(last(bench)).toBe('SCIOSTARTTGT EPERM');
    expect(last(bench.ioctl('SCIOSTARTTGT', { defect: 'lun' }))).toBe('SCIOSTARTTGT ENXIO');
  });

  it('SCIOSTOPTGT frees the buffers that were not given back, and refuses who waits', () => {
    const bench = receiving().data('s1').data('s1').data('s2').ioctl('SCIOSTOPTGT');
    expect(bench.senders).toEqual(['s1 tm.taken', 's1 tm.taken', 's2 tm.refused']);
    expect(bench.bench.context('scsitm:h')).toMatchObject(nothingLeft);
    expect(() => bench.freeFunc('b1')).toThrow(/tm.free/);
  });
});

describe('tm_buf', () => {
  it('goes up with data, says whether more follow, and comes back', () => {
    const bench = receiving().data('s1', true).data('s1').freeFunc('b1').freeFunc('b2').data('s1');
    expect(bench.received).toEqual(['b1 TM_HASDATA TM_MORE_DATA', 'b2 TM_HASDATA', 'b1 TM_HASDATA']);
  });

  it('tells of an error, alone; the next Send is not affected', () => {
    const bench = receiving();
    bench.bench.choose('tm.data', { failure: 'SC_SCSI_BUS_FAULT' });
    bench.data('s1', true).data('s2');
    expect(bench.received).toEqual(['b1 TM_ERROR SC_SCSI_BUS_FAULT', 'b2 TM_HASDATA']);
    expect(bench.freeFunc('b1').data('s3').received.at(-1)).toBe('b1 TM_HASDATA');
  });

  it('is given back once: a second time is a mistake of the device driver', () => {
    const bench = receiving().data('s1').freeFunc('b1');
    expect(() => bench.freeFunc('b1')).toThrow(/tmbuf.free/);
  });

  it('never says TM_ERROR and TM_MORE_DATA', () => {
    const bench = new Bench().add('tmbuf:b', tmBufMachine, {}).deliver('tmbuf:b', { type: 'tmbuf.allocate' });
    expect(() => bench.deliver('tmbuf:b', { type: 'tmbuf.recv', userFlag: ['TM_ERROR', 'TM_MORE_DATA'] })).toThrow(
      /tmbuf.recv/,
    );
  });
});

describe('when no buffer is left', () => {
  it('initiators are delayed and lose nothing, and go on in their order', () => {
    const bench = receiving().data('s1').data('s2').data('s3', true).data('s4');
    expect(bench.senders).toEqual(['s1 tm.taken', 's2 tm.taken']);
    bench.freeFunc('b2').freeFunc('b1');
    expect(bench.senders.slice(2)).toEqual(['s3 tm.taken', 's4 tm.taken']);
    expect(bench.received.slice(2)).toEqual(['b2 TM_HASDATA TM_MORE_DATA', 'b1 TM_HASDATA']);
  });

  it('SC_BUFS_EXHAUSTED is told to who has registered, until SCIOSTOPTGT', () => {
    expect(receiving().data('s1').data('s1').data('s1').handled).toEqual([]);
    const bench = watched();
    expect(last(bench)).toBe('SCIOEVENT 0');
    bench.data('s1').data('s1');
    expect(bench.handled).toEqual([]);
    expect(bench.data('s1').handled).toEqual(['SC_BUFS_EXHAUSTED']);
    expect(last(bench.ioctl('SCIOEVENT', { mode: 'SC_TM_MODE' }))).toBe('SCIOEVENT EINVAL');
    bench.tell('scsitme:h', { type: 'events.returned' }).ioctl('SCIOSTOPTGT');
    expect([last(bench), bench.senders.at(-1)]).toEqual(['SCIOSTOPTGT 0', 's1 tm.refused']);
    expect(bench.bench.context('scsitm:h')).toMatchObject(nothingLeft);
    // The registration is over as well, and so is target mode.
    expect(bench.bench.state('scsitme:h')).toBe('none');
    expect(last(bench.ioctl('SCIOSTOPTGT'))).toBe('SCIOSTOPTGT EINVAL');
    bench.ioctl('SCIOSTARTTGT');
    expect(bench.data('s1').data('s1').data('s1').handled).toHaveLength(1);
  });
});

describe('another initiator', () => {
  const sender = () => new Bench().add('sender:h', foreignSenderMachine, { adapter: 'h' });
  const sent = (bench: Bench) => bench.takePosted().map(({ message }) => message['more']);

  it('sends the next part when the one before was taken, and nothing after the last', () => {
    const bench = sender().deliver('sender:h', { type: 'world.foreignSend', buffers: 3 });
    expect(sent(bench)).toEqual([true]);
    // It does one thing at a time.
    expect(sent(bench.deliver('sender:h', { type: 'world.foreignSend', buffers: 9 }))).toEqual([]);
    expect(sent(bench.deliver('sender:h', { type: 'tm.taken' }))).toEqual([true]);
    expect(sent(bench.deliver('sender:h', { type: 'tm.taken' }))).toEqual([false]);
    expect(sent(bench.deliver('sender:h', { type: 'tm.taken' }))).toEqual([]);
    expect([bench.state('sender:h'), bench.context('sender:h')['left']]).toEqual(['idle', 0]);
  });

  it('gives up when it is refused', () => {
    const bench = sender().deliver('sender:h', { type: 'world.foreignSend', buffers: 3 });
    sent(bench);
    expect(sent(bench.deliver('sender:h', { type: 'tm.refused' }))).toEqual([]);
    expect([bench.state('sender:h'), bench.context('sender:h')['left']]).toEqual(['idle', 0]);
  });
});
