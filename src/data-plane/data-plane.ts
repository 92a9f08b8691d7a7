import type { Effect } from '../../machines/protocol/effects.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { SenseClass } from '../../machines/protocol/sense.ts';
import type { CommandFacts } from '../scenario/fault-plan.ts';
import { type DecodedCdb, decodeCdb } from '../scsi/cdb/decode.ts';
import { encodeCdb } from '../scsi/cdb/encode.ts';
import { operationClass } from '../scsi/cdb/operation-class.ts';
import type { DeviceServer } from '../scsi/device-server.ts';
import { buildSense, NO_SENSE } from '../scsi/sense.ts';
import { nearestSenseClass, senseOfClass } from '../scsi/sense-class.ts';
import type { WorkloadRequest } from '../workload/workload-request.ts';
import { ConsecutiveRuns, page } from './consecutive-runs.ts';
import { internalCommand } from './internal-cdb.ts';

/** A READ or WRITE of some of the blocks of a request. */
type Transfer = Readonly<Pick<SlotRecord, 'cdb' | 'offset' | 'length'>>;

/** How much goes at once, bytes. */
export type TransferLimits = {
  /** The largest transfer that physio(9F) asks for at once (minphys). */
  readonly splitAt: number;
  /** For how much there are DMA resources at once; 0: for any number of bytes. */
  readonly dmaWindow?: number;
  /** The largest transfer of one command; the driver splits what is larger. */
  readonly fragmentAt?: number;
};

/** What stands behind one slot: the command and the host's buffers. */
export type SlotRecord = {
  readonly unit: string;
  /** The request this command serves; undefined for commands of drivers and adapters. */
  request: WorkloadRequest | undefined;
  cdb: Uint8Array;
  operation: OperationClass;
  /** The whole buffer of the request. */
  buffer: Uint8Array;
  /** Where in the buffer the current transfer begins, and how much it is to move, bytes. */
  offset: number;
  length: number;
  /** The transfer of the buf, while only a window of it is bound for DMA. */
  transfer: Transfer | undefined;
  /** Where in the buffer the transfer ends that the driver was asked for; beyond `offset + length` if it was split. */
  end: number;
  /** Slots whose transfers go along with this one, in order (spanned). */
  riders: readonly string[];
  /** Sense data that the driver holds for this command. */
  sense: Uint8Array | undefined;
  /** Sense data that came with its status. */
  autosense?: Uint8Array;
  /** Times given to the transport. */
  transports: number;
  /** `cdb` taken apart, with the bytes that it was made from. */
  decoded?: { readonly from: Uint8Array; readonly cdb: DecodedCdb };
};

/** One logical unit's data plane. */
export type UnitData = { readonly server: DeviceServer; readonly blockSize: number; readonly blocks: number };

/** Bytes behind the control plane: records by slot, sense by initiator, one device server per logical unit. */
export class DataPlane {
  private readonly slots = new Map<string, SlotRecord>();
  private readonly units: ReadonlyMap<string, UnitData>;
  private readonly pendingSense = new Map<string, Uint8Array>();
  private readonly splitAt: number;
  private readonly dmaWindow: number;
  private readonly fragmentAt: number;
  private readonly runs: ConsecutiveRuns;

  constructor(
    units: ReadonlyMap<string, UnitData>,
    { splitAt, dmaWindow = 0, fragmentAt = Number.POSITIVE_INFINITY }: TransferLimits,
  ) {
    this.units = units;
    this.splitAt = splitAt;
    this.dmaWindow = dmaWindow;
    this.fragmentAt = fragmentAt;
    this.runs = new ConsecutiveRuns(fragmentAt);
  }

  /** A request takes a slot, with the buffer of its data. */
  place(slot: string, unit: string, request: WorkloadRequest, buffer: Uint8Array): SlotRecord {
    const record: SlotRecord = {
      unit,
      request,
      cdb: request.cdb,
      operation: request.operation,
      buffer,
      offset: 0,
      length: buffer.length,
      transfer: undefined,
      end: buffer.length,
      riders: [],
      sense: undefined,
      transports: 0,
    };
    this.slots.set(slot, record);
    if (request.entry === 'physio') this.cut(record, 0, Math.min(this.splitAt, buffer.length));
    else if (request.entry === 'strategy') {
      this.clip(record);
      if (record.length > this.fragmentAt) this.cut(record, 0, record.end);
    }
    return record;
  }

  record(slot: string): SlotRecord | undefined {
    return this.slots.get(slot);
  }

  release(slot: string): void {
    this.slots.delete(slot);
  }

