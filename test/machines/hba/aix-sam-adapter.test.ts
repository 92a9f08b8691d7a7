import { describe, expect, it } from 'vitest';
import { samQueueMachine } from '../../../machines/hba/aix-sam-queue.machine.ts';
import { scsiBufDefects } from '../../../machines/protocol/scsi-buf.ts';
import { at, rewritten, row } from '../../rules/variant.ts';
import { SamBench } from './aix-sam-bench.ts';

/** A has failed with CHECK CONDITION, B is held in the adapter driver. */
const held = (params = {}, autosense = true): SamBench =>
  new SamBench({ params: { activePerDevice: 1, ...params } })
    .submit('xa', { tag: 'SC_SIMPLE_Q', autosense })
    .tagged('xb')
    .complete('xa', 'CHECK_CONDITION');

describe('ddstrategy tests every field of a scsi_buf', () => {
  const found = scsiBufDefects.filter((defect) => defect !== 'no');

  it.each(found)('%s: EINVAL, and the queue runs on', (defect) => {
    const bench = new SamBench().submit('xa').submit('xb', { defect }).submit('xc').complete('xa').complete('xc');
    expect(bench.done).toEqual(['xb EINVAL', 'xa ok', 'xc ok']);
    expect(bench.sent).toEqual(['xa', 'xc']);
  });

  it.each(['devno', 'lun_id', 'scsi_id'])('%s: the errno of the parameter', (defect) => {
    const bench = new SamBench({ params: { errnoNotStarted: 'ENXIO' } }).submit('xa', { defect });
    expect(bench.done).toEqual(['xa ENXIO']);
  });

  it('a device that was not started gets the errno of the parameter', () => {
    expect(new SamBench({ started: false }).submit('xa').done).toEqual(['xa EINVAL']);
    expect(new SamBench({ started: false, params: { errnoNotStarted: 'ENXIO' } }).submit('xa').done).toEqual([
      'xa ENXIO',
    ]);
  });

  it('a rejected one halts the queue only where the parameter says so', () => {
    const halted = new SamBench({ params: { rejectHalts: true } }).submit('xa').submit('xb').submit('xc', {
      defect: 'version',
    });
    expect(halted.done).toEqual(['xc EINVAL', 'xb ENXIO']);
    expect(halted.queue('x')).toBe('HALT_CLEARED');
  });
});

describe('the chain of a device', () => {
  it('has one untagged command active, or as many tagged ones as the adapter keeps, in their order', () => {
    expect(new SamBench().submit('xa').submit('xb').sent).toEqual(['xa']);
    const bench = new SamBench({ params: { activePerDevice: 2 } }).tagged('xa', 'xb', 'xc');
    expect(bench.sent).toEqual(['xa simple', 'xb simple']);
    expect(bench.complete('xb').sent).toEqual(['xa simple', 'xb simple', 'xc simple']);
  });

  it('of every device is served at the same time', () => {
    const bench = new SamBench().submit('xa').submit('ya').submit('va');
    expect(bench.sent).toEqual(['xa', 'ya', 'va']);
    expect(bench.complete('va').complete('xa', 'CHECK_CONDITION').complete('ya').done).toEqual([
      'va ok',
      'xa EIO SC_CHECK_CONDITION with sense',
      'ya ok',
    ]);
    expect([bench.queue('x'), bench.queue('v'), bench.queue('y')]).toEqual(['HALT_CLEARED', 'RUN', 'RUN']);
  });

  it('goes on after a short transfer without error', () => {
    const bench = new SamBench().submit('xa').submit('xb').complete('xa', 'GOOD', 'partial');
    expect(bench.done).toEqual(['xa ok resid partial']);
    expect(bench.sent).toEqual(['xa', 'xb']);
  });
});

