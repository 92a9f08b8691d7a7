import { choices } from '../../machines/protocol/choices.ts';
import type { Effect } from '../../machines/protocol/effects.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import { DataPlane } from '../data-plane/data-plane.ts';
import { openUnits } from '../run/units.ts';
import { decodeCdb } from '../scsi/cdb/decode.ts';
import type { Delivery } from '../system/cascade.ts';
import { parametersOf, type Topology } from '../system/topology.ts';
import type { TraceAnswer, TraceRequest } from '../trace/format.ts';
import { IntegrityOracle } from '../workload/integrity.ts';
import { RepresentativeRequests } from '../workload/representative-requests.ts';
import type { UnitGeometry } from '../workload/request-description.ts';
import type { WorkloadRequest } from '../workload/workload-request.ts';
import type { Behind } from './playback.ts';

/** Something that the world chose, with the bytes that it was about. */
export type Witness = {
  readonly choice: string;
  readonly value: string;
  /** The command that met it; absent where it is about none. */
  readonly command?: {
    readonly slot: string;
    /** hexadecimal */
    readonly cdb: string;
    readonly name: string;
    readonly range?: { readonly lba: number; readonly blocks: number };
  };
};

/** Requests and answers of a step, as the trace writes them. */
export type StepBytes = {
  readonly requests: readonly Omit<TraceRequest['request'], 'at'>[];
  readonly answers: readonly Omit<TraceAnswer['answer'], 'at'>[];
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * The bytes behind a story: every class that it speaks of gets a representative. A request inside the unit has blocks of
 * its own, by its slot; a choice of the world is met by the command that it is about.
 */
export class StoryBytes implements Behind {
  /** Choices of the world with their bytes. */
  readonly witnesses: Witness[] = [];
  /** Where the bytes say something else than the story. */
  readonly contradictions: string[] = [];
  private readonly topology: Topology;
  private readonly units: ReturnType<typeof openUnits>;
  private readonly data: DataPlane;
  private readonly oracle: IntegrityOracle;
  private readonly representatives: RepresentativeRequests;
  private readonly inFlight = new Map<string, WorkloadRequest>();
  private requests: StepBytes['requests'][number][] = [];
  private answers: StepBytes['answers'][number][] = [];

  constructor(topology: Topology) {
    this.topology = topology;
    this.representatives = new RepresentativeRequests((unit) => this.geometry(unit));
    this.units = openUnits(topology);
    this.data = new DataPlane(this.units.data, { splitAt: parametersOf(topology).sd.minphys });
    this.oracle = new IntegrityOracle((unit) => this.geometry(unit), this.units.initialBlock);
  }

  /** What the step that is over asked for and answered. */
  takeStep(): StepBytes {
    const { requests, answers } = this;
    this.requests = [];
    this.answers = [];
    return { requests, answers };
  }

  /** What was moved and compared so far. */
  report() {
    return this.oracle.report();
  }

  close(): void {
    this.units.close();
  }

  delivers({ message }: Delivery): void {
    const { type } = message;
    if (type === 'tran.start' || type === 'bus.select') {
      this.data.internal(String(message['slot']), String(message['lun']), message['op'] as OperationClass);
    }
    const slot = typeof message['slot'] === 'string' ? message['slot'] : undefined;
    const record = slot === undefined ? undefined : this.data.record(slot);
    const command = record && {
      cdb: hex(record.cdb),
      name: decodeCdb(record.cdb, this.geometry(record.unit).blockSize).name,
    };
    const range = slot === undefined ? undefined : this.data.facts(slot)?.range;
    for (const { field, alternatives } of choices[type] ?? []) {
      const value = String(message[field]);
      if (value === alternatives[0]) continue;
      const about = command && slot !== undefined ? { slot, ...command, ...(range ? { range } : {}) } : undefined;
      this.witnesses.push({ choice: `${type}.${field}`, value, ...(about ? { command: about } : {}) });
    }
    const refusal = type === 'lu.execute' && slot !== undefined ? this.data.refusal(slot) : undefined;
    if (refusal !== undefined && command && message['outcome'] !== refusal) {
      const says = `${command.name} ${command.cdb} would end with ${refusal}, not with ${String(message['outcome'])}`;
      this.contradictions.push(`${slot ?? ''}: ${says}`);
    }
  }

  effect(effect: Effect): void {
    this.data.carryOut(effect);
    if (effect.type === 'effect.answered') this.answered(effect);
  }

  posted(delivery: Delivery): void {
    const asked = this.representatives.askedIn(delivery, this.inFlight.size);
    if (!asked) return;
    const { slot, request } = asked;
    const { index, unit, entry, cdb, direction, bytes } = request;
    this.requests.push({ index, slot, unit, entry, cdb: hex(cdb), flags: [], outstanding: this.inFlight.size });
    this.oracle.submitted(request);
    const buffer = direction === 'out' ? this.oracle.dataFor(request) : new Uint8Array(bytes);
    this.data.place(slot, unit, request, buffer);
    this.inFlight.set(slot, request);
  }

  private answered({ slot, error, resid }: Extract<Effect, { type: 'effect.answered' }>): void {
    const request = this.inFlight.get(slot);
    if (!request) return;
    this.inFlight.delete(slot);
    const isGood = error === 'none' && resid === 'zero';
    if (!isGood) this.oracle.failed(request);
    const wrong = isGood ? this.oracle.completedGood(request, this.data.record(slot)?.buffer) : [];
    this.answers.push({ index: request.index, slot, error, resid, mismatches: wrong.length });
    this.data.release(slot);
  }

  private geometry(name: string | undefined): UnitGeometry {
    const units = this.topology.targets.flatMap(({ logicalUnits }) => logicalUnits);
    const unit = units.find((each) => each.name === name) ?? units[0];
    return { blockSize: unit?.blockSize ?? 512, capacity: unit?.blocks ?? 0 };
  }
}
