import { describe, expect, it } from 'vitest';
import { DeviceBench, only, statusOf } from './device-bench.ts';

type Parameters = ConstructorParameters<typeof DeviceBench>[0];
const unit = { lun: 'd0', initiator: 'ours' };
const returned = (sense: string) => ({ type: 'effect.senseReturn', ...unit, slot: 'd0.arq', sense });
const captured = (sense: string, slot: string | null) => ({ type: 'effect.senseCapture', ...unit, slot, sense });
const cleared = { type: 'effect.senseClear', ...unit };

/** `ours` has had CHECK CONDITION for d0.1 and has not asked why. */
function afterCheck(params: Parameters = {}): DeviceBench {
  const device = new DeviceBench(params);
  device.command('d0.1');
  device.complete('d0.1', 'MEDIUM_ERROR 11/00');
  return device;
}

/** What happens to the bytes from now on. */
function from(device: DeviceBench, step: (device: DeviceBench) => unknown): unknown[] {
  const before = device.bench.effects.length;
  step(device);
  return device.bench.effects.slice(before);
}

const othersMayGoOn = (device: DeviceBench) => statusOf(device.command('foreign.1', { from: 'foreign' })[0]) !== 'BUSY';

describe('the sense bytes', () => {
  it.each([
    ['ok', [returned('MEDIUM_ERROR 11/00')], 'MEDIUM_ERROR 11/00', true],
    ['noData', [cleared], null, true],
    ['short', [returned('SHORT')], 'SHORT', true],
    ['badResponseCode', [returned('BAD_RESPONSE_CODE')], 'BAD_RESPONSE_CODE', true],
    ['notClass7', [returned('NOT_CLASS_7')], 'NOT_CLASS_7', true],
    ['busy', [], null, false],
    ['queueFull', [], null, false],
    ['reservationConflict', [], null, false],
  ])('REQUEST SENSE that goes %s', (outcome, effects, sense, over) => {
    const device = afterCheck();
    const took = from(device, () => {
      expect(only(device.requestSense('d0.arq', 'ours', outcome))).toMatchObject({ sense });
    });
    expect([took, othersMayGoOn(device)]).toEqual([effects, over]);
  });

  it('a unit attention is captured when CHECK CONDITION tells it, and returned', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    expect(from(device, () => device.command('d0.1'))).toEqual([captured('UNIT_ATTENTION 29/00', 'd0.1')]);
    expect(from(device, () => device.requestSense('d0.arq'))).toEqual([returned('UNIT_ATTENTION 29/00')]);
    expect(othersMayGoOn(device)).toBe(true);
  });

  it('a unit attention that is cleared when sensed: the same', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true, uaClearedWhen: 'sensed' });
    expect(from(device, () => device.command('d0.1'))).toEqual([captured('UNIT_ATTENTION 29/00', 'd0.1')]);
    expect(from(device, () => device.requestSense('d0.arq'))).toEqual([returned('UNIT_ATTENTION 29/00')]);
    expect(othersMayGoOn(device)).toBe(true);
  });

  it('a unit attention that nobody has been told of is captured when it is sensed', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    expect(from(device, () => device.requestSense('d0.arq'))).toEqual([
      captured('UNIT_ATTENTION 29/00', null),
      returned('UNIT_ATTENTION 29/00'),
    ]);
  });

  it('a unit attention that is preferred to sense data ends contingent allegiance too', () => {
    const device = afterCheck({ requestSensePrefers: 'unitAttention' });
    device.world('world.mediumInserted');
    expect(from(device, () => device.requestSense('d0.arq'))).toEqual([
      captured('UNIT_ATTENTION 28/00', null),
      returned('UNIT_ATTENTION 28/00'),
    ]);
    device.requestSense('foreign.arq', 'foreign');
    expect(othersMayGoOn(device)).toBe(true);
  });

  it('a REQUEST SENSE that goes wrong returns what went wrong, not the unit attention', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true, uaClearedWhen: 'sensed' });
    device.command('d0.1');
    expect(only(device.requestSense('d0.arq', 'ours', 'notClass7'))).toMatchObject({ sense: 'NOT_CLASS_7' });
  });

  it('are lost with the power', () => {
    expect(from(afterCheck(), (device) => device.world('world.powerOn'))).toContainEqual(cleared);
  });

  it('MODE SELECT moves its data', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'modeSelect' });
    expect(from(device, () => device.complete('d0.1'))).toEqual([
      { type: 'effect.execute', lun: 'd0', slot: 'd0.1', resid: 'zero' },
    ]);
  });
});
