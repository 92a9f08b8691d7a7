import type { Layout } from './layout.ts';
import { addsOnly, repacking } from './repacking.ts';
import { sharedInts } from './shared-ints.ts';
import { placesFor, StateIndex, stateHash } from './state-index.ts';

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
  add(from: Int32Array, base: number, parent: number, hash?: number): number;
  /**
   * Looks where states that lie one behind the other belong, before they are added: memory is slow to answer one question and
   * answers many at once.
   *
   * @returns their hashes, where adding them asks for one
   */
  prepare(from: Int32Array, count: number): Int32Array | undefined;
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
  private index: StateIndex;
  private hashes = new Int32Array(1 << 10);
  /** Keeps `prepare` from being left out as having no effect. */
  protected touched = 0;
  /** Number of states. */
  count = 0;
  /** Whether the last `add` was of a state not seen before. */
  wasNew = false;

  constructor(words: number, index = new StateIndex()) {
    this.words = words;
    this.index = index;
  }

  /** Number of the state; a new state gets the next number and this parent. `wasNew` says which it was. */
  add(from: Int32Array, base: number, parent: number, hash = stateHash(from, base, this.words)): number {
    const place = this.placeOf(from, base, hash);
    const found = this.index.entries[place * 2 + 1] ?? 0;
    this.wasNew = found === 0;
    if (found !== 0) return found - 1;
    const index = this.append(from, base, parent);
    this.index.enter(place, hash, index);
    return index;
  }

  prepare(from: Int32Array, count: number): Int32Array {
    if (count > this.hashes.length) this.hashes = new Int32Array(count * 2);
    const { words, chunks, hashes } = this;
    const { entries, mask } = this.index;
    for (let i = 0; i < count; i++) hashes[i] = stateHash(from, i * words, words);
    // The sum does not matter; that it was read does.
    let touched = 0;
    for (let i = 0; i < count; i++) touched ^= entries[((hashes[i] ?? 0) & mask) * 2 + 1] ?? 0;
    for (let i = 0; i < count; i++) {
      const place = (hashes[i] ?? 0) & mask;
      if (entries[place * 2] !== hashes[i]) continue;
      const index = (entries[place * 2 + 1] ?? 1) - 1;
      touched ^= chunks[index >> chunkBits]?.[(index & (chunkStates - 1)) * words] ?? 0;
    }
    this.touched = touched;
    return hashes;
  }

  /** Number of a state; -1 if it was never added. */
  find(from: Int32Array, base: number): number {
    const place = this.placeOf(from, base, stateHash(from, base, this.words));
    return (this.index.entries[place * 2 + 1] ?? 0) - 1;
  }

  /** The place of a state in the index, or the free one where it belongs. */
  private placeOf(from: Int32Array, base: number, hash: number): number {
    const { words, chunks } = this;
    const { entries, mask } = this.index;
    let place = hash & mask;
    for (let found = entries[place * 2 + 1] ?? 0; found !== 0; found = entries[place * 2 + 1] ?? 0) {
      if (entries[place * 2] === hash) {
        const chunk = chunks[(found - 1) >> chunkBits];
        const start = ((found - 1) & (chunkStates - 1)) * words;
        let i = 0;
        while (i < words && chunk?.[start + i] === from[base + i]) i++;
        if (i === words) return place;
      }
      place = (place + 1) & mask;
    }
    return place;
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
    const states = this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, this.index.bytes);
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
    store.enterAll();
    return store;
  }

  /** The same states in another packing. */
  repacked(before: Layout, after: Layout): StateStore {
    const keeps = addsOnly(before, after);
    // Nothing to move: the new bits lie in words that are there.
    if (keeps && before.words === after.words) return this;
    const other = new StateStore(after.words, this.index);
    const repack = repacking(before, after);
    for (let first = 0; first < this.count; first += chunkStates) {
      const chunk = sharedInts(this.roomFrom(first) * after.words);
      repack(this.chunkOf(first), chunk, Math.min(chunkStates, this.count - first));
      other.chunks.push(chunk);
    }
    other.parents.push(...this.parents);
    other.count = this.count;
    if (!keeps) other.enterAll();
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

  /** Makes the index anew. */
  private enterAll(): void {
    const index = new StateIndex(placesFor(this.count));
    this.index = index;
    for (let state = 0; state < this.count; state++) {
      const chunk = this.chunkOf(state);
      const base = this.baseOf(state);
      const hash = stateHash(chunk, base, this.words);
      index.enter(this.placeOf(chunk, base, hash), hash, state);
    }
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
