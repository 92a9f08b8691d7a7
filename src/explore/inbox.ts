import { InternedLists } from './interned-lists.ts';

/**
 * What is on its way to one actor, as one integer: the same contents of its channels, the same integer. Contents are a list
 * of pairs (channel, message), sorted by channel, in one channel the oldest first. One actor's channels hold few different
 * contents; those of a whole system together would be as many as its states.
 */
export class Inbox {
  private readonly lists = new InternedLists();
  private scratch = new Int32Array(256);
  private readonly told: (readonly (readonly [channel: number, message: number])[])[] = [];

  constructor() {
    this.lists.idOf([], 0);
  }

  /** Nothing on its way. */
  readonly empty = 0;

  get size(): number {
    return this.lists.size;
  }

  get bytes(): number {
    return this.lists.bytes;
  }

  /** The oldest message of each channel that has one. */
  heads(contents: number): (readonly [channel: number, message: number])[] {
    const heads: [number, number][] = [];
    let last = -1;
    for (let i = 0; i < this.lists.length(contents); i += 2) {
      const channel = this.lists.at(contents, i);
      if (channel !== last) heads.push([channel, this.lists.at(contents, i + 1)]);
      last = channel;
    }
    return heads;
  }

  /** All of it, by channel, the oldest first. */
  messages(contents: number): readonly (readonly [channel: number, message: number])[] {
    this.told[contents] ??= Array.from({ length: this.lists.length(contents) / 2 }, (_, i) => [
      this.lists.at(contents, i * 2),
      this.lists.at(contents, i * 2 + 1),
    ]);
    return this.told[contents];
  }

  /** The fullest channel. */
  fullest(contents: number): { channel: number; messages: number } {
    let fullest = { channel: -1, messages: 0 };
    let messages = 0;
    for (let i = 0; i < this.lists.length(contents); i += 2) {
      const channel = this.lists.at(contents, i);
      messages = i > 0 && this.lists.at(contents, i - 2) === channel ? messages + 1 : 1;
      if (messages > fullest.messages) fullest = { channel, messages };
    }
    return fullest;
  }

  /** Takes the oldest message of one channel out, then lets messages in. */
  after(
    contents: number,
    taken: number | null,
    posts: readonly (readonly [channel: number, message: number])[],
  ): number {
    while (this.lists.length(contents) + posts.length * 2 > this.scratch.length) {
      this.scratch = new Int32Array(this.scratch.length * 2);
    }
    const { scratch } = this;
    let length = this.lists.read(contents, scratch);
    if (taken !== null) {
      let at = 0;
      while (at < length && scratch[at] !== taken) at += 2;
      scratch.copyWithin(at, at + 2, length);
      length -= 2;
    }
    for (const [channel, message] of posts) {
      let at = length;
      while (at > 0 && (scratch[at - 2] ?? 0) > channel) at -= 2;
      scratch.copyWithin(at + 2, at, length);
      scratch[at] = channel;
      scratch[at + 1] = message;
      length += 2;
    }
    return this.lists.idOf(scratch, length);
  }
}
