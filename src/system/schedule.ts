/** Something that will happen at a virtual time. Equal times happen in the order in which they were planned. */
type Planned<T> = { at: number; order: number; what: T };

/** Binary heap of planned happenings. Times are microseconds. */
export class Schedule<T> {
  private readonly heap: Planned<T>[] = [];
  private orders = 0;

  get size(): number {
    return this.heap.length;
  }

  /** @param first it happens before what is planned for the same time already. */
  plan(at: number, what: T, first = false): void {
    const order = this.orders++;
    const item = { at, order: first ? -order : order, what };
    let i = this.heap.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = this.heap[parent];
      if (!above || !before(item, above)) break;
      this.heap[i] = above;
      i = parent;
    }
    this.heap[i] = item;
  }

  /** All that is planned, in the order in which it will happen. */
  all(): { readonly at: number; readonly what: T }[] {
    return this.heap.toSorted((a, b) => (before(a, b) ? -1 : 1));
  }

  /** Takes something out of its turn. @returns false when it is not planned. */
  withdraw(what: T): boolean {
    if (this.heap[0]?.what === what) return this.take() !== undefined;
    const rest = this.heap.filter((planned) => planned.what !== what);
    if (rest.length === this.heap.length) return false;
    // A sorted list is a heap.
    rest.sort((a, b) => (before(a, b) ? -1 : 1));
    this.heap.splice(0, this.heap.length, ...rest);
    return true;
  }

  peek(): { at: number; what: T } | undefined {
    return this.heap[0];
  }

  take(): { at: number; what: T } | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last || this.heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const left = this.heap[child];
      if (!left) break;
      const right = this.heap[child + 1];
      let least = left;
      if (right && before(right, left)) {
        least = right;
        child += 1;
      }
      if (!before(least, last)) break;
      this.heap[i] = least;
      i = child;
    }
    this.heap[i] = last;
    return first;
  }
}

function before<T>(a: Planned<T>, b: Planned<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
