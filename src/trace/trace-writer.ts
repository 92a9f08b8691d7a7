import { createHash } from 'node:crypto';
import { jsonText } from '../system/json-text.ts';
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

const quoted = (address: string | null): string => (address === null ? 'null' : `"${address}"`);
const list = (key: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `,"${key}":[${items.join(',')}]`;

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
    const got = record.deliveries.map(
      ({ from, to, message, transitions, ignored, state }) =>
        `{"from":${quoted(from)},"to":${quoted(to)},"message":${jsonText(message)},"took":${jsonText(transitions)}${ignored ? ',"ignored":true' : ''},"state":${jsonText(state)}}`,
    );
    const sent = record.posted.map(
      ({ from, to, message }) => `{"from":${quoted(from)},"to":${quoted(to)},"message":${jsonText(message)}}`,
    );
    this.text(
      `{"step":{"n":${record.n},"at":${record.at},"kind":"${record.kind}","got":[${got.join(',')}]` +
        list(
          'chose',
          record.chosen.map((each) => JSON.stringify(each)),
        ) +
        list('sent', sent) +
        list(
          'effects',
          record.effects.map((each) => JSON.stringify(each)),
        ) +
        list(
          'armed',
          record.armed.map((each) => JSON.stringify(each)),
        ) +
        list(
          'cancelled',
          record.cancelled.map((each) => JSON.stringify(each)),
        ) +
        '}}',
    );
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
    this.text(JSON.stringify(value));
  }

  private text(text: string): void {
    this.pending.push(text, '\n');
    this.pendingCharacters += text.length;
    if (this.pendingCharacters >= bufferedCharacters) this.flush();
  }

  /** Hands everything written so far to the sink. */
  flush(): void {
    if (this.pending.length === 0) return;
    const text = this.pending.join('');
    this.pending = [];
    this.pendingCharacters = 0;
    this.hash.update(text);
    this.sink?.(text);
  }
}
