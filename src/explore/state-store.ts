import type { Layout } from './layout.ts';
import { sharedInts } from './shared-ints.ts';

const chunkBits = 16;
/** States in one chunk. */
export const chunkStates = 1 << chunkBits;

/** States that the first chunk has room for at the beginning: most systems stay small. */
const firstRoom = 1 << 10;

/** States seen, numbered in the order in which they are added. */
export interface States {
  /** Words of one state. */
  readonly words: number;
  /** Number of states. */
  readonly count: number;
  /** Whether the last `add` was of a state not seen before. */
  readonly wasNew: boolean;
  /** Number of the state; a new state gets the next number and this parent. `wasNew` says which it was. */
  add(from: Int32Array, base: number, parent: number): number;
  /** The chunk that holds a state. @throws RangeError if it is not kept */
  chunkOf(index: number): Int32Array;
  /** Where in its chunk a state begins. */
  baseOf(index: number): number;
  /** Whether the state with this number is this one, as far as is known. */
  isState(index: number, words: Int32Array, base: number): boolean;
  /** The state this one was first reached from; -1 for the initial state. */
  parent(index: number): number;
  /** Bytes held. */
  readonly bytes: number;
  /** The same states in another packing. */
  repacked(before: Layout, after: Layout): States;
}

/** All states seen, packed, with the state each was first reached from. Numbered in the order in which they are added. */
export class StateStore implements States {
  /** Words of one state. */
  readonly words: number;
  /** Packed states, `chunkStates` each. */
  readonly chunks: Int32Array[] = [];
  private readonly parents: Int32Array[] = [];
  private table: Int32Array;
  private mask: number;
  /** Number of states. */
  count = 0;
  /** Whether the last `add` was of a state not seen before. */
  wasNew = false;

  constructor(words: number, capacity = 1 << 11) {
    this.words = words;
    this.table = sharedInts(capacity * 2);
    this.mask = capacity * 2 - 1;
  }

  /** Number of the state; a new state gets the next number and this parent. `wasNew` says which it was. */
  add(from: Int32Array, base: number, parent: number): number {
    const { words, table, mask } = this;
    let at = stateHash(from, base, words) & mask;
    for (let found = table[at] ?? 0; found !== 0; found = table[at] ?? 0) {
      const index = found - 1;
      const chunk = this.chunks[index >> chunkBits];
      const start = (index & (chunkStates - 1)) * words;
      let i = 0;
      while (i < words && chunk?.[start + i] === from[base + i]) i++;
      if (i === words) {
        this.wasNew = false;
        return index;
      }
      at = (at + 1) & mask;
    }
    const index = this.append(from, base, parent);
    table[at] = index + 1;
    if (this.count * 3 > mask * 2) this.rehash((mask + 1) * 2);
    this.wasNew = true;
    return index;
  }

  /** Number of a state; -1 if it was never added. */
  find(from: Int32Array, base: number): number {
    const { words, table, mask } = this;
    let at = stateHash(from, base, words) & mask;
    for (let found = table[at] ?? 0; found !== 0; found = table[at] ?? 0) {
      const chunk = this.chunkOf(found - 1);
      const start = this.baseOf(found - 1);
      let i = 0;
      while (i < words && chunk[start + i] === from[base + i]) i++;
      if (i === words) return found - 1;
      at = (at + 1) & mask;
    }
    return -1;
  }

  isState(index: number, words: Int32Array, base: number): boolean {
    return this.find(words, base) === index;
  }

  /** The chunk that holds a state. */
  chunkOf(index: number): Int32Array {
    const chunk = this.chunks[index >> chunkBits];
    if (!chunk) throw new RangeError(`no state ${index}`);
    return chunk;
  }

  /** Where in its chunk a state begins. */
  baseOf(index: number): number {
    return (index & (chunkStates - 1)) * this.words;
  }

  /** The state this one was first reached from; -1 for the initial state. */
  parent(index: number): number {
    return this.parents[index >> chunkBits]?.[index & (chunkStates - 1)] ?? -1;
  }

