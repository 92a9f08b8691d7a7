import type { StateValue } from 'xstate';
import { traceFormat, traceVersion } from '../../../src/trace/format.ts';
import { prefixOf } from '../session/roles.ts';
import { Column, Dictionary } from './column.ts';
import { type Mark, marksOf } from './marks.ts';
import type { Answer, End, Header, Request, TraceDelivery, TraceStep } from './records.ts';

/** A trace that cannot be shown, in words for the person who opened it. */
export class TraceProblem extends Error {
  override readonly name = 'TraceProblem';
}

export type Life = {
  readonly slot: string;
  readonly request: Request;
  /** First and last message of the request; the last is -1 while it is not answered. */
  readonly from: number;
  to: number;
  answer: Answer | undefined;
};

const rememberedSteps = 512;

/**
 * A trace in memory: the bytes as they came, and an index that says where everything is. Only the steps that are looked
 * at are parsed again. A *place* is the number of a message that was received, counted over the whole trace; the state
 * of the stack at a place is that after this message.
 */
export class Trace {
  header: Header | undefined;
  end: End | undefined;
  readonly lives: Life[] = [];
  readonly marks: Mark[] = [];
  readonly addresses = new Dictionary();
  readonly types = new Dictionary();
  /** By place. */
  readonly stepOf = new Column(1024);
  readonly from = new Column(1024);
  readonly to = new Column(1024);
  readonly type = new Column(1024);
  /** By step: the place of its first message. */
  readonly firstPlace = new Column();
  /** By step: virtual time in microseconds, in units of 2^20 and the rest, so that days fit. */
  private readonly timeHigh = new Column();
  private readonly timeLow = new Column();
  private readonly lines: { chunk: number; from: number; to: number }[] = [];
  private readonly chunks: Uint8Array[] = [];
  private readonly byActor: Column[] = [];
  private readonly openLives = new Map<string, Life>();
  private readonly remembered = new Map<number, TraceStep>();
  private readonly decoder = new TextDecoder();
  private lineNumber = 0;
  /** How often each transition was taken, and each state of a kind of actor was reached. */
  readonly taken = new Map<string, number>();
  readonly reached = new Map<string, number>();

  /** Messages received. */
  get places(): number {
    return this.stepOf.length;
  }

  get steps(): number {
    return this.lines.length;
  }

  /** Takes whole lines. @throws TraceProblem naming the line that is no line of a trace. */
  add(chunk: Uint8Array): void {
    const at = this.chunks.push(chunk) - 1;
    for (let from = 0; from < chunk.length; ) {
      let to = chunk.indexOf(10, from);
      if (to < 0) to = chunk.length;
      if (to > from) this.line(at, from, to);
      from = to + 1;
    }
  }

  /** The trace as it came. */
  bytes(): Uint8Array<ArrayBuffer>[] {
    return this.chunks as Uint8Array<ArrayBuffer>[];
  }

