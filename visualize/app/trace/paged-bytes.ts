import type { TraceBytes } from './trace-bytes.ts';
import { joined } from './whole-lines.ts';

const pageSize = 1 << 17;
/** 8 MiB: a window around what is looked at, and the windows that were looked at lately. */
const mostPages = 64;

/** Somewhere to read a part of a trace from. */
export type RangeReader = {
  /** The bytes from `from` to `to` (exclusive), or fewer at the end. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  whole(): Promise<Blob>;
};

/** A trace that stays where it is: pages of it are read when they are looked at, and forgotten again. */
export class PagedBytes implements TraceBytes {
  private readonly reader: RangeReader;
  private readonly pages = new Map<number, Uint8Array<ArrayBuffer>>();
  private readonly coming = new Map<number, Promise<void>>();

  constructor(reader: RangeReader) {
    this.reader = reader;
  }

  now(offset: number, length: number): Uint8Array | undefined {
    const end = offset + length;
    const first = Math.floor(offset / pageSize);
    const last = Math.floor((end - 1) / pageSize);
    const bytes = new Uint8Array(length);
    for (let number = first; number <= last; number++) {
      const page = this.pages.get(number);
      const begin = number * pageSize;
      if (!page || begin + page.length < Math.min(end, begin + pageSize)) return undefined;
      const part = page.subarray(Math.max(0, offset - begin), Math.min(page.length, end - begin));
      bytes.set(part, Math.max(0, begin - offset));
    }
    return bytes;
  }

  /** Takes what has just been read anyway, so that the end of a trace that grows need not be asked for. */
  feed(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = offset; at < offset + bytes.length; ) {
      const number = Math.floor(at / pageSize);
      const begin = number * pageSize;
      const part = bytes.subarray(at - offset, Math.min(bytes.length, begin + pageSize - offset));
      const page = this.pages.get(number) ?? new Uint8Array();
      if (begin + page.length === at) this.keep(number, joined(page, part));
      at += part.length;
    }
  }

  async bring(offset: number, length: number): Promise<void> {
    const first = Math.floor(offset / pageSize);
    const last = Math.floor((offset + length - 1) / pageSize);
    await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => this.bringPage(first + i, offset + length)));
  }

  whole(): Promise<Blob> {
    return this.reader.whole();
  }

  private async readPage(number: number): Promise<void> {
    const begin = number * pageSize;
    this.keep(number, await this.reader.read(begin, begin + pageSize));
  }

  private keep(number: number, page: Uint8Array<ArrayBuffer>): void {
    this.pages.delete(number);
    this.pages.set(number, page);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= mostPages) break;
      this.pages.delete(oldest);
    }
  }

  private async bringPage(number: number, upTo: number): Promise<void> {
    const begin = number * pageSize;
    const wanted = Math.min(pageSize, upTo - begin);
    const enough = (): boolean => (this.pages.get(number)?.length ?? 0) >= wanted;
    if (enough()) return;
    // What is on its way may have been read before the wanted bytes were there, at the end of a trace that grows.
    for (let coming = this.coming.get(number); coming; coming = this.coming.get(number)) {
      await coming;
      if (enough()) return;
    }
    const read = this.readPage(number);
    this.coming.set(number, read);
    try {
      await read;
    } finally {
      if (this.coming.get(number) === read) this.coming.delete(number);
    }
    if (!enough()) throw new Error(`the trace ends before byte ${begin + wanted}: was the file changed?`);
  }
}

/** A file that a person opened. */
export const fileReader = (file: Blob): RangeReader => ({
  read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
  whole: () => Promise.resolve(file),
});

/** A trace behind an address. A server that knows no ranges sends all of it, which is then kept. */
export function addressReader(address: string): RangeReader {
  /** All of it, as soon as an answer has shown that the server knows no ranges. */
  let kept: RangeReader | undefined;
  /** Where all would be sent, nobody else asks before that is known. */
  let first: Promise<void> | undefined;
  const ask = async (headers: Record<string, string>): Promise<Response> => {
    const response = await fetch(address, { headers });
    if (!response.ok) throw new Error(`the server does not hand out the trace: ${(await response.text()).trim()}`);
    return response;
  };
  const part = async (from: number, to: number): Promise<Uint8Array<ArrayBuffer>> => {
    if (kept) return kept.read(from, to);
    const response = await ask({ Range: `bytes=${from}-${to - 1}` });
    if (response.status === 206) return new Uint8Array(await response.arrayBuffer());
    kept = fileReader(await response.blob());
    return kept.read(from, to);
  };
  return {
    async read(from, to) {
      if (!first) {
        const own = part(from, to);
        const settled = (): void => undefined;
        first = own.then(settled, settled);
        return own;
      }
      await first;
      return part(from, to);
    },
    whole: async () => (await ask({})).blob(),
  };
}
