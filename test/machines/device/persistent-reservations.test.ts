import { describe, expect, it, test } from 'vitest';
import { address } from '../../../machines/protocol/names.ts';
import { type OperationClass, operationClasses } from '../../../machines/protocol/operation.ts';
import { atOnce, DeviceBench, only, statusOf } from './device-bench.ts';

type Initiator = 'ours' | 'foreign';

/** A unit and what its two initiators ask of it, one command after the other. */
class Unit {
  readonly device: DeviceBench;

  constructor(params: ConstructorParameters<typeof DeviceBench>[0] = {}) {
    this.device = new DeviceBench(params);
  }

  /** The status of a command: at once, or when it has been carried out. */
  ask(op: OperationClass, from: Initiator = 'ours'): string | null {
    const slot = from === 'ours' ? 'd0.1' : 'foreign.1';
    const said = this.device.command(slot, { op, from, tag: 'untagged' });
    return atOnce(said) ?? statusOf(this.device.complete(slot));
  }

  after(...asked: readonly (OperationClass | readonly [OperationClass, Initiator])[]): this {
    for (const each of asked) {
      const [op, from] = typeof each === 'string' ? [each, 'ours' as const] : each;
      expect(this.ask(op, from)).toBe('GOOD');
    }
    return this;
  }

  get now(): string {
    const { registered, heldBy } = this.device.bench.context(address.logicalUnit('d0')) as {
      registered: string[];
      heldBy: string | null;
    };
    return `${registered.join() || '-'}; ${heldBy ?? '-'}`;
  }

  /** What an initiator is told before its next command. */
  attention(from: Initiator): string {
    const sensed = only(this.device.requestSense(from === 'ours' ? 'd0.arq' : 'foreign.1', from));
    return sensed.type === 'bus.finish' ? String(sensed.sense) : sensed.type;
  }
}

const conflict = 'RESERVATION_CONFLICT';
const shared = () => new Unit().after('prRegister', ['prRegister', 'foreign'], 'prReserve');
const theirs = (op: OperationClass) => [op, 'foreign'] as const;

describe('a unit that RESERVE has reserved', () => {
  const open: readonly OperationClass[] = ['inquiry', 'reportLuns', 'requestSense', 'release'];
  it.each(operationClasses.map((op) => [op, open.includes(op) ? 'GOOD' : conflict] as const))(
    '%s of another initiator: %s',
    (op, status) => {
      expect(new Unit().after('reserve').ask(op, 'foreign')).toBe(status);
    },
  );
});

describe('a unit reserved for registrants only', () => {
  const reserved = () => new Unit().after('prRegister', 'prReserve');

  const open: readonly OperationClass[] = [
    ...['inquiry', 'reportLuns', 'requestSense', 'testUnitReady', 'readCapacity'],
    ...['read', 'verify', 'reportOpcodes', 'startUnit', 'startUnitImmed', 'prRegister', 'prUnregister', 'prIn'],
  ] as OperationClass[];
  it.each(operationClasses.map((op) => [op, open.includes(op) ? 'GOOD' : conflict] as const))(
    '%s of one who is not registered: %s',
    (op, status) => {
      expect(reserved().ask(op, 'foreign')).toBe(status);
    },
  );

  it('says so at once, while it is busy', () => {
    const { device } = reserved();
    device.command('d0.1');
    expect(atOnce(device.command('foreign.1', { from: 'foreign', op: 'write' }))).toBe(conflict);
  });

  it('serves every registrant', () => {
    const unit = shared();
    for (const op of ['write', 'modeSense', 'flush', 'other'] as const) expect(unit.ask(op, 'foreign')).toBe('GOOD');
  });

  test('a command that was queued before the reservation meets it when it is carried out', () => {
    const { device } = new Unit().after('prRegister');
    device.command('d0.1', { op: 'prReserve' });
    device.command('foreign.1', { from: 'foreign', op: 'write' });
    device.complete('d0.1');
    expect(device.complete('foreign.1')).toMatchObject({ status: conflict });
  });

  test('registrations without a reservation keep nobody out', () => {
    expect(new Unit().after('prRegister').ask('write', 'foreign')).toBe('GOOD');
  });
});

