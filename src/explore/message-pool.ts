import { choices } from '../../machines/protocol/choices.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import type { Message } from '../system/machine-step.ts';

/** Which alternatives the explorer may choose beside the benign one, by `type.field`. `all` = every declared one. */
export type OfferedChoices = Readonly<Record<string, readonly string[] | 'all'>>;

/** Messages as small integers. */
export class MessagePool {
  readonly messages: Message[] = [];
  readonly lanes: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly variantsOf: (readonly number[] | undefined)[] = [];
  private readonly offered: OfferedChoices;

  constructor(offered: OfferedChoices) {
    this.offered = offered;
  }

  idOf(message: Message): number {
    const key = JSON.stringify(message);
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.messages.length;
      this.ids.set(key, id);
      this.messages.push(Object.freeze(message));
      this.lanes.push(laneOf(message.type));
      this.variantsOf.push(undefined);
    }
    return id;
  }

  message(id: number): Message {
    const message = this.messages[id];
    if (!message) throw new RangeError(`no message ${id}`);
    return message;
  }

  /** The message as sent, then with each other offered alternative of its choices. */
  variants(id: number): readonly number[] {
    const known = this.variantsOf[id];
    if (known) return known;
    let variants: Message[] = [this.message(id)];
    for (const choice of choices[this.message(id).type] ?? []) {
      const offered = this.offered[`${this.message(id).type}.${choice.field}`] ?? [];
      const others = offered === 'all' ? choice.alternatives.slice(1) : offered;
      variants = variants.flatMap((m) => [m, ...others.map((value) => ({ ...m, [choice.field]: value }) as Message)]);
    }
    const ids = variants.map((m) => this.idOf(m));
    this.variantsOf[id] = ids;
    return ids;
  }
}
