import { sharedInts } from './shared-ints.ts';
import { type States, stateHash } from './state-store.ts';

/** Counts the states of the system itself: states that differ only in their watchers count once. */
export class CoreCounter {
  private table = sharedInts(1 << 12);
  private mask = (1 << 12) - 1;
  private coreWords: number;
  count = 0;

  constructor(coreWords: number) {
    this.coreWords = coreWords;
  }

  /** Counts a stored state if its core was not counted before. */
  add(store: States, index: number): void {
    const chunk = store.chunkOf(index);
    const base = store.baseOf(index);
    let at = stateHash(chunk, base, this.coreWords) & this.mask;
    for (let found = this.table[at] ?? 0; found !== 0; found = this.table[at] ?? 0) {
      if (this.sameCore(store, found - 1, chunk, base)) return;
      at = (at + 1) & this.mask;
    }
    this.table[at] = index + 1;
    this.count += 1;
    if (this.count * 3 > this.mask * 2) this.rebuild(store, this.coreWords, (this.mask + 1) * 2);
  }

  /** After the states were packed anew. */
  rebuild(store: States, coreWords: number, length = this.table.length): void {
    const before = this.table;
    this.coreWords = coreWords;
    this.table = sharedInts(length);
    this.mask = length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let at = stateHash(store.chunkOf(entry - 1), store.baseOf(entry - 1), coreWords) & this.mask;
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
    for (let i = 0; i < this.coreWords; i++) if (other[otherBase + i] !== chunk[base + i]) return false;
    return true;
  }
}
