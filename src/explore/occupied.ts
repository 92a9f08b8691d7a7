import type { LayoutShape } from './layout.ts';

/** Which of the actors have something in their component of one kind: a quick look that spares most of them a closer one. */
export class Occupied {
  /** Actors whose component has bits at all. */
  readonly actors: Int32Array;
  readonly count: number;
  private readonly word: Int32Array;
  private readonly mask: Int32Array;

  /** @param from component of the first actor. @param to component behind that of the last */
  constructor(layout: LayoutShape, from: number, to: number) {
    const components = Array.from({ length: to - from }, (_, actor) => from + actor).filter(
      (component) => (layout.largest[component] ?? 0) > 0,
    );
    // Bits that were added lie elsewhere: such a component is always looked at.
    const isWhole = (component: number): boolean => layout.largest[component] === layout.low[component];
    this.actors = Int32Array.from(components, (component) => component - from);
    this.word = Int32Array.from(components, (component) => (isWhole(component) ? (layout.word[component] ?? 0) : -1));
    this.mask = Int32Array.from(components, (component) => layout.mask[component] ?? 0);
    this.count = components.length;
  }

  /** True only if there is nothing in the component of the i-th of `actors`. */
  isEmpty(i: number, words: Int32Array, base: number): boolean {
    const word = this.word[i] ?? 0;
    return word >= 0 && ((words[base + word] ?? 0) & (this.mask[i] ?? 0)) === 0;
  }
}
