import { describe, expect, test } from 'vitest';
import { scsaHbaMachine } from '../../../machines/hba/scsa-hba.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import { type HbaParameters, hbaDefaults } from '../../../machines/protocol/parameters.ts';
import { UnexpectedMessageError } from '../../../src/system/errors.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { transitionIndex } from '../../../src/system/transition-index.ts';

const hba = address.adapter('h');
const units = { a: 't0', b: 't0', c: 't1' } as const;
type Unit = keyof typeof units;
type Words = Record<string, unknown>;

/** The host adapter with its queues, its areas and the bus played by the test. */
class Adapter {
  readonly bench = new Bench();

  constructor(params: Partial<HbaParameters> = {}) {
    const all = { ...hbaDefaults, timerScope: 'packet', ...params };
    this.bench.add(hba, scsaHbaMachine, {
      name: 'h',
      initiator: 'ours',
      bus: 'b',
      units: Object.entries(units).map(([lun, target]) => ({ lun, target })),
      params: all,
    });
  }

  /** `receiver type` of what follows. */
  says(type: string, fields: Words = {}): string[] {
    this.bench.deliver(hba, { type, ...fields } as Message);
    return this.bench.takePosted().map(({ to, message }) => `${to} ${message.type}`);
  }

  after(type: string, fields: Words = {}): this {
    this.says(type, fields);
    return this;
  }

  request(lun: Unit): string[] {
    return this.says('adapter.request', { lun });
  }

  /** The unit gets its turn and has this command start; is it negotiated with? */
  select(slot: string): unknown {
    const lun = slot[0] as Unit;
    this.request(lun);
    return this.started(slot);
  }

  /** What was granted its turn starts this command. */
  started(slot: string): unknown {
    const lun = slot[0] as Unit;
    const words = { slot, lun, target: units[lun], tag: 'simple', op: 'read', direction: 'in' };
    this.bench.deliver(hba, { type: 'adapter.select', ...words, disconnectPrivilege: true, renegotiate: false });
    return this.bench.takePosted().find(({ message }) => message.type === 'bus.select')?.message['negotiate'];
  }

  /** A command that a target took and works on. */
  disconnected(slot: string): this {
    this.select(slot);
    return this.after('hba.disconnected', { slot, dataMoved: false }).after('adapter.settled');
  }

  /** A target reconnects for a command that there is. */
  reconnected(slot: string): this {
    const lun = slot[0] as Unit;
    return this.after('hba.reconnected', { slot }).after('adapter.reconnected', { slot, lun, target: units[lun] });
  }

  timeout(slot: string | null, lun: Unit, tagged = true): string[] {
    return this.says('adapter.timeout', { lun, target: units[lun], slot, tagged });
  }

  /** The target drivers return from the notification of RST. */
  notified(...luns: Unit[]): this {
    for (const lun of luns) this.after('scsi.resetNotifyReturn', { lun });
    return this;
  }

  messageSent(message: string, outcome: string, lun: Unit = 'a', slot: string | null = null): string[] {
    return this.says('hba.messageSent', { lun, target: units[lun], slot, message, outcome });
  }

  get ours(): string | undefined {
    return /ours: (\w+)/.exec(this.bench.state(hba))?.[1];
  }

  /** Why the last message was ignored. */
  get ignored(): string | undefined {
    return transitionIndex.find('scsa-hba', this.bench.transitions.at(-1) ?? '')?.ignored;
  }
}

const good = { status: 'GOOD', direction: 'in', resid: 'zero', parity: false, sense: null };
const check = { ...good, status: 'CHECK_CONDITION' };

