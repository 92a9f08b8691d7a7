/** The bytes of a trace, wherever they are. */
export interface TraceBytes {
  /** The bytes from an offset on, when they are at hand. */
  now(offset: number, length: number): Uint8Array | undefined;
  /** Brings bytes to hand; rejects with the reason when they cannot be had any more. */
  bring(offset: number, length: number): Promise<void>;
  /** All of it, for saving. */
  whole(): Promise<Blob>;
}

/** A trace that was made here, all of it in memory. */
export class MemoryBytes implements TraceBytes {
  private readonly chunks: Uint8Array<ArrayBuffer>[] = [];
  private readonly begins: number[] = [];
  private size = 0;

  add(chunk: Uint8Array<ArrayBuffer>): void {
    this.chunks.push(chunk);
    this.begins.push(this.size);
    this.size += chunk.length;
  }

  /** Nothing reaches from one chunk into the next: they are whole lines. */
  now(offset: number, length: number): Uint8Array | undefined {
    let low = 0;
    let high = this.begins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.begins[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const from = offset - (this.begins[low - 1] ?? 0);
    return this.chunks[low - 1]?.subarray(from, from + length);
  }

  bring(): Promise<void> {
    return Promise.resolve();
  }

  whole(): Promise<Blob> {
    return Promise.resolve(new Blob(this.chunks));
  }
}
