import { expect, test } from 'vitest';
import { type HbaParameters, hbaDefaults } from '../../../machines/protocol/parameters.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { SeededRandom } from '../../../src/system/random.ts';
import { AdapterBench } from './stack.ts';

const unitTarget: Record<string, string> = { a: 't0', b: 't0', c: 't1' };
const lunOf = (slot: string): string => slot[0] ?? '';
const targetOf = (slot: string): string => unitTarget[lunOf(slot)] ?? '';

function lawful(holds: boolean, what: string): void {
  if (!holds) throw new Error(`unlawful: ${what}`);
}

/** A bus with targets that do anything legal, and target drivers that do anything legal, around one adapter. */
class Traffic {
  readonly adapter: AdapterBench;
  /** slots by what their driver waits for */
  readonly outstanding = new Map<string, { accepted: boolean; completed: boolean }>();
  completions = 0;
  /** how often something that was on its way came too late: lost to a reselection, or older than a reset */
  readonly stale = { lost: 0, beforeReset: 0, lateAccept: 0 };
  private readonly random: SeededRandom;
  /** on its way from the adapter to the bus, in order */
  private requests: Message[] = [];
  private contenders: Message[] = [];
  private holder: string | null = null;
  /** the command that a target has come back with, until the adapter accepts */
  private reselecting: string | null = null;
  /** how many RSTs the adapter has not seen yet */
  private unaware = 0;
  /** on its way from the bus to the adapter, in order */
  private readonly disconnected = new Set<string>();
  private interrupts: Message[] = [];
  /** Units whose drivers have not returned from the notification of a reset. */
  private readonly told: string[] = [];
  private comps: { slot: string; message: Message }[] = [];
  private readonly calls = new Set<string>();

