import { sharedInts } from './shared-ints.ts';

/**
 * Numbers of states by the hash of their words: open addressing, at most two thirds full. The hash lies beside the number: a
 * state is looked at only if its hash is the same, and growing looks at none.
 */
export class StateIndex {
  /** Pairs: hash, and number + 1; 0 if the place is free. */
  entries: Int32Array;
  /** Places - 1: a power of two less one. */
  mask: number;
  /** How many numbers there are. */
  size = 0;

  /** @param places a power of two */
  constructor(places = 1 << 12) {
    this.entries = sharedInts(places * 2);
    this.mask = places - 1;
  }

  /** Enters a number at a place that is free, where its hash led to. */
  enter(place: number, hash: number, index: number): void {
    this.entries[place * 2] = hash;
    this.entries[place * 2 + 1] = index + 1;
    this.size += 1;
    if (this.size * 3 > this.mask * 2) this.grow();
  }

  get bytes(): number {
    return this.entries.byteLength;
  }

  private grow(): void {
    const before = this.entries;
    const mask = this.mask * 2 + 1;
    const entries = sharedInts(before.length * 2);
    for (let at = 0; at < before.length; at += 2) {
      const number = before[at + 1] ?? 0;
      if (number === 0) continue;
      const hash = before[at] ?? 0;
      let place = hash & mask;
      while (entries[place * 2 + 1] !== 0) place = (place + 1) & mask;
      entries[place * 2] = hash;
      entries[place * 2 + 1] = number;
    }
    this.entries = entries;
    this.mask = mask;
  }
}

/** Places for so many numbers, so that none has to be moved. */
export const placesFor = (numbers: number): number => 2 ** Math.ceil(Math.log2(Math.max(1 << 12, numbers * 1.5 + 2)));

/** Mixes the words of a packed state. Words that are zero do not count, so that more of them may be added. */
export function stateHash(words: Int32Array, base: number, count: number, mask?: Int32Array): number {
  let h = 0x2545f491;
  for (let i = 0; i < count; i++) {
    const word = (words[base + i] ?? 0) & (mask === undefined ? -1 : (mask[i] ?? 0));
    if (word === 0) continue;
    h = Math.imul(h ^ word ^ Math.imul(i, 0x27d4eb2f), 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
