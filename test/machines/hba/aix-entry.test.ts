import { describe, expect, it } from 'vitest';
import { commandOperations, type EntryOperation } from '../../../machines/protocol/aix-entry.ts';
import { AixEntryBench } from './aix-entry-bench.ts';

const argument = { command: 'modeSense', async: false } as const;
const own = 'x.ioctl';
/** /dev/scsi0 is open, and device x started. */
const started = (params = {}) => new AixEntryBench(params).open().ioctl('SCIOSTART');
/** CHECK CONDITION with tags: the queue of x is kept. */
const held = () => started().submit('x1', [], 'SC_SIMPLE_Q').complete('x1', 'CHECK_CONDITION');
const recovering = () =>
  held().submit('x1', ['SC_RESUME']).toDriver({ type: 'hba.disconnected', slot: 'x1', dataMoved: false });
/** What the last of these calls returned. */
const last = ({ returned }: AixEntryBench) => returned.at(-1);
const nobodyInside = { at: { lun: 'x', buffer: 'sc_buf' }, running: null, waiting: [] };
const busReset = (by: string) => ({ type: 'hba.busReset', by });
const cardSays = (cardStatus: string) => ({ scsiStatus: null, cardStatus });
const deviceSays = (scsiStatus: string) => ({ scsiStatus, cardStatus: null });
const messageSent = (message: string, outcome: string) => ({
  type: 'hba.messageSent',
  lun: 'x',
  target: 'tx',
  slot: null,
  message,
  outcome,
});

describe('ddconfig, ddopen and ddclose', () => {
  it('nothing is there before CFG_INIT and after CFG_TERM', () => {
    const bench = new AixEntryBench({}, false).open().ioctl('IOCINFO').call('config.CFG_TERM').call('config.CFG_QVPD');
    bench
      .call('fp.close')
      .call('fp.read')
      .call('fp.write')
      .call('config.CFG_INIT')
      .call('config.CFG_INIT')
      .call('config.CFG_QVPD')
      .open();
    bench.call('config.CFG_TERM').call('fp.close').call('config.CFG_TERM').open().call('config.CFG_INIT');
    expect(bench.returned).toEqual([
      'opendev ENODEV',
      'IOCINFO ENODEV',
      'CFG_TERM EINVAL',
      'CFG_QVPD EINVAL',
      'close ENODEV',
      'read ENODEV',
      'write ENODEV',
      'CFG_INIT 0',
      'CFG_INIT EINVAL',
      'CFG_QVPD 0',
      'opendev 0',
      'CFG_TERM EBUSY',
      'close 0',
      'CFG_TERM 0',
      'opendev ENODEV',
      'CFG_INIT 0',
    ]);
  });

  it('several have it open; the last one closes it', () => {
    const bench = new AixEntryBench().open().open().call('fp.close').call('config.CFG_TERM').call('fp.close');
    bench.call('fp.close').ioctl('IOCINFO');
    expect(bench.returned.slice(2)).toEqual(['close 0', 'CFG_TERM EBUSY', 'close 0', 'close EINVAL', 'IOCINFO EINVAL']);
    // A second session begins as the first did.
    bench.open().call('fp.close').call('fp.close');
    expect(bench.returned.slice(7)).toEqual(['opendev 0', 'close 0', 'close EINVAL']);
  });

  it('there is no ddread and no ddwrite', () => {
    expect(new AixEntryBench().open().call('fp.read').call('fp.write').returned.slice(1)).toEqual([
      'read ENODEV',
      'write ENODEV',
    ]);
  });

  it.each([
    ['without authority', 'opendev EPERM', () => new AixEntryBench().open('SC_DIAGNOSTIC', false)],
    [
      'without authority while it is open',
      'opendev EPERM',
      () => new AixEntryBench().open().open('SC_DIAGNOSTIC', false),
    ],
    [
      'without authority during diagnostics',
      'opendev EPERM',
      () => new AixEntryBench().open('SC_DIAGNOSTIC').open('SC_DIAGNOSTIC', false),
    ],
    ['with authority', 'opendev 0', () => new AixEntryBench().open('SC_DIAGNOSTIC')],
    ['while it is open', 'opendev EACCES', () => new AixEntryBench().open().open('SC_DIAGNOSTIC')],
    [
      'while it is open for that',
      'opendev EACCES',
      () => new AixEntryBench().open('SC_DIAGNOSTIC').open('SC_DIAGNOSTIC'),
    ],
    ['and then normally', 'opendev EACCES', () => new AixEntryBench().open('SC_DIAGNOSTIC').open()],
    ['and closed, then normally', 'opendev 0', () => new AixEntryBench().open('SC_DIAGNOSTIC').call('fp.close').open()],
  ])('SC_DIAGNOSTIC %s: %s', (_, answer, bench) => {
    expect(last(bench())).toBe(answer);
  });
});

