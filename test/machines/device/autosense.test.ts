import { describe, expect, it } from 'vitest';
import { NexusDevice } from './nexus-bench.ts';

describe('a device with autosense', () => {
  it('sends sense data along with CHECK CONDITION', () => {
    const device = new NexusDevice();
    device.command('A');
    expect(device.answer('A', 'MEDIUM_ERROR 11/00')).toEqual(['ours: A CHECK_CONDITION MEDIUM_ERROR 11/00']);
    expect(device.bench.effects).toEqual([
      { type: 'effect.senseCapture', lun: 'd0', initiator: 'ours', slot: 'A', sense: 'MEDIUM_ERROR 11/00' },
      { type: 'effect.autosense', lun: 'd0', initiator: 'ours', slot: 'A', sense: 'MEDIUM_ERROR 11/00' },
    ]);
  });

  it('keeps nothing: there is no contingent allegiance, and REQUEST SENSE finds NO SENSE', () => {
    const device = new NexusDevice();
    device.command('A');
    device.command('B', { initiator: 'foreign' });
    device.answer('A', 'MEDIUM_ERROR 11/00');
    expect(device.record()?.sense).toBeNull();
    expect(device.tasks()).toEqual(['B served']);
    expect(device.command('S', { op: 'requestSense' })).toEqual(['ours: S GOOD NO_SENSE 00/00']);
  });

  it('lets no other command run until CHECK CONDITION is out', () => {
    const device = new NexusDevice();
    device.command('A');
    device.command('B');
    device.serve('MEDIUM_ERROR 11/00');
    expect(device.tasks()).toEqual(['A ended', 'B waiting']);
    device.turn('A');
    expect(device.tasks()).toEqual(['B served']);
  });

  it.each(['reported', 'sensed'] as const)('tells a unit attention once (uaClearedWhen %s)', (uaClearedWhen) => {
    const device = new NexusDevice({ powerOnUnitAttention: true, uaClearedWhen });
    expect(device.command('A')).toEqual(['ours: A CHECK_CONDITION UNIT_ATTENTION 29/00']);
    expect(device.command('A')).toEqual(['ours: bus.disconnect A']);
    expect(device.record('foreign')?.attentions).toEqual(['UNIT_ATTENTION 29/00']);
  });

  it('QErr 1: throws the queue away with CHECK CONDITION; others learn it by unit attention', () => {
    const device = new NexusDevice({ qErr: 'abort' });
    device.command('A');
    device.command('B');
    device.command('F', { initiator: 'foreign' });
    device.answer('A', 'MEDIUM_ERROR 11/00');
    expect(device.tasks()).toEqual([]);
    expect(device.record('foreign')?.attentions).toEqual(['UNIT_ATTENTION 2F/00']);
    expect(device.record('ours')?.attentions).toEqual([]);
  });

  it('QErr 1 and TAS: others get TASK ABORTED', () => {
    const device = new NexusDevice({ qErr: 'abort', taskAbortedStatus: true });
    device.command('A');
    device.command('B');
    device.command('F', { initiator: 'foreign' });
    expect(device.answer('A', 'MEDIUM_ERROR 11/00')).toEqual([
      'ours: A CHECK_CONDITION MEDIUM_ERROR 11/00',
      'foreign: bus.reselect F',
    ]);
    expect(device.tasks()).toEqual(['F ended']);
    expect(device.turn('F', 'foreign')).toEqual(['foreign: F TASK_ABORTED']);
    expect(device.tasks()).toEqual([]);
    expect(device.record('foreign')?.attentions).toEqual([]);
  });

  it('names the unit that does not exist in the sense data of CHECK CONDITION', () => {
    const device = new NexusDevice();
    expect(device.command('A', { lun: 'd7' })).toEqual(['ours: A CHECK_CONDITION ILLEGAL_REQUEST 25/00']);
    expect(device.bench.effects).toContainEqual(
      expect.objectContaining({ type: 'effect.autosense', slot: 'A', sense: 'ILLEGAL_REQUEST 25/00' }),
    );
  });

  it('ends all commands of an initiator that overlaps them, with sense data', () => {
    const device = new NexusDevice();
    device.command('A');
    expect(device.command('U', { tag: 'untagged' })).toEqual(['ours: U CHECK_CONDITION ABORTED_COMMAND 4E/00']);
    expect(device.tasks()).toEqual([]);
  });

  it.each<[string, ConstructorParameters<typeof NexusDevice>[0], (device: NexusDevice) => void]>([
    ['auto contingent allegiance begins', {}, (device) => device.establishAca()],
    [
      'QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (device) => device.command('A') && device.answer('A', 'MEDIUM_ERROR 11/00'),
    ],
    ['QErr 1', { qErr: 'abort' }, (device) => device.command('A') && device.answer('A', 'MEDIUM_ERROR 11/00')],
    ['the queue goes on', {}, (device) => device.command('A') && device.answer('A', 'MEDIUM_ERROR 11/00')],
    ['NACA is not known', { normAca: false }, (device) => device.command('A', { naca: true })],
    ['an ACA task without auto contingent allegiance', {}, (device) => device.command('A', { tag: 'aca' })],
  ])('the sense bytes go along once: %s', (_, params, story) => {
    const device = new NexusDevice(params);
    story(device);
    expect(device.bench.effects.filter(({ type }) => type === 'effect.autosense')).toMatchObject([{ slot: 'A' }]);
  });

  it('the sense bytes of an ACA task that fails go along too', () => {
    const device = new NexusDevice();
    device.establishAca();
    device.command('B', { tag: 'aca' });
    device.answer('B', 'HARDWARE_ERROR 44/00');
    expect(device.bench.effects.at(-1)).toMatchObject({
      type: 'effect.autosense',
      slot: 'B',
      sense: 'HARDWARE_ERROR 44/00',
    });
  });
});
