import { sharedInts } from './shared-ints.ts';

/** A layout as plain data, which threads can share. */
export type LayoutShape = Pick<
  Layout,
  'words' | 'word' | 'shift' | 'low' | 'lowBits' | 'mask' | 'word2' | 'shift2' | 'largest'
>;

/** How a layout came about: bits of each component, and more bits that were added to some, in this order. */
export type LayoutPlan = {
  readonly bits: readonly number[];
  readonly added: readonly (readonly [component: number, bits: number])[];
};

/** 31 bits at most, so that every value is a positive number. */
const mostBits = 31;

/**
 * Where each component of a state lies in its packed words. Bits that are added to a component lie elsewhere, where states
 * that were packed before have zeros: what they say does not change.
 */
export class Layout {
  readonly plan: LayoutPlan;
  /** Words of one state. */
  readonly words: number;
  readonly word: Int32Array;
  readonly shift: Int32Array;
  /** Mask of the lower bits, and how many there are. */
  readonly low: Int32Array;
  readonly lowBits: Int32Array;
  /** The lower bits where they lie in their word. */
  readonly mask: Int32Array;
  /** Where the bits lie that were added; there are some if `largest` is larger than `low`. */
  readonly word2: Int32Array;
  readonly shift2: Int32Array;
  /** Largest value of each component. */
  readonly largest: Int32Array;
  /** Per word, the bits that belong to the system itself and not to watchers. */
  readonly core: Int32Array;

  /** @param core how many of the components are the system itself */
  constructor({ bits, added }: LayoutPlan, core: number) {
    this.plan = { bits, added };
    const components = bits.length;
    const make = (): Int32Array => sharedInts(components);
    this.word = make();
    this.shift = make();
    this.low = make();
    this.lowBits = make();
    this.mask = make();
    this.word2 = make();
    this.shift2 = make();
    this.largest = make();
    const used: number[] = [];
    const coreBits: number[] = [];
    const place = (component: number, width: number): readonly [word: number, shift: number] => {
      let word = 0;
      while ((used[word] ?? 0) + width > 32) word += 1;
      const shift = used[word] ?? 0;
      used[word] = shift + width;
      if (component < core) coreBits[word] = (coreBits[word] ?? 0) | (maskOf(width) << shift);
      return [word, shift];
    };
    // The widest first: they leave the small gaps for the narrow ones.
    const order = bits.map((_, i) => i).sort((a, b) => (bits[b] ?? 0) - (bits[a] ?? 0) || a - b);
    for (const component of order) {
      const width = bits[component] ?? 0;
      const [word, shift] = place(component, width);
      this.word[component] = word;
      this.shift[component] = shift;
      this.low[component] = maskOf(width);
      this.lowBits[component] = width;
      this.mask[component] = maskOf(width) << shift;
      this.largest[component] = maskOf(width);
    }
    for (const [component, more] of added) {
      const width = Math.min(mostBits - (bits[component] ?? 0), more);
      const [word, shift] = place(component, width);
      this.word2[component] = word;
      this.shift2[component] = shift;
      this.largest[component] = maskOf((bits[component] ?? 0) + width);
    }
    this.words = Math.max(1, used.length);
    this.core = Int32Array.from({ length: this.words }, (_, word) => coreBits[word] ?? 0);
  }

  get shape(): LayoutShape {
    const { words, word, shift, low, lowBits, mask, word2, shift2, largest } = this;
    return { words, word, shift, low, lowBits, mask, word2, shift2, largest };
  }

  get(words: Int32Array, base: number, component: number): number {
    return valueAt(this, words, base, component);
  }

  unpack(words: Int32Array, base: number, into: Int32Array): Int32Array {
    for (let component = 0; component < this.word.length; component++)
      into[component] = this.get(words, base, component);
    return into;
  }

  /** False if some value does not fit. */
  pack(vector: Int32Array, into: Int32Array, base: number): boolean {
    into.fill(0, base, base + this.words);
    for (let component = 0; component < this.word.length; component++) {
      const value = vector[component] ?? 0;
      if (value > (this.largest[component] ?? 0)) return false;
      setValue(this, into, base, component, value);
    }
    return true;
  }
}

const maskOf = (bits: number): number => 2 ** Math.min(bits, mostBits) - 1;

/** A component of a packed state. */
export function valueAt(layout: LayoutShape, words: Int32Array, base: number, component: number): number {
  const low = layout.low[component] ?? 0;
  const value = ((words[base + (layout.word[component] ?? 0)] ?? 0) >>> (layout.shift[component] ?? 0)) & low;
  const largest = layout.largest[component] ?? 0;
  if (largest === low) return value;
  const bits = layout.lowBits[component] ?? 0;
  const high = (words[base + (layout.word2[component] ?? 0)] ?? 0) >>> (layout.shift2[component] ?? 0);
  return value | ((high & (largest >>> bits)) << bits);
}

/** Changes a component of a packed state; the value must fit. */
export function setValue(layout: LayoutShape, words: Int32Array, base: number, component: number, value: number): void {
  const low = layout.low[component] ?? 0;
  const at = base + (layout.word[component] ?? 0);
  const shift = layout.shift[component] ?? 0;
  words[at] = ((words[at] ?? 0) & ~(low << shift)) | ((value & low) << shift);
  const largest = layout.largest[component] ?? 0;
  if (largest === low) return;
  const bits = layout.lowBits[component] ?? 0;
  const at2 = base + (layout.word2[component] ?? 0);
  const shift2 = layout.shift2[component] ?? 0;
  words[at2] = ((words[at2] ?? 0) & ~((largest >>> bits) << shift2)) | ((value >>> bits) << shift2);
}

/** Bits that hold this value. */
export const bitsOf = (value: number): number => 32 - Math.clz32(value);
