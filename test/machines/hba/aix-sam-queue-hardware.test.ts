import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/system/machine-step.ts';
import {
  about,
  bdr,
  cleared,
  clearing,
  command,
  control,
  empty,
  ends,
  event,
  held,
  ioctl,
  listen,
  managed,
  own,
  pathDead,
  pathSlow,
  pathUp,
  pathWaits,
  recovering,
  running,
  type SamQueue,
  sensed,
  submit,
  untagged,
} from './sam-queue-bench.ts';

/** A state of an open device in which `b` is active. */
type Open = {
  readonly state: string;
  readonly made: () => SamQueue;
  readonly active: string;
  readonly chain: string;
  /** What it remembers beside, and what of that is left when everything was flushed. */
  readonly words?: readonly string[];
  readonly flushed?: readonly string[];
  /** SCIOLSTOP waits. */
  readonly stopping?: boolean;
};

const clearingAca = (state: keyof typeof clearing, active: string, chain: string): Open => ({
  ...{ state: `CLEARING_ACA.${state}`, made: clearing[state], active, chain },
  ...{ words: ['asked q'], flushed: ['asked q'] },
});
const waiting = { words: ['waiting'], flushed: ['waiting'], stopping: true };
const states: readonly Open[] = [
  { state: 'RUN', made: running, active: 'ab', chain: 'cd' },
  { state: 'HALT_CLEARED', made: cleared, active: 'b', chain: '' },
  { state: 'HALT_HELD', made: held, active: 'b', chain: 'cd' },
  { state: 'HELD_RECOV', made: recovering, active: 'br', chain: 'cd', words: ['recovering r'] },
  { state: 'HELD_SENSED', made: sensed, active: 'b', chain: 'cd' },
  clearingAca('running', 'ab', 'cd'),
  clearingAca('cleared', 'b', ''),
  clearingAca('keep', 'b', 'cd'),
  clearingAca('clear', 'b', 'cd'),
  clearingAca('resume', 'b', 'cd'),
  {
    ...{ state: 'STOPPING.draining', active: 'ab', chain: 'cd' },
    ...{ ...waiting, made: () => running().after(ioctl('stop')) },
  },
  { state: 'STOPPING.held', active: 'b', chain: 'cd', ...waiting, made: () => held().after(ioctl('stop')) },
];

/** What a message means, from what has happened before, for any state: the words of one row. */
type Row = readonly [what: string, before: readonly Message[], message: Message, expected: Expected];
type Expected = {
  readonly says: readonly string[];
  /** Everything that waits is flushed, and the queue halted. */
  readonly flush?: boolean;
  /** How `b` is remembered, when it is still active; undefined: it has ended. */
  readonly b?: 'b' | 'b?';
  /** None of the others is active any more. */
  readonly all?: boolean;
  readonly words?: readonly string[];
  /** What is the last of the chain now. */
  readonly appended?: string;
};

const lost = about('lost', 'b');
const timeout = about('timeout', 'b');
const back = 'tmf.cameBack b';
const died = (status: string): string[] => ['b drop', `b ${status}`];