describe('diagnostics', () => {
  const diagnostics = () => new AixEntryBench().open('SC_DIAGNOSTIC');

  it('only close and ioctls for diagnostics work', () => {
    const bench = diagnostics().call('fp.read').call('fp.write');
    for (const op of ['SCIOSTART', 'SCIOTUR', 'SCIOGTHW', 'SCIOEVENT', 'IOCINFO', 'SCIOTRAM'] as const) bench.ioctl(op);
    expect(bench.returned.slice(1)).toEqual([
      'read EACCES',
      'write EACCES',
      'SCIOSTART EACCES',
      'SCIOTUR EACCES',
      'SCIOGTHW EACCES',
      'SCIOEVENT EACCES',
      'IOCINFO 0',
      'SCIOTRAM 0',
    ]);
    expect(bench.toBus).toEqual([]);
  });

  it('IOCINFO gets EFAULT if devinfo cannot be copied out', () => {
    expect(diagnostics().ioctl('IOCINFO', { defect: 'address' }).returned.at(-1)).toBe('IOCINFO EFAULT');
  });

  it('end with close, which returns 0 and leaves the adapter closed', () => {
    expect(diagnostics().call('fp.close').call('fp.close').returned.slice(1)).toEqual(['close 0', 'close EINVAL']);
  });

  it.each(['no', 'error'] as const)(
    'an ioctl from an interrupt level crashes the system here, too (found: %s)',
    (found) => {
      const bench = diagnostics().ioctl('SCIODIAG', { found });
      const { length } = bench.returned;
      bench.ioctl('SCIODIAG', { level: 'interrupt' }).ioctl('SCIODIAG').call('fp.close').open();
      bench.call('fp.read').call('fp.write');
      expect(bench.returned).toHaveLength(length);
    },
  );

  it('SCIODIAG reports error after error with EFAULT, then ENOMSG; 0 if there is none', () => {
    const bench = diagnostics().ioctl('SCIODIAG').ioctl('SCIODIAG', { found: 'error' });
    bench.ioctl('SCIODIAG', { found: 'error' }).ioctl('SCIODIAG').ioctl('SCIODIAG');
    expect(bench.returned.slice(1)).toEqual([
      'SCIODIAG 0',
      'SCIODIAG EFAULT',
      'SCIODIAG EFAULT',
      'SCIODIAG ENOMSG',
      'SCIODIAG 0',
    ]);
  });

  it.each(['SCIOTRAM', 'SCIODNLD'] as const)('%s fails with EIO', (op) => {
    expect(last(diagnostics().ioctl(op, { found: 'error' }))).toBe(`${op} EIO`);
    expect(last(diagnostics().ioctl(op))).toBe(`${op} 0`);
  });

  it.each(['SCIODIAG', 'SCIOTRAM', 'SCIODNLD'] as const)('%s needs SC_DIAGNOSTIC', (op) => {
    expect(last(new AixEntryBench().open().ioctl(op))).toBe(`${op} EACCES`);
  });
});