  /** A command of a driver or adapter itself: its bytes follow from the operation. */
  internal(slot: string, unit: string, op: OperationClass): void {
    const known = this.slots.get(slot);
    if (known?.request !== undefined) return;
    const { cdb, bytes, data } = internalCommand(op);
    this.slots.set(slot, {
      unit,
      request: undefined,
      cdb,
      operation: op,
      buffer: data ?? new Uint8Array(bytes),
      offset: 0,
      length: bytes,
      transfer: undefined,
      end: bytes,
      riders: [],
      sense: undefined,
      transports: known?.operation === op ? known.transports : 0,
    });
  }

  /** What fault rules may ask about the command in a slot. */
  facts(slot: string): CommandFacts | undefined {
    const record = this.slots.get(slot);
    if (!record) return undefined;
    const { range } = this.decode(record);
    return {
      unit: record.unit,
      operation: record.operation,
      opcode: record.cdb[0] ?? 0,
      range,
      request: record.request?.index,
      transport: record.transports,
      autoSense: slot.endsWith('.arq'),
    };
  }

  /** Would the device server run this command? The sense class that it would answer instead, if not. */
  refusal(slot: string): SenseClass | undefined {
    const record = this.slots.get(slot);
    if (!record) return undefined;
    const { server } = this.unit(record.unit);
    const cdb = this.decode(record);
    const sense = server.checkCdb(cdb);
    if (sense) return nearestSenseClass(sense);
    // VERIFY changes nothing, so that trying it says what it would answer.
    const tried = record.operation === 'verify' ? server.execute(cdb, this.dataOut(record)) : undefined;
    return tried?.status === 'CHECK_CONDITION' ? nearestSenseClass(tried.sense) : undefined;
  }

  /** Does physio have another chunk to ask for? Moves on to it if so. */
  nextChunk(slot: string): boolean {
    const record = this.slots.get(slot);
    if (record?.request?.entry !== 'physio') return false;
    const next = record.offset + record.length;
    if (next >= record.buffer.length) return false;
    this.cut(record, next, Math.min(next + this.splitAt, record.buffer.length));
    return true;
  }

  /**
   * Does binding the buffer of this slot for DMA, from its first byte or from behind the present window, take more than
   * there is at once?
   */
  exceedsWindow(slot: string): boolean {
    const record = this.slots.get(slot);
    if (!record?.request || this.dmaWindow === 0) return false;
    return unboundFrom(record, record.transfer ? 'next' : 'first').length > this.windowBytes(record);
  }

  /** Is a fragment left of what the driver was asked for and has split? */
  fragmentLeft(slot: string): boolean {
    const record = this.slots.get(slot);
    return record?.request !== undefined && record.riders.length === 0 && record.offset + record.length < record.end;
  }

  /** Does the request in this slot begin where the one asked for before it ends? To be called once for each request. */
  continuesLast(slot: string): boolean {
    const record = this.slots.get(slot);
    if (!record?.request) return false;
    const { range } = decodeCdb(record.cdb, this.unit(record.unit).blockSize);
    return this.runs.follows(record.unit, {
      from: range?.lba ?? 0,
      blocks: range?.blocks ?? 0,
      bytes: record.length,
      alone: record.request.entry !== 'strategy' || record.end !== record.buffer.length || record.length !== record.end,
      operation: record.operation,
    });
  }

  /** The transfer of this slot goes by itself. */
  unspan(slot: string): void {
    const record = this.slots.get(slot);
    if (record) record.riders = [];
  }

  /** Bytes that the current transfer of a slot moves, with what goes along. */
  transferBytes(slot: string): number {
    const record = this.slots.get(slot);
    return record ? this.spanOf(record).reduce((sum, { length }) => sum + length, 0) : 0;
  }

  /** What the tests of an adapter driver find in what goes along with the transfer of a slot. */
  spanDefect(slot: string): 'spanDirection' | 'spanAlignment' | undefined {
    const record = this.slots.get(slot);
    if (!record) return undefined;
    const span = this.spanOf(record);
    if (span.some(({ operation }) => operation !== record.operation)) return 'spanDirection';
    return span.slice(0, -1).some(({ length }) => length % page !== 0) ? 'spanAlignment' : undefined;
  }

  /** What one command transfers: its own record, and those of the requests that are spanned with it. */
  private spanOf(record: SlotRecord): readonly SlotRecord[] {
    return [record, ...record.riders.flatMap((slot) => this.slots.get(slot) ?? [])];
  }

  carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'effect.execute':
        this.execute(effect.slot, effect.resid);
        return;
      case 'effect.registered': {
        const record = this.slots.get(effect.slot);
        if (record) this.unit(effect.lun).server.reservationKeys.register(effect.initiator, record.buffer);
        return;
      }
      case 'effect.reservations':
        this.unit(effect.lun).server.reservationKeys.tell(effect);
        return;
      case 'effect.dmaWindow':
        this.bind(effect.slot, effect.window, effect.resid);
        return;
      case 'effect.dmaFree': {
        const record = this.slots.get(effect.slot);
        if (record?.transfer) Object.assign(record, record.transfer, { transfer: undefined });
        return;
      }
      case 'effect.senseCapture': {
        const range = effect.slot === null ? undefined : this.facts(effect.slot)?.range;
        this.pendingSense.set(senseKey(effect.lun, effect.initiator), senseBytes(effect.sense, range?.lba));
        return;
      }
      case 'effect.senseReturn': {
        const record = this.slots.get(effect.slot);
        const captured = this.pendingSense.get(senseKey(effect.lun, effect.initiator));
        // What a fault garbles is not what was captured.
        const bytes =
          captured && nearestClass(captured) === effect.sense ? captured : senseBytes(effect.sense, undefined);
        if (record) record.buffer = bytes.slice(0, record.length === 0 ? bytes.length : record.length);
        return;
      }
      case 'effect.autosense': {
        const record = this.slots.get(effect.slot);
        const key = senseKey(effect.lun, effect.initiator);
        if (record) record.autosense = this.pendingSense.get(key) ?? senseBytes(effect.sense, undefined);
        this.pendingSense.delete(key);
        return;
      }
      case 'effect.senseClear':
        this.pendingSense.delete(senseKey(effect.lun, effect.initiator));
        return;
      case 'effect.unitReset':
        this.unit(effect.lun).server.reset();
        return;
      case 'effect.arqCopy':
      case 'effect.senseCopy': {
        const from = this.slots.get(effect.from);
        const to = this.slots.get(effect.to);
        if (from && to) to.sense = from.buffer.slice();
        return;
      }
      case 'effect.nextFragment': {
        const record = this.slots.get(effect.slot);
        if (record) this.cut(record, record.offset + record.length, record.end);
        return;
      }
      case 'effect.span': {
        const record = this.slots.get(effect.slot);
        if (record) record.riders = effect.riders;
        return;
      }
      case 'effect.answered':
        return; // the run looks at it
    }
  }

  private execute(slot: string, resid: 'zero' | 'partial' | 'all'): void {
    const record = this.slots.get(slot);
    if (!record || resid === 'all') return;
    if (record.riders.length > 0) {
      // One command for the device; each request has its own part of the medium and its own buffer.
      if (resid === 'zero') for (const each of this.spanOf(record)) this.transfer(each, resid);
      return;
    }
    this.transfer(record, resid);
  }

  private transfer(record: SlotRecord, resid: 'zero' | 'partial'): void {
    const { server, blockSize } = this.unit(record.unit);
    const blocks = Math.floor(record.length / blockSize);
    const whole = resid === 'zero' || (record.operation !== 'read' && record.operation !== 'write');
    const shortened = whole ? undefined : withBlocks(record.cdb, blockSize, Math.floor(blocks / 2));
    if (!whole && !shortened) return;
    const out = this.dataOut(record);
    const result = server.execute(
      shortened ? server.decode(shortened) : this.decode(record),
      out && !whole ? out.subarray(0, Math.floor(blocks / 2) * blockSize) : out,
    );
    if (result.status !== 'GOOD') return;
    record.buffer.set(result.dataIn.subarray(0, Math.max(0, record.length)), record.offset);
  }

  private dataOut(record: SlotRecord): Uint8Array | undefined {
    if (record.request?.direction !== 'out') return undefined;
    return record.buffer.subarray(record.offset, record.offset + record.length);
  }

  /** Whole blocks that one DMA window holds, bytes. */
  private windowBytes({ unit }: SlotRecord): number {
    const { blockSize } = this.unit(unit);
    return Math.max(1, Math.floor(this.dmaWindow / blockSize)) * blockSize;
  }

  /** Binds what one DMA window holds; without a limit, half of what is left. `zero`: all that is left. */
  private bind(slot: string, window: 'first' | 'next', resid: 'zero' | 'partial'): void {
    const record = this.slots.get(slot);
    if (!record?.request) return;
    const { blockSize } = this.unit(record.unit);
    const { offset, length } = unboundFrom(record, window);
    if (length === 0) return;
    const half = Math.ceil(length / blockSize / 2) * blockSize;
    const most = resid === 'zero' ? length : this.dmaWindow === 0 ? half : this.windowBytes(record);
    const transfer = record.transfer ?? { cdb: record.cdb, offset: record.offset, length: record.length };
    const { range } = decodeCdb(transfer.cdb, blockSize);
    record.transfer = transfer;
    record.offset = offset;
    record.length = Math.min(most, length);
    record.cdb = sameCommand(transfer.cdb, blockSize, {
      lba: (range?.lba ?? 0) + (offset - transfer.offset) / blockSize,
      blocks: record.length / blockSize,
    });
  }

  /** Makes the current transfer what one command moves of `offset` to `end`: physio(9F) with minphys(9F), fragments. */
  private cut(record: SlotRecord, offset: number, end: number): void {
    const { request } = record;
    const { blockSize } = this.unit(record.unit);
    if (!request?.range) return;
    record.transfer = undefined;
    record.offset = offset;
    record.end = end;
    record.length = Math.min(this.fragmentAt, end - offset);
    const name = request.direction === 'out' ? 'WRITE(10)' : 'READ(10)';
    record.cdb = encodeCdb(name, {
      lba: request.range.lba + offset / blockSize,
      transferLength: Math.ceil(record.length / blockSize),
    });
    this.clip(record);
  }

  /** A transfer that runs over the end of the partition is cut there (sd clones the buf). */
  private clip(record: SlotRecord): void {
    const { blocks, blockSize } = this.unit(record.unit);
    const { range } = this.decode(record);
    if (!range || range.lba >= blocks || range.lba + range.blocks <= blocks) return;
    record.cdb = withBlocks(record.cdb, blockSize, blocks - range.lba) ?? record.cdb;
    record.length = (blocks - range.lba) * blockSize;
    record.end = record.offset + record.length;
  }

  /** Fault rules and the device ask again and again. */
  private decode(record: SlotRecord): DecodedCdb {
    if (record.decoded?.from !== record.cdb)
      record.decoded = { from: record.cdb, cdb: this.unit(record.unit).server.decode(record.cdb) };
    return record.decoded.cdb;
  }

  private unit(name: string): UnitData {
    const unit = this.units.get(name);
    if (!unit) throw new RangeError(`no logical unit '${name}'`);
    return unit;
  }
}

