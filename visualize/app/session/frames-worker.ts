import { topologySchema } from '../../../src/system/topology.ts';
import { provideBytes } from '../in-page/bytes.ts';
import type { TraceMessage } from '../trace/records.ts';
import { type Composition, composedAs } from './composition.ts';
import { FrameTaker } from './frame-taker.ts';
import { type Frame, type KeptFrames, nearestOf } from './key-frames.ts';

/** Messages that were received, by the numbers of receivers and messages; and the texts of those numbers that are new. */
export type Received = {
  readonly to: Int32Array<ArrayBuffer>;
  readonly message: Int32Array<ArrayBuffer>;
  readonly addresses: readonly string[];
  readonly messages: readonly string[];
  /** Messages are numbered from 0 again. */
  readonly anew: boolean;
};

export type FramesOrder =
  | { readonly kind: 'begin'; readonly topology: unknown; readonly composition: Composition }
  | { readonly kind: 'received'; readonly received: Received }
  /** That was all. */
  | { readonly kind: 'end' }
  | { readonly kind: 'nearest'; readonly id: number; readonly address: string; readonly n: number };

export type FramesNews =
  | { readonly kind: 'nearest'; readonly id: number; readonly frame: Frame | undefined }
  /** All frames have been taken: here they are, nothing more is to be asked. */
  | { readonly kind: 'taken'; readonly kept: ReadonlyMap<string, KeptFrames> };

type Question = Extract<FramesOrder, { kind: 'nearest' }>;

/** Milliseconds after which questions are heard. */
const slice = 30;

provideBytes();

const tell = (news: FramesNews): void => self.postMessage(news);

let taker: FrameTaker | undefined;
/** What was received and has not been passed. */
const ahead: Received[] = [];
let passing = false;
/** Nothing more comes, or can be passed. */
let isOver = false;
/** Questions about what has not been passed yet: to get there with tables is faster than any other way. */
let waiting: Question[] = [];
const addresses: string[] = [];
let messages: TraceMessage[] = [];

function answerThose(): void {
  const own = taker;
  if (!own) return;
  const [now, later]: [Question[], Question[]] = [[], []];
  for (const each of waiting) (own.has(each.address, each.n) ? now : later).push(each);
  waiting = later;
  for (const { id, address, n } of now) tell({ kind: 'nearest', id, frame: nearestOf(own.frames.kept, address, n) });
}

async function passAll(own: FrameTaker): Promise<void> {
  for (let next = ahead[0]; next !== undefined; next = ahead[0]) {
    addresses.push(...next.addresses);
    if (next.anew) messages = [];
    for (const text of next.messages) messages.push(own.known(JSON.parse(text) as TraceMessage));
    let paused = performance.now();
    for (const [i, to] of next.to.entries()) {
      const message = messages[next.message[i] ?? -1];
      if (message === undefined) throw new Error('a message without a number');
      own.sees(addresses[to] ?? '', message);
      if (i % 1024 > 0 || performance.now() - paused < slice) continue;
      answerThose();
      // What is asked meanwhile comes in.
      await new Promise((resolve) => setTimeout(resolve));
      paused = performance.now();
    }
    ahead.shift();
    answerThose();
  }
}

async function pass(): Promise<void> {
  if (passing || !taker) return;
  passing = true;
  try {
    await passAll(taker);
  } catch {
    // Behind what these machines cannot repeat there are no frames, as there are no contexts.
    ahead.length = 0;
    isOver = true;
  }
  passing = false;
  if (isOver) tell({ kind: 'taken', kept: taker.frames.kept });
}

self.onmessage = ({ data }: MessageEvent<FramesOrder>) => {
  switch (data.kind) {
    case 'begin': {
      const topology = topologySchema.parse(data.topology);
      taker = new FrameTaker(composedAs(topology, data.composition), topology);
      break;
    }
    case 'received':
      if (!isOver) ahead.push(data.received);
      break;
    case 'end':
      isOver = true;
      break;
    case 'nearest':
      waiting.push(data);
      answerThose();
      return;
  }
  void pass();
};
