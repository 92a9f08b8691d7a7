/** Numbers that grow in number, without an object for each. */
export class Column {
  private data: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.makeRoom(this.length + 1);
    this.data[this.length++] = value;
  }

  append(values: Int32Array): void {
    this.makeRoom(this.length + values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  at(index: number): number {
    return index < 0 || index >= this.length ? -1 : (this.data[index] ?? -1);
  }

  /** Position of the last value that is not above `value`; -1 when all are. The values must ascend. */
  lastNotAbove(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.data[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The numbers themselves; what holds them is handed over, and the column is empty. */
  take(): Int32Array<ArrayBuffer> {
    const taken = this.data.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private makeRoom(length: number): void {
    if (length <= this.data.length) return;
    // A quarter more each time: a trace of a million events would else leave half of what it takes unused.
    const larger = new Int32Array(Math.max(length, this.data.length + Math.max(256, this.data.length >> 2)));
    larger.set(this.data);
    this.data = larger;
  }
}

/** Like a column, for numbers beyond 2^31: offsets in a file, virtual time. */
export class LongColumn {
  private data = new Float64Array(256);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) this.makeRoom(this.length + 1);
    this.data[this.length++] = value;
  }

  append(values: Float64Array): void {
    this.makeRoom(this.length + values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  at(index: number): number {
    return index < 0 || index >= this.length ? -1 : (this.data[index] ?? -1);
  }

  take(): Float64Array<ArrayBuffer> {
    const taken = this.data.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private makeRoom(length: number): void {
    if (length <= this.data.length) return;
    const larger = new Float64Array(Math.max(length, this.data.length + (this.data.length >> 2)));
    larger.set(this.data);
    this.data = larger;
  }
}

/** Words by number. */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  readonly words: string[] = [];

  number(word: string): number {
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.words.length);
    return this.words.push(word) - 1;
  }

  find(word: string): number {
    return this.numbers.get(word) ?? -1;
  }

  word(number: number): string {
    return this.words[number] ?? '';
  }
}
