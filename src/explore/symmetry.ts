import type { AnyMachineSnapshot } from 'xstate';
import type { Message } from '../system/machine-step.ts';
import { stateName } from '../system/state-name.ts';
import { alikeAtStart, closedProperties, exchanged, watcherKey } from './alike.ts';
import type { SymmetryTables } from './canonical.ts';
import type { Model } from './model.ts';
import type { ModelSpec } from './model-spec.ts';
import { permutations, Renaming } from './renaming.ts';
import { sharedInts } from './shared-ints.ts';
import type { TableEntry, TableOutput } from './step-table.ts';

/** More permutations than this take longer to compare than they save. */
const mostPermutations = 720;

/** A machine behaves differently for two names that are said to be alike. */
export class SymmetryError extends Error {
  constructor(machine: string, says: string) {
    super(`${machine}.machine.ts tells slots apart: ${says}`);
    this.name = 'SymmetryError';
  }
}

/** What is alike in a system, and the system with its properties for all that is alike. */
export type AlikeSystem = { readonly spec: ModelSpec; readonly classes: readonly (readonly string[])[] };

/** undefined if nothing in the system is alike. */
export function alikeSystem(spec: ModelSpec): AlikeSystem | undefined {
  const classes = alikeAtStart(spec);
  if (classes.length === 0) return undefined;
  const group = permutations(classes).map((images) => new Renaming(images));
  if (group.length > mostPermutations) {
    throw new RangeError(`${group.length} permutations of ${classes.flat().join(', ')}: more than ${mostPermutations}`);
  }
  const { properties } = spec;
  return { classes, spec: { ...spec, ...(properties ? { properties: closedProperties(properties, group) } : {}) } };
}

/** A permutation of names, and what becomes of what has a number. */
type Permutation = {
  readonly renaming: Renaming;
  readonly actors: readonly number[];
  readonly watchers: readonly number[];
};

/**
 * Permutations of the names of slots that are alike. That exchanging two of them changes nothing else is not believed: it
 * is checked for every step that any machine or watcher takes, and for every state property.
 */
export class Symmetry {
  readonly classes: readonly (readonly string[])[];
  private readonly model: Model;
  private readonly group: readonly Permutation[];
  private readonly generators: readonly Permutation[];
  private readonly sources: Int32Array;
  private readonly order: Int32Array;
  private imagesAt: Int32Array;
  private images: Int32Array;
  private used = 0;

  constructor(model: Model, classes: readonly (readonly string[])[]) {
    this.model = model;
    this.classes = classes;
    this.group = permutations(classes)
      .slice(1)
      .map((images) => this.permutation(images));
    this.generators = classes.flatMap((names) =>
      names.slice(1).map((name, i) => this.permutation(exchanged(names[i] ?? name, name))),
    );
    const { width } = model;
    this.sources = sharedInts(this.group.length * width);
    for (const [p, permutation] of this.group.entries()) {
      for (let component = 0; component < width; component++) {
        this.sources[p * width + this.target(permutation, component)] = component;
      }
    }
    const isMoved = (component: number): boolean =>
      this.generators.some((generator) => this.target(generator, component) !== component);
    const core = Array.from({ length: model.watchersAt }, (_, component) => component);
    this.order = Int32Array.from([
      ...core.filter(isMoved),
      ...core.filter((component) => !isMoved(component)),
      ...Array.from({ length: width - model.watchersAt }, (_, w) => model.watchersAt + w),
    ]);
    this.imagesAt = sharedInts(this.group.length * width * 2);
    this.images = sharedInts(1 << 12);
    for (const [actor, table] of model.tables.entries()) {
      table.checkEntry = (local, message, entry) => this.checkEntry(actor, local, message, entry);
    }
    for (const [w, watcher] of model.watchers.entries()) {
      watcher.checkStep = (local, observation, after) => this.checkWatcher(w, local, observation, after);
    }
  }

  /** The tables as they are now. */
  get tables(): SymmetryTables {
    const { sources, order, imagesAt, images } = this;
    return { permutations: this.group.length, width: this.model.width, sources, order, imagesAt, images };
  }

  get bytes(): number {
    return this.images.byteLength + this.imagesAt.byteLength;
  }

