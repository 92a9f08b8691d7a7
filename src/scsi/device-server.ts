import type { BlockStore } from './block-store/block-store.ts';
import { type DecodedCdb, decodeCdb, type KnownCdb } from './cdb/decode.ts';
import { readBlocks, synchronizeCache, verify, writeBlocks, writeSame } from './device-server/block-commands.ts';
import { checkCdb } from './device-server/check-cdb.ts';
import {
  defaultLogicalUnit,
  isWriteProtected,
  type LogicalUnit,
  type LogicalUnitConfiguration,
} from './device-server/logical-unit.ts';
import { modeSelect, modeSense } from './device-server/mode-commands.ts';
import { checkCondition, good, type Outcome } from './device-server/outcome.ts';
import {
  inquiry,
  readCapacity10,
  readCapacity16,
  reportLuns,
  reportSupportedOpcodes,
  requestSense,
} from './device-server/reports.ts';
import { ReservationKeys } from './device-server/reservation-keys.ts';
import { ModePageSet } from './mode/page-set.ts';
import type { ModePageName, ModePageValues } from './mode/pages.ts';
import { NO_SENSE, type Sense, type SenseFormat } from './sense.ts';

const NO_DATA = new Uint8Array(0);

/**
 * The data plane of one logical unit: carries commands out on a {@link BlockStore}. Control state (readiness, unit
 * attentions, reservations, contingent allegiance, the task set) belongs to the state machines: what reaches
 * {@link DeviceServer.execute} has passed them.
 */
export class DeviceServer {
  readonly #unit: LogicalUnit;

  /** @param configuration what differs from {@link defaultLogicalUnit} */
  constructor(store: BlockStore, configuration: Partial<LogicalUnitConfiguration> = {}) {
    const complete = { ...defaultLogicalUnit, ...configuration };
    this.#unit = {
      configuration: complete,
      store,
      modePages: new ModePageSet(complete.modePages),
      reservationKeys: new ReservationKeys(),
      writeProtectSwitch: false,
    };
  }

  get configuration(): LogicalUnitConfiguration {
    return this.#unit.configuration;
  }

  /** Number of logical blocks. */
  get capacity(): number {
    return this.#unit.store.blocks;
  }

  /** Bytes per logical block. */
  get blockSize(): number {
    return this.#unit.store.blockSize;
  }

  /** Whether writes are refused: by {@link DeviceServer.setWriteProtect}, the SWP bit or a read-only store. */
  get writeProtected(): boolean {
    return isWriteProtected(this.#unit);
  }

  /** Turns the write-protect switch on or off. */
  setWriteProtect(protect: boolean): void {
    this.#unit.writeProtectSwitch = protect;
  }

  /** Format in which sense data accompany CHECK CONDITION, as D_SENSE in the control mode page says. */
  get senseFormat(): SenseFormat {
    return this.#unit.modePages.values('control').dSense === 1 ? 'descriptor' : 'fixed';
  }

  /** Current values of a mode page. */
  modePage<Name extends ModePageName>(name: Name): ModePageValues<Name> {
    return this.#unit.modePages.values(name);
  }

  /** A hard reset: saved mode page values become current. Data are not touched. */
  reset(): void {
    this.#unit.modePages.reset();
  }

  /** The reservation keys of its initiators. */
  get reservationKeys(): ReservationKeys {
    return this.#unit.reservationKeys;
  }

  /**
   * Takes a CDB apart with the block size of this unit.
   * @throws InputError `scsi-cdb-short`
   */
  decode(cdb: Uint8Array): DecodedCdb {
    return decodeCdb(cdb, this.blockSize);
  }

  /**
   * Whether a command can be carried out, decided without side effects. Errors that only the data or the medium can show
   * (parameter lists, miscompares, medium errors) are not seen here.
   * @returns null, or the sense data of the CHECK CONDITION it would get
   */
  checkCdb(cdb: DecodedCdb): Sense | null {
    return checkCdb(this.#unit, cdb);
  }

  /**
   * Carries a command out.
   * @param dataOut data received from the initiator; what exceeds the CDB's length is ignored
   * @param pending sense data that REQUEST SENSE hands over
   */
  execute(cdb: DecodedCdb, dataOut: Uint8Array = NO_DATA, pending: Sense = NO_SENSE): Outcome {
    const refused = checkCdb(this.#unit, cdb);
    if (refused !== null) return checkCondition(refused);
    // What is not known has been refused above.
    return cdb.known ? perform(this.#unit, cdb, dataOut, pending) : good();
  }
}

function perform(unit: LogicalUnit, cdb: KnownCdb, dataOut: Uint8Array, pending: Sense): Outcome {
  const range = cdb.range ?? { lba: 0, blocks: 0 };
  switch (cdb.name) {
    case 'READ(6)':
    case 'READ(10)':
    case 'READ(12)':
    case 'READ(16)':
      return readBlocks(unit, range);
    case 'WRITE(6)':
      return writeBlocks(unit, range, false, dataOut);
    case 'WRITE(10)':
    case 'WRITE(12)':
    case 'WRITE(16)':
      return writeBlocks(unit, range, cdb.fields.fua === 1, dataOut);
    case 'WRITE SAME(10)':
      return writeSame(unit, range, dataOut);
    case 'WRITE SAME(16)':
      return writeSame(unit, range, cdb.fields.ndob === 1 ? new Uint8Array(unit.store.blockSize) : dataOut);
    case 'VERIFY(10)':
    case 'VERIFY(16)':
      return verify(unit, range, cdb.fields.bytChk, dataOut);
    case 'SYNCHRONIZE CACHE(10)':
    case 'SYNCHRONIZE CACHE(16)':
      return synchronizeCache(unit);
    case 'INQUIRY':
      return inquiry(unit, cdb);
    case 'REQUEST SENSE':
      return requestSense(cdb, pending);
    case 'READ CAPACITY(10)':
      return readCapacity10(unit);
    case 'READ CAPACITY(16)':
      return readCapacity16(unit, cdb);
    case 'REPORT LUNS':
      return reportLuns(unit, cdb);
    case 'REPORT SUPPORTED OPERATION CODES':
      return reportSupportedOpcodes(cdb);
    case 'MODE SENSE(6)':
    case 'MODE SENSE(10)':
      return modeSense(unit, cdb);
    case 'MODE SELECT(6)':
    case 'MODE SELECT(10)':
      return modeSelect(unit, cdb, dataOut);
    // What these change is control state.
    case 'TEST UNIT READY':
    case 'START STOP UNIT':
    case 'RESERVE(6)':
    case 'RESERVE(10)':
    case 'RELEASE(6)':
    case 'RELEASE(10)':
      return good();
    case 'PERSISTENT RESERVE IN':
      return unit.reservationKeys.report(cdb);
    case 'PERSISTENT RESERVE OUT':
      return unit.reservationKeys.changed(cdb);
  }
}