describe('PERSISTENT RESERVE OUT', () => {
  it.each([
    ['nobody is registered', () => new Unit(), 'prRegister', 'GOOD', 'ours; -'],
    ['registered once more', () => new Unit().after('prRegister'), 'prRegister', 'GOOD', 'ours; -'],
    ['another one is', () => new Unit().after(theirs('prRegister')), 'prRegister', 'GOOD', 'ours,foreign; -'],
    [
      '... and holds it',
      () => new Unit().after(theirs('prRegister'), theirs('prReserve')),
      'prRegister',
      'GOOD',
      'ours,foreign; foreign',
    ],
    ['not registered', () => new Unit(), 'prReserve', conflict, '-; -'],
    ['registered', () => new Unit().after('prRegister'), 'prReserve', 'GOOD', 'ours; ours'],
    ['it holds it', shared, 'prReserve', 'GOOD', 'ours,foreign; ours'],
    [
      'another one holds it',
      () => new Unit().after('prRegister', theirs('prRegister'), theirs('prReserve')),
      'prReserve',
      conflict,
      'ours,foreign; foreign',
    ],
    ['not registered', () => new Unit().after(theirs('prRegister')), 'prRelease', conflict, 'foreign; -'],
    ['it holds it', shared, 'prRelease', 'GOOD', 'ours,foreign; -'],
    [
      'another one holds it',
      () => new Unit().after('prRegister', theirs('prRegister'), theirs('prReserve')),
      'prRelease',
      'GOOD',
      'ours,foreign; foreign',
    ],
    ['not registered', () => new Unit(), 'prUnregister', 'GOOD', '-; -'],
    ['it holds it', shared, 'prUnregister', 'GOOD', 'foreign; -'],
    [
      'another one holds it',
      () => new Unit().after('prRegister', theirs('prRegister'), theirs('prReserve')),
      'prUnregister',
      'GOOD',
      'foreign; foreign',
    ],
    ['not registered', () => new Unit().after(theirs('prRegister')), 'prClear', conflict, 'foreign; -'],
    ['it holds it', shared, 'prClear', 'GOOD', '-; -'],
    [
      'another one holds it',
      () => new Unit().after('prRegister', theirs('prRegister'), theirs('prReserve')),
      'prClear',
      'GOOD',
      '-; -',
    ],
    ['not registered', () => new Unit().after(theirs('prRegister')), 'prPreempt', conflict, 'foreign; -'],
    ['nobody else is registered', () => new Unit().after('prRegister'), 'prPreempt', conflict, 'ours; -'],
    ['another one is', () => new Unit().after('prRegister', theirs('prRegister')), 'prPreempt', 'GOOD', 'ours; -'],
    ['it holds it', shared, 'prPreempt', 'GOOD', 'ours; ours'],
    [
      'another one holds it',
      () => new Unit().after('prRegister', theirs('prRegister'), theirs('prReserve')),
      'prPreempt',
      'GOOD',
      'ours; ours',
    ],
  ] as const)('%s: %s %s', (_, made, op, status, now) => {
    const unit = made();
    expect([unit.ask(op), unit.now]).toEqual([status, now]);
  });

  const heldByForeign = () => new Unit().after('prRegister', theirs('prRegister'), theirs('prReserve'));
  it.each([
    ['prPreempt', shared],
    ['prPreempt', heldByForeign],
    ['prUnregister', shared],
    ['prUnregister', () => new Unit()],
    ['prReserve', shared],
    ['prRelease', shared],
    ['prClear', shared],
  ] as const)('%s takes its parameter list', (op, made) => {
    const unit = made();
    const before = unit.device.bench.effects.length;
    unit.ask(op);
    expect(unit.device.bench.effects.slice(before)).toMatchObject([{ type: 'effect.execute', resid: 'zero' }]);
  });

  it('prRegister takes its parameter list, in which its key is', () => {
    const { device } = new Unit().after(theirs('prRegister'));
    expect(device.bench.effects).toEqual([
      { type: 'effect.execute', slot: 'foreign.1', lun: 'd0', resid: 'zero' },
      { type: 'effect.registered', slot: 'foreign.1', lun: 'd0', initiator: 'foreign' },
    ]);
  });

  it.each([
    ['prRelease', 'UNIT_ATTENTION 2A/04'],
    ['prUnregister', 'UNIT_ATTENTION 2A/04'],
    ['prClear', 'UNIT_ATTENTION 2A/03'],
  ] as const)('%s by the holder is told to the other registrants: %s', (op, attention) => {
    const unit = shared().after(op);
    expect([unit.attention('foreign'), unit.attention('ours')]).toEqual([attention, 'NO_SENSE 00/00']);
  });

  it.each([
    ['who held the reservation', heldByForeign],
    ['another registrant', shared],
  ] as const)('prPreempt is told to %s: 2A/05', (_, made) => {
    const unit = made().after('prPreempt');
    expect([unit.attention('foreign'), unit.attention('ours')]).toEqual(['UNIT_ATTENTION 2A/05', 'NO_SENSE 00/00']);
  });

  it('a registrant that was preempted is kept out', () => {
    const unit = heldByForeign().after('prPreempt');
    unit.attention('foreign');
    expect([unit.ask('write', 'foreign'), unit.ask('write')]).toEqual([conflict, 'GOOD']);
  });

  it.each(['prRelease', 'prUnregister', 'prClear'] as const)('%s is told to nobody who is not registered', (op) => {
    const unit = new Unit().after('prRegister', 'prReserve', op);
    expect(unit.attention('foreign')).toBe('NO_SENSE 00/00');
  });

  it.each(['prRelease', 'prUnregister'] as const)('%s by another registrant is told to nobody', (op) => {
    const unit = shared().after(theirs(op));
    expect([unit.attention('ours'), unit.attention('foreign')]).toEqual(['NO_SENSE 00/00', 'NO_SENSE 00/00']);
  });
});

