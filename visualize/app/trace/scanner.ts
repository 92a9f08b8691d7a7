import { noObject, notNext } from '../../../src/trace/damage.ts';
import { traceFormat, traceVersion } from '../../../src/trace/trace-version.ts';
import type { Batch, NewWords, RequestNews } from './batch.ts';
import { Column, Dictionary, LongColumn } from './column.ts';
import { isAnswer, isEnd, isListOfTexts, isRequest, isStateValue, isStory } from './line-shape.ts';
import { type Mark, markOf, marksOfChoices } from './marks.ts';
import type { End, Header, TraceDelivery, TraceMessage, TraceStep } from './records.ts';
import { TraceProblem } from './trace-problem.ts';
import { endOfLine, newLine, WrittenSteps } from './written-step.ts';

/** A message as it left its sender, read once for all that are alike. */
type Sent = {
  readonly from: number;
  readonly to: number;
  readonly type: number;
  readonly slot: number;
  readonly message: number;
  readonly mark: Omit<Mark, 'place'> | undefined;
};
/** What became of a message: the state of the receiver, and the transitions taken. */
type Became = { readonly state: number; readonly took: number };

type Written = { readonly sent: Sent; readonly became: Became };

/** A part of a string keeps all of it in memory; what is kept for long is copied. */
const copyOf = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
/** Characters of texts that are remembered: a trace of this program has some megabytes, whatever its length. */
const mostRemembered = 32 << 20;

/**
 * Goes through the lines of a trace, in order, and says what an index needs to know of them.
 *
 * @param thorough - every line is parsed and looked at. Else steps in the form in which this program writes them are only
 * skimmed, several times faster; nonsense inside their messages is then found when they are looked at.
 * @param remembers - characters of what is told again and again, to know it then.
 */
export class Scanner {
  private readonly thorough: boolean;
  private readonly mostRemembered: number;
  private readonly sent = new Map<string, Sent>();
  private readonly became = new Map<string, Became>();
  private written = this.writtenSteps();
  private readonly addresses = new Dictionary();
  private readonly types = new Dictionary();
  private readonly states = new Dictionary();
  private readonly took = new Dictionary();
  private readonly slots = new Dictionary();
  private messages = new Dictionary();
  private told = { addresses: 0, types: 0, states: 0, took: 0, slots: 0, messages: 0 };
  private messagesAnew = false;
  /** Characters of texts that are remembered. */
  private remembered = 0;
  private readonly offset = new LongColumn();
  private readonly length = new Column(1024);
  private readonly at = new LongColumn();
  private readonly received = new Column(1024);
  private readonly from = new Column(1024);
  private readonly to = new Column(1024);
  private readonly type = new Column(1024);
  private readonly state = new Column(1024);
  private readonly taken = new Column(1024);
  private readonly slot = new Column(1024);
  private readonly message = new Column(1024);
  private readonly columns = [this.from, this.to, this.type, this.state, this.taken, this.slot, this.message];
  private marks: Mark[] = [];
  private requests: RequestNews[] = [];
  private header: Header | undefined;
  private newHeader: Header | undefined;
  private end: End | undefined;
  /** Messages of all batches before this one. */
  private before = 0;
  /** Steps of all batches before this one. */
  private stepsBefore = 0;
  private upTo = 0;
  private lineNumber = 0;
  /** Why a line is none. */
  private found: string | undefined;
  private readonly decoder = new TextDecoder();

  constructor({ thorough, remembers = mostRemembered }: { readonly thorough: boolean; readonly remembers?: number }) {
    this.thorough = thorough;
    this.mostRemembered = remembers;
  }

  /** Takes whole lines, one after the other in the trace. A line that is none ends the batch, with the problem named. */
  scan(lines: Uint8Array): Batch {
    this.pass(lines);
    return this.batch();
  }

  /** Goes through whole lines, one after the other in the trace. @returns false at a line that is none. */
  pass(lines: Uint8Array): boolean {
    const view = new DataView(lines.buffer, lines.byteOffset, lines.length);
    try {
      for (let from = 0; from < lines.length; ) {
        this.lineNumber += 1;
        let to = lines[from] === newLine ? from : this.thorough ? -1 : this.skim(lines, view, from);
        if (to < 0) {
          to = endOfLine(lines, from);
          this.read(lines.subarray(from, to), from);
        }
        from = to + 1;
      }
    } catch (error) {
      if (!(error instanceof TraceProblem)) throw error;
      this.found = error.message;
    }
    this.upTo += lines.length;
    return this.found === undefined;
  }