describe('an error halts the queue', () => {
  it('without tags it is cleared, until SC_RESUME comes', () => {
    const bench = new SamBench().submit('xa').submit('xb').complete('xa', 'CHECK_CONDITION').submit('xc');
    expect(bench.done).toEqual(['xa EIO SC_CHECK_CONDITION with sense', 'xb ENXIO', 'xc ENXIO']);
    bench
      .submit('xd', { flags: ['SC_RESUME'] })
      .submit('xa')
      .complete('xd')
      .complete('xa');
    expect(bench.sent).toEqual(['xa', 'xd', 'xa']);
    expect(bench.done.slice(3)).toEqual(['xd ok', 'xa ok']);
  });

  it('without tags it may be kept, with SC_DID_NOT_CLEAR_Q, where the parameter says so', () => {
    const bench = new SamBench({ params: { keepsQueueWithoutTags: true } }).submit('xa').submit('xb');
    bench.complete('xa', 'CHECK_CONDITION');
    expect(bench.done).toEqual(['xa EIO SC_CHECK_CONDITION kept with sense']);
    expect(bench.queue('x')).toBe('HALT_HELD');
    bench.control('xq', 'SC_RESUME', 'SC_Q_RESUME').complete('xb');
    expect(bench.done.slice(1)).toEqual(['xq ok', 'xb ok']);
  });

  it('with tags CHECK CONDITION keeps it, any other error clears it', () => {
    expect(held().queue('x')).toBe('HALT_HELD');
    const busy = new SamBench({ params: { activePerDevice: 1 } }).tagged('xa', 'xb').complete('xa', 'BUSY');
    expect(busy.done).toEqual(['xa EIO SC_BUSY_STATUS', 'xb ENXIO']);
  });

  it('a device that throws its queue away leaves nothing to be kept: what it had is aborted, and then comes back', () => {
    const bench = new SamBench({ params: { deviceClearsQueue: true, activePerDevice: 2 } }).tagged('xa', 'xb', 'xc');
    bench.complete('xa', 'CHECK_CONDITION');
    expect(bench.done).toEqual(['xa EIO SC_CHECK_CONDITION with sense', 'xc ENXIO']);
    expect(bench.functions).toEqual(['ABORT_TASK xb']);
    bench.submit('xa', { tag: 'SC_SIMPLE_Q', flags: ['SC_RESUME'] });
    expect(bench.sent).toEqual(['xa simple', 'xb simple']);
    expect(bench.answer().done.slice(2)).toEqual(['xb ENXIO']);
    expect(bench.sent.slice(2)).toEqual(['xa simple']);
  });

  it('a device that throws its queue away may have carried out what crossed CHECK CONDITION: that comes back good', () => {
    const bench = new SamBench({ params: { deviceClearsQueue: true, activePerDevice: 2 } }).tagged('xa', 'xb');
    bench.complete('xa', 'CHECK_CONDITION').complete('xb').answer();
    expect(bench.done.slice(1)).toEqual(['xb ok']);
  });

  it('is caught when an adapter driver lets the held ones go on', () => {
    const running = rewritten(samQueueMachine, (text) => {
      const on = at(text, 'states', 'queue', 'states', 'RUN', 'on')['lunq.ended'];
      row(on, 'CHECK CONDITION with tag queuing')['target'] = '#aix-sam-queue.queue.RUN';
    });
    const bench = new SamBench({ params: { activePerDevice: 1 }, queue: running }).tagged('xa', 'xb');
    expect(bench.complete('xa', 'CHECK_CONDITION').sent).toEqual(['xa simple', 'xb simple']);
    expect(held().sent).toEqual(['xa simple']);
  });
});

describe('autosense', () => {
  it('is copied where there is a buffer; without one SC_AUTOSENSE_DATA_VALID is not set', () => {
    expect(held().done).toEqual(['xa EIO SC_CHECK_CONDITION kept with sense']);
    expect(held({}, false).done).toEqual(['xa EIO SC_CHECK_CONDITION kept']);
  });
});

