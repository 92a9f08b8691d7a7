import type { StateValue } from 'xstate';
import { prefixOf } from '../session/roles.ts';
import type { Batch } from './batch.ts';
import { Column, Dictionary, LongColumn } from './column.ts';
import type { Mark } from './marks.ts';
import type { Answer, End, Header, Request } from './records.ts';

export type Life = {
  readonly slot: string;
  readonly request: Request;
  /** First and last message of the request; the last is -1 while it is not answered. */
  readonly from: number;
  to: number;
  answer: Answer | undefined;
};

/** Texts that are numbered in the order in which they come, and what they mean, worked out when it is asked for. */
class Meanings<T> {
  private readonly texts: string[] = [];
  private readonly meanings: (T | undefined)[] = [];

  add(texts: readonly string[]): void {
    for (const text of texts) this.texts.push(text);
  }

  text(number: number): string | undefined {
    return this.texts[number];
  }

  of(number: number): T | undefined {
    const text = this.texts[number];
    if (text === undefined) return undefined;
    this.meanings[number] ??= JSON.parse(text) as T;
    return this.meanings[number];
  }
}

/**
 * What is where in a trace, and who was in which state when: all that is needed to draw a run, without its messages'
 * fields. About 40 bytes for each message. A *place* is the number of a message that was received, counted over the whole
 * trace; the state of the stack at a place is that after this message.
 */
export class TraceIndex {
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
  /** By step: where its line is; bytes. */
  readonly offset = new LongColumn();
  readonly length = new Column();
  /** Bytes that the index covers. */
  upTo = 0;
  private readonly at = new LongColumn();
  private readonly state = new Column(1024);
  private readonly took = new Column(1024);
  private readonly slot = new Column(1024);
  private readonly slots = new Dictionary();
  private readonly states = new Meanings<StateValue>();
  private readonly tooks = new Meanings<readonly string[]>();
  private readonly byActor: Column[] = [];
  private readonly openLives = new Map<string, Life>();
  private readonly livesOf = new Map<string, Life[]>();
  private readonly counted = { places: 0, taken: new Map<string, number>(), reached: new Map<string, number>() };

  append({ header, end, words, steps, messages, marks, requests, upTo }: Batch): void {
    this.header ??= header;
    this.end = end;
    for (const word of words.addresses) this.addresses.number(word);
    for (const word of words.slots) this.slots.number(word);
    for (const word of words.types) this.types.number(word);
    this.states.add(words.states);
    this.tooks.add(words.took);
    this.offset.append(steps.offset);
    this.length.append(steps.length);
    this.at.append(steps.at);
    const first = this.places;
    let place = first;
    for (const received of steps.received) {
      const n = this.firstPlace.length;
      this.firstPlace.push(place);
      for (let i = 0; i < received; i++) this.stepOf.push(n);
      place += received;
    }
    this.from.append(messages.from);
    this.to.append(messages.to);
    this.type.append(messages.type);
    this.state.append(messages.state);
    this.took.append(messages.took);
    this.slot.append(messages.slot);
    for (let i = 0; i < messages.to.length; i++) {
      const actor = messages.to[i] ?? 0;
      let places = this.byActor[actor];
      if (!places) {
        places = new Column(16);
        this.byActor[actor] = places;
      }
      places.push(first + i);
    }
    for (const mark of marks) this.marks.push(mark);
    for (const news of requests) {
      if (news.kind === 'request') this.addRequest(news.request, news.place);
      else this.addAnswer(news.answer, news.place);
    }
    this.upTo = upTo;
  }

  /** Messages received. */
  get places(): number {
    return this.stepOf.length;
  }

  get steps(): number {
    return this.firstPlace.length;
  }

  /** Place of the last message of a step. */
  lastPlace(n: number): number {
    return n + 1 < this.steps ? this.firstPlace.at(n + 1) - 1 : this.places - 1;
  }

  /** Virtual time of a step, microseconds. */
  timeOf(n: number): number {
    return Math.max(0, this.at.at(n));
  }

  /** The state in which a message left its receiver. */
  stateAt(place: number): StateValue | undefined {
    return this.states.of(this.state.at(place));
  }

  /** The transitions that were taken for a message. */
  tookAt(place: number): readonly string[] {
    return this.tooks.of(this.took.at(place)) ?? [];
  }

  /** The slot that a message names in its field `slot`; empty for none. */
  slotAt(place: number): string {
    return this.slots.word(this.slot.at(place));
  }

  /** Places at which an actor received something, ascending. */
  placesOf(address: string): Column | undefined {
    return this.byActor[this.addresses.find(address)];
  }

  /** Place of the last message that an actor received, up to a place; -1 when it had received none. */
  lastPlaceFor(address: string, place: number): number {
    const places = this.placesOf(address);
    return places?.at(places.lastNotAbove(place)) ?? -1;
  }

  stateOf(address: string, place: number): StateValue | undefined {
    return this.stateAt(this.lastPlaceFor(address, place));
  }

  /** Index of the last request that came in up to a place; -1 before the first. */
  lifeIndexAt(place: number): number {
    return lastUpTo(this.lives, place);
  }

  /** The request that a slot serves at a place; after its answer the one that it served last. */
  lifeAt(slot: string, place: number): Life | undefined {
    const own = this.livesOf.get(slot) ?? [];
    return own[lastUpTo(own, place)];
  }

  /** How often each transition was taken. */
  get taken(): ReadonlyMap<string, number> {
    this.count();
    return this.counted.taken;
  }

  /** How often each state was reached by each kind of actor: `prefix state`, the state as JSON. */
  get reached(): ReadonlyMap<string, number> {
    this.count();
    return this.counted.reached;
  }

  /** Counts what came since it was counted last. */
  private count(): void {
    const { counted } = this;
    const taken = new Map<number, number>();
    const reached = new Map<number, number>();
    const more = (map: Map<number, number>, key: number): void => void map.set(key, (map.get(key) ?? 0) + 1);
    const actors = this.addresses.words.length;
    for (let place = counted.places; place < this.places; place++) {
      more(taken, this.took.at(place));
      more(reached, this.state.at(place) * actors + this.to.at(place));
    }
    counted.places = this.places;
    const add = (map: Map<string, number>, key: string, times: number): void =>
      void map.set(key, (map.get(key) ?? 0) + times);
    for (const [list, times] of taken) for (const id of this.tooks.of(list) ?? []) add(counted.taken, id, times);
    for (const [key, times] of reached) {
      const prefix = prefixOf(this.addresses.word(key % actors));
      add(counted.reached, `${prefix} ${this.states.text(Math.floor(key / actors)) ?? ''}`, times);
    }
  }

  private addRequest(request: Request, place: number): void {
    const life: Life = { slot: request.slot, request, from: place, to: -1, answer: undefined };
    this.lives.push(life);
    const own = this.livesOf.get(life.slot);
    if (own) own.push(life);
    else this.livesOf.set(life.slot, [life]);
    this.openLives.set(request.slot, life);
  }

  private addAnswer(answer: Answer, place: number): void {
    const life = this.openLives.get(answer.slot);
    if (!life) return;
    life.to = place;
    life.answer = answer;
    this.openLives.delete(answer.slot);
  }
}

/** Index of the last of them, in the order in which they came in, that came in up to a place; -1 before the first. */
function lastUpTo(lives: readonly Life[], place: number): number {
  let low = 0;
  let high = lives.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lives[middle]?.from ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
