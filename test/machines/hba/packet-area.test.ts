import { describe, expect, test } from 'vitest';
import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import { address, autoSenseSlot } from '../../../machines/protocol/names.ts';
import { hbaDefaults } from '../../../machines/protocol/parameters.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { UnexpectedMessageError } from '../../../src/system/errors.ts';
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
const completed = {
  type: 'area.completed',
  status: 'GOOD',
  direction: 'in',
  resid: 'zero',
  parity: false,
  sense: null,
};
const { GOT_BUS, GOT_TARGET, SENT_CMD, GOT_STATUS, XFERRED_DATA, ARQ_DONE } = STATE;
const sent = GOT_BUS | GOT_TARGET | SENT_CMD;

/** The adapter's area of one packet, with the queue, the adapter and the packet played by the test. */
class Area {
  readonly bench = new Bench();
  private readonly at: string;

  constructor(slot = 'a1') {
    this.at = address.adapterCommand(slot);
    const params = { ...hbaDefaults, timerScope: 'packet' };
    const autoSense = slot === autoSenseSlot('a');
    this.bench.add(this.at, adapterCommandMachine, { slot, lun: 'a', target: 't0', adapter: 'h', autoSense, params });
  }

  /** Delivers messages; what they lead to is forgotten. */
  after(...messages: (Message | string)[]): this {
    for (const message of messages)
      this.bench.deliver(this.at, typeof message === 'string' ? { type: message } : message);
    this.bench.takePosted();
    return this;
  }

  accepted(fields: Partial<Record<keyof typeof facts, unknown>> = {}): this {
    return this.after({ type: 'area.accept', facts: { ...facts, ...fields }, original: null } as Message);
  }

  onBus(fields: Partial<Record<keyof typeof facts, unknown>> = {}): this {
    return this.accepted(fields).after({ type: 'area.start', tagged: true, autoSense: true } as Message);
  }

  /** Its time is over. */
  late(): this {
    this.bench.fire(this.at, 'pktTime').takePosted();
    return this;
  }

  says(message: Message | string): string[] {
    this.bench.deliver(this.at, typeof message === 'string' ? { type: message } : message);
    return this.bench.takePosted().map(({ message: { type } }) => type);
  }

  /** What pkt_comp is called with. */
  comp(): Message | undefined {
    this.bench.deliver(this.at, { type: 'area.deliver' });
    return this.bench.takePosted().find(({ message }) => message.type === 'pkt.comp')?.message;
  }

  get life(): string | undefined {
    return /life: ([\w.]+)/.exec(this.bench.state(this.at))?.[1];
  }

  get context(): Record<string, unknown> {
    return this.bench.context(this.at);
  }
}

const victim = { type: 'area.victim', reason: 'CMD_RESET', statistics: STAT.DEV_RESET } as Message;
const late = [
  completed,
  { type: 'area.disconnected', dataMoved: false },
  { type: 'area.unexpectedBusFree' },
  { type: 'area.selectionLost' },
  { type: 'area.selectionTimeout' },
  { type: 'area.tagRejected' },
] as Message[];

describe('what comes late, for a command that was given up', () => {
  test.each(late.map((message) => [message.type, message] as const))('%s means nothing', (_, message) => {
    const area = new Area().onBus().after(victim);
    expect(area.says(message)).toEqual([]);
    expect(area.comp()).toMatchObject({ reason: 'CMD_RESET', statistics: STAT.DEV_RESET, state: 0, status: null });
    area.after('area.callbackDone');
    expect(area.says(message)).toEqual([]);
    expect(area.life).toBe('atRest.idle');
  });

  test('a reconnection is invalid', () => {
    expect(new Area().onBus().after(victim).says('area.reconnected')).toEqual(['adapter.invalidReselection']);
  });
});

describe('the first cause stands: a packet whose time was over stays CMD_TIMEOUT', () => {
  const timedOut = { reason: 'CMD_TIMEOUT', statistics: STAT.TIMEOUT };

  test.each([
    ['its data came with bad parity', { ...completed, parity: true }, sent | GOT_STATUS | XFERRED_DATA, 0],
    ['it completes', completed, sent | GOT_STATUS | XFERRED_DATA, 0],
    ['the bus is free without a word', { type: 'area.unexpectedBusFree' }, sent, 0],
    ['nobody answers', { type: 'area.selectionTimeout' }, GOT_BUS, 0],
    ['its tag is rejected', { type: 'area.tagRejected' }, GOT_BUS | GOT_TARGET, 0],
    ['it loses the selection', { type: 'area.selectionLost' }, 0, 0],
    ['the countdown of its unit ends too', { type: 'area.expired' }, 0, STAT.ABORTED],
  ] as const)('when %s', (_, message, state, more) => {
    const area = new Area()
      .onBus()
      .late()
      .after(message as Message);
    if (message.type === 'area.expired') area.after({ ...victim, statistics: 0 } as Message);
    expect(area.life).toBe('completing');
    expect(area.comp()).toMatchObject({ ...timedOut, statistics: timedOut.statistics | more, state });
  });

  test('although no sense command could be had', () => {
    const area = new Area().onBus().late();
    area.after({ ...completed, status: 'CHECK_CONDITION' } as Message, 'area.senseRefused');
    expect(area.comp()).toMatchObject(timedOut);
  });
});

