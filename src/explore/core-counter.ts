import { sharedInts } from './shared-ints.ts';
import { type States, stateHash } from './state-store.ts';

/** Counts the states of the system itself: states that differ only in their watchers count once. */
export class CoreCounter {
  private table = sharedInts(1 << 12);
  private mask = (1 << 12) - 1;
  private core: Int32Array;
  count = 0;

  /** @param core per word, the bits of the system itself */
  constructor(core: Int32Array) {
    this.core = core;
  }

  /** Counts a stored state if its core was not counted before. */
  add(store: States, index: number): void {
    const chunk = store.chunkOf(index);
    const base = store.baseOf(index);
    let at = stateHash(chunk, base, this.core.length, this.core) & this.mask;
    for (let found = this.table[at] ?? 0; found !== 0; found = this.table[at] ?? 0) {
      if (this.sameCore(store, found - 1, chunk, base)) return;
      at = (at + 1) & this.mask;
    }
    this.table[at] = index + 1;
    this.count += 1;
    if (this.count * 3 > this.mask * 2) this.rebuild(store, this.core, (this.mask + 1) * 2);
  }

  /** After more bits were added: what is there says the same. */
  extend(core: Int32Array): void {
    this.core = core;
  }

  /** After the states were packed anew. */
  rebuild(store: States, core: Int32Array, length = this.table.length): void {
    const before = this.table;
    this.core = core;
    this.table = sharedInts(length);
    this.mask = length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let at = stateHash(store.chunkOf(entry - 1), store.baseOf(entry - 1), core.length, core) & this.mask;
      while (this.table[at] !== 0) at = (at + 1) & this.mask;
      this.table[at] = entry;
    }
  }

  get bytes(): number {
    return this.table.byteLength;
  }

  private sameCore(store: States, index: number, chunk: Int32Array, base: number): boolean {
    const other = store.chunkOf(index);
    const otherBase = store.baseOf(index);
    for (let i = 0; i < this.core.length; i++) {
      if ((((other[otherBase + i] ?? 0) ^ (chunk[base + i] ?? 0)) & (this.core[i] ?? 0)) !== 0) return false;
    }
    return true;
  }
}