const rowsOf = ({ state, active, stopping = false }: Open): readonly Row[] => {
  const each = (status: (slot: string) => string) => active.split('').flatMap((slot) => [`${slot} drop`, status(slot)]);
  const reset = (slot: string) => `${slot} SCSI_${slot === 'b' ? 'CMD_TIMEOUT' : 'TRANSPORT_RESET'} UPDATE_RESERVES`;
  return [
    ['nobody answers', [], about('unanswered', 'b'), { says: died('SCSI_NO_DEVICE_RESPONSE'), flush: true }],
    [
      'nobody answers after its timeout',
      [timeout],
      about('unanswered', 'b'),
      { says: [back, ...died('SCSI_CMD_TIMEOUT')], flush: true },
    ],
    ['nobody answers, failure is slow', [pathSlow], about('unanswered', 'b'), { says: [], b: 'b?', words: ['SLOW'] }],
    ['nobody answers, not sure yet', [pathWaits], about('unanswered', 'b'), { says: [], b: 'b?', words: ['WAITING'] }],

    ['lost', [], lost, { says: [], b: 'b?' }],
    ['lost after its timeout', [timeout], lost, { says: [], b: 'b?', words: ['late b'] }],
    [
      'lost after its timeout, the target away',
      [timeout, pathWaits],
      lost,
      { says: [back, ...died('SCSI_CMD_TIMEOUT')], flush: true, words: ['WAITING'] },
    ],

    ['a timeout', [], timeout, { says: ['tmf.timeout b'], b: 'b', words: ['late b'] }],
    ['a timeout of a lost one', [lost], timeout, { says: ['tmf.timeout b'], b: 'b?', words: ['late b'] }],
    ['a timeout, the target away', [pathSlow], timeout, { says: ['tmf.timeout b'], b: 'b', words: ['late b', 'SLOW'] }],
    [
      'a timeout of a lost one, the target away',
      [pathSlow, lost],
      timeout,
      { says: died('SCSI_CMD_TIMEOUT'), flush: true, words: ['SLOW'] },
    ],

    ['aborted', [timeout], about('aborted', 'b'), { says: died('SCSI_CMD_TIMEOUT'), flush: true }],
    ['aborted, though it had not timed out', [], about('aborted', 'b'), { says: [], b: 'b' }],

    [
      'SCIOLHALT took effect',
      [timeout],
      event('halted'),
      { says: [back, ...each((slot) => `${slot} ENXIO`)], flush: true, all: true },
    ],
    [
      'our reset',
      [timeout],
      event('reset'),
      { says: [back, ...each(reset)], flush: true, all: true, words: ['delay'] },
    ],
    [
      'a reset by another initiator',
      [lost],
      event('foreignReset'),
      { says: died('SCSI_TRANSPORT_RESET UPDATE_RESERVES'), flush: true, words: ['delay'] },
    ],
    [
      'a reset by another initiator after a timeout',
      [lost, timeout],
      event('foreignReset'),
      { says: [back, ...died('SCSI_CMD_TIMEOUT UPDATE_RESERVES')], flush: true, words: ['delay'] },
    ],
    [
      'a reset by another initiator that has not lost it',
      [],
      event('foreignReset'),
      { says: [], flush: true, b: 'b', words: ['delay'] },
    ],

    ['the nexus given up', [lost], event('nexusLost'), { says: died('SCSI_TRANSPORT_FAULT'), flush: true }],
    [
      'the nexus given up after a timeout',
      [lost, timeout],
      event('nexusLost'),
      { says: [back, ...died('SCSI_CMD_TIMEOUT')], flush: true },
    ],

    [
      'the target dead',
      [lost, pathWaits],
      pathDead,
      { says: died('SCSI_TRANSPORT_DEAD NO_DELAY'), flush: true, words: ['DEAD'] },
    ],
    [
      'the target dead after a timeout',
      [lost, timeout, pathWaits],
      pathDead,
      { says: [back, ...died('SCSI_CMD_TIMEOUT')], flush: true, words: ['DEAD'] },
    ],
    ['the target dead, but an answer may come', [], pathDead, { says: [], flush: true, b: 'b', words: ['DEAD'] }],

    [
      'the target back',
      [lost, pathWaits],
      pathUp('other'),
      { says: died('SCSI_TRANSPORT_FAULT id other'), flush: true, words: ['id other'] },
    ],
    [
      'the target back after a timeout',
      [lost, timeout, pathWaits],
      pathUp('other'),
      { says: [back, ...died('SCSI_CMD_TIMEOUT id other')], flush: true, words: ['id other'] },
    ],
    ['the target back, nothing lost', [pathWaits], pathUp('other'), { says: [], b: 'b', words: ['id other'] }],
    [
      'the target back, failure was slow',
      [pathSlow, lost],
      pathUp('other'),
      { says: [], b: 'b?', words: ['id other'] },
    ],
    ['the target is there', [lost], pathUp(), { says: [], b: 'b?' }],

    ['SCIOLSTART', [], ioctl('start'), { says: ['SCIOLSTART EINVAL'], b: 'b' }],
    ['SCIOLHALT', [], ioctl('halt'), { says: ['tmf.halt'], b: 'b' }],
    ['SCIOLRESET', [], bdr, { says: ['tmf.reset lun'], b: 'b' }],
    [
      'SCIOLEVENT',
      [],
      listen,
      stopping ? { says: ['SCIOLEVENT EINVAL'], b: 'b' } : { says: ['listen x head:x'], b: 'b' },
    ],
    [
      'the command of an ioctl',
      [],
      command,
      state === 'RUN'
        ? { says: [`${own} chained`], b: 'b', appended: own }
        : { says: [`${own} ${stopping ? 'EINVAL' : 'EBUSY'}`], b: 'b' },
    ],
    ['GOOD after its timeout', [timeout], ends('b', 'GOOD'), { says: [back, 'b none'] }],
  ];
};

