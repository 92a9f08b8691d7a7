import type { AnyMachineSnapshot } from 'xstate';
import type { Message } from '../system/machine-step.ts';
import { stateName } from '../system/state-name.ts';
import { alikeAtStart, closedProperties, exchanged, watcherKey } from './alike.ts';
import type { SymmetryTables } from './canonical.ts';
import type { Model } from './model.ts';
import type { ModelSpec } from './model-spec.ts';
import { type Permutation, Permuted } from './permuted.ts';
import { permutations, Renaming } from './renaming.ts';
import { sharedInts } from './shared-ints.ts';
import type { TableEntry } from './step-table.ts';

/** More permutations than this take longer to compare than they save. */
const mostPermutations = 720;

/** A machine, a property or `mayEnd` is different for two names that are said to be alike. */
export class SymmetryError extends Error {
  constructor(teller: string, says: string) {
    super(`${teller} tells slots apart: ${says}`);
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

/**
 * Permutations of the names of slots that are alike. That exchanging two of them changes nothing else is not believed: it
 * is checked for every step that any machine or watcher takes, and for every state property.
 */
export class Symmetry {
  readonly classes: readonly (readonly string[])[];
  private readonly model: Model;
  private readonly permuted: Permuted;
  private readonly group: readonly Permutation[];
  private readonly generators: readonly Permutation[];
  private readonly sources: Int32Array;
  private readonly order: Int32Array;
  private imagesAt: Int32Array;
  private images: Int32Array;
  private used = 0;

  constructor(model: Model, classes: readonly (readonly string[])[]) {
    this.model = model;
    this.permuted = new Permuted(model);
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
        this.sources[p * width + this.permuted.target(permutation, component)] = component;
      }
    }
    const isMoved = (component: number): boolean =>
      this.generators.some((generator) => this.permuted.target(generator, component) !== component);
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
    const image = this.permuted.image(this.member(permutation), component, value);
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
          return [image, this.permuted.renamed(renaming, address, snapshot, image)];
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

  /** Asks whether all states that differ from an end only in names may be ends when it may, and none of them when it may not. */
  checkEnd(mayEnd: NonNullable<ModelSpec['mayEnd']>, end: Int32Array, may: boolean): void {
    for (const { renaming } of this.group) {
      // Names are in contexts, which it does not see.
      if (mayEnd((address) => this.model.stateOf(renaming.name(address), end)) === may) continue;
      const states = this.model.tables.map(
        ({ address, snapshots }, actor) => `${address} in ${stateName(snapshots[end[actor] ?? 0]?.value ?? '?')}`,
      );
      throw new SymmetryError('mayEnd', `${may} of ${states.join(', ')}; with the names exchanged, ${!may}`);
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

  /** `step(p l, p m) = p step(l, m)` for exchanges of two names, and so for all that they make up. */
  private checkEntry(actor: number, local: number, message: number, entry: TableEntry): void {
    for (const generator of this.generators) {
      const counterpart = generator.actors[actor] ?? actor;
      const image = this.permuted.imageOfLocal(generator, actor, local);
      const sent = this.permuted.imageOfMessage(generator.renaming, message);
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
        local: this.permuted.imageOfLocal(generator, actor, entry.local),
        outputs: entry.outputs.map((output) => this.permuted.imageOfOutput(generator, output)),
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
        `${this.model.spec.actors[actor]?.machine.id ?? '?'}.machine.ts`,
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
      const expected = this.permuted.imageOfWatching(generator, watcher, after);
      const found = counterpart?.step(this.permuted.imageOfWatching(generator, watcher, local), [seen], model.observed);
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
