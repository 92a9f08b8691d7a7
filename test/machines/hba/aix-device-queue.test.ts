import { describe, expect, it } from 'vitest';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { type AixAdapterParameters, aixAdapterDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Delivery } from '../../../src/system/cascade.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = address.deviceQueue('x');
const replyTo = 'head:x';
const facts = { op: 'read', direction: 'in', noDisconnect: false, async: false, timed: true };
type Words = Record<string, unknown>;

const submit = (slot: string, flags: readonly string[] = [], words: Words = {}): Message =>
  ({ type: 'device.strategy', slot, flags, tag: 'SC_SIMPLE_Q', ...facts, ...words }) as Message;
const untagged = { tag: 'SC_NO_Q' };
const noCommand = { op: null, ...untagged };
const ends = (slot: string, status: string | null, card: string | null = null): Message => {
  return { type: 'device.ended', slot, resid: 'zero', sense: null, status, card } as Message;
};
const about = (type: string, slot: string): Message => ({ type: `device.${type}`, slot, tag: 'SC_SIMPLE_Q', ...facts });
const ioctl = (type: 'start' | 'stop' | 'halt' | 'bdr'): Message => ({ type: `device.${type}`, replyTo });
const event = (type: 'grant' | 'reset' | 'aborted'): Message => ({ type: `device.${type}` });
/** The other ioctls, and the dump. */
const asks = (type: 'lunReset' | 'event' | 'dump'): Message => ({ type: `device.${type}`, outcome: 'good', replyTo });
const own: Message = { type: 'device.command', slot: 'e', tag: 'SC_NO_Q', ...facts };
const reject: Message = { type: 'device.reject', slot: 'e', error: 'EINVAL' };

/** The queue of one device; the head driver, the hardware and the sc_bufs are the test. */
class DeviceQueue {
  readonly bench = new Bench();

