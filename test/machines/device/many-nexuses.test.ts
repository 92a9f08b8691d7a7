import { describe, expect, it } from 'vitest';
import { address } from '../../../machines/protocol/names.ts';
import { NexusDevice } from './nexus-bench.ts';

describe('a target with a nexus for each initiator', () => {
  it('takes commands of all of them at once, and answers each at its own', () => {
    const device = new NexusDevice();
    expect(device.command('A')).toEqual(['ours: bus.disconnect A']);
    expect(device.command('F', { initiator: 'foreign' })).toEqual(['foreign: bus.disconnect F']);
    expect(device.answer('A')).toEqual(['ours: A GOOD']);
    expect(device.answer('F', 'ok', 'foreign')).toEqual(['foreign: F GOOD']);
  });

  it('answers where the command came from, whoever asks meanwhile', () => {
    const device = new NexusDevice();
    device.command('F', { initiator: 'foreign' });
    expect(device.serve()).toEqual(['foreign: bus.reselect F']);
    expect(device.command('A', { op: 'inquiry' })).toEqual(['ours: A GOOD']);
    expect(device.turn('F', 'foreign', 'parts')).toEqual(['foreign: bus.disconnect F', 'foreign: bus.reselect F']);
  });

  it('tells every nexus when it disappears', () => {
    const device = new NexusDevice();
    expect(device.step({ type: 'world.gone' })).toEqual(['ours: bus.absent', 'foreign: bus.absent']);
  });

  it('has nothing to say to a turn for a command that was aborted, and says so there', () => {
    const device = new NexusDevice();
    device.command('F', { initiator: 'foreign' });
    device.serve();
    device.message('CLEAR_QUEUE');
    expect(device.turn('F', 'foreign')).toEqual(['foreign: bus.drop F']);
  });

  it('asks again for its turn when a message of that nexus has made void what it asked before', () => {
    const device = new NexusDevice();
    device.command('A');
    expect(device.serve()).toEqual(['ours: bus.reselect A']);
    expect(device.message('CLEAR_ACA')).toEqual(['ours: bus.cleared message', 'ours: bus.reselect A']);
  });

  it.each(['d0', 'd7'])('does not ask twice because of a message of another nexus (for unit %s)', (lun) => {
    const device = new NexusDevice();
    device.command('A');
    device.serve();
    const message = { type: 'target.message', initiator: 'foreign', lun, slot: null, message: 'CLEAR_ACA' };
    expect(device.step(message)).toEqual(['foreign: bus.cleared message']);
    expect(device.turn('A')).toEqual(['ours: A GOOD']);
  });

  it('goes on to the next answer when the one that it has its turn for is lost', () => {
    const device = new NexusDevice();
    device.command('A');
    device.serve();
    device.command('F', { initiator: 'foreign' });
    device.serve();
    device.message('BUS_DEVICE_RESET', 'foreign');
    device.command('F', { initiator: 'foreign', op: 'inquiry' });
    expect(device.turn('A')).toEqual(['ours: bus.drop A']);
  });

  it('REQUEST SENSE for a unit that does not exist is answered with sense data, as data', () => {
    expect(new NexusDevice().command('S', { lun: 'd7', op: 'requestSense' })).toEqual([
      'ours: S GOOD ILLEGAL_REQUEST 25/00',
    ]);
  });

  it('BUS DEVICE RESET counts for all units, whichever it names', () => {
    const device = new NexusDevice();
    device.command('A');
    device.serve();
    const reset = { type: 'target.message', initiator: 'foreign', lun: 'd7', slot: null, message: 'BUS_DEVICE_RESET' };
    expect(device.step(reset)).toEqual(['foreign: bus.cleared message', 'ours: bus.cleared reset']);
    expect(device.tasks()).toEqual([]);
  });

  it('does not ask twice when it has its turn for a command that a reset has ended', () => {
    const device = new NexusDevice({ powerOnState: 'ready' });
    device.command('A');
    device.serve();
    device.message('BUS_DEVICE_RESET', 'foreign');
    device.command('I', { initiator: 'foreign' });
    device.command('F', { initiator: 'foreign' });
    expect(device.serve()).toEqual(['foreign: bus.reselect F']);
    expect(device.turn('A')).toEqual(['ours: bus.drop A']);
    expect(device.turn('F', 'foreign')).toEqual(['foreign: F GOOD']);
  });
});