  private get places(): number {
    return this.before + this.to.length;
  }

  /** @returns where the line ends; -1 when it has to be parsed. */
  private skim(lines: Uint8Array, view: DataView, from: number): number {
    if (this.header === undefined) return -1;
    const messages = this.to.length;
    const marks = this.marks.length;
    try {
      const step = this.written.read(lines, view, from, this.addWritten);
      if (step?.n === this.stepsBefore + this.at.length) {
        this.addStep(this.upTo + from, step.end - from, step.at, step.received);
        return step.end;
      }
    } catch (error) {
      // It looked like a step of this program and is none, or is nested too deeply.
      if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
    }
    for (const column of this.columns) column.length = messages;
    this.marks.length = marks;
    return -1;
  }

  private writtenSteps(): WrittenSteps<Written> {
    return new WrittenSteps((message, became) => ({ sent: this.sentBy(message), became: this.becameBy(became) }));
  }

  private sentBy(text: string): Sent {
    const known = this.sent.get(text);
    if (known) return known;
    const { from, to, message } = JSON.parse(`${text}}`) as Pick<TraceDelivery, 'from' | 'to' | 'message'>;
    if (typeof to !== 'string' || typeof message.type !== 'string') throw new TypeError();
    const sent = this.sentAs(from, to, message);
    this.sent.set(copyOf(text), sent);
    this.remembered += text.length;
    return sent;
  }

  private sentAs(from: unknown, to: string, message: TraceMessage): Sent {
    const slot = message['slot'];
    return {
      from: typeof from === 'string' ? this.addresses.number(from) : -1,
      to: this.addresses.number(to),
      type: this.types.number(message.type),
      slot: typeof slot === 'string' ? this.slots.number(slot) : -1,
      message: this.numbered(message),
      mark: markOf(to, message),
    };
  }

  private numbered(message: TraceMessage): number {
    const text = JSON.stringify(message);
    if (this.messages.find(text) < 0) this.remembered += text.length;
    return this.messages.number(text);
  }

  private becameBy(text: string): Became {
    const known = this.became.get(text);
    if (known) return known;
    const { took, state } = JSON.parse(`{${text}}`) as { took: unknown; state: unknown };
    const became = this.becameAs(took, state);
    this.became.set(copyOf(text), became);
    this.remembered += text.length;
    return became;
  }

  private becameAs(took: unknown, state: unknown): Became {
    if (!isStateValue(state) || !isListOfTexts(took)) throw new TypeError();
    return { state: this.states.number(JSON.stringify(state)), took: this.took.number(JSON.stringify(took)) };
  }

  private add({ from, to, type, slot, message }: Sent, { state, took }: Became): void {
    this.from.push(from);
    this.to.push(to);
    this.type.push(type);
    this.state.push(state);
    this.taken.push(took);
    this.slot.push(slot);
    this.message.push(message);
  }

  private readonly addWritten = ({ sent, became }: Written): void => {
    if (sent.mark) this.marks.push({ place: this.places, ...sent.mark });
    this.add(sent, became);
  };

  private addStep(offset: number, length: number, at: number, received: number): void {
    this.offset.push(offset);
    this.length.push(length);
    this.at.push(at);
    this.received.push(received);
  }

