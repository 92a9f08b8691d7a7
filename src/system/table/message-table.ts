import type { Message } from '../machine-step.ts';
import type { Place, Places } from './places.ts';

/** Messages that differ by the names of places alone, and one of them. */
export type MessagePattern = {
  readonly id: number;
  readonly message: Message;
  readonly places: readonly Place[];
  readonly instances: Map<string | number, KnownMessage>;
};

export type KnownMessage = {
  readonly message: Message;
  readonly pattern: MessagePattern;
  /** In the order in which the message mentions them. */
  readonly places: readonly Place[];
};

const base = 4096;

/** A key for what these places are, in this order. */
export function keyOf(places: readonly Place[]): string | number {
  const [first = 0, second = 0] = places;
  if (places.length < 2) return first;
  return places.length > 2 || second >= base ? places.join() : first * base + second;
}

/** One object for every message, found by pattern and places. */
export class MessageTable {
  private readonly places: Places;
  private readonly patterns = new Map<string, MessagePattern>();
  private readonly known = new Map<Message, KnownMessage>();

  constructor(places: Places) {
    this.places = places;
  }

  find(message: Message): KnownMessage {
    return this.known.get(message) ?? this.add(message);
  }

  /** The message of a pattern that mentions these places. */
  instance(pattern: MessagePattern, places: readonly Place[]): KnownMessage {
    const key = keyOf(places);
    const known = pattern.instances.get(key);
    if (known) return known;
    const instance = { message: this.places.rename(pattern.message, pattern.places, places), pattern, places };
    pattern.instances.set(key, instance);
    this.known.set(instance.message, instance);
    return instance;
  }

  private add(message: Message): KnownMessage {
    const places: Place[] = [];
    const text = this.places.pattern(message, places);
    let pattern = this.patterns.get(text);
    if (!pattern) {
      pattern = { id: this.patterns.size, message, places, instances: new Map() };
      this.patterns.set(text, pattern);
    }
    return this.instance(pattern, places);
  }
}