describe('an initiator that is out of reach', () => {
  const lost = { type: 'target.nexusLost', initiator: 'ours', attention: true };

  it('loses its commands and finished answers; those of others stay', () => {
    const device = new NexusDevice();
    device.command('A');
    device.serve();
    device.command('B');
    device.command('F', { initiator: 'foreign' });
    expect(device.step(lost)).toEqual(['ours: bus.cleared nexusLoss']);
    expect(device.tasks()).toEqual(['F served']);
    expect(device.answer('F', 'ok', 'foreign')).toEqual(['foreign: F GOOD']);
  });

  it('does not keep another from being answered', () => {
    const device = new NexusDevice();
    device.command('A');
    device.serve();
    device.command('F', { initiator: 'foreign' });
    device.serve();
    expect(device.step(lost)).toEqual(['ours: bus.cleared nexusLoss', 'foreign: bus.reselect F']);
  });

  it('does not make the target ask another twice', () => {
    const device = new NexusDevice();
    device.command('F', { initiator: 'foreign' });
    device.serve();
    device.command('A');
    expect(device.step(lost)).toEqual(['ours: bus.cleared nexusLoss']);
    expect(device.tasks()).toEqual(['F ended']);
    expect(device.turn('F', 'foreign')).toEqual(['foreign: F GOOD']);
  });

  it('loses its reservation, and is told by unit attention 29/07', () => {
    const device = new NexusDevice();
    device.command('A', { op: 'reserve', direction: 'none' });
    device.answer('A');
    device.step(lost);
    expect(device.command('F', { initiator: 'foreign' })).toEqual(['foreign: bus.disconnect F']);
    expect(device.command('A')).toEqual(['ours: A CHECK_CONDITION UNIT_ATTENTION 29/07']);
    expect(device.record('foreign')?.attentions).toEqual([]);
  });

  it('is not told of what it gave up itself after a reset', () => {
    const device = new NexusDevice();
    device.command('A', { op: 'reserve', direction: 'none' });
    device.answer('A');
    device.step({ ...lost, attention: false });
    expect(device.record()?.attentions).toEqual([]);
    expect(device.command('F', { initiator: 'foreign' })).toEqual(['foreign: bus.disconnect F']);
  });

  it('means nothing to a target that is not there', () => {
    const device = new NexusDevice();
    device.step({ type: 'world.gone' });
    expect(device.step(lost)).toEqual([]);
  });
});

describe('what another initiator aborts', () => {
  it('BUS DEVICE RESET: the other nexuses are told', () => {
    const device = new NexusDevice();
    device.command('A');
    expect(device.message('BUS_DEVICE_RESET', 'foreign')).toEqual([
      'foreign: bus.cleared message',
      'ours: bus.cleared reset',
    ]);
    expect(device.tasks()).toEqual([]);
    expect(device.record()?.attentions).toEqual(['UNIT_ATTENTION 29/03']);
  });

  it.each(['CLEAR_QUEUE', 'LOGICAL_UNIT_RESET'])('%s without TAS: no status', (message) => {
    const device = new NexusDevice();
    device.command('A');
    expect(device.message(message, 'foreign')).toEqual(['foreign: bus.cleared message']);
    expect(device.tasks()).toEqual([]);
  });

  it.each([
    ['CLEAR_QUEUE', []],
    ['LOGICAL_UNIT_RESET', ['UNIT_ATTENTION 29/03']],
  ])('%s with TAS: TASK ABORTED', (message, attentions) => {
    const device = new NexusDevice({ taskAbortedStatus: true });
    device.command('A');
    device.command('F', { initiator: 'foreign' });
    expect(device.message(message, 'foreign')).toEqual(['foreign: bus.cleared message', 'ours: bus.reselect A']);
    expect(device.tasks()).toEqual(['A ended']);
    expect(device.bench.armed()).toEqual([]);
    expect(device.turn('A')).toEqual(['ours: A TASK_ABORTED']);
    expect(device.record()?.attentions).toEqual(attentions);
    expect(device.tasks()).toEqual([]);
  });

  it('lets an answer that was ready go out, with TAS', () => {
    const device = new NexusDevice({ taskAbortedStatus: true });
    device.command('A');
    device.serve();
    device.message('CLEAR_QUEUE', 'foreign');
    expect(device.turn('A')).toEqual(['ours: A GOOD']);
  });

  it('stops what the unit is doing, with TAS', () => {
    const device = new NexusDevice({ taskAbortedStatus: true, powerOnState: 'stopped' });
    device.command('A', { op: 'startUnit', direction: 'none' });
    device.serve();
    device.message('CLEAR_QUEUE', 'foreign');
    expect(device.turn('A')).toEqual(['ours: A TASK_ABORTED']);
    expect(device.bench.context(address.logicalUnit('d0'))['starting']).toBeNull();
  });
});
