/** Cuts a stream of bytes into chunks that end with a line. */
export class WholeLines {
  private rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  push(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) {
      this.rest = joined(this.rest, bytes);
      return undefined;
    }
    const whole = joined(this.rest, bytes.subarray(0, end));
    this.rest = bytes.slice(end);
    return whole;
  }

  /** What came after the last line end. */
  finish(): Uint8Array<ArrayBuffer> | undefined {
    const { rest } = this;
    this.rest = new Uint8Array();
    return rest.length > 0 ? rest : undefined;
  }
}

export function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
