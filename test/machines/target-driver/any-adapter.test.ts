import { describe, expect, it } from 'vitest';
import { address } from '../../../machines/protocol/names.ts';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { pktReasons, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { scsiStatuses } from '../../../machines/protocol/scsi-status.ts';
import { senseClasses } from '../../../machines/protocol/sense.ts';
import { SeededRandom } from '../../../src/system/random.ts';
import { announced, autoSense, DriverBench, good } from './driver-bench.ts';

const slots = ['d0.1', 'd0.2', 'd0.3'];
const everything = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD | STATE.GOT_STATUS;

/** An adapter that does whatever the contract of tran_start allows, in any order. */
class AnyAdapter {
  readonly d: DriverBench;
  private readonly random: SeededRandom;
  /** Returns not delivered yet, oldest first, per packet. */
  private readonly returns = new Map<string, string[]>();
  /** Accepted and not completed. */
  private readonly owned = new Set<string>();
  /** Called and its return not delivered, if it will be a rejection. */
  private readonly rejected = new Set<string>();
  private readonly resetting: { slot: string; level: string }[] = [];
  private readonly waiting = new Set<string>();
  /** Announced, while the packet waits for an earlier call to return. */
  private readonly entered = new Set<string>();
  answers = 0;

  constructor(seed: number, params: Partial<SdParameters>) {
    this.random = new SeededRandom(seed);
    this.d = new DriverBench(params);
    this.d.bench.takePosted();
  }

  private pick<T>(from: readonly T[]): T {
    const picked = from[this.random.below(from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  private completion(slot: string): Partial<Completion> {
    if (slot === this.d.rqs) return { sense: this.pick(senseClasses) };
    const resid = this.pick(['zero', 'partial', 'all'] as const);
    const kind = this.random.below(5);
    if (kind === 0)
      return {
        reason: this.pick(pktReasons.filter((r) => r !== 'CMD_DEV_GONE')),
        state: this.random.below(32),
        statistics: this.random.below(256),
        status: null,
        resid,
      };
    if (kind === 1) return { status: this.pick(scsiStatuses), resid };
    if (kind === 2) return { ...autoSense(this.pick(senseClasses)), resid };
    return { ...good, state: everything, resid: 'zero' };
  }

  /** One step of the world; what can happen is chosen at random. */
  step(fair: boolean): boolean {
    const { bench, sd } = this.d;
    const moves: (() => void)[] = [];
    for (const [slot, due] of this.returns) {
      const result = due[0];
      if (result === undefined) continue;
      moves.push(() => {
        due.shift();
        if (result !== 'TRAN_ACCEPT') this.rejected.delete(slot);
        this.d.returns(slot, result);
      });
    }
    for (const slot of this.owned) {
      moves.push(() => {
        this.owned.delete(slot);
        this.d.completes(slot, fair ? {} : this.completion(slot));
      });
    }
    this.resetting.forEach((reset, at) => {
      moves.push(() => {
        this.resetting.splice(at, 1);
        this.d.resets(reset.slot, fair || this.random.below(2) === 0, reset.level);
      });
    });
    for (const timer of bench.armed()) {
      const [owner = '', delay = ''] = timer.split(' ');
      moves.push(() => this.d.fires(delay, owner));
    }
    if (!fair) {
      for (const slot of slots) {
        if (this.waiting.has(slot)) continue;
        moves.push(() => {
          this.waiting.add(slot);
          const op = this.pick(['read', 'write'] as const);
          if (this.random.below(4) === 0)
            this.d.uscsi(
              slot,
              this.pick(['inquiry', 'reserve', 'startUnit', 'read']),
              this.random.below(2) ? ['FLAG_DIAGNOSE'] : ['FLAG_ISOLATE'],
            );
          else this.d.request(slot, { op, failfast: this.random.below(2) === 0 });
        });
      }
      moves.push(() => bench.deliver(sd, { type: 'scsi.resetNotify' }));
      if (this.random.below(8) === 0) bench.choose('packet.init', { resources: this.pick(['temporary', 'permanent']) });
    } else if (moves.length === 0 && this.waiting.size > 0) {
      moves.push(() => bench.deliver(sd, { type: 'world.resourcesFreed' }));
    }
    if (moves.length === 0) return false;
    const held = this.held();
    const panicked = this.panicked;
    this.pick(moves)();
    this.look(fair, held, panicked);
    return true;
  }

  /** Packets whose third transport waits for an earlier call to return. */
  private held(): number {
    return [...slots, this.d.internal, this.d.rqs].filter((slot) => this.isHeld(slot)).length;
  }

  private isHeld(slot: string): boolean {
    return this.d.bench.context(address.packet(slot)).held !== null;
  }

  private look(fair: boolean, heldBefore: number, panicked: boolean): void {
    let started = 0;
    const answers = this.answers;
    const isHeld = (area: string) => this.isHeld(area.replace('hbac:', ''));
    for (const { message } of announced(this.d.bench.takePosted(), this.entered, isHeld)) {
      const m = message as { type: string; slot?: string; replyTo?: string; level?: string; cap?: string };
      if (m.type === 'tran.start' && m.slot) {
        const result = fair
          ? 'TRAN_ACCEPT'
          : this.pick(['TRAN_ACCEPT', 'TRAN_ACCEPT', 'TRAN_BUSY', 'TRAN_ACCEPT', 'TRAN_BADPKT']);
        this.returns.set(m.slot, [...(this.returns.get(m.slot) ?? []), result]);
        (result === 'TRAN_ACCEPT' ? this.owned : this.rejected).add(m.slot);
        started++;
      } else if (m.type === 'tran.reset' && m.replyTo && m.level) {
        this.resetting.push({ slot: m.replyTo.slice('cmd:'.length), level: m.level });
      } else if (m.type === 'buf.biodone' && m.slot) {
        if (!this.waiting.delete(m.slot)) throw new Error(`second biodone of ${m.slot}`);
        this.answers++;
      }
    }
    // The return that lets a held packet go also makes the driver look for another command.
    const held = this.held();
    expect(started).toBeLessThanOrEqual((held < heldBefore ? 1 : 0) + (panicked ? 0 : 1));
    if (panicked) expect(this.answers).toBe(answers);
    expect(this.d.unit().inTransport).toBe(this.owned.size + this.rejected.size + held);
  }

  get panicked(): boolean {
    return this.d.bench.matches(this.d.sd, { lifecycle: 'panicked' });
  }

  get unanswered(): number {
    return this.waiting.size;
  }
}

describe('whatever an adapter within its contract does', () => {
  const settings: [string, Partial<SdParameters>][] = [
    ['auto request sense', { throttleMax: 2, throttleMin: 1 }],
    ['sense by the driver', { autoRequestSense: false }],
    ['sense by the driver, queueing all the same', { autoRequestSense: false, queueWithoutArq: true }],
    [
      'sense by the driver although others are in transport',
      { autoRequestSense: false, queueWithoutArq: true, senseWhileOthersInTransport: true },
    ],
    [
      'fibre, removable, throttle not adaptive',
      { interconnect: 'fibre', removable: true, adaptiveThrottle: false, throttleMax: 2 },
    ],
  ];
  it.each(settings)(
    '%s: each request gets one answer, the counter is right, one command starts per step',
    (_, params) => {
      for (let seed = 1; seed <= 6; seed++) {
        const adapter = new AnyAdapter(seed, { ...params, uaRetryCount: 3 });
        for (let i = 0; i < 200; i++) adapter.step(false);
        let steps = 0;
        while (adapter.step(true)) if (++steps > 500) throw new Error('does not come to rest');
        expect([seed, adapter.unanswered]).toEqual([seed, 0]);
        expect(adapter.answers).toBeGreaterThan(0);
        expect(adapter.d.unit()).toMatchObject({
          inTransport: 0,
          waitq: [],
          failfastSlots: [],
          retrySlot: null,
          senseFor: null,
          startUnitPending: false,
        });
      }
    },
    60_000,
  );

  it.each<[string, Partial<SdParameters>]>([
    ['auto request sense', { throttleMax: 2, throttleMin: 1 }],
    [
      'sense by the driver although others are in transport',
      { autoRequestSense: false, queueWithoutArq: true, senseWhileOthersInTransport: true },
    ],
  ])(
    '%s: after a panic nothing is started and nobody is answered',
    (_, params) => {
      let panics = 0;
      for (let seed = 1; seed <= 12; seed++) {
        const adapter = new AnyAdapter(seed, { ...params, reservationFailfast: 'panic' });
        for (let i = 0; i < 400; i++) adapter.step(false);
        if (adapter.panicked) panics++;
      }
      expect(panics).toBeGreaterThan(0);
    },
    60_000,
  );
});
