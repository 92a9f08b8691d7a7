import { oddList } from './line-shape.ts';
import type { TraceDelivery, TraceStep } from './records.ts';
import { Scanner } from './scanner.ts';
import { MemoryBytes, type TraceBytes } from './trace-bytes.ts';
import { TraceIndex } from './trace-index.ts';
import { TraceProblem } from './trace-problem.ts';

const rememberedSteps = 512;

/**
 * A trace to look at: its index, and the lines of those steps that are looked at. Where the lines are elsewhere, what the
 * index knows stands for a step until its line is here; `exact` and `bring` are for those who need every field.
 */
export class Trace extends TraceIndex {
  /** Told when lines have come that were asked for. */
  onArrival: () => void = () => undefined;
  /** Told when a line that was asked for cannot be had, or is none. */
  onProblem: (problem: unknown) => void = () => undefined;
  private readonly bytes: TraceBytes;
  private readonly remembered = new Map<number, TraceStep>();
  private readonly asked = new Set<number>();
  private readonly decoder = new TextDecoder();

  constructor(bytes: TraceBytes) {
    super();
    this.bytes = bytes;
  }

  /** The trace as it came. */
  whole(): Promise<Blob> {
    return this.bytes.whole();
  }

  /** A step with all that its line says; undefined while the line is not here. */
  exact(n: number): TraceStep | undefined {
    const known = this.remembered.get(n);
    if (known) return known;
    if (n < 0 || n >= this.steps) return undefined;
    const line = this.bytes.now(this.offset.at(n), this.length.at(n));
    if (!line) return undefined;
    const step = this.parsed(n, line);
    this.remembered.set(n, step);
    if (this.remembered.size > rememberedSteps) {
      const [oldest] = this.remembered.keys();
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    return step;
  }

  /** Brings the lines of steps here. @throws TraceProblem or the reason why they cannot be read. */
  async bring(from: number, to = from): Promise<void> {
    const begin = this.offset.at(Math.max(0, from));
    const last = Math.min(this.steps - 1, to);
    if (last < from) return;
    await this.bytes.bring(begin, this.offset.at(last) + this.length.at(last) - begin);
  }

  /** A step; what the index knows of it while its line is on the way. */
  step(n: number): TraceStep | undefined {
    if (n < 0 || n >= this.steps) return undefined;
    try {
      const exact = this.exact(n);
      if (exact) return exact;
      this.ask(n);
    } catch (error) {
      this.onProblem(error);
    }
    return this.outline(n);
  }

  /** The step that a place lies in. */
  stepAt(place: number): TraceStep | undefined {
    return this.step(this.stepOf.at(place));
  }

  delivery(place: number): TraceDelivery | undefined {
    const n = this.stepOf.at(place);
    return this.step(n)?.got[place - this.firstPlace.at(n)];
  }

  /** A message with all its fields; undefined while its line is not here. */
  exactDelivery(place: number): TraceDelivery | undefined {
    const n = this.stepOf.at(place);
    return this.exact(n)?.got[place - this.firstPlace.at(n)];
  }

  /** A message with all its fields, as soon as its line is here. @throws when the line cannot be had. */
  async reading(place: number): Promise<TraceDelivery | undefined> {
    const found = this.exactDelivery(place);
    if (found || place < 0 || place >= this.places) return found;
    await this.bring(this.stepOf.at(place));
    return this.exactDelivery(place);
  }

  /** The last message that an actor received, up to a place. */
  lastFor(address: string, place: number): { place: number; delivery: TraceDelivery } | undefined {
    const found = this.lastPlaceFor(address, place);
    const delivery = found < 0 ? undefined : this.fromIndex(found);
    return delivery && { place: found, delivery };
  }

  private ask(n: number): void {
    if (this.asked.has(n)) return;
    this.asked.add(n);
    const bring = async (): Promise<void> => {
      try {
        await this.bring(n);
      } finally {
        // What could not be had is asked for again when it is looked at again.
        this.asked.delete(n);
      }
      this.onArrival();
    };
    bring().catch(this.onProblem);
  }

  private parsed(n: number, line: Uint8Array): TraceStep {
    let value: { step?: TraceStep };
    try {
      value = JSON.parse(this.decoder.decode(line)) as { step?: TraceStep };
    } catch {
      throw new TraceProblem(`step ${n}: its line is not a JSON object`);
    }
    const step = value.step;
    const first = this.firstPlace.at(n);
    const same =
      Array.isArray(step?.got) &&
      step.got.length === this.lastPlace(n) - first + 1 &&
      step.got.every((delivery, k) => delivery?.to === this.addresses.word(this.to.at(first + k)));
    if (!step || !same) throw new TraceProblem(`step ${n}: its line is not what it was when the trace was opened`);
    const odd = oddList(step);
    if (odd !== undefined) throw new TraceProblem(`step ${n}: "${odd}" is not as this program writes it`);
    return step;
  }

  private outline(n: number): TraceStep {
    const first = this.firstPlace.at(n);
    const got: TraceDelivery[] = [];
    for (let place = first; place <= this.lastPlace(n); place++) got.push(this.fromIndex(place));
    return { n, at: this.timeOf(n), kind: 'message', got, outline: true };
  }

  private fromIndex(place: number): TraceDelivery {
    const sender = this.from.at(place);
    return {
      from: sender < 0 ? null : this.addresses.word(sender),
      to: this.addresses.word(this.to.at(place)),
      message: { type: this.types.word(this.type.at(place)) },
      took: this.tookAt(place),
      state: this.stateAt(place) ?? '',
    };
  }
}

/** A trace whose lines are here, as they come. */
export class MemoryTrace extends Trace {
  private readonly memory: MemoryBytes;
  private readonly scanner: Scanner;

  constructor({ thorough = true } = {}) {
    const memory = new MemoryBytes();
    super(memory);
    this.memory = memory;
    this.scanner = new Scanner({ thorough });
  }

  /** Takes whole lines. @throws TraceProblem naming the line that is no line of a trace. */
  add(lines: Uint8Array<ArrayBuffer>): void {
    this.memory.add(lines);
    const batch = this.scanner.scan(lines);
    this.append(batch);
    if (batch.problem !== undefined) throw new TraceProblem(batch.problem);
  }
}
