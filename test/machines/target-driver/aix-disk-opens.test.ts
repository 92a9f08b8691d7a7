import { describe } from 'vitest';
import type { OpenFlag } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import { aixDiskOpensMachine, type Holder } from '../../../machines/target-driver/aix-disk-opens.machine.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { rows } from '../rows.ts';

const at = address.diskOpens('x');
const open = (by: string, ...flags: OpenFlag[]): Message => ({ type: 'openx.open', flags, replyTo: by });
const close = (by: string): Message => ({ type: 'openx.close', replyTo: by });
const opened = (error = 'none'): Message => ({ type: 'opens.opened', error });
const closed: Message = { type: 'opens.closed' };

/** Who has a disk open; the processes and the head driver are the test. */
class Opens {
  readonly bench = new Bench();

  constructor(...holders: readonly Holder[]) {
    this.bench.add(at, aixDiskOpensMachine, { lun: 'x', holders });
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  says(message: Message): string[] {
    this.bench.deliver(at, message);
    return this.bench.takePosted().map(({ to, message: { type, ...said } }) => {
      if (type === 'openx.return') return `${to} ${String(said['call'])} ${String(said['error'])}`;
      return [type, ...((said['flags'] as string[] | undefined) ?? [])].join(' ');
    });
  }

  /** State; who has it open; whose call waits. */
  get now(): string {
    const { holders, calls } = this.bench.context(at) as Record<'holders' | 'calls', Holder[]>;
    const list = (some: readonly Holder[]) => some.map(({ by }) => by).join('') || '-';
    return [this.bench.state(at), list(holders), list(calls)].join(' ');
  }
}

const held = (by: string, ...flags: OpenFlag[]): Holder => ({ by, flags });

describe('who has a disk open', () => {
  rows('nobody', () => new Opens(), [
    ['an open', open('a', 'SC_NO_RESERVE'), ['hdisk.open SC_NO_RESERVE'], 'opening - a'],
    ['an exclusive one', open('a', 'SC_SINGLE'), ['hdisk.open SC_SINGLE'], 'opening - a'],
    ['one for diagnostics', open('a', 'SC_DIAGNOSTIC'), ['hdisk.open SC_DIAGNOSTIC'], 'opening - a'],
  ]);
  rows('an open is under way', () => new Opens().after(open('a')), [
    ['it succeeds', opened(), ['a open none'], 'at rest a -'],
    ['it fails', opened('EBUSY'), ['a open EBUSY'], 'at rest - -'],
    ['another open waits', open('b'), [], 'opening - ab'],
  ]);
  rows('two opens are under way', () => new Opens().after(open('a'), open('b', 'SC_SINGLE')), [
    ['the first one succeeds: the second is too late', opened(), ['a open none', 'b open EBUSY'], 'at rest a -'],
    ['the first one fails: the second goes', opened('EIO'), ['a open EIO', 'hdisk.open SC_SINGLE'], 'opening - b'],
  ]);
  rows('one has it open', () => new Opens(held('a')), [
    ['another one', open('b'), ['hdisk.open'], 'opening a b'],
    ['SC_SINGLE', open('b', 'SC_SINGLE'), ['b open EBUSY'], 'at rest a -'],
    ['SC_DIAGNOSTIC', open('b', 'SC_DIAGNOSTIC'), ['b open EACCES'], 'at rest a -'],
    ['both', open('b', 'SC_SINGLE', 'SC_DIAGNOSTIC'), ['b open EACCES'], 'at rest a -'],
    ['close', close('a'), ['hdisk.close'], 'closing a a'],
  ]);
  rows('two have it open', () => new Opens(held('a'), held('b')), [
    ['the first one closes', close('a'), ['a close none'], 'at rest b -'],
    ['the second one closes', close('b'), ['b close none'], 'at rest a -'],
    ['SC_SINGLE', open('c', 'SC_SINGLE'), ['c open EBUSY'], 'at rest ab -'],
  ]);
  rows('one has exclusive access', () => new Opens(held('a', 'SC_SINGLE')), [
    ['another one', open('b'), ['b open EACCES'], 'at rest a -'],
    ['SC_SINGLE', open('b', 'SC_SINGLE'), ['b open EACCES'], 'at rest a -'],
    ['SC_DIAGNOSTIC', open('b', 'SC_DIAGNOSTIC'), ['b open EACCES'], 'at rest a -'],
    ['close', close('a'), ['hdisk.close'], 'closing a a'],
  ]);
  rows('one runs diagnostics', () => new Opens(held('a', 'SC_DIAGNOSTIC')), [
    ['another one', open('b'), ['b open EACCES'], 'at rest a -'],
    ['SC_SINGLE', open('b', 'SC_SINGLE'), ['b open EACCES'], 'at rest a -'],
  ]);
  rows('the last close is under way', () => new Opens(held('a', 'SC_SINGLE')).after(close('a')), [
    ['it is closed', closed, ['a close none'], 'at rest - -'],
    ['an open waits', open('b'), [], 'closing a ab'],
  ]);
  rows('the last close is under way, an open waits', () => new Opens(held('a')).after(close('a'), open('b')), [
    ['it is closed: the open goes', closed, ['a close none', 'hdisk.open'], 'opening - b'],
  ]);
});