describe('an ioctl', () => {
  it.each<[EntryOperation, object, string, () => AixEntryBench]>([
    ['IOCINFO', { defect: 'address' }, 'EFAULT', () => new AixEntryBench().open()],
    ['IOCINFO', {}, '0', () => new AixEntryBench().open()],
    ['SCIOGTHW', {}, '0', () => new AixEntryBench().open()],
    ['SCIOGTHW', {}, 'EINVAL', () => new AixEntryBench({ gatheredWrites: false }).open()],
    ['SCIOSTART', { defect: 'ownId' }, 'EINVAL', () => new AixEntryBench().open()],
    ['SCIOSTART', { defect: 'pin' }, 'EIO', () => new AixEntryBench().open()],
    ['SCIOSTART', {}, '0', () => new AixEntryBench().open()],
    ['SCIOSTART', {}, 'EINVAL', () => started()],
    ['SCIOSTOP', {}, 'EINVAL', () => new AixEntryBench().open()],
    ['SCIOSTOP', { defect: 'pin' }, 'EIO', () => started()],
    ['SCIOHALT', { defect: 'memory' }, 'ENOMEM', () => started()],
    ['SCIOSTOP', {}, '0', () => started()],
    ['SCIOHALT', {}, 'EINVAL', () => new AixEntryBench().open()],
    ['SCIORESET', {}, 'EINVAL', () => new AixEntryBench().open()],
    ['SCIOLUNRST', {}, 'EINVAL', () => new AixEntryBench().open()],
    ['SCIOEVENT', {}, 'EINVAL', () => new AixEntryBench().open()],
    ['SCIOEVENT', { caller: 'user' }, 'EPERM', () => started()],
    ['SCIOEVENT', {}, '0', () => started()],
    ['SCIOEVENT', {}, 'EINVAL', () => started().ioctl('SCIOEVENT')],
    ['SCIOREAD', { defect: 'blockLength' }, 'EINVAL', () => started()],
    ...commandOperations.flatMap((op): [EntryOperation, object, string, () => AixEntryBench][] => [
      [op, { argument }, 'EINVAL', () => new AixEntryBench().open()],
      [op, { argument, defect: 'address' }, 'EFAULT', () => started()],
      [op, { argument, defect: 'memory' }, 'ENOMEM', () => started()],
    ]),
  ])('%s %j: %s', (op, words, answer, bench) => {
    expect(last(bench().ioctl(op, words))).toBe(`${op} ${answer}`);
  });

  it('IOCINFO says how much one transfer may be', () => {
    const bench = new AixEntryBench({ maximumTransfer: 65_536 }).open().ioctl('IOCINFO');
    expect(bench.replies.at(-1)).toMatchObject({
      devinfo: { devtype: 'DD_BUS', devsubtype: 'DS_SCSI', maximumTransfer: 65_536 },
    });
  });

  it('after CFG_TERM is for nobody, though the adapter was configured in the beginning', () => {
    const bench = new AixEntryBench().call('config.CFG_TERM').ioctl('IOCINFO').call('config.CFG_TERM');
    expect(bench.returned).toEqual(['CFG_TERM 0', 'IOCINFO ENODEV', 'CFG_TERM EINVAL']);
  });

  it('from an interrupt level crashes the system, even one that this adapter has not', () => {
    const bench = started().ioctl('SCIOLSTART', { level: 'interrupt' }).ioctl('IOCINFO');
    expect(bench.returned).toEqual(['opendev 0', 'SCIOSTART 0']);
  });

  it('from an interrupt level crashes the system', () => {
    const bench = started().ioctl('SCIOTUR', { level: 'interrupt' });
    bench.ioctl('SCIOTUR').call('config.CFG_INIT').call('config.CFG_TERM').call('config.CFG_QVPD').dump('DUMPINIT');
    expect([bench.toBus, bench.returned]).toEqual([[], ['opendev 0', 'SCIOSTART 0']]);
  });

  it.each([
    ['SCIOHALT', 'ABORT', 'ok', '0'],
    ['SCIOHALT', 'ABORT', 'noResponse', 'ENODEV'],
    ['SCIORESET', 'BUS_DEVICE_RESET', 'ok', '0'],
    ['SCIORESET', 'BUS_DEVICE_RESET', 'rejected', 'EIO'],
    ['SCIOLUNRST', 'LOGICAL_UNIT_RESET', 'ok', '0'],
    ['SCIOLUNRST', 'LOGICAL_UNIT_RESET', 'rejected', 'EIO'],
  ] as const)('%s sends %s; %s: %s', (op, message, outcome, answer) => {
    const bench = started().ioctl(op);
    expect(bench.toBus).toMatchObject([{ type: 'bus.message', message, target: 'tx', lun: 'x' }]);
    expect(last(bench.toDriver(messageSent(message, outcome)))).toBe(`${op} ${answer}`);
    // The bus is free for the next one.
    expect(bench.bench.context('scsi:h')).toMatchObject({ sending: null, jobs: [] });
    expect(bench.ioctl('SCIOLUNRST').toBus).toHaveLength(2);
  });

  it.each([
    ['HALT_CLEARED', () => started().submit('x1').complete('x1', 'CHECK_CONDITION')],
    ['HALT_HELD', () => held()],
    ['HELD_RECOV', () => recovering()],
    ['HELD_SENSED', () => recovering().toDriver({ type: 'hba.reconnected', slot: 'x1' }).complete('x1')],
  ] as const)(
    'does what it does without halting, in %s too; one that would send a command gets EIO',
    (state, prepared) => {
      const bench = prepared().dump('DUMPINIT').dump('DUMPSTART').dump('DUMPWRITE').ioctl('SCIOEVENT').ioctl('SCIOTUR');
      expect(bench.bench.state('scsiq:x')).toContain(`queue: ${state}`);
      expect(bench.returned.slice(-3)).toEqual(['DUMPWRITE 0', 'SCIOEVENT 0', 'SCIOTUR EIO']);
      bench.ioctl('SCIOLUNRST').toDriver(messageSent('LOGICAL_UNIT_RESET', 'ok'));
      expect(last(bench)).toBe('SCIOLUNRST 0');
    },
  );

  it('SCIOLUNRST ends what the logical unit has with EIO and halts its queue', () => {
    const bench = started().submit('x1').toDriver({ type: 'hba.disconnected', slot: 'x1', dataMoved: false });
    bench.ioctl('SCIOLUNRST').toDriver(messageSent('LOGICAL_UNIT_RESET', 'ok')).submit('x1');
    expect(bench.done).toEqual(['x1 EIO', 'x1 ENXIO']);
  });
});