describe('a held queue', () => {
  it('lets one recovery command pass, then waits to be cleared or resumed', () => {
    const bench = held()
      .submit('xs', { flags: ['SC_RESUME'], op: 'requestSense' })
      .submit('xc');
    expect(bench.sent).toEqual(['xa simple', 'xs']);
    bench.complete('xs');
    expect([bench.queue('x'), bench.done.slice(1)]).toEqual(['HELD_SENSED', ['xc ENXIO', 'xs ok']]);
    bench.control('xq', 'SC_Q_RESUME').complete('xb');
    expect(bench.done.slice(3)).toEqual(['xq ok', 'xb ok']);
  });

  it('takes SC_ACA_Q for the recovery command as well', () => {
    const bench = held().submit('xs', { flags: ['SC_RESUME'], tag: 'SC_ACA_Q', op: 'requestSense' });
    expect(bench.sent).toEqual(['xa simple', 'xs aca']);
  });

  it('is flushed by SC_Q_CLR, which comes back last; then SC_RESUME is due', () => {
    const bench = held().control('xq', 'SC_Q_CLR');
    expect(bench.done.slice(1)).toEqual(['xb ENXIO', 'xq ENXIO']);
    expect(bench.submit('xc').done.at(-1)).toBe('xc ENXIO');
  });

  it.each([
    [false, ['xa simple', 'xc', 'xb simple']],
    [true, ['xa simple', 'xb simple', 'xc']],
  ])('a command that SC_Q_RESUME carries: qresumeAtTail %s', (qresumeAtTail, sent) => {
    const bench = held({ qresumeAtTail }).submit('xc', { flags: ['SC_RESUME', 'SC_Q_RESUME'] });
    for (const slot of sent[1] === 'xc' ? ['xc'] : ['xb']) bench.complete(slot);
    expect(bench.sent).toEqual(sent);
  });

  it.each([['SC_Q_CLR'], ['SC_Q_RESUME']] as const)('%s though nothing is held: EINVAL', (flag) => {
    expect(new SamBench().control('xq', flag).done).toEqual(['xq EINVAL']);
  });
});

describe('SC_CLEAR_ACA', () => {
  it('alone leaves a held queue halted', () => {
    const bench = held().control('xq', 'SC_CLEAR_ACA');
    expect(bench.functions).toEqual(['CLEAR_ACA x']);
    bench.answer();
    expect([bench.queue('x'), bench.done.at(-1), bench.sent]).toEqual(['HELD_SENSED', 'xq ok', ['xa simple']]);
  });

  it('with SC_Q_RESUME clears ACA first and then lets the held ones go on', () => {
    const bench = held().control('xq', 'SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME');
    expect(bench.sent).toEqual(['xa simple']);
    expect(bench.answer().sent).toEqual(['xa simple', 'xb simple']);
    expect(bench.done.at(-1)).toBe('xq ok');
  });

  it('with SC_Q_RESUME, but without SC_RESUME though it is the first after the error, is flushed', () => {
    expect(held().control('xq', 'SC_CLEAR_ACA', 'SC_Q_RESUME').done.at(-1)).toBe('xq ENXIO');
  });

  it('with SC_Q_CLR clears ACA first and then the queue', () => {
    const bench = held().control('xq', 'SC_CLEAR_ACA', 'SC_Q_CLR');
    expect(bench.done).toHaveLength(1);
    bench.answer();
    expect([bench.done.slice(1), bench.queue('x')]).toEqual([['xb ENXIO', 'xq ENXIO'], 'HALT_CLEARED']);
  });

  it.each([['SC_CLEAR_ACA'], ['SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME']] as const)(
    'that fails leaves the queue held: %s %s %s',
    (...flags) => {
      const bench = held()
        .control('xq', ...flags.filter((flag) => flag !== undefined))
        .answer('rejected');
      expect([bench.queue('x'), bench.done.at(-1)]).toEqual(['HALT_HELD', 'xq EIO SCSI_NO_DEVICE_RESPONSE kept']);
    },
  );

  it('after a cleared queue leaves it halted; SC_RESUME is still due', () => {
    const bench = new SamBench().submit('xa').complete('xa', 'CHECK_CONDITION').control('xq', 'SC_CLEAR_ACA').answer();
    expect([bench.queue('x'), bench.submit('xb').done.at(-1)]).toEqual(['HALT_CLEARED', 'xb ENXIO']);
  });
});

