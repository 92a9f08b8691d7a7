import { describe, expect, it } from 'vitest';
import { aixAdapterMachine } from '../../../machines/hba/aix-adapter.machine.ts';
import { aixTransactionMachine } from '../../../machines/hba/aix-adapter-transaction.machine.ts';
import { type AixAdapterParameters, aixAdapterDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import { UnexpectedMessageError } from '../../../src/system/errors.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

type Fields = Record<string, unknown>;
const facts = { tag: 'SC_SIMPLE_Q', op: 'read', direction: 'in', noDisconnect: false, async: false, timed: true };
const good = { status: 'GOOD', direction: 'in', resid: 'zero', parity: false, sense: null };

const words = (bench: Bench) => bench.takePosted().map(({ to, message }) => `${to} ${message.type}`);

describe('the adapter driver and the bus', () => {
  const at = address.aixAdapter('h');
  const units = { x: 't0', v: 't0', y: 't1' } as const;
  type Unit = keyof typeof units;

  /** The adapter driver; its device queues, its transactions and the bus are the test. */
  class Card {
    readonly bench = new Bench();

    constructor(params: Partial<AixAdapterParameters> = {}) {
      this.bench.add(at, aixAdapterMachine, {
        name: 'h',
        initiator: 'ours',
        bus: 'b',
        units: Object.entries(units).map(([lun, target]) => ({ lun, target })),
        params: { ...aixAdapterDefaults, ...params },
      });
    }

    says(type: string, fields: Fields = {}): string[] {
      this.bench.deliver(at, { type, ...fields } as Message);
      return words(this.bench);
    }

    after(type: string, fields: Fields = {}): this {
      this.says(type, fields);
      return this;
    }

    /** A device has its turn and starts this one; is it negotiated? */
    start(slot: string, async = false): unknown {
      const lun = slot[0] as Unit;
      this.after('card.request', { lun });
      this.bench.deliver(at, { type: 'card.select', slot, lun, target: units[lun], ...facts, async });
      return this.bench.takePosted().find(({ message }) => message.type === 'bus.select')?.message['negotiate'];
    }

    wants(type: 'card.halt' | 'card.reset', lun: Unit): string[] {
      return this.says(type, { lun, target: units[lun], replyTo: `hdisk:${lun}` });
    }

    timeout(lun: Unit): string[] {
      return this.says('card.timeout', { lun, target: units[lun] });
    }

    messageSent(outcome: string, lun: Unit = 'x'): string[] {
      return this.says('hba.messageSent', { lun, target: units[lun], slot: null, message: 'ABORT', outcome });
    }

    part(region: string): string | undefined {
      return new RegExp(`${region}: (\\w+)`).exec(this.bench.state(at))?.[1];
    }
  }

  it('agrees on transfers once with a target, and anew after a reset', () => {
    const card = new Card();
    expect(card.start('x1')).toBe(true);
    card.after('hba.disconnected', { slot: 'x1', dataMoved: false });
    expect(card.start('v1')).toBe(false);
    card.after('hba.completed', { slot: 'v1', ...good });
    expect(card.start('y1')).toBe(true);
    card.after('hba.completed', { slot: 'y1', ...good });
    expect(card.start('y1')).toBe(false);
    card.after('hba.busReset', { by: 'foreign' });
    expect([card.start('y1'), card.part('ours')]).toEqual([true, 'SELECTING']);
    const reset = new Card();
    reset.start('x1');
    reset.after('hba.completed', { slot: 'x1', ...good });
    reset.wants('card.reset', 'x');
    reset.messageSent('ok');
    expect(reset.start('x1')).toBe(true);
  });

  it.each([
    ['hba.completed', good],
    ['hba.disconnected', { dataMoved: false }],
  ])('SC_ASYNC is about one command: the next one negotiates, though this one ended in %s', (how, fields) => {
    const card = new Card();
    expect(card.start('x1', true)).toBe(false);
    card.after(how, { slot: 'x1', ...fields });
    expect(card.start('v1')).toBe(true);
    card.after('hba.completed', { slot: 'v1', ...good });
    expect(card.start('x2')).toBe(false);
  });

  it('RST ends what is on the bus, what waits, and what is under way', () => {
    const card = new Card();
    card.start('x1');
    card.after('hba.disconnected', { slot: 'x1', dataMoved: false });
    card.after('hba.reconnected', { slot: 'x1' }).after('card.reconnected', { slot: 'x1' });
    card.wants('card.halt', 'y');
    card.timeout('x');
    expect(card.says('hba.busReset', { by: 'ours' })).toEqual([
      'bus:b bus.resetSeen',
      ...['x', 'v', 'y'].map((lun) => `${address.deviceQueue(lun)} device.reset`),
      'hdisk:y ioctl.return',
    ]);
    // Nothing is due any more: the bus is free for the next command, and for one more reset.
    expect(card.start('y1')).toBe(true);
    expect(card.says('hba.busReset', { by: 'foreign' })).toHaveLength(4);
    card.start('x2');
    card.after('hba.disconnected', { slot: 'x2', dataMoved: false });
    expect(card.says('hba.reconnected', { slot: 'x2' })).toEqual([
      `${address.transaction('x2')} transaction.reconnected`,
    ]);
  });

  it('asserts RST once for a timeout, whatever comes before it', () => {
    const card = new Card();
    expect(card.timeout('x')).toEqual(['bus:b bus.assertReset']);
    expect(card.part('ours')).toBe('RESET');
    // What times out meanwhile is helped by the same reset.
    expect(card.timeout('y')).toEqual([]);
    // Until RST is seen nothing is started.
    expect(card.says('card.request', { lun: 'y' })).toEqual([]);
    expect(card.says('hba.busReset', { by: 'ours' })).not.toContain('bus:b bus.assertReset');
    expect(card.part('ours')).toBe('granting');
    card.after('card.pass');
    expect([card.part('ours'), card.bench.takePosted()]).toEqual(['FREE', []]);
  });

  it('tries BUS DEVICE RESET first, by parameter, unless the bus is taken', () => {
    const card = new Card({ timeoutRecovery: 'deviceReset' });
    card.start('x1');
    card.after('hba.completed', { slot: 'x1', ...good });
    expect([card.timeout('x'), card.part('ours')]).toEqual([['bus:b bus.message'], 'MESSAGE']);
    expect(card.messageSent('ok')).toEqual([
      `${address.deviceQueue('x')} device.reset`,
      `${address.deviceQueue('v')} device.reset`,
    ]);
    expect([card.part('ours'), card.bench.context(at)['sending']]).toEqual(['FREE', null]);
    expect(card.start('x1')).toBe(true);
    expect(card.timeout('x')).toEqual(['bus:b bus.assertReset']);
    const refused = new Card({ timeoutRecovery: 'deviceReset' });
    refused.timeout('x');
    expect(refused.messageSent('rejected')).toEqual(['bus:b bus.assertReset']);
  });

  it('SCIOHALT: ABORT, then the bus reset', () => {
    const card = new Card();
    expect(card.wants('card.halt', 'x')).toEqual(['bus:b bus.message']);
    expect(card.messageSent('ok')).toEqual([`${address.deviceQueue('x')} device.aborted`, 'hdisk:x ioctl.return']);
    expect([card.part('ours'), card.bench.context(at)['sending']]).toEqual(['FREE', null]);
    const refused = new Card();
    refused.wants('card.halt', 'x');
    expect([refused.messageSent('rejected'), refused.part('ours')]).toEqual([['bus:b bus.assertReset'], 'RESET']);
    expect(refused.says('hba.busReset', { by: 'ours' }).at(-1)).toBe('hdisk:x ioctl.return');
  });

  it('SCIORESET: all units of the target, or it fails', () => {
    const card = new Card();
    card.wants('card.reset', 'x');
    expect(card.messageSent('ok')).toEqual([
      `${address.deviceQueue('x')} device.reset`,
      `${address.deviceQueue('v')} device.reset`,
      'hdisk:x ioctl.return',
    ]);
    expect([card.part('ours'), card.bench.context(at)['sending']]).toEqual(['FREE', null]);
    const refused = new Card();
    refused.wants('card.reset', 'x');
    refused.bench.deliver(at, { type: 'hba.messageSent', slot: null, outcome: 'rejected' });
    expect(refused.bench.takePosted()[0]?.message).toMatchObject({ op: 'SCIORESET', error: 'EIO' });
    expect([refused.part('ours'), refused.bench.context(at)['sending']]).toEqual(['FREE', null]);
  });

  it('a message that is answered after RST was asserted means nothing', () => {
    const card = new Card();
    card.wants('card.halt', 'x');
    card.timeout('y');
    expect([card.part('ours'), card.messageSent('ok')]).toEqual(['RESET', []]);
  });

  it('a target that speaks of a command nobody knows holds the bus until RST', () => {
    const card = new Card().after('hba.reconnected', { slot: 'x1' });
    expect(card.says('card.unknown', { slot: 'x1' })).toEqual(['bus:b bus.assertReset']);
    expect(card.part('theirs')).toBe('unknown');
    expect(() => card.says('hba.reconnected', { slot: 'x2' })).toThrow(UnexpectedMessageError);
  });

  it('is free for others when a command that reconnected lets the bus go', () => {
    const card = new Card();
    card.start('x1');
    card.after('hba.disconnected', { slot: 'x1', dataMoved: false });
    card.after('hba.reconnected', { slot: 'x1' });
    expect(card.says('card.reconnected', { slot: 'x1' })).toEqual(['bus:b bus.accept']);
    expect(card.says('card.request', { lun: 'y' })).toEqual([]);
    expect(card.says('hba.disconnected', { slot: 'x1', dataMoved: true })).toEqual([
      `${address.transaction('x1')} transaction.disconnected`,
      `${address.deviceQueue('y')} device.grant`,
    ]);
  });
});

describe('one transaction in the adapter driver', () => {
  const at = address.transaction('x1');
  const make = () => {
    const bench = new Bench().add(at, aixTransactionMachine, { slot: 'x1', lun: 'x', target: 't0', adapter: 'h' });
    bench.deliver(at, { type: 'transaction.start', card: 'ok', ...facts }).takePosted();
    return bench;
  };
  const after = (...types: string[]) => {
    const bench = make();
    for (const type of types) bench.deliver(at, { type });
    bench.takePosted();
    return bench;
  };

  it.each([
    [{ type: 'transaction.completed', ...good }, 'device.ended'],
    [{ type: 'transaction.completed', ...good, parity: true }, 'device.ended'],
    [{ type: 'transaction.unexpectedBusFree' }, 'device.ended'],
    [{ type: 'transaction.selectionTimeout' }, 'device.ended'],
    [{ type: 'transaction.tagRejected' }, 'device.ended'],
    [{ type: 'transaction.selectionLost' }, 'device.requeue'],
    [{ type: 'transaction.drop' }, undefined],
  ])('%o ends it, and nothing of it is left', (message, told) => {
    const bench = make();
    bench.deliver(at, message as Message);
    expect(bench.takePosted().map(({ message: { type } }) => type)).toEqual(told === undefined ? [] : [told]);
    expect([bench.state(at), bench.context(at)['facts'], bench.armed()]).toEqual(['idle', null, []]);
  });

  it('knows of no such command while it has not got to the device: a target that reselects means an earlier one', () => {
    const bench = make();
    expect(words(bench.deliver(at, { type: 'transaction.reconnected' }))).toEqual([
      `${address.aixAdapter('h')} card.unknown`,
    ]);
    expect(bench.state(at)).toBe('active.selecting');
  });

  it('reconnects and disconnects as often as the target likes; out of turn it is an error', () => {
    const bench = after('transaction.disconnected', 'transaction.reconnected', 'transaction.disconnected');
    expect(words(bench.deliver(at, { type: 'transaction.reconnected' }))).toEqual([
      `${address.aixAdapter('h')} card.reconnected`,
    ]);
    expect(() => bench.deliver(at, { type: 'transaction.reconnected' })).toThrow(UnexpectedMessageError);
  });
});
