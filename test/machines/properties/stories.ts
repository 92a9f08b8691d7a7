import type { Observation } from '../../../machines/properties/property.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { observationOf } from '../../../src/system/watching.ts';

/** Sequences of observations, written by hand, about two disks: d0 with two places for requests behind t0, d1 behind t1. */

type Fields = Record<string, unknown>;
export const sent = (type: string, to: string, fields: Fields = {}): Observation =>
  observationOf('sent', null, to, { type, ...fields });
export const took = (type: string, to: string, fields: Fields = {}): Observation =>
  observationOf('delivered', null, to, { type, ...fields });

const slot = 'd0.1';
const [packet, area, command, hba, queue, disk] = ['pkt:d0.1', 'hbac:d0.1', 'cmd:d0.1', 'hba:h0', 'hbaq:d0', 'sd:d0'];
const bus = 'bus:b0';
const app = 'app:d0.1';

const start = (fields: Fields = {}) =>
  sent('tran.start', hba, { slot, lun: 'd0', op: 'read', direction: 'in', noIntr: false, ...fields });
const polledStart = start({ noIntr: true });
const returns = (result: string) => [sent('tran.return', packet, { result }), took('tran.return', packet, { result })];
const accepted = returns('TRAN_ACCEPT');
const refused = returns('TRAN_BUSY');

const allTheWay = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD | STATE.XFERRED_DATA | STATE.GOT_STATUS;
const good = {
  reason: 'CMD_CMPLT',
  state: allTheWay,
  statistics: 0,
  status: 'GOOD',
  resid: 'zero',
  arq: null,
  sense: null,
};
const check = { ...good, status: 'CHECK_CONDITION' };
const calledBack = (fields: Fields = {}) => sent('pkt.comp', packet, { ...good, ...fields });
const callback = (fields: Fields = {}) => took('pkt.comp', packet, { ...good, ...fields });
const died = (reason: string, statistics: number) =>
  ({ reason, statistics, state: 0, status: null, resid: 'zero' }) as const;

const init = took('packet.init', packet, { data: true, resources: 'ok' });
const short = took('packet.init', packet, { data: true, resources: 'temporary' });
const windowInit = took('packet.init', packet, { data: true, partial: true, resources: 'ok', resid: 'partial' });
const bind = (resid: 'zero' | 'partial') => took('packet.bind', packet, { partial: true, resources: 'ok', resid });
const dmafree = took('packet.dmafree', packet);
const destroy = took('packet.destroy', packet);
const strategy = sent('buf.strategy', disk, { slot, op: 'read', range: 'inside', failfast: false });
const biodone = (error: string, resid = 'zero') => sent('buf.biodone', app, { slot, error, resid, more: 'no' });

const facts = { arqBlock: true, noIntr: false };
const accept = took('area.accept', area, { facts, original: null });
const begin = took('area.start', area, { tagged: true, autoSense: true });
const victim = (reason: string, statistics: number) => took('area.victim', area, { reason, statistics });
const flush = (fields: Fields = {}) =>
  took('queue.flush', queue, {
    active: { reason: 'CMD_RESET', statistics: STAT.BUS_RESET },
    queued: true,
    resetDelay: true,
    ...fields,
  });

const select = (fields: Fields = {}) =>
  sent('bus.select', bus, {
    initiator: 'ours',
    target: 't0',
    lun: 'd0',
    slot,
    op: 'read',
    negotiate: true,
    disconnectPrivilege: true,
    tag: 'simple',
    ...fields,
  });
const completed = (fields: Fields = {}) => took('hba.completed', hba, { slot, status: 'GOOD', ...fields });
const busReset = took('hba.busReset', hba, { by: 'foreign' });
const messageSent = (message: string, target = 't0', lun = 'd0') =>
  took('hba.messageSent', hba, { message, target, lun, slot: null, outcome: 'ok' });

/** What the bus tells the adapter of the command in the place. */
const ends = (type: string) => sent(`hba.${type}`, hba, { slot });
const aborts = (at = slot, initiator = 'ours') =>
  sent('bus.message', bus, { initiator, message: 'ABORT_TAG', target: 't0', lun: 'd0', slot: at, outcome: 'ok' });
