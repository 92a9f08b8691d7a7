import type { StateSpace } from './state-space.ts';

/** Numbers that are kept at most, 32 MiB. */
const mostKept = 1 << 23;

/** Numbers of the successors of a state. */
export function successorsOf(space: StateSpace, index: number): number[] {
  space.expand(index);
  const { expander } = space;
  return Array.from({ length: expander.count }, (_, i) => space.indexOf(expander.out, i * space.layout.words));
}

/** The successors of stored states: asked for once, however many properties look at them, as long as there is room. */
export class KeptSuccessors {
  private readonly space: StateSpace;
  /** By state: where its successors are told, plus one; zero when they are not known. */
  private told: Int32Array | undefined;
  /** How many they are, then their numbers. */
  private kept = new Int32Array(1 << 12);
  private length = 0;
  private readonly most: number;

  constructor(space: StateSpace, most = mostKept) {
    this.space = space;
    this.most = most;
  }

  /** Those of the successors that are marked. */
  marked(index: number, marks: Uint8Array): number[] {
    const at = this.tell(index);
    if (at < 0) return successorsOf(this.space, index).filter((each) => marks[each] === 1);
    const marked: number[] = [];
    const end = at + 1 + (this.kept[at] ?? 0);
    for (let i = at + 1; i < end; i++) {
      const each = this.kept[i] ?? 0;
      if (marks[each] === 1) marked.push(each);
    }
    return marked;
  }

  hasNone(index: number): boolean {
    const at = this.tell(index);
    return at < 0 ? successorsOf(this.space, index).length === 0 : this.kept[at] === 0;
  }

  /** Where the successors of a state are told; -1 if there is no room for them. */
  private tell(index: number): number {
    this.told ??= new Int32Array(this.space.store.count);
    const known = this.told[index] ?? 0;
    if (known > 0) return known - 1;
    if (this.length >= this.most) return -1;
    const found = successorsOf(this.space, index);
    const at = this.length;
    this.length += found.length + 1;
    while (this.length > this.kept.length) {
      const larger = new Int32Array(this.kept.length * 2);
      larger.set(this.kept);
      this.kept = larger;
    }
    this.kept[at] = found.length;
    this.kept.set(found, at + 1);
    this.told[index] = at + 1;
    return at;
  }
}
