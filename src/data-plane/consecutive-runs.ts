import type { OperationClass } from '../../machines/protocol/operation.ts';

/** Bytes of a page: where spanned requests must meet. Every buffer begins at one. */
export const page = 4096;

/** A request as far as spanning is concerned. */
type Stretch = {
  readonly from: number;
  readonly blocks: number;
  readonly bytes: number;
  /** It cannot be spanned with others. */
  readonly alone: boolean;
  readonly operation: OperationClass;
};

type Tail = { readonly end: number; readonly bytes: number; readonly operation: OperationClass };

/** Remembers, by logical unit, where the run of consecutive requests ends that were asked for last. */
export class ConsecutiveRuns {
  private readonly tails = new Map<string, Tail>();
  private readonly limit: number;

  /** @param limit bytes of the largest transfer. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Does this request continue the run? It is then part of the run; if not, a new run begins with it. */
  follows(unit: string, { from, blocks, bytes, alone, operation }: Stretch): boolean {
    const tail = this.tails.get(unit);
    const joins =
      !alone &&
      tail !== undefined &&
      tail.operation === operation &&
      tail.end === from &&
      tail.bytes % page === 0 &&
      tail.bytes + bytes <= this.limit;
    if (alone || blocks === 0) this.tails.delete(unit);
    else this.tails.set(unit, { end: from + blocks, bytes: joins ? tail.bytes + bytes : bytes, operation });
    return joins;
  }
}
