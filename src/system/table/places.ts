import type { Slot } from '../../../machines/protocol/names.ts';

/** The places of the pools as small integers. */
export type Place = number;

type Mention = { readonly prefix: string; readonly place: Place };

/**
 * The places for commands that can stand for one another. A machine compares the name of a place for equality and
 * nothing else, so that what it does is the same when the places of a pool are renamed.
 */
export class Places {
  readonly names: readonly Slot[];
  private readonly poolOf: readonly number[];
  private readonly mentions = new Map<string, Mention | undefined>();
  private readonly numbers: ReadonlyMap<Slot, Place>;

  /** @param pools places of which any two of the same pool can change their names. */
  constructor(pools: readonly (readonly Slot[])[]) {
    this.names = pools.flat();
    this.poolOf = pools.flatMap((pool, n) => pool.map(() => n));
    this.numbers = new Map(this.names.map((name, place) => [name, place]));
  }

  /**
   * JSON of a value in which each place is replaced by its number in the order in which the places are met. Values of the
   * same text differ by the names of places alone.
   *
   * @param met places met so far; those that are new are added.
   */
  pattern(value: unknown, met: Place[]): string {
    return JSON.stringify(value, (key, item: unknown) => {
      if (this.mention(key)) throw new TypeError(`'${key}' is a key: places can only be values`);
      const mention = typeof item === 'string' ? this.mention(item) : undefined;
      if (!mention) return item;
      let n = met.indexOf(mention.place);
      if (n < 0) n = met.push(mention.place) - 1;
      return `${mention.prefix}\u0001${this.poolOf[mention.place]}.${n}`;
    });
  }

  /** The places that a value mentions, in the order in which they are met. */
  in(value: unknown): Place[] {
    const met: Place[] = [];
    this.pattern(value, met);
    return met;
  }

  /** The same value with `to[n]` wherever it says `from[n]`. */
  rename<T>(value: T, from: readonly Place[], to: readonly Place[]): T {
    if (from.every((place, n) => place === to[n])) return value;
    return this.renamed(value, (place) => to[from.indexOf(place)] ?? place) as T;
  }

  private renamed(value: unknown, of: (place: Place) => Place): unknown {
    if (typeof value === 'string') {
      const mention = this.mention(value);
      return mention ? mention.prefix + this.names[of(mention.place)] : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.renamed(item, of));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.renamed(item, of)]));
  }

  /** A place by its name or by the address of an actor of it (`pkt:d0.1`). */
  private mention(text: string): Mention | undefined {
    if (this.mentions.has(text)) return this.mentions.get(text);
    const colon = text.indexOf(':') + 1;
    const place = this.numbers.get(text.slice(colon));
    const mention = place === undefined ? undefined : { prefix: text.slice(0, colon), place };
    this.mentions.set(text, mention);
    return mention;
  }
}
