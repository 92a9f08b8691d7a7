import { describe, expect, it } from 'vitest';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { aixTransactionMachine } from '../../../machines/hba/aix-adapter-transaction.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { at, rewritten, row, type Text } from '../../rules/variant.ts';
import { AixAdapterBench } from './aix-bench.ts';

const tagged = { tagged: true };
/** A is active and has failed, B is held. */
const held = (params = {}): AixAdapterBench =>
  new AixAdapterBench({ activePerDevice: 1, ...params })
    .submit('xa', tagged)
    .submit('xb', tagged)
    .complete('xa', 'CHECK_CONDITION');
const messageSent = (message: string, outcome: string, lun = 'x', target = 't0') => ({
  type: 'hba.messageSent',
  lun,
  target,
  slot: null,
  message,
  outcome,
});

describe('sc_strategy tests every field', () => {
  it.each([
    ['devno', 'EINVAL'],
    ['size', 'EINVAL'],
    ['av_forw', 'EINVAL'],
    ['bpAndResvd1', 'EINVAL'],
    ['gatheredRead', 'EINVAL'],
    ['gatheredOffLevel', 'EINVAL'],
    ['gatheredResources', 'ENOMEM'],
    ['gatheredAddress', 'EFAULT'],
    ['spanAlignment', 'EINVAL'],
    ['spanDirection', 'EINVAL'],
    ['scsi_length', 'EINVAL'],
  ])('%s: %s, and the queue runs on', (defect, errno) => {
    const bench = new AixAdapterBench()
      .submit('xa')
      .submit('xb', { defect })
      .submit('xc')
      .complete('xa')
      .complete('xc');
    expect(bench.done).toEqual([`xb ${errno}`, 'xa ok', 'xc ok']);
    expect(bench.selected).toEqual(['xa', 'xc']);
  });

  const gathered = { op: 'write', gathered: 'process' } as const;
  it.each([
    ['that is spanned as well', { ...gathered, bp: true }, {}],
    ['that reads', { ...gathered, op: 'read' }, {}],
    ['that moves nothing', { ...gathered, op: 'testUnitReady' }, {}],
    ['from an interrupt level', { ...gathered, gathered: 'interrupt' }, {}],
    ['for an adapter driver that takes none', gathered, { gatheredWrites: false }],
  ] as const)('a gathered write %s gets EINVAL', (_, words, params) => {
    const bench = new AixAdapterBench(params).submit('xa', words);
    expect([bench.done, bench.selected]).toEqual([['xa EINVAL'], []]);
  });

  it('a gathered write goes to the device like any other, and so does a span', () => {
    const bench = new AixAdapterBench().submit('xa', gathered).complete('xa').submit('xb', { op: 'write', bp: true });
    expect([bench.done, bench.selected]).toEqual([['xa ok'], ['xa', 'xb']]);
  });

  it('an ordinary command does not care whether gathered writes are taken', () => {
    expect(new AixAdapterBench({ gatheredWrites: false }).submit('xa', { op: 'write' }).selected).toEqual(['xa']);
  });

  it('a device that was not started gets the errno of the parameter', () => {
    expect(new AixAdapterBench({}, false).submit('xa').done).toEqual(['xa EINVAL']);
    expect(new AixAdapterBench({ errnoNotStarted: 'ENXIO' }, false).submit('xa').done).toEqual(['xa ENXIO']);
  });
});