describe('an interrupt is dealt with before anything else', () => {
  const ends = [
    ['hba.selectionTimeout', {}, 'area.selectionTimeout'],
    ['hba.tagRejected', {}, 'area.tagRejected'],
    ['hba.selectionLost', {}, 'area.selectionLost'],
    ['hba.disconnected', { dataMoved: false }, 'area.disconnected'],
    ['hba.completed', good, 'area.completed'],
    ['hba.completed', check, 'area.completed'],
    ['hba.unexpectedBusFree', {}, 'area.unexpectedBusFree'],
  ] as const;

  test.each(ends)('%s of the command we selected for %o', (type, fields, told) => {
    const adapter = new Adapter();
    adapter.select('a1');
    expect(adapter.request('c')).toEqual([]);
    expect(adapter.says(type, { slot: 'a1', ...fields })).toEqual([`hbac:a1 ${told}`, 'hbac:a1 area.settle']);
    expect(adapter.says('adapter.finished', { slot: 'a1' })).toEqual([]);
    expect(adapter.says('adapter.settled')).toEqual(['hbaq:c queue.grant']);
    expect(adapter.ours).toBe('granting');
    // The other command is started before the callback.
    expect(adapter.says('adapter.pass', { lun: 'c' })).toEqual(['hbac:a1 area.deliver']);
    expect(adapter.ours).toBe('FREE');
  });

  test.each(ends.slice(3))('%s of a command that reconnected %o', (type, fields, told) => {
    const adapter = new Adapter().disconnected('a1').reconnected('a1');
    expect(adapter.request('c')).toEqual([]);
    expect(adapter.says(type, { slot: 'a1', ...fields })).toEqual([`hbac:a1 ${told}`, 'hbac:a1 area.settle']);
    expect(adapter.says('adapter.finished', { slot: 'a1' })).toEqual([]);
    expect(adapter.says('adapter.settled')).toEqual(['hbaq:c queue.grant']);
    adapter.started('c1');
    expect(adapter.says('hba.reconnected', { slot: 'a2' })).toEqual(['hbac:a2 area.reconnected']);
  });

  const wants = [
    ['a timeout', 'ABORT_TAG', ['queue.aborted']],
    ['a timeout', 'ABORT', ['queue.flush']],
    ['a timeout', 'BUS_DEVICE_RESET', ['queue.flush']],
    ['the driver', 'ABORT_TAG', ['queue.aborted', 'tran.abortReturn']],
    ['the driver', 'ABORT', ['queue.flush', 'tran.abortReturn']],
    ['the driver', 'LOGICAL_UNIT_RESET', ['queue.flush', 'tran.resetReturn']],
    ['the driver', 'BUS_DEVICE_RESET', ['queue.flush', 'tran.resetReturn']],
  ] as const;

  test.each(wants)('for %s: the target took %s', (forWhom, message, told) => {
    const ladder = {
      ABORT_TAG: 'abortTag',
      ABORT: 'abort',
      BUS_DEVICE_RESET: 'deviceReset',
      LOGICAL_UNIT_RESET: 'abort',
    };
    const adapter = new Adapter({ recoveryLadder: [ladder[message] as 'abort'] }).disconnected('a1');
    const words = { lun: 'a', target: 't0', slot: message === 'ABORT_TAG' ? 'a1' : null, replyTo: 'sd:a' };
    if (forWhom === 'a timeout') adapter.timeout('a1', 'a');
    else if (message.startsWith('ABORT')) adapter.after('adapter.abort', { ...words, tagged: message === 'ABORT_TAG' });
    else
      adapter.after('adapter.reset', {
        ...words,
        level: message === 'BUS_DEVICE_RESET' ? 'RESET_TARGET' : 'RESET_LUN',
      });
    expect(adapter.ours).toBe('MESSAGE');
    expect(adapter.request('c')).toEqual([]);
    const both = message === 'BUS_DEVICE_RESET' ? ['hbaq:b queue.flush'] : [];
    expect(adapter.messageSent(message, 'ok')).toEqual([
      `hbaq:a ${told[0]}`,
      ...both,
      ...told.slice(1).map((type) => `sd:a ${type}`),
      'hbaq:a queue.settle',
    ]);
    expect(adapter.says('adapter.finished', { slot: 'a1' })).toEqual([]);
    expect(adapter.says('adapter.settled')).toEqual(['hbaq:c queue.grant']);
    expect(adapter.says('adapter.pass', { lun: 'c' })).toEqual(['hbac:a1 area.deliver']);
    expect(adapter.bench.context(hba)).toMatchObject({ recovering: null, recoveries: [] });
  });

  test('a message that failed although what timed out has completed is the end of that recovery', () => {
    const adapter = new Adapter({ recoveryLadder: ['abort', 'busReset'] }).disconnected('a1');
    adapter.timeout('a1', 'a');
    adapter.after('adapter.timeoutOver', { lun: 'a', slot: 'a1' });
    expect(adapter.messageSent('ABORT', 'rejected')).toEqual([]);
    expect([adapter.ours, adapter.bench.context(hba)['recovering']]).toEqual(['FREE', null]);
  });
});

