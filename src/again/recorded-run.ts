import { z } from 'zod';
import { InputError } from '../input-error.ts';
import { geometryOf } from '../run/load-scenario.ts';
import { machineDigest } from '../run/machine-digest.ts';
import type { FaultRule } from '../scenario/fault-rule.ts';
import type { ComposeOptions } from '../system/driver-part.ts';
import { driverView } from '../system/driver-view.ts';
import { checkTopology, type Topology, topologySchema } from '../system/topology.ts';
import { traceAnswer, traceEnd, traceFormat, traceHeader, traceRequest, traceVersion } from '../trace/format.ts';
import { capacities, recordedRequest } from '../workload/trace-requests.ts';
import { isStamped, type WorkloadRequest } from '../workload/workload-request.ts';
import { askedForever } from './asked-forever.ts';
import { RecordedWorld } from './recorded-world.ts';

/** What a trace tells of a run, as far as a system needs it to do the same again. */
export type RecordedRun = {
  /** Name of the scenario, or of the system that was explored. */
  readonly name: string;
  readonly seed: number;
  readonly topology: Topology;
  /** The drivers were attached from the beginning. */
  readonly startAttached: boolean;
  /** What the applications ask for by themselves; null: they wait for requests. */
  readonly forever: ComposeOptions['forever'];
  /** What was asked for, in this order. */
  readonly asked: readonly WorkloadRequest[];
  /** What the world decided and did, as rules. */
  readonly faults: readonly FaultRule[];
  /** Indices of requests whose data the trace does not tell: zeros go out for them, and nothing comes in. */
  readonly untold: readonly number[];
  /** Lines of the steps, by their numbers. */
  readonly steps: readonly string[];
  /** Its machines had another text. */
  readonly otherMachines: boolean;
  /** The first line that is none of a trace, or not the one that follows: what came before it counts. */
  readonly broken: BrokenLine | undefined;
  /** It tells how the run ended: one that was interrupted, or ended with a defect of the machines, does not. */
  readonly ended: boolean;
};

/** A line where a trace cannot be read on. */
export type BrokenLine = { readonly line: number; readonly given: string; readonly accepted: string };

const said = z.looseObject({ type: z.string() });
const chosenFields = z.record(z.string(), z.unknown());

/** What is read of a line; whoever wrote the trace, it may be anything. */
const stepSchema = z.object({
  n: z.int(),
  at: z.number(),
  kind: z.enum(['start', 'message', 'timer']),
  got: z.array(z.object({ from: z.string().nullable(), to: z.string(), message: said, state: z.unknown() })),
  chose: z.array(z.object({ n: z.int(), type: z.string(), fields: chosenFields })).optional(),
  sent: z.array(z.object({ from: z.string().nullable(), to: z.string(), message: said })).optional(),
  armed: z
    .array(z.object({ owner: z.string(), timer: z.string(), delay: z.string(), ms: z.number().min(0) }))
    .optional(),
  moved: z
    .array(z.object({ n: z.int(), ms: z.number().min(0).optional(), first: z.literal(true).optional() }))
    .optional(),
});
export type RecordedStep = z.output<typeof stepSchema>;

/** The step that a line tells; undefined when it tells none, or not as a trace does. */
export function recordedStep(line: string): RecordedStep | undefined {
  return stepSchema.safeParse((parsed(line) as { step?: unknown } | undefined)?.step).data;
}

/** What no text has: control characters other than tab and end of line, and what was no UTF-8. */
const unprintable = /[^\P{Cc}\t\r\n]|\uFFFD/u;

/**
 * Reads a trace: of a run, of a run that still goes on, or a story that `check` has saved. A line that is no line of a
 * trace ends it; what came before it counts.
 *
 * @param name of the trace, for messages.
 * @throws InputError when its first line does not say which system it is of.
 */
