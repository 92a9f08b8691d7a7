import { describe, expect, it } from 'vitest';
import { adapterCallerMachine } from '../../../machines/environment/adapter-caller.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = address.adapterCaller('h');
const [entry, targetMode] = [address.aixEntry('h'), address.targetMode('h')];

class Caller {
  private readonly bench = new Bench().add(at, adapterCallerMachine, { adapter: 'h' });

  /** What the message makes it call. */
  hears(message: Message): { to: string; message: unknown }[] {
    this.bench.deliver(at, message);
    return this.bench.takePosted().map(({ to, message: said }) => ({ to, message: said }));
  }

  /** What it calls when the time between two starts is over. */
  waits(): unknown[] {
    this.bench.fire(at, 'startSpacing');
    return this.bench.takePosted().map(({ message }) => message);
  }

  get armed(): readonly string[] {
    return this.bench.armed();
  }

  get last(): unknown {
    return this.bench.context(at)['last'];
  }
}

const received = (buffer: string): Message => ({ type: 'tm.recv', buffer, userFlag: [], cardStatus: null });
const free: Message = { type: 'world.targetFree' };
const freed = (buffer: string) => [{ to: targetMode, message: { type: 'tm.free', buffer } }];
const returned = (op: string, error = 'none'): Message => ({ type: 'ioctl.return', op, lun: 'x', error });

describe('the callers of an AIX adapter driver', () => {
  it.each<[string, Message, Message]>([
    ['CFG_INIT', { type: 'world.adapterConfig', command: 'CFG_INIT' }, { type: 'config.CFG_INIT' }],
    [
      'opendev',
      { type: 'world.adapterOpen', mode: 'SC_DIAGNOSTIC', authority: true },
      { type: 'fp.opendev', mode: 'SC_DIAGNOSTIC', authority: true },
    ],
    ['close', { type: 'world.adapterClose' }, { type: 'fp.close' }],
    [
      'ioctl',
      { type: 'world.adapterIoctl', op: 'SCIOTUR', lun: 'x', caller: 'user' },
      {
        type: 'fp.ioctl',
        ...{ op: 'SCIOTUR', lun: 'x', caller: 'user', argument: null, mode: 'SC_IM_MODE' },
        ...{ level: 'process', defect: 'no', found: 'no' },
      },
    ],
    [
      'devdump',
      { type: 'world.adapterDump', command: 'DUMPWRITE', lun: 'x' },
      { type: 'devdump.call', command: 'DUMPWRITE', write: { lun: 'x', spanned: false, gathered: false } },
    ],
  ])('%s goes to the entry point, with the place of the answer', (_, happens, call) => {
    expect(new Caller().hears(happens)).toEqual([{ to: entry, message: { ...call, replyTo: at } }]);
  });

  it.each<[Message, unknown]>([
    [
      { type: 'fp.return', call: 'opendev', error: 'EACCES' },
      { call: 'opendev', error: 'EACCES' },
    ],
    [returned('SCIOTUR', 'EIO'), { call: 'SCIOTUR', error: 'EIO' }],
    [returned('SCIOSTOPTGT'), { call: 'SCIOSTOPTGT', error: 'none' }],
    [
      { type: 'devdump.return', command: 'DUMPINIT', error: 'ENXIO' },
      { call: 'DUMPINIT', error: 'ENXIO' },
    ],
  ])('what a call returned is known: %j', (message, last) => {
    const caller = new Caller();
    expect([caller.last, caller.hears(message), caller.last]).toEqual([null, [], last]);
  });

  it('units that are started without waiting for them are started ten seconds apart', () => {
    const caller = new Caller();
    const starts = (lun: string, command = 'startUnitImmed', op = 'SCIOSTUNIT'): Message => ({
      ...{ type: 'world.adapterIoctl', op, lun, caller: 'kernel', argument: { command, async: false } },
    });
    const called = (lun: string) => ({ type: 'fp.ioctl', op: 'SCIOSTUNIT', lun, argument: { async: false } });
    expect(caller.hears(starts('x'))).toMatchObject([{ to: entry, message: called('x') }]);
    expect(caller.hears(starts('y'))).toEqual([]);
    expect(caller.hears(starts('z'))).toEqual([]);
    // What is no such start does not have to wait.
    for (const other of [starts('y', 'startUnit'), starts('y', 'stopUnit'), starts('y', 'startUnitImmed', 'SCIOCMD')])
      expect(caller.hears(other)).toHaveLength(1);
    expect(caller.waits()).toMatchObject([called('y')]);
    expect(caller.waits()).toMatchObject([called('z')]);
    expect([caller.waits(), caller.armed]).toEqual([[], []]);
    for (const other of [starts('y', 'startUnit'), starts('y', 'startUnitImmed', 'SCIOCMD')])
      expect([caller.hears(other).length, caller.armed]).toEqual([1, []]);
    expect(caller.hears(starts('y'))).toHaveLength(1);
    expect(caller.armed).toHaveLength(1);
  });

  it('buffers of target mode are given back in their order, and only those that were received', () => {
    const caller = new Caller();
    expect(caller.hears(free)).toEqual([]);
    caller.hears(received('b1'));
    caller.hears(received('b2'));
    expect([free, free, free].map((message) => caller.hears(message))).toEqual([freed('b1'), freed('b2'), []]);
  });

  it.each([
    ['SCIOSTOPTGT', 'none', []],
    ['SCIOSTOPTGT', 'EINVAL', freed('b1')],
    ['SCIOTUR', 'none', freed('b1')],
  ])('%s returns %s: whose are the buffers?', (op, error, then) => {
    const caller = new Caller();
    caller.hears(received('b1'));
    caller.hears(returned(op, error));
    expect(caller.hears(free)).toEqual(then);
  });

  it.each([
    ['SC_IM_MODE', address.adapterEvents('x')],
    ['SC_TM_MODE', address.targetEvents('x')],
  ])('the handler of %s returns to whoever called it', (mode, to) => {
    expect(new Caller().hears({ type: 'event.handler', lun: 'x', mode, events: [] })).toEqual([
      { to, message: { type: 'events.returned' } },
    ]);
  });

  it('from SCIOSTOPTGT on no buffer is given back, until it has failed', () => {
    const caller = new Caller();
    caller.hears(received('b1'));
    const stop: Message = { type: 'world.adapterIoctl', op: 'SCIOSTOPTGT', lun: 'x', caller: 'user' };
    for (let calls = 0; calls < 2; calls++)
      expect(caller.hears(stop)).toMatchObject([{ to: entry, message: { type: 'fp.ioctl', op: 'SCIOSTOPTGT' } }]);
    expect(caller.hears(free)).toEqual([]);
    caller.hears(returned('SCIOSTOPTGT', 'EPERM'));
    expect([caller.last, caller.hears(free)]).toEqual([{ call: 'SCIOSTOPTGT', error: 'EPERM' }, []]);
    caller.hears(returned('SCIOTUR', 'EIO'));
    expect(caller.hears(free)).toEqual([]);
    caller.hears(returned('SCIOSTOPTGT', 'EINVAL'));
    expect(caller.hears(free)).toEqual(freed('b1'));
  });

  it('after SCIOSTOPTGT it may begin again', () => {
    const caller = new Caller();
    caller.hears({ type: 'world.adapterIoctl', op: 'SCIOSTOPTGT', lun: 'x', caller: 'user' });
    caller.hears(returned('SCIOSTOPTGT'));
    caller.hears(received('b2'));
    expect(caller.hears(free)).toEqual(freed('b2'));
  });
});
