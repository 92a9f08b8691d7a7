import { InputError } from '../input-error.ts';
import { changesBlocks, type WorkloadRequest } from './workload-request.ts';

/** How many requests are under way at once. */
export interface ClosedLoopOptions {
  /** Fixed number of requests kept outstanding (from 1) instead of the recorded depth of each. */
  readonly depth?: number;
}

interface Outstanding {
  readonly index: number;
  readonly unit: string | undefined;
  /** First block. */
  readonly from: number;
  /** First block behind the range; equal to `from` for a request without one. */
  readonly to: number;
  readonly writes: boolean;
}

/**
 * Decides when each request of a workload may be submitted: in order, one after the other, as soon as
 *
 * - no more requests are outstanding than when the recorded command started (or fewer than `depth`), and
 * - no outstanding request overlaps its block range on the same unit, where at least one of the two writes. SYNCHRONIZE
 *   CACHE and commands without a block range (MODE SELECT ...) neither wait nor make others wait.
 *
 * The head of the line blocks those behind it, so requests that overlap are executed in their recorded order.
 * Deterministic: the decision depends on nothing but the requests and the completions so far.
 */
export class ClosedLoop {
  private readonly source: Iterator<WorkloadRequest, unknown>;
  private readonly depth: number | undefined;
  private readonly outstandingRequests: Outstanding[] = [];
  private readonly places = new Map<number, number>();
  private head: WorkloadRequest | undefined;
  /** The outstanding request that the head waits for: until it completes there is no need to look again. */
  private blockedBy: number | undefined;
  private submittedCount = 0;

  /** @throws InputError (`depth`) when the depth is no whole number from 1. */
  constructor(requests: Iterable<WorkloadRequest>, options: ClosedLoopOptions = {}) {
    if (options.depth !== undefined && !(Number.isSafeInteger(options.depth) && options.depth >= 1)) {
      throw new InputError({
        code: 'depth',
        given: `a depth of ${options.depth}`,
        accepted: 'a whole number from 1',
      });
    }
    this.depth = options.depth;
    this.source = requests[Symbol.iterator]();
    this.advance();
  }

  /** Requests submitted and not yet completed. */
  get outstanding(): number {
    return this.outstandingRequests.length;
  }

  /** Requests submitted so far. */
  get submitted(): number {
    return this.submittedCount;
  }

  /** Whether every request has been submitted and completed. */
  get done(): boolean {
    return this.head === undefined && this.outstandingRequests.length === 0;
  }

  /**
   * The next request to submit, which counts as submitted from then on; `'wait'` when a completion must come first;
   * undefined when all have been submitted.
   */
  next(): WorkloadRequest | 'wait' | undefined {
    const request = this.head;
    if (request === undefined) return undefined;
    if (!this.hasRoom(request) || this.mustWaitForOverlap(request)) return 'wait';
    this.places.set(request.index, this.outstandingRequests.length);
    this.outstandingRequests.push(footprint(request));
    this.submittedCount += 1;
    this.advance();
    return request;
  }

  /** @throws Error when no request with this index is outstanding: it was answered twice or never submitted. */
  completed(index: number): void {
    const place = this.places.get(index);
    if (place === undefined) throw new Error(`request ${index} completed, but is not outstanding`);
    this.places.delete(index);
    const last = this.outstandingRequests.pop();
    if (last !== undefined && last.index !== index) {
      this.outstandingRequests[place] = last;
      this.places.set(last.index, place);
    }
    if (this.blockedBy === index) this.blockedBy = undefined;
  }

  private advance(): void {
    const result = this.source.next();
    this.head = result.done === true ? undefined : result.value;
  }

  private hasRoom(request: WorkloadRequest): boolean {
    const count = this.outstandingRequests.length;
    return this.depth === undefined ? count <= Math.max(0, request.outstandingLimit) : count < this.depth;
  }

  private mustWaitForOverlap(request: WorkloadRequest): boolean {
    if (this.blockedBy !== undefined) return true;
    const { unit, from, to, writes } = footprint(request);
    if (from === to) return false;
    const blocker = this.outstandingRequests.find(
      (other) => (writes || other.writes) && other.from < to && from < other.to && other.unit === unit,
    );
    this.blockedBy = blocker?.index;
    return blocker !== undefined;
  }
}

function footprint({ index, unit, operation, range }: WorkloadRequest): Outstanding {
  const from = range?.lba ?? 0;
  // SYNCHRONIZE CACHE names blocks, but neither returns nor changes them.
  const blocks = operation === 'flush' ? 0 : (range?.blocks ?? 0);
  return { index, unit, from, to: from + blocks, writes: changesBlocks({ operation }) };
}