describe('a transaction that does not come back', () => {
  it('is aborted alone: the others of the device and of the target go on', () => {
    const bench = new SamBench().tagged('xa', 'xb').submit('ya').timeout('xa');
    expect(bench.functions).toEqual(['ABORT_TASK xa']);
    bench.answer().complete('xb').complete('ya');
    expect(bench.done).toEqual(['xa EIO SCSI_CMD_TIMEOUT', 'xb ok', 'ya ok']);
  });

  it('timeout_value 0 waits for ever', () => {
    const bench = new SamBench().submit('xa', { timed: false }).timeout('xa');
    expect([bench.functions, bench.done]).toEqual([[], []]);
  });

  it('that comes back before the abort took effect counts as it is, and its place may be used again', () => {
    const bench = new SamBench().tagged('xa', 'xb').timeout('xa').complete('xa').tagged('xa').answer();
    expect(bench.done).toEqual(['xa ok']);
    expect(bench.complete('xa').done).toEqual(['xa ok', 'xa ok']);
  });

  it('needs a reset of the logical unit if the abort does not help, then one of the target', () => {
    const bench = new SamBench().tagged('xa', 'xb').submit('va').timeout('xa').answer('rejected');
    expect(bench.functions).toEqual(['ABORT_TASK xa', 'LOGICAL_UNIT_RESET x']);
    bench.answer('noResponse');
    expect(bench.functions.at(-1)).toBe('TARGET_RESET x');
    bench.answer();
    expect(bench.done).toEqual([
      'xa EIO SCSI_CMD_TIMEOUT UPDATE_RESERVES',
      'xb EIO SCSI_TRANSPORT_RESET UPDATE_RESERVES',
      'va EIO SCSI_TRANSPORT_RESET UPDATE_RESERVES',
    ]);
  });

  it('nothing is started while a reset is under way that would end it', () => {
    const bench = new SamBench().tagged('xa').timeout('xa').answer('rejected').tagged('xb').submit('va');
    expect(bench.sent).toEqual(['xa simple', 'va']);
    bench.answer('rejected').complete('va').submit('va').submit('ya');
    expect(bench.sent).toEqual(['xa simple', 'va', 'ya']);
    bench.answer();
    expect(bench.done.slice(1)).toEqual(['xa EIO SCSI_CMD_TIMEOUT UPDATE_RESERVES', 'xb ENXIO', 'va ENXIO']);
  });

  it('a reset of the logical unit spares the other units of the target', () => {
    const bench = new SamBench().tagged('xa', 'xb').submit('va').timeout('xa').answer('rejected').answer();
    bench.complete('va');
    expect(bench.done.at(-1)).toBe('va ok');
    expect(bench.done).toHaveLength(3);
  });

  it('ends with the nexus if no reset helps: log out, log in', () => {
    const bench = new SamBench().tagged('xa', 'xb').submit('va').submit('ya').timeout('xa');
    bench.answer('rejected').answer('rejected').answer('rejected');
    expect(bench.logins).toEqual(['logout t0']);
    for (const slot of ['xa', 'xb', 'va']) bench.tell({ type: 'port.lost', slot });
    bench.tell({ type: 'port.loggedOut', target: 't0' });
    expect(bench.done).toEqual([
      'xa EIO SCSI_CMD_TIMEOUT',
      'xb EIO SCSI_TRANSPORT_FAULT',
      'va EIO SCSI_TRANSPORT_FAULT',
    ]);
    expect(bench.logins).toEqual(['logout t0', 'login t0']);
    bench.submit('xa', { flags: ['SC_RESUME'] });
    expect(bench.sent.filter((slot) => slot === 'xa')).toEqual([]);
    expect(bench.loggedIn('t0').sent.at(-1)).toBe('xa');
  });
});

