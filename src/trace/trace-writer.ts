import { createHash } from 'node:crypto';
import type { Delivery } from '../system/cascade.ts';
import { jsonText } from '../system/json-text.ts';
import type { RecordedDelivery, StepRecord } from '../system/step-record.ts';
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

function items<T>(values: readonly T[], write: (value: T) => string): string {
  let text = '';
  for (const value of values) text += text === '' ? write(value) : `,${write(value)}`;
  return text;
}

const list = <T>(key: string, values: readonly T[], write: (value: T) => string): string =>
  values.length === 0 ? '' : `,"${key}":[${items(values, write)}]`;

const addressed = ({ from, to, message }: Delivery): string =>
  `{"from":${quoted(from)},"to":${quoted(to)},"message":${jsonText(message)}`;
const sent = (delivery: Delivery): string => `${addressed(delivery)}}`;
const delivered = (delivery: RecordedDelivery): string =>
  `${addressed(delivery)},"took":${jsonText(delivery.transitions)}${delivery.ignored ? ',"ignored":true' : ''},"state":${jsonText(delivery.state)}}`;

/** The line of a step. */
export const stepText = (record: StepRecord): string =>
  `{"step":{"n":${record.n},"at":${record.at},"kind":"${record.kind}","got":[${items(record.deliveries, delivered)}]` +
  list('chose', record.chosen, JSON.stringify) +
  list('sent', record.posted, sent) +
  list('effects', record.effects, JSON.stringify) +
  list('armed', record.armed, JSON.stringify) +
  list('cancelled', record.cancelled, JSON.stringify) +
  list('moved', record.moved, JSON.stringify) +
  '}}';

/** Writes a trace line by line to a sink and keeps its digest. */
export class TraceWriter {
  private readonly hash = createHash('sha256');
  private readonly sink: ((text: string) => void) | undefined;
  private pending = '';

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
    this.text(stepText(record));
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
    this.pending += `${text}\n`;
    if (this.pending.length >= bufferedCharacters) this.flush();
  }

  /** Hands everything written so far to the sink. */
  flush(): void {
    const text = this.pending;
    if (text === '') return;
    this.pending = '';
    this.hash.update(text);
    this.sink?.(text);
  }
}