const aborted = (outcome: string, at = slot) =>
  sent('hba.messageSent', hba, { message: 'ABORT_TAG', target: 't0', lun: 'd0', slot: at, outcome });
const resets = (target: string) =>
  sent('bus.message', bus, { initiator: 'ours', message: 'BUS_DEVICE_RESET', target, lun: 'd0', slot: null });
const reset = (outcome: string, target: string) =>
  sent('hba.messageSent', hba, { message: 'BUS_DEVICE_RESET', target, lun: 'd0', slot: null, outcome });
const refusedFirst = [select(), aborts(), aborted('rejected')];

const sam = 'sam:h0';
const nexus = 'nexus:ours-t0';
const exchange = () => sent('transport.sendCommand', nexus, { initiator: 'ours', target: 't0', lun: 'd0', slot });
const port = (type: string) => sent(`port.${type}`, sam, { slot });
const managing = (name: string, lun: string) => {
  return { target: 't0', lun, slot: name === 'ABORT_TASK' ? slot : null, function: name };
};
const manages = (name: string, lun = 'd0') =>
  sent('transport.sendTaskManagement', nexus, { initiator: 'ours', ...managing(name, lun), outcome: 'ok' });
const managed = (name: string, outcome: string, lun = 'd0') =>
  sent('port.taskManagementDone', sam, { ...managing(name, lun), outcome });

const scBuf = (at: string) => `scbuf:${at}`;
const toHardware = (at: string) => [took('scbuf.started', scBuf(at))];
/** Two tagged commands are active; each meets CHECK CONDITION, and the head driver asks for sense data each time. */
const submits = (at: string, fields: Fields) => [
  took('device.strategy', 'scsiq:d0', { slot: at, flags: [], tag: 'SC_SIMPLE_Q', op: 'read', ...fields }),
  took('scbuf.chained', scBuf(at)),
];
const asksForSense = { flags: ['SC_RESUME'], tag: 'SC_NO_Q', op: 'requestSense' };
const kept = (at: string) => [
  took('scbuf.dequeued', scBuf(at)),
  sent('sc.iodone', 'hdisk:d0', { slot: at, error: 'EIO', adapQStatus: 'SC_DID_NOT_CLEAR_Q' }),
];
const anotherCheck = [
  ...['d0.1', 'd0.2'].flatMap((at) => [...submits(at, {}), ...toHardware(at)]),
  ...kept('d0.1'),
  ...submits('d0.rqs', asksForSense),
  ...toHardware('d0.rqs'),
  ...kept('d0.2'),
  ...submits('d0.internal', asksForSense),
];

const hold = took('lu.holdSense', 'lu:d0', { slot, initiator: 'ours', sense: 'MEDIUM_ERROR 11/00' });
const forget = took('lu.forgetSense', 'lu:d0', { initiator: 'ours' });
const arrives = (fields: Fields = {}) =>
  took('lu.command', 'lu:d0', { slot, initiator: 'ours', tag: 'simple', op: 'read', direction: 'in', ...fields });
const task = (name: string, tag: string) => [
  took('tasks.command', 'tasks:d0', { slot: name, initiator: 'ours', tag, op: 'read', direction: 'in' }),
  took('tasks.admit', 'tasks:d0', { slot: name }),
];

const prepare = (flags: readonly string[]) => took('command.prepare', command, { op: 'read', flags });
const go = (retry: boolean, to = command) => took('command.start', to, { tagged: true, arq: true, retry });
const retry = (retryClass: string, fields: Fields = {}) =>
  took('unit.retry', disk, { slot, retryClass, because: null, delay: 'restartDelay', failfast: false, ...fields });

/** The last observation breaks the property, all before do not. Several ways for some. */
const head = 'hdisk:d0';
const samStart = (at: string, op: string, autosense = true) => ({ slot: at, lun: 'd0', op, autosense });
const samDone = (autosense: string | null) =>
  took('sam.iodone', head, { slot, error: 'EIO', scsiStatus: 'SC_CHECK_CONDITION', autosense });
