import { isDeepStrictEqual } from 'node:util';
import { choices } from '../../machines/protocol/choices.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { OfferedChoices } from '../explore/index.ts';
import type { Delivery } from '../system/cascade.ts';
import type { Message } from '../system/machine-step.ts';

type Stuck = { readonly to: Address; readonly type: string; readonly field: string; readonly value: unknown };

/** The world of a story: it decides what the story says, and meets again what has stuck. */
export class ToldWorld {
  private readonly sticky: OfferedChoices;
  private waiting: Message[] = [];
  private held: readonly Stuck[] = [];

  constructor(sticky: OfferedChoices = {}) {
    this.sticky = sticky;
  }

  /** The decisions of the next step, in the order in which they come up. */
  decides(chosen: readonly Message[]): void {
    this.waiting = [...chosen];
  }

  /** The first decision of this step that nothing has asked for. */
  get unasked(): Message | undefined {
    return this.waiting[0];
  }

  /** What sticks now. */
  get sticking(): readonly Stuck[] {
    return this.held;
  }

  complete({ to, message }: Delivery): Message {
    const fields = (choices[message.type] ?? []).map(({ field }) => field);
    const [next] = this.waiting;
    if (next && isDeepStrictEqual(without(next, fields), without(message, fields))) {
      this.waiting.shift();
      for (const field of fields) if (next[field] !== message[field]) this.hold(to, message.type, field, next[field]);
      return next;
    }
    const stuck = this.held.filter((each) => each.to === to && each.type === message.type);
    if (stuck.length === 0) return message;
    return { ...message, ...Object.fromEntries(stuck.map(({ field, value }) => [field, value])) };
  }

  /** Something no longer sticks. @returns whether it did. */
  clear(to: Address, choice: string, value: string): boolean {
    const left = this.held.filter(
      (each) => !(each.to === to && `${each.type}.${each.field}` === choice && each.value === value),
    );
    const cleared = left.length < this.held.length;
    this.held = left;
    return cleared;
  }

  private hold(to: Address, type: string, field: string, value: unknown): void {
    const sticks = this.sticky[`${type}.${field}`] ?? [];
    if (sticks !== 'all' && !sticks.some((each) => each === value)) return;
    if (this.held.some((each) => each.to === to && each.type === type && each.field === field)) return;
    this.held = [...this.held, { to, type, field, value }];
  }
}

const without = (message: Message, fields: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(message).filter(([key]) => !fields.includes(key)));