export function readRecordedRun(lines: Iterable<string>, name: string): RecordedRun {
  const [first = '', ...rest] = lines;
  const header = traceHeader.safeParse(parsed(first));
  const given = topologySchema.safeParse(header.data?.topology);
  if (!header.success || !given.success) {
    throw new InputError({
      code: 'bad-trace',
      given: header.success
        ? 'a trace that does not tell its system'
        : first === ''
          ? 'an empty first line'
          : unprintable.test(first)
            ? 'a binary file'
            : first.slice(0, 60),
      accepted: `the header of a trace with format "${traceFormat}", version ${traceVersion}, and the topology of a system`,
      where: `${name}:1`,
    });
  }
  const topology = checkTopology(given.data, `${name}:1`);
  const { scenario, seed, story } = header.data;
  const world = new RecordedWorld();
  const requests: WorkloadRequest[] = [];
  const steps: string[] = [];
  let forever: RecordedRun['forever'] = story?.forever ?? null;
  const about = {
    geometryOf: geometryOf(topology),
    units: topology.targets.flatMap(({ logicalUnits }) => logicalUnits.map((unit) => unit.name)),
    recorded: capacities(topology),
  };
  /** Slots whose applications ask by themselves to write data that lie in several places. */
  const gathered = new Set<string>();
  /** Requests of which the application has not been told. */
  const asked = new Map<string, number>();
  let broken: BrokenLine | undefined;
  let ended = false;
  for (const [i, line] of rest.entries()) {
    if (line === '') continue;
    const refuse = (found: string, accepted = 'a line of a trace as this program writes it'): void => {
      broken = { line: i + 2, given: found, accepted };
    };
    if (ended) {
      refuse('a line behind the end of the trace', 'nothing behind it');
      break;
    }
    const found = parsed(line) as { step?: unknown; request?: unknown; answer?: unknown; end?: unknown } | undefined;
    if (found?.request) {
      const { data } = traceRequest.safeParse(found);
      if (!data) {
        refuse(`a request that is none: ${line.slice(0, 60)}`);
        break;
      }
      const { slot, index } = data.request;
      const request = recordedRequest(data.request, requests.length, `${name}:${i + 2}`, about);
      requests.push(forever && gathered.has(slot) ? { ...request, gathered: true } : request);
      world.asked(slot, index);
      asked.set(slot, requests.length - 1);
    } else if (found?.answer) {
      const { data } = traceAnswer.safeParse(found);
      if (!data) {
        refuse(`an answer that is none: ${line.slice(0, 60)}`);
        break;
      }
      world.answered(data.answer.slot);
    } else if (found?.step) {
      const step = recordedStep(line);
      if (!step) {
        refuse(`a step that is none: ${line.slice(0, 60)}`);
        break;
      }
      if (step.n !== steps.length) {
        refuse(`step ${step.n}`, `step ${steps.length}: the steps of a trace are numbered without a gap`);
        break;
      }
      if (step.n === 0) forever ??= askedForever(step.sent ?? []);
      for (const { from, to, message } of step.got) {
        if (from !== null || !to.startsWith('app:') || !message.type.startsWith('world.')) continue;
        const index = asked.get(to.slice('app:'.length)) ?? -1;
        const request = requests[index];
        if (request) requests[index] = asToldTo(request, message);
      }
      for (const { from, message } of step.sent ?? []) {
        if (!from?.startsWith('app:') || message['gathered'] !== true) continue;
        gathered.add(from.slice('app:'.length));
      }
      world.sees(step);
      steps.push(line);
    } else if (found?.end) {
      const { data } = traceEnd.safeParse(found);
      if (data?.end.steps !== steps.length) {
        refuse(
          `an end behind ${steps.length} steps: ${line.slice(0, 60)}`,
          'an end that says how many steps there are',
        );
        break;
      }
      ended = true;
    } else {
      refuse(found ? `a line that is none of a trace: ${line.slice(0, 60)}` : `no JSON object: ${line.slice(0, 60)}`);
      break;
    }
  }
  return {
    name: scenario,
    seed,
    topology,
    startAttached: story?.startAttached ?? beganAttached(topology, steps[0] ?? ''),
    forever,
    asked: requests,
    faults: world.rules(),
    untold: requests.filter((request) => !forever && isUntold(request)).map(({ index }) => index),
    steps,
    otherMachines: header.data.machineDigest !== machineDigest(),
    broken,
    ended,
  };
}

/** What a line of a request leaves out, its application was told. */
const asToldTo = (request: WorkloadRequest, message: RecordedStep['got'][number]['message']): WorkloadRequest => ({
  ...request,
  direction: directions.find((each) => each === message['direction']) ?? request.direction,
  failfast: message['failfast'] === true,
  ...(message['iodone'] === true ? { iodone: true } : {}),
  ...(message['gathered'] === true ? { gathered: true } : {}),
});

const directions = ['none', 'in', 'out'] as const satisfies readonly WorkloadRequest['direction'][];

/** Data goes out that are no stamped blocks, or comes in for a CDB that nobody knows, and the trace does not say so. */
const isUntold = (request: WorkloadRequest): boolean =>
  request.direction === 'out'
    ? request.dataOut === undefined && !isStamped(request)
    : request.direction === 'in' && request.bytes === 0;

/** A driver that waits for attach(9E) started detached. */
function beganAttached(topology: Topology, start: string): boolean {
  const driver = driverView(topology).address(topology.targets[0]?.logicalUnits[0]?.name ?? '');
  const state = recordedStep(start)?.got.find(({ to }) => to === driver)?.state;
  return !/detached|closed/.test(JSON.stringify(state ?? ''));
}

function parsed(line: string): unknown {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
