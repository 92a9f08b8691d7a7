import type { Effect } from '../../machines/protocol/effects.ts';
import { address } from '../../machines/protocol/names.ts';
import { DataPlane, type UnitData } from '../data-plane/data-plane.ts';
import { InputError } from '../input-error.ts';
import { FaultPlan } from '../scenario/fault-plan.ts';
import type { FaultRule } from '../scenario/fault-rule.ts';
import type { ScheduledPick } from '../scenario/scheduled.ts';
import { decodeCdb } from '../scsi/cdb/decode.ts';
import type { ActorSpec, Delivery } from '../system/cascade.ts';
import { compose } from '../system/compose.ts';
import type { ComposeOptions } from '../system/driver-part.ts';
import { driverView } from '../system/driver-view.ts';
import { slotsOf } from '../system/slots.ts';
import { stateName } from '../system/state-name.ts';
import type { StepRecord } from '../system/step-record.ts';
import { type Driver, type Parameters, parametersOf, type Topology } from '../system/topology.ts';
import type { World } from '../system/world.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import { ClosedLoop } from '../workload/closed-loop.ts';
import { type BlockMismatch, type InitialBlock, IntegrityOracle, type IntegrityReport } from '../workload/integrity.ts';
import { RepresentativeRequests } from '../workload/representative-requests.ts';
import type { GeometryOf } from '../workload/request-description.ts';
import { isStamped, type WorkloadRequest } from '../workload/workload-request.ts';
import { Conduct, type Conductor } from './conduct.ts';
import { createRuntime, type Runtime, type RuntimeKind } from './runtime.ts';
import { stackWorld } from './stack-world.ts';
import type { Watcher } from './watcher.ts';

/** How a request ended. */
export type Answer = {
  readonly request: WorkloadRequest;
  readonly error: string;
  readonly resid: 'zero' | 'partial' | 'all';
  readonly mismatches: readonly BlockMismatch[];
};

/** Requests without an end, as in systems that are explored: what the applications ask for, and how many steps are done. */
export type Forever = { readonly asks: NonNullable<ComposeOptions['forever']>; readonly steps: number };

export type RunOptions = {
  readonly topology: Topology;
  readonly requests: readonly WorkloadRequest[];
  readonly faults: readonly FaultRule[];
  readonly faultWhere?: (index: number) => string;
  /** Steps in which something else happens than what is due. */
  readonly schedule: readonly ScheduledPick[];
  readonly scheduleWhere?: (index: number) => string;
  /** Asked before each step what is to happen. */
  readonly conductor?: Conductor;
  readonly seed: number;
  readonly depth?: number;
  readonly attach: boolean;
  /** Applications ask by themselves, again and again, until so many steps are done. */
  readonly forever?: Forever;
  /** Puts another world around the stack, which may ask the usual one. */
  readonly around?: (usual: World) => World;
  readonly runtime: RuntimeKind;
  readonly clock: 'virtual' | 'real';
  /** Logical units by name. */
  readonly units: ReadonlyMap<string, UnitData>;
  /** Content of media that are not blank. */
  readonly initialBlock?: InitialBlock;
  readonly trace: TraceWriter;
  readonly observe?: (record: StepRecord) => void;
  /** Runs other actors than those of the model, e.g. a machine that was broken on purpose. */
  readonly variant?: (specs: ActorSpec[]) => ActorSpec[];
  /** Called every so often with the number of answers. */
  readonly progress?: (answered: number, total: number) => void;
  /** Whoever watches it while it goes on. */
  readonly watcher?: Watcher;
};

export type StackRun = {
  readonly answers: readonly Answer[];
  /** Answers to requests that had been answered before. */
  readonly answeredTwice: number;
  readonly attached: boolean;
  readonly integrity: IntegrityReport;
  readonly faultsUsed: FaultPlan['used'];
  readonly virtualSeconds: number;
  readonly steps: number;
};

/** Nothing can happen any more, or only the same for ever, although requests wait for their answer. */
export class StackStuckError extends Error {
  constructor(unanswered: readonly WorkloadRequest[], runtime: Runtime) {
    const states = runtime.addresses
      .map((at) => `${at}: ${stateName(runtime.snapshot(at).value)}`)
      .filter((line) => !/: (idle|free)$/.test(line));
    super(
      `${unanswered.length === 1 ? '1 request is' : `${unanswered.length} requests are`} never answered (first: ${unanswered[0]?.where ?? '?'}); ${states.join('; ')}`,
    );
    this.name = 'StackStuckError';
  }
}

/** Steps without any answer after which a run counts as stuck. */
const patience = 2_000_000;

/** Bytes that the adapter driver takes at once, where it tests that itself. */
function maximumTransferOf(driver: Driver, { aixAdapter, samAdapter }: Parameters): number {
  switch (driver) {
    case 'scsa':
      return Number.POSITIVE_INFINITY;
    case 'aix':
      return aixAdapter.maximumTransfer;
    case 'aix-fcp':
    case 'aix-iscsi':
      return samAdapter.maximumTransfer;
  }
}