describe('errors of adapter and transport', () => {
  it('the adapter itself fails: nothing is sent', () => {
    const bench = new SamBench();
    bench.bench.choose('exchange.start', { adapter: 'SCSI_ADAPTER_HDW_FAILURE' });
    expect(bench.submit('xa').submit('xb').done).toEqual(['xa EIO SCSI_ADAPTER_HDW_FAILURE', 'xb ENXIO']);
    expect(bench.sent).toEqual([]);
  });

  it('nobody answers', () => {
    const bench = new SamBench().submit('xa').submit('xb').tell({ type: 'port.noResponse', slot: 'xa' });
    expect(bench.done).toEqual(['xa EIO SCSI_NO_DEVICE_RESPONSE', 'xb ENXIO']);
  });

  it('another initiator resets the target: every device of it, and no other', () => {
    const bench = new SamBench().tagged('xa').submit('va').submit('ya').tell({ type: 'port.lost', slot: 'xa' });
    bench.tell({ type: 'port.lost', slot: 'va' }).tell({ type: 'port.reset', target: 't0', by: 'foreign' });
    expect(bench.done).toEqual([
      'xa EIO SCSI_TRANSPORT_RESET UPDATE_RESERVES',
      'va EIO SCSI_TRANSPORT_RESET UPDATE_RESERVES',
    ]);
    expect(bench.complete('ya').done.at(-1)).toBe('ya ok');
  });

  it('a command that was still on its way to the target when that was reset is carried out', () => {
    const bench = new SamBench().tagged('xa', 'xb').tell({ type: 'port.lost', slot: 'xa' });
    bench.tell({ type: 'port.reset', target: 't0', by: 'foreign' }).complete('xb');
    expect(bench.done.at(-1)).toBe('xb ok');
    expect(bench.queue('x')).toBe('HALT_CLEARED');
  });

  it('TASK ABORTED is a status like others: the queue is cleared', () => {
    expect(new SamBench().tagged('xa').complete('xa', 'TASK_ABORTED').done).toEqual(['xa EIO SC_TASK_ABORTED']);
  });

  it('SC_DELAY_CMD waits after a reset', () => {
    const bench = new SamBench().submit('xa').tell({ type: 'port.lost', slot: 'xa' });
    bench
      .tell({ type: 'port.reset', target: 't0', by: 'foreign' })
      .submit('xb', { flags: ['SC_RESUME', 'SC_DELAY_CMD'] });
    expect(bench.sent).toEqual(['xa']);
    expect(bench.fire('samq:x', 'delayCmd').sent).toEqual(['xa', 'xb']);
  });
});

describe('flags that reset', () => {
  it('SC_LUN_RESET: what is active ends, and the scsi_buf comes back when it is done', () => {
    const bench = new SamBench().submit('xa').submit('va').control('xq', 'SC_LUN_RESET').answer();
    expect(bench.functions).toEqual(['LOGICAL_UNIT_RESET x']);
    expect(bench.done).toEqual(['xa EIO SCSI_TRANSPORT_RESET UPDATE_RESERVES', 'xq ok']);
  });

  it('SC_TARGET_RESET: all logical units of the target; EIO if the target refuses', () => {
    const bench = new SamBench().submit('xa').submit('va').control('xq', 'SC_TARGET_RESET').answer();
    expect(bench.done.map((line) => line.slice(0, 6))).toEqual(['xa EIO', 'va EIO', 'xq ok']);
    const refused = new SamBench().submit('xa').control('xq', 'SC_TARGET_RESET').answer('rejected');
    expect(refused.done).toEqual(['xq EIO SCSI_NO_DEVICE_RESPONSE']);
    expect(refused.complete('xa').done.at(-1)).toBe('xa ok');
  });
});

