import type { RangeClass } from '../../machines/protocol/buf.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import { internalCommand } from '../data-plane/internal-cdb.ts';
import { encodeCdb } from '../scsi/cdb/encode.ts';
import type { Delivery } from '../system/cascade.ts';
import { describeCdb, type GeometryOf } from './request-description.ts';
import type { WorkloadRequest } from './workload-request.ts';

/** A request with the slot that serves it. */
export type Asked = { readonly slot: string; readonly request: WorkloadRequest & { readonly unit: string } };

/** Blocks that a request moves. */
const blocksPerRequest = 8;

/**
 * The bytes of requests that applications make by themselves, in systems that are explored: every class that they speak
 * of gets a representative. A request inside the unit has blocks of its own, by its slot.
 */
export class RepresentativeRequests {
  private readonly geometryOf: GeometryOf;
  private readonly slots: string[] = [];
  private asked = 0;

  constructor(geometryOf: GeometryOf) {
    this.geometryOf = geometryOf;
  }

  /** What is asked for in a message; undefined when it is no request of an application. */
  askedIn({ from, message }: Delivery, outstanding: number): Asked | undefined {
    if (!from?.startsWith('app:')) return undefined;
    const slot = String(message['slot']);
    if (message.type === 'buf.strategy') {
      const command = message['op'] === 'write' ? 'WRITE(10)' : 'READ(10)';
      const lba = this.blocksOf(slot, message['range'] as RangeClass);
      const cdb = encodeCdb(command, { lba, transferLength: blocksPerRequest });
      return this.request(slot, 'strategy', cdb, outstanding, message['failfast'] === true);
    }
    if (message.type !== 'buf.uscsi') return undefined;
    return this.request(slot, 'passThrough', internalCommand(message['op'] as OperationClass).cdb, outstanding, false);
  }

  private request(
    slot: string,
    entry: WorkloadRequest['entry'],
    cdb: Uint8Array,
    outstandingLimit: number,
    failfast: boolean,
  ): Asked {
    const unit = unitOf(slot);
    const index = this.asked++;
    const where = `request ${index} of the story`;
    const { operation, direction, bytes, range } = describeCdb(cdb, this.geometryOf(unit), where, true);
    const about = { index, unit, entry, cdb, operation, direction, bytes, failfast, outstandingLimit, where };
    return { slot, request: { ...about, tag: 'simple', flags: [], ...(range ? { range } : {}) } };
  }

  /** First block of a request of this class. */
  private blocksOf(slot: string, range: RangeClass): number {
    const { capacity } = this.geometryOf(unitOf(slot));
    switch (range) {
      case 'atEnd':
        return capacity;
      case 'beyond':
        return capacity + blocksPerRequest;
      case 'overrun':
        return capacity - blocksPerRequest / 2;
      default: {
        if (!this.slots.includes(slot)) this.slots.push(slot);
        return this.slots.indexOf(slot) * blocksPerRequest;
      }
    }
  }
}

/** `d0` of slot `d0.1`. */
const unitOf = (slot: string): string => slot.slice(0, slot.lastIndexOf('.'));