describe('an ioctl that sends a command', () => {
  it.each([
    ['SCIOINQU', null, 'inquiry', 'in'],
    ['SCIOTUR', null, 'testUnitReady', 'none'],
    ['SCIOREAD', null, 'read', 'in'],
    ['SCIOSTUNIT', { command: 'startUnit', async: false }, 'startUnit', 'none'],
    ['SCIOSTUNIT', { command: 'startUnitImmed', async: false }, 'startUnitImmed', 'none'],
    ['SCIOSTUNIT', { command: 'stopUnit', async: true }, 'stopUnit', 'none'],
    ['SCIOCMD', argument, 'modeSense', 'in'],
    ['SCIOCMD', { command: 'other', async: false }, 'other', 'none'],
  ] as const)(
    '%s %j: %s goes to the device, untagged, and the caller sleeps until it is over',
    (op, words, command, direction) => {
      const bench = started().ioctl(op, { argument: words });
      expect(bench.toBus).toMatchObject([{ type: 'bus.select', op: command, direction, tag: 'untagged', slot: own }]);
      expect(bench.toBus[0]).toMatchObject({ negotiate: words?.async !== true });
      expect(bench.returned).toEqual(['opendev 0', 'SCIOSTART 0']);
      expect(last(bench.complete(own))).toBe(`${op} 0`);
    },
  );

  it.each<[string, string, object, (bench: AixEntryBench) => AixEntryBench]>([
    [
      'nobody answers',
      'ENODEV',
      cardSays('SC_NO_DEVICE_RESPONSE'),
      (b) => b.toDriver({ type: 'hba.selectionTimeout', slot: own }),
    ],
    [
      'bus fault',
      'ENOCONNECT',
      cardSays('SC_SCSI_BUS_FAULT'),
      (b) => b.toDriver({ type: 'hba.unexpectedBusFree', slot: own }),
    ],
    ['bad parity', 'ENOCONNECT', cardSays('SC_SCSI_BUS_FAULT'), (b) => b.complete(own, 'GOOD', true)],
    ['CHECK CONDITION', 'EIO', deviceSays('SC_CHECK_CONDITION'), (b) => b.complete(own, 'CHECK_CONDITION')],
    ['BUSY', 'EIO', deviceSays('SC_BUSY_STATUS'), (b) => b.complete(own, 'BUSY')],
    [
      'too long',
      'ETIMEDOUT',
      cardSays('SC_CMD_TIMEOUT'),
      (b) => b.fire(`scsit:${own}`, 'timeoutValue').toDriver(busReset('ours')),
    ],
    ['bus reset', 'EIO', cardSays('SC_SCSI_BUS_RESET'), (b) => b.toDriver(busReset('foreign'))],
  ])('%s: %s', (_, errno, status, happens) => {
    const bench = happens(started().ioctl('SCIOCMD', { argument }));
    expect(bench.replies.at(-1)).toMatchObject({ op: 'SCIOCMD', error: errno, status });
    // Nothing is left of it: the next caller finds the driver as the first did.
    expect([bench.bench.state('scsii:x'), bench.bench.context('scsii:x')]).toEqual(['idle', nobodyInside]);
  });

  it.each([
    ['version', 1],
    ['command_length', 2],
  ] as const)('SCIOCMD names the field that is wrong: %s', (defect, einvalArg) => {
    expect(started().ioctl('SCIOCMD', { argument, defect }).replies.at(-1)).toMatchObject({
      error: 'EINVAL',
      einvalArg,
    });
  });

  it('waits behind the transactions of the head driver, and alone', () => {
    const bench = started().submit('x1', [], 'SC_SIMPLE_Q');
    bench.toDriver({ type: 'hba.disconnected', slot: 'x1', dataMoved: false }).ioctl('SCIOTUR');
    expect(bench.toBus).toHaveLength(1);
    bench.toDriver({ type: 'hba.reconnected', slot: 'x1' }).complete('x1');
    expect(bench.toBus.at(-1)).toMatchObject({ op: 'testUnitReady' });
  });

  it('that fails does not halt the queue of the device', () => {
    const bench = started().ioctl('SCIOTUR').submit('x1').complete(own, 'CHECK_CONDITION').complete('x1');
    expect([last(bench), bench.done]).toEqual(['SCIOTUR EIO', ['x1 none']]);
  });

  it('gets EIO while the head driver has an error to recover from, and does not disturb that', () => {
    const bench = started().submit('x1').complete('x1', 'CHECK_CONDITION').ioctl('SCIOTUR');
    expect(last(bench)).toBe('SCIOTUR EIO');
    expect(bench.toBus).toHaveLength(1);
  });

  it('is possible as soon as the device is started', () => {
    const bench = new AixEntryBench().open().ioctl('SCIOTUR').ioctl('SCIOSTART').ioctl('SCIOTUR').complete(own);
    expect(bench.returned.slice(1)).toEqual(['SCIOTUR EINVAL', 'SCIOSTART 0', 'SCIOTUR 0']);
    expect(bench.bench.context('scsii:x')).toEqual(nobodyInside);
  });

  it('goes alone: the second caller waits', () => {
    const bench = started().ioctl('SCIOTUR').ioctl('SCIOINQU');
    expect(bench.toBus).toHaveLength(1);
    bench.complete(own);
    expect(bench.toBus.at(-1)).toMatchObject({ op: 'inquiry' });
    expect(bench.complete(own).returned.slice(2)).toEqual(['SCIOTUR 0', 'SCIOINQU 0']);
  });

  it('SCIOSTOP waits for it', () => {
    const bench = started().ioctl('SCIOTUR').ioctl('SCIOSTOP').ioctl('SCIOINQU');
    expect(bench.returned.slice(2)).toEqual([]);
    const returned = bench.complete(own).returned.slice(2);
    expect(returned.toSorted()).toEqual(['SCIOINQU EINVAL', 'SCIOSTOP 0', 'SCIOTUR 0']);
  });
});

