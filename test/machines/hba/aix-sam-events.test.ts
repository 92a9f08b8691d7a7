import { describe, expect, it } from 'vitest';
import { SamBench } from './aix-sam-bench.ts';

const listening = () => new SamBench().ioctl('SCIOLEVENT', 'x');

describe('SCIOLEVENT', () => {
  it('registers the handler once in a session of an open device', () => {
    const bench = listening().ioctl('SCIOLEVENT', 'x').ioctl('SCIOLEVENT', 'v');
    expect(bench.ioctls).toEqual(['SCIOLEVENT x none', 'SCIOLEVENT x EINVAL', 'SCIOLEVENT v none']);
    expect(bench.events).toEqual(['x register hdisk:x', 'v register hdisk:v']);
  });

  it('needs SCIOLSTART', () => {
    const bench = new SamBench({ started: false }).ioctl('SCIOLEVENT', 'x').ioctl('SCIOLSTART', 'x');
    bench.ioctl('SCIOLEVENT', 'x').loggedIn('t0').ioctl('SCIOLEVENT', 'x');
    expect(bench.ioctls).toEqual([
      'SCIOLEVENT x EINVAL',
      'SCIOLEVENT x EINVAL',
      'SCIOLSTART x none',
      'SCIOLEVENT x none',
    ]);
  });

  it('SCIOLSTOP ends the registration, of this device only; the next session may register anew', () => {
    const bench = listening().ioctl('SCIOLEVENT', 'v').ioctl('SCIOLSTOP', 'x');
    expect(bench.events.slice(2)).toEqual(['x cancel']);
    bench.tell({ type: 'port.reset', target: 't0', by: 'foreign' });
    expect(bench.events.slice(3)).toEqual(['v SC_SCSI_RESET_EVENT']);
    bench.ioctl('SCIOLSTART', 'x').ioctl('SCIOLEVENT', 'x');
    expect(bench.ioctls.slice(2)).toEqual(['SCIOLSTOP x none', 'SCIOLSTART x none', 'SCIOLEVENT x none']);
  });

  it('SCIOLSTOP of a device that nobody listens at cancels nothing', () => {
    expect(new SamBench().ioctl('SCIOLSTOP', 'x')).toMatchObject({ events: [], ioctls: ['SCIOLSTOP x none'] });
  });
});

describe('asynchronous events of an FCP or iSCSI adapter', () => {
  it.each([
    ['SCSI_ADAPTER_HDW_FAILURE', ['x SC_FATAL_HDW_ERR', 'y SC_FATAL_HDW_ERR']],
    ['SCSI_ADAPTER_SFW_FAILURE', ['x SC_ADAP_CMD_FAILED', 'y SC_ADAP_CMD_FAILED']],
    ['SCSI_HOST_IO_BUS_ERR', ['x SC_ADAP_CMD_FAILED', 'y SC_ADAP_CMD_FAILED']],
  ])('%s: everybody who listens is told %j', (adapter, told) => {
    const bench = listening().ioctl('SCIOLEVENT', 'y');
    bench.tell({ type: 'fcport.failed', adapter });
    expect(bench.events.slice(2)).toEqual(told);
  });

  it('a reset of a target by another initiator: those who listen at its devices', () => {
    const bench = listening().ioctl('SCIOLEVENT', 'y');
    bench.tell({ type: 'port.reset', target: 't0', by: 'foreign' });
    expect(bench.events.slice(2)).toEqual(['x SC_SCSI_RESET_EVENT']);
    bench.tell({ type: 'port.reset', target: 't1', by: 'foreign' });
    expect(bench.events.slice(3)).toEqual(['y SC_SCSI_RESET_EVENT']);
  });
});
