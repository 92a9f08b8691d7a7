const chunkBits = 16;
const chunkStates = 1 << chunkBits;

/** All states seen, as vectors of integers of one width, with the state each was first reached from. */
export class StateStore {
  private readonly width: number;
  private readonly chunks: Int32Array[] = [];
  private readonly parents: Int32Array[] = [];
  private table = new Int32Array(1 << 16);
  private mask = (1 << 16) - 1;
  /** Number of states. */
  count = 0;

  constructor(width: number) {
    this.width = width;
  }

  /** Index of the state; a new state gets the next index and this parent. */
  add(vector: Int32Array, parent: number): { index: number; isNew: boolean } {
    let at = hash(vector) & this.mask;
    for (let slot = this.table[at] ?? 0; slot !== 0; slot = this.table[at] ?? 0) {
      if (this.equals(slot - 1, vector)) return { index: slot - 1, isNew: false };
      at = (at + 1) & this.mask;
    }
    const index = this.count++;
    const chunk = index >> chunkBits;
    if (chunk === this.chunks.length) {
      this.chunks.push(new Int32Array(chunkStates * this.width));
      this.parents.push(new Int32Array(chunkStates));
    }
    this.chunks[chunk]?.set(vector, (index & (chunkStates - 1)) * this.width);
    const parents = this.parents[chunk];
    if (parents) parents[index & (chunkStates - 1)] = parent;
    this.table[at] = index + 1;
    if (this.count * 2 > this.mask) this.grow();
    return { index, isNew: true };
  }

  /** Copies the state into `into`. */
  read(index: number, into: Int32Array): Int32Array {
    const from = (index & (chunkStates - 1)) * this.width;
    const chunk = this.chunks[index >> chunkBits];
    if (!chunk) throw new RangeError(`no state ${index}`);
    for (let i = 0; i < this.width; i++) into[i] = chunk[from + i] ?? 0;
    return into;
  }

  /** The state this one was first reached from; -1 for the initial state. */
  parent(index: number): number {
    return this.parents[index >> chunkBits]?.[index & (chunkStates - 1)] ?? -1;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.chunks.length * chunkStates * 4 * (this.width + 1) + this.table.byteLength;
  }

  private equals(index: number, vector: Int32Array): boolean {
    const chunk = this.chunks[index >> chunkBits];
    const from = (index & (chunkStates - 1)) * this.width;
    if (!chunk) return false;
    for (let i = 0; i < this.width; i++) if (chunk[from + i] !== vector[i]) return false;
    return true;
  }

  private grow(): void {
    this.mask = this.mask * 2 + 1;
    this.table = new Int32Array(this.mask + 1);
    const vector = new Int32Array(this.width);
    for (let index = 0; index < this.count; index++) {
      let at = hash(this.read(index, vector)) & this.mask;
      while (this.table[at] !== 0) at = (at + 1) & this.mask;
      this.table[at] = index + 1;
    }
  }
}

function hash(vector: Int32Array): number {
  let h = 0x811c9dc5;
  for (const item of vector) {
    h = Math.imul(h ^ item, 0x85ebca6b);
    h ^= h >>> 13;
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