/** Runs a workload through the composed stack under a fault plan. */
export async function runStack(options: RunOptions): Promise<StackRun> {
  const { topology, requests, units, watcher } = options;
  const parameters = parametersOf(topology);
  const maximumTransfer = maximumTransferOf(topology.driver, parameters);
  const data = new DataPlane(units, {
    splitAt: parameters.sd.minphys,
    dmaWindow: topology.driver === 'scsa' ? parameters.hba.dmaWindow : 0,
    fragmentAt: maximumTransfer,
  });
  const faults = new FaultPlan(options.faults, options.faultWhere);
  if (options.runtime === 'actors') refuseHaste(options);
  const { forever } = options;
  const composed = compose(topology, { startAttached: !options.attach, forever: forever?.asks ?? null });
  const specs = options.variant ? options.variant(composed) : composed;
  const pending: (() => void)[] = [];
  const answers: Answer[] = [];
  const inFlight = new Map<string, WorkloadRequest>();
  let answeredTwice = 0;

  const usual = stackWorld({
    data,
    faults,
    delays: parameters.delays,
    maximumTransfer,
    bytesDecide: !forever,
    stateOf: (at) => stateName(runtime.snapshot(at).value),
    onEffect: (effect) => {
      if (effect.type === 'effect.answered') pending.push(() => answered(effect));
    },
    tell: (to, message, ms) => runtime.tell(to, message, ms),
  });
  const world = options.around?.(usual) ?? usual;
  const pools = topology.targets.flatMap((target) =>
    target.logicalUnits.map((unit) => ({ unit: unit.name, slots: slotsOf(unit.name, unit.slots) })),
  );
  const runtime = createRuntime(options.runtime, specs, world, options.seed, {
    pools: pools.map(({ slots }) => slots),
    inspect: watcher?.inspect,
  });
  runtime.observe((record) => {
    options.trace.step(record);
    options.observe?.(record);
    for (let next = pending.shift(); next; next = pending.shift()) next();
    if (forever) record.posted.forEach(place);
  });

  const driver = driverView(topology);
  const lifecycle = (unit: string): string => stateName(runtime.snapshot(driver.address(unit)).value);
  const unitNames = topology.targets.flatMap((target) => target.logicalUnits.map((unit) => unit.name));
  const geometryOf: GeometryOf = (unit) => {
    const { blockSize, blocks } = units.get(unit ?? unitNames[0] ?? '') ?? { blockSize: 512, blocks: 0 };
    return { blockSize, capacity: blocks };
  };
  const oracle = new IntegrityOracle(geometryOf, options.initialBlock);
  const freeSlots = new Map(pools.map(({ unit, slots }) => [unit, [...slots]]));
  const loop = new ClosedLoop(requests, options.depth === undefined ? {} : { depth: options.depth });
  let held: WorkloadRequest | undefined;

  const unitOf = (request: WorkloadRequest): string => request.unit ?? unitNames[0] ?? '';

  function admit(): void {
    for (;;) {
      const next = held ?? loop.next();
      held = undefined;
      if (next === undefined || next === 'wait') return;
      const unit = unitOf(next);
      const slot = freeSlots.get(unit)?.shift();
      if (slot === undefined) {
        held = next;
        return;
      }
      submit(next, unit, slot);
    }
  }

  const representatives = new RepresentativeRequests(geometryOf);

  /** An application has asked by itself. */
  function place(delivery: Delivery): void {
    const asked = representatives.askedIn(delivery, inFlight.size);
    if (asked) put(asked.request, asked.request.unit, asked.slot);
  }

  /** Gives a request its bytes. */
  function put(request: WorkloadRequest, unit: string, slot: string): void {
    oracle.submitted(request);
    const buffer = request.direction === 'out' ? oracle.dataFor(request) : new Uint8Array(request.bytes);
    data.place(slot, unit, request, buffer);
    options.trace.request({
      at: runtime.now(),
      index: request.index,
      slot,
      unit,
      entry: request.entry,
      cdb: Buffer.from(request.cdb).toString('hex'),
      flags: [...request.flags],
      outstanding: inFlight.size,
      ...(request.direction === 'out' && !isStamped(request) ? { dataOut: Buffer.from(buffer).toString('hex') } : {}),
      ...(saysDataIn(request) ? { dataIn: request.bytes } : {}),
    });
    inFlight.set(slot, request);
  }

  function submit(request: WorkloadRequest, unit: string, slot: string): void {
    put(request, unit, slot);
    if (request.entry === 'passThrough') {
      runtime.tell(address.application(slot), {
        type: 'world.command',
        op: request.operation,
        direction: request.direction,
        flags: request.flags,
      });
    } else {
      runtime.tell(address.application(slot), {
        type: request.operation === 'write' ? 'world.write' : 'world.read',
        range: rangeClass(request, units.get(unit)?.blocks ?? 0),
        failfast: request.failfast,
        physio: request.entry === 'physio',
        ...(request.iodone ? { iodone: true } : {}),
        ...(request.gathered ? { gathered: true } : {}),
      });
    }
  }

  function answered(effect: Extract<Effect, { type: 'effect.answered' }>): void {
    const { slot, error, resid } = effect;
    const request = inFlight.get(slot);
    if (!request) {
      answeredTwice += 1;
      return;
    }
    inFlight.delete(slot);
    const unit = unitOf(request);
    const record = data.record(slot);
    let mismatches: readonly BlockMismatch[] = [];
    if (error === 'none' && resid === 'zero') mismatches = oracle.completedGood(request, record?.buffer);
    else oracle.failed(request);
    answers.push({ request, error, resid, mismatches });
    options.trace.answer({
      at: runtime.now(),
      index: request.index,
      slot,
      error,
      resid,
      mismatches: mismatches.length,
    });
    data.release(slot);
    if (forever) return;
    // The last one first: a shallow workload then uses few slots, and the stepper remembers their steps.
    freeSlots.get(unit)?.unshift(slot);
    loop.completed(request.index);
    if (answers.length % 100 === 0) options.progress?.(answers.length, requests.length);
    admit();
  }

  /** A host that has panicked answers nobody. */
  const unansweredForEver = (): boolean =>
    inFlight.size > 0 && [...inFlight.values()].every((request) => driver.hasPanicked(lifecycle(unitOf(request))));

  const conduct = new Conduct(runtime, options);
  const wallStart = performance.now();
  async function step(): Promise<boolean> {
    if (options.clock === 'real') {
      const at = runtime.next();
      const wait = at === undefined ? 0 : at / 1000 - (performance.now() - wallStart);
      if (wait > 0) {
        options.trace.flush();
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    const pause = watcher?.pause?.();
    if (pause) {
      options.trace.flush();
      await pause;
    }
    return conduct.step();
  }

  runtime.start();
  if (runtime.offer) watcher?.door?.((to, message) => runtime.offer?.(to, message));
  let attached = !options.attach;
  if (options.attach) {
    for (const unit of unitNames) runtime.tell(driver.address(unit), { type: 'world.attach' });
    for (let n = 0; n < patience && !attached; n++) {
      if (!(await step())) break;
      attached = unitNames.every((unit) => driver.isReady(lifecycle(unit)));
      if (unitNames.every((unit) => driver.isReady(lifecycle(unit)) || driver.hasFailed(lifecycle(unit)))) break;
    }
  }
  admit();
  const enough = forever?.steps ?? 0;
  while (runtime.steps < enough && (await step()));
  let quiet = 0;
  let seen = 0;
  while (!loop.done) {
    const moved = await step();
    quiet += 1;
    if ((!moved || quiet % 10_000 === 0) && unansweredForEver()) break;
    if (!moved || quiet > patience) throw new StackStuckError([...inFlight.values()], runtime);
    if (answers.length !== seen) {
      seen = answers.length;
      quiet = 0;
    }
  }
  // Whatever is still on its way arrives: a second answer would show. Timers that remain are housekeeping.
  const settled = forever ? 0 : runtime.now() + 1_000_000;
  while ((runtime.next() ?? settled) < settled && (await step()));
  conduct.end();
  options.trace.end({ at: runtime.now(), steps: runtime.steps });

  return {
    answers,
    answeredTwice,
    attached,
    integrity: oracle.report(),
    faultsUsed: faults.used,
    virtualSeconds: runtime.now() / 1e6,
    steps: runtime.steps,
  };
}

/** @throws InputError for a rule that lets something come first where XState alone schedules. */
function refuseHaste({ faults, faultWhere = (i) => `fault rule ${i + 1}` }: RunOptions): void {
  const index = faults.findIndex((rule) => 'hasten' in rule);
  if (index < 0) return;
  throw new InputError({
    code: 'bad-fault',
    given: 'a rule that lets a message come first with --runtime actors',
    accepted: 'the runtime table or stepper: live actors schedule alone',
    where: faultWhere(index),
  });
}

/** Only the workload knows how much comes in for a CDB that nobody knows. */
const saysDataIn = ({ entry, direction, bytes, cdb }: WorkloadRequest): boolean =>
  entry === 'passThrough' && direction === 'in' && bytes > 0 && !decodeCdb(cdb).known;

function rangeClass(request: WorkloadRequest, blocks: number): 'inside' | 'atEnd' | 'beyond' | 'overrun' {
  const { range } = request;
  if (!range || range.lba + range.blocks <= blocks) return 'inside';
  if (range.lba === blocks) return 'atEnd';
  return range.lba > blocks ? 'beyond' : 'overrun';
}
