import { createHash } from 'node:crypto';
import type { StepRecord } from '../system/step-record.ts';
import {
  type TraceAnswer,
  type TraceEnd,
  type TraceHeader,
  type TraceRequest,
  traceFormat,
  traceVersion,
} from './format.ts';

const bufferedCharacters = 1 << 16;

/** Writes a trace line by line to a sink and keeps its digest. */
export class TraceWriter {
  private readonly hash = createHash('sha256');
  private readonly sink: ((text: string) => void) | undefined;
  private pending: string[] = [];
  private pendingCharacters = 0;

  /** @param sink receives whole lines, many at a time; without one only the digest is kept. */
  constructor(sink?: (text: string) => void) {
    this.sink = sink;
  }

  header(header: Omit<TraceHeader, 'format' | 'version'>): void {
    this.line({ format: traceFormat, version: traceVersion, ...header });
  }

  request(request: TraceRequest['request']): void {
    this.line({ request });
  }

  step(record: StepRecord): void {
    this.line({
      step: {
        n: record.n,
        at: record.at,
        kind: record.kind,
        got: record.deliveries.map(({ from, to, message, transitions, ignored, state }) => ({
          from,
          to,
          message,
          took: transitions,
          ...(ignored ? { ignored } : {}),
          state,
        })),
        ...(record.chosen.length > 0 ? { chose: record.chosen } : {}),
        ...(record.posted.length > 0 ? { sent: record.posted } : {}),
        ...(record.effects.length > 0 ? { effects: record.effects } : {}),
        ...(record.armed.length > 0 ? { armed: record.armed } : {}),
        ...(record.cancelled.length > 0 ? { cancelled: record.cancelled } : {}),
      },
    });
  }

  answer(answer: TraceAnswer['answer']): void {
    this.line({ answer });
  }

  end(end: TraceEnd['end']): void {
    this.line({ end });
    this.flush();
  }

  /** SHA-256 of everything written so far, hexadecimal. */
  digest(): string {
    this.flush();
    return this.hash.copy().digest('hex');
  }

  private line(value: unknown): void {
    const text = `${JSON.stringify(value)}\n`;
    this.pending.push(text);
    this.pendingCharacters += text.length;
    if (this.pendingCharacters >= bufferedCharacters) this.flush();
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const text = this.pending.join('');
    this.pending = [];
    this.pendingCharacters = 0;
    this.hash.update(text);
    this.sink?.(text);
  }
}
