/** Lists of integers as single integers: equal lists, equal integer. The lists lie in one arena. */
export class InternedLists {
  private arena = new Int32Array(1 << 12);
  private used = 0;
  private starts = new Int32Array(1 << 8);
  private table = new Int32Array(1 << 10);
  /** How many different lists there are. */
  size = 0;

  /** The number of the first `length` integers of `list`. */
  idOf(list: ArrayLike<number>, length: number): number {
    let mask = this.table.length - 1;
    let at = listHash(list, length) & mask;
    for (let found = this.table[at] ?? 0; found !== 0; found = this.table[at] ?? 0) {
      if (this.equals(found - 1, list, length)) return found - 1;
      at = (at + 1) & mask;
    }
    const id = this.size;
    this.append(list, length);
    this.table[at] = id + 1;
    if (this.size * 2 > mask) {
      mask = this.table.length * 2 - 1;
      this.table = new Int32Array(mask + 1);
      for (let each = 0; each < this.size; each++) this.enter(each, mask);
    }
    return id;
  }

  get bytes(): number {
    return this.arena.byteLength + this.starts.byteLength + this.table.byteLength;
  }

  length(id: number): number {
    return (this.starts[id + 1] ?? 0) - (this.starts[id] ?? 0);
  }

  at(id: number, i: number): number {
    return this.arena[(this.starts[id] ?? 0) + i] ?? 0;
  }

  /** Copies a list out; the number of integers. */
  read(id: number, into: Int32Array): number {
    const start = this.starts[id] ?? 0;
    const length = this.length(id);
    for (let i = 0; i < length; i++) into[i] = this.arena[start + i] ?? 0;
    return length;
  }

  private equals(id: number, list: ArrayLike<number>, length: number): boolean {
    if (this.length(id) !== length) return false;
    const start = this.starts[id] ?? 0;
    for (let i = 0; i < length; i++) if (this.arena[start + i] !== list[i]) return false;
    return true;
  }

  private enter(id: number, mask: number): void {
    const start = this.starts[id] ?? 0;
    let at = listHash(this.arena.subarray(start, start + this.length(id)), this.length(id)) & mask;
    while (this.table[at] !== 0) at = (at + 1) & mask;
    this.table[at] = id + 1;
  }

  private append(list: ArrayLike<number>, length: number): void {
    while (this.used + length > this.arena.length) this.arena = twice(this.arena);
    for (let i = 0; i < length; i++) this.arena[this.used + i] = list[i] ?? 0;
    this.used += length;
    this.size += 1;
    if (this.size + 1 > this.starts.length) this.starts = twice(this.starts);
    this.starts[this.size] = this.used;
  }
}

function twice(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

function listHash(list: ArrayLike<number>, length: number): number {
  let h = length;
  for (let i = 0; i < length; i++) {
    h = Math.imul(h ^ (list[i] ?? 0), 0x9e3779b1);
    h ^= h >>> 15;
  }
  return (Math.imul(h, 0x85ebca6b) ^ (h >>> 13)) >>> 0;
}
