import { describe, expect, it } from 'vitest';
import { type AixDiskParameters, aixDiskDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import { aixDiskCommandMachine } from '../../../machines/target-driver/aix-disk-command.machine.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = address.headCommand('d0.1');
type Fields = Record<string, unknown>;

/** How a transaction comes back: good, unless told otherwise. */
const iodone = (fields: Fields = {}): Message => ({
  type: 'dd.iodone',
  ...{ error: 'none', resid: 'zero', validity: 'none', scsiStatus: null, cardStatus: null },
  ...{ adapQStatus: 'cleared', sense: null, more: 'no', ...fields },
});
const status = (scsiStatus: string, fields: Fields = {}) =>
  iodone({ error: 'EIO', validity: 'SC_SCSI_ERROR', scsiStatus, ...fields });
const card = (cardStatus: string) => iodone({ error: 'EIO', validity: 'SC_ADAPTER_ERROR', cardStatus, resid: 'all' });
const sensed = (sense: string | null): Message => ({ type: 'dd.sensed', sense });
const issue = (riders: readonly string[] = []): Message => ({ type: 'dd.issue', flags: [], tagged: true, riders });

/** One request in the head driver; the device, the application and the other requests are the test. */
class Command {
  readonly bench = new Bench();

  constructor(prepare: Fields = {}, params: Partial<AixDiskParameters> = {}, kind: 'pool' | 'internal' = 'pool') {
    const limits = { retries: 3, busyRetries: 1, queueFullRetries: 1, unitAttentionRetries: 1, resetRetries: 1 };
    const all = { ...aixDiskDefaults, ...limits, ...params };
    this.bench.add(at, aixDiskCommandMachine, { slot: 'd0.1', lun: 'd0', kind, params: all });
    this.after({ type: 'dd.prepare', op: 'read', direction: 'in', overrun: false, ...prepare });
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  says(message: Message): string[] {
    const effects = this.bench.effects.length;
    this.bench.deliver(at, message);
    return [
      ...this.bench.effects.slice(effects).map(({ type }) => type),
      ...this.bench.takePosted().map(({ to, message: { type, ...said } }) => {
        const others = [said['alone'], said['riders']].flat().filter((slot) => slot !== undefined);
        const alone = others.length > 0 ? ` and ${others.join()}` : '';
        const left = `${said['reset'] ? ' reset' : ''}${said['reservation'] ? ` ${String(said['reservation'])}` : ''}`;
        switch (type) {
          case 'buf.biodone':
            return `biodone ${String(said['error'])} ${String(said['resid'])}`;
          case 'head.done':
            return `done ${String(said['error'])}${said['halted'] ? ' halted' : ''}${left}${alone}`;
          case 'head.retry':
            return `retry ${String(said['delay'] ?? 'now')}${left}${alone}`;
          case 'head.sense':
            return `sense ${String(said['queue'])}`;
          case 'head.devstrat':
            return `devstrat ${String(said['tag'])}${said['async'] ? ' SC_ASYNC' : ''}${said['bp'] ? ' bp' : ''}`;
          default:
            return type === 'dd.carried' ? `carried ${to}` : `${type.replace('head.', '')}${alone}`;
        }
      }),
    ];
  }

  /** State, and what it remembers. */
  get now(): string {
    const context = this.bench.context(at);
    const used = Object.entries(context['used'] as Record<string, number>).flatMap(([name, count]) =>
      count > 0 ? [`${name} ${count}`] : [],
    );
    return [
      this.bench.state(at),
      ...used,
      ...(context['async'] ? ['SC_ASYNC'] : []),
      ...(context['riders'] as string[]),
      ...(context['last'] === null ? [] : ['fields']),
      ...(context['sensed'] === null ? [] : ['sense']),
      ...(context['op'] === null ? ['nothing'] : []),
    ].join(' ');
  }
}

type Row = readonly [what: string, message: Message, said: readonly string[], now: string];

function rows(when: string, made: () => Command, table: readonly Row[]): void {
  it.each(table)(`${when}: %s`, (_, message, said, now) => {
    const command = made();
    expect([command.says(message), command.now]).toEqual([said, now]);
  });
}

/** Issued with another request that goes along. */
const spanned = () => new Command().after(issue(['d0.2']));
const issued = (...before: readonly Message[]) => {
  const command = new Command().after(issue());
  for (const message of before) command.after(message, issue());
  return command;
};
const anyError = card('SC_NO_DEVICE_RESPONSE');
const over = 'idle nothing';
const eio = ['biodone EIO all', 'done EIO halted'];
const eioLeaving = (left: 'reset' | 'lost') => ['biodone EIO all', `done EIO halted ${left}`];

describe('what dd_iodone makes of the fields', () => {
  rows('the first try, with another request along', spanned, [
    ['good', iodone(), ['biodone none zero', 'carried dd:d0.2', 'done none'], over],
    ['flushed', iodone({ error: 'ENXIO', resid: 'all' }), ['flushed and d0.2'], 'queued'],
    ['short', iodone({ resid: 'partial' }), ['again and d0.2'], 'queued retries 1'],
    ['rejected', iodone({ error: 'EINVAL' }), ['biodone EINVAL all', 'done EINVAL halted and d0.2'], over],
    ['CHECK CONDITION', status('SC_CHECK_CONDITION'), ['sense cleared'], 'sensing d0.2 fields'],
    [
      'COMMAND TERMINATED, the queue is kept',
      status('SC_COMMAND_TERMINATED', { adapQStatus: 'SC_DID_NOT_CLEAR_Q' }),
      ['sense SC_DID_NOT_CLEAR_Q'],
      'sensing d0.2 fields',
    ],
    ['BUSY', status('SC_BUSY_STATUS'), ['retry busyDelay and d0.2'], 'queued busy 1'],
    ['QUEUE FULL', status('SC_QUEUE_FULL'), ['retry queueFullDelay and d0.2'], 'queued queueFull 1'],
    [
      'RESERVATION CONFLICT',
      status('SC_RESERVATION_CONFLICT'),
      ['biodone EBUSY all', 'done EBUSY halted and d0.2'],
      over,
    ],
    ['SC_SCSI_BUS_FAULT', card('SC_SCSI_BUS_FAULT'), ['retry now and d0.2'], 'queued retries 1'],
    ['SC_CMD_TIMEOUT', card('SC_CMD_TIMEOUT'), ['retry now reset and d0.2'], 'queued reset 1'],
    ['SC_SCSI_BUS_RESET', card('SC_SCSI_BUS_RESET'), ['retry now reset and d0.2'], 'queued reset 1'],
    ['SC_NO_DEVICE_RESPONSE', card('SC_NO_DEVICE_RESPONSE'), ['retry now and d0.2'], 'queued retries 1'],
    ['SC_ADAPTER_HDW_FAILURE', card('SC_ADAPTER_HDW_FAILURE'), ['retry now and d0.2'], 'queued retries 1'],
    ['SC_ERROR_NO_RETRY', card('SC_ERROR_NO_RETRY'), ['biodone EIO all', 'done EIO halted and d0.2'], over],
    ['TASK ABORTED, which is no reset', status('SC_TASK_ABORTED'), ['retry now and d0.2'], 'queued reset 1'],
    ['ACA ACTIVE', status('SC_ACA_ACTIVE'), ['retry busyDelay and d0.2'], 'queued busy 1'],
    [
      'EIO that says nothing, all transferred',
      iodone({ error: 'EIO' }),
      ['biodone none zero', 'carried dd:d0.2', 'done none halted'],
      over,
    ],
    [
      'EIO that says nothing, bytes are left',
      iodone({ error: 'EIO', resid: 'partial' }),
      ['retry now and d0.2'],
      'queued retries 1',
    ],
  ]);

  rows('as good as GOOD', spanned, [
    ...['CONDITION_MET', 'INTERMEDIATE_CONDITION_MET', 'SC_INTMD_GOOD'].map(
      (name): Row => [name, status(name), ['biodone none zero', 'carried dd:d0.2', 'done none halted'], over],
    ),
  ]);

  const more = { more: 'yes' };
  rows('with a fragment left, after an error', () => issued(anyError, status('SC_BUSY_STATUS')), [
    ['good', iodone(more), ['effect.nextFragment', 'again'], 'queued'],
    ['as good as GOOD', status('CONDITION_MET', more), ['effect.nextFragment', 'retry now'], 'queued'],
    ['EIO that says nothing', iodone({ error: 'EIO', ...more }), ['effect.nextFragment', 'retry now'], 'queued'],
    ['short', iodone({ resid: 'partial', ...more }), ['again'], 'queued retries 2 busy 1'],
  ]);

  rows('with retries used up', () => issued(anyError, anyError, anyError), [
    ['any error', anyError, eio, over],
    ['short', iodone({ resid: 'partial' }), ['biodone EIO all', 'done EIO'], over],
    ['SC_ADAPTER_SFW_FAILURE', card('SC_ADAPTER_SFW_FAILURE'), eio, over],
    ['BUSY, which has a counter of its own', status('SC_BUSY_STATUS'), ['retry busyDelay'], 'queued retries 3 busy 1'],
    ['a reset, which has one too', card('SC_SCSI_BUS_RESET'), ['retry now reset'], 'queued retries 3 reset 1'],
  ]);

  rows('BUSY again', () => issued(status('SC_BUSY_STATUS')), [['BUSY', status('SC_BUSY_STATUS'), eio, over]]);
  rows('QUEUE FULL again', () => issued(status('SC_QUEUE_FULL')), [
    ['QUEUE FULL', status('SC_QUEUE_FULL'), ['retry now'], 'queued retries 1 queueFull 1'],
  ]);
  rows('reset again', () => issued(card('SC_SCSI_BUS_RESET')), [
    ['SC_CMD_TIMEOUT', card('SC_CMD_TIMEOUT'), eioLeaving('reset'), over],
    ['SC_SCSI_BUS_RESET', card('SC_SCSI_BUS_RESET'), eioLeaving('reset'), over],
    ['another error', anyError, ['retry now'], 'queued retries 1 reset 1'],
  ]);
  rows('after one error', () => issued(anyError), [
    ['the adapter failed, though not the first time', card('SC_ADAPTER_HDW_FAILURE'), eio, over],
    ['SC_SCSI_BUS_FAULT', card('SC_SCSI_BUS_FAULT'), ['retry now'], 'queued retries 2'],
  ]);

  it('the last try after SC_SCSI_BUS_FAULT is made without synchronous transfer, and only that one', () => {
    const command = issued(anyError, anyError);
    expect([command.says(card('SC_SCSI_BUS_FAULT')), command.now]).toEqual([
      ['retry now'],
      'queued retries 3 SC_ASYNC',
    ]);
    expect(command.says(issue())).toEqual(['devstrat SC_SIMPLE_Q SC_ASYNC']);
    expect([command.says(card('SC_SCSI_BUS_FAULT')), command.now]).toEqual([eio, over]);
    const spared = new Command().after(issue(['d0.2']), anyError, issue(['d0.2']), anyError, issue(['d0.2']));
    expect([spared.says(card('SC_SCSI_BUS_FAULT')), spared.now]).toEqual([
      ['retry now and d0.2'],
      'queued retries 3 SC_ASYNC',
    ]);
  });

  it('the next fragment is transferred as any other: SC_ASYNC and the counters are over', () => {
    const command = issued(anyError, anyError, card('SC_SCSI_BUS_FAULT')).after(iodone(more));
    expect(command.now).toBe('queued');
    expect(command.says(issue())).toEqual(['devstrat SC_SIMPLE_Q']);
  });
});

describe('what dd_iodone makes of the fields of a scsi_buf', () => {
  const adapter = (adapterStatus: string, fields: Fields = {}) => {
    const { cardStatus: _, ...others } = iodone({ error: 'EIO', validity: 'SC_ADAPTER_ERROR', resid: 'all' });
    return { ...others, adapterStatus, addAdapStatus: null, ...fields };
  };
  const along = 'and d0.2';

  rows('the first time, with another request along', spanned, [
    ['a timeout: aborted alone', adapter('SCSI_CMD_TIMEOUT'), [`retry now ${along}`], 'queued reset 1'],
    ['a reset', adapter('SCSI_TRANSPORT_RESET'), [`retry now reset ${along}`], 'queued reset 1'],
    ['the transport is busy', adapter('SCSI_TRANSPORT_BUSY'), [`retry busyDelay ${along}`], 'queued busy 1'],
    ['the target is away', adapter('SCSI_TRANSPORT_DEAD'), [`retry transportDelay ${along}`], 'queued retries 1'],
    [
      'away, and no need to wait',
      adapter('SCSI_TRANSPORT_DEAD', { addAdapStatus: 'NO_DELAY' }),
      [`retry now ${along}`],
      'queued retries 1',
    ],
    [
      'what open has set up is to be set up anew',
      adapter('SCSI_VERIFY_DEVICE'),
      [`retry now lost ${along}`],
      'queued retries 1',
    ],
    ...['SCSI_WW_NAME_CHANGE', 'SCSI_ERROR_NO_RETRY'].map(
      (name): Row => [name, adapter(name), ['biodone EIO all', `done EIO halted ${along}`], over],
    ),
    [
      'no use trying again',
      adapter('SCSI_TRANSPORT_DEAD', { addAdapStatus: 'NO_RETRY' }),
      ['biodone EIO all', `done EIO halted ${along}`],
      over,
    ],
  ]);
  rows('once too often', () => issued(adapter('SCSI_CMD_TIMEOUT')), [
    ['a timeout', adapter('SCSI_CMD_TIMEOUT'), eio, over],
    ['a reset', adapter('SCSI_TRANSPORT_RESET'), eioLeaving('reset'), over],
    ['TASK ABORTED', status('SC_TASK_ABORTED', { resid: 'all' }), eio, over],
    [
      'busy, which has a counter of its own',
      adapter('SCSI_TRANSPORT_BUSY'),
      ['retry busyDelay'],
      'queued busy 1 reset 1',
    ],
  ]);
  rows('busy for too long', () => issued(status('SC_ACA_ACTIVE')), [
    ['the transport', adapter('SCSI_TRANSPORT_BUSY'), eio, over],
    ['auto contingent allegiance', status('SC_ACA_ACTIVE', { resid: 'all' }), eio, over],
  ]);
});

describe('what the sense data ask for', () => {
  const check = status('SC_CHECK_CONDITION');
  const asked = () => spanned().after(check);
  const again = (sense: string) => issued().after(check, sensed(sense), issue(), check);

  rows('the first time, with another request along', asked, [
    [
      'RECOVERED ERROR',
      sensed('RECOVERED_ERROR 17/01'),
      ['biodone none zero', 'carried dd:d0.2', 'done none halted'],
      over,
    ],
    ['UNIT ATTENTION', sensed('UNIT_ATTENTION 28/00'), ['retry now and d0.2'], 'queued unitAttention 1'],
    [
      'UNIT ATTENTION after a reset or a power on',
      sensed('UNIT_ATTENTION 29/00'),
      ['retry now lost and d0.2'],
      'queued unitAttention 1',
    ],
    ['CLEAR', sensed('UNIT_ATTENTION 2A/03'), ['retry now cleared and d0.2'], 'queued unitAttention 1'],
    ['its holder has gone', sensed('UNIT_ATTENTION 2A/04'), ['retry now released and d0.2'], 'queued unitAttention 1'],
    ['PREEMPT', sensed('UNIT_ATTENTION 2A/05'), ['retry now preempted and d0.2'], 'queued unitAttention 1'],
    ['becoming ready', sensed('NOT_READY 04/01'), ['retry notReadyDelay and d0.2'], 'queued busy 1'],
    ['START UNIT is needed', sensed('NOT_READY 04/02'), ['startUnit and d0.2'], 'queued busy 1'],
    ['no medium', sensed('NOT_READY 3a/00'), ['biodone EIO all', 'done EIO halted and d0.2'], over],
    ['MEDIUM ERROR', sensed('MEDIUM_ERROR 11/00'), ['retry now and d0.2'], 'queued retries 1'],
    ['HARDWARE ERROR', sensed('HARDWARE_ERROR 44/00'), ['retry now and d0.2'], 'queued retries 1'],
    ['ABORTED COMMAND', sensed('ABORTED_COMMAND 47/00'), ['retry now and d0.2'], 'queued retries 1'],
    ['nothing', sensed(null), ['retry now and d0.2'], 'queued retries 1'],
    ['ILLEGAL REQUEST', sensed('ILLEGAL_REQUEST 21/00'), ['biodone EIO all', 'done EIO halted and d0.2'], over],
    ['DATA PROTECT', sensed('DATA_PROTECT 27/00'), ['biodone EIO all', 'done EIO halted and d0.2'], over],
  ]);

  rows('after UNIT ATTENTION', () => again('UNIT_ATTENTION 29/00'), [
    ['UNIT ATTENTION', sensed('UNIT_ATTENTION 29/00'), eioLeaving('lost'), over],
    ['MEDIUM ERROR', sensed('MEDIUM_ERROR 11/00'), ['retry now'], 'queued retries 1 unitAttention 1'],
  ]);
  rows('after NOT READY', () => again('NOT_READY 04/01'), [
    ['becoming ready', sensed('NOT_READY 04/01'), eio, over],
    ['START UNIT is needed', sensed('NOT_READY 04/02'), eio, over],
  ]);
  rows('retries used up', () => issued(anyError, anyError, anyError).after(check), [
    ['MEDIUM ERROR', sensed('MEDIUM_ERROR 11/00'), eio, over],
  ]);
  rows('of START UNIT itself', () => new Command({ op: 'startUnit' }, {}, 'internal').after(issue(), check), [
    ['START UNIT is needed', sensed('NOT_READY 04/02'), ['done EIO halted'], over],
  ]);

  const fragment = (resid: string) => issued(anyError).after(status('SC_CHECK_CONDITION', { resid, more: 'yes' }));
  rows('RECOVERED ERROR, a fragment is left', () => fragment('zero'), [
    ['all transferred', sensed('RECOVERED_ERROR 17/01'), ['effect.nextFragment', 'retry now'], 'queued'],
  ]);
  rows('RECOVERED ERROR, bytes are left', () => fragment('partial'), [
    ['once more', sensed('RECOVERED_ERROR 17/01'), ['retry now'], 'queued retries 2'],
  ]);
});

describe('a request', () => {
  it('that was carried along by another one is over with it', () => {
    const command = new Command({ overrun: true });
    expect([command.says({ type: 'dd.carried' }), command.now]).toEqual([['biodone none partial'], over]);
  });

  it('is issued with bp if others go along, and without a tag if the head driver says so', () => {
    expect(new Command().says(issue(['d0.2', 'd0.3']))).toEqual(['devstrat SC_SIMPLE_Q bp']);
    expect(new Command().says({ ...issue(), tagged: false })).toEqual(['devstrat SC_NO_Q']);
  });

  it('of the head driver itself has nobody who waits for iodone', () => {
    expect(new Command({ op: 'testUnitReady' }, {}, 'internal').after(issue()).says(iodone())).toEqual(['done none']);
  });
});

describe('a reservation', () => {
  const failed = (adapterStatus: string, addAdapStatus: string): Message => {
    const { cardStatus: _, ...fields } = iodone({ error: 'EIO', validity: 'SC_ADAPTER_ERROR' }) as Message & Fields;
    return { ...fields, type: 'dd.iodone', adapterStatus, addAdapStatus };
  };

  rows('of a device over FCP', () => new Command().after(issue()), [
    [
      'is gone, with a reset: UPDATE_RESERVES',
      failed('SCSI_CMD_TIMEOUT', 'UPDATE_RESERVES'),
      ['retry now reset lost'],
      'queued reset 1',
    ],
    ['holds as far as is known', failed('SCSI_CMD_TIMEOUT', 'none'), ['retry now'], 'queued reset 1'],
  ]);
});