describe('which message a timeout takes', () => {
  const ladder = ['abortTag', 'abort', 'deviceReset', 'busReset'] as const;
  const sent = (slot: string | null, tagged: boolean) => {
    const adapter = new Adapter({ recoveryLadder: ladder }).disconnected('a1');
    adapter.bench.deliver(hba, { type: 'adapter.timeout', lun: 'a', target: 't0', slot, tagged });
    return adapter.bench.takePosted().map(({ message }) => message['message']);
  };

  test('ABORT TAG for one tagged command, ABORT where it has no tag or is not known', () => {
    expect(sent('a1', true)).toEqual(['ABORT_TAG']);
    expect(sent('a1', false)).toEqual(['ABORT']);
    expect(sent(null, false)).toEqual(['ABORT']);
  });
});

describe('a device reset for a timeout', () => {
  const recovered = () => {
    const adapter = new Adapter({ recoveryLadder: ['deviceReset'] }).disconnected('a1');
    expect(adapter.select('a2')).toBe(false);
    adapter.after('hba.disconnected', { slot: 'a2', dataMoved: false }).after('adapter.settled').timeout('a1', 'a');
    const abort = { lun: 'b', target: 't0', slot: 'b1', tagged: true, replyTo: 'sd:b' };
    adapter.after('adapter.abort', abort);
    const sent = { lun: 'a', target: 't0', slot: null, message: 'BUS_DEVICE_RESET', outcome: 'ok' };
    return { adapter, said: adapter.says('hba.messageSent', sent) };
  };

  test('does what else waits for this target', () => {
    expect(recovered().said).toContain('sd:b tran.abortReturn');
  });

  test('has the target negotiated with again', () => {
    const { adapter } = recovered();
    expect(adapter.after('adapter.settled').select('a2')).toBe(true);
  });
});

describe('a reselection', () => {
  test('is for the command that it names: what another one says is not about it', () => {
    const adapter = new Adapter().disconnected('a1').disconnected('a2').reconnected('a1');
    expect(adapter.bench.context(hba)['connected']).toMatchObject({ slot: 'a1' });
    expect(() => adapter.says('hba.completed', { slot: 'a2', ...good })).toThrow(UnexpectedMessageError);
  });
});

describe('agreements', () => {
  test('are made once for a target, until CHECK CONDITION or a reset', () => {
    const adapter = new Adapter();
    expect(adapter.select('a1')).toBe(true);
    adapter.after('hba.disconnected', { slot: 'a1', dataMoved: false }).after('adapter.settled');
    expect(adapter.select('a2')).toBe(false);
    adapter.after('hba.completed', { slot: 'a2', ...check }).after('adapter.settled');
    expect(adapter.select('a2')).toBe(true);
    adapter.after('hba.completed', { slot: 'a2', ...good }).after('adapter.settled');
    expect(adapter.select('b1')).toBe(false);
    adapter.after('hba.disconnected', { slot: 'b1', dataMoved: false }).after('adapter.settled');
    adapter
      .reconnected('a1')
      .after('hba.completed', { slot: 'a1', ...check })
      .after('adapter.settled');
    expect(adapter.select('a3')).toBe(true);
  });
});

