/** What an actor held behind a message that it received; its state is in the trace. */
export type Frame = {
  /** Number of the message among those of its actor, from 0: its start. */
  readonly n: number;
  readonly context: unknown;
};

/** Where frames of a run are had from. */
export type FrameSource = {
  /** The last frame of an actor that is not behind its nth message, as soon as it has been taken. */
  nearest(address: string, n: number): Promise<Frame | undefined>;
  stop(): void;
};

/** Characters of contexts that are kept. */
const most = 12_000_000;

/** Frames of an actor, as JSON, in their order. */
export type KeptFrames = readonly { readonly n: number; readonly text: string }[];

/** The last frame of an actor that is not behind its nth message. */
export function nearestOf(kept: ReadonlyMap<string, KeptFrames>, address: string, n: number): Frame | undefined {
  const found = kept.get(address)?.findLast((frame) => frame.n <= n);
  return found && { n: found.n, context: JSON.parse(found.text) as unknown };
}

/**
 * Contexts of the actors of a run, one every so often, so that any other is found from a near one. However long the run,
 * they take no more memory: when they would, every second one is forgotten.
 */
export class KeyFrames {
  /** One frame for so many messages of an actor. */
  every: number;
  private readonly most: number;
  private readonly byActor = new Map<string, KeptFrames[number][]>();
  private size = 0;

  constructor(limits: { readonly every?: number; readonly most?: number } = {}) {
    this.every = limits.every ?? 64;
    this.most = limits.most ?? most;
  }

  /** An actor has received its nth message. Frames come in order. */
  add(address: string, n: number, context: () => unknown): void {
    if (n === 0 || n % this.every !== 0) return;
    const text = JSON.stringify(context());
    const kept = this.byActor.get(address);
    if (kept) kept.push({ n, text });
    else this.byActor.set(address, [{ n, text }]);
    this.size += text.length;
    if (this.size > this.most) this.thin();
  }

  /** By actor. */
  get kept(): ReadonlyMap<string, KeptFrames> {
    return this.byActor;
  }

  private thin(): void {
    this.every *= 2;
    this.size = 0;
    for (const [address, kept] of this.byActor) {
      const rest = kept.filter(({ n }) => n % this.every === 0);
      this.byActor.set(address, rest);
      for (const { text } of rest) this.size += text.length;
    }
  }
}
