import { describe, expect, test } from 'vitest';
import { BusBench, ending, grains, selection } from './bus-bench.ts';

describe.each(grains)('the parallel bus at %s grain', (grain) => {
  test('a command that disconnects and comes back', () => {
    const bus = new BusBench(grain);
    expect(bus.select('d0.1')).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
    expect(bus.disconnect('d0.1')).toEqual(['hba:ours hba.disconnected slot=d0.1 dataMoved=false']);
    expect(bus.reselect('d0.1')).toEqual(['hba:ours hba.reconnected slot=d0.1']);
    expect(bus.accept('d0.1')).toEqual(['target:t0 target.reconnected slot=d0.1']);
    expect(bus.finish('d0.1')).toEqual(['hba:ours hba.completed slot=d0.1 status=GOOD parity=false']);
  });

  test('nothing is remembered of what is over: it would keep otherwise equal states apart', () => {
    const bus = new BusBench(grain);
    const holders = () => {
      const { winner, connection, contenders } = bus.bench.context('bus:scsi');
      return { winner, connection, contenders };
    };
    const free = { winner: null, connection: null, contenders: [] };
    expect(holders()).toEqual(free);
    bus.select('d0.1');
    expect(holders()).toMatchObject({ winner: null, connection: { slot: 'd0.1' } });
    bus.disconnect('d0.1');
    expect(holders()).toEqual(free);
    bus.reselect('d0.1');
    bus.accept('d0.1');
    expect(holders()).toMatchObject({ winner: null, connection: { slot: 'd0.1' } });
    bus.finish('d0.1');
    expect(holders()).toEqual(free);
    bus.select('d0.2', { disconnectPrivilege: false });
    expect(holders()).toMatchObject({ winner: null, connection: { slot: 'd0.2' } });
    bus.finish('d0.2');
    expect(holders()).toEqual(free);
  });

  test('a command that may not disconnect is sent without tag, and must not be disconnected', () => {
    const bus = new BusBench(grain);
    expect(bus.select('d0.1', { disconnectPrivilege: false })).toEqual([
      'target:t0 target.command slot=d0.1 tag=untagged',
    ]);
    expect(() => bus.disconnect('d0.1')).toThrow(/bus.disconnect/);
  });

  test('nobody else gets the bus while a nexus is connected', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    expect(bus.select('foreign.1', { initiator: 'foreign', target: 't1' })).toEqual([]);
    expect(bus.message('ABORT', { initiator: 'foreign' })).toEqual([]);
    expect(bus.finish('d0.1')).toEqual([
      'hba:ours hba.completed slot=d0.1 status=GOOD parity=false',
      'target:t1 target.command slot=foreign.1 tag=simple',
    ]);
  });

  test('only the connected command can be ended', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    expect(() => bus.finish('d0.2')).toThrow(/bus.finish/);
    expect(() => new BusBench(grain).finish('d0.1')).toThrow(/bus.finish/);
  });

  test('the highest ID wins when the bus goes free, whoever asked first', () => {
    const bus = new BusBench(grain);
    bus.select('d0.2', { target: 't1' });
    bus.disconnect('d0.2');
    bus.select('d0.1', { tag: 'simple' });
    bus.select('foreign.1', { initiator: 'foreign' });
    bus.reselect('d0.2', { target: 't1' });
    expect(bus.disconnect('d0.1')).toEqual([
      'hba:ours hba.disconnected slot=d0.1 dataMoved=false',
      'hba:ours hba.reconnected slot=d0.2',
    ]);
    bus.accept('d0.2');
    expect(bus.finish('d0.2').at(-1)).toBe('target:t0 target.command slot=foreign.1 tag=simple');
  });

  test('requests of one device keep their order', () => {
    const bus = new BusBench(grain);
    bus.select('foreign.1', { initiator: 'foreign' });
    bus.select('d0.1');
    bus.message('ABORT');
    expect(bus.finish('foreign.1').at(-1)).toBe('target:t0 target.command slot=d0.1 tag=simple');
  });

  test('a selection loses against the reselection of its own initiator', () => {
    const bus = new BusBench(grain);
    bus.select('foreign.1', { initiator: 'foreign' });
    bus.disconnect('foreign.1');
    bus.select('d0.1');
    bus.select('foreign.1', { initiator: 'foreign', slot: 'foreign.2' });
    bus.reselect('foreign.1', { initiator: 'foreign' });
    expect(bus.finish('d0.1')).toEqual([
      'hba:ours hba.completed slot=d0.1 status=GOOD parity=false',
      'initiator:foreign hba.reconnected slot=foreign.1',
      'initiator:foreign hba.selectionLost slot=foreign.2',
    ]);
    expect(bus.accept('foreign.1', 'foreign')).toEqual(['target:t0 target.reconnected slot=foreign.1']);
    expect(bus.finish('foreign.1').length).toBe(1);
  });

  test('a selection that comes while its initiator is reselected is lost as well, that of another waits', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.reselect('d0.1');
    expect(bus.select('d0.2')).toEqual(['hba:ours hba.selectionLost slot=d0.2']);
    expect(bus.select('foreign.1', { initiator: 'foreign' })).toEqual([]);
    bus.accept('d0.1');
    expect(bus.finish('d0.1').at(-1)).toBe('target:t0 target.command slot=foreign.1 tag=simple');
  });

  test('a selection that was on its way during a whole reselection is lost, never executed', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    // The initiator posts the selection of d0.2, then hears of the reselection and accepts: delivered in this order.
    bus.reselect('d0.1');
    for (const premature of ['bus.disconnect', 'bus.finish', 'bus.drop'])
      expect(() => bus.say(premature, ending('d0.1'))).toThrow(premature);
    expect(bus.select('d0.2')).toEqual(['hba:ours hba.selectionLost slot=d0.2']);
    bus.accept('d0.1');
    expect(bus.finish('d0.1')).toEqual(['hba:ours hba.completed slot=d0.1 status=GOOD parity=false']);
    expect(bus.said.filter((line) => line.includes('d0.2'))).toEqual(['hba:ours hba.selectionLost slot=d0.2']);
    expect(bus.context()).toMatchObject({ contenders: [], connection: null });
  });

  test('what was asked for after the connection was taken waits and is executed', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.resume('d0.1');
    expect(bus.select('d0.2')).toEqual([]);
    expect(bus.finish('d0.1').at(-1)).toBe('target:t0 target.command slot=d0.2 tag=simple');
  });

  test('a message that was on its way during a reselection is not lost: it waits', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.reselect('d0.1');
    expect(bus.message('ABORT')).toEqual([]);
    bus.accept('d0.1');
    expect(bus.finish('d0.1').at(-1)).toBe('target:t0 target.message slot=null message=ABORT');
  });

  test('the bus is held from the reselection on, whether the connection is taken or not', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.reselect('d0.1');
    expect(bus.select('foreign.1', { initiator: 'foreign', target: 't1' })).toEqual([]);
    expect(bus.reselect('d1.1', { target: 't1', lun: 'd1' })).toEqual([]);
    expect(bus.accept('d0.2')).toEqual([]);
    expect(bus.accept('d0.1')).toEqual(['target:t0 target.reconnected slot=d0.1']);
  });

  test('a reselecting target that disappears before the connection is taken: bus free that nobody expects', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.reselect('d0.1');
    expect(bus.say('bus.absent', { target: 't1' })).toEqual([]);
    expect(bus.say('bus.absent', { target: 't0' })).toEqual(['hba:ours hba.unexpectedBusFree slot=d0.1']);
    expect(bus.accept('d0.1')).toEqual([]);
    expect(bus.context()).toMatchObject({ winner: null, connection: null, absent: ['t1', 't0'] });
  });

  test('a connection is taken once; what is accepted too late is nothing', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.resume('d0.1');
    expect(bus.accept('d0.1')).toEqual([]);
    bus.finish('d0.1');
    expect(bus.accept('d0.1')).toEqual([]);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.reselect('d0.1');
    bus.reset('foreign');
    expect(bus.accept('d0.1')).toEqual([]);
  });

  test('a target that does not answer costs the selection timeout, and the bus meanwhile', () => {
    const bus = new BusBench(grain);
    expect(bus.select('d0.1', { selection: 'noResponse' })).toEqual([]);
    expect(bus.select('foreign.1', { initiator: 'foreign' })).toEqual([]);
    expect(bus.fire('selectionTimeout')).toEqual([
      'hba:ours hba.selectionTimeout slot=d0.1',
      'target:t0 target.command slot=foreign.1 tag=simple',
    ]);
  });

  test('a message goes out, and the bus waits until it has taken effect', () => {
    const bus = new BusBench(grain);
    expect(bus.message('ABORT_TAG', { slot: 'd0.1' })).toEqual([
      'target:t0 target.message slot=d0.1 message=ABORT_TAG',
    ]);
    expect(bus.select('foreign.1', { initiator: 'foreign' })).toEqual([]);
    expect(bus.took('t0')).toEqual([
      'hba:ours hba.messageSent slot=d0.1 message=ABORT_TAG outcome=ok',
      'target:t0 target.command slot=foreign.1 tag=simple',
    ]);
  });

  test('what the target wanted to reselect before the message is void', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.message('ABORT');
    bus.reselect('d0.1');
    expect(bus.took('t0')).toEqual(['hba:ours hba.messageSent slot=null message=ABORT outcome=ok']);
  });

  test('a message that is rejected or finds nobody', () => {
    const bus = new BusBench(grain);
    expect(bus.message('LOGICAL_UNIT_RESET', { outcome: 'rejected' })).toEqual([
      'hba:ours hba.messageSent slot=null message=LOGICAL_UNIT_RESET outcome=rejected',
    ]);
    expect(bus.message('BUS_DEVICE_RESET', { outcome: 'noResponse' })).toEqual([]);
    expect(bus.fire('selectionTimeout')).toEqual([
      'hba:ours hba.messageSent slot=null message=BUS_DEVICE_RESET outcome=noResponse',
    ]);
  });

  test('bad parity of data to the target is not seen by the initiator', () => {
    const bus = new BusBench(grain);
    for (const resid of ['zero', 'partial']) {
      bus.select('d0.1', { direction: 'out' });
      expect(bus.finish('d0.1', { transfer: 'dataParity', direction: 'out', resid })).toEqual([
        'hba:ours hba.completed slot=d0.1 status=GOOD parity=false',
      ]);
    }
  });

  test('data with bad parity, and none without data', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    expect(bus.finish('d0.1', { transfer: 'dataParity' })).toEqual([
      'hba:ours hba.completed slot=d0.1 status=GOOD parity=true',
    ]);
    bus.select('d0.1', { direction: 'none' });
    expect(bus.finish('d0.1', { transfer: 'dataParity', direction: 'none' })).toEqual([
      'hba:ours hba.completed slot=d0.1 status=GOOD parity=false',
    ]);
    bus.select('d0.1');
    expect(bus.finish('d0.1', { transfer: 'dataParity', resid: 'all', status: 'BUSY' })).toEqual([
      'hba:ours hba.completed slot=d0.1 status=BUSY parity=false',
    ]);
  });

  test('bus free that nobody expects', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    expect(bus.say('bus.drop', { slot: 'd0.1' })).toEqual(['hba:ours hba.unexpectedBusFree slot=d0.1']);
    bus.select('d0.1');
    expect(bus.finish('d0.1', { transfer: 'unexpectedBusFree' })).toEqual(['hba:ours hba.unexpectedBusFree slot=d0.1']);
    bus.select('d0.1', { direction: 'none' });
    expect(bus.finish('d0.1', { transfer: 'unexpectedBusFree', direction: 'none' })).toEqual([
      'hba:ours hba.unexpectedBusFree slot=d0.1',
    ]);
  });

  test('the class of moved sense data reaches the initiator', () => {
    const bus = new BusBench(grain);
    bus.select('d0.arq', { op: 'requestSense' });
    expect(bus.finish('d0.arq', { sense: 'MEDIUM_ERROR 11/00' })).toEqual([
      'hba:ours hba.completed slot=d0.arq status=GOOD parity=false sense=MEDIUM_ERROR 11/00',
    ]);
  });

  test('RST forgets connection and requests and tells everybody', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.select('foreign.1', { initiator: 'foreign' });
    expect(bus.reset('foreign')).toEqual([
      'target:t0 target.busReset',
      'target:t1 target.busReset',
      'hba:ours hba.busReset by=foreign',
      'initiator:foreign hba.busReset by=foreign',
    ]);
    for (const late of ['bus.finish', 'bus.drop']) expect(bus.say(late, ending('d0.1'))).toEqual([]);
    expect(bus.disconnect('d0.1')).toEqual([]);
    bus.resetSeen('ours', 'foreign');
    bus.cleared('t0');
    expect(bus.fire('resetHold')).toEqual([]);
    expect(bus.reselect('d0.1')).toEqual([]);
    expect(bus.select('d0.3')).toEqual([]);
    expect(bus.cleared('t1')).toEqual(['target:t0 target.command slot=d0.3 tag=simple']);
    expect(bus.finish('d0.3')).toEqual(['hba:ours hba.completed slot=d0.3 status=GOOD parity=false']);
  });

  test('a selection or message on its way across the RST of another is never executed', () => {
    const bus = new BusBench(grain);
    bus.reset('foreign');
    bus.cleared('t0', 't1');
    bus.resetSeen('foreign');
    bus.fire('resetHold');
    expect(bus.select('d0.2')).toEqual([]);
    expect(bus.message('ABORT')).toEqual([]);
    expect(bus.resetSeen('ours')).toEqual([]);
    expect(bus.context()).toMatchObject({ contenders: [], winner: null, connection: null });
    expect(bus.select('d0.3')).toEqual(['target:t0 target.command slot=d0.3 tag=simple']);
  });

  test('RST lasts until everybody has looked; who has looked may ask again, and waits', () => {
    const bus = new BusBench(grain);
    bus.reset('foreign');
    bus.cleared('t0', 't1');
    bus.fire('resetHold');
    bus.resetSeen('ours');
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.message('ABORT')).toEqual([]);
    expect(bus.select('foreign.1', { initiator: 'foreign' })).toEqual([]);
    expect(bus.resetSeen('foreign')).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
    expect(bus.finish('d0.1').at(-1)).toBe('target:t0 target.message slot=null message=ABORT');
    expect(bus.took('t0')).toEqual(['hba:ours hba.messageSent slot=null message=ABORT outcome=ok']);
  });

  test('RST while a message takes effect: what the target did for the message is not its answer to RST', () => {
    const bus = new BusBench(grain);
    bus.message('ABORT');
    bus.reset('foreign');
    bus.resetSeen('ours', 'foreign');
    bus.fire('resetHold');
    bus.cleared('t1');
    expect(bus.took('t0')).toEqual([]);
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.cleared('t0')).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
  });

  test('RST lasts until the hold time is over, whoever has reacted', () => {
    const bus = new BusBench(grain);
    bus.reset();
    bus.cleared('t0', 't1');
    bus.resetSeen('ours', 'foreign');
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.fire('resetHold')).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
  });

  test('a second RST holds the line longer', () => {
    const bus = new BusBench(grain);
    bus.reset('ours');
    bus.cleared('t0', 't1');
    bus.resetSeen('ours', 'foreign');
    expect(bus.reset('foreign')).toEqual([
      'hba:ours hba.busReset by=foreign',
      'initiator:foreign hba.busReset by=foreign',
    ]);
    bus.resetSeen('ours', 'foreign');
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.fire('resetHold').length).toBe(1);
  });

  test('every RST is to be seen: what was sent between two of them is older than the second', () => {
    const bus = new BusBench(grain);
    bus.reset('foreign');
    bus.reset('foreign');
    bus.cleared('t0', 't1');
    bus.fire('resetHold');
    bus.resetSeen('foreign', 'foreign', 'ours');
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.message('ABORT')).toEqual([]);
    expect(bus.resetSeen('ours')).toEqual([]);
    expect(bus.select('d0.2')).toEqual(['target:t0 target.command slot=d0.2 tag=simple']);
    expect(bus.context()).toMatchObject({ unaware: [], contenders: [] });
  });

  test('a second RST after the line was released, while somebody has not looked yet, is held anew', () => {
    const bus = new BusBench(grain);
    bus.reset('foreign');
    bus.cleared('t0', 't1');
    bus.fire('resetHold');
    bus.resetSeen('ours');
    bus.reset('ours');
    bus.resetSeen('ours', 'foreign', 'foreign');
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.fire('resetHold')).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
  });

  test('a target that has gone answers no selection', () => {
    const bus = new BusBench(grain);
    bus.say('bus.absent', { target: 't0' });
    expect(bus.select('d0.1')).toEqual([]);
    expect(bus.fire('selectionTimeout')).toEqual(['hba:ours hba.selectionTimeout slot=d0.1']);
    bus.message('ABORT');
    expect(bus.fire('selectionTimeout')).toEqual([
      'hba:ours hba.messageSent slot=null message=ABORT outcome=noResponse',
    ]);
    expect(bus.say('bus.assertReset', { initiator: 'ours' })).not.toContain('target:t0 target.busReset');
  });

  test('a connected target that disappears leaves the bus unexpectedly', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    expect(bus.say('bus.absent', { target: 't0' })).toEqual(['hba:ours hba.unexpectedBusFree slot=d0.1']);
    const other = new BusBench(grain);
    other.message('ABORT');
    expect(other.say('bus.absent', { target: 't0' })).toEqual([
      'hba:ours hba.messageSent slot=null message=ABORT outcome=noResponse',
    ]);
    expect(other.say('bus.select', selection('d1.1', { target: 't1', lun: 'd1' })).length).toBe(1);
  });

  test('a target that disappears after its last word has said it', () => {
    const last = (word: string, fields: Record<string, unknown>) => {
      const bus = new BusBench(grain);
      bus.select('d0.1');
      bus.queue(word, fields).queue('bus.absent', { target: 't0' });
      return [bus.settle(), bus.select('d0.2'), bus.fire('selectionTimeout')];
    };
    const nobody = [[], ['hba:ours hba.selectionTimeout slot=d0.2']];
    expect(last('bus.finish', ending('d0.1'))).toEqual([
      ['hba:ours hba.completed slot=d0.1 status=GOOD parity=false'],
      ...nobody,
    ]);
    expect(last('bus.disconnect', { slot: 'd0.1', dataMoved: true })).toEqual([
      ['hba:ours hba.disconnected slot=d0.1 dataMoved=true'],
      ...nobody,
    ]);
  });

  test('a device that comes before the arbitration delay has passed takes part', () => {
    const bus = new BusBench(grain);
    bus.queue('bus.select', selection('foreign.1', { initiator: 'foreign' })).queue('bus.select', selection('d0.1'));
    expect(bus.settle()).toEqual(['target:t0 target.command slot=d0.1 tag=simple']);
  });

  test('RST does not wait for a target that disappears', () => {
    const bus = new BusBench(grain);
    bus.say('bus.assertReset', { initiator: 'ours' });
    bus.cleared('t0');
    bus.resetSeen('ours', 'foreign');
    bus.fire('resetHold');
    bus.say('bus.absent', { target: 't1' });
    expect(bus.select('d0.1').length).toBe(1);
  });
});
