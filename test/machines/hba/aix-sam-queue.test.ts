import { describe, expect, it } from 'vitest';
import { samAdapterDefaults } from '../../../machines/protocol/sam-parameters.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { type Row, rows } from '../rows.ts';
import {
  about,
  bdr,
  cleared,
  clearing,
  command,
  control,
  dump,
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
  reject,
  running,
  SamQueue,
  sensed,
  submit,
  untagged,
} from './sam-queue-bench.ts';

const { errnoNotStarted, errnoStopping } = samAdapterDefaults;
const checked = 'a CHECK_CONDITION NOT_PATH_ERR held sense';

describe('the queue of a device that is not open', () => {
  rows('CLOSED', () => new SamQueue().after(pathUp()), [
    ['SCIOLSTART', ioctl('start'), ['path.open'], 'STARTING - - waiting'],
    ['SCIOLSTOP', ioctl('stop'), ['SCIOLSTOP EINVAL'], 'CLOSED - -'],
    ['SCIOLHALT', ioctl('halt'), ['SCIOLHALT EINVAL'], 'CLOSED - -'],
    ['SCIOLRESET', bdr, ['SCIOLRESET EINVAL'], 'CLOSED - -'],
    ['SCIOLEVENT', listen, ['SCIOLEVENT EINVAL'], 'CLOSED - -'],
    ['the command of an ioctl', command, [`${own} EINVAL`], 'CLOSED - -'],
    ['ddstrategy', submit('e'), [`e ${errnoNotStarted}`], 'CLOSED - -'],
    ['a rejected one', reject, ['e EINVAL'], 'CLOSED - -'],
    ['the abort of one that has come back', about('aborted', 'a'), [], 'CLOSED - -'],
    ['a halt', event('halted'), [], 'CLOSED - -'],
    ['a reset of the target', event('reset'), [], 'CLOSED - - delay'],
    ['a reset by another initiator', event('foreignReset'), [], 'CLOSED - - delay'],
    ['the loss of the nexus', event('nexusLost'), [], 'CLOSED - -'],
    ['the target under another id', pathUp('other'), [], 'CLOSED - - id other'],
    ['the target dead', pathDead, [], 'CLOSED - - DEAD'],
  ]);

  const starting = () => new SamQueue().after(ioctl('start'));
  rows('STARTING', starting, [
    ['logged in', event('opened'), ['SCIOLSTART none'], 'RUN - - WAITING'],
    ['the login fails', event('notOpened'), ['SCIOLSTART EIO'], 'CLOSED - - WAITING'],
    ['SCIOLSTART', ioctl('start'), ['SCIOLSTART EINVAL'], 'STARTING - - waiting WAITING'],
    ['SCIOLSTOP', ioctl('stop'), ['SCIOLSTOP EINVAL'], 'STARTING - - waiting WAITING'],
    ['SCIOLHALT', ioctl('halt'), ['SCIOLHALT EINVAL'], 'STARTING - - waiting WAITING'],
    ['SCIOLRESET', bdr, ['SCIOLRESET EINVAL'], 'STARTING - - waiting WAITING'],
    ['SCIOLEVENT', listen, ['SCIOLEVENT EINVAL'], 'STARTING - - waiting WAITING'],
    ['the command of an ioctl', command, [`${own} EINVAL`], 'STARTING - - waiting WAITING'],
    ['ddstrategy', submit('e'), [`e ${errnoNotStarted}`], 'STARTING - - waiting WAITING'],
    ['a rejected one', reject, ['e EINVAL'], 'STARTING - - waiting WAITING'],
    ['a halt', event('halted'), [], 'STARTING - - waiting WAITING'],
    ['a reset of the target', event('reset'), [], 'STARTING - - waiting WAITING delay'],
    ['a reset by another initiator', event('foreignReset'), [], 'STARTING - - waiting WAITING delay'],
    ['the loss of the nexus', event('nexusLost'), [], 'STARTING - - waiting WAITING'],
    ['the target under another id', pathUp('other'), [], 'STARTING - - waiting id other'],
    ['the target dead', pathDead, [], 'STARTING - - waiting DEAD'],
  ]);

  it.each([
    ['CLOSED', () => new SamQueue().after(pathDead).after(ioctl('start'), event('opened'))],
    ['STARTING', () => starting().after(pathDead, event('opened'))],
  ])('remembers why the target was dead: %s', (_, made) => {
    expect(made().says(submit('e'))).toEqual(['e SCSI_TRANSPORT_DEAD NO_DELAY']);
  });

  const stopped = () => new SamQueue({}, true).after(pathUp(), ioctl('stop'));
  const stoppedHeld = () =>
    new SamQueue({}, true).after(pathUp(), submit('a'), ends('a', 'CHECK_CONDITION'), ioctl('stop'));
  it.each([
    ['SCIOLSTOP', stopped],
    ['SCIOLSTOP on a held queue', stoppedHeld],
    ['a login that fails', () => stopped().after(ioctl('start'), event('notOpened'))],
  ])('is closed after %s, although it was open in the beginning', (_, made) => {
    expect(made().now).toBe('CLOSED - -');
  });

  it('may be open from the beginning', () => {
    const queue = new SamQueue({}, true);
    expect([queue.now, queue.says(submit('e')), queue.says(pathUp())]).toEqual([
      'RUN - - WAITING',
      ['e chained'],
      ['e start'],
    ]);
  });
});