describe('what happens on the bus, without a cause before', () => {
  test.each([
    ['area.unexpectedBusFree', 'CMD_UNX_BUS_FREE', sent],
    ['area.selectionTimeout', 'CMD_INCOMPLETE', GOT_BUS],
    ['area.tagRejected', 'CMD_TAG_REJECT', GOT_BUS | GOT_TARGET],
  ])('%s: %s', (type, reason, state) => {
    const area = new Area().onBus();
    expect(area.says(type)).toEqual(['queue.finished', 'adapter.finished']);
    expect(area.comp()).toMatchObject({ reason, state, statistics: 0 });
  });

  test('a lost selection sends it back to its queue, where no clock runs', () => {
    const area = new Area().onBus();
    expect(area.says('area.selectionLost')).toEqual(['queue.requeue']);
    expect(area.life).toBe('transport.queued');
    expect(area.bench.armed()).toEqual([]);
  });

  test('each disconnection is noted, with the data moved so far', () => {
    const disconnected = (dataMoved: boolean) => ({ type: 'area.disconnected', dataMoved }) as Message;
    const area = new Area().onBus().after(disconnected(false), 'area.reconnected', disconnected(true));
    expect(area.context).toMatchObject({ state: sent | XFERRED_DATA, statistics: STAT.DISCON });
    expect(() => area.after(disconnected(false))).not.toThrow();
    expect(area.says('area.reconnected')).toEqual(['adapter.reconnected']);
    expect(area.life).toBe('transport.onBus.connected');
    expect(area.says('area.reconnected')).toEqual(['adapter.invalidReselection']);
  });
});

describe('sense that is fetched for a packet', () => {
  const done = (sense: string | null) =>
    ({
      ...{ type: 'area.senseDone', reason: 'CMD_CMPLT', status: 'GOOD', state: sent | GOT_STATUS, statistics: 0 },
      ...{ resid: 'zero', sense },
    }) as Message;
  const sensing = () =>
    new Area().onBus().after({ ...completed, status: 'CHECK_CONDITION' } as Message, 'area.senseStarted');

  test.each([
    ['MEDIUM_ERROR 11/00', 1, []],
    ['ABORTED_COMMAND 47/00', 1, ['adapter.renegotiate']],
    [null, 0, []],
  ])('%s: its bytes are copied if there are any', (sense, copies, more) => {
    const area = sensing();
    expect(area.says(done(sense))).toEqual([...more, 'queue.finished', 'adapter.finished']);
    expect(area.bench.effects.filter(({ type }) => type === 'effect.arqCopy')).toHaveLength(copies);
    const state = (area.comp()?.['state'] as number) & ARQ_DONE;
    expect(state).toBe(ARQ_DONE);
  });

  test('the sense command tells the packet it was fetched for, and forgets it', () => {
    const area = new Area(autoSenseSlot('a'));
    const rest = structuredClone(area.context);
    area
      .after({ type: 'area.accept', facts: { ...facts, op: 'requestSense' }, original: 'a1' } as Message)
      .after({ type: 'area.start', tagged: false, autoSense: true } as Message);
    expect(area.says({ ...completed, sense: 'MEDIUM_ERROR 11/00' } as Message)).toEqual([
      'queue.finished',
      'area.senseDone',
      'queue.senseDone',
    ]);
    expect(area.life).toBe('atRest.idle');
    expect(area.context).toEqual(rest);
  });
});

test('the queue hears of the thread that is in tran_start with a packet that may overtake it', () => {
  const area = new Area();
  expect(area.says('area.calling')).toEqual(['queue.calling']);
  expect(area.says({ type: 'area.accept', facts, original: null } as Message)).toContain('queue.called');
});

describe('a packet that is given back', () => {
  test('leaves nothing behind, by callback or polled', () => {
    for (const noIntr of [false, true]) {
      const area = new Area();
      const rest = structuredClone(area.context);
      area.onBus({ noIntr }).after(completed as Message);
      if (noIntr) expect(area.says('area.deliver')).toEqual(['tran.return']);
      else area.after('area.deliver', 'area.callbackDone');
      expect([area.life, area.context]).toEqual(['atRest.idle', rest]);
    }
  });

  test('leaves nothing behind, although its routine transports it again', () => {
    const area = new Area();
    const rest = structuredClone(area.context);
    area.onBus().after(completed as Message, 'area.deliver', 'area.calling', 'area.callbackDone');
    expect([area.life, area.context]).toEqual(['atRest.entered', rest]);
  });

  test('is given back once', () => {
    expect(() => new Area().onBus().after(completed as Message, 'area.deliver', 'area.deliver')).toThrow(
      UnexpectedMessageError,
    );
  });
});
