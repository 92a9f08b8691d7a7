class Bytes extends Uint8Array {
  override toString(): string {
    return Array.from(this, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

const pageBuffer = {
  from(source: string | Uint8Array): Bytes {
    if (typeof source !== 'string') return new Bytes(source);
    return new Bytes((source.match(/[0-9a-f]{2}/gi) ?? []).map((digits) => Number.parseInt(digits, 16)));
  },
  compare(a: Uint8Array, b: Uint8Array): number {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
    return a.length - b.length;
  },
};

/** Puts the little of Node's `Buffer` that the program uses where there is none. */
export const provideBytes = (): void => {
  Object.assign(globalThis, { Buffer: pageBuffer });
};