const asks = sent('sam.strategy', 'sam:h0', samStart('d0.rqs', 'requestSense'));
const reads = (autosense: boolean) => took('sam.strategy', 'sam:h0', samStart(slot, 'read', autosense));
const sense = 'MEDIUM_ERROR 11/00';
const sendsSense = took('lu.sendSense', 'lu:d0', { slot, initiator: 'ours', sense });
const executes = (tag: string) => took('lu.execute', 'lu:d0', { slot: 'd0.2', initiator: 'ours', tag, op: 'read' });
const clearAca = took('tasks.message', 'tasks:d0', { initiator: 'ours', slot: null, message: 'CLEAR_ACA' });

type Told = readonly [id: string, what: string, ...story: Observation[]];

export const violations: readonly Told[] = [
  ['I1', 'destroyed in transport', init, start(), ...accepted, destroy],
  ['I1', 'submitted in transport', init, start(), ...accepted, took('packet.transport', packet)],
  ['I1', 'built anew in transport', init, start(), init],
  ['I1', 'destroyed while it is polled', init, polledStart, destroy],
  ['I2', 'called back twice', start(), ...accepted, calledBack(), calledBack()],
  ['I2', 'never called back', start(), ...accepted, start()],
  ['I2', 'destroyed instead', start(), ...accepted, destroy],
  ['I3', 'called back although polled', polledStart, took('area.deliver', area), calledBack()],
  ['I3', 'returned before it is complete', polledStart, sent('tran.return', packet, { result: 'TRAN_ACCEPT' })],
  ['I4', 'called back although refused', start(), ...refused, calledBack()],
  ['I4', 'refused after its callback', start(), calledBack(), sent('tran.return', packet, { result: 'TRAN_BUSY' })],
  ['I5', 'called back twice', start(), calledBack(), calledBack()],
  ['I9', 'timer and START UNIT both', go(true), go(true)],
  ['I9-submit', 'submitted twice', start(), ...accepted, start()],
  ['R1', 'destroyed twice', init, destroy, destroy],
  ['R1', 'destroyed by one who does not own it', init, start(), destroy],
  ['R1', 'never destroyed', init, init],
  ['R2', 'answered twice', strategy, biodone('none'), biodone('none')],
  ['R2', 'answered while in transport', strategy, start(), biodone('EIO')],
  ['R2', 'transported after the answer', strategy, biodone('none'), start()],
  ['R4', 'answered with a packet left', init, start(), callback(), biodone('none')],
  ['I1', 'moved to another window in transport', init, start(), bind('zero')],
  ['I1', 'DMA resources freed in transport', init, start(), dmafree],
  ['R5', 'data after scsi_dmafree', init, dmafree, start()],
  ['R6', 'a window is skipped', windowInit, start(), callback({ resid: 'all' }), bind('zero')],
  ['R6', 'complete, but windows are left', windowInit, start(), callback(), destroy, biodone('none')],
  ['R7', 'another command', start(), start({ op: 'write' })],
  [
    'S1',
    'the last cause wins',
    accept,
    begin,
    took('area.expired', area),
    victim('CMD_RESET', STAT.BUS_RESET),
    calledBack(died('CMD_RESET', STAT.BUS_RESET)),
  ],
  ['S1', 'a cause out of nothing', accept, begin, calledBack(died('CMD_TRAN_ERR', 0))],
  ['S2', 'STAT_DISCON is lost', accept, begin, took('area.disconnected', area, { dataMoved: false }), calledBack()],
  ['S2', 'STATE_ARQ_DONE is lost', accept, begin, took('area.senseDone', area, { sense: null }), calledBack(check)],
  ['S3', 'a status without STATE_GOT_STATUS', calledBack({ state: 0 })],
  ['S3', 'STATE_GOT_STATUS without a status', calledBack({ status: null })],
  ['S4', 'a status without a command', calledBack({ state: STATE.GOT_BUS | STATE.GOT_STATUS })],
  ['S4', 'sense without CHECK CONDITION', calledBack({ state: allTheWay | STATE.ARQ_DONE })],
  ['S5', 'bytes left over are not told', strategy, callback({ resid: 'partial' }), biodone('none')],
  ['S5', 'data out of nothing', strategy, biodone('none')],
  ['S6', 'a failure is answered as success', strategy, callback(died('CMD_TIMEOUT', STAT.TIMEOUT)), biodone('none')],
  ['S7', 'CMD_TIMEOUT without STAT_TIMEOUT', calledBack(died('CMD_TIMEOUT', STAT.ABORTED))],
  ['S7', 'CMD_RESET without a reset', calledBack(died('CMD_RESET', 0))],
  ['S7', 'CMD_ABORTED without an abort', calledBack(died('CMD_ABORTED', STAT.BUS_RESET))],
  ['Q1', 'no attempt', accept, begin, calledBack(check)],
  [
    'Q2',
    'sense of another',
    took('lu.holdSense', 'lu:d0', { slot: 'd0.2', initiator: 'ours', sense: 'MEDIUM_ERROR 11/00' }),
    took('area.senseDone', area, { sense: 'MEDIUM_ERROR 11/00' }),
  ],
  ['Q3', 'the next command first', completed({ status: 'CHECK_CONDITION' }), select({ slot: 'd0.2' })],
  ['Q4', 'overtaken before the callback', hold, select({ slot: 'd0.2' }), forget],
  ['Q5', 'REQUEST SENSE because of REQUEST SENSE', took('queue.sense', queue, { slot: 'd0.arq', timed: true })],
  ['Q6', 'two at once', took('area.accept', 'hbac:d0.arq', { facts }), took('area.accept', 'hbac:d0.rqs', { facts })],
  ['Q7', 'success without sense', callback(check), biodone('none')],
  ['check-condition-alone', 'a queued one is flushed', accept, flush({ resetDelay: false })],
  ['check-condition-alone', 'an active one is aborted', accept, begin, calledBack(died('CMD_ABORTED', STAT.ABORTED))],
  ['X1', 'an active one goes on', accept, begin, flush(), took('area.expired', area)],
  ['X1', 'a queued one is started', accept, flush(), begin],
  ['X2', 'active: no CMD_RESET', accept, begin, flush(), calledBack(died('CMD_ABORTED', STAT.BUS_RESET))],
  ['X2', 'queued: CMD_TIMEOUT', accept, flush(), calledBack(died('CMD_TIMEOUT', STAT.TIMEOUT))],
  ['X3', 'queued, but STAT_BUS_RESET', accept, flush(), calledBack(died('CMD_RESET', STAT.BUS_RESET))],
  ['X3', 'active, but STAT_ABORTED', accept, begin, flush(), calledBack(died('CMD_RESET', STAT.ABORTED))],
  ['X4', 'after a bus reset', busReset, select()],
  ['X4', 'after a device reset', messageSent('BUS_DEVICE_RESET'), select()],
  [
    'X5',
    'a device reset elsewhere',
    messageSent('BUS_DEVICE_RESET', 't1', 'd1'),
    took('queue.flush', 'hbaq:d1', {
      active: { reason: 'CMD_RESET', statistics: STAT.DEV_RESET },
      queued: true,
      resetDelay: true,
    }),
    flush({ active: { reason: 'CMD_RESET', statistics: STAT.DEV_RESET } }),
  ],
  ['X5', 'a unit is forgotten in a bus reset', busReset, flush(), completed({ slot: 'd1.1' })],
  [
    'X6',
    'reset once more',
    callback(died('CMD_TIMEOUT', STAT.TIMEOUT | STAT.DEV_RESET)),
    sent('tran.reset', hba, { level: 'RESET_LUN', lun: 'd0', replyTo: command }),
  ],
  ['X7', 'STANDARD for a victim', callback(died('CMD_RESET', STAT.BUS_RESET)), retry('STANDARD')],
  [
    'X8',
    'on the bus after its abort',
    start(),
    ...accepted,
    sent('tran.abortReturn', 'sd:d0', { slot, ok: true }),
    select(),
  ],
  ['X9', 'no negotiation at first', select({ negotiate: false })],
  [
    'X9',
    'no negotiation after CHECK CONDITION',
    select(),
    completed({ status: 'CHECK_CONDITION' }),
    select({ negotiate: false }),
  ],
  [
    'X9',
    'no negotiation after a device reset',
    select(),
    messageSent('BUS_DEVICE_RESET'),
    select({ negotiate: false }),
  ],
  [
    'X10',
    'carried out',
    took('lu.reset', 'lu:d0', { cause: 'busReset' }),
    arrives(),
    took('tasks.ended', 'tasks:d0', { slot, status: 'GOOD' }),
  ],
  [
    'X10',
    'queued',
    took('lu.reset', 'lu:d0', { cause: 'busReset' }),
    arrives(),
    took('tasks.admit', 'tasks:d0', { slot }),
  ],
  ['B7-place', 'while it is in the device', select(), select()],
  ['B7-place', 'before its status has been heard of', select(), ends('completed'), select()],
  ['B7-place', 'after it should have been aborted', select(), aborts(), aborted('rejected'), select()],
  ['B7-place', 'after another one was aborted', select(), aborts('d0.2'), aborted('ok', 'd0.2'), select()],
  ['B7-place', 'after another target was reset', select(), resets('t1'), reset('ok', 't1'), select()],
  ['B7-place', 'after a function that is older', aborts(), select(), aborted('ok'), select()],
  ['B7-place', 'after an abort by another initiator', select(), aborts(slot, 'foreign'), aborted('ok'), select()],
  ['B7-place', 'another initiator is told of a reset', select(), took('hba.busReset', 'foreign', {}), select()],
  ['B7-place', 'after another target has gone', select(), sent('bus.absent', bus, { target: 't1' }), select()],
  ['aix-sam-place', 'while it is in the device', exchange(), exchange()],
  ['aix-sam-place', 'before its status has been heard of', exchange(), port('completed'), exchange()],
  ['aix-sam-place', 'after CLEAR ACA', exchange(), manages('CLEAR_ACA'), managed('CLEAR_ACA', 'ok'), exchange()],
  [
    'aix-sam-place',
    'after a reset that was refused',
    ...[exchange(), manages('LOGICAL_UNIT_RESET'), managed('LOGICAL_UNIT_RESET', 'rejected'), exchange()],
  ],
  [
    'B2',
    'a second selection',
    sent('target.command', 'target:t0', { disconnectPrivilege: true, tag: 'simple' }),
    sent('target.command', 'target:t1', { disconnectPrivilege: true, tag: 'simple' }),
  ],
  [
    'B4',
    'a tag without the privilege',
    sent('target.command', 'target:t0', { disconnectPrivilege: false, tag: 'simple' }),
  ],
  [
    'B5',
    'disconnected without the privilege',
    sent('target.command', 'target:t0', { disconnectPrivilege: false, tag: 'untagged' }),
    sent('hba.disconnected', hba, { slot, dataMoved: false }),
  ],
  [
    'B6',
    'accepted without being disconnected',
    took('hba.reconnected', hba, { slot }),
    sent('bus.accept', bus, { slot, initiator: 'ours' }),
  ],
  [
    'B10',
    'SIMPLE before ORDERED',
    ...task('d0.1', 'ordered'),
    ...task('d0.2', 'simple'),
    took('lu.execute', 'lu:d0', { slot: 'd0.2' }),
  ],
  [
    'B10',
    'ORDERED before what is older',
    ...task('d0.1', 'simple'),
    ...task('d0.2', 'ordered'),
    took('lu.execute', 'lu:d0', { slot: 'd0.2' }),
  ],
  [
    'B11',
    'it says that the target answered',
    accept,
    begin,
    took('area.selectionTimeout', area),
    calledBack({ ...died('CMD_INCOMPLETE', 0), state: STATE.GOT_BUS | STATE.GOT_TARGET }),
  ],
  ['D1', 'one STANDARD too many', ...Array.from({ length: 6 }, () => retry('STANDARD'))],
  ['D1', 'VICTIM falls through to STANDARD', ...Array.from({ length: 16 }, () => retry('VICTIM'))],
  ['D1', 'START UNIT too often', ...Array.from({ length: 3 }, () => took('unit.startUnit', disk, { slot }))],
  ['D2', 'FLAG_DIAGNOSE', prepare(['FLAG_DIAGNOSE']), retry('STANDARD')],
  ['D2', 'FLAG_ISOLATE', prepare(['FLAG_ISOLATE']), callback(died('CMD_INCOMPLETE', 0)), retry('STANDARD')],
  ['D3', 'while a retry waits', retry('STANDARD'), go(false, 'cmd:d0.2')],
  ['D3', 'while START UNIT is pending', took('unit.startUnit', disk, { slot }), go(false, 'cmd:d0.2')],
  [
    'D3',
    'after TRAN_BUSY',
    took('unit.rejected', disk, { slot, result: 'TRAN_BUSY', retry: false }),
    go(false, 'cmd:d0.2'),
  ],
  ['D5', 'after a panic', took('unit.panic', disk), go(false)],
  ['D7', 'the driver is not told', busReset, completed()],
  ['D7', 'the driver is told after its packet', busReset, calledBack(died('CMD_RESET', STAT.BUS_RESET))],
  [
    'D7',
    'a packet comes back while the driver is told',
    busReset,
    sent('scsi.resetNotify', disk),
    calledBack(died('CMD_RESET', STAT.BUS_RESET)),
  ],
  ['aix-I14-one', 'a request sense beside a request sense', ...anotherCheck, ...toHardware('d0.internal')],
  ['aix-I26', 'asked for what has come', reads(true), samDone(sense), asks],
  ['aix-I26', 'asked for nothing', reads(true), asks],
  ['aix-I26', 'sense data without a buffer', reads(false), samDone(sense)],
  ['aix-I27', 'another command is carried out', sendsSense, executes('simple')],
  ['aix-I27', 'an untagged one is carried out after an ACA task', sendsSense, executes('aca'), executes('untagged')],
];