const senseKey = (lun: string, initiator: string): string => `${lun} ${initiator}`;

/** The class of sense bytes that this model built itself. */
function nearestClass(bytes: Uint8Array): SenseClass {
  return nearestSenseClass({ key: (bytes[2] ?? 0) & 0x0f, asc: bytes[12] ?? 0, ascq: bytes[13] ?? 0 });
}

/** Sense bytes in fixed format for a class; the information field names the block the command began with. */
function senseBytes(sense: SenseClass, lba: number | undefined): Uint8Array {
  const meaning = senseOfClass(sense);
  if (meaning) {
    return buildSense({
      ...meaning,
      ...(lba !== undefined && (meaning.key === 3 || meaning.key === 1) ? { info: lba } : {}),
    });
  }
  const bytes = buildSense(NO_SENSE);
  if (sense === 'SHORT') return bytes.slice(0, 3);
  bytes[0] = sense === 'NOT_CLASS_7' ? 0x00 : 0x75;
  return bytes;
}

/** What of the transfer is not bound: all of it, or what lies behind the present window. */
function unboundFrom(record: SlotRecord, window: 'first' | 'next'): { offset: number; length: number } {
  const { offset, length, transfer } = record;
  if (!transfer) return { offset, length };
  if (window === 'first') return transfer;
  const next = offset + length;
  return { offset: next, length: transfer.offset + transfer.length - next };
}

/** The same command for other blocks, in a CDB of the same length (a packet keeps its own for life). */
function sameCommand(cdb: Uint8Array, blockSize: number, range: { lba: number; blocks: number }): Uint8Array {
  const decoded = decodeCdb(cdb, blockSize);
  switch (decoded.name) {
    case 'READ(6)':
    case 'WRITE(6)':
    case 'READ(10)':
    case 'WRITE(10)':
    case 'READ(12)':
    case 'WRITE(12)':
      return encodeCdb(decoded.name, { ...decoded.fields, lba: range.lba, transferLength: range.blocks });
    case 'READ(16)':
    case 'WRITE(16)':
      return encodeCdb(decoded.name, { ...decoded.fields, lba: BigInt(range.lba), transferLength: range.blocks });
    default:
      return cdb;
  }
}

/** The same READ or WRITE for fewer blocks; undefined for 0 blocks, which some CDBs read as 256. */
function withBlocks(cdb: Uint8Array, blockSize: number, blocks: number): Uint8Array | undefined {
  if (blocks < 1) return undefined;
  const { range } = decodeCdb(cdb, blockSize);
  const write = operationClass(decodeCdb(cdb, blockSize)) === 'write';
  return encodeCdb(write ? 'WRITE(16)' : 'READ(16)', { lba: BigInt(range?.lba ?? 0), transferLength: blocks });
}