describe('ioctls', () => {
  it('SCIOLSTART logs in, once for all devices of a target; a second one fails', () => {
    const bench = new SamBench({ started: false }).ioctl('SCIOLSTART', 'x');
    expect([bench.logins, bench.ioctls]).toEqual([['login t0'], []]);
    bench.loggedIn('t0').ioctl('SCIOLSTART', 'v').ioctl('SCIOLSTART', 'x');
    expect(bench.logins).toEqual(['login t0']);
    expect(bench.ioctls).toEqual(['SCIOLSTART x none', 'SCIOLSTART v none', 'SCIOLSTART x EINVAL']);
  });

  it('SCIOLSTART fails with EIO if the login does; it may be tried again', () => {
    const bench = new SamBench({ started: false }).ioctl('SCIOLSTART', 'x');
    bench.tell({ type: 'port.loginFailed', target: 't0' }).ioctl('SCIOLSTART', 'x').loggedIn('t0');
    expect(bench.ioctls).toEqual(['SCIOLSTART x EIO', 'SCIOLSTART x none']);
  });

  it.each(['SCIOLSTOP', 'SCIOLHALT', 'SCIOLRESET'])('%s for a device that was not started: EINVAL', (op) => {
    expect(new SamBench({ started: false }).ioctl(op, 'x', { scope: 'lun' }).ioctls).toEqual([`${op} x EINVAL`]);
  });

  it('SCIOLSTOP returns when all have come back; new ones are refused meanwhile', () => {
    const bench = new SamBench().submit('xa').submit('xb').ioctl('SCIOLSTOP', 'x').submit('xc');
    expect([bench.ioctls, bench.done]).toEqual([[], ['xc ENXIO']]);
    bench.complete('xa').complete('xb');
    expect(bench.ioctls).toEqual(['SCIOLSTOP x none']);
    expect(bench.submit('xa').done.at(-1)).toBe('xa EINVAL');
  });

  it('SCIOLSTOP on a held queue does not return', () => {
    const bench = held().ioctl('SCIOLSTOP', 'x');
    expect([bench.ioctls, bench.queue('x')]).toEqual([[], 'STOPPING.held']);
  });

  it('SCIOLHALT: ABORT TASK SET, all come back with ENXIO, and SC_RESUME is due', () => {
    const bench = new SamBench({ params: { activePerDevice: 1 } }).tagged('xa', 'xb').ioctl('SCIOLHALT', 'x');
    expect(bench.functions).toEqual(['ABORT_TASK_SET x']);
    bench
      .answer()
      .submit('xc')
      .submit('xd', { flags: ['SC_RESUME'] })
      .complete('xd');
    expect(bench.done).toEqual(['xa ENXIO', 'xb ENXIO', 'xc ENXIO', 'xd ok']);
    expect(bench.ioctls).toEqual(['SCIOLHALT x none']);
  });

  it.each([
    ['lun', 'LOGICAL_UNIT_RESET x', ['xa']],
    ['target', 'TARGET_RESET x', ['xa', 'va']],
  ])('SCIOLRESET of the %s', (scope, name, ended) => {
    const bench = new SamBench().submit('xa').submit('va').submit('ya').ioctl('SCIOLRESET', 'x', { scope }).answer();
    expect(bench.functions).toEqual([name]);
    expect(bench.done.map((line) => line.slice(0, 2))).toEqual(ended);
    expect(bench.ioctls).toEqual(['SCIOLRESET x none']);
  });

  it('SCIOLRESET that the target does not do: EIO', () => {
    expect(new SamBench().ioctl('SCIOLRESET', 'x', { scope: 'lun' }).answer('noResponse').ioctls).toEqual([
      'SCIOLRESET x EIO',
    ]);
  });
});
