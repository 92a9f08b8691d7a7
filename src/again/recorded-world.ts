import { alternativesOf, type FaultRule } from '../scenario/fault-rule.ts';
import type { RecordedStep } from './recorded-run.ts';

/** Facts that the bytes tell again by themselves. */
const facts: ReadonlySet<string> = new Set(['more', 'continues', 'resid']);

/** What follows by itself from what was asked for, or from another decision. */
const consequences: ReadonlySet<string> = new Set(['world.attach', 'world.resourcesFreed']);

/** The slot that a message is about: replies of the framework carry none, their receiver's address does. */
const slotIn = (to: string, message: RecordedStep['got'][number]['message']): string =>
  typeof message['slot'] === 'string' ? message['slot'] : to.slice(to.indexOf(':') + 1);

type Chosen = { readonly nth: number; readonly rule: FaultRule };

const often = { every: 1, count: 1 } as const;

/**
 * What the world decided and did in a run, as fault rules: what befell a command of the workload befalls that command
 * again, however often others came before it in another future; everything else its own occurrence.
 */
export class RecordedWorld {
  private readonly ofRequests: Chosen[] = [];
  private readonly others: Chosen[] = [];
  private readonly happenings: FaultRule[] = [];
  private readonly received = new Map<string, number>();
  /** The request that each slot serves. */
  private readonly open = new Map<string, number>();
  /** What was received last that is no delay. */
  private last: { readonly type: string; readonly nth: number; readonly at: number } | undefined;

  asked(slot: string, index: number): void {
    this.open.set(slot, index);
  }

  answered(slot: string): void {
    this.open.delete(slot);
  }

  sees({ at, kind, got, chose, sent = [], moved = [] }: RecordedStep): void {
    const [first] = got;
    if (kind === 'message' && first?.from === null) this.happened(first.to, first.message, at);
    for (const [n, { to, message }] of got.entries()) {
      const { type } = message;
      if (type.startsWith('xstate.')) continue;
      const request = this.open.get(slotIn(to, message));
      const nth = this.count(type);
      const nthOfRequest = request === undefined ? 0 : this.count(`${type} ${request}`);
      for (const { fields } of chose?.filter((each) => each.n === n) ?? []) {
        for (const [field, choose] of Object.entries(fields)) {
          const point = `${type}.${field}`;
          if (facts.has(field) || typeof choose !== 'string' || !alternativesOf(point).includes(choose)) continue;
          const about = { at: point, choose, ...often };
          if (request === undefined) this.others.push({ nth, rule: { ...about, when: {}, nth } });
          else this.ofRequests.push({ nth: nthOfRequest, rule: { ...about, when: { request }, nth: nthOfRequest } });
        }
      }
      this.last = { type, nth, at };
    }
    for (const [n, { to, message }] of sent.entries()) {
      const { type } = message;
      const request = this.open.get(slotIn(to, message));
      const nth = this.count(`sent ${type}`);
      const nthOfRequest = request === undefined ? 0 : this.count(`sent ${type} ${request}`);
      for (const { ms } of moved.filter((each) => each.n === n)) {
        const about = ms === undefined ? { hasten: type } : { delay: type, ms };
        if (request === undefined) this.others.push({ nth, rule: { ...about, ...often, when: {}, nth } });
        else
          this.ofRequests.push({
            nth: nthOfRequest,
            rule: { ...about, ...often, when: { request }, nth: nthOfRequest },
          });
      }
    }
  }

  /** A rule does not count where one before it decides: the last ones first. */
  rules(): FaultRule[] {
    const lastFirst = (list: readonly Chosen[]) => list.toSorted((a, b) => b.nth - a.nth).map(({ rule }) => rule);
    return [...lastFirst(this.others), ...lastFirst(this.ofRequests), ...this.happenings];
  }

  private happened(to: string, send: RecordedStep['got'][number]['message'], at: number): void {
    const { last } = this;
    if (!last || to.startsWith('app:') || !send.type.startsWith('world.') || consequences.has(send.type)) return;
    const ms = (at - last.at) / 1000;
    this.happenings.push({ send, to, after: last.type, ms, when: {}, nth: last.nth, ...often });
  }

  private count(key: string): number {
    const nth = (this.received.get(key) ?? 0) + 1;
    this.received.set(key, nth);
    return nth;
  }
}