  /** A line in any form. */
  private read(bytes: Uint8Array, from: number): void {
    const text = this.decoder.decode(bytes);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      if (this.header === undefined) throw this.problem('this is not a trace');
      throw new TraceProblem(noObject(this.lineNumber));
    }
    if (typeof value !== 'object' || value === null) throw this.problem('this is not a JSON object');
    if (this.header === undefined) this.readHeader(value);
    else if ('step' in value) this.readStep(value.step, from, bytes.length);
    else if ('request' in value) this.readRequest(value.request);
    else if ('answer' in value) this.readAnswer(value.answer);
    else if ('end' in value) this.readEnd(value.end);
    else throw this.problem(`this has none of request, step, answer, end: ${text.slice(0, 60)}`);
  }

  private readHeader(value: object): void {
    const { format, version, topology, scenario, story } = value as Partial<Record<keyof Header, unknown>>;
    if (format !== traceFormat) throw this.problem('this is not a trace of scsi-statecharts');
    if (version !== traceVersion) {
      throw this.problem(`a trace of version ${String(version)}; this program reads version ${traceVersion}`);
    }
    if (typeof topology !== 'object' || topology === null) throw this.problem('the header names no topology');
    if (typeof scenario !== 'string') throw this.problem('the header names no scenario');
    if (story !== undefined && !isStory(story)) throw this.problem('the header tells a story that is none');
    this.header = value as Header;
    this.newHeader = this.header;
  }

  private readStep(value: unknown, from: number, length: number): void {
    const step = value as TraceStep;
    if (typeof step !== 'object' || step === null || !Array.isArray(step.got) || typeof step.at !== 'number') {
      throw this.problem('a step without "at" and "got"');
    }
    for (const delivery of step.got) {
      if (typeof delivery?.to !== 'string' || typeof delivery.message?.type !== 'string') {
        throw this.problem('a message without receiver or type');
      }
    }
    const next = this.stepsBefore + this.at.length;
    if (step.n !== next) throw new TraceProblem(notNext(this.lineNumber, step.n, next));
    const first = this.places;
    try {
      for (const { from: sender, to, message, state, took } of step.got) {
        const sent = this.sentAs(sender, to, message);
        if (sent.mark) this.marks.push({ place: this.places, ...sent.mark });
        this.add(sent, this.becameAs(took, state));
      }
      this.marks.push(...marksOfChoices(step, first));
    } catch {
      throw this.problem('a message or a choice that cannot be read');
    }
    this.addStep(this.upTo + from, length, step.at, step.got.length);
  }

  private readEnd(value: unknown): void {
    if (!isEnd(value)) throw this.problem('an end that is none');
    this.end = value;
  }

  private readRequest(request: unknown): void {
    if (!isRequest(request)) throw this.problem('a request that is none');
    this.requests.push({ kind: 'request', place: this.places, request });
  }

  private readAnswer(answer: unknown): void {
    if (!isAnswer(answer)) throw this.problem('an answer that is none');
    const place = this.places - 1;
    this.requests.push({ kind: 'answer', place, answer });
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

  /** What has been found since it was asked for last. */
  batch(): Batch {
    this.before += this.to.length;
    this.stepsBefore += this.at.length;
    const batch: Batch = {
      header: this.newHeader,
      end: this.end,
      words: this.newWords(),
      steps: {
        offset: this.offset.take(),
        length: this.length.take(),
        at: this.at.take(),
        received: this.received.take(),
      },
      messages: {
        from: this.from.take(),
        to: this.to.take(),
        type: this.type.take(),
        state: this.state.take(),
        took: this.taken.take(),
        slot: this.slot.take(),
        message: this.message.take(),
      },
      marks: this.marks,
      requests: this.requests,
      upTo: this.upTo,
      problem: this.found,
    };
    this.newHeader = undefined;
    this.marks = [];
    this.requests = [];
    this.messagesAnew = this.remembered > this.mostRemembered;
    if (this.messagesAnew) this.forget();
    return batch;
  }

  /** What is remembered to be fast, and could be without end. */
  private forget(): void {
    this.sent.clear();
    this.became.clear();
    this.written = this.writtenSteps();
    this.messages = new Dictionary();
    this.told.messages = 0;
    this.remembered = 0;
  }

  private newWords(): NewWords {
    const { told } = this;
    const words = {
      addresses: this.addresses.words.slice(told.addresses),
      types: this.types.words.slice(told.types),
      states: this.states.words.slice(told.states),
      took: this.took.words.slice(told.took),
      slots: this.slots.words.slice(told.slots),
      messages: this.messages.words.slice(told.messages),
      messagesAnew: this.messagesAnew,
    };
    this.told = {
      addresses: this.addresses.words.length,
      types: this.types.words.length,
      states: this.states.words.length,
      took: this.took.words.length,
      slots: this.slots.words.length,
      messages: this.messages.words.length,
    };
    return words;
  }
}