/** The state afterwards, and what is said because of that. */
function follows({ state, active, chain, words = [], flushed = [], stopping = false }: Open, row: Expected) {
  const { says, flush = false, b, all = false, words: more = [], appended = '' } = row;
  const left = (all ? '' : active)
    .split('')
    .flatMap((slot) => (slot === 'b' ? (b ?? []) : slot))
    .join('');
  const halted = stopping ? 'STOPPING.draining' : 'HALT_CLEARED';
  const closes = stopping && flush && left === '';
  const kept = flush ? (closes ? [] : flushed) : words;
  const order = ['recovering r', 'late b', 'asked q', 'waiting', 'WAITING', 'SLOW', 'DEAD', 'delay', 'id other'];
  const remembered = [...kept, ...more].sort((x, y) => order.indexOf(x) - order.indexOf(y));
  return {
    says: [
      ...says,
      ...(flush ? chain.split('').map((slot) => `${slot} ENXIO`) : []),
      ...(closes ? ['SCIOLSTOP none', 'path.close'] : []),
    ],
    now: [
      closes ? 'CLOSED' : flush ? halted : state,
      left || '-',
      (flush ? '' : chain + appended) || '-',
      ...remembered,
    ].join(' '),
  };
}

describe.each(states)('$state: hardware and path', (open) => {
  // A place that becomes free is taken at once where the queue runs.
  const runs = open.state === 'RUN' || open.state === 'STOPPING.draining';
  it.each(rowsOf(open).filter(([what]) => !(runs && what.startsWith('GOOD'))))('%s', (_, before, message, expected) => {
    const queue = open.made().after(...before);
    const { says, now } = follows(open, expected);
    expect([queue.says(message), queue.now]).toEqual([says, now]);
  });
});

describe.each(states.filter(({ stopping }) => !stopping))(
  '$state: flags that reset',
  ({ state, made, active, chain, words = [] }) => {
    const waits = words.includes('asked q') ? [] : [...words];
    const now = (...more: readonly string[]) => [state, active, chain || '-', ...more].join(' ');

    it.each([
      ['SC_LUN_RESET', 'LOGICAL_UNIT_RESET'],
      ['SC_TARGET_RESET', 'TARGET_RESET'],
    ])('%s', (flag, name) => {
      const queue = made();
      const before = words.includes('asked q') ? ['asked q'] : [];
      expect(queue.says(control('f', flag))).toEqual(['f started', `${name} f`]);
      expect(queue.now).toBe(now(...waits, ...before, 'asked f'));
    });

    it.each([
      ['our reset', event('reset')],
      ['the reset of another initiator', event('foreignReset')],
    ])('what was asked for and is not done meets %s', (_, reset) => {
      const queue = made().after(control('f', 'SC_LUN_RESET'), reset);
      expect(queue.says(managed('f', 'failed'))).toEqual(['f SCSI_TRANSPORT_RESET UPDATE_RESERVES']);
      // What is asked for afterwards has not met it.
      queue.after(control('f', 'SC_LUN_RESET'));
      expect(queue.says(managed('f', 'failed'))).toEqual(['f SCSI_NO_DEVICE_RESPONSE']);
    });

    it.each([
      ['done', managed('f'), 'f none'],
      ['not done', managed('f', 'failed'), 'f SCSI_NO_DEVICE_RESPONSE'],
    ])('a reset by flag, %s', (_, message, said) => {
      const queue = made().after(control('f', 'SC_LUN_RESET'));
      const before = words.includes('asked q') ? ['asked q'] : [];
      expect([queue.says(message), queue.now]).toEqual([[said], now(...waits, ...before)]);
    });
  },
);

