import { SharedInts } from './shared-ints.ts';

/** Where the numbers of pairs lie, as threads share it: `perOwner` places for each owner, in each the number + 1. */
export type PlaceTable = { readonly data: Int32Array; readonly perOwner: number };

/** Numbers pairs (owner, value) without gaps, in the order in which they are asked for. */
export class Places {
  table: PlaceTable;
  private readonly owners: number;
  private count = 0;

  constructor(owners: number, perOwner = 16) {
    this.owners = owners;
    this.table = { data: new SharedInts(perOwner * owners).data, perOwner };
  }

  /** The number of a pair. `isNew` says whether it was asked for before. */
  of(owner: number, value: number): { readonly number: number; readonly isNew: boolean } {
    while (value >= this.table.perOwner) this.grow();
    const { data, perOwner } = this.table;
    const at = owner * perOwner + value;
    const found = data[at] ?? 0;
    if (found > 0) return { number: found - 1, isNew: false };
    const number = this.count++;
    Atomics.store(data, at, number + 1);
    return { number, isNew: true };
  }

  get bytes(): number {
    return this.table.data.byteLength;
  }

  private grow(): void {
    const { data: before, perOwner: was } = this.table;
    const perOwner = was * 2;
    const { data } = new SharedInts(perOwner * this.owners);
    for (let at = 0; at < before.length; at++) data[Math.floor(at / was) * perOwner + (at % was)] = before[at] ?? 0;
    this.table = { data, perOwner };
  }
}

/** Number of a pair; -1 if it has none yet. */
export function placeOf({ data, perOwner }: PlaceTable, owner: number, value: number): number {
  return value < perOwner ? (data[owner * perOwner + value] ?? 0) - 1 : -1;
}
