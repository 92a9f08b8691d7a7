import { describe, expect, it } from 'vitest';
import { NexusDevice } from './nexus-bench.ts';

const aca = { tag: 'aca', naca: true } as const;

describe('auto contingent allegiance', () => {
  it('begins with CHECK CONDITION for a command with NACA, whose sense data go along', () => {
    const device = new NexusDevice();
    device.command('A', { naca: true });
    expect(device.answer('A', 'MEDIUM_ERROR 11/00')).toEqual(['ours: A CHECK_CONDITION MEDIUM_ERROR 11/00']);
    expect(device.aca()).toEqual(['ours']);
  });

  it('does not begin without NACA, nor with another status', () => {
    const device = new NexusDevice();
    device.command('A');
    device.answer('A', 'MEDIUM_ERROR 11/00');
    device.command('B', { naca: true });
    device.answer('B');
    expect(device.aca()).toEqual([]);
  });

  it('blocks what is queued, of every initiator', () => {
    const device = new NexusDevice();
    device.command('A', { naca: true });
    device.command('B');
    device.command('F', { initiator: 'foreign' });
    device.answer('A', 'MEDIUM_ERROR 11/00');
    expect(device.tasks()).toEqual(['B waiting', 'F waiting']);
    expect(device.bench.armed()).toEqual([]);
  });

  it.each([
    ['ours', true, 'ours: B ACA_ACTIVE'],
    ['ours', false, 'ours: B BUSY'],
    ['foreign', true, 'foreign: B ACA_ACTIVE'],
    ['foreign', false, 'foreign: B BUSY'],
  ])('keeps out a command of %s with NACA %s', (initiator, naca, answer) => {
    const device = new NexusDevice();
    device.establishAca();
    expect(device.command('B', { initiator, naca })).toEqual([answer]);
  });

  it('answers ACA ACTIVE always, if that is its policy', () => {
    const device = new NexusDevice({ acaRefusal: 'acaActive' });
    device.establishAca();
    expect(device.command('B')).toEqual(['ours: B ACA_ACTIVE']);
  });

  it('lets REQUEST SENSE in only as an ACA command', () => {
    const device = new NexusDevice();
    device.establishAca();
    expect(device.command('S', { op: 'requestSense' })).toEqual(['ours: S BUSY']);
    expect(device.command('S', { op: 'requestSense', ...aca })).toEqual(['ours: S GOOD NO_SENSE 00/00']);
  });

  it('runs one ACA command of its initiator at a time, before what waits, and stays', () => {
    const device = new NexusDevice();
    device.command('A', { naca: true });
    device.command('B');
    device.answer('A', 'MEDIUM_ERROR 11/00');
    expect(device.command('C', aca)).toEqual(['ours: bus.disconnect C']);
    expect(device.tasks()).toEqual(['B waiting', 'C served']);
    expect(device.command('D', aca)).toEqual(['ours: D ACA_ACTIVE']);
    expect(device.answer('C')).toEqual(['ours: C GOOD']);
    expect(device.aca()).toEqual(['ours']);
    expect(device.tasks()).toEqual(['B waiting']);
  });

  it('does not let in ACA commands of another initiator', () => {
    const device = new NexusDevice();
    device.establishAca();
    expect(device.command('F', { initiator: 'foreign', ...aca })).toEqual(['foreign: F ACA_ACTIVE']);
  });

  it('finds room for an ACA command in a full queue', () => {
    const device = new NexusDevice({ queueDepth: 1 });
    device.command('A', { naca: true });
    device.serve('MEDIUM_ERROR 11/00');
    expect(device.command('B')).toEqual(['ours: B QUEUE_FULL']);
    device.turn('A');
    device.command('C', aca);
    expect(device.tasks()).toEqual(['C served']);
  });

  it('concerns its initiator alone with one task set for each', () => {
    const device = new NexusDevice({ taskSetType: 'perInitiator' });
    device.establishAca();
    device.command('F', { initiator: 'foreign' });
    expect(device.answer('F', 'ok', 'foreign')).toEqual(['foreign: F GOOD']);
    expect(device.command('B')).toEqual(['ours: B BUSY']);
  });

  it('is established again by an ACA command with NACA that fails', () => {
    const device = new NexusDevice();
    device.establishAca();
    device.command('B', aca);
    expect(device.answer('B', 'MEDIUM_ERROR 11/00')).toEqual(['ours: B CHECK_CONDITION MEDIUM_ERROR 11/00']);
    expect(device.aca()).toEqual(['ours']);
  });

  it('ends with an ACA command without NACA that fails', () => {
    const device = new NexusDevice();
    device.establishAca();
    device.command('B', { tag: 'aca' });
    device.answer('B', 'MEDIUM_ERROR 11/00');
    expect(device.aca()).toEqual([]);
  });

  it('ends so with QErr 1 as well, and what waits is thrown away', () => {
    const device = new NexusDevice({ qErr: 'abort' });
    device.command('A', { naca: true });
    device.command('F', { initiator: 'foreign' });
    device.answer('A', 'MEDIUM_ERROR 11/00');
    expect(device.tasks()).toEqual(['F waiting']);
    device.command('B', { tag: 'aca' });
    device.answer('B', 'MEDIUM_ERROR 11/00');
    expect(device.aca()).toEqual([]);
    expect(device.tasks()).toEqual([]);
    expect(device.record('foreign')?.attentions).toEqual(['UNIT_ATTENTION 2F/00']);
  });

  it.each(['LOGICAL_UNIT_RESET', 'BUS_DEVICE_RESET'])('ends with %s, by whomever', (message) => {
    const device = new NexusDevice();
    device.establishAca();
    device.message(message, 'foreign');
    expect(device.aca()).toEqual([]);
  });

  it('ends when its initiator is out of reach', () => {
    const device = new NexusDevice();
    device.establishAca();
    device.step({ type: 'target.nexusLost', initiator: 'ours', attention: true });
    expect(device.aca()).toEqual([]);
  });

  it.each(['ABORT', 'CLEAR_QUEUE'])('outlasts %s', (message) => {
    const device = new NexusDevice();
    device.establishAca();
    device.message(message);
    expect(device.aca()).toEqual(['ours']);
  });
});

