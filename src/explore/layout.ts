import { sharedInts } from './shared-ints.ts';

/** A layout as plain data, which threads can share. */
export type LayoutShape = Pick<Layout, 'words' | 'word' | 'shift' | 'largest'>;

/** Where each component of a state lies in its packed words. */
export class Layout {
  /** Bits of each component. */
  readonly bits: readonly number[];
  /** Words of one state. */
  readonly words: number;
  /** The first words, which hold the system itself; watchers lie behind. */
  readonly coreWords: number;
  readonly word: Int32Array;
  readonly shift: Int32Array;
  /** Largest value of each component. */
  readonly largest: Int32Array;

  /** @param core how many of the components are the system itself */
  constructor(bits: readonly number[], core: number) {
    this.bits = bits;
    this.word = sharedInts(bits.length);
    this.shift = sharedInts(bits.length);
    this.largest = sharedInts(bits.length);
    const used: number[] = [];
    const place = (from: number, to: number, firstWord: number): void => {
      // The widest first: they leave the small gaps for the narrow ones.
      const order = bits.slice(from, to).map((_, i) => from + i);
      order.sort((a, b) => (bits[b] ?? 0) - (bits[a] ?? 0) || a - b);
      for (const component of order) {
        const width = bits[component] ?? 0;
        let word = firstWord;
        while ((used[word] ?? 0) + width > 32) word += 1;
        this.word[component] = word;
        this.shift[component] = used[word] ?? 0;
        // 31 bits at most, so that every value is a positive number
        this.largest[component] = 2 ** Math.min(width, 31) - 1;
        used[word] = (used[word] ?? 0) + width;
      }
    };
    place(0, core, 0);
    this.coreWords = Math.max(1, used.length);
    place(core, bits.length, this.coreWords);
    this.words = Math.max(this.coreWords, used.length);
  }

  get shape(): LayoutShape {
    const { words, word, shift, largest } = this;
    return { words, word, shift, largest };
  }

  get(words: Int32Array, base: number, component: number): number {
    return (
      ((words[base + (this.word[component] ?? 0)] ?? 0) >>> (this.shift[component] ?? 0)) &
      (this.largest[component] ?? 0)
    );
  }

  /** The value must fit. */
  set(words: Int32Array, base: number, component: number, value: number): void {
    const at = base + (this.word[component] ?? 0);
    const shift = this.shift[component] ?? 0;
    words[at] = ((words[at] ?? 0) & ~((this.largest[component] ?? 0) << shift)) | (value << shift);
  }

  unpack(words: Int32Array, base: number, into: Int32Array): Int32Array {
    for (let component = 0; component < this.bits.length; component++)
      into[component] = this.get(words, base, component);
    return into;
  }

  /** False if some value does not fit: `misfit` says which. */
  pack(vector: Int32Array, into: Int32Array, base: number): boolean {
    into.fill(0, base, base + this.words);
    for (let component = 0; component < this.bits.length; component++) {
      const value = vector[component] ?? 0;
      if (value > (this.largest[component] ?? 0)) return false;
      this.set(into, base, component, value);
    }
    return true;
  }
}

/** Bits that hold this value. */
export const bitsOf = (value: number): number => 32 - Math.clz32(value);