describe.each(states.filter(({ state }) => /^STOPPING/.test(state)))(
  '$state: a reset is still under way',
  ({ state, active, chain }) => {
    const from = state === 'STOPPING.held' ? held : running;
    it.each([
      ['done', managed('f'), 'f none'],
      ['not done', managed('f', 'failed'), 'f SCSI_NO_DEVICE_RESPONSE'],
    ])('a reset by flag, %s', (_, message, said) => {
      const queue = from().after(control('f', 'SC_LUN_RESET'), ioctl('stop'));
      expect([queue.says(message), queue.now]).toEqual([[said], `${state} ${active} ${chain} waiting`]);
    });

    it.each([
      ['our reset', event('reset')],
      ['the reset of another initiator', event('foreignReset')],
    ])('what was asked for and is not done meets %s', (_, reset) => {
      const queue = from().after(control('f', 'SC_LUN_RESET'), ioctl('stop'), reset);
      expect(queue.says(managed('f', 'failed'))[0]).toBe('f SCSI_TRANSPORT_RESET UPDATE_RESERVES');
    });
  },
);

describe.each(states)('$state: an answer after the timeout', ({ made, active }) => {
  it.each(
    active.split('').flatMap((slot) => ['GOOD', 'BUSY', 'CHECK_CONDITION'].map((status) => [slot, status] as const)),
  )('task management hears that it is back: %s %s', (slot, status) => {
    expect(made().after(about('timeout', slot)).says(ends(slot, status))[0]).toBe(`tmf.cameBack ${slot}`);
  });
});

describe('with nothing pending', () => {
  const alone = () => empty().after(submit('a'), ends('a', 'CHECK_CONDITION'));
  const aca = (...flags: readonly string[]) => alone().after(control('q', 'SC_CLEAR_ACA', ...flags));
  const halted = () => empty().after(event('halted'));
  const queues: readonly [state: string, made: () => SamQueue, words: string][] = [
    ['RUN', empty, ''],
    ['HALT_CLEARED', halted, ''],
    ['HALT_HELD', alone, ''],
    ['HELD_SENSED', () => alone().after(submit('r', ['SC_RESUME'], untagged), ends('r', 'GOOD')), ''],
    ['CLEARING_ACA.running', () => empty().after(control('q', 'SC_CLEAR_ACA')), 'asked q'],
    ['CLEARING_ACA.cleared', () => halted().after(control('q', 'SC_CLEAR_ACA')), 'asked q'],
    ['CLEARING_ACA.keep', () => aca(), 'asked q'],
    ['CLEARING_ACA.clear', () => aca('SC_Q_CLR'), 'asked q'],
    ['CLEARING_ACA.resume', () => aca('SC_RESUME', 'SC_Q_RESUME'), 'asked q'],
    ['STOPPING.draining', () => empty().after(control('q', 'SC_LUN_RESET'), ioctl('stop')), 'asked q waiting'],
    ['STOPPING.held', () => aca().after(ioctl('stop')), 'asked q waiting'],
  ];
  it.each(queues)('%s: a dead target or a lost nexus changes nothing', (state, made, words) => {
    const now = (path = '') => [state, '-', '-', words, path].filter((word) => word !== '').join(' ');
    const queue = made();
    expect([queue.says(event('nexusLost')), queue.now]).toEqual([[], now()]);
    expect([queue.says(pathDead), queue.now]).toEqual([[], now('DEAD')]);
  });

  it.each(queues.filter(([state]) => !state.startsWith('STOPPING')))(
    '%s: remembers why the target is dead',
    (state, made) => {
      const queue = made().after(pathDead);
      if (state.startsWith('CLEARING_ACA')) queue.after(managed('q'));
      // Whatever has to be sent to go on, the command comes back at once.
      queue.after(control('f', 'SC_Q_RESUME', ...(/HELD_SENSED|keep/.test(state) ? [] : ['SC_RESUME'])));
      expect(queue.says(submit('e', ['SC_RESUME']))).toEqual(['e SCSI_TRANSPORT_DEAD NO_DELAY']);
    },
  );
});

