import { describe } from 'vitest';
import { diskOpenerMachine } from '../../../machines/environment/disk-opener.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { rows } from '../rows.ts';

const at = address.diskOpener('x.1');
const open: Message = { type: 'world.open', flags: ['SC_SINGLE'] };
const close: Message = { type: 'world.close' };
const command: Message = { type: 'world.passThrough', op: 'DKIOLCMD', argument: { command: 'inquiry', async: true } };
const returned = (call: 'open' | 'close', error = 'none'): Message => ({ type: 'openx.return', call, error });
const ioctl = (error = 'none', einvalArg?: number): Message => ({
  type: 'ioctl.return',
  ...{ op: 'SCIOCMD', lun: 'x', error, ...(einvalArg === undefined ? {} : { einvalArg }) },
});

/** A process; head driver and opens of the disk are the test. */
class Opener {
  readonly bench = new Bench();

  constructor(isOpen = false) {
    this.bench.add(at, diskOpenerMachine, { lun: 'x', name: 'x.1', open: isOpen });
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  says(message: Message): string[] {
    this.bench.deliver(at, message);
    return this.bench
      .takePosted()
      .map(({ to, message: { type, ...said } }) =>
        [to, type, said['op'], said['flags'], JSON.stringify(said['argument']), said['replyTo']]
          .filter((word) => word !== undefined)
          .join(' '),
      );
  }

  get now(): string {
    const { last, ioctl: inside } = this.bench.context(at) as Record<'last' | 'ioctl', unknown>;
    return [this.bench.state(at), inside ?? '-', last === null ? '-' : Object.values(last as object).join(' ')].join(
      ', ',
    );
  }
}

const ask = 'hdisk:x dk.ioctl DKIOLCMD {"command":"inquiry","async":true} opener:x.1';

describe('a process that uses a disk', () => {
  rows('not open', () => new Opener(), [
    ['open', open, ['opens:x openx.open SC_SINGLE opener:x.1'], 'opening, -, -'],
    ['close', close, [], 'not open, -, -'],
    ['a command', command, [], 'not open, -, -'],
  ]);
  rows('opening', () => new Opener().after(open), [
    ['0', returned('open'), [], 'open, -, open none '],
    ['an errno', returned('open', 'EACCES'), [], 'not open, -, open EACCES '],
    ['open', open, [], 'opening, -, -'],
    ['close', close, [], 'opening, -, -'],
    ['a command', command, [], 'opening, -, -'],
  ]);
  rows('open', () => new Opener(true), [
    ['open', open, [], 'open, -, -'],
    ['close', close, ['opens:x openx.close opener:x.1'], 'closing, -, -'],
    ['a command', command, [ask], 'in an ioctl, DKIOLCMD, -'],
  ]);
  rows('in an ioctl', () => new Opener(true).after(command), [
    ['0', ioctl(), [], 'open, -, DKIOLCMD none '],
    ['a field is wrong', ioctl('EINVAL', 2), [], 'open, -, DKIOLCMD EINVAL 2'],
    ['close', close, [], 'in an ioctl, DKIOLCMD, -'],
    ['open', open, [], 'in an ioctl, DKIOLCMD, -'],
    ['another command', command, [], 'in an ioctl, DKIOLCMD, -'],
  ]);
  rows('opening once more', () => new Opener(true).after(close, returned('close'), open), [
    ['an errno', returned('open', 'EBUSY'), [], 'not open, -, open EBUSY '],
  ]);
  rows('in an ioctl, of one that has opened it', () => new Opener().after(open, returned('open'), command), [
    ['0', ioctl(), [], 'open, -, DKIOLCMD none '],
  ]);
  rows('closing', () => new Opener(true).after(close), [
    ['0', returned('close'), [], 'not open, -, close none '],
    ['open', open, [], 'closing, -, -'],
    ['close', close, [], 'closing, -, -'],
    ['a command', command, [], 'closing, -, -'],
  ]);
});
