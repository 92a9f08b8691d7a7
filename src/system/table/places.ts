import type { Slot } from '../../../machines/protocol/names.ts';

/** The places of the pools as small integers. */
export type Place = number;

/** A string that names a place: by itself or as the address of an actor of it (`pkt:d0.1`). */
type Mention = { readonly prefix: string; readonly place: Place };
type Text = { readonly json: string; readonly mention: Mention | undefined };

const mostAbbreviations = 50_000;

/**
 * The places for commands that can stand for one another. A machine compares the name of a place for equality and
 * nothing else, so that what it does is the same when the places of a pool are renamed.
 */
export class Places {
  readonly names: readonly Slot[];
  private readonly poolOf: readonly number[];
  private readonly texts = new Map<string, Text>();
  private readonly abbreviations = new Map<string, string>();
  private abbreviated = 0;
  private readonly numbers: ReadonlyMap<Slot, Place>;

  /** @param pools places of which any two of the same pool can change their names. */
  constructor(pools: readonly (readonly Slot[])[]) {
    this.names = pools.flat();
    this.poolOf = pools.flatMap((pool, n) => pool.map(() => n));
    this.numbers = new Map(this.names.map((name, place) => [name, place]));
  }

  /**
   * A text for a value in which each place is replaced by its number in the order in which the places are met: values of
   * the same text differ by the names of places alone.
   *
   * @param met places met so far; those that are new are added.
   */
  pattern(value: unknown, met: Place[]): string {
    if (typeof value === 'string') {
      const { json, mention } = this.text(value);
      if (!mention) return json;
      let n = met.indexOf(mention.place);
      if (n < 0) n = met.push(mention.place) - 1;
      // No JSON looks like this.
      return `${mention.prefix}<${this.poolOf[mention.place]}.${n}>`;
    }
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
    let text = '';
    if (Array.isArray(value)) {
      for (const item of value) text += `${this.pattern(item, met)},`;
      return this.abbreviation(`[${text}`);
    }
    for (const [key, item] of Object.entries(value)) {
      const { json, mention } = this.text(key);
      if (mention) throw new TypeError(`'${key}' is a key: places can only be values`);
      text += `${json}:${this.pattern(item, met)},`;
    }
    return this.abbreviation(`{${text}`);
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

  /** Parts that mention no place are shared with the original. */
  private renamed(value: unknown, of: (place: Place) => Place): unknown {
    if (typeof value === 'string') {
      const { mention } = this.text(value);
      return mention ? mention.prefix + this.names[of(mention.place)] : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    let changed = false;
    const rename = (item: unknown): unknown => {
      const other = this.renamed(item, of);
      if (other !== item) changed = true;
      return other;
    };
    const copy = Array.isArray(value)
      ? value.map(rename)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item)]));
    return changed ? copy : value;
  }

  /** One short name for each text: long queues are made of a few kinds of elements. */
  private abbreviation(text: string): string {
    let short = this.abbreviations.get(text);
    if (short === undefined) {
      if (this.abbreviations.size >= mostAbbreviations) this.abbreviations.clear();
      // Never given again: a text that was forgotten gets another name, and what was remembered of it is not found.
      short = `#${(this.abbreviated++).toString(36)}`;
      this.abbreviations.set(text, short);
    }
    return short;
  }

  private text(text: string): Text {
    let known = this.texts.get(text);
    if (!known) {
      const colon = text.indexOf(':') + 1;
      const place = this.numbers.get(text.slice(colon));
      const mention = place === undefined ? undefined : { prefix: text.slice(0, colon), place };
      known = { json: JSON.stringify(text), mention };
      this.texts.set(text, known);
    }
    return known;
  }
}