describe.each([['ours'], ['foreign']])('RST by %s', (by) => {
  test('ends everything, tells every driver, and has all targets negotiated with', () => {
    const adapter = new Adapter().disconnected('a1').disconnected('c1').reconnected('a1');
    adapter.after('adapter.abort', { lun: 'c', target: 't1', slot: 'c1', tagged: true, replyTo: 'sd:c' });
    expect(adapter.says('hba.busReset', { by })).toEqual([
      'bus:b bus.resetSeen',
      'hbaq:a queue.flush',
      'hbaq:b queue.flush',
      'hbaq:c queue.flush',
      'sd:a scsi.resetNotify',
      'sd:b scsi.resetNotify',
      'sd:c scsi.resetNotify',
      'sd:c tran.abortReturn',
    ]);
    expect(adapter.notified('a', 'b', 'c').select('c2')).toBe(true);
    // What had reconnected is off the bus, and so is what was selected for.
    expect(adapter.says('hba.busReset', { by })).toHaveLength(7);
    expect(adapter.notified('a', 'b', 'c').select('a2')).toBe(true);
    adapter.after('hba.disconnected', { slot: 'a2', dataMoved: false }).after('adapter.settled');
    expect(adapter.reconnected('a2').bench.context(hba)['connected']).toMatchObject({ slot: 'a2' });
  });

  test('what a message has done that comes after it means nothing', () => {
    const adapter = new Adapter();
    adapter.select('a1');
    adapter.after('hba.busReset', { by });
    const sent = { slot: 'a1', lun: 'a', target: 't0', message: 'ABORT', outcome: 'ok' };
    expect(adapter.says('hba.messageSent', sent)).toEqual([]);
    adapter.notified('a', 'b', 'c');
    expect(adapter.says('hba.messageSent', sent)).toEqual([]);
    expect(adapter.ours).toBe('FREE');
  });

  test.each(['hba.selectionLost', 'hba.completed'])('no %s can come after it of a command from before', (type) => {
    const adapter = new Adapter();
    adapter.select('a1');
    adapter.after('hba.busReset', { by });
    expect(() => adapter.says(type, { slot: 'a1', ...good })).toThrow(UnexpectedMessageError);
  });

  test('until the last driver has returned nothing is started, reset or handed back', () => {
    const adapter = new Adapter().disconnected('a1').after('hba.busReset', { by });
    expect(adapter.says('adapter.finished', { slot: 'a1' })).toEqual([]);
    expect(adapter.request('b')).toEqual([]);
    expect(adapter.says('tran.reset', { level: 'RESET_ALL', lun: 'a', replyTo: 'sd:a', outcome: 'ok' })).toEqual([]);
    adapter.notified('c', 'a');
    expect(adapter.ours).toBe('telling');
    expect(adapter.says('scsi.resetNotifyReturn', { lun: 'b' })).toEqual([
      'hbac:a1 area.deliver',
      'bus:b bus.assertReset',
    ]);
    expect(adapter.ours).toBe('RESET');
  });

  test('RST again ends what was queued since; the drivers are told when they have returned', () => {
    const adapter = new Adapter().after('hba.busReset', { by }).notified('a');
    expect(adapter.says('tran.reset', { level: 'RESET_ALL', lun: 'b', replyTo: 'sd:b', outcome: 'ok' })).toEqual([]);
    for (const answers of [['sd:b tran.resetReturn'], []]) {
      expect(adapter.says('hba.busReset', { by: 'foreign' })).toEqual([
        'bus:b bus.resetSeen',
        'hbaq:a queue.flush',
        'hbaq:b queue.flush',
        'hbaq:c queue.flush',
        ...answers,
      ]);
    }
    adapter.notified('b');
    expect(adapter.says('scsi.resetNotifyReturn', { lun: 'c' })).toEqual([
      'sd:a scsi.resetNotify',
      'sd:b scsi.resetNotify',
      'sd:c scsi.resetNotify',
    ]);
    expect(adapter.notified('a', 'b').ours).toBe('telling');
    expect(adapter.notified('c').ours).toBe('FREE');
  });
});

describe('a reselection for a command that we do not have', () => {
  const invalid = () => {
    const adapter = new Adapter().after('hba.reconnected', { slot: 'a1' });
    adapter.bench.deliver(hba, { type: 'adapter.invalidReselection', slot: 'a1', lun: 'a', target: 't0' });
    return adapter;
  };

  test('takes a bus reset; until then no other can come', () => {
    const adapter = invalid();
    expect(adapter.bench.takePosted().map(({ message }) => message.type)).toEqual(['bus.assertReset']);
    expect(() => adapter.says('hba.reconnected', { slot: 'a2' })).toThrow(UnexpectedMessageError);
    const reset = invalid().after('hba.busReset', { by: 'ours' }).notified('a', 'b', 'c');
    expect(reset.says('hba.reconnected', { slot: 'a2' })).toEqual(['hbac:a2 area.reconnected']);
  });

  test('nothing is done about the target leaving', () => {
    const adapter = invalid();
    adapter.bench.takePosted();
    expect(adapter.says('hba.unexpectedBusFree', { slot: 'a1' })).toEqual([]);
    expect(adapter.ignored).toBe('of a command that we do not have');
  });

  test('the target cannot go on: the connection was not taken', () => {
    expect(() => invalid().says('hba.completed', { slot: 'a1', ...good })).toThrow(UnexpectedMessageError);
  });
});
