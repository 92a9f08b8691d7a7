import { StateIndex, stateHash } from './state-index.ts';
import type { States } from './state-store.ts';

/** Counts the states of the system itself: states that differ only in their watchers count once. */
export class CoreCounter {
  private index = new StateIndex();
  private core: Int32Array;

  /** @param core per word, the bits of the system itself */
  constructor(core: Int32Array) {
    this.core = core;
  }

  get count(): number {
    return this.index.size;
  }

  /** Counts a stored state if its core was not counted before. */
  add(store: States, index: number): void {
    const chunk = store.chunkOf(index);
    const base = store.baseOf(index);
    const hash = stateHash(chunk, base, this.core.length, this.core);
    const { entries, mask } = this.index;
    let place = hash & mask;
    for (let found = entries[place * 2 + 1] ?? 0; found !== 0; found = entries[place * 2 + 1] ?? 0) {
      if (entries[place * 2] === hash && this.sameCore(store, found - 1, chunk, base)) return;
      place = (place + 1) & mask;
    }
    this.index.enter(place, hash, index);
  }

  /** After more bits were added: what is there says the same. */
  extend(core: Int32Array): void {
    this.core = core;
  }

  /** After the states were packed anew. */
  rebuild(store: States, core: Int32Array): void {
    const counted = this.index.entries;
    this.core = core;
    this.index = new StateIndex();
    for (let at = 1; at < counted.length; at += 2) {
      const number = counted[at] ?? 0;
      if (number !== 0) this.add(store, number - 1);
    }
  }

  get bytes(): number {
    return this.index.bytes;
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
