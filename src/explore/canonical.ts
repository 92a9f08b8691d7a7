import { type LayoutShape, setValue, valueAt } from './layout.ts';

/** What permutations of names make of the components of a state, as integers that threads share. */
export type SymmetryTables = {
  /** How many there are beside the one that exchanges nothing. */
  readonly permutations: number;
  /** Components of a state. */
  readonly width: number;
  /** In which order components are compared. */
  readonly order: Int32Array;
  /** Per permutation and component: the component whose value comes to lie there. */
  readonly sources: Int32Array;
  /** Per permutation and component it comes from: where its images begin, and for how many values there is room. */
  readonly imagesAt: Int32Array;
  /** Image + 1; 0: not known yet. */
  readonly images: Int32Array;
};

const nothing = new Int32Array(0);
const noSymmetry: SymmetryTables = {
  ...{ permutations: 0, width: 0 },
  ...{ order: nothing, sources: nothing, imagesAt: nothing, images: nothing },
};

/** What is not known yet: the image of a value of a component. */
export type MissingImage = { permutation: number; component: number; value: number };

/**
 * Finds the least of all states that differ from a packed state only in the names of things that are alike: the one that
 * stands for all of them.
 */
export class Canonical {
  private readonly source: { readonly symmetry?: SymmetryTables | undefined };
  private readonly layout: LayoutShape;
  private readonly values: Int32Array;
  private tables: SymmetryTables = noSymmetry;
  private words: Int32Array = new Int32Array(0);
  private base = 0;
  /** The image that is missing. */
  readonly missing: MissingImage = { permutation: 0, component: 0, value: 0 };
  /** The component that the layout has no room for. */
  misfit = false;
  /** How many permutations give the least one. */
  private ties = 1;

  /** @param source where the tables are, which are replaced when they grow */
  constructor(source: { readonly symmetry?: SymmetryTables | undefined }, layout: LayoutShape) {
    this.source = source;
    this.layout = layout;
    this.values = new Int32Array(source.symmetry?.width ?? 0);
  }

  /** Puts the least state in place of this one. False if an image is missing or there is no room for one. */
  replace(words: Int32Array, base: number): boolean {
    const least = this.least(words, base);
    if (least < -1) return false;
    if (least === -1) return true;
    const { values, layout } = this;
    for (let component = 0; component < values.length; component++) {
      const value = this.image(least, component);
      if (value < 0) return false;
      if (value > (layout.largest[component] ?? 0)) {
        this.misfit = true;
        return false;
      }
      values[component] = value;
    }
    for (let i = 0; i < layout.words; i++) words[base + i] = 0;
    for (let component = 0; component < values.length; component++) {
      setValue(layout, words, base, component, values[component] ?? 0);
    }
    return true;
  }

  /** How many different states this one stands for; -1 if an image is missing. */
  orbit(words: Int32Array, base: number): number {
    const least = this.least(words, base);
    return least < -1 ? -1 : ((this.source.symmetry?.permutations ?? 0) + 1) / this.ties;
  }

  /** The permutation that gives the least state, -1 for none; -2 if an image is missing. */
  private least(words: Int32Array, base: number): number {
    const { symmetry } = this.source;
    if (!symmetry) return -1;
    this.tables = symmetry;
    this.words = words;
    this.base = base;
    this.misfit = false;
    this.ties = 1;
    const { order, permutations } = symmetry;
    let best = -1;
    for (let permutation = 0; permutation < permutations; permutation++) {
      let difference = 0;
      for (let i = 0; i < order.length && difference === 0; i++) {
        const component = order[i] ?? 0;
        const value = this.image(permutation, component);
        const least = this.image(best, component);
        if (value < 0 || least < 0) return -2;
        difference = value - least;
      }
      if (difference === 0) this.ties += 1;
      if (difference >= 0) continue;
      best = permutation;
      this.ties = 1;
    }
    return best;
  }

  /** What a permutation puts into a component; -1 if that is not known. */
  private image(permutation: number, component: number): number {
    if (permutation < 0) return this.get(component);
    const { width, sources, imagesAt, images } = this.tables;
    const source = sources[permutation * width + component] ?? 0;
    const value = this.get(source);
    const at = (permutation * width + source) * 2;
    const image = value < (imagesAt[at + 1] ?? 0) ? (images[(imagesAt[at] ?? 0) + value] ?? 0) : 0;
    if (image > 0) return image - 1;
    this.missing.permutation = permutation;
    this.missing.component = source;
    this.missing.value = value;
    return -1;
  }

  private get(component: number): number {
    return valueAt(this.layout, this.words, this.base, component);
  }
}