  constructor(params: Partial<HbaParameters>, seed: number) {
    this.random = new SeededRandom(seed);
    this.adapter = new AdapterBench(params).tagged('a', 'c');
    this.adapter.setcap('b', 'auto-rqsense', 1);
    this.adapter.setcap('c', 'lun-reset', 1);
    this.absorb();
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random.next() * from.length)] as T;
  }

  /** Sorts what the adapter said into who gets it. */
  private absorb(): void {
    for (const { to, message } of this.adapter.takeSeen()) {
      const slot = to.slice(to.indexOf(':') + 1);
      if (message.type === 'tran.return') {
        const call = this.outstanding.get(slot);
        lawful(call !== undefined, `return for ${slot}`);
        if (message.result === 'TRAN_ACCEPT') call!.accepted = true;
        else this.outstanding.delete(slot);
      } else if (message.type === 'pkt.comp') {
        this.check(slot, message);
        this.comps.push({ slot, message });
      } else if (message.type.startsWith('bus.')) this.requests.push(message);
      else if (message.type === 'scsi.resetNotify') {
        lawful(!this.told.includes(slot), `${slot} is told again before it returned`);
        this.told.push(slot);
      } else if (message.type === 'tran.abortReturn' || message.type === 'tran.resetReturn')
        lawful(this.calls.delete(to), `return to ${to}, which did not call`);
    }
  }

  private check(slot: string, comp: Message): void {
    const call = this.outstanding.get(slot);
    lawful(call !== undefined, `completion of ${slot} which nobody waits for`);
    lawful(!call!.completed, `second completion of ${slot}`);
    lawful(this.told.length === 0, `completion of ${slot} while drivers are told of a reset`);
    call!.completed = true;
    this.completions++;
    const statistics = comp.statistics as number;
    const state = comp.state as number;
    if (comp.reason === 'CMD_TIMEOUT') lawful((statistics & STAT.TIMEOUT) !== 0, JSON.stringify(comp));
    if (comp.reason === 'CMD_ABORTED') lawful((statistics & STAT.ABORTED) !== 0, JSON.stringify(comp));
    if (comp.reason === 'CMD_RESET')
      lawful((statistics & (STAT.ABORTED | STAT.BUS_RESET | STAT.DEV_RESET)) !== 0, JSON.stringify(comp));
    if (comp.reason === 'CMD_INCOMPLETE') lawful(state === STATE.GOT_BUS, JSON.stringify(comp));
    lawful(((state & STATE.GOT_STATUS) !== 0) === (comp.status !== null), JSON.stringify(comp));
    const prefix = state & (STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD);
    lawful([0, 1, 7].includes(prefix), JSON.stringify(comp));
    if (state & (STATE.XFERRED_DATA | STATE.GOT_STATUS)) lawful(prefix === 7, JSON.stringify(comp));
    lawful(((state & STATE.ARQ_DONE) !== 0) === (comp.arq !== null), JSON.stringify(comp));
  }

  private reset(by: string): void {
    this.holder = null;
    this.reselecting = null;
    this.disconnected.clear();
    this.contenders = [];
    this.unaware++;
    this.interrupts.push({ type: 'hba.busReset', by });
  }

  /** The bus gets what the adapter has sent. */
  private request(message: Message): void {
    switch (message.type) {
      case 'bus.assertReset':
        this.reset('ours');
        break;
      case 'bus.resetSeen':
        lawful(this.unaware > 0, 'an RST seen that was not asserted');
        this.unaware--;
        break;
      case 'bus.accept':
        if (this.reselecting === message.slot) {
          this.holder = this.reselecting;
          this.reselecting = null;
        } else this.stale.lateAccept++;
        break;
      default:
        if (this.unaware > 0) this.stale.beforeReset++;
        else if (this.reselecting !== null && message.type === 'bus.select') {
          this.stale.lost++;
          this.interrupts.push({ type: 'hba.selectionLost', slot: message.slot });
        } else this.contenders.push(message);
    }
  }

  private get busFree(): boolean {
    return this.holder === null && this.reselecting === null && this.unaware === 0;
  }

  /** One thing that may happen; false if it cannot now. */
  act(faults: boolean): boolean {
    const r = this.random.next();
    const { adapter } = this;
    if (this.requests.length > 0 && this.random.next() < 0.3) {
      this.request(this.requests.shift()!);
    } else if (this.told.length > 0 && r < 0.3) {
      adapter.notified(this.told.shift()!);
    } else if (this.interrupts.length > 0 && r < 0.35) {
      adapter.deliver(this.interrupts.shift()!);
    } else if (this.comps.length > 0 && r < 0.5) {
      const { slot } = this.comps.shift()!;
      this.outstanding.delete(slot);
      adapter.callbackDone(slot);
    } else if (this.holder !== null && r < 0.75) {
      this.connectedActs(faults);
    } else if (this.reselecting !== null && faults && r < 0.38) {
      this.interrupts.push({ type: 'hba.unexpectedBusFree', slot: this.reselecting });
      this.reselecting = null;
    } else if (this.busFree && this.disconnected.size > 0 && r < 0.65) {
      this.reselecting = this.pick([...this.disconnected]);
      this.disconnected.delete(this.reselecting);
      this.interrupts.push({ type: 'hba.reconnected', slot: this.reselecting });
      for (const lost of this.contenders.filter((m) => m.type === 'bus.select'))
        this.interrupts.push({ type: 'hba.selectionLost', slot: lost.slot });
      this.contenders = this.contenders.filter((m) => m.type !== 'bus.select');
    } else if (this.busFree && this.contenders.length > 0 && r < 0.85) {
      this.select(this.contenders.shift()!, faults);
    } else if (r < 0.93 && faults) {
      this.submit();
    } else if (r < 0.96 && faults) {
      const armed = adapter.bench.armed();
      if (armed.length === 0) return false;
      const [owner = '', delay = ''] = this.pick(armed).split(' ');
      adapter.fire(owner, delay);
    } else if (faults) {
      this.disturb();
    } else {
      return false;
    }
    this.absorb();
    return true;
  }

  /** Nothing new: lets what is there come to its end. */
  settle(): void {
    for (let i = 0; i < 4000; i++) {
      if (this.act(false)) continue;
      if (
        this.told.length + this.requests.length + this.interrupts.length + this.comps.length + this.contenders.length >
          0 ||
        this.disconnected.size > 0 ||
        !this.busFree
      )
        continue;
      const [owner = '', delay = ''] = this.adapter.bench.armed()[0]?.split(' ') ?? [];
      if (owner === '') return;
      this.adapter.fire(owner, delay);
      this.absorb();
    }
    throw new Error('does not come to rest');
  }

  private submit(): void {
    const slot = this.pick(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1', 'c2', 'a.rqs', 'b.rqs']);
    if (this.outstanding.has(slot)) return;
    this.outstanding.set(slot, { accepted: false, completed: false });
    const admission = this.random.next() < 0.05 ? this.pick(['busy', 'badPkt', 'fatalError']) : 'accept';
    if (slot.endsWith('.rqs')) {
      this.adapter
        .calling(slot)
        .start(slot, { lun: lunOf(slot), tag: 'untagged', op: 'requestSense', head: true, arqBlock: false, admission });
    } else {
      this.adapter.start(slot, {
        tag: this.pick(['simple', 'simple', 'ordered', 'untagged']),
        head: this.random.next() < 0.1,
        noDisconnect: this.random.next() < 0.1,
        arqBlock: this.random.next() < 0.9,
        timed: this.random.next() < 0.9,
        admission,
      });
    }
  }

  private disturb(): void {
    const lun = this.pick(['a', 'b', 'c'] as const);
    if (this.random.next() < 0.2) {
      this.reset('foreign');
      return;
    }
    if (this.calls.has(`sd:${lun}`)) return;
    this.calls.add(`sd:${lun}`);
    if (this.random.next() < 0.5) this.adapter.abort(lun, this.pick([null, `${lun}1`, `${lun}2`]));
    else this.adapter.reset(lun, this.pick(['RESET_LUN', 'RESET_TARGET', 'RESET_ALL'] as const));
  }

  private select(m: Message, faults: boolean): void {
    if (m.type === 'bus.select') {
      const selecting = this.adapter.bench.context('hba:h').selecting as { slot: string } | null;
      lawful(selecting?.slot === m.slot, `${m.slot} is selected for, which the adapter does not know`);
    }
    if (m.type === 'bus.message') {
      const outcome = faults ? this.pick(['ok', 'ok', 'noResponse', 'rejected']) : 'ok';
      this.interrupts.push({
        type: 'hba.messageSent',
        lun: m.lun,
        target: m.target,
        slot: m.slot,
        message: m.message,
        outcome,
      });
      if (outcome !== 'ok') return;
      for (const slot of [...this.disconnected]) {
        const hit =
          m.message === 'ABORT_TAG'
            ? slot === m.slot
            : m.message === 'BUS_DEVICE_RESET'
              ? targetOf(slot) === m.target
              : lunOf(slot) === m.lun;
        if (hit) this.disconnected.delete(slot);
      }
    } else if (faults && this.random.next() < 0.05)
      this.interrupts.push({ type: 'hba.selectionTimeout', slot: m.slot });
    else this.holder = String(m.slot);
  }

  private connectedActs(faults: boolean): void {
    const slot = this.holder!;
    this.holder = null;
    const r = this.random.next();
    if (r < 0.4 && !slot.endsWith('.arq')) {
      this.disconnected.add(slot);
      this.interrupts.push({ type: 'hba.disconnected', slot, dataMoved: this.random.next() < 0.3 });
    } else if (faults && r < 0.45) {
      this.interrupts.push({ type: 'hba.unexpectedBusFree', slot });
    } else {
      const status = faults ? this.pick(['GOOD', 'GOOD', 'CHECK_CONDITION', 'BUSY', 'QUEUE_FULL'] as const) : 'GOOD';
      const sense = slot.endsWith('q') || slot.endsWith('s') ? 'NOT_READY 04/01' : null;
      this.interrupts.push({
        type: 'hba.completed',
        slot,
        status,
        direction: 'in',
        resid: status === 'GOOD' ? 'zero' : 'all',
        parity: r > 0.97,
        sense: status === 'GOOD' ? sense : null,
      });
    }
  }
}