describe('the chain of a device', () => {
  it('is not reordered when a selection is lost to a reselection', () => {
    const bench = new AixAdapterBench().submit('xa', tagged).disconnect('xa').submit('xb', tagged).submit('xc', tagged);
    bench.tell({ type: 'hba.reconnected', slot: 'xa' }).tell({ type: 'hba.selectionLost', slot: 'xb' });
    bench.complete('xa', 'GOOD', 'zero', false).complete('xb').complete('xc');
    expect(bench.done).toEqual(['xa ok', 'xb ok', 'xc ok']);
    expect(bench.selected).toEqual(['xa', 'xb', 'xb', 'xc']);
  });

  it('has one untagged command active, or as many tagged ones as the adapter keeps', () => {
    const untagged = new AixAdapterBench().submit('xa').submit('xb').disconnect('xa');
    expect(untagged.selected).toEqual(['xa']);
    const two = new AixAdapterBench({ activePerDevice: 2 }).submit('xa', tagged).submit('xb', tagged);
    two.submit('xc', tagged).disconnect('xa', 'xb');
    expect(two.selected).toEqual(['xa', 'xb']);
  });

  it('sends one command at a time, without tag, where the adapter has no tags', () => {
    const bench = new AixAdapterBench({ tagQueuing: false }).submit('xa', tagged).submit('xb', tagged).disconnect('xa');
    expect(bench.selected).toEqual(['xa']);
    expect(bench.toBus[0]).toMatchObject({ tag: 'untagged' });
  });

  it('is selected for once: that its selection fails cannot be after the device has had it', () => {
    const facts = { tag: 'SC_NO_Q', op: 'read', direction: 'in', noDisconnect: false, async: false, timed: true };
    const area = (...messages: readonly string[]) => {
      const bench = new Bench().add('scsit:xa', aixTransactionMachine, {
        ...{ slot: 'xa', lun: 'x', target: 't', adapter: 'h' },
      });
      bench.deliver('scsit:xa', { type: 'transaction.start', ...facts, card: 'ok' });
      for (const type of messages) bench.deliver('scsit:xa', { type: `transaction.${type}` });
      return bench;
    };
    expect(() => area('selectionTimeout')).not.toThrow();
    expect(() => area('disconnected', 'selectionTimeout')).toThrow(/did not expect/);
    expect(() => area('disconnected', 'reconnected', 'selectionTimeout')).toThrow(/did not expect/);
  });

  it.each([
    ['hba.selectionTimeout', 'SC_NO_DEVICE_RESPONSE'],
    ['hba.tagRejected', 'SC_SCSI_BUS_FAULT'],
    ['hba.unexpectedBusFree', 'SC_SCSI_BUS_FAULT'],
  ])('ends with %s: %s, and the bus is free for the next one', (type, card) => {
    const bench = new AixAdapterBench().submit('xa').submit('ya').tell({ type, slot: 'xa' });
    expect(bench.done).toEqual([`xa EIO ${card}`]);
    expect(bench.selected).toEqual(['xa', 'ya']);
  });

  it('ends when the target leaves after it has reselected, and another may be reselected for', () => {
    const bench = new AixAdapterBench().submit('xa').disconnect('xa').submit('ya').disconnect('ya');
    bench.tell({ type: 'hba.reconnected', slot: 'xa' }).tell({ type: 'hba.unexpectedBusFree', slot: 'xa' });
    expect(bench.done).toEqual(['xa EIO SC_SCSI_BUS_FAULT']);
    expect(bench.complete('ya').done.at(-1)).toBe('ya ok');
  });

  it('completes nothing at an interrupt between the phases', () => {
    const bench = new AixAdapterBench().submit('xa').disconnect('xa').tell({ type: 'hba.reconnected', slot: 'xa' });
    bench.disconnect('xa');
    expect(bench.done).toEqual([]);
    expect(bench.complete('xa').done).toEqual(['xa ok']);
  });

  it('of another device runs on after an error', () => {
    const bench = new AixAdapterBench().submit('xa').disconnect('xa').submit('ya').disconnect('ya').submit('yb');
    bench.complete('xa', 'CHECK_CONDITION').complete('ya').complete('yb');
    expect(bench.done).toEqual(['xa EIO SC_CHECK_CONDITION', 'ya ok', 'yb ok']);
    expect([bench.queue('x'), bench.queue('y')]).toEqual(['HALT_CLEARED', 'RUN']);
  });
});

