import type { AnyMachineSnapshot } from 'xstate';
import type { Model } from './model.ts';
import type { Renaming } from './renaming.ts';
import type { TableOutput } from './step-table.ts';

/** A permutation of names, and what becomes of what has a number. */
export type Permutation = {
  readonly renaming: Renaming;
  readonly actors: readonly number[];
  readonly watchers: readonly number[];
};

/** What a permutation of names makes of the states of a system and of what its machines say. */
export class Permuted {
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  /** The component that takes the value of this one. */
  target({ actors, watchers }: Permutation, component: number): number {
    const { inboxesAt, timersAt, budgetAt, watchersAt } = this.model;
    if (component < inboxesAt) return actors[component] ?? component;
    if (component < timersAt) return inboxesAt + (actors[component - inboxesAt] ?? 0);
    if (component < budgetAt) return timersAt + (actors[component - timersAt] ?? 0);
    return component < watchersAt ? component : watchersAt + (watchers[component - watchersAt] ?? 0);
  }

  image(permutation: Permutation, component: number, value: number): number {
    const { model } = this;
    const { inboxesAt, timersAt, budgetAt, stuckAt, watchersAt } = model;
    if (component < inboxesAt) return this.imageOfLocal(permutation, component, value);
    if (component < timersAt) return this.imageOfInbox(permutation, component - inboxesAt, value);
    if (component < budgetAt) return this.imageOfTimers(permutation, component - timersAt, value);
    if (component === budgetAt) return value;
    if (component === stuckAt) return model.stuckSetWith(value, (to) => permutation.actors[to] ?? to);
    return this.imageOfWatching(permutation, component - watchersAt, value);
  }

  imageOfLocal({ renaming, actors }: Permutation, actor: number, local: number): number {
    const from = this.model.tables[actor];
    const to = this.model.tables[actors[actor] ?? actor];
    const snapshot = from?.snapshots[local];
    if (!from || !to || !snapshot) throw new RangeError(`actor ${actor} has no local state ${local}`);
    return to.adopt(this.renamed(renaming, from.address, snapshot, to.address));
  }

  /** The state of the counterpart, with names exchanged. */
  renamed(renaming: Renaming, from: string, snapshot: AnyMachineSnapshot, to: string): AnyMachineSnapshot {
    const context = renaming.value(snapshot.context, from === to ? from : `${from} as ${to}`);
    return { ...snapshot, context } as AnyMachineSnapshot; // its methods look at nothing but its own fields
  }

  private imageOfInbox({ renaming, actors }: Permutation, actor: number, contents: number): number {
    const { model } = this;
    const to = actors[actor] ?? actor;
    const posts = model
      .inbox(actor)
      .messages(contents)
      .map(([channel, message]): readonly [number, number] => {
        const { from } = model.channels.at(channel);
        const image = this.imageOfMessage(renaming, message);
        return [model.channel(from < 0 ? from : (actors[from] ?? from), to, image), image];
      });
    const inbox = model.inbox(to);
    return inbox.after(inbox.empty, null, posts);
  }

  imageOfMessage(renaming: Renaming, message: number): number {
    const { pool } = this.model;
    const { type } = pool.message(message);
    return pool.idOf(renaming.value(pool.message(message), type));
  }

  private imageOfTimers(permutation: Permutation, actor: number, set: number): number {
    const { armed } = this.model;
    const images = armed
      .of(actor)
      .armed(set)
      .map(([timer, left]) => [this.imageOfTimer(permutation, timer), left] as const);
    return armed.of(permutation.actors[actor] ?? actor).idOf(images);
  }

  private imageOfTimer({ actors }: Permutation, timer: number): number {
    const { owner, event } = this.model.timers.at(timer);
    return this.model.timer(actors[owner] ?? owner, this.model.pool.message(event).type);
  }

  imageOfWatching({ renaming, watchers }: Permutation, watcher: number, local: number): number {
    const { model } = this;
    const from = model.watchers[watcher];
    const to = model.watchers[watchers[watcher] ?? watcher];
    if (!from || !to) throw new RangeError(`no watcher ${watcher}`);
    const { id } = from.spec.property;
    return to.adopt(this.renamed(renaming, id, from.snapshot(local), id));
  }

  imageOfOutput(permutation: Permutation, output: TableOutput): TableOutput {
    switch (output.kind) {
      case 'message':
        return {
          ...output,
          to: permutation.actors[output.to] ?? output.to,
          message: this.imageOfMessage(permutation.renaming, output.message),
        };
      case 'arm':
        return { ...output, timer: this.imageOfTimer(permutation, output.timer) };
      case 'cancel':
        return { ...output, timer: this.imageOfTimer(permutation, output.timer) };
    }
  }
}
