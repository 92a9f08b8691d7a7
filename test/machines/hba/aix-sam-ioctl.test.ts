import { describe, expect, it } from 'vitest';
import { aixIoctlMachine } from '../../../machines/hba/aix-adapter-ioctl.machine.ts';
import type { CommandOperation, IoctlDefect } from '../../../machines/protocol/aix-entry.ts';
import { samCommandOperations } from '../../../machines/protocol/aix-entry.ts';
import { address } from '../../../machines/protocol/names.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { rows } from '../rows.ts';
import {
  about,
  command,
  control,
  empty,
  ends,
  ioctl,
  managed,
  own,
  pathDead,
  pathSlow,
  pathWaits,
  reject,
  running,
  type SamQueue,
  submit,
  untagged,
} from './sam-queue-bench.ts';

const at = address.ioctlCommand('x');
const argument = { command: 'modeSense', async: false } as const;

/** ddioctl of an FCP or iSCSI adapter driver, for one device; the test is its callers and the queue of the device. */
class Ioctl {
  readonly bench = new Bench().add(at, aixIoctlMachine, { lun: 'x', buffer: 'scsi_buf' });

  calls(op: CommandOperation, words: { argument?: typeof argument | null; defect?: IoctlDefect } = {}, replyTo = 'p') {
    this.bench.deliver(at, { type: 'command.run', op, argument: null, defect: 'no', replyTo, ...words });
    return this.posted();
  }

  comes(type: 'sam.iodone' | 'dd.iodone', words: object = {}) {
    const good = { error: 'none', resid: 'zero', validity: 'none', scsiStatus: null, adapterStatus: null };
    const rest = { addAdapStatus: 'none', adapQStatus: 'cleared', autosense: null, retId: null, sense: null };
    this.bench.deliver(at, { type, slot: own, more: 'no', ...good, ...rest, ...words });
    return this.posted();
  }

  private posted() {
    return this.bench.takePosted().map(({ to, message }) => ({ to, ...message }));
  }
}