describe('errors of bus and adapter', () => {
  it.each([
    ['hba.selectionTimeout', 'SC_NO_DEVICE_RESPONSE'],
    ['hba.tagRejected', 'SC_SCSI_BUS_FAULT'],
    ['hba.unexpectedBusFree', 'SC_SCSI_BUS_FAULT'],
  ])('%s: %s, the rest is flushed', (type, status) => {
    const bench = new AixAdapterBench().submit('xa').submit('xb').tell({ type, slot: 'xa' });
    expect(bench.done).toEqual([`xa EIO ${status}`, 'xb ENXIO']);
  });

  it('bad parity is a bus fault', () => {
    const parity = { direction: 'in', resid: 'zero', parity: true, sense: null };
    const bench = new AixAdapterBench()
      .submit('xa')
      .tell({ type: 'hba.completed', slot: 'xa', status: 'GOOD', ...parity });
    expect(bench.done).toEqual(['xa EIO SC_SCSI_BUS_FAULT']);
  });

  it.each(['SC_ADAPTER_HDW_FAILURE', 'SC_ERROR_NO_RETRY'])(
    'the adapter itself fails: nothing goes to the bus, and the adapter is free for others: %s',
    (card) => {
      const bench = new AixAdapterBench();
      bench.bench.choose('transaction.start', { card });
      bench.submit('xa').submit('ya');
      expect(bench.done).toEqual([`xa EIO ${card}`]);
      expect(bench.selected).toEqual(['ya']);
    },
  );

  it('with tags, another error than CHECK CONDITION clears the queue; what the device has ends by itself', () => {
    const bench = new AixAdapterBench({ activePerDevice: 2 }).submit('xa', tagged).disconnect('xa');
    bench.submit('xb', tagged).disconnect('xb').submit('xc', tagged).complete('xa', 'BUSY');
    expect(bench.done).toEqual(['xa EIO SC_BUSY_STATUS', 'xc ENXIO']);
    expect(bench.complete('xb').done.at(-1)).toBe('xb ok');
  });

  it('QUEUE FULL is not taken for BUSY, nor COMMAND TERMINATED for CHECK CONDITION', () => {
    const status = (name: 'QUEUE_FULL' | 'COMMAND_TERMINATED') =>
      new AixAdapterBench().submit('xa').complete('xa', name).done[0];
    expect(status('QUEUE_FULL')).toBe('xa EIO SC_QUEUE_FULL');
    expect(status('COMMAND_TERMINATED')).toBe('xa EIO SC_COMMAND_TERMINATED');
  });

  it('a device that throws its queue away leaves nothing to keep', () => {
    const bench = new AixAdapterBench({ deviceClearsQueue: true, activePerDevice: 2 }).submit('xa', tagged);
    bench.disconnect('xa').submit('xb', tagged).disconnect('xb').submit('xc', tagged).complete('xa', 'CHECK_CONDITION');
    expect(bench.done).toEqual(['xa EIO SC_CHECK_CONDITION', 'xb ENXIO', 'xc ENXIO']);
    // What it still says about them is got off the bus.
    bench.tell({ type: 'hba.reconnected', slot: 'xb' });
    expect(bench.toBus.at(-1)).toMatchObject({ type: 'bus.assertReset' });
  });

  it('what it still says about them is not taken for the next command in their place', () => {
    const bench = new AixAdapterBench({ deviceClearsQueue: true, activePerDevice: 2 }).submit('xa', tagged);
    bench.disconnect('xa').submit('xb', tagged).disconnect('xb').complete('xa', 'CHECK_CONDITION');
    bench.submit('xb', { ...tagged, flags: ['SC_RESUME'] }).tell({ type: 'hba.reconnected', slot: 'xb' });
    expect(bench.toBus.slice(-2).map(({ type }) => type)).toEqual(['bus.select', 'bus.assertReset']);
    expect(bench.busReset().done.at(-1)).toBe('xb EIO SC_SCSI_BUS_RESET');
  });
});