  /** Finds out what a permutation makes of one value of a component. */
  learnImage(permutation: number, component: number, value: number): void {
    const image = this.image(this.member(permutation), component, value);
    const at = (permutation * this.model.width + component) * 2;
    if (value >= (this.imagesAt[at + 1] ?? 0)) this.makeRoom(at, value);
    Atomics.store(this.images, (this.imagesAt[at] ?? 0) + value, image + 1);
  }

  /** Asks whether a state property says the same of the states with names exchanged. */
  checkPredicate(id: string, reads: readonly string[], snapshots: readonly AnyMachineSnapshot[], holds: boolean): void {
    for (const { renaming } of this.generators) {
      const renamed = new Map(
        reads.map((address, i): [string, AnyMachineSnapshot] => {
          const image = renaming.name(address);
          const snapshot = snapshots[i];
          if (!snapshot) throw new RangeError(`no state of ${address}`);
          return [image, this.renamed(renaming, address, snapshot, image)];
        }),
      );
      // It may read the same actors in another order.
      const counterpart = this.model.spec.properties?.predicates.find(
        ({ property, instance }) =>
          property.id === id &&
          instance.reads.length === renamed.size &&
          instance.reads.every((read) => renamed.has(read)),
      );
      const says = counterpart?.instance.holds(counterpart.instance.reads.flatMap((read) => renamed.get(read) ?? []));
      if (says === holds) continue;
      throw new SymmetryError(id, `${holds} of ${reads.join(', ')}, not so of ${[...renamed.keys()].join(', ')}`);
    }
  }

  private member(permutation: number): Permutation {
    const member = this.group[permutation];
    if (!member) throw new RangeError(`no permutation ${permutation}`);
    return member;
  }

  private permutation(images: ReadonlyMap<string, string>): Permutation {
    const { model } = this;
    const renaming = new Renaming(images);
    const watchers = model.watchers.map(({ spec: { property, instance } }) => watcherKey(property.id, instance.input));
    return {
      renaming,
      actors: model.tables.map(({ address }) => model.actor(renaming.name(address))),
      watchers: model.watchers.map(({ spec: { property, instance } }) => {
        const key = watcherKey(property.id, renaming.value(instance.input, property.id));
        const image = watchers.indexOf(key);
        if (image < 0) throw new SymmetryError(property.id, `nothing watches ${key}`);
        return image;
      }),
    };
  }

  /** The component that takes the value of this one. */
  private target({ actors, watchers }: Permutation, component: number): number {
    const { inboxesAt, timersAt, budgetAt, watchersAt } = this.model;
    if (component < inboxesAt) return actors[component] ?? component;
    if (component < timersAt) return inboxesAt + (actors[component - inboxesAt] ?? 0);
    if (component < budgetAt) return timersAt + (actors[component - timersAt] ?? 0);
    return component < watchersAt ? component : watchersAt + (watchers[component - watchersAt] ?? 0);
  }

  private image(permutation: Permutation, component: number, value: number): number {
    const { model } = this;
    const { inboxesAt, timersAt, budgetAt, stuckAt, watchersAt } = model;
    if (component < inboxesAt) return this.imageOfLocal(permutation, component, value);
    if (component < timersAt) return this.imageOfInbox(permutation, component - inboxesAt, value);
    if (component < budgetAt) return this.imageOfTimers(permutation, component - timersAt, value);
    if (component === budgetAt) return value;
    if (component === stuckAt) return model.stuckSetWith(value, (to) => permutation.actors[to] ?? to);
    return this.imageOfWatching(permutation, component - watchersAt, value);
  }

  private imageOfLocal({ renaming, actors }: Permutation, actor: number, local: number): number {
    const from = this.model.tables[actor];
    const to = this.model.tables[actors[actor] ?? actor];
    const snapshot = from?.snapshots[local];
    if (!from || !to || !snapshot) throw new RangeError(`actor ${actor} has no local state ${local}`);
    return to.adopt(this.renamed(renaming, from.address, snapshot, to.address));
  }