describe('the queue of an open device', () => {
  rows('RUN', running, [
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.draining ab cd waiting'],
    ['another', submit('e'), ['e chained'], 'RUN ab cde'],
    ['SC_RESUME', submit('e', ['SC_RESUME']), ['e chained'], 'RUN ab cde'],
    ['SC_Q_CLR', control('e', 'SC_Q_CLR'), ['e EINVAL'], 'RUN ab cd'],
    ['SC_Q_RESUME', submit('e', ['SC_Q_RESUME', 'SC_RESUME']), ['e EINVAL'], 'RUN ab cd'],
    ['SC_CLEAR_ACA', control('q', 'SC_CLEAR_ACA'), ['q started', 'CLEAR_ACA q'], 'CLEARING_ACA.running ab cd asked q'],
    ['SC_CLEAR_ACA and SC_Q_RESUME', control('q', 'SC_CLEAR_ACA', 'SC_Q_RESUME'), ['q EINVAL'], 'RUN ab cd'],
    ['a rejected one', reject, ['e EINVAL'], 'RUN ab cd'],
    ['GOOD', ends('a', 'GOOD'), ['a none', 'c start'], 'RUN bc d'],
    ['a short transfer', ends('a', 'GOOD', { resid: 'partial' }), ['a none resid partial', 'c start'], 'RUN bc d'],
    ['CHECK CONDITION', ends('a', 'CHECK_CONDITION'), [checked], 'HALT_HELD b cd'],
    [
      'COMMAND TERMINATED',
      ends('a', 'COMMAND_TERMINATED'),
      ['a COMMAND_TERMINATED NOT_PATH_ERR held'],
      'HALT_HELD b cd',
    ],
    ['BUSY', ends('a', 'BUSY'), ['a BUSY_STATUS', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED b -'],
    [
      'a failure of the adapter',
      ends('a', null, { resid: 'all' }),
      ['a SCSI_ADAPTER_HDW_FAILURE', 'c ENXIO', 'd ENXIO'],
      'HALT_CLEARED b -',
    ],
  ]);

  rows('RUN, the target dead', () => empty().after(pathDead), [
    ['another', submit('e'), ['e SCSI_TRANSPORT_DEAD NO_DELAY'], 'HALT_CLEARED - - DEAD'],
    [
      'one without command',
      control('e', 'SC_LUN_RESET'),
      ['e started', 'LOGICAL_UNIT_RESET e'],
      'RUN - - asked e DEAD',
    ],
    ['SC_Q_RESUME with a command', submit('e', ['SC_Q_RESUME']), ['e EINVAL'], 'RUN - - DEAD'],
  ]);

  rows('HALT_CLEARED', cleared, [
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.draining b - waiting'],
    ['another', submit('e'), ['e ENXIO'], 'HALT_CLEARED b -'],
    ['SC_RESUME', submit('e', ['SC_RESUME']), ['e chained', 'e start'], 'RUN be -'],
    ['SC_RESUME and SC_Q_RESUME alone', control('e', 'SC_RESUME', 'SC_Q_RESUME'), ['e none'], 'RUN b -'],
    ['SC_RESUME alone', control('e', 'SC_RESUME'), ['e ENXIO'], 'HALT_CLEARED b -'],
    ['SC_RESUME and SC_Q_CLR', submit('e', ['SC_RESUME', 'SC_Q_CLR']), ['e ENXIO'], 'HALT_CLEARED b -'],
    ['SC_CLEAR_ACA', control('q', 'SC_CLEAR_ACA'), ['q started', 'CLEAR_ACA q'], 'CLEARING_ACA.cleared b - asked q'],
    [
      'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME',
      control('q', 'SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'),
      ['q started', 'CLEAR_ACA q'],
      'CLEARING_ACA.running b - asked q',
    ],
    ['a rejected one', reject, ['e EINVAL'], 'HALT_CLEARED b -'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'HALT_CLEARED - -'],
    ['BUSY', ends('b', 'BUSY'), ['b BUSY_STATUS'], 'HALT_CLEARED - -'],
    ['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), ['b CHECK_CONDITION NOT_PATH_ERR sense'], 'HALT_CLEARED - -'],
  ]);

  rows('HALT_CLEARED, the target dead', () => cleared().after(pathDead), [
    ['SC_RESUME', submit('e', ['SC_RESUME']), ['e SCSI_TRANSPORT_DEAD NO_DELAY'], 'HALT_CLEARED b - DEAD'],
    ['another', submit('e'), ['e ENXIO'], 'HALT_CLEARED b - DEAD'],
  ]);

  rows('HALT_HELD', held, [
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.held b cd waiting'],
    ['another', submit('e'), ['e ENXIO'], 'HALT_HELD b cd'],
    ['SC_RESUME with a tag', submit('e', ['SC_RESUME']), ['e ENXIO'], 'HALT_HELD b cd'],
    ['one untagged command', submit('e', [], untagged), ['e ENXIO'], 'HALT_HELD b cd'],
    [
      'the recovery command',
      submit('r', ['SC_RESUME'], untagged),
      ['r chained', 'r start'],
      'HELD_RECOV br cd recovering r',
    ],
    [
      'the recovery command during ACA',
      submit('r', ['SC_RESUME'], { tag: 'SC_ACA_Q' }),
      ['r chained', 'r start'],
      'HELD_RECOV br cd recovering r',
    ],
    ['SC_Q_CLR', control('e', 'SC_Q_CLR'), ['c ENXIO', 'd ENXIO', 'e ENXIO'], 'HALT_CLEARED b -'],
    [
      'SC_RESUME and SC_Q_RESUME with a command',
      submit('e', ['SC_RESUME', 'SC_Q_RESUME'], untagged),
      ['e chained', 'e start'],
      'RUN be cd',
    ],
    ['SC_RESUME and SC_Q_RESUME alone', control('e', 'SC_RESUME', 'SC_Q_RESUME'), ['e none', 'c start'], 'RUN bc d'],
    ['SC_Q_RESUME without SC_RESUME', control('e', 'SC_Q_RESUME'), ['e ENXIO'], 'HALT_HELD b cd'],
    ['SC_CLEAR_ACA', control('q', 'SC_CLEAR_ACA'), ['q started', 'CLEAR_ACA q'], 'CLEARING_ACA.keep b cd asked q'],
    [
      'SC_CLEAR_ACA and SC_RESUME',
      control('q', 'SC_CLEAR_ACA', 'SC_RESUME'),
      ['q started', 'CLEAR_ACA q'],
      'CLEARING_ACA.keep b cd asked q',
    ],
    [
      'SC_CLEAR_ACA and SC_Q_CLR',
      control('q', 'SC_CLEAR_ACA', 'SC_Q_CLR'),
      ['q started', 'CLEAR_ACA q'],
      'CLEARING_ACA.clear b cd asked q',
    ],
    [
      'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME',
      control('q', 'SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'),
      ['q started', 'CLEAR_ACA q'],
      'CLEARING_ACA.resume b cd asked q',
    ],
    [
      'SC_CLEAR_ACA and SC_Q_RESUME without SC_RESUME',
      control('q', 'SC_CLEAR_ACA', 'SC_Q_RESUME'),
      ['q ENXIO'],
      'HALT_HELD b cd',
    ],
    ['a rejected one', reject, ['e EINVAL'], 'HALT_HELD b cd'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'HALT_HELD - cd'],
    [
      'another CHECK CONDITION',
      ends('b', 'CHECK_CONDITION'),
      ['b CHECK_CONDITION NOT_PATH_ERR held sense'],
      'HALT_HELD - cd',
    ],
    ['BUSY', ends('b', 'BUSY'), ['b BUSY_STATUS', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
  ]);

  rows('HELD_RECOV', recovering, [
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.held br cd recovering r waiting'],
    ['another', submit('e', ['SC_RESUME'], untagged), ['e ENXIO'], 'HELD_RECOV br cd recovering r'],
    ['SC_Q_CLR', control('e', 'SC_Q_CLR'), ['e ENXIO'], 'HELD_RECOV br cd recovering r'],
    ['a rejected one', reject, ['e EINVAL'], 'HELD_RECOV br cd recovering r'],
    ['GOOD of the recovery command', ends('r', 'GOOD'), ['r none'], 'HELD_SENSED b cd'],
    [
      'CHECK CONDITION of the recovery command',
      ends('r', 'CHECK_CONDITION'),
      ['r CHECK_CONDITION NOT_PATH_ERR held sense'],
      'HALT_HELD b cd',
    ],
    ['GOOD of another', ends('b', 'GOOD'), ['b none'], 'HELD_RECOV r cd recovering r'],
    [
      'CHECK CONDITION of another',
      ends('b', 'CHECK_CONDITION'),
      ['b CHECK_CONDITION NOT_PATH_ERR held sense'],
      'HALT_HELD r cd',
    ],
    ['BUSY of the recovery command', ends('r', 'BUSY'), ['r BUSY_STATUS', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED b -'],
  ]);

  const waitsForPath = () => held().after(pathWaits, submit('r', ['SC_RESUME'], untagged));
  rows('HELD_RECOV, the recovery command waits for the path', waitsForPath, [
    [
      'CHECK CONDITION of another',
      ends('b', 'CHECK_CONDITION'),
      ['b CHECK_CONDITION NOT_PATH_ERR held sense', 'r ENXIO'],
      'HALT_HELD - cd WAITING',
    ],
    ['GOOD of another', ends('b', 'GOOD'), ['b none'], 'HELD_RECOV - rcd recovering r WAITING'],
  ]);
  it('task management hears of another that is back after its timeout, while the recovery command waits', () => {
    const late = waitsForPath().after(about('timeout', 'b'));
    expect(late.says(ends('b', 'CHECK_CONDITION'))[0]).toBe('tmf.cameBack b');
  });

  rows('HELD_SENSED', sensed, [
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.held b cd waiting'],
    ['another', submit('e', ['SC_RESUME'], untagged), ['e ENXIO'], 'HELD_SENSED b cd'],
    ['SC_Q_CLR', control('e', 'SC_Q_CLR'), ['c ENXIO', 'd ENXIO', 'e ENXIO'], 'HALT_CLEARED b -'],
    ['SC_Q_RESUME with a command', submit('e', ['SC_Q_RESUME']), ['e chained', 'e start'], 'RUN be cd'],
    ['SC_Q_RESUME alone', control('e', 'SC_Q_RESUME'), ['e none', 'c start'], 'RUN bc d'],
    ['SC_CLEAR_ACA', control('q', 'SC_CLEAR_ACA'), ['q started', 'CLEAR_ACA q'], 'CLEARING_ACA.keep b cd asked q'],
    [
      'SC_CLEAR_ACA and SC_Q_CLR',
      control('q', 'SC_CLEAR_ACA', 'SC_Q_CLR'),
      ['q started', 'CLEAR_ACA q'],
      'CLEARING_ACA.clear b cd asked q',
    ],
    [
      'SC_CLEAR_ACA and SC_Q_RESUME',
      control('q', 'SC_CLEAR_ACA', 'SC_Q_RESUME'),
      ['q started', 'CLEAR_ACA q'],
      'CLEARING_ACA.resume b cd asked q',
    ],
    ['a rejected one', reject, ['e EINVAL'], 'HELD_SENSED b cd'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'HELD_SENSED - cd'],
    [
      'another CHECK CONDITION',
      ends('b', 'CHECK_CONDITION'),
      ['b CHECK_CONDITION NOT_PATH_ERR held sense'],
      'HALT_HELD - cd',
    ],
    ['BUSY', ends('b', 'BUSY'), ['b BUSY_STATUS', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED - -'],
  ]);

  const dead = 'SCSI_TRANSPORT_DEAD NO_DELAY';
  const heldAlone = () => empty().after(submit('a'), ends('a', 'CHECK_CONDITION'), pathDead);
  rows('HALT_HELD, the target dead', heldAlone, [
    ['the recovery command', submit('r', ['SC_RESUME'], untagged), [`r ${dead}`], 'HALT_CLEARED - - DEAD'],
    ['a retry', submit('a', ['SC_RESUME', 'SC_Q_RESUME']), [`a ${dead}`], 'HALT_CLEARED - - DEAD'],
    ['another', submit('e'), ['e ENXIO'], 'HALT_HELD - - DEAD'],
  ]);
  const sensedAlone = (params = {}) =>
    empty(params).after(
      ...[submit('a'), ends('a', 'CHECK_CONDITION'), submit('r', ['SC_RESUME'], untagged), ends('r', 'GOOD'), pathDead],
    );
  rows('HELD_SENSED, the target dead', () => sensedAlone(), [
    ['a retry', submit('a', ['SC_Q_RESUME']), [`a ${dead}`], 'HALT_CLEARED - - DEAD'],
    ['SC_Q_RESUME alone', control('q', 'SC_Q_RESUME'), ['q none'], 'RUN - - DEAD'],
  ]);
  rows('HELD_SENSED, the target dead, by parameter', () => sensedAlone({ qresumeAtTail: true }), [
    ['a retry', submit('a', ['SC_Q_RESUME']), [`a ${dead}`], 'HALT_CLEARED - - DEAD'],
  ]);
});

describe('while CLEAR ACA is under way', () => {
  const ends1 = (state: keyof typeof clearing): readonly Row<Message>[] => {
    const chain = state === 'cleared' ? '-' : 'cd';
    const now = `CLEARING_ACA.${state} ${state === 'running' ? 'ab' : 'b'} ${chain} asked q`;
    const others = state === 'running' ? 'a' : '-';
    const flush = chain === '-' ? [] : ['c ENXIO', 'd ENXIO'];
    const error = `CLEARING_ACA.${state === 'clear' ? 'clear' : 'cleared'} ${others} - asked q`;
    return [
      ['another', submit('e', ['SC_RESUME']), ['e ENXIO'], now],
      ['SC_CLEAR_ACA once more', control('e', 'SC_CLEAR_ACA'), ['e ENXIO'], now],
      ['a rejected one', reject, ['e EINVAL'], now],
      ['GOOD', ends('b', 'GOOD'), ['b none'], now.replace(/(ab|b) /, `${others} `)],
      ['an error clears the queue', ends('b', 'BUSY'), ['b BUSY_STATUS', ...flush], error],
      [
        'so does CHECK CONDITION',
        ends('b', 'CHECK_CONDITION'),
        ['b CHECK_CONDITION NOT_PATH_ERR sense', ...flush],
        error,
      ],
    ];
  };
  for (const state of Object.keys(clearing) as (keyof typeof clearing)[])
    rows(`CLEARING_ACA.${state}, transactions`, clearing[state], ends1(state));

  const notDone = 'q SCSI_NO_DEVICE_RESPONSE';
  rows('CLEARING_ACA.running', clearing.running, [
    ['done', managed('q'), ['q none'], 'RUN ab cd'],
    ['not done', managed('q', 'failed'), [notDone, 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED ab -'],
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.draining ab cd asked q waiting'],
  ]);
  rows('CLEARING_ACA.cleared', clearing.cleared, [
    ['done', managed('q'), ['q none'], 'HALT_CLEARED b -'],
    ['not done', managed('q', 'failed'), [notDone], 'HALT_CLEARED b -'],
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.draining b - asked q waiting'],
  ]);
  rows('CLEARING_ACA.keep', clearing.keep, [
    ['done', managed('q'), ['q none'], 'HELD_SENSED b cd'],
    ['not done', managed('q', 'failed'), [`${notDone} held`], 'HALT_HELD b cd'],
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.held b cd asked q waiting'],
  ]);
  rows('CLEARING_ACA.clear', clearing.clear, [
    ['done', managed('q'), ['c ENXIO', 'd ENXIO', 'q ENXIO'], 'HALT_CLEARED b -'],
    ['not done', managed('q', 'failed'), ['c ENXIO', 'd ENXIO', notDone], 'HALT_CLEARED b -'],
    ['SCIOLSTOP', ioctl('stop'), ['c ENXIO', 'd ENXIO'], 'STOPPING.draining b - asked q waiting'],
  ]);
  rows('CLEARING_ACA.resume', clearing.resume, [
    ['done', managed('q'), ['q none', 'c start'], 'RUN bc d'],
    ['not done', managed('q', 'failed'), [`${notDone} held`], 'HALT_HELD b cd'],
    ['SCIOLSTOP', ioctl('stop'), [], 'STOPPING.draining b cd asked q waiting'],
  ]);
});

describe('SCIOLSTOP waits', () => {
  rows('draining', () => running().after(ioctl('stop')), [
    ['SCIOLSTART', ioctl('start'), ['SCIOLSTART EINVAL'], 'STOPPING.draining ab cd waiting'],
    ['SCIOLSTOP', ioctl('stop'), ['SCIOLSTOP EINVAL'], 'STOPPING.draining ab cd waiting'],
    ['another', submit('e'), [`e ${errnoStopping}`], 'STOPPING.draining ab cd waiting'],
    ['a rejected one', reject, ['e EINVAL'], 'STOPPING.draining ab cd waiting'],
    ['GOOD', ends('a', 'GOOD'), ['a none', 'c start'], 'STOPPING.draining bc d waiting'],
    ['an error', ends('a', 'BUSY'), ['a BUSY_STATUS', 'c ENXIO', 'd ENXIO'], 'STOPPING.draining b - waiting'],
    [
      'CHECK CONDITION',
      ends('a', 'CHECK_CONDITION'),
      ['a CHECK_CONDITION NOT_PATH_ERR sense', 'c ENXIO', 'd ENXIO'],
      'STOPPING.draining b - waiting',
    ],
  ]);
  rows('the last one', () => cleared().after(ioctl('stop')), [
    ['GOOD', ends('b', 'GOOD'), ['b none', 'SCIOLSTOP none', 'path.close'], 'CLOSED - -'],
    ['an error', ends('b', 'BUSY'), ['b BUSY_STATUS', 'SCIOLSTOP none', 'path.close'], 'CLOSED - -'],
  ]);
  rows('nothing is pending', empty, [['SCIOLSTOP', ioctl('stop'), ['SCIOLSTOP none', 'path.close'], 'CLOSED - -']]);
  rows('nothing is pending, and the queue is held', () => empty().after(submit('a'), ends('a', 'CHECK_CONDITION')), [
    ['SCIOLSTOP', ioctl('stop'), ['SCIOLSTOP none', 'path.close'], 'CLOSED - -'],
  ]);
  rows('for one that only carries flags', () => empty().after(control('q', 'SC_LUN_RESET'), ioctl('stop')), [
    ['it is done', managed('q'), ['q none', 'SCIOLSTOP none', 'path.close'], 'CLOSED - -'],
    [
      'it is not done',
      managed('q', 'failed'),
      ['q SCSI_NO_DEVICE_RESPONSE', 'SCIOLSTOP none', 'path.close'],
      'CLOSED - -',
    ],
  ]);
  rows('for CLEAR ACA, then the others go on', () => clearing.resume().after(ioctl('stop')), [
    ['it is done', managed('q'), ['q none', 'c start'], 'STOPPING.draining bc d waiting'],
  ]);
  rows('held', () => held().after(ioctl('stop')), [
    ['SCIOLSTOP', ioctl('stop'), ['SCIOLSTOP EINVAL'], 'STOPPING.held b cd waiting'],
    ['SC_Q_RESUME', control('e', 'SC_RESUME', 'SC_Q_RESUME'), [`e ${errnoStopping}`], 'STOPPING.held b cd waiting'],
    ['a rejected one', reject, ['e EINVAL'], 'STOPPING.held b cd waiting'],
    ['GOOD', ends('b', 'GOOD'), ['b none'], 'STOPPING.held - cd waiting'],
    ['an error', ends('b', 'BUSY'), ['b BUSY_STATUS'], 'STOPPING.held - cd waiting'],
  ]);
});

describe('by parameter', () => {
  rows('rejected ones halt the queue', () => running({ rejectHalts: true }), [
    ['a rejected one', reject, ['e EINVAL', 'c ENXIO', 'd ENXIO'], 'HALT_CLEARED ab -'],
  ]);
  const untaggedOnes = (keepsQueueWithoutTags: boolean) =>
    empty({ keepsQueueWithoutTags }).after(submit('a', [], untagged), submit('b', [], untagged));
  rows('the queue is kept without tags', () => untaggedOnes(true), [
    ['CHECK CONDITION', ends('a', 'CHECK_CONDITION'), [checked], 'HALT_HELD - b'],
    ['BUSY', ends('a', 'BUSY'), ['a BUSY_STATUS', 'b ENXIO'], 'HALT_CLEARED - -'],
  ]);
  /** a has a tag and is checked, b has none and is active. */
  const mixed = () => empty({ keepsQueueWithoutTags: true }).after(submit('a'), submit('b', [], untagged), submit('c'));
  const keeps = ['b CHECK_CONDITION NOT_PATH_ERR held sense'];
  const recovery = submit('r', ['SC_RESUME'], { tag: 'SC_ACA_Q' });
  const untaggedRecovery = submit('r', ['SC_RESUME'], untagged);
  rows('the queue is kept without tags, HALT_HELD', () => mixed().after(ends('a', 'CHECK_CONDITION')), [
    ['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), keeps, 'HALT_HELD - c'],
    ['BUSY', ends('b', 'BUSY'), ['b BUSY_STATUS', 'c ENXIO'], 'HALT_CLEARED - -'],
    ['an untagged recovery command waits', untaggedRecovery, ['r chained'], 'HELD_RECOV b rc recovering r'],
    ['one with SC_ACA_Q does not', recovery, ['r chained', 'r start'], 'HELD_RECOV br c recovering r'],
  ]);
  rows(
    'the queue is kept without tags, an untagged recovery command waits for one that is active',
    () => mixed().after(ends('a', 'CHECK_CONDITION'), untaggedRecovery),
    [
      ['GOOD', ends('b', 'GOOD'), ['b none', 'r start'], 'HELD_RECOV r c recovering r'],
      ['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), [...keeps, 'r ENXIO'], 'HALT_HELD - c'],
    ],
  );
  rows('the queue is kept without tags, HELD_RECOV', () => mixed().after(ends('a', 'CHECK_CONDITION'), recovery), [
    ['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), keeps, 'HALT_HELD r c'],
    ['BUSY', ends('b', 'BUSY'), ['b BUSY_STATUS', 'c ENXIO'], 'HALT_CLEARED r -'],
  ]);
  rows(
    'the queue is kept without tags, the recovery command waits',
    () => mixed().after(ends('a', 'CHECK_CONDITION'), event('hold'), recovery),
    [['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), [...keeps, 'r ENXIO'], 'HALT_HELD - c functions 1']],
  );
  rows(
    'the queue is kept without tags, HELD_SENSED',
    () => mixed().after(ends('a', 'CHECK_CONDITION'), recovery, ends('r', 'GOOD')),
    [
      ['CHECK CONDITION', ends('b', 'CHECK_CONDITION'), keeps, 'HALT_HELD - c'],
      ['BUSY', ends('b', 'BUSY'), ['b BUSY_STATUS', 'c ENXIO'], 'HALT_CLEARED - -'],
    ],
  );
  it.each([
    ['HALT_HELD', []],
    ['HELD_RECOV', [recovery]],
    ['HELD_SENSED', [recovery, ends('r', 'GOOD')]],
  ])('task management hears of one without tag that is back after its timeout: %s', (_, before) => {
    const queue = mixed().after(ends('a', 'CHECK_CONDITION'), ...before, about('timeout', 'b'));
    expect(queue.says(ends('b', 'CHECK_CONDITION'))).toEqual(['tmf.cameBack b', ...keeps]);
  });
  it('task management hears of one without tag that is back after its timeout: the recovery command waits', () => {
    const queue = mixed().after(ends('a', 'CHECK_CONDITION'), event('hold'), recovery, about('timeout', 'b'));
    expect(queue.says(ends('b', 'CHECK_CONDITION'))).toEqual(['tmf.cameBack b', ...keeps, 'r ENXIO']);
  });
  it('task management hears of one without tag that is back after its timeout: RUN', () => {
    const late = untaggedOnes(true).after(about('timeout', 'a'));
    expect(late.says(ends('a', 'CHECK_CONDITION'))).toEqual(['tmf.cameBack a', checked]);
  });
  rows('the queue is not kept without tags', () => untaggedOnes(false), [
    [
      'CHECK CONDITION',
      ends('a', 'CHECK_CONDITION'),
      ['a CHECK_CONDITION NOT_PATH_ERR sense', 'b ENXIO'],
      'HALT_CLEARED - -',
    ],
  ]);
  rows('what resumes goes to the tail, HALT_HELD', () => held({ qresumeAtTail: true }), [
    ['a command', submit('e', ['SC_RESUME', 'SC_Q_RESUME']), ['e chained', 'c start'], 'RUN bc de'],
    ['none', control('e', 'SC_RESUME', 'SC_Q_RESUME'), ['e none', 'c start'], 'RUN bc d'],
  ]);
  rows('what resumes goes to the tail, HELD_SENSED', () => sensed({ qresumeAtTail: true }), [
    ['a command', submit('e', ['SC_Q_RESUME']), ['e chained', 'c start'], 'RUN bc de'],
  ]);
});

describe('the start routine', () => {
  it('starts nothing while a function is under way that ends all commands, and not before every one is over', () => {
    const queue = empty().after(event('hold'), event('hold'));
    expect([queue.says(submit('a')), queue.says(event('release')), queue.says(event('release'))]).toEqual([
      ['a chained'],
      [],
      ['a start'],
    ]);
  });

  it.each(['SC_LUN_RESET', 'SC_TARGET_RESET'])('starts nothing behind %s before that is back', (flag) => {
    const queue = empty().after(control('q', flag));
    expect([queue.says(submit('a')), queue.says(managed('q', 'failed'))]).toEqual([
      ['a chained'],
      ['q SCSI_NO_DEVICE_RESPONSE', 'a start'],
    ]);
  });

  it('sends one untagged command at a time', () => {
    const queue = empty().after(submit('a', [], untagged));
    expect([queue.says(submit('b', [], untagged)), queue.says(submit('c'))]).toEqual([['b chained'], ['c chained']]);
    expect([queue.says(ends('a', 'GOOD')), queue.says(ends('b', 'GOOD'))]).toEqual([
      ['a none', 'b start'],
      ['b none', 'c start'],
    ]);
  });

  it('sends the recovery command when the target can be reached, and the held ones not', () => {
    const queue = held().after(pathWaits);
    expect(queue.says(submit('r', ['SC_RESUME'], untagged))).toEqual(['r chained']);
    expect([queue.says(pathUp()), queue.now]).toEqual([['r start'], 'HELD_RECOV br cd recovering r']);
  });

  it('lets the recovery command wait for a function that ends all commands', () => {
    const queue = held().after(event('hold'));
    expect(queue.says(submit('r', ['SC_RESUME'], untagged))).toEqual(['r chained']);
    expect(queue.says(event('release'))).toEqual(['r start']);
  });
});

describe('SC_DELAY_CMD', () => {
  it.each(['reset', 'foreignReset'] as const)('holds a command after %s until the delay is over', (how) => {
    const queue = running().after(event(how));
    const other = how === 'reset' ? '-' : 'ab';
    for (const slot of other === '-' ? [] : ['a', 'b']) queue.after(ends(slot, 'GOOD'));
    expect(queue.says(submit('e', ['SC_RESUME', 'SC_DELAY_CMD']))).toEqual(['e chained']);
    expect(queue.after(event(how)).says(submit('e', ['SC_RESUME', 'SC_DELAY_CMD']))).toEqual(['e chained']);
    expect([queue.delayIsOver(), queue.now]).toEqual([['e start'], 'RUN e -']);
  });

  it('holds the recovery command as well', () => {
    const queue = running().after(event('reset'), submit('a', ['SC_RESUME']), ends('a', 'CHECK_CONDITION'));
    expect(queue.says(submit('r', ['SC_RESUME', 'SC_DELAY_CMD'], untagged))).toEqual(['r chained']);
    expect([queue.delayIsOver(), queue.now]).toEqual([['r start'], 'HELD_RECOV r - recovering r']);
  });

  it('means nothing without a reset, and other commands do not wait', () => {
    expect(empty().says(submit('e', ['SC_DELAY_CMD']))).toEqual(['e chained', 'e start']);
    expect(
      empty()
        .after(event('reset'))
        .says(submit('e', ['SC_RESUME'])),
    ).toEqual(['e chained', 'e start']);
  });
});

describe('DUMPWRITE', () => {
  const stopping = () => running().after(ioctl('stop'));
  const stoppingHeld = () => held().after(ioctl('stop'));
  const open = Object.entries({ running, cleared, held, recovering, sensed, stopping, stoppingHeld });
  const clearingAca = Object.entries(clearing).map(([state, made]) => [`CLEAR ACA, ${state}`, made] as const);
  for (const [state, made] of [...open, ...clearingAca]) {
    const { now } = made();
    rows(`for an open device (${state})`, made, [
      ['goes on, and leaves the queue alone', dump(), ['dump.started ok'], now],
      ['ends as the hardware ends it', dump('timeout'), ['dump.started timeout'], now],
    ]);
    for (const away of [pathSlow, pathWaits])
      it(`fails while the target is away (${state}, ${away.type})`, () => {
        expect(made().after(away).says(dump())).toEqual(['dump.started error']);
      });
  }

  it('fails when the target is dead', () => {
    expect(empty().after(pathDead).says(dump())).toEqual(['dump.started error']);
  });

  rows('for a device that is not open', () => new SamQueue().after(pathUp()), [
    ['is refused', dump(), ['dump.notStarted'], 'CLOSED - -'],
  ]);
  rows('for a device that is being opened', () => new SamQueue().after(ioctl('start')), [
    ['is refused', dump(), ['dump.notStarted'], 'STARTING - - waiting WAITING'],
  ]);
});