  step(n: number): TraceStep | undefined {
    const known = this.remembered.get(n);
    if (known) return known;
    const line = this.lines[n];
    if (!line) return undefined;
    const bytes = this.chunks[line.chunk]?.subarray(line.from, line.to);
    const { step } = JSON.parse(this.decoder.decode(bytes)) as { step: TraceStep };
    this.remembered.set(n, step);
    if (this.remembered.size > rememberedSteps) {
      const [oldest] = this.remembered.keys();
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    return step;
  }

  /** The step that a place lies in. */
  stepAt(place: number): TraceStep | undefined {
    return this.step(this.stepOf.at(place));
  }

  delivery(place: number): TraceDelivery | undefined {
    const n = this.stepOf.at(place);
    return this.step(n)?.got[place - this.firstPlace.at(n)];
  }

  /** Place of the last message of a step. */
  lastPlace(n: number): number {
    return n + 1 < this.steps ? this.firstPlace.at(n + 1) - 1 : this.places - 1;
  }

  /** Virtual time of a step, microseconds. */
  timeOf(n: number): number {
    return n < 0 || n >= this.steps ? 0 : this.timeHigh.at(n) * 2 ** 20 + this.timeLow.at(n);
  }

  /** Places at which an actor received something, ascending. */
  placesOf(address: string): Column | undefined {
    return this.byActor[this.addresses.find(address)];
  }

  /** The last message that an actor received, up to a place. */
  lastFor(address: string, place: number): { place: number; delivery: TraceDelivery } | undefined {
    const places = this.placesOf(address);
    const index = places?.lastNotAbove(place) ?? -1;
    const found = places?.at(index) ?? -1;
    const delivery = found < 0 ? undefined : this.delivery(found);
    return delivery && { place: found, delivery };
  }

  stateOf(address: string, place: number): StateValue | undefined {
    return this.lastFor(address, place)?.delivery.state;
  }

  /** Index of the last request that came in up to a place; -1 before the first. */
  lifeIndexAt(place: number): number {
    let low = 0;
    let high = this.lives.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lives[middle]?.from ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The request that a slot serves at a place; after its answer the one that it served last. */
  lifeAt(slot: string, place: number): Life | undefined {
    for (let i = this.lifeIndexAt(place); i >= 0; i--) {
      const life = this.lives[i];
      if (life?.slot === slot) return life;
    }
    return undefined;
  }

  private line(chunk: number, from: number, to: number): void {
    this.lineNumber += 1;
    const text = this.decoder.decode(this.chunks[chunk]?.subarray(from, to));
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.problem(
        this.header === undefined ? 'this is not a trace' : 'this is not a JSON object (is the file cut off?)',
      );
    }
    if (typeof value !== 'object' || value === null) throw this.problem('this is not a JSON object');
    if (this.header === undefined) this.first(value);
    else if ('step' in value) this.addStep(value.step, { chunk, from, to });
    else if ('request' in value) this.addRequest(value.request);
    else if ('answer' in value) this.addAnswer(value.answer);
    else if ('end' in value) this.end = value.end as End;
    else throw this.problem(`this has none of request, step, answer, end: ${text.slice(0, 60)}`);
  }

  private first(value: object): void {
    const { format, version, topology } = value as Partial<Record<keyof Header, unknown>>;
    if (format !== traceFormat) throw this.problem('this is not a trace of scsi-statecharts');
    if (version !== traceVersion) {
      throw this.problem(`a trace of version ${String(version)}; this program reads version ${traceVersion}`);
    }
    if (typeof topology !== 'object' || topology === null) throw this.problem('the header names no topology');
    this.header = value as Header;
  }

  private addStep(value: unknown, line: { chunk: number; from: number; to: number }): void {
    const step = value as TraceStep;
    if (typeof step !== 'object' || step === null || !Array.isArray(step.got) || typeof step.at !== 'number') {
      throw this.problem('a step without "at" and "got"');
    }
    const n = this.lines.push(line) - 1;
    this.firstPlace.push(this.places);
    this.timeHigh.push(Math.floor(step.at / 2 ** 20));
    this.timeLow.push(step.at % 2 ** 20);
    for (const delivery of step.got) {
      if (typeof delivery?.to !== 'string' || typeof delivery.message?.type !== 'string') {
        throw this.problem('a message without receiver or type');
      }
      const actor = this.addresses.number(delivery.to);
      const place = this.places;
      this.stepOf.push(n);
      this.from.push(delivery.from === null ? -1 : this.addresses.number(delivery.from));
      this.to.push(actor);
      this.type.push(this.types.number(delivery.message.type));
      let places = this.byActor[actor];
      if (!places) {
        places = new Column(16);
        this.byActor[actor] = places;
      }
      places.push(place);
      for (const id of delivery.took ?? []) this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
      const state = `${prefixOf(delivery.to)} ${JSON.stringify(delivery.state)}`;
      this.reached.set(state, (this.reached.get(state) ?? 0) + 1);
    }
    for (const mark of marksOf(step, this.firstPlace.at(n))) this.marks.push(mark);
  }

  private addRequest(value: unknown): void {
    const request = value as Request;
    if (typeof request?.slot !== 'string') throw this.problem('a request without slot');
    const life: Life = { slot: request.slot, request, from: this.places, to: -1, answer: undefined };
    this.lives.push(life);
    this.openLives.set(request.slot, life);
  }

  private addAnswer(value: unknown): void {
    const answer = value as Answer;
    if (typeof answer?.slot !== 'string') throw this.problem('an answer without slot');
    const place = this.places - 1;
    const life = this.openLives.get(answer.slot);
    if (life) {
      life.to = place;
      life.answer = answer;
      this.openLives.delete(answer.slot);
    }
    const failed = answer.error !== 'none';
    this.marks.push({
      place,
      kind: failed ? 'error' : 'answer',
      text: `request ${answer.index} answered${failed ? `: ${answer.error}` : ''}`,
    });
  }

  private problem(what: string): TraceProblem {
    return new TraceProblem(`line ${this.lineNumber}: ${what}`);
  }
}
