import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

const pieceSize = 1 << 18;

/** A trace that is being written, in a file that is gone when nobody looks at it any more. */
export class GrowingTrace {
  readonly file: string;
  /** Nothing will be added. */
  ended = false;
  /** Why the run ended, when it was not by coming to its end. */
  failure: string | undefined;
  private readonly folder: string;
  private readonly descriptor: number;
  private readonly readers = new Set<() => void>();
  private size = 0;
  private closed = false;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-'));
    this.file = join(this.folder, 'trace.jsonl');
    this.descriptor = openSync(this.file, 'wx+', 0o600);
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.size + done);
    }
    this.size += bytes.length;
    this.tellReaders();
  }

  /** @param failure - in words for the person who watches; undefined when the run came to its end. */
  end(failure?: string): void {
    this.ended = true;
    this.failure = failure;
    this.tellReaders();
  }

  /** Sends what there is and what comes, as fast as the receiver takes it, and ends with the run. */
  streamTo(receiver: Writable): void {
    let at = 0;
    let full = false;
    const piece = Buffer.alloc(pieceSize);
    const send = (): void => {
      while (!full && at < this.size && !this.closed) {
        const length = readSync(this.descriptor, piece, 0, Math.min(pieceSize, this.size - at), at);
        at += length;
        full = !receiver.write(Buffer.from(piece.subarray(0, length)));
      }
      if (!full && (this.ended || this.closed)) {
        this.readers.delete(send);
        receiver.end();
      }
    };
    receiver.on('drain', () => {
      full = false;
      send();
    });
    receiver.on('error', () => this.readers.delete(send));
    receiver.on('close', () => this.readers.delete(send));
    this.readers.add(send);
    send();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.tellReaders();
    closeSync(this.descriptor);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private tellReaders(): void {
    for (const reader of [...this.readers]) reader();
  }
}
