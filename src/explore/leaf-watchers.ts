import { Interned } from './interned.ts';
import type { Model } from './model.ts';
import { PairTable, SharedInts } from './shared-ints.ts';

/** Which watchers what happens in a step concerns, and what they make of it, as integers that threads share. */
export class LeafWatchers {
  /** Component and sequence of observations of each watcher that a leaf concerns. */
  readonly list = new SharedInts();
  readonly steps = new PairTable();
  /** Local states of all watchers together. */
  locals = 0;
  private readonly model: Model;
  private readonly sequences = new Interned<{ watcher: number; observations: readonly number[] }>();
  private readonly lookingAt = new Map<string, readonly number[]>();
  private readonly minding: { readonly locals: number; readonly watchers: readonly number[] }[] = [];

  constructor(model: Model) {
    this.model = model;
  }

  get bytes(): number {
    return this.list.data.byteLength + this.steps.data.byteLength;
  }

  /** Finds the watchers with a local state that these observations change. @returns where they stand in the list, and how many */
  learn(observations: readonly number[]): { readonly start: number; readonly count: number } {
    const { watchers, watchersAt } = this.model;
    const minding = new Set<number>();
    for (const id of observations) for (const w of this.watchersMinding(id)) minding.add(w);
    const start = this.list.length;
    for (const w of [...minding].sort((a, b) => a - b)) {
      const watcher = watchers[w];
      const concerning = watcher ? this.model.concerning(watcher, observations) : [];
      const key = `${w}:${concerning.join(',')}`;
      this.list.push(watchersAt + w);
      this.list.push(this.sequences.idOf(key, () => ({ watcher: w, observations: concerning })));
    }
    this.countLocals();
    return { start, count: minding.size };
  }

  learnStep(sequence: number, local: number): void {
    const { watcher, observations } = this.sequences.at(sequence);
    const table = this.model.watchers[watcher];
    const after = table?.step(local, observations, this.model.observed) ?? local;
    const tells = table?.tells(after) === true && !table.tells(local) ? 1 : 0;
    this.steps.set(sequence, local, after * 2 + tells + 1);
    this.countLocals();
  }

  countLocals(): void {
    this.locals = this.model.watchers.reduce((sum, watcher) => sum + watcher.size, 0);
  }

  /** Watchers with a local state that this observation changes. */
  private watchersMinding(id: number): readonly number[] {
    let minding = this.minding[id];
    if (!minding || minding.locals !== this.locals) {
      const watchers = this.watchersOfType(this.model.observed(id).type).filter((w) =>
        this.model.watchers[w]?.minds(id, this.model.observed),
      );
      minding = { locals: this.locals, watchers };
      this.minding[id] = minding;
    }
    return minding.watchers;
  }

  private watchersOfType(type: string): readonly number[] {
    let watchers = this.lookingAt.get(type);
    if (!watchers) {
      watchers = this.model.watchers.flatMap((watcher, w) => (watcher.looksAt(type) ? [w] : []));
      this.lookingAt.set(type, watchers);
    }
    return watchers;
  }
}