  /** Bytes held. */
  get bytes(): number {
    const states = this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, this.table.byteLength);
    return this.parents.reduce((sum, chunk) => sum + chunk.byteLength, states);
  }

  /** States, then parents, as many as there are: what `restored` takes. */
  saved(): Int32Array[] {
    const used = (chunks: readonly Int32Array[], words: number): Int32Array[] =>
      chunks.map((chunk, i) => chunk.slice(0, Math.min(chunkStates, this.count - i * chunkStates) * words));
    return [...used(this.chunks, this.words), ...used(this.parents, 1)];
  }

  /** @throws RangeError if these are not so many states */
  static restored(words: number, states: number, parts: readonly Int32Array[]): StateStore {
    const store = new StateStore(words);
    const chunks = Math.ceil(states / chunkStates);
    if (parts.length !== 2 * chunks) throw new RangeError(`${parts.length} parts for ${states} states`);
    for (let i = 0; i < chunks; i++) {
      const size = Math.min(chunkStates, states - i * chunkStates);
      // Only the first chunk grows.
      const room = i > 0 ? chunkStates : Math.max(firstRoom, 2 ** Math.ceil(Math.log2(size)));
      const chunk = sharedInts(room * words);
      const parents = new Int32Array(room);
      chunk.set(checked(parts[i], size * words));
      parents.set(checked(parts[chunks + i], size));
      store.chunks.push(chunk);
      store.parents.push(parents);
    }
    store.count = states;
    store.rehash(2 ** Math.ceil(Math.log2(Math.max(4096, states * 2))));
    return store;
  }

  /** The same states in another packing. */
  repacked(before: Layout, after: Layout): StateStore {
    const other = new StateStore(after.words, 1);
    const keeps = addsOnly(before, after);
    // Nothing to move: the new bits lie in words that are there.
    if (keeps && before.words === after.words) return this;
    const repack = repacking(before, after);
    for (let first = 0; first < this.count; first += chunkStates) {
      const chunk = sharedInts(this.roomFrom(first) * after.words);
      repack(this.chunkOf(first), chunk, Math.min(chunkStates, this.count - first));
      other.chunks.push(chunk);
    }
    other.parents.push(...this.parents);
    other.count = this.count;
    if (keeps) {
      other.table = this.table;
      other.mask = this.mask;
    } else {
      other.rehash(this.mask + 1);
    }
    return other;
  }

  /** States that the chunk with this one has room for. */
  private roomFrom(index: number): number {
    return this.parents[index >> chunkBits]?.length ?? chunkStates;
  }

  private append(from: Int32Array, base: number, parent: number): number {
    const { words } = this;
    const index = this.count++;
    const number = index >> chunkBits;
    if (number === this.chunks.length) {
      const room = number === 0 ? firstRoom : chunkStates;
      this.chunks.push(sharedInts(room * words));
      this.parents.push(new Int32Array(room));
    } else if (number === 0 && index * words === this.chunks[0]?.length) {
      this.chunks[0] = twice(this.chunkOf(0), sharedInts(index * 2 * words));
      this.parents[0] = twice(this.parents[0] ?? new Int32Array(0), new Int32Array(index * 2));
    }
    const chunk = this.chunkOf(index);
    const start = this.baseOf(index);
    for (let i = 0; i < words; i++) chunk[start + i] = from[base + i] ?? 0;
    const parents = this.parents[index >> chunkBits];
    if (parents) parents[index & (chunkStates - 1)] = parent;
    return index;
  }

  private rehash(length: number): void {
    const mask = length - 1;
    const table = sharedInts(length);
    for (let index = 0; index < this.count; index++) {
      let at = stateHash(this.chunkOf(index), this.baseOf(index), this.words) & mask;
      while (table[at] !== 0) at = (at + 1) & mask;
      table[at] = index + 1;
    }
    this.table = table;
    this.mask = mask;
  }
}

function checked(part: Int32Array | undefined, length: number): Int32Array {
  if (part?.length !== length) throw new RangeError(`${part?.length} numbers instead of ${length}`);
  return part;
}

function twice(from: Int32Array, into: Int32Array): Int32Array {
  into.set(from);
  return into;
}

/** Moves many states into another layout. */
export function repacking(before: Layout, after: Layout): (from: Int32Array, into: Int32Array, states: number) => void {
  if (addsOnly(before, after)) {
    return (from, into, states) => {
      for (let state = 0; state < states; state++) {
        for (let i = 0; i < before.words; i++) into[state * after.words + i] = from[state * before.words + i] ?? 0;
      }
    };
  }
  const vector = new Int32Array(before.word.length);
  return (from, into, states) => {
    for (let state = 0; state < states; state++) {
      after.pack(before.unpack(from, state * before.words, vector), into, state * after.words);
    }
  };
}

/** Whether all that was packed before says the same in the other layout, with zeros behind it. */
export const addsOnly = (before: Layout, after: Layout): boolean => before.plan.bits === after.plan.bits;

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
  return (h ^ (h >>> 16)) >>> 0;
}