describe('PERSISTENT RESERVE IN', () => {
  it.each([
    ['nobody', () => new Unit(), { registered: [], heldBy: null }],
    ['both, and ours holds it', shared, { registered: ['ours', 'foreign'], heldBy: 'ours' }],
  ] as const)('tells who is registered and who holds the reservation: %s', (_, made, now) => {
    const unit = made();
    const before = unit.device.bench.effects.length;
    expect([unit.ask('prIn', 'foreign'), unit.device.bench.effects.slice(before)]).toEqual([
      'GOOD',
      [
        { type: 'effect.reservations', slot: 'foreign.1', lun: 'd0', ...now },
        { type: 'effect.execute', slot: 'foreign.1', lun: 'd0', resid: 'zero' },
      ],
    ]);
  });
});

describe('reservations of both kinds', () => {
  it.each(['reserve', 'release'] as const)('%s gets RESERVATION CONFLICT while somebody is registered', (op) => {
    expect(new Unit().after(theirs('prRegister')).ask(op)).toBe(conflict);
    expect(new Unit().after('prRegister').ask(op)).toBe(conflict);
    expect(new Unit().ask(op)).toBe('GOOD');
  });

  it.each(['prIn', 'prRegister', 'prUnregister', 'prReserve', 'prRelease', 'prClear', 'prPreempt'] as const)(
    '%s gets RESERVATION CONFLICT while the unit is reserved by RESERVE',
    (op) => {
      const unit = new Unit().after('reserve');
      expect([unit.ask(op), unit.ask(op, 'foreign'), unit.now]).toEqual([conflict, conflict, '-; -']);
    },
  );

  it('get it at once, while the unit is busy', () => {
    const { device } = new Unit().after('prRegister');
    device.command('d0.1');
    expect(atOnce(device.command('foreign.1', { from: 'foreign', op: 'reserve' }))).toBe(conflict);
  });

  test('a RESERVE that was queued before somebody registered', () => {
    const { device } = new Unit();
    device.command('d0.1', { op: 'prRegister' });
    device.command('foreign.1', { from: 'foreign', op: 'reserve' });
    device.complete('d0.1');
    // ... which goes before what else there is to tell.
    device.world('world.mediumInserted');
    expect(device.complete('foreign.1')).toMatchObject({ status: conflict });
  });
});

describe('registrations and the reservation', () => {
  it.each([['target.busReset'], ['target.message']])('last through a reset: %s', (type) => {
    const unit = shared();
    if (type === 'target.message') unit.device.message('BUS_DEVICE_RESET');
    else unit.device.step({ type });
    expect(unit.now).toBe('ours,foreign; ours');
  });

  it('end with the power', () => {
    const unit = shared();
    unit.device.world('world.powerOn');
    expect(unit.now).toBe('-; -');
  });

  it('last through it where APTPL is set', () => {
    const unit = new Unit({ persistThroughPowerLoss: true }).after('prRegister', 'prReserve');
    unit.device.world('world.powerOn');
    expect(unit.now).toBe('ours; ours');
  });
});
