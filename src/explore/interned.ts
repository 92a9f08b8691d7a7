/** Values as small integers, one for each different key, given out in order from 0. */
export class Interned<T> {
  readonly values: T[] = [];
  private readonly ids = new Map<string, number>();

  idOf(key: string, make: () => T): number {
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.values.length;
      this.ids.set(key, id);
      this.values.push(make());
    }
    return id;
  }

  at(id: number): T {
    const value = this.values[id];
    if (value === undefined) throw new RangeError(`nothing has the number ${id}`);
    return value;
  }
}