describe.each([
  ['draining', () => empty().after(control('q', 'SC_LUN_RESET'), ioctl('stop'))],
  ['held', () => empty().after(submit('a'), ends('a', 'CHECK_CONDITION'), control('q', 'SC_CLEAR_ACA'), ioctl('stop'))],
] as const)('STOPPING.%s, with nothing pending', (_, made) => {
  it('remembers why the target is dead for the next SCIOLSTART', () => {
    const queue = made().after(pathDead, managed('q'));
    expect(queue.now).toBe('CLOSED - - DEAD');
    expect(queue.after(ioctl('start'), event('opened')).says(submit('e'))).toEqual(['e SCSI_TRANSPORT_DEAD NO_DELAY']);
  });
});

describe('an answer that may still come although the target is dead', () => {
  /** a and b are active. */
  const dead = () => running().after(pathDead);
  const again = () => dead().after(control('f', 'SC_RESUME', 'SC_Q_RESUME'));
  const kept = () => again().after(ends('a', 'CHECK_CONDITION'));
  const aca = (...flags: readonly string[]) => kept().after(control('q', 'SC_CLEAR_ACA', ...flags));
  it.each<[string, () => SamQueue, string]>([
    ['RUN', again, 'HALT_CLEARED a - DEAD'],
    ['HALT_CLEARED', dead, 'HALT_CLEARED a - DEAD'],
    ['HALT_HELD', kept, 'HALT_CLEARED - - DEAD'],
    ['HELD_SENSED', () => aca().after(managed('q')), 'HALT_CLEARED - - DEAD'],
    ['CLEARING_ACA.running', () => again().after(control('q', 'SC_CLEAR_ACA')), 'HALT_CLEARED a - asked q DEAD'],
    ['CLEARING_ACA.cleared', () => dead().after(control('q', 'SC_CLEAR_ACA')), 'HALT_CLEARED a - asked q DEAD'],
    ['CLEARING_ACA.keep', () => aca(), 'HALT_CLEARED - - asked q DEAD'],
    ['CLEARING_ACA.clear', () => aca('SC_Q_CLR'), 'HALT_CLEARED - - asked q DEAD'],
    ['CLEARING_ACA.resume', () => aca('SC_RESUME', 'SC_Q_RESUME'), 'HALT_CLEARED - - asked q DEAD'],
    ['STOPPING.draining', () => again().after(ioctl('stop')), 'STOPPING.draining a - waiting DEAD'],
    ['STOPPING.held', () => aca().after(ioctl('stop')), 'STOPPING.draining - - asked q waiting DEAD'],
  ])('is that nobody is there, in %s', (state, made, now) => {
    const queue = made();
    expect(queue.now.split(' ')[0]).toBe(state);
    expect([queue.says(about('unanswered', 'b')), queue.now]).toEqual([died('SCSI_TRANSPORT_DEAD NO_DELAY'), now]);
    const late = made().after(timeout);
    expect(late.says(about('unanswered', 'b'))).toEqual([back, ...died('SCSI_CMD_TIMEOUT')]);
  });
});