/** The last observation ends what the one before it began to owe. */
export const debts: readonly (readonly [id: string, ...story: Observation[]])[] = [
  ['I11', start(), ...accepted, calledBack()],
  ['Q7-ends', retry('NOCHECK', { delay: 'busyDelay' }), biodone('EIO')],
  ['D1-queue-full', retry('NOCHECK', { because: 'QUEUE_FULL' }), biodone('none')],
  ['D1-tran-busy', took('unit.rejected', disk, { slot, result: 'TRAN_BUSY', retry: false }), biodone('none')],
  ['D4', took('unit.startUnit', disk, { slot }), go(true)],
  ['R8', short, took('world.resourcesFreed', disk), init],
];

/** The last observation is what is worth seeing. */
export const sights: readonly (readonly [id: string, ...story: Observation[]])[] = [
  ['I6-callback-first', start(), callback()],
  ['I6-return-first', start(), ...accepted, callback()],
  ['sense-lost', hold, select({ slot: 'd0.2' }), forget],
  ['victim-active', calledBack(died('CMD_RESET', STAT.BUS_RESET))],
  ['victim-queued', calledBack(died('CMD_RESET', STAT.ABORTED))],
  ['victim-timeout', calledBack(died('CMD_TIMEOUT', STAT.TIMEOUT | STAT.DEV_RESET))],
  [
    'throttle-restored',
    took('unit.queueFull', disk),
    took('xstate.after.qfullThrottleStep.scsa-disk.throttle.afterQueueFull', disk),
  ],
  ['queue-full-retried', retry('NOCHECK', { because: 'QUEUE_FULL' })],
  ['queue-full-absorbed', took('area.requeued', area)],
  ['auto-sense-failed', calledBack({ ...check, arq: { reason: 'CMD_RESET' } })],
  [
    'start-unit-early',
    took('unit.internalDone', disk, { op: 'startUnit', error: 'none' }),
    retry('NOCHECK', { because: 'NOT_READY' }),
  ],
];