describe('a held queue', () => {
  it('lets one recovery command pass, and nothing else', () => {
    const bench = held()
      .submit('xc', tagged)
      .sense('xs')
      .submit('xd', { flags: ['SC_RESUME'] });
    expect(bench.done.slice(1)).toEqual(['xc ENXIO', 'xd ENXIO']);
    bench.complete('xs').submit('xc', { flags: ['SC_RESUME'], op: 'read' });
    expect(bench.done.slice(3)).toEqual(['xs ok', 'xc ENXIO']);
    expect(bench.selected).toEqual(['xa', 'xs']);
  });

  it('stays held when the recovery command ends with CHECK CONDITION, and is cleared by any other error', () => {
    const again = held().sense('xs').complete('xs', 'CHECK_CONDITION');
    expect(again.done.slice(1)).toEqual(['xs EIO SC_CHECK_CONDITION kept']);
    expect(again.queue('x')).toBe('HALT_HELD');
    const busy = held().sense('xs').complete('xs', 'BUSY');
    expect(busy.done.slice(1)).toEqual(['xs EIO SC_BUSY_STATUS', 'xb ENXIO']);
    expect(busy.queue('x')).toBe('HALT_CLEARED');
  });

  it.each([
    [false, ['xa', 'xs', 'xc', 'xb']],
    [true, ['xa', 'xs', 'xb', 'xc']],
  ])('takes a command that SC_Q_RESUME carries (qresumeAtTail %s)', (qresumeAtTail, selected) => {
    const bench = held({ qresumeAtTail }).sense('xs').complete('xs');
    bench.submit('xc', { flags: ['SC_Q_RESUME'], tagged: true });
    for (const slot of selected.slice(2)) bench.complete(slot);
    expect(bench.selected).toEqual(selected);
    const direct = held({ qresumeAtTail }).submit('xc', { flags: ['SC_RESUME', 'SC_Q_RESUME'], tagged: true });
    for (const slot of selected.slice(2)) direct.complete(slot);
    expect(direct.selected).toEqual(selected.filter((slot) => slot !== 'xs'));
  });

  it('is not there: SC_Q_CLR and SC_Q_RESUME get EINVAL, SC_RESUME does no harm', () => {
    const bench = new AixAdapterBench().submit('xq', { flags: ['SC_Q_CLR'], op: null });
    bench
      .submit('xq', { flags: ['SC_Q_RESUME'], op: null })
      .submit('xa', { flags: ['SC_RESUME'] })
      .complete('xa');
    expect(bench.done).toEqual(['xq EINVAL', 'xq EINVAL', 'xa ok']);
  });

  it('that starts held commands by itself is caught', () => {
    const eager = rewritten(aixDeviceMachine, (text) => {
      const run = at(text, 'states', 'queue', 'states', 'RUN', 'on');
      row(run['device.ended'], 'CHECK CONDITION with tag queuing')['target'] = '#RUNNING';
      at(text, 'states', 'queue', 'states', 'RUN')['id'] = 'RUNNING';
    });
    const bench = new AixAdapterBench({ activePerDevice: 1 }, true, eager).submit('xa', tagged).submit('xb', tagged);
    expect(bench.complete('xa', 'CHECK_CONDITION').selected).not.toEqual(['xa']);
  });

  it('that loses a held command is caught', () => {
    const careless = rewritten(aixDeviceMachine, (text) => {
      const on = at(text, 'states', 'queue', 'states', 'HELD_SENSED', 'on');
      const clear = (on['device.strategy'] as Text[])[0] as Text;
      clear['actions'] = ['the chain is empty', 'iodone: ENXIO'];
    });
    const bench = new AixAdapterBench({ activePerDevice: 1 }, true, careless).submit('xa', tagged).submit('xb', tagged);
    bench
      .complete('xa', 'CHECK_CONDITION')
      .sense('xs')
      .complete('xs')
      .submit('xq', { flags: ['SC_Q_CLR'], op: null });
    expect(bench.done).not.toContain('xb ENXIO');
    // The sc_buf knows that it never came back.
    expect(() => bench.submit('xb', { flags: ['SC_RESUME'] })).toThrow(/scbuf:xb in state adapter.chained/);
  });
});

