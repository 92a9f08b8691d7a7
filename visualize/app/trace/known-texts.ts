/** A text that has been read before, and what it means. */
type Known<T> = {
  readonly meaning: T;
  readonly size: number;
  /** Its bytes, four to a number, and the rest one by one. */
  readonly words: Int32Array;
  readonly rest: Uint8Array;
  /** What followed it, the latest first. */
  followers: readonly Known<T>[];
};

/** So many of them are tried: in a run, five of six texts are among the last four that followed the one before. */
const mostFollowers = 4;
/** Ten megabytes at most. A trace of this program has some thousand texts, whatever its length. */
const mostTexts = 10_000;

const isAt = ({ words, rest }: Known<unknown>, view: DataView, at: number): boolean => {
  let place = at;
  for (let i = 0; i < words.length; i++) {
    if (words[i] !== view.getInt32(place, true)) return false;
    place += 4;
  }
  for (let i = 0; i < rest.length; i++) if (rest[i] !== view.getUint8(place + i)) return false;
  return true;
};

/** Recognizes texts by their bytes: a run says the same again and again, mostly in the same order. */
export class KnownTexts<T> {
  private texts = new Map<string, Known<T>>();
  private last: Known<T> | undefined;
  private size = 0;

  /**
   * The text that begins here is one that followed the last one before.
   *
   * @param each - told what it means
   * @returns how long it is; 0 when it is none of these
   */
  next(view: DataView, at: number, to: number, each: (meaning: T) => void): number {
    const { last } = this;
    if (!last) return 0;
    for (const known of last.followers) {
      if (at + known.size > to || !isAt(known, view, at)) continue;
      if (known !== last.followers[0]) this.follow(last, known);
      this.last = known;
      each(known.meaning);
      return known.size;
    }
    return 0;
  }

  /** What a text means, whatever came before it; `read` is called when it is new. */
  find(text: string, bytes: Uint8Array, read: () => T): T {
    const known = this.texts.get(text) ?? this.learn(text, bytes, read());
    if (this.last) this.follow(this.last, known);
    this.last = known;
    return known.meaning;
  }

  private learn(text: string, bytes: Uint8Array, meaning: T): Known<T> {
    this.size += text.length;
    if (this.texts.size >= mostTexts || this.size > mostTexts << 9) {
      this.texts = new Map();
      this.last = undefined;
      this.size = text.length;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
    const rest = bytes.slice(4 * words.length);
    const known: Known<T> = { meaning, size: bytes.length, words, rest, followers: [] };
    // A part of a string keeps all of it in memory.
    this.texts.set(JSON.parse(JSON.stringify(text)) as string, known);
    return known;
  }

  private follow(last: Known<T>, next: Known<T>): void {
    last.followers = [next, ...last.followers.filter((known) => known !== next)].slice(0, mostFollowers);
  }
}
