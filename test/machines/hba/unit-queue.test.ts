import { describe, expect, test } from 'vitest';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { address, autoSenseSlot } from '../../../machines/protocol/names.ts';
import { type HbaParameters, hbaDefaults } from '../../../machines/protocol/parameters.ts';
import { STAT } from '../../../machines/protocol/scsi-pkt.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const facts = {
  tag: 'simple',
  op: 'read',
  direction: 'in',
  noIntr: false,
  head: false,
  noDisconnect: false,
  renegotiate: false,
  arqBlock: true,
  timed: true,
};
const at = address.adapterQueue('a');

/** The adapter's queue of one unit, with the areas of its packets and the adapter played by the test. */
class Queue {
  readonly bench = new Bench();

  constructor(params: Partial<HbaParameters> = {}) {
    const capabilities = { autoSense: true, tagged: true, lunReset: false, qfullRetries: params.qfullRetries ?? 2 };
    const all = { ...hbaDefaults, throttle: 8, ...params };
    this.bench.add(at, adapterQueueMachine, { lun: 'a', target: 't0', adapter: 'h', params: all, capabilities });
  }

  /** `receiver type` of what follows. */
  says(type: string, fields: Record<string, unknown> = {}): string[] {
    this.bench.deliver(at, { type, ...fields } as Message);
    return this.bench.takePosted().map(({ to, message }) => `${to} ${message.type}`);
  }

  after(type: string, fields: Record<string, unknown> = {}): this {
    this.says(type, fields);
    return this;
  }

  offer(slot: string, fields: Partial<Record<keyof typeof facts, unknown>> = {}): this {
    return this.after('queue.offer', { slot, facts: { ...facts, ...fields } });
  }

  /** Gives it turns as long as it asks for them; the slots that are started. */
  turns(): string[] {
    const started: string[] = [];
    while (this.part('turn') === 'asking') {
      this.bench.deliver(at, { type: 'queue.grant' });
      for (const { to, message } of this.bench.takePosted()) if (message.type === 'area.start') started.push(to);
    }
    return started;
  }

  /** So many tagged commands at the device. */
  active(count: number): this {
    for (let n = 1; n <= count; n++) this.offer(`a${n}`).turns();
    return this;
  }

  finished(slot: string, fields: Record<string, unknown> = {}): this {
    return this.after('queue.finished', { slot, good: true, callback: true, noResponse: false, ...fields });
  }

  part(region: string): string | undefined {
    return new RegExp(`${region}: ([\\w.]+)`).exec(this.bench.state(at))?.[1];
  }

  get throttle(): unknown {
    return this.bench.context(at)['throttle'];
  }

  slots(list: 'waiting' | 'active'): string[] {
    return (this.bench.context(at)[list] as { slot: string }[]).map(({ slot }) => slot);
  }
}

/** Two tagged commands at the device, an untagged one waits for them; the throttle is 2. */
const draining = () => {
  const queue = new Queue().active(4).after('queue.full', { slot: 'a4', used: 0 });
  queue.after('queue.flush', { ...aborts, queued: true });
  queue.offer('a5').turns();
  queue.offer('a6').turns();
  return queue.offer('a7', { tag: 'untagged', head: true });
};
const aborts = { active: { reason: 'CMD_ABORTED', statistics: STAT.ABORTED }, queued: false, resetDelay: false };

describe('QUEUE FULL', () => {
  test('leaves two fewer than were active; the watchdog opens the throttle again', () => {
    const queue = new Queue().active(5);
    expect(queue.says('queue.full', { slot: 'a5', used: 0 })).toEqual(['hbac:a5 area.requeued']);
    expect([queue.part('throttle'), queue.throttle, queue.slots('waiting')]).toEqual(['open.reduced', 3, ['a5']]);
    queue.bench.fire(at, 'watchdogTick');
    expect([queue.part('throttle'), queue.throttle, queue.turns()]).toEqual(['open.full', 8, ['hbac:a5']]);
  });

  test('that the target driver gets does not change the throttle', () => {
    const queue = new Queue({ qfullRetries: 0 }).active(5);
    expect(queue.says('queue.full', { slot: 'a5', used: 0 })).toEqual(['hbac:a5 area.queueFull']);
    expect([queue.part('throttle'), queue.throttle, queue.slots('active')]).toEqual([
      'open.full',
      8,
      ['a1', 'a2', 'a3', 'a4', 'a5'],
    ]);
  });

  test('with almost nothing active holds the whole target for a while', () => {
    const queue = new Queue().active(2);
    expect(queue.says('queue.full', { slot: 'a2', used: 0 })).toContain('hba:h adapter.qfull');
    expect([queue.part('throttle'), queue.turns()]).toEqual(['QFULL', []]);
    expect(queue.says('queue.qfull')).toEqual([]);
    queue.bench.fire(at, 'qfullRetryInterval');
    expect([queue.part('throttle'), queue.throttle, queue.turns()]).toEqual(['open.full', 8, ['hbac:a2']]);
  });

  test('after a throttle that was lowered: the interval opens it fully', () => {
    const queue = new Queue().active(5).after('queue.full', { slot: 'a5', used: 0 }).after('queue.qfull');
    expect([queue.part('throttle'), queue.throttle]).toEqual(['QFULL', 3]);
    queue.bench.fire(at, 'qfullRetryInterval');
    expect(queue.throttle).toBe(8);
  });
});

