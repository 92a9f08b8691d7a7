import { KnownTexts } from './known-texts.ts';

/** `end` is where its line ends. */
export type WrittenStep = { readonly n: number; readonly at: number; readonly received: number; readonly end: number };

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

const stepKey = encoded('{"step":{"n":');
const atKey = encoded(',"at":');
const gotKeys = ['message', 'timer', 'start'].map((kind) => encoded(`,"kind":"${kind}","got":[`));
const nextMessage = encoded(',{"from":');
const choseKey = encoded(',"chose":');
const tookKey = ',"took":[';
const stateKey = '"state":';
const [zero, nine, listEnd, objectEnd] = [0x30, 0x39, 0x5d, 0x7d];
export const newLine = 10;
/** Numbers with more digits may not be exact. */
const mostDigits = 15;

const isAt = (bytes: Uint8Array, at: number, key: Uint8Array): boolean => {
  for (let i = 0; i < key.length; i++) if (bytes[at + i] !== key[i]) return false;
  return true;
};

const digitsAt = (bytes: Uint8Array, at: number): number => {
  let count = 0;
  for (let byte = bytes[at]; byte !== undefined && byte >= zero && byte <= nine; byte = bytes[at + count]) count += 1;
  return count;
};

const numberAt = (bytes: Uint8Array, at: number, digits: number): number => {
  let number = 0;
  for (let i = at; i < at + digits; i++) number = number * 10 + (bytes[i] ?? zero) - zero;
  return number;
};

/** Where the line ends that goes on at a place. */
export function endOfLine(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(newLine, at);
  return end < 0 ? bytes.length : end;
}

/**
 * Reads what is told of a message received, in two parts: `{"from":...,"to":...,"message":{...}` and
 * `"took":[...],...,"state":...`. They are nonsense when the line is not of the form that it seems to have.
 */
type ReadMessage<T> = (message: string, became: string) => T;

/**
 * Cuts lines of steps, in the form in which the program writes them, into the messages that they tell of. What is told of a
 * message is parsed when it is new; whatever is told again, which is nearly all of a long trace, is known by its bytes.
 */
export class WrittenSteps<T> {
  private readonly known = new KnownTexts<T>();
  private readonly readMessage: ReadMessage<T>;
  private readonly decoder = new TextDecoder();

  constructor(readMessage: ReadMessage<T>) {
    this.readMessage = readMessage;
  }

  /**
   * Reads the line in `bytes` that begins at `from`; `view` is of the same bytes, which end with a line.
   *
   * @returns undefined when the line is of another form, or has what needs more than that; `each` may have been called.
   */
  read(bytes: Uint8Array, view: DataView, from: number, each: (message: T) => void): WrittenStep | undefined {
    if (!isAt(bytes, from, stepKey)) return undefined;
    const number = from + stepKey.length;
    const numberDigits = digitsAt(bytes, number);
    const afterNumber = number + numberDigits;
    if (numberDigits === 0 || numberDigits > mostDigits || !isAt(bytes, afterNumber, atKey)) return undefined;
    const time = afterNumber + atKey.length;
    const digits = digitsAt(bytes, time);
    const gotKey = gotKeys.find((key) => isAt(bytes, time + digits, key));
    if (digits === 0 || digits > mostDigits || !gotKey) return undefined;
    let at = time + digits + gotKey.length;
    let received = 0;
    if (bytes[at] === listEnd) at += 1;
    else {
      for (let more = true; more; received++) {
        const size = this.known.next(view, at, each);
        at = size > 0 ? at + size : this.readNew(bytes, at, each);
        if (at < 0) return undefined;
        more = isAt(bytes, at, nextMessage);
        if (!more && bytes[at] !== listEnd) return undefined;
        at += 1;
      }
    }
    // What the world chose makes marks: that is parsed.
    if (isAt(bytes, at, choseKey)) return undefined;
    const end = endOfLine(bytes, at);
    if (bytes[end - 1] !== objectEnd || bytes[end - 2] !== objectEnd) return undefined;
    return { n: numberAt(bytes, number, numberDigits), at: numberAt(bytes, time, digits), received, end };
  }

  /** @returns where what is told of the message ends, with what closes it; -1 when that cannot be said. */
  private readNew(bytes: Uint8Array, at: number, each: (message: T) => void): number {
    const to = endOfLine(bytes, at);
    const line = this.decoder.decode(bytes.subarray(at, to));
    // Every byte is a character then.
    if (line.length !== to - at) return -1;
    const took = line.indexOf(tookKey);
    const state = took < 0 ? -1 : line.indexOf(stateKey, took);
    if (state < 0) return -1;
    // No state has a list in it: the first one to end is that of the messages.
    const last = line.indexOf('}]', state);
    const next = line.indexOf('},{"from":', state);
    if (last < 0) return -1;
    const end = next >= 0 && next < last ? next : last;
    const meaning = this.readMessage(line.slice(0, took), line.slice(took + 1, end));
    // With what closes it, no text is the beginning of another.
    this.known.learn(bytes.slice(at, at + end + 1), meaning);
    each(meaning);
    return at + end + 1;
  }
}