describe('an ioctl that sends a command over FCP or iSCSI', () => {
  it.each([
    ['SCIOLINQU', null, 'inquiry', 'in'],
    ['SCIOLTUR', null, 'testUnitReady', 'none'],
    ['SCIOLREAD', null, 'read', 'in'],
    ['SCIOLSTUNIT', { command: 'stopUnit', async: false }, 'stopUnit', 'none'],
    ['SCIOLCMD', argument, 'modeSense', 'in'],
  ] as const)('%s: %j goes in a scsi_buf, untagged and without autosense buffer', (op, words, sent, direction) => {
    const facts = { tag: 'SC_NO_Q', op: sent, direction, timed: true, naca: false, autosense: false, scsiId: 'first' };
    expect(new Ioctl().calls(op, { argument: words as typeof argument })).toEqual([
      { to: `scsibuf:${own}`, type: 'scsibuf.devstrat', ...facts, flags: [], bp: false },
      { to: 'samq:x', type: 'lunq.command', slot: own, ...facts },
    ]);
  });

  it.each<[string, object, string]>([
    ['good', {}, 'none'],
    ['not started', { error: 'EINVAL' }, 'EINVAL'],
    ['nobody answers', { error: 'EIO', adapterStatus: 'SCSI_NO_DEVICE_RESPONSE' }, 'ENODEV'],
    ['transport fault', { error: 'EIO', adapterStatus: 'SCSI_TRANSPORT_FAULT' }, 'ENOCONNECT'],
    ['the transport is dead', { error: 'EIO', adapterStatus: 'SCSI_TRANSPORT_DEAD' }, 'ENOCONNECT'],
    ['too long', { error: 'EIO', adapterStatus: 'SCSI_CMD_TIMEOUT' }, 'ETIMEDOUT'],
    ['a reset', { error: 'EIO', adapterStatus: 'SCSI_TRANSPORT_RESET' }, 'EIO'],
    ['BUSY', { error: 'EIO', scsiStatus: 'SC_BUSY_STATUS' }, 'EIO'],
    ['flushed', { error: 'ENXIO', resid: 'all' }, 'EIO'],
    ['the queue is halted', { error: 'EBUSY', resid: 'all' }, 'EIO'],
  ])('%s %j: %s', (_, words, error) => {
    const driver = new Ioctl();
    driver.calls('SCIOLTUR');
    const { scsiStatus, adapterStatus, resid } = { scsiStatus: null, adapterStatus: null, resid: 'zero', ...words };
    expect(driver.comes('dd.iodone', words)).toEqual([
      { to: 'p', type: 'ioctl.return', op: 'SCIOLTUR', lun: 'x', error, status: { scsiStatus, adapterStatus, resid } },
    ]);
    expect([driver.bench.state(at), driver.bench.context(at)]).toMatchObject(['idle', { running: null, waiting: [] }]);
  });

  it('its iodone routine is called with the scsi_buf', () => {
    const driver = new Ioctl();
    driver.calls('SCIOLTUR');
    expect(driver.comes('sam.iodone')).toMatchObject([{ to: `scsibuf:${own}`, type: 'scsibuf.iodone', error: 'none' }]);
  });

  it.each<[IoctlDefect, readonly CommandOperation[], string, number | undefined]>([
    ['address', samCommandOperations, 'EFAULT', undefined],
    ['memory', samCommandOperations, 'ENOMEM', undefined],
    ['blockLength', ['SCIOLREAD'], 'EINVAL', undefined],
    ['version', ['SCIOLCMD'], 'EINVAL', 1],
    ['command_length', ['SCIOLCMD'], 'EINVAL', 2],
  ])('%s: refused', (defect, ops, error, einvalArg) => {
    for (const op of samCommandOperations) {
      const said = new Ioctl().calls(op, { argument, defect });
      if (!ops.includes(op)) expect(said.map(({ type }) => type)).toEqual(['scsibuf.devstrat', 'lunq.command']);
      else
        expect(said).toEqual([
          { to: 'p', type: 'ioctl.return', op, lun: 'x', error, ...(einvalArg === undefined ? {} : { einvalArg }) },
        ]);
    }
  });

  it('the second caller waits for the first', () => {
    const driver = new Ioctl();
    driver.calls('SCIOLTUR');
    expect(driver.calls('SCIOLINQU', {}, 'q')).toEqual([]);
    expect(driver.comes('dd.iodone')).toMatchObject([
      { to: 'p', op: 'SCIOLTUR', error: 'none' },
      { type: 'scsibuf.devstrat', op: 'inquiry' },
      { type: 'lunq.command', op: 'inquiry' },
    ]);
  });
});