/** What is allowed although a careless statement would forbid it. */
export const allowed: readonly Told[] = [
  ...(['completed', 'selectionTimeout', 'tagRejected', 'selectionLost', 'unexpectedBusFree'] as const).map(
    (type): Told => ['B7-place', type, select(), ends(type), took(`hba.${type}`, hba, { slot }), select()],
  ),
  ['B7-place', 'another place', select(), select({ slot: 'd0.2' })],
  ['B7-place', 'it was aborted', select(), aborts(), aborted('ok'), select()],
  ['B7-place', 'its target was reset', select(), resets('t0'), reset('ok', 't0'), select()],
  ['B7-place', 'its target was reset after an abort', ...refusedFirst, resets('t0'), reset('ok', 't0'), select()],
  ['B7-place', 'RST', select(), took('hba.busReset', hba, { by: 'foreign' }), select()],
  ['B7-place', 'its target has gone', select(), sent('bus.absent', bus, { target: 't0' }), select()],
  ...(['completed', 'noResponse', 'lost'] as const).map(
    (type): Told => ['aix-sam-place', type, exchange(), port(type), took(`port.${type}`, sam, { slot }), exchange()],
  ),
  ...(['ABORT_TASK', 'ABORT_TASK_SET', 'CLEAR_TASK_SET', 'LOGICAL_UNIT_RESET', 'TARGET_RESET'] as const).map(
    (name): Told => ['aix-sam-place', name, exchange(), manages(name), managed(name, 'ok'), exchange()],
  ),
  [
    'aix-sam-place',
    'its target was reset for another unit, while its own abort was refused',
    ...[exchange(), manages('ABORT_TASK'), manages('TARGET_RESET', 'd9'), managed('ABORT_TASK', 'rejected')],
    ...[managed('TARGET_RESET', 'ok', 'd9'), exchange()],
  ],
  ['I1', 'another packet is destroyed', init, start(), ...accepted, took('packet.destroy', 'pkt:d0.2')],
  ['I2', 'a refused packet is destroyed without callback', start(), ...refused, destroy],
  ['I3', 'a polled packet is refused', polledStart, ...refused],
  ['check-condition-alone', 'it is the one with CHECK CONDITION', accept, begin, calledBack(check), flush()],
  ['R2', 'a buf is used again after its answer', strategy, biodone('none'), strategy, start()],
  [
    'S1',
    'CMD_CMPLT although the REQUEST SENSE died',
    accept,
    begin,
    took('area.senseDone', area, { reason: 'CMD_RESET', sense: null }),
    calledBack(check),
  ],
  [
    'S2',
    'bits are forgotten with a QUEUE FULL that the adapter absorbs',
    accept,
    begin,
    took('area.disconnected', area, { dataMoved: true }),
    took('area.requeued', area),
    calledBack(),
  ],
  ['S5', 'success with a residual count', strategy, callback({ resid: 'partial' }), biodone('none', 'partial')],
  ['S5', 'end of the partition', strategy, biodone('none', 'all')],
  ['S6', 'RECOVERED ERROR', strategy, callback({ ...check, arq: { sense: 'RECOVERED_ERROR 17/01' } }), biodone('none')],
  [
    'S6',
    'RECOVERED ERROR, sensed by the driver',
    strategy,
    callback(check),
    took('command.sensed', command, { reply: { sense: 'RECOVERED_ERROR 17/01' } }),
    biodone('none'),
  ],
  ['Q1', 'the sense command is in use: CMD_TRAN_ERR', accept, begin, calledBack({ ...check, reason: 'CMD_TRAN_ERR' })],
  [
    'Q1',
    'no room for sense',
    took('area.accept', area, { facts: { arqBlock: false, noIntr: false } }),
    begin,
    calledBack(check),
  ],
  ['Q2', 'a unit attention instead', hold, took('area.senseDone', 'hbac:d0.2', { sense: 'UNIT_ATTENTION 29/00' })],
  [
    'Q2',
    'a reset while the sense data are on their way',
    hold,
    took('lu.requestSense', 'lu:d0', { slot: 'd0.arq', initiator: 'ours', outcome: 'ok' }),
    took('lu.reset', 'lu:d0', { cause: 'busReset' }),
    took('area.senseDone', area, { sense: 'MEDIUM_ERROR 11/00' }),
  ],
  ['Q3', 'a reset in between', completed({ status: 'CHECK_CONDITION' }), busReset, select()],
  [
    'Q4',
    'REQUEST SENSE came first, and failed',
    hold,
    select({ slot: 'd0.arq', op: 'requestSense' }),
    select({ slot: 'd0.2' }),
    forget,
  ],
  ['Q4', 'overtaken after the callback', hold, callback(check), select({ slot: 'd0.2' }), forget],
  [
    'X2',
    'it had timed out',
    accept,
    begin,
    took('area.expired', area),
    flush(),
    calledBack(died('CMD_TIMEOUT', STAT.TIMEOUT | STAT.BUS_RESET)),
  ],
  [
    'X2',
    'it waited for its sense',
    accept,
    begin,
    took('queue.sense', queue, { slot, timed: true }),
    flush(),
    calledBack(check),
  ],
  ['X2', 'it was finished', accept, begin, took('queue.finished', queue, { slot }), flush(), calledBack()],
  [
    'X2',
    'active together with one that timed out',
    accept,
    begin,
    flush(),
    calledBack(died('CMD_TIMEOUT', STAT.TIMEOUT | STAT.DEV_RESET)),
  ],
  [
    'X4',
    'the delay is over',
    busReset,
    took('xstate.after.resetDelay.adapter-queue.throttle.resetDelay', queue),
    select(),
  ],
  [
    'X5',
    'a message that a bus reset has overtaken',
    sent('bus.assertReset', bus, { initiator: 'ours' }),
    messageSent('BUS_DEVICE_RESET'),
    completed(),
  ],
  [
    'X6',
    'a reset after a failure of another kind',
    callback(died('CMD_TRAN_ERR', 0)),
    sent('tran.reset', hba, { level: 'RESET_LUN', replyTo: command }),
  ],
  [
    'X8',
    'it had completed before',
    start(),
    calledBack(),
    sent('tran.abortReturn', disk, { slot, ok: true }),
    start(),
    select(),
  ],
  [
    'X10',
    'INQUIRY',
    took('lu.reset', 'lu:d0', { cause: 'busReset' }),
    arrives({ op: 'inquiry' }),
    took('tasks.admit', 'tasks:d0', { slot }),
  ],
  [
    'X10',
    'BUSY goes first',
    took('lu.reset', 'lu:d0', { cause: 'busReset' }),
    arrives(),
    took('tasks.ended', 'tasks:d0', { slot, status: 'BUSY' }),
  ],
  [
    'B6',
    'answered by a bus reset',
    took('hba.reconnected', hba, { slot }),
    sent('bus.assertReset', bus, { initiator: 'ours' }),
  ],
  [
    'B10',
    'HEAD before everything',
    ...task('d0.1', 'simple'),
    ...task('d0.2', 'head'),
    took('lu.execute', 'lu:d0', { slot: 'd0.2' }),
  ],
  [
    'B11',
    'its time was up before',
    accept,
    begin,
    took('area.selectionTimeout', area),
    calledBack({ ...died('CMD_TIMEOUT', STAT.TIMEOUT), state: STATE.GOT_BUS }),
  ],
  ['D1', 'NOCHECK without a cause', ...Array.from({ length: 30 }, () => retry('NOCHECK'))],
  [
    'D1',
    'a new request counts anew',
    ...Array.from({ length: 5 }, () => retry('STANDARD')),
    biodone('EIO'),
    retry('STANDARD'),
  ],
  [
    'D2',
    'FLAG_ISOLATE after a SCSI status',
    prepare(['FLAG_ISOLATE']),
    callback({ status: 'BUSY' }),
    retry('NOCHECK', { because: 'BUSY' }),
  ],
  ['D3', 'an immediate retry beside the one that waits', retry('STANDARD'), go(true, 'cmd:d0.2')],
  ['D3', 'the retry has gone', retry('STANDARD'), go(true), go(false, 'cmd:d0.2')],
  [
    'aix-I14-one',
    'the first request sense is back',
    ...anotherCheck,
    took('scbuf.dequeued', 'scbuf:d0.rqs'),
    ...toHardware('d0.internal'),
  ],
  ['aix-I26', 'asked for what has not come', reads(false), samDone(null), asks],
  ['aix-I27', 'an ACA task, then CLEAR ACA', sendsSense, executes('aca'), clearAca, executes('simple')],
  [
    'aix-I27',
    'another unit',
    sendsSense,
    took('lu.execute', 'lu:d1', { slot: 'd1.1', initiator: 'ours', tag: 'simple' }),
  ],
];
