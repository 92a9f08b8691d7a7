import { describe, expect, test } from 'vitest';
import { BusBench, ending, selection } from './bus-bench.ts';

/** The phases that the bus goes through until it waits for the target or is free. */
function phases(bus: BusBench): string[] {
  const passed = [bus.state()];
  for (;;) {
    const armed = bus.bench.armed().length;
    if (armed === 0 || bus.bench.armed().some((timer) => /selectionTimeout|resetHold/.test(timer))) return passed;
    bus.tick();
    passed.push(bus.state());
  }
}

describe('phases', () => {
  test('a tagged command: IDENTIFY, then the tag, then the CDB', () => {
    const bus = new BusBench('phase').queue('bus.select', selection('d0.1'));
    expect(phases(bus)).toEqual([
      'BUS FREE.about to arbitrate',
      'ARBITRATION.contending',
      'SELECTION.BSY asserted',
      'MESSAGE OUT.IDENTIFY',
      'MESSAGE OUT.queue tag',
      'COMMAND',
      'target decides',
    ]);
  });

  test('no tag without disconnect privilege', () => {
    const bus = new BusBench('phase').queue('bus.select', selection('d0.1', { disconnectPrivilege: false }));
    expect(phases(bus)).not.toContain('MESSAGE OUT.queue tag');
  });

  test('negotiation: width first, before the CDB, and only when asked for', () => {
    const bus = new BusBench('phase').queue('bus.select', selection('d0.1', { negotiate: true }));
    expect(phases(bus).slice(3)).toEqual([
      'MESSAGE OUT.IDENTIFY',
      'MESSAGE OUT.queue tag',
      'MESSAGE OUT.WDTR',
      'MESSAGE IN.WDTR reply',
      'MESSAGE OUT.SDTR',
      'MESSAGE IN.SDTR reply',
      'COMMAND',
      'target decides',
    ]);
    expect(bus.context().phase).toMatchObject({ agreements: [{ initiator: 'ours', target: 't0' }] });
    const untagged = new BusBench('phase').queue('bus.select', selection('d0.1', { negotiate: true, tag: 'untagged' }));
    expect(phases(untagged).slice(3, 5)).toEqual(['MESSAGE OUT.IDENTIFY', 'MESSAGE OUT.WDTR']);
  });

  test.each([
    ['RST', 0],
    ['BUS_DEVICE_RESET', 0],
    ['ABORT', 1],
    ['RST by another', 0],
  ])('a transfer agreement and %s', (what, left) => {
    const bus = new BusBench('phase');
    bus.select('d0.1', { negotiate: true });
    bus.finish('d0.1');
    if (what.startsWith('RST')) bus.say('bus.assertReset', { initiator: what === 'RST' ? 'ours' : 'foreign' });
    else {
      bus.message(what);
      bus.took('t0');
    }
    expect((bus.context().phase as { agreements: unknown[] }).agreements.length).toBe(left);
  });

  test('a new negotiation replaces the agreement', () => {
    const bus = new BusBench('phase');
    for (const slot of ['d0.1', 'd0.2']) {
      bus.select(slot, { negotiate: true });
      bus.finish(slot);
    }
    expect(bus.context().phase).toMatchObject({ agreements: [{ initiator: 'ours', target: 't0' }] });
  });

  test('the end of a command: data, STATUS, COMMAND COMPLETE, BUS FREE', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.queue('bus.finish', ending('d0.1'));
    expect(phases(bus)).toEqual([
      'DATA IN',
      'STATUS',
      'MESSAGE IN.COMMAND COMPLETE',
      'BUS FREE.settling',
      'BUS FREE.free',
    ]);
    bus.select('d0.1', { direction: 'out' });
    bus.queue('bus.finish', ending('d0.1', { direction: 'out', resid: 'partial' }));
    expect(phases(bus)[0]).toBe('DATA OUT');
    bus.select('d0.1');
    bus.queue('bus.finish', ending('d0.1', { resid: 'all', status: 'CHECK_CONDITION' }));
    expect(phases(bus)[0]).toBe('STATUS');
  });

  test('reselection: IDENTIFY and tag come in before anything else', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.queue('bus.reselect', { initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'simple' });
    expect(phases(bus).slice(2)).toEqual([
      'RESELECTION',
      'MESSAGE IN.IDENTIFY',
      'MESSAGE IN.queue tag',
      'MESSAGE IN.reconnected',
    ]);
    bus.queue('bus.accept', { initiator: 'ours', slot: 'd0.1' });
    expect(bus.state()).toBe('target decides');
  });

  test('an untagged command is reselected without tag', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1', { tag: 'untagged' });
    bus.disconnect('d0.1');
    bus.queue('bus.reselect', { initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'untagged' });
    expect(phases(bus).slice(2)).toEqual(['RESELECTION', 'MESSAGE IN.IDENTIFY', 'MESSAGE IN.reconnected']);
  });

  test('data to the target go the same ways, but it is the target that checks their parity', () => {
    const next = (fields: Record<string, unknown>, type = 'bus.finish') => {
      const bus = new BusBench('phase');
      bus.select('d0.1', { direction: 'out' });
      bus.queue(type, ending('d0.1', { direction: 'out', ...fields }));
      return phases(bus)[1];
    };
    expect(next({})).toBe('STATUS');
    expect(next({ transfer: 'dataParity' })).toBe('STATUS');
    expect(next({ transfer: 'unexpectedBusFree' })).toBe('BUS FREE.settling');
    expect(next({ dataMoved: true }, 'bus.disconnect')).toBe('MESSAGE IN.SAVE DATA POINTER');
  });

  test('an arbitration that nobody is left for ends in BUS FREE', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.queue('bus.reselect', { initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'simple' }).tick();
    expect(bus.say('bus.absent', { target: 't0' })).toEqual([]);
    expect(bus.state()).toBe('BUS FREE.free');
  });

  test('the saved data pointer is where SAVE DATA POINTER left it', () => {
    const bus = new BusBench('phase');
    const pointers = () => {
      const { current, saved } = bus.context().phase as { current: string; saved: string };
      return [current, saved];
    };
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.resume('d0.1');
    expect(pointers()).toEqual(['start', 'start']);
    bus.queue('bus.disconnect', { slot: 'd0.1', dataMoved: true });
    expect(phases(bus).slice(0, 3)).toEqual(['DATA IN', 'MESSAGE IN.SAVE DATA POINTER', 'MESSAGE IN.DISCONNECT']);
    expect(bus.context().phase).toMatchObject({ current: 'start', disconnected: [{ slot: 'd0.1', saved: 'middle' }] });
    bus.select('d0.2');
    expect(pointers()).toEqual(['start', 'start']);
    bus.disconnect('d0.2');
    bus.reselect('d0.1');
    expect(pointers()).toEqual(['start', 'start']);
    bus.accept('d0.1');
    expect(pointers()).toEqual(['middle', 'middle']);
    bus.queue('bus.finish', ending('d0.1')).tick();
    expect(pointers()).toEqual(['end', 'middle']);
    bus.settle();
    expect(bus.context().phase).toMatchObject({ disconnected: [{ slot: 'd0.2', saved: 'start' }] });
  });

  test.each([
    ['ABORT', 'ours', null, ['foreign.1', 'd1.1']],
    ['ABORT_TAG', 'ours', 'd0.2', ['d0.1', 'foreign.1', 'd1.1']],
    ['CLEAR_QUEUE', 'ours', null, ['foreign.1', 'd1.1']],
    ['CLEAR_QUEUE', 'foreign', null, ['d0.1', 'd0.2', 'd1.1']],
    ['LOGICAL_UNIT_RESET', 'ours', null, ['foreign.1', 'd1.1']],
    ['LOGICAL_UNIT_RESET', 'foreign', null, ['d0.1', 'd0.2', 'd1.1']],
    ['BUS_DEVICE_RESET', 'ours', null, ['foreign.1']],
    ['BUS_DEVICE_RESET', 'foreign', null, ['d0.1', 'd0.2', 'd1.1']],
  ])('what %s leaves of the disconnected commands', (message, initiator, slot, left) => {
    const bus = new BusBench('phase');
    for (const fields of [
      { slot: 'd0.1' },
      { slot: 'd0.2' },
      { slot: 'foreign.1', initiator: 'foreign' },
      { slot: 'd1.1', lun: 'd1' },
    ]) {
      bus.select(fields.slot, fields);
      bus.disconnect(fields.slot);
    }
    bus.message(message, { initiator, slot });
    bus.took('t0');
    const { disconnected } = bus.context().phase as { disconnected: { slot: string }[] };
    expect(disconnected.map((command) => command.slot)).toEqual(left);
  });

  test.each(['CLEAR_QUEUE', 'LOGICAL_UNIT_RESET'])('a command comes back that %s of another has ended', (message) => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.message(message, { initiator: 'foreign', slot: null });
    bus.took('t0');
    expect(bus.reselect('d0.1')).toEqual(['hba:ours hba.reconnected slot=d0.1']);
    expect(bus.accept('d0.1')).toEqual(['target:t0 target.reconnected slot=d0.1']);
  });

  test('messages: BUS DEVICE RESET comes first, ABORT TAG after IDENTIFY and tag, MESSAGE REJECT comes in', () => {
    const sent = (message: string, slot: string | null, outcome = 'ok') =>
      phases(
        new BusBench('phase').queue('bus.message', {
          initiator: 'ours',
          target: 't0',
          lun: 'd0',
          slot,
          message,
          outcome,
        }),
      ).slice(3);
    expect(sent('BUS_DEVICE_RESET', null)).toEqual([
      'MESSAGE OUT.task management message',
      'MESSAGE OUT.taking effect',
    ]);
    expect(sent('ABORT_TAG', 'd0.1')).toEqual([
      'MESSAGE OUT.IDENTIFY',
      'MESSAGE OUT.queue tag',
      'MESSAGE OUT.task management message',
      'MESSAGE OUT.taking effect',
    ]);
    expect(sent('LOGICAL_UNIT_RESET', null, 'rejected').slice(0, 3)).toEqual([
      'MESSAGE OUT.IDENTIFY',
      'MESSAGE OUT.task management message',
      'MESSAGE IN.MESSAGE REJECT',
    ]);
  });

  test('bad parity makes the initiator speak between DATA and STATUS', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.queue('bus.finish', ending('d0.1', { transfer: 'dataParity' }));
    expect(phases(bus).slice(0, 3)).toEqual(['DATA IN', 'MESSAGE OUT.INITIATOR DETECTED ERROR', 'STATUS']);
  });

  test('who asks during the delays before arbitration still takes part', () => {
    const bus = new BusBench('phase').queue('bus.select', selection('foreign.1', { initiator: 'foreign' }));
    bus.tick();
    bus.queue('bus.select', selection('d0.1'));
    expect(bus.settle()).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
  });

  test('a selection is lost when the reselection was named after it was asked for', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.queue('bus.reselect', { initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'simple' });
    while (bus.state() !== 'RESELECTION') bus.tick();
    bus.queue('bus.select', selection('d0.2'));
    expect(bus.settle()).toEqual(['hba:ours hba.reconnected slot=d0.1', 'hba:ours hba.selectionLost slot=d0.2']);
  });

  test('a target that disappears while it reselects is not heard of', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.queue('bus.reselect', { initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'simple' });
    while (bus.state() !== 'RESELECTION') bus.tick();
    expect(bus.say('bus.absent', { target: 't0' })).toEqual([]);
    expect(bus.state()).toBe('BUS FREE.free');
  });

  test('a command cannot come back that was never disconnected', () => {
    const bus = new BusBench('phase');
    expect(() => bus.resume('d0.1')).toThrow(/disconnected command/);
  });

  test('RST ends any phase', () => {
    for (let ticks = 0; ticks < 7; ticks++) {
      const bus = new BusBench('phase').queue('bus.select', selection('d0.1'));
      for (let i = 0; i < ticks; i++) bus.tick();
      bus.queue('bus.assertReset', { initiator: 'ours' });
      expect(bus.state()).toBe('RESET.RST asserted');
      expect(bus.bench.armed()).toEqual(['bus:scsi resetHold']);
    }
  });
});
