/** A text that has been read before, and what it means. */
type Known<T> = {
  readonly meaning: T;
  readonly size: number;
  /** Its bytes, eight to a number; the last number overlaps the one before it where they do not come out even. */
  readonly words: Float64Array;
  readonly bytes: Uint8Array;
  /** What followed it, the latest first. */
  readonly followers: Known<T>[];
};

/** Texts that are the same up to a place, by the byte that they have there. */
type Fork<T> = { readonly place: number; readonly ways: Map<number, Fork<T> | Known<T>> };

/** So many of them are tried: in a run, five of six texts are among the last four that followed the one before. */
const mostFollowers = 4;
/** Ten megabytes at most. A trace of this program has some thousand texts, whatever its length. */
const mostTexts = 10_000;
const word = 8;

const isFork = <T>(way: Fork<T> | Known<T>): way is Fork<T> => 'ways' in way;

/** Zeros of either sign are equal as numbers: no text has bytes of zero. */
const isAt = ({ words, size }: Known<unknown>, view: DataView, at: number): boolean => {
  const last = words.length - 1;
  let place = at;
  for (let i = 0; i < last; i++) {
    if (words[i] !== view.getFloat64(place, true)) return false;
    place += word;
  }
  return words[last] === view.getFloat64(at + size - word, true);
};

/**
 * Recognizes texts by their bytes: a run says the same again and again, mostly in the same order.
 * No text may be the beginning of another, be shorter than eight bytes or have bytes of zero.
 */
export class KnownTexts<T> {
  private texts: Fork<T> | Known<T> | undefined;
  private last: Known<T> | undefined;
  private count = 0;
  private size = 0;

  /**
   * The text that begins here is known.
   *
   * @param each - told what it means
   * @returns how long it is; 0 when it is new.
   */
  next(view: DataView, at: number, each: (meaning: T) => void): number {
    const to = view.byteLength;
    const known = this.follower(view, at, to) ?? this.find(view, at, to);
    if (known === undefined) return 0;
    each(known.meaning);
    return known.size;
  }

  /** Remembers what a new text means; `bytes` are kept. */
  learn(bytes: Uint8Array<ArrayBuffer>, meaning: T): void {
    this.size += bytes.length;
    this.count += 1;
    if (this.count > mostTexts || this.size > mostTexts << 9) {
      this.texts = undefined;
      this.last = undefined;
      this.count = 1;
      this.size = bytes.length;
    }
    const size = bytes.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    const words = Float64Array.from({ length: Math.ceil(size / word) }, (_, i) =>
      view.getFloat64(Math.min(word * i, size - word), true),
    );
    const known: Known<T> = { meaning, size, words, bytes, followers: [] };
    this.file(known);
    this.followedBy(known);
  }

  private follower(view: DataView, at: number, to: number): Known<T> | undefined {
    const followers = this.last?.followers;
    if (followers === undefined) return undefined;
    for (let i = 0; i < followers.length; i++) {
      const known = followers[i];
      if (known === undefined || at + known.size > to || !isAt(known, view, at)) continue;
      for (let k = i; k > 0; k--) followers[k] = followers[k - 1] as Known<T>;
      followers[0] = known;
      this.last = known;
      return known;
    }
    return undefined;
  }

  private find(view: DataView, at: number, to: number): Known<T> | undefined {
    let way = this.texts;
    while (way !== undefined && isFork(way)) {
      const place = at + way.place;
      way = place < to ? way.ways.get(view.getUint8(place)) : undefined;
    }
    if (way === undefined || at + way.size > to || !isAt(way, view, at)) return undefined;
    this.followedBy(way);
    return way;
  }

  private followedBy(known: Known<T>): void {
    const followers = this.last?.followers;
    if (followers) {
      followers.unshift(known);
      if (followers.length > mostFollowers) followers.pop();
    }
    this.last = known;
  }

  /** Puts a text where `find` comes to it. */
  private file(known: Known<T>): void {
    const { bytes } = known;
    let like = this.texts;
    if (like === undefined) {
      this.texts = known;
      return;
    }
    // Any text below: they are all the same up to where this one differs from one of them, or beyond.
    while (isFork(like)) {
      const ways: Fork<T>['ways'] = like.ways;
      like = ways.get(bytes[like.place] ?? 0) ?? (ways.values().next().value as Fork<T> | Known<T>);
    }
    let place = 0;
    while (place < bytes.length && bytes[place] === like.bytes[place]) place += 1;
    // What is no number is unequal to itself: such a text, which is no ASCII, is not recognized.
    if (place === bytes.length) return;
    const byte = bytes[place] ?? 0;
    let above: Fork<T> | undefined;
    let way = this.texts as Fork<T> | Known<T>;
    while (isFork(way) && way.place < place) {
      above = way;
      way = way.ways.get(bytes[way.place] ?? 0) as Fork<T> | Known<T>;
    }
    if (isFork(way) && way.place === place) {
      way.ways.set(byte, known);
      return;
    }
    const fork: Fork<T> = {
      place,
      ways: new Map([
        [like.bytes[place] ?? 0, way],
        [byte, known],
      ]),
    };
    if (above) above.ways.set(bytes[above.place] ?? 0, fork);
    else this.texts = fork;
  }
}