describe('CLEAR ACA', () => {
  /** `ours` has auto contingent allegiance; B of `ours` and F of `foreign` wait, C is an ACA command. */
  function withWaiting(params: ConstructorParameters<typeof NexusDevice>[0] = {}): NexusDevice {
    const device = new NexusDevice(params);
    device.command('A', { naca: true });
    device.command('B');
    device.command('F', { initiator: 'foreign' });
    device.answer('A', 'MEDIUM_ERROR 11/00');
    device.command('C', aca);
    return device;
  }

  it('ends auto contingent allegiance, aborts ACA commands, and what waits goes on', () => {
    const device = withWaiting();
    expect(device.message('CLEAR_ACA')).toEqual(['ours: bus.cleared message']);
    expect(device.aca()).toEqual([]);
    expect(device.tasks()).toEqual(['B served', 'F waiting']);
  });

  it.each([{ waitingAtClearAca: 'abort' }, { qErr: 'abort' }] as const)('aborts what waits with %o', (params) => {
    const device = new NexusDevice(params);
    device.establishAca();
    device.command('C', aca);
    device.message('CLEAR_ACA');
    expect(device.tasks()).toEqual([]);
    expect(device.aca()).toEqual([]);
  });

  it('tells others by unit attention what it aborts', () => {
    const device = withWaiting({ waitingAtClearAca: 'abort' });
    expect(device.message('CLEAR_ACA')).toEqual(['ours: bus.cleared message']);
    expect(device.tasks()).toEqual([]);
    expect(device.record('foreign')?.attentions).toEqual(['UNIT_ATTENTION 2F/00']);
  });

  it('tells others by TASK ABORTED what it aborts, with TAS', () => {
    const device = withWaiting({ waitingAtClearAca: 'abort', taskAbortedStatus: true });
    expect(device.message('CLEAR_ACA')).toEqual(['ours: bus.cleared message', 'foreign: bus.reselect F']);
    expect([device.tasks(), device.bench.armed()]).toEqual([['F ended'], []]);
    expect(device.turn('F', 'foreign')).toEqual(['foreign: F TASK_ABORTED']);
    expect(device.tasks()).toEqual([]);
    expect(device.record('foreign')?.attentions).toEqual([]);
  });

  it.each(['resume', 'abort'] as const)('does nothing for an initiator without it (%s)', (waitingAtClearAca) => {
    const device = withWaiting({ waitingAtClearAca });
    expect(device.message('CLEAR_ACA', 'foreign')).toEqual(['foreign: bus.cleared message']);
    expect(device.aca()).toEqual(['ours']);
    expect(device.tasks()).toEqual(['B waiting', 'F waiting', 'C served']);
  });

  it('does nothing when nobody has it', () => {
    const device = new NexusDevice();
    device.command('A');
    expect(device.message('CLEAR_ACA')).toEqual(['ours: bus.cleared message']);
    expect(device.tasks()).toEqual(['A served']);
  });
});

describe('a command that asks for what is not there', () => {
  it('NACA without support: invalid field in CDB', () => {
    const device = new NexusDevice({ normAca: false });
    expect(device.command('A', { naca: true })).toEqual(['ours: A CHECK_CONDITION ILLEGAL_REQUEST 24/00']);
    expect(device.aca()).toEqual([]);
    expect(device.command('B')).toEqual(['ours: bus.disconnect B']);
  });

  it('ACA attribute without auto contingent allegiance: invalid message', () => {
    const device = new NexusDevice();
    expect(device.command('A', { tag: 'aca' })).toEqual(['ours: A CHECK_CONDITION ILLEGAL_REQUEST 49/00']);
  });
});