describe('an untagged command for a tagged unit', () => {
  test('waits until everything has finished; then the throttle is open', () => {
    const queue = draining();
    expect([queue.part('throttle'), queue.turns(), queue.throttle]).toEqual(['DRAIN', [], 2]);
    queue.finished('a5').finished('a6');
    expect([queue.throttle, queue.turns()]).toEqual([8, ['hbac:a7']]);
  });

  test('QUEUE FULL meanwhile holds the target, if there are retries left', () => {
    const queue = draining();
    expect(queue.says('queue.full', { slot: 'a6', used: 1 })).toEqual(['hba:h adapter.qfull', 'hbac:a6 area.requeued']);
    expect(queue.part('throttle')).toBe('QFULL');
    const last = draining();
    expect(last.says('queue.full', { slot: 'a6', used: 2 })).toEqual(['hbac:a6 area.queueFull']);
    expect(last.part('throttle')).toBe('DRAIN');
  });

  test('QUEUE FULL of another unit of the target holds it too', () => {
    expect(draining().after('queue.qfull').part('throttle')).toBe('QFULL');
  });
});

describe('sense that is owed', () => {
  const sense = { slot: 'a6', timed: true };
  const auto = `hbac:${autoSenseSlot('a')}`;

  test.each([
    ['while draining', () => draining()],
    ['while the target is held', () => draining().after('queue.qfull')],
    ['with a lowered throttle', () => new Queue().active(6).after('queue.full', { slot: 'a5', used: 0 })],
  ])('opens the throttle (%s), and REQUEST SENSE goes before everything else', (_, made) => {
    const queue = made();
    expect(queue.says('queue.sense', sense)).toEqual([
      `${auto} area.accept`,
      'hbac:a6 area.senseStarted',
      'hba:h adapter.request',
    ]);
    expect([queue.part('throttle'), queue.throttle]).toEqual(['open.full', 8]);
    expect(queue.turns()[0]).toBe(auto);
  });

  test('of a second packet is not fetched, and that packet is out of the queue', () => {
    const queue = new Queue().active(3).after('queue.sense', { slot: 'a1', timed: true });
    expect(queue.says('queue.sense', { slot: 'a2', timed: true })).toEqual(['hbac:a2 area.senseRefused']);
    expect(queue.slots('active')).toEqual(['a3']);
    expect(queue.after('queue.senseDone').part('autoSense')).toBe('idle');
  });
});

describe('completion routines', () => {
  test('all of them must have returned before anything is started', () => {
    const queue = new Queue({ startNextBeforeCallback: 'never' }).active(3);
    queue.finished('a1').finished('a2').offer('a4');
    expect([queue.part('callback'), queue.turns()]).toEqual(['HOLD', []]);
    expect(queue.after('queue.callbackDone', { slot: 'a1' }).turns()).toEqual([]);
    expect(queue.after('queue.callbackDone', { slot: 'a2' }).turns()).toEqual(['hbac:a4']);
  });

  test('that nobody waits for may return later', () => {
    const queue = new Queue({ startNextBeforeCallback: 'afterGood' }).active(3);
    queue.finished('a1', { good: false }).finished('a2').offer('a4');
    expect(queue.turns()).toEqual([]);
    expect(queue.after('queue.callbackDone', { slot: 'a1' }).turns()).toEqual(['hbac:a4']);
  });
});

