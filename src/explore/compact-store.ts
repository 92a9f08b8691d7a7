import { Fingerprint } from './fingerprint.ts';
import type { Layout } from './layout.ts';
import { repacking } from './repacking.ts';
import { sharedInts } from './shared-ints.ts';
import { chunkStates, StateStore, type States } from './state-store.ts';

/**
 * Keeps of a state only its fingerprint, once the state was expanded: two states with the same fingerprint are taken for one.
 */
export class CompactStore implements States {
  readonly words: number;
  private readonly components: number;
  private readonly bits: number;
  private readonly fingerprint: Fingerprint;
  /** Fingerprints and parents of all states. */
  private readonly prints: StateStore;
  /** States that are still to be expanded, by chunks. */
  private readonly waiting: (Int32Array | undefined)[];

  /** @param components of a state. @param bits of a fingerprint */
  constructor(
    layout: Layout,
    components: number,
    bits: number,
    prints = new StateStore(2),
    waiting: Int32Array[] = [],
  ) {
    this.words = layout.words;
    this.components = components;
    this.bits = bits;
    this.fingerprint = new Fingerprint(layout.shape, components, bits);
    this.prints = prints;
    this.waiting = waiting;
  }

  get count(): number {
    return this.prints.count;
  }

  get wasNew(): boolean {
    return this.prints.wasNew;
  }

  add(from: Int32Array, base: number, parent: number): number {
    const { words, prints } = this;
    this.fingerprint.take(from, base);
    const index = prints.add(this.fingerprint.words, 0, parent);
    if (!prints.wasNew) return index;
    const number = Math.floor(index / chunkStates);
    let chunk = this.waiting[number];
    if (!chunk) {
      chunk = sharedInts(chunkStates * words);
      this.waiting[number] = chunk;
    }
    const start = this.baseOf(index);
    for (let i = 0; i < words; i++) chunk[start + i] = from[base + i] ?? 0;
    return index;
  }

  /** What belongs where is known only when it is added. */
  prepare(): undefined {
    return undefined;
  }

  isState(index: number, words: Int32Array, base: number): boolean {
    this.fingerprint.take(words, base);
    const chunk = this.prints.chunkOf(index);
    const at = this.prints.baseOf(index);
    return chunk[at] === this.fingerprint.words[0] && chunk[at + 1] === this.fingerprint.words[1];
  }

  chunkOf(index: number): Int32Array {
    const chunk = this.waiting[Math.floor(index / chunkStates)];
    if (!chunk) throw new RangeError(`state ${index} is not kept`);
    return chunk;
  }

  baseOf(index: number): number {
    return (index % chunkStates) * this.words;
  }

  parent(index: number): number {
    return this.prints.parent(index);
  }

  get bytes(): number {
    return this.waiting.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), this.prints.bytes);
  }

  /** Lets go of the states before this one. */
  forgetBefore(index: number): void {
    for (let number = Math.floor(index / chunkStates) - 1; number >= 0 && this.waiting[number]; number--) {
      this.waiting[number] = undefined;
    }
  }

  repacked(before: Layout, after: Layout): CompactStore {
    const repack = repacking(before, after);
    const waiting: Int32Array[] = [];
    for (const [number, chunk] of this.waiting.entries()) {
      if (!chunk) continue;
      const packed = sharedInts(chunkStates * after.words);
      repack(chunk, packed, Math.min(chunkStates, this.count - number * chunkStates));
      waiting[number] = packed;
    }
    return new CompactStore(after, this.components, this.bits, this.prints, waiting);
  }
}