describe('asynchronous events', () => {
  const reset = busReset('foreign');
  const listening = () => started().ioctl('SCIOEVENT');
  const handlerReturns = (bench: AixEntryBench) => bench.tell('scsie:x', { type: 'events.returned' });
  const failing = (card: string) => {
    const bench = listening();
    bench.bench.choose('transaction.start', { card });
    return bench.submit('x1');
  };

  it('nobody is told who has not registered', () => {
    expect(started().toDriver(reset).handled).toEqual([]);
  });

  it.each([
    ['SC_ADAPTER_HDW_FAILURE', 'SC_FATAL_HDW_ERR'],
    ['SC_ADAPTER_SFW_FAILURE', 'SC_ADAP_CMD_FAILED'],
    ['SC_ERROR_NO_RETRY', 'SC_ADAP_CMD_FAILED'],
  ])('%s: %s', (card, event) => {
    expect(failing(card).handled).toEqual([event]);
  });

  it('one call at a time: what happens meanwhile is merged into the next', () => {
    const bench = listening().toDriver(reset).toDriver(reset).toDriver(reset);
    bench.bench.choose('transaction.start', { card: 'SC_ADAPTER_HDW_FAILURE' });
    bench.submit('x1', ['SC_RESUME']);
    expect(bench.handled).toEqual(['SC_SCSI_RESET_EVENT']);
    handlerReturns(bench);
    expect(bench.handled).toEqual(['SC_SCSI_RESET_EVENT', 'SC_FATAL_HDW_ERR SC_SCSI_RESET_EVENT']);
    expect(handlerReturns(bench).handled).toHaveLength(2);
    expect(bench.toDriver(reset).handled).toHaveLength(3);
  });

  it('the registration ends with the session, also while the handler runs', () => {
    const bench = listening().ioctl('SCIOSTOP').toDriver(reset).ioctl('SCIOSTART').toDriver(reset);
    expect(bench.handled).toEqual([]);
    expect(bench.returned.slice(-2)).toEqual(['SCIOSTOP 0', 'SCIOSTART 0']);
    expect(last(bench.ioctl('SCIOEVENT'))).toBe('SCIOEVENT 0');
    bench.toDriver(reset).ioctl('SCIOSTOP');
    expect(bench.bench.context('scsie:x')).toMatchObject({ handler: null });
    expect(handlerReturns(bench).ioctl('SCIOSTART').toDriver(reset).handled).toEqual(['SC_SCSI_RESET_EVENT']);
    expect(bench.ioctl('SCIOEVENT').toDriver(reset).handled).toHaveLength(2);
    handlerReturns(bench).ioctl('SCIOSTOP');
    expect(bench.bench.context('scsie:x')).toMatchObject({ handler: null });
  });

  it('a new session may register before the handler of the old one has returned', () => {
    const bench = listening().toDriver(reset).ioctl('SCIOSTOP').ioctl('SCIOSTART').ioctl('SCIOEVENT').toDriver(reset);
    expect(bench.handled).toHaveLength(1);
    expect(handlerReturns(bench).handled).toHaveLength(2);
  });
});
