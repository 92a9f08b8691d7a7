import { slotFields, unorderedSlotFields } from '../../machines/protocol/slot-fields.ts';

/** Names may be exchanged only where it is declared that names may be: a name was found elsewhere. */
export class UndeclaredSlotError extends Error {
  constructor(where: string, field: string, name: string) {
    super(`${where} holds the name ${name} in '${field}', which is not declared among the fields that name slots`);
    this.name = 'UndeclaredSlotError';
  }
}

/** An exchange of slot names. An address that ends in a slot's name belongs to that slot and changes with it. */
export class Renaming {
  private readonly images: ReadonlyMap<string, string>;

  /** @param images name -> name, a permutation; names that are not mentioned stay */
  constructor(images: ReadonlyMap<string, string>) {
    this.images = images;
  }

  /** A slot or an address. */
  name(name: string): string {
    const whole = this.images.get(name);
    if (whole !== undefined) return whole;
    const colon = name.indexOf(':');
    if (colon < 0) return name;
    const image = this.images.get(name.slice(colon + 1));
    return image === undefined ? name : name.slice(0, colon + 1) + image;
  }

  /**
   * The same value with names exchanged in the declared fields.
   *
   * @throws UndeclaredSlotError
   */
  value<T>(value: T, where: string, field = ''): T {
    return this.renamed(value, where, field) as T;
  }

  private renamed(value: unknown, where: string, field: string): unknown {
    if (typeof value === 'string') {
      const image = this.name(value);
      if (image !== value && !slotFields.has(field)) throw new UndeclaredSlotError(where, field, value);
      return image;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.renamed(item, where, field));
      return unorderedSlotFields.has(field) ? items.map(String).sort((a, b) => (a < b ? -1 : 1)) : items;
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (this.name(key) !== key) throw new UndeclaredSlotError(where, key, key);
        return [key, this.renamed(item, where, key)];
      }),
    );
  }
}

/** Every permutation of the names within each class; the first leaves all as they are. */
export function permutations(classes: readonly (readonly string[])[]): ReadonlyMap<string, string>[] {
  let all: ReadonlyMap<string, string>[] = [new Map()];
  for (const names of classes) {
    const orders = ordersOf(names);
    all = all.flatMap((before) =>
      orders.map(
        (order) => new Map([...before, ...names.map((name, i): [string, string] => [name, order[i] ?? name])]),
      ),
    );
  }
  return all;
}

function ordersOf(names: readonly string[]): string[][] {
  if (names.length === 0) return [[]];
  return names.flatMap((first) => ordersOf(names.filter((name) => name !== first)).map((rest) => [first, ...rest]));
}
