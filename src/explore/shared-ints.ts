/** A list of integers in memory that worker threads can read while one thread appends. */
export class SharedInts {
  data: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = sharedInts(capacity);
  }

  push(value: number): number {
    if (this.length === this.data.length) {
      const larger = sharedInts(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length] = value;
    return this.length++;
  }
}

export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));

/** Place of a pair of integers in a table of a power of two. */
export const pairHash = (a: number, b: number): number => {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 13);
};

/**
 * Pairs of integers with a value that is not 0. Readers in other threads see an entry whole or not at all: its value is
 * written last.
 */
export class PairTable {
  data: Int32Array;
  mask: number;
  size = 0;

  constructor(capacity = 1024) {
    this.data = sharedInts(capacity * 3);
    this.mask = capacity - 1;
  }

  /** A table that another thread writes. */
  static reading({ data, mask }: { readonly data: Int32Array; readonly mask: number }): PairTable {
    const table = new PairTable(1);
    table.data = data;
    table.mask = mask;
    return table;
  }

  /** The value; 0 if there is none. */
  get(a: number, b: number): number {
    const { data, mask } = this;
    let at = (pairHash(a, b) & mask) * 3;
    for (let value = data[at + 2] ?? 0; value !== 0; value = data[at + 2] ?? 0) {
      if (data[at] === a && data[at + 1] === b) return value;
      at += 3;
      if (at === data.length) at = 0;
    }
    return 0;
  }

  /** @param value not 0 */
  set(a: number, b: number, value: number): void {
    if (this.size * 2 > this.mask) this.grow();
    this.insert(a, b, value);
    this.size += 1;
  }

  *entries(): Generator<readonly [a: number, b: number, value: number]> {
    const { data } = this;
    for (let at = 0; at < data.length; at += 3) {
      const value = data[at + 2] ?? 0;
      if (value !== 0) yield [data[at] ?? 0, data[at + 1] ?? 0, value];
    }
  }

  private insert(a: number, b: number, value: number): void {
    const { data, mask } = this;
    let at = (pairHash(a, b) & mask) * 3;
    while (data[at + 2] !== 0) {
      if (data[at] === a && data[at + 1] === b) break;
      at += 3;
      if (at === data.length) at = 0;
    }
    data[at] = a;
    data[at + 1] = b;
    Atomics.store(data, at + 2, value);
  }

  private grow(): void {
    const before = this.data;
    this.mask = this.mask * 2 + 1;
    this.data = sharedInts((this.mask + 1) * 3);
    for (let at = 0; at < before.length; at += 3) {
      const value = before[at + 2] ?? 0;
      if (value !== 0) this.insert(before[at] ?? 0, before[at + 1] ?? 0, value);
    }
  }
}