const variants: Partial<HbaParameters>[] = (['slot', 'packet'] as const).flatMap((timerScope) =>
  (['afterGood', 'always', 'never'] as const).map((startNextBeforeCallback) => ({
    ...hbaDefaults,
    timerScope,
    startNextBeforeCallback,
    throttle: 3,
    qfullRetries: 2,
    recoveryLadder: ['abortTag', 'abort', 'deviceReset', 'busReset'] as const,
  })),
);

test.each(variants)(
  'whatever targets and drivers do ($timerScope, $startNextBeforeCallback): every accepted packet completes once, lawfully, and the adapter comes to rest',
  (params) => {
    const stale = { lost: 0, beforeReset: 0, lateAccept: 0 };
    for (let seed = 1; seed <= 12; seed++) {
      const traffic = new Traffic(params, seed);
      for (let i = 0; i < 300; i++) traffic.act(true);
      traffic.settle();
      expect([...traffic.outstanding.keys()], `seed ${seed}`).toEqual([]);
      expect(traffic.completions).toBeGreaterThan(5);
      for (const kind of ['lost', 'beforeReset', 'lateAccept'] as const) stale[kind] += traffic.stale[kind];
      const { bench } = traffic.adapter;
      expect(bench.state('hba:h'), `seed ${seed}`).toBe('{ours: FREE, theirs: none, callbacks: {}}');
      for (const lun of ['a', 'b', 'c']) {
        expect(bench.state(`hbaq:${lun}`), `seed ${seed}`).toBe(
          '{throttle: open.full, callback: returned, turn: quiet, autoSense: idle, watchdog: stopped}',
        );
        expect(bench.context(`hbaq:${lun}`), `seed ${seed}`).toMatchObject({
          waiting: [],
          active: [],
          callbacks: [],
          callers: [],
          throttle: 3,
        });
      }
      expect(bench.context('hba:h')).toMatchObject({
        requests: [],
        selecting: null,
        connected: null,
        callbacks: [],
        recoveries: [],
        recovering: null,
        interrupted: false,
      });
    }
    // all three races have been run
    expect(Math.min(stale.lost, stale.beforeReset, stale.lateAccept), JSON.stringify(stale)).toBeGreaterThan(0);
  },
);