  /** The state of the counterpart, with names exchanged. */
  private renamed(renaming: Renaming, from: string, snapshot: AnyMachineSnapshot, to: string): AnyMachineSnapshot {
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

  private imageOfMessage(renaming: Renaming, message: number): number {
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

  private imageOfWatching({ renaming, watchers }: Permutation, watcher: number, local: number): number {
    const { model } = this;
    const from = model.watchers[watcher];
    const to = model.watchers[watchers[watcher] ?? watcher];
    if (!from || !to) throw new RangeError(`no watcher ${watcher}`);
    const { id } = from.spec.property;
    return to.adopt(this.renamed(renaming, id, from.snapshot(local), id));
  }

  /** `step(p l, p m) = p step(l, m)` for exchanges of two names, and so for all that they make up. */
  private checkEntry(actor: number, local: number, message: number, entry: TableEntry): void {
    for (const generator of this.generators) {
      const counterpart = generator.actors[actor] ?? actor;
      const image = this.imageOfLocal(generator, actor, local);
      const sent = this.imageOfMessage(generator.renaming, message);
      const table = this.model.tables[counterpart];
      let found: TableEntry | undefined;
      let failure = '';
      try {
        found = table?.step(image, sent, null);
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
        if (error instanceof SymmetryError) throw error;
      }
      const expected = {
        local: this.imageOfLocal(generator, actor, entry.local),
        outputs: entry.outputs.map((output) => this.imageOfOutput(generator, output)),
      };
      if (
        found &&
        expected.local === found.local &&
        JSON.stringify(expected.outputs) === JSON.stringify(found.outputs) &&
        entry.transitions.join() === found.transitions.join()
      )
        continue;
      const says = (at: number, l: number, m: number): string =>
        `${this.model.address(at)} in ${stateName(this.model.tables[at]?.snapshots[l]?.value ?? '?')} on ${JSON.stringify(this.model.pool.message(m))}`;
      throw new SymmetryError(
        this.model.spec.actors[actor]?.machine.id ?? '?',
        `${says(actor, local, message)} takes ${entry.transitions.join(', ')}; with the names exchanged, ${says(counterpart, image, sent)} ${
          found
            ? `takes ${found.transitions.join(', ')}${this.difference(expected.local, counterpart, found)}`
            : `fails: ${failure}`
        }`,
      );
    }
  }

  /** The context fields in which the counterpart's next state is another than it should be. */
  private difference(expected: number, counterpart: number, found: TableEntry): string {
    const table = this.model.tables[counterpart];
    const should = (table?.snapshots[expected]?.context ?? {}) as Record<string, unknown>;
    const is = (table?.snapshots[found.local]?.context ?? {}) as Record<string, unknown>;
    const fields = Object.keys(should).filter((field) => JSON.stringify(should[field]) !== JSON.stringify(is[field]));
    if (fields.length === 0) return ', and sends something else';
    return `, and ${fields.map((field) => `'${field}' is ${JSON.stringify(is[field])} instead of ${JSON.stringify(should[field])}`).join(', ')}`;
  }

  private imageOfOutput(permutation: Permutation, output: TableOutput): TableOutput {
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

  private checkWatcher(watcher: number, local: number, observation: number, after: number): void {
    const { model } = this;
    for (const generator of this.generators) {
      const counterpart = model.watchers[generator.watchers[watcher] ?? watcher];
      const { type, from, to, message } = model.observed(observation);
      const seen = model.observation({
        type,
        from: from === null ? null : generator.renaming.name(from),
        to: generator.renaming.name(to),
        message: generator.renaming.value(message as Message, type),
      });
      const expected = this.imageOfWatching(generator, watcher, after);
      const found = counterpart?.step(this.imageOfWatching(generator, watcher, local), [seen], model.observed);
      if (found === expected) continue;
      const name = `${counterpart?.spec.property.id}:${counterpart?.spec.instance.name}`;
      throw new SymmetryError(name, `it sees ${JSON.stringify(model.observed(seen))} differently from its counterpart`);
    }
  }

  /** Other threads go on reading where the images were. */
  private makeRoom(at: number, value: number): void {
    const had = this.imagesAt[at + 1] ?? 0;
    const room = Math.max(8, had * 2, value + 1);
    if (this.used + room > this.images.length) {
      const larger = sharedInts(Math.max(this.images.length * 2, this.used + room));
      larger.set(this.images);
      this.images = larger;
    }
    const start = this.imagesAt[at] ?? 0;
    this.images.copyWithin(this.used, start, start + had);
    const moved = sharedInts(this.imagesAt.length);
    moved.set(this.imagesAt);
    moved[at] = this.used;
    moved[at + 1] = room;
    this.imagesAt = moved;
    this.used += room;
  }
}
