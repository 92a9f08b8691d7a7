import { type LayoutShape, valueAt } from './layout.ts';

/** Bits of a whole fingerprint. */
export const fingerprintBits = 64;

/** Mixes all components of a packed state into two words; the packing does not matter. */
export class Fingerprint {
  private readonly layout: LayoutShape;
  private readonly components: number;
  private readonly keep: readonly [number, number];
  /** The fingerprint of the last state. */
  readonly words = new Int32Array(2);

  /** @param bits how many of the 64 count */
  constructor(layout: LayoutShape, components: number, bits = fingerprintBits) {
    this.layout = layout;
    this.components = components;
    const mask = (n: number): number => (n >= 32 ? -1 : 2 ** Math.max(0, n) - 1);
    this.keep = [mask(bits), mask(bits - 32)];
  }

  take(words: Int32Array, base: number): void {
    let a = 0x2545f491;
    let b = 0x6a09e667;
    for (let component = 0; component < this.components; component++) {
      const value = valueAt(this.layout, words, base, component);
      a = Math.imul(a ^ value, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b + value + 1, 0xc2b2ae3d);
      b ^= b >>> 13;
    }
    this.words[0] = finished(a ^ Math.imul(b, 0x27d4eb2f)) & this.keep[0];
    this.words[1] = finished(b + Math.imul(a, 0x165667b1)) & this.keep[1];
  }
}

function finished(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * An upper bound of the probability that two of so many states had the same fingerprint, so that one was taken for the other
 * and left out with all that only it leads to.
 */
export const omissionProbability = (states: number, bits = fingerprintBits): number =>
  Math.min(1, (states * (states - 1)) / 2 / 2 ** bits);
