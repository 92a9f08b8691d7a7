import { describe, expect, it } from 'vitest';
import { rows } from '../rows.ts';
import {
  about,
  control,
  ends,
  event,
  ioctl,
  managed,
  pathSlow,
  pathWaits,
  running,
  type SamQueue,
  submit,
  untagged,
} from './sam-queue-bench.ts';

const clears = { deviceClearsQueue: true };
const checked = 'a CHECK_CONDITION NOT_PATH_ERR sense';
const flushed = ['c ENXIO', 'd ENXIO'];
const back = 'tmf.cameBack b';

describe('a device that throws its queue away after CHECK CONDITION', () => {
  const check = ends('a', 'CHECK_CONDITION');
  rows('RUN', () => running(clears), [
    ['CHECK CONDITION', check, [checked, 'tmf.thrownAway b', ...flushed], 'HALT_CLEARED b - thrown away b'],
    ['BUSY', ends('a', 'BUSY'), ['a BUSY_STATUS', ...flushed], 'HALT_CLEARED b -'],
  ]);
  rows('RUN, one is being aborted', () => running(clears).after(about('timeout', 'b')), [
    ['CHECK CONDITION', check, [checked, ...flushed], 'HALT_CLEARED b - late b'],
    [
      'CHECK CONDITION of that one',
      ends('b', 'CHECK_CONDITION'),
      [back, checked.replace('a', 'b'), 'tmf.thrownAway a', ...flushed],
      'HALT_CLEARED a - thrown away a',
    ],
  ]);
  rows('RUN, one is lost', () => running(clears).after(about('lost', 'b')), [
    ['CHECK CONDITION', check, [checked, ...flushed], 'HALT_CLEARED b? -'],
  ]);

  /** a was checked; b and c are being aborted, d is the first after the error. */
  const resumed = () =>
    running({ ...clears, activePerDevice: 3 }).after(ends('a', 'CHECK_CONDITION'), submit('d', ['SC_RESUME']));
  rows('RUN, what was thrown away has not come back', resumed, [
    ['one more', submit('e'), ['e chained'], 'RUN bc de thrown away b thrown away c'],
    ['the first has been aborted', about('aborted', 'b'), ['b drop', 'b ENXIO'], 'RUN c d thrown away c'],
    [
      'CHECK CONDITION of one that had crossed the other',
      ends('b', 'CHECK_CONDITION'),
      [back, checked.replace('a', 'b'), 'd ENXIO'],
      'HALT_CLEARED c - thrown away c',
    ],
  ]);
});

describe('what a device was to have thrown away', () => {
  /** b is being aborted. */
  const cleared = () => running(clears).after(ends('a', 'CHECK_CONDITION'));
  const run = () => cleared().after(submit('e', ['SC_RESUME']));
  /** u, which has no tag, fails meanwhile, and the queue is kept without tags. */
  const held = () =>
    running({ ...clears, keepsQueueWithoutTags: true, activePerDevice: 4 }).after(
      ...['c', 'd'].map((slot) => ends(slot, 'GOOD')),
      submit('u', [], untagged),
      ends('a', 'CHECK_CONDITION'),
      submit('e', ['SC_RESUME']),
      ends('u', 'CHECK_CONDITION'),
    );
  const aca = (made: () => SamQueue, ...flags: readonly string[]) => {
    return () => made().after(control('q', 'SC_CLEAR_ACA', ...flags));
  };
  const keeping = aca(held);

  type Open = readonly [state: string, made: () => SamQueue, rest: string, then?: readonly string[], now?: string];
  const states: readonly Open[] = [
    ['RUN', run, 'e', ['e start'], 'RUN e -'],
    ['HALT_CLEARED', cleared, '-'],
    ['HALT_HELD', held, 'e'],
    [
      'HELD_RECOV',
      () => held().after(submit('r', ['SC_RESUME'], untagged)),
      're recovering r',
      ['r start'],
      'HELD_RECOV r e recovering r',
    ],
    ['HELD_SENSED', () => keeping().after(managed('q')), 'e'],
    ['CLEARING_ACA.running', aca(run), 'e asked q'],
    ['CLEARING_ACA.cleared', aca(cleared), '- asked q'],
    ['CLEARING_ACA.keep', keeping, 'e asked q'],
    ['CLEARING_ACA.clear', aca(held, 'SC_Q_CLR'), 'e asked q'],
    ['CLEARING_ACA.resume', aca(held, 'SC_RESUME', 'SC_Q_RESUME'), 'e asked q'],
    [
      'STOPPING.draining',
      () => cleared().after(ioctl('stop')),
      '- waiting',
      ['SCIOLSTOP none', 'path.close'],
      'CLOSED - -',
    ],
    ['STOPPING.held', () => held().after(ioctl('stop')), 'e waiting'],
  ];

  for (const [state, made, rest, then = [], now = `${state} - ${rest}`] of states) {
    const ended = ['b drop', 'b ENXIO', ...then];
    const [chain, ...words] = rest.split(' ');
    const recovers = words[0] === 'recovering' ? words.splice(0, 2) : [];
    const still = [state, 'b', chain, ...recovers, 'thrown away b', ...words].join(' ');
    rows(state, made, [
      ['has been aborted', about('aborted', 'b'), ended, now],
      ['nobody answers', about('unanswered', 'b'), [back, ...ended], now],
      ['lost', about('lost', 'b'), [back, ...ended], now],
      ['its time is over', about('timeout', 'b'), [], still],
    ]);
    rows(`${state}, failure is slow`, () => made().after(pathSlow), [
      ['nobody answers', about('unanswered', 'b'), [back, ...ended], `${now} SLOW`],
    ]);
  }

  rows('HALT_CLEARED', cleared, [
    ['GOOD', ends('b', 'GOOD'), [back, 'b none'], 'HALT_CLEARED - -'],
    ['BUSY', ends('b', 'BUSY'), [back, 'b BUSY_STATUS'], 'HALT_CLEARED - -'],
    ['SCIOLHALT took effect', event('halted'), [back, 'b drop', 'b ENXIO'], 'HALT_CLEARED - -'],
    ['our reset', event('reset'), [back, 'b drop', 'b SCSI_TRANSPORT_RESET UPDATE_RESERVES'], 'HALT_CLEARED - - delay'],
    [
      'SC_RESUME: nothing is started before it has come back',
      submit('e', ['SC_RESUME']),
      ['e chained'],
      'RUN b e thrown away b',
    ],
  ]);

  it('comes back at once when nobody answers, also while it is not known for how long the target is away', () => {
    const queue = cleared().after(pathWaits);
    expect(queue.says(about('lost', 'b'))).toEqual([back, 'b drop', 'b ENXIO']);
  });
});