  constructor(params: Partial<AixAdapterParameters> = {}, started = true) {
    const all = { ...aixAdapterDefaults, tagQueuing: true, activePerDevice: 2, ...params };
    this.bench.add(at, aixDeviceMachine, { lun: 'x', target: 't0', adapter: 'h', params: all, started });
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  /** What follows when this delay is over. */
  ends(delay: string): string[] {
    this.bench.fire(at, delay);
    return this.bench.takePosted().map(({ message }) => message.type);
  }

  /** What follows, in words: `a EIO held` is the iodone of `a`, with the queue held. */
  says(message: Message): string[] {
    this.bench.deliver(at, message);
    let dequeued: unknown;
    return this.bench.takePosted().flatMap((delivery: Delivery) => {
      const { to, message: said } = delivery;
      const slot = to.slice(to.indexOf(':') + 1);
      switch (said.type) {
        case 'scbuf.dequeued':
          dequeued = slot;
          return [];
        case 'sc.iodone': {
          const held = said['adapQStatus'] === 'SC_DID_NOT_CLEAR_Q' ? ' held' : '';
          const early = dequeued === said['slot'] ? '' : ' (still in the queue)';
          return [`${String(said['slot'])} ${String(said['cardStatus'] ?? said['error'])}${held}${early}`];
        }
        case 'ioctl.return':
          return [`${String(said['op'])} ${String(said['error'])}`];
        case 'scbuf.started':
          return [];
        default:
          return [said.type.startsWith('card.') ? said.type : `${slot} ${said.type.replace(/^\w+\./, '')}`];
      }
    });
  }

  /** State, active ones, chain, and what else it remembers. */
  get now(): string {
    const context = this.bench.context(at) as Record<string, unknown> & Record<'active' | 'chain', { slot: string }[]>;
    const list = (name: 'active' | 'chain') => context[name].map(({ slot }) => slot).join('') || '-';
    return [
      /queue: ([\w.]+)/.exec(this.bench.state(at))?.[1],
      list('active'),
      list('chain'),
      ...(context['recovering'] === null ? [] : [`recovering ${String(context['recovering'])}`]),
      ...(context['timedOut'] as string[]).map((slot) => `late ${slot}`),
      ...(context['stopping'] === null ? [] : ['stopping']),
      ...(context['asked'] ? ['asked'] : []),
    ].join(' ');
  }
}

/** a and b are active, c and d wait. */
const running = (params: Partial<AixAdapterParameters> = {}, started = false) =>
  new DeviceQueue(params, started).after(
    ...(started ? [] : [ioctl('start')]),
    ...['a', 'b'].flatMap((slot) => [submit(slot), event('grant')]),
    ...['c', 'd'].map((slot) => submit(slot)),
  );
const cleared = () => running().after(ends('a', 'BUSY'));
const held = (params: Partial<AixAdapterParameters> = {}, started = false) =>
  running(params, started).after(ends('a', 'CHECK_CONDITION'));
const recovering = () => held().after(submit('r', ['SC_RESUME'], untagged), event('grant'));
const sensed = (params: Partial<AixAdapterParameters> = {}) =>
  held(params).after(submit('r', ['SC_RESUME'], untagged), event('grant'), ends('r', 'GOOD'));

type Row = readonly [what: string, message: Message, said: readonly string[], now: string];

/** The same in every state of an open device. */
const always = (now: string): readonly Row[] => [
  ['SCIOSTART', ioctl('start'), ['SCIOSTART EINVAL'], now],
  ['SCIOHALT', ioctl('halt'), ['card.halt'], now],
  ['SCIORESET', ioctl('bdr'), ['card.reset'], now],
  ['a timeout', about('timeout', 'b'), ['card.timeout'], `${now} late b`],
  ['a rejected one', reject, ['e EINVAL'], now],
  ['SCIOLUNRST', asks('lunReset'), ['card.lunReset'], now],
  ['DUMPWRITE, past the queue', asks('dump'), ['h started'], now],
];
/** ... where a handler may be registered: not while it is being stopped. */
const listens = (now: string): readonly Row[] => [['SCIOEVENT', asks('event'), ['card.listen'], now]];
/** ... where an ioctl's own command has to wait for the head driver's recovery. */
const halted = (now: string): readonly Row[] => [['the command of an ioctl', own, ['e EBUSY'], now]];
/** ... and where there is nobody any more whom it could concern. */
const refusesIoctls = (now: string): readonly Row[] => [
  ['SCIOEVENT', asks('event'), ['SCIOEVENT EINVAL'], now],
  ['the command of an ioctl', own, ['e EINVAL'], now],
];

function rows(state: string, made: () => DeviceQueue, table: readonly Row[]): void {
  it.each(table)(`${state}: %s`, (_, message, said, now) => {
    const queue = made();
    expect([queue.says(message), queue.now]).toEqual([said, now]);
  });
}

describe('the queue of a device', () => {
  rows('CLOSED', () => new DeviceQueue({}, false), [
    ['SCIOSTART', ioctl('start'), ['SCIOSTART none'], 'RUN - -'],
    ['SCIOSTOP', ioctl('stop'), ['SCIOSTOP EINVAL'], 'CLOSED - -'],
    ['SCIOHALT', ioctl('halt'), ['SCIOHALT EINVAL'], 'CLOSED - -'],
    ['SCIORESET', ioctl('bdr'), ['SCIORESET EINVAL'], 'CLOSED - -'],
    ['sc_strategy', submit('e'), [`e ${aixAdapterDefaults.errnoNotStarted}`], 'CLOSED - -'],
    ['a rejected one', reject, ['e EINVAL'], 'CLOSED - -'],
    ['SCIOLUNRST', asks('lunReset'), ['SCIOLUNRST EINVAL'], 'CLOSED - -'],
    ['DUMPWRITE', asks('dump'), ['h notStarted'], 'CLOSED - -'],
    ...refusesIoctls('CLOSED - -'),
    ['a reset', event('reset'), [], 'CLOSED - -'],
    ['an abort that took effect', event('aborted'), [], 'CLOSED - -'],
    ['a turn that was asked for before', event('grant'), ['card.pass'], 'CLOSED - -'],
  ]);

  rows('RUN', running, [
    ...always('RUN ab cd'),
    ...listens('RUN ab cd'),
    ['the command of an ioctl: to the tail', own, ['e chained'], 'RUN ab cde'],
    ['SCIOSTOP', ioctl('stop'), [], 'STOPPING.draining ab cd stopping'],
    ['another', submit('e'), ['e chained'], 'RUN ab cde'],
    ['SC_RESUME', submit('e', ['SC_RESUME']), ['e chained'], 'RUN ab cde'],
    ['SC_Q_CLR', submit('e', ['SC_Q_CLR'], noCommand), ['e EINVAL'], 'RUN ab cd'],
    ['SC_Q_RESUME', submit('e', ['SC_Q_RESUME', 'SC_RESUME']), ['e EINVAL'], 'RUN ab cd'],
    ['a turn too many', event('grant'), ['card.pass'], 'RUN ab cd'],
    ['GOOD', ends('a', 'GOOD'), ['a none', 'card.request'], 'RUN b cd asked'],
    ['CHECK CONDITION', ends('a', 'CHECK_CONDITION'), ['a EIO held'], 'HALT_HELD b cd'],
    ['COMMAND TERMINATED', ends('a', 'COMMAND_TERMINATED'), ['a EIO held'], 'HALT_HELD b cd'],
    ['BUSY', ends('a', 'BUSY'), ['a EIO', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED b -'],
    [
      'no response',
      ends('a', null, 'SC_NO_DEVICE_RESPONSE'),
      ['a SC_NO_DEVICE_RESPONSE', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED b -',
    ],
    ['one that never reached the device', about('requeue', 'b'), ['b takenBack', 'card.request'], 'RUN a bcd asked'],
    [
      'a reset',
      event('reset'),
      ['a drop', 'a SC_SCSI_BUS_RESET', 'b drop', 'b SC_SCSI_BUS_RESET', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED - -',
    ],
    [
      'an abort that took effect',
      event('aborted'),
      ['a drop', 'a ENXIO', 'b drop', 'b ENXIO', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED - -',
    ],
  ]);

  rows('RUN with a turn asked for', () => running().after(ends('a', 'GOOD')), [
    ['the turn', event('grant'), ['c start'], 'RUN bc d'],
    ['another', submit('e'), ['e chained'], 'RUN b cde asked'],
  ]);

  rows('HALT_CLEARED', cleared, [
    ...always('HALT_CLEARED b -'),
    ...listens('HALT_CLEARED b -'),
    ...halted('HALT_CLEARED b -'),
    ['SCIOSTOP', ioctl('stop'), [], 'STOPPING.draining b - stopping'],
    ['another', submit('e'), ['e ENXIO'], 'HALT_CLEARED b -'],
    ['SC_RESUME', submit('e', ['SC_RESUME']), ['e chained', 'card.request'], 'RUN b e asked'],
    ['SC_RESUME and SC_Q_RESUME alone', submit('e', ['SC_RESUME', 'SC_Q_RESUME'], noCommand), ['e none'], 'RUN b -'],
    ['SC_RESUME and SC_Q_CLR', submit('e', ['SC_RESUME', 'SC_Q_CLR']), ['e ENXIO'], 'HALT_CLEARED b -'],
    ['a turn', event('grant'), ['card.pass'], 'HALT_CLEARED b -'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'HALT_CLEARED - -'],
    ['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), ['b EIO'], 'HALT_CLEARED - -'],
    ['one that never reached the device', about('requeue', 'b'), ['b takenBack', 'b ENXIO'], 'HALT_CLEARED - -'],
    ['a reset', event('reset'), ['b drop', 'b SC_SCSI_BUS_RESET'], 'HALT_CLEARED - -'],
    ['an abort that took effect', event('aborted'), ['b drop', 'b ENXIO'], 'HALT_CLEARED - -'],
  ]);

  rows('HALT_HELD', held, [
    ...always('HALT_HELD b cd'),
    ...listens('HALT_HELD b cd'),
    ...halted('HALT_HELD b cd'),
    ['SCIOSTOP', ioctl('stop'), [], 'STOPPING.held b cd stopping'],
    ['another', submit('e'), ['e ENXIO'], 'HALT_HELD b cd'],
    ['SC_RESUME with a tag', submit('e', ['SC_RESUME']), ['e ENXIO'], 'HALT_HELD b cd'],
    [
      'the recovery command',
      submit('r', ['SC_RESUME'], untagged),
      ['r chained', 'card.request'],
      'HELD_RECOV b rcd recovering r asked',
    ],
    ['SC_Q_CLR', submit('e', ['SC_Q_CLR'], noCommand), ['c ENXIO', 'd ENXIO', 'e ENXIO'], 'HALT_CLEARED b -'],
    [
      'SC_RESUME and SC_Q_RESUME with a command',
      submit('e', ['SC_RESUME', 'SC_Q_RESUME'], untagged),
      ['e chained', 'card.request'],
      'RUN b ecd asked',
    ],
    [
      'SC_RESUME and SC_Q_RESUME alone',
      submit('e', ['SC_RESUME', 'SC_Q_RESUME'], noCommand),
      ['e none', 'card.request'],
      'RUN b cd asked',
    ],
    ['a turn', event('grant'), ['card.pass'], 'HALT_HELD b cd'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'HALT_HELD - cd'],
    ['another CHECK CONDITION', ends('b', 'CHECK_CONDITION'), ['b EIO held'], 'HALT_HELD - cd'],
    ['BUSY', ends('b', 'BUSY'), ['b EIO', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
    ['a reset', event('reset'), ['b drop', 'b SC_SCSI_BUS_RESET', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
    ['an abort that took effect', event('aborted'), ['b drop', 'b ENXIO', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
  ]);

  rows('HELD_RECOV', recovering, [
    ...always('HELD_RECOV br cd recovering r'),
    ...listens('HELD_RECOV br cd recovering r'),
    ...halted('HELD_RECOV br cd recovering r'),
    ['SCIOSTOP', ioctl('stop'), [], 'STOPPING.held br cd recovering r stopping'],
    ['another', submit('e', ['SC_RESUME'], untagged), ['e ENXIO'], 'HELD_RECOV br cd recovering r'],
    ['a turn too many', event('grant'), ['card.pass'], 'HELD_RECOV br cd recovering r'],
    ['GOOD of the recovery command', ends('r', 'GOOD'), ['r none'], 'HELD_SENSED b cd'],
    ['CHECK CONDITION of the recovery command', ends('r', 'CHECK_CONDITION'), ['r EIO held'], 'HALT_HELD b cd'],
    ['GOOD of another', ends('b', 'GOOD'), ['b none'], 'HELD_RECOV r cd recovering r'],
    ['CHECK CONDITION of another', ends('b', 'CHECK_CONDITION'), ['b EIO held'], 'HALT_HELD r cd'],
    ['BUSY of the recovery command', ends('r', 'BUSY'), ['r EIO', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED b -'],
    [
      'the recovery command, which never reached the device',
      { ...about('requeue', 'r'), ...untagged },
      ['r takenBack', 'card.request'],
      'HELD_RECOV b rcd recovering r asked',
    ],
    [
      'a reset',
      event('reset'),
      ['b drop', 'b SC_SCSI_BUS_RESET', 'r drop', 'r SC_SCSI_BUS_RESET', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED - -',
    ],
    [
      'an abort that took effect',
      event('aborted'),
      ['b drop', 'b ENXIO', 'r drop', 'r ENXIO', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED - -',
    ],
  ]);

  rows(
    'HELD_RECOV, the recovery command waits for its turn',
    () => held().after(submit('r', ['SC_RESUME'], untagged)),
    [
      ['CHECK CONDITION of another', ends('b', 'CHECK_CONDITION'), ['b EIO held', 'r ENXIO'], 'HALT_HELD - cd asked'],
      ['GOOD of another', ends('b', 'GOOD'), ['b none'], 'HELD_RECOV - rcd recovering r asked'],
    ],
  );

  /** b has met CHECK CONDITION after the recovery command of a had been started. */
  const again = () => recovering().after(ends('b', 'CHECK_CONDITION'));
  rows('HALT_HELD, a recovery command is active', again, [
    ['the next one waits for it', submit('s', ['SC_RESUME'], untagged), ['s chained'], 'HELD_RECOV r scd recovering s'],
  ]);
  rows('HELD_RECOV, behind another untagged one', () => again().after(submit('s', ['SC_RESUME'], untagged)), [
    ['GOOD of that', ends('r', 'GOOD'), ['r none', 'card.request'], 'HELD_RECOV - scd recovering s asked'],
    ['a turn too early', event('grant'), ['card.pass'], 'HELD_RECOV r scd recovering s'],
  ]);

  it('takes a recovery command anew when the first one was given back', () => {
    const queue = held().after(submit('r', ['SC_RESUME'], untagged), ends('b', 'CHECK_CONDITION'));
    expect(queue.after(event('grant')).says(submit('r', ['SC_RESUME'], untagged))).toEqual([
      'r chained',
      'card.request',
    ]);
    expect([queue.says(event('grant')), queue.now]).toEqual([['r start'], 'HELD_RECOV r cd recovering r']);
  });

  rows('HELD_SENSED', sensed, [
    ...always('HELD_SENSED b cd'),
    ...listens('HELD_SENSED b cd'),
    ...halted('HELD_SENSED b cd'),
    ['SCIOSTOP', ioctl('stop'), [], 'STOPPING.held b cd stopping'],
    ['another', submit('e', ['SC_RESUME'], untagged), ['e ENXIO'], 'HELD_SENSED b cd'],
    ['SC_Q_CLR', submit('e', ['SC_Q_CLR'], noCommand), ['c ENXIO', 'd ENXIO', 'e ENXIO'], 'HALT_CLEARED b -'],
    ['SC_Q_RESUME with a command', submit('e', ['SC_Q_RESUME']), ['e chained', 'card.request'], 'RUN b ecd asked'],
    ['SC_Q_RESUME alone', submit('e', ['SC_Q_RESUME'], noCommand), ['e none', 'card.request'], 'RUN b cd asked'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'HELD_SENSED - cd'],
    ['another CHECK CONDITION', ends('b', 'CHECK_CONDITION'), ['b EIO held'], 'HALT_HELD - cd'],
    ['BUSY', ends('b', 'BUSY'), ['b EIO', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
    ['a reset', event('reset'), ['b drop', 'b SC_SCSI_BUS_RESET', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
    ['an abort that took effect', event('aborted'), ['b drop', 'b ENXIO', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
  ]);

  rows('STOPPING, draining', () => running().after(ioctl('stop')), [
    ...always('STOPPING.draining ab cd stopping').map(
      ([what, message, said, now]): Row => [what, message, said, now.replace('stopping late b', 'late b stopping')],
    ),
    ...refusesIoctls('STOPPING.draining ab cd stopping'),
    ['SCIOSTOP', ioctl('stop'), ['SCIOSTOP EINVAL'], 'STOPPING.draining ab cd stopping'],
    ['another', submit('e'), [`e ${aixAdapterDefaults.errnoStopping}`], 'STOPPING.draining ab cd stopping'],
    ['a turn too many', event('grant'), ['card.pass'], 'STOPPING.draining ab cd stopping'],
    ['GOOD', ends('a', 'GOOD'), ['a none', 'card.request'], 'STOPPING.draining b cd stopping asked'],
    ['an error', ends('a', 'CHECK_CONDITION'), ['a EIO', 'c ENXIO', 'd ENXIO'], 'STOPPING.draining b - stopping'],
    [
      'one that never reached the device',
      about('requeue', 'b'),
      ['b takenBack', 'card.request'],
      'STOPPING.draining a bcd stopping asked',
    ],
    [
      'a reset',
      event('reset'),
      ['a drop', 'a SC_SCSI_BUS_RESET', 'b drop', 'b SC_SCSI_BUS_RESET', 'c ENXIO', 'd ENXIO', 'SCIOSTOP none'],
      'CLOSED - -',
    ],
    [
      'an abort that took effect',
      event('aborted'),
      ['a drop', 'a ENXIO', 'b drop', 'b ENXIO', 'c ENXIO', 'd ENXIO', 'SCIOSTOP none'],
      'CLOSED - -',
    ],
  ]);

  rows('STOPPING, with a turn asked for', () => running().after(ioctl('stop'), ends('a', 'GOOD')), [
    ['the turn', event('grant'), ['c start'], 'STOPPING.draining bc d stopping'],
  ]);

  rows('STOPPING, the last one', () => cleared().after(ioctl('stop')), [
    ['GOOD', ends('b', 'GOOD'), ['b none', 'SCIOSTOP none'], 'CLOSED - -'],
    ['an error', ends('b', 'BUSY'), ['b EIO', 'SCIOSTOP none'], 'CLOSED - -'],
  ]);

  it('closes a device that was open from the beginning for good', () => {
    const queue = held({}, true).after(ioctl('stop'));
    expect([queue.says(event('reset')).at(-1), queue.now]).toEqual(['SCIOSTOP none', 'CLOSED - -']);
  });

  rows('STOPPING, held', () => held().after(ioctl('stop')), [
    [
      'SC_Q_RESUME',
      submit('e', ['SC_RESUME', 'SC_Q_RESUME']),
      [`e ${aixAdapterDefaults.errnoStopping}`],
      'STOPPING.held b cd stopping',
    ],
    ['a turn', event('grant'), ['card.pass'], 'STOPPING.held b cd stopping'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'STOPPING.held - cd stopping'],
    ['an error', ends('b', 'BUSY'), ['b EIO'], 'STOPPING.held - cd stopping'],
    ['one that never reached the device', about('requeue', 'b'), ['b takenBack'], 'STOPPING.held - bcd stopping'],
    ['a reset', event('reset'), ['b drop', 'b SC_SCSI_BUS_RESET', 'c ENXIO', 'd ENXIO', 'SCIOSTOP none'], 'CLOSED - -'],
    [
      'an abort that took effect',
      event('aborted'),
      ['b drop', 'b ENXIO', 'c ENXIO', 'd ENXIO', 'SCIOSTOP none'],
      'CLOSED - -',
    ],
  ]);
});

describe('a recovery command with SC_DELAY_CMD', () => {
  it('is not started by a turn that comes too early, and asks for another when the delay is over', () => {
    const queue = new DeviceQueue().after(event('reset'), submit('a', ['SC_RESUME']), event('grant'), submit('b'));
    queue.after(ends('a', 'CHECK_CONDITION'), submit('r', ['SC_RESUME', 'SC_DELAY_CMD'], untagged));
    expect(queue.now).toBe('HELD_RECOV - rb recovering r asked');
    expect([queue.says(event('grant')), queue.now]).toEqual([['card.pass'], 'HELD_RECOV - rb recovering r']);
    expect([queue.ends('delayCmd'), queue.now]).toEqual([['card.request'], 'HELD_RECOV - rb recovering r asked']);
    expect([queue.says(event('grant')), queue.now]).toEqual([['r start'], 'HELD_RECOV r b recovering r']);
  });
});

describe('SCIOSTOP of a held queue with nothing in it', () => {
  /** Only b is active when the CHECK CONDITION of a halts the queue. */
  const nothingHeld = () =>
    new DeviceQueue({}, false)
      .after(ioctl('start'), ...['a', 'b'].flatMap((slot) => [submit(slot), event('grant')]))
      .after(ends('a', 'CHECK_CONDITION'));
  rows('HALT_HELD', () => nothingHeld().after(ends('b', 'GOOD')), [
    ['returns at once', ioctl('stop'), ['SCIOSTOP none'], 'CLOSED - -'],
  ]);
  rows('STOPPING, held', () => nothingHeld().after(ioctl('stop')), [
    ['waits for what is active', ends('b', 'GOOD'), ['b none', 'SCIOSTOP none'], 'CLOSED - -'],
    ['and does not mind how that ends', ends('b', 'BUSY'), ['b EIO', 'SCIOSTOP none'], 'CLOSED - -'],
  ]);
});

describe('a turn that was asked for and is not wanted any more', () => {
  /** A turn is asked for, b is active, c and d wait. */
  const asked = () => running().after(ends('a', 'GOOD'));
  it.each([
    ['HALT_CLEARED', () => asked().after(ends('b', 'BUSY')), 'HALT_CLEARED - -'],
    ['HALT_HELD', () => asked().after(ends('b', 'CHECK_CONDITION')), 'HALT_HELD - cd'],
    ['RUN', () => asked().after(event('reset'), submit('e', ['SC_RESUME', 'SC_DELAY_CMD'])), 'RUN - e'],
    ['CLOSED', () => asked().after(event('reset'), ioctl('stop')), 'CLOSED - -'],
  ] as const)('is passed on, and forgotten: %s', (_, made, now) => {
    const queue = made();
    expect(queue.now).toBe(`${now} asked`);
    expect([queue.says(event('grant')), queue.now]).toEqual([['card.pass'], now]);
  });

  it('is passed on, and forgotten: STOPPING', () => {
    const stopping = asked().after(ends('b', 'CHECK_CONDITION'), ioctl('stop'));
    expect([stopping.says(event('grant')), stopping.now]).toEqual([['card.pass'], 'STOPPING.held - cd stopping']);
    const draining = asked().after(event('reset'), submit('e', ['SC_RESUME', 'SC_DELAY_CMD']), ioctl('stop'));
    expect([draining.says(event('grant')), draining.now]).toEqual([['card.pass'], 'STOPPING.draining - e stopping']);
  });
});

describe('by parameter', () => {
  rows('a device that throws its queue away', () => running({ deviceClearsQueue: true }), [
    [
      'CHECK CONDITION',
      ends('a', 'CHECK_CONDITION'),
      ['a EIO', 'b drop', 'b ENXIO', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED - -',
    ],
  ]);
  rows('rejected ones halt the queue', () => running({ rejectHalts: true }), [
    ['a rejected one', reject, ['e EINVAL', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED ab -'],
  ]);
  rows('what resumes goes to the tail, HALT_HELD', () => held({ qresumeAtTail: true }), [
    [
      'SC_RESUME and SC_Q_RESUME with a command',
      submit('e', ['SC_RESUME', 'SC_Q_RESUME']),
      ['e chained', 'card.request'],
      'RUN b cde asked',
    ],
  ]);
  rows('what resumes goes to the tail, HELD_SENSED', () => sensed({ qresumeAtTail: true }), [
    ['SC_Q_RESUME with a command', submit('e', ['SC_Q_RESUME']), ['e chained', 'card.request'], 'RUN b cde asked'],
  ]);
});

describe('a timeout', () => {
  it('is told by the reset that follows it: SC_CMD_TIMEOUT for the one, SC_SCSI_BUS_RESET for the others', () => {
    const queue = running().after(about('timeout', 'b'));
    expect(queue.says(event('reset'))).toEqual([
      'a drop',
      'a SC_SCSI_BUS_RESET',
      'b drop',
      'b SC_CMD_TIMEOUT',
      'c ENXIO',
      'd ENXIO',
    ]);
    expect(queue.now).toBe('HALT_CLEARED - -');
  });

  it('is forgotten when the transaction comes back after all', () => {
    expect(running().after(about('timeout', 'b'), ends('b', 'GOOD')).now).toBe('RUN a cd asked');
  });
});

describe('SC_DELAY_CMD', () => {
  it('holds a command after a reset until the delay is over, which every reset begins anew', () => {
    const queue = running().after(event('reset'));
    expect(queue.says(submit('e', ['SC_RESUME', 'SC_DELAY_CMD']))).toEqual(['e chained']);
    expect(queue.bench.armed()).toEqual([`${at} delayCmd`]);
    queue.bench.fire(at, 'delayCmd');
    expect(queue.now).toBe('RUN - e asked');
  });

  it('holds the recovery command as well', () => {
    const queue = running().after(event('reset'), submit('a', ['SC_RESUME']), event('grant'));
    queue.after(ends('a', 'CHECK_CONDITION'));
    expect(queue.says(submit('r', ['SC_RESUME', 'SC_DELAY_CMD'], untagged))).toEqual(['r chained']);
    queue.bench.fire(at, 'delayCmd');
    expect(queue.now).toBe('HELD_RECOV - r recovering r asked');
    expect(queue.says(event('grant'))).toContain('r start');
  });

  it('means nothing without a reset', () => {
    expect(new DeviceQueue().says(submit('e', ['SC_DELAY_CMD']))).toEqual(['e chained', 'card.request']);
  });
});

describe('an untagged command', () => {
  it('goes alone', () => {
    const queue = new DeviceQueue().after(submit('a', [], untagged), event('grant'));
    expect(queue.says(submit('b', [], untagged))).toEqual(['b chained']);
    expect(queue.says(ends('a', 'GOOD'))).toEqual(['a none', 'card.request']);
    expect(queue.after(event('grant')).says(ends('b', 'CHECK_CONDITION'))).toEqual(['b EIO']);
    expect(queue.now).toBe('HALT_CLEARED - -');
  });
});