describe('the command of an ioctl in the queue of a device', () => {
  const alone = () => empty().after(command);
  const late = () => alone().after(about('timeout', own));
  const died = (status: string) => [`${own} drop`, `${own} ${status}`];

  rows('RUN', empty, [['it comes', command, [`${own} chained`, `${own} start`], `RUN ${own} -`]]);
  rows('RUN, others are active', running, [['it comes', command, [`${own} chained`], `RUN ab cd${own}`]]);
  const after = () => empty().after(submit('a'), command, submit('c'));
  rows('RUN, it waits', after, [['the last one ends', ends('a', 'GOOD'), ['a none', `${own} start`], `RUN ${own} c`]]);
  rows('RUN, the target dead', () => empty().after(pathDead), [
    ['it comes', command, [`${own} SCSI_TRANSPORT_DEAD NO_DELAY`], 'RUN - - DEAD'],
  ]);

  rows('RUN, it is active, another waits', () => alone().after(submit('a')), [
    ['GOOD', ends(own, 'GOOD'), [`${own} none`, 'a start'], 'RUN a -'],
    [
      'CHECK CONDITION: the queue runs on, and the sense data go nowhere',
      ends(own, 'CHECK_CONDITION'),
      [`${own} CHECK_CONDITION NOT_PATH_ERR`, 'a start'],
      'RUN a -',
    ],
    ['BUSY', ends(own, 'BUSY'), [`${own} BUSY_STATUS`, 'a start'], 'RUN a -'],
    ['nobody answers', about('unanswered', own), [...died('SCSI_NO_DEVICE_RESPONSE'), 'a start'], 'RUN a -'],
    ['a timeout', about('timeout', own), [`tmf.timeout ${own}`], `RUN ${own} a late ${own}`],
    ['lost', about('lost', own), [], `RUN ${own}? a`],
  ]);
  rows('RUN, its time is over', () => late().after(submit('a')), [
    ['aborted', about('aborted', own), [...died('SCSI_CMD_TIMEOUT'), 'a start'], 'RUN a -'],
    ['it is back', ends(own, 'BUSY'), [`tmf.cameBack ${own}`, `${own} BUSY_STATUS`, 'a start'], 'RUN a -'],
    [
      'nobody answers',
      about('unanswered', own),
      [`tmf.cameBack ${own}`, ...died('SCSI_CMD_TIMEOUT'), 'a start'],
      'RUN a -',
    ],
  ]);
  rows('RUN, its time is over, the target away', () => late().after(submit('a'), pathWaits), [
    ['lost', about('lost', own), [`tmf.cameBack ${own}`, ...died('SCSI_CMD_TIMEOUT')], 'RUN - a WAITING'],
  ]);
  rows('RUN, the target away, failure is slow', () => alone().after(submit('a'), pathSlow), [
    ['nobody answers', about('unanswered', own), [], `RUN ${own}? a SLOW`],
  ]);
  rows('RUN, lost, failure is slow', () => alone().after(submit('a'), pathSlow, about('lost', own)), [
    ['a timeout', about('timeout', own), [...died('SCSI_CMD_TIMEOUT'), 'a start'], 'RUN a - SLOW'],
  ]);
  it.each([
    ['HALT_CLEARED', [], [], 'HALT_CLEARED - - DEAD'],
    ['RUN', [control('e', 'SC_RESUME', 'SC_Q_RESUME')], [], 'RUN - - DEAD'],
    ['CLEARING_ACA', [control('q', 'SC_CLEAR_ACA')], [], 'CLEARING_ACA.cleared - - asked q DEAD'],
    ['STOPPING', [ioctl('stop')], ['SCIOLSTOP none', 'path.close'], 'CLOSED - - DEAD'],
  ])('the path died while it was on its way: %s', (_, then, over, now) => {
    const queue = alone().after(pathDead, ...then);
    const said = [...died('SCSI_TRANSPORT_DEAD NO_DELAY'), ...over];
    expect([queue.says(about('unanswered', own)), queue.now]).toEqual([said, now]);
    const overdue = late().after(pathDead, ...then);
    const lateSaid = [`tmf.cameBack ${own}`, ...died('SCSI_CMD_TIMEOUT'), ...over];
    expect([overdue.says(about('unanswered', own)), overdue.now]).toEqual([lateSaid, now]);
  });

  /** States in which it may be active, with the others that wait, and what follows in them when it is over. */
  const states: readonly (readonly [string, () => SamQueue, chain: string, over: readonly string[], now: string])[] = [
    ['RUN', () => alone().after(submit('a')), ' a', ['a start'], 'RUN a -'],
    [
      'HALT_CLEARED',
      () => alone().after(control('q', 'SC_CLEAR_ACA'), managed('q', 'failed')),
      ...([' -', [], 'HALT_CLEARED - -'] as const),
    ],
    [
      'CLEARING_ACA.running',
      () => alone().after(submit('a'), control('q', 'SC_CLEAR_ACA')),
      ...([' a asked q', [], 'CLEARING_ACA.running - a asked q'] as const),
    ],
    [
      'STOPPING.draining',
      () => alone().after(submit('a'), ioctl('stop')),
      ...([' a waiting', ['a start'], 'STOPPING.draining a - waiting'] as const),
    ],
  ];
  const timeout = about('timeout', own);
  const back = `tmf.cameBack ${own}`;
  describe.each(states)('%s', (state, made, chain, over, now) => {
    const givenBack = (status: string, ...first: readonly string[]) => [...first, `${own} drop`, `${own} ${status}`];

    it.each([
      ['nobody answers', [], about('unanswered', own), givenBack('SCSI_NO_DEVICE_RESPONSE')],
      ['nobody answers after its timeout', [timeout], about('unanswered', own), givenBack('SCSI_CMD_TIMEOUT', back)],
      ['aborted', [timeout], about('aborted', own), givenBack('SCSI_CMD_TIMEOUT')],
    ])('%s: the queue is as it was', (_, before, message, said) => {
      const queue = made().after(...before);
      expect([queue.says(message), queue.now]).toEqual([[...said, ...over], now]);
    });

    it('what it is told while the target is away changes nothing', () => {
      const slow = made().after(pathSlow);
      expect([slow.says(about('unanswered', own)), slow.now]).toEqual([[], `${state} ${own}?${chain} SLOW`]);
      const lost = made();
      expect([lost.says(about('lost', own)), lost.now]).toEqual([[], `${state} ${own}?${chain}`]);
    });

    it('its time is over, and the target is away: it ends alone', () => {
      const overdue = made().after(timeout, pathWaits);
      expect(overdue.says(about('lost', own))).toEqual(givenBack('SCSI_CMD_TIMEOUT', back));
      expect(overdue.now).toBe(`${state} -${chain} WAITING`);
      const lost = made().after(pathSlow, about('lost', own));
      expect(lost.says(timeout)).toEqual([...givenBack('SCSI_CMD_TIMEOUT'), ...over]);
      expect(lost.now).toBe(`${now} SLOW`);
    });
  });

  const clearing = () => alone().after(submit('a'), control('q', 'SC_CLEAR_ACA'));
  rows('CLEAR ACA is under way', clearing, [
    ['BUSY', ends(own, 'BUSY'), [`${own} BUSY_STATUS`], 'CLEARING_ACA.running - a asked q'],
  ]);
  it('CLEAR ACA is under way: task management hears that it is back after its timeout', () => {
    expect(late().after(control('q', 'SC_CLEAR_ACA')).says(ends(own, 'BUSY'))).toEqual([
      `tmf.cameBack ${own}`,
      `${own} BUSY_STATUS`,
    ]);
  });
  rows('CLEAR ACA is under way, which leaves the queue halted', () => clearing().after(managed('q', 'failed')), [
    ['BUSY', ends(own, 'BUSY'), [`${own} BUSY_STATUS`], 'HALT_CLEARED - -'],
    ['another', submit('e', [], untagged), ['e ENXIO'], `HALT_CLEARED ${own} -`],
    ['a rejected one', reject, ['e EINVAL'], `HALT_CLEARED ${own} -`],
  ]);

  rows('SCIOLSTOP waits for it', () => alone().after(submit('a'), ioctl('stop')), [
    ['GOOD', ends(own, 'GOOD'), [`${own} none`, 'a start'], 'STOPPING.draining a - waiting'],
    [
      'BUSY: the others are still carried out',
      ends(own, 'BUSY'),
      [`${own} BUSY_STATUS`, 'a start'],
      'STOPPING.draining a - waiting',
    ],
  ]);
  it('SCIOLSTOP waits: task management hears that it is back after its timeout', () => {
    expect(late().after(ioctl('stop')).says(ends(own, 'BUSY'))).toEqual([
      `tmf.cameBack ${own}`,
      `${own} BUSY_STATUS`,
      'SCIOLSTOP none',
      'path.close',
    ]);
  });
});
