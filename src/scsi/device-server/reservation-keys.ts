import { truncate } from '../allocation.ts';
import type { KnownCdb } from '../cdb/decode.ts';
import { keyIn, persistentReserve, persistentReserveIn, REGISTRANTS_ONLY } from '../cdb/persistent-reserve.ts';
import { good, type Outcome } from './outcome.ts';

type Cdb<Name extends KnownCdb['name']> = Extract<KnownCdb, { readonly name: Name }>;

/** Header of both parameter data: PRGENERATION and ADDITIONAL LENGTH (SPC-3 6.11.2). */
const HEADER = 8;
const KEY = 8;
/** One reservation descriptor (SPC-3 6.11.3). */
const DESCRIPTOR = 16;

/** Who is registered and who holds the reservation, as the control plane says; the keys are bytes that initiators chose. */
export interface Reservations {
  readonly registered: readonly string[];
  readonly heldBy: string | null;
}

/** The reservation keys of one logical unit, and what PERSISTENT RESERVE IN tells of them. */
export class ReservationKeys {
  readonly #keys = new Map<string, bigint>();
  #generation = 0;
  #now: Reservations = { registered: [], heldBy: null };

  /** PERSISTENT RESERVE OUT with REGISTER AND IGNORE EXISTING KEY: the key that its parameter list registers. */
  register(initiator: string, parameterList: Uint8Array): void {
    this.#keys.set(initiator, keyIn(parameterList));
  }

  /** How things stand, for the next {@link ReservationKeys.report}. */
  tell(now: Reservations): void {
    this.#now = now;
  }

  /** PRGENERATION counts what changes registrations, not RESERVE and RELEASE (SPC-3 6.11.2). */
  changed({ fields: { action } }: Cdb<'PERSISTENT RESERVE OUT'>): Outcome {
    if (action !== persistentReserve.RESERVE && action !== persistentReserve.RELEASE) {
      this.#generation = (this.#generation + 1) >>> 0;
    }
    return good();
  }

  /** READ KEYS or READ RESERVATION. */
  report({ fields: { action, allocationLength } }: Cdb<'PERSISTENT RESERVE IN'>): Outcome {
    const data = action === persistentReserveIn.READ_KEYS ? this.#readKeys() : this.#readReservation();
    const header = new DataView(data.buffer);
    header.setUint32(0, this.#generation);
    header.setUint32(4, data.length - HEADER);
    return good(truncate(data, allocationLength));
  }

  #keyOf(initiator: string): bigint {
    return this.#keys.get(initiator) ?? 0n;
  }

  #readKeys(): Uint8Array<ArrayBuffer> {
    const { registered } = this.#now;
    const data = new Uint8Array(HEADER + registered.length * KEY);
    const view = new DataView(data.buffer);
    for (const [i, initiator] of registered.entries()) view.setBigUint64(HEADER + i * KEY, this.#keyOf(initiator));
    return data;
  }

  #readReservation(): Uint8Array<ArrayBuffer> {
    const { heldBy } = this.#now;
    if (heldBy === null) return new Uint8Array(HEADER);
    const data = new Uint8Array(HEADER + DESCRIPTOR);
    new DataView(data.buffer).setBigUint64(HEADER, this.#keyOf(heldBy));
    // Scope: the whole logical unit, 0 in the upper four bits.
    data[HEADER + 13] = REGISTRANTS_ONLY;
    return data;
  }
}