describe('abort', () => {
  const replyTo = 'sd:a';
  /** a1 is active, a2 and a3 wait. */
  const waiting = () => {
    const queue = new Queue({ throttle: 1 });
    for (const slot of ['a1', 'a2', 'a3']) queue.offer(slot, slot === 'a1' ? {} : { head: true }).turns();
    return queue;
  };

  test('of a packet that was not started takes it out of the queue', () => {
    const queue = waiting();
    expect(queue.says('queue.abort', { slot: 'a3', replyTo })).toEqual([
      'hbac:a3 area.victim',
      'sd:a tran.abortReturn',
    ]);
    expect([queue.slots('active'), queue.slots('waiting')]).toEqual([['a1'], ['a2']]);
  });

  test('of an active packet, and of everything with something active, takes a message', () => {
    expect(waiting().says('queue.abort', { slot: 'a1', replyTo })).toEqual(['hba:h adapter.abort']);
    const queue = waiting();
    expect(queue.says('queue.abort', { slot: null, replyTo })).toEqual([
      'hbac:a3 area.victim',
      'hbac:a2 area.victim',
      'hba:h adapter.abort',
    ]);
    expect(queue.slots('waiting')).toEqual([]);
    expect(new Queue().active(2).says('queue.abort', { slot: null, replyTo })).toEqual(['hba:h adapter.abort']);
  });

  test('of everything with nothing active is done at once', () => {
    const queue = new Queue().active(1).after('queue.flush', { ...aborts, queued: true, resetDelay: true });
    queue.offer('a2').offer('a3');
    expect(queue.says('queue.abort', { slot: null, replyTo })).toEqual([
      'hbac:a2 area.victim',
      'hbac:a3 area.victim',
      'sd:a tran.abortReturn',
    ]);
    expect(queue.slots('waiting')).toEqual([]);
  });

  test('of a packet that is not here succeeds', () => {
    expect(new Queue().says('queue.abort', { slot: 'a1', replyTo })).toEqual(['sd:a tran.abortReturn']);
  });

  test('ABORT TAG ends its packet, unless that has completed before', () => {
    const aborted = { slot: 'a1', reason: 'CMD_ABORTED', statistics: STAT.ABORTED };
    const queue = new Queue().active(2);
    expect(queue.says('queue.aborted', aborted)).toEqual(['hbac:a1 area.victim']);
    expect(queue.slots('active')).toEqual(['a2']);
    expect(queue.says('queue.aborted', aborted)).toEqual([]);
  });
});

describe('reset', () => {
  test('leaves the unit alone for the reset delay, and opens the throttle', () => {
    const queue = new Queue().active(5).after('queue.full', { slot: 'a5', used: 0 });
    queue.after('queue.flush', { ...aborts, queued: true, resetDelay: true }).offer('a6');
    expect([queue.part('throttle'), queue.throttle, queue.turns()]).toEqual(['resetDelay', 8, []]);
    expect(queue.says('queue.qfull')).toEqual([]);
    expect(queue.says('queue.reset', { level: 'RESET_TARGET', replyTo: 'sd:a' })).toEqual(['sd:a tran.resetReturn']);
    queue.bench.fire(at, 'resetDelay');
    expect([queue.part('throttle'), queue.turns()]).toEqual(['open.full', ['hbac:a6']]);
  });
});

describe('the countdown of the unit', () => {
  const restarts = (queue: Queue) =>
    queue.bench.transitions.filter((id) => id.includes('watchdog.running: queue.grant')).length;

  test('begins anew with each timed packet that is started, and with no other', () => {
    const queue = new Queue().active(1);
    expect([queue.part('watchdog'), restarts(queue)]).toEqual(['running', 0]);
    queue.offer('a2', { timed: false }).turns();
    expect(restarts(queue)).toBe(0);
    queue.offer('a3').turns();
    expect(restarts(queue)).toBe(1);
  });
});

describe('when nothing helped', () => {
  test('the packets whose time was over go back, and the countdown is at rest', () => {
    const queue = new Queue().active(2).offer('a3', { timed: false });
    queue.turns();
    queue.bench.fire(at, 'pktTime').takePosted();
    expect(queue.says('queue.unrecovered', { slot: null })).toEqual([
      'hbac:a1 area.victim',
      'hbac:a2 area.victim',
      'hba:h adapter.timeoutOver',
    ]);
    expect([queue.slots('active'), queue.part('watchdog'), queue.bench.armed()]).toEqual([['a3'], 'stopped', []]);
  });

  test('the one packet that was timed goes back, unless it has completed before', () => {
    const queue = new Queue({ timerScope: 'packet' }).active(2);
    expect(queue.says('queue.unrecovered', { slot: 'a1' })).toEqual(['hbac:a1 area.victim']);
    expect(queue.slots('active')).toEqual(['a2']);
    expect(queue.says('queue.unrecovered', { slot: 'a1' })).toEqual([]);
  });
});

describe('capabilities', () => {
  test.each([
    ['wide-xfer', 1, ['hba:h adapter.renegotiate']],
    ['synchronous', 1, ['hba:h adapter.renegotiate']],
    ['qfull-retries', 1, []],
    ['lun-reset', 1, []],
    ['untagged-qing', 0, []],
  ])('%s can be set, or not: %i', (cap, result, more) => {
    const queue = new Queue();
    queue.bench.deliver(at, { type: 'queue.setcap', cap, value: 1, replyTo: 'sd:a' } as Message);
    const posted = queue.bench.takePosted();
    expect(posted.map(({ to, message }) => `${to} ${message.type}`)).toEqual([...more, 'sd:a tran.capSet']);
    expect(posted.at(-1)?.message).toMatchObject({ cap, result });
  });
});