describe('timeouts and resets', () => {
  it('nothing times out with timeout_value 0', () => {
    const bench = new AixAdapterBench()
      .submit('xa', { timed: false })
      .disconnect('xa')
      .fire('scsit:xa', 'timeoutValue');
    expect(bench.toBus).toHaveLength(1);
  });

  it('by parameter BUS DEVICE RESET goes first and spares the other target', () => {
    const bench = new AixAdapterBench({ timeoutRecovery: 'deviceReset' }).submit('xa').disconnect('xa');
    bench.submit('ya').disconnect('ya').fire('scsit:xa', 'timeoutValue');
    expect(bench.toBus.at(-1)).toMatchObject({ type: 'bus.message', message: 'BUS_DEVICE_RESET', target: 't0' });
    bench.tell(messageSent('BUS_DEVICE_RESET', 'ok')).complete('ya');
    expect(bench.done).toEqual(['xa EIO SC_CMD_TIMEOUT', 'ya ok']);
  });

  it('a target that refuses BUS DEVICE RESET has its bus reset', () => {
    const bench = new AixAdapterBench({ timeoutRecovery: 'deviceReset' }).submit('xa').disconnect('xa');
    bench.fire('scsit:xa', 'timeoutValue').tell(messageSent('BUS_DEVICE_RESET', 'rejected'));
    expect(bench.toBus.at(-1)).toMatchObject({ type: 'bus.assertReset' });
  });

  it('SC_DELAY_CMD holds a command after a reset, and those behind it; without it nothing waits', () => {
    const bench = new AixAdapterBench().busReset('foreign').submit('xa', { flags: ['SC_RESUME', 'SC_DELAY_CMD'] });
    bench.submit('xb').submit('ya', { flags: ['SC_RESUME'] });
    expect(bench.selected).toEqual(['ya']);
    bench.complete('ya').fire('scsiq:x', 'delayCmd').complete('xa');
    expect(bench.selected).toEqual(['ya', 'xa', 'xb']);
  });

  it('SCIORESET hits all logical units of the target and no other', () => {
    const bench = new AixAdapterBench().submit('xa').disconnect('xa').submit('va').disconnect('va');
    bench.submit('ya').disconnect('ya').ioctl('SCIORESET', 'x').tell(messageSent('BUS_DEVICE_RESET', 'ok'));
    expect(bench.done).toEqual(['xa EIO SC_SCSI_BUS_RESET', 'va EIO SC_SCSI_BUS_RESET']);
    expect([bench.queue('x'), bench.queue('v'), bench.queue('y')]).toEqual(['HALT_CLEARED', 'HALT_CLEARED', 'RUN']);
    expect(bench.ioctls).toEqual(['SCIORESET x none']);
  });

  it('SCIORESET that the target refuses fails, SCIOHALT resets the bus then', () => {
    const reset = new AixAdapterBench().ioctl('SCIORESET', 'x').tell(messageSent('BUS_DEVICE_RESET', 'noResponse'));
    expect(reset.ioctls).toEqual(['SCIORESET x EIO']);
    const halt = new AixAdapterBench().submit('xa').disconnect('xa').ioctl('SCIOHALT', 'x');
    halt.tell(messageSent('ABORT', 'rejected'));
    expect(halt.ioctls).toEqual([]);
    expect(halt.toBus.at(-1)).toMatchObject({ type: 'bus.assertReset' });
    expect(halt.busReset().ioctls).toEqual(['SCIOHALT x none']);
  });
});

describe('opening and closing a device', () => {
  it('SCIOSTART comes first and once', () => {
    const bench = new AixAdapterBench({}, false).ioctl('SCIOHALT', 'x').ioctl('SCIORESET', 'x').ioctl('SCIOSTOP', 'x');
    bench.ioctl('SCIOSTART', 'x').ioctl('SCIOSTART', 'x');
    expect(bench.ioctls).toEqual([
      'SCIOHALT x EINVAL',
      'SCIORESET x EINVAL',
      'SCIOSTOP x EINVAL',
      'SCIOSTART x none',
      'SCIOSTART x EINVAL',
    ]);
    expect(bench.submit('xa').selected).toEqual(['xa']);
  });

  it('SCIOSTOP of a halted device returns, of a held one it does not before a reset', () => {
    const halted = new AixAdapterBench().submit('xa').complete('xa', 'BUSY').ioctl('SCIOSTOP', 'x');
    expect(halted.ioctls).toEqual(['SCIOSTOP x none']);
    const stuck = held().ioctl('SCIOSTOP', 'x');
    expect(stuck.ioctls).toEqual([]);
    expect(stuck.busReset('foreign').ioctls).toEqual(['SCIOSTOP x none']);
    expect(stuck.done.at(-1)).toBe('xb ENXIO');
  });
});
