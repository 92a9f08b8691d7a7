import { describe, expect, test } from 'vitest';
import { foreignInitiatorMachine } from '../../../machines/environment/foreign-initiator.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const foreign = 'initiator:foreign';
const slot = 'foreign.1';

function start(input: Record<string, unknown> = {}) {
  const bench = new Bench().add(foreign, foreignInitiatorMachine, { name: 'foreign', bus: 'scsi', ...input });
  /** What it says to the bus when it gets this message. */
  const on = (type: string, fields: Record<string, unknown> = {}) => {
    bench.deliver(foreign, { type, ...fields });
    return bench.takePosted().map(({ to, message }) => ({ to, ...message }));
  };
  return { bench, on };
}
const accepted = { to: 'bus:scsi', type: 'bus.accept', initiator: 'foreign', slot };
const resetSeen = { to: 'bus:scsi', type: 'bus.resetSeen', initiator: 'foreign' };
const command = { target: 't0', lun: 'd0', op: 'reserve' };

describe('the foreign initiator', () => {
  test('sends a command, untagged, and is content with any status', () => {
    const { bench, on } = start();
    expect(on('world.foreignCommand', command)).toMatchObject([
      {
        to: 'bus:scsi',
        type: 'bus.select',
        initiator: 'foreign',
        target: 't0',
        lun: 'd0',
        slot,
        tag: 'untagged',
        op: 'reserve',
        direction: 'none',
        disconnectPrivilege: true,
      },
    ]);
    expect(on('hba.disconnected', { slot, dataMoved: false })).toEqual([]);
    expect(on('hba.reconnected', { slot })).toEqual([accepted]);
    expect(on('hba.completed', { slot, status: 'BUSY' })).toEqual([]);
    expect(bench.state(foreign)).toBe('idle');
    expect(bench.context(foreign)).toMatchObject({ unit: null, op: null });
  });

  test('asks for sense data after CHECK CONDITION, unless it does not care', () => {
    const { bench, on } = start();
    on('world.foreignCommand', command);
    expect(on('hba.completed', { slot, status: 'CHECK_CONDITION' })).toMatchObject([
      { type: 'bus.select', op: 'requestSense', direction: 'in', lun: 'd0' },
    ]);
    expect(on('hba.completed', { slot, status: 'CHECK_CONDITION' })).toEqual([]);
    expect(bench.state(foreign)).toBe('idle');
    const careless = start({ sensesAfterCheck: false });
    careless.on('world.foreignCommand', command);
    expect(careless.on('hba.completed', { slot, status: 'CHECK_CONDITION' })).toEqual([]);
  });

  test.each([
    ['hba.selectionTimeout', false],
    ['hba.unexpectedBusFree', false],
    ['hba.completed', true],
    ['hba.selectionTimeout', true],
    ['hba.unexpectedBusFree', true],
  ])('%s (while it asks for sense data: %s): its command is forgotten', (type, sensing) => {
    const { bench, on } = start();
    on('world.foreignCommand', command);
    if (sensing) on('hba.completed', { slot, status: 'CHECK_CONDITION' });
    on(type, { slot, status: 'GOOD' });
    expect(bench.state(foreign)).toBe('idle');
    expect(bench.context(foreign)).toMatchObject({ unit: null, op: null });
  });

  test.each(['hba.selectionTimeout', 'hba.unexpectedBusFree'])('gives up on %s, also while it senses', (type) => {
    const { bench, on } = start();
    on('world.foreignCommand', command);
    on(type, { slot });
    expect(bench.state(foreign)).toBe('idle');
    on('world.foreignCommand', command);
    on('hba.completed', { slot, status: 'CHECK_CONDITION' });
    on(type, { slot });
    expect(bench.state(foreign)).toBe('idle');
  });

  test('sends a message', () => {
    const { bench, on } = start();
    expect(on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'CLEAR_QUEUE' })).toEqual([
      {
        to: 'bus:scsi',
        type: 'bus.message',
        initiator: 'foreign',
        target: 't0',
        lun: 'd0',
        slot: null,
        message: 'CLEAR_QUEUE',
        outcome: 'ok',
      },
    ]);
    on('hba.messageSent', { outcome: 'rejected' });
    expect(bench.state(foreign)).toBe('idle');
  });

  test('does one thing at a time', () => {
    const { on } = start();
    on('world.foreignCommand', command);
    expect(on('world.foreignCommand', command)).toEqual([]);
    expect(on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'ABORT' })).toEqual([]);
    on('hba.completed', { slot, status: 'CHECK_CONDITION' });
    on('hba.disconnected', { slot, dataMoved: false });
    expect(on('world.foreignCommand', command)).toEqual([]);
    expect(on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'ABORT' })).toEqual([]);
    on('hba.completed', { slot, status: 'GOOD' });
    on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'ABORT' });
    expect(on('world.foreignCommand', command)).toEqual([]);
    expect(on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'ABORT' })).toEqual([]);
  });

  test('resets the bus at any time, and then keeps off for a while', () => {
    const { bench, on } = start();
    on('world.foreignCommand', command);
    expect(on('world.foreignReset')).toEqual([{ to: 'bus:scsi', type: 'bus.assertReset', initiator: 'foreign' }]);
    expect(on('hba.busReset', { by: 'foreign' })).toEqual([resetSeen]);
    expect(on('world.foreignCommand', command)).toEqual([]);
    expect(on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'ABORT' })).toEqual([]);
    bench.fire(foreign, 'resetToSelection');
    expect(on('world.foreignCommand', command).length).toBe(1);
  });

  test('acknowledges every RST, whatever it is doing and whoever asserted it', () => {
    const doing: ((on: ReturnType<typeof start>['on']) => void)[] = [
      () => {},
      (on) => on('world.foreignCommand', command),
      (on) => {
        on('world.foreignCommand', command);
        on('hba.completed', { slot, status: 'CHECK_CONDITION' });
      },
      (on) => on('world.foreignMessage', { target: 't0', lun: 'd0', message: 'ABORT' }),
    ];
    for (const begin of doing) {
      const { bench, on } = start();
      begin(on);
      for (const by of ['ours', 'ours', 'foreign']) expect(on('hba.busReset', { by })).toEqual([resetSeen]);
      expect(bench.context(foreign)).toMatchObject({ unit: null, op: null });
    }
  });
});
