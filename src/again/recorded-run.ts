import { InputError } from '../input-error.ts';
import { geometryOf } from '../run/load-scenario.ts';
import { machineDigest } from '../run/machine-digest.ts';
import type { FaultRule } from '../scenario/fault-rule.ts';
import { driverView } from '../system/driver-view.ts';
import { checkTopology, type Topology, topologySchema } from '../system/topology.ts';
import { type TraceRequest, traceFormat, traceHeader, traceVersion } from '../trace/format.ts';
import { capacities, recordedRequest } from '../workload/trace-requests.ts';
import type { WorkloadRequest } from '../workload/workload-request.ts';
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
  readonly forever: readonly { readonly op: 'read' | 'write' }[] | null;
  readonly requests: readonly WorkloadRequest[];
  /** What the world decided and did, as rules. */
  readonly faults: readonly FaultRule[];
  /** Lines of the steps, by their numbers. */
  readonly steps: readonly string[];
  /** Its machines had another text. */
  readonly otherMachines: boolean;
};

/** What is read of a line; whoever wrote the trace, it may be anything. */
export type RecordedStep = {
  readonly n: number;
  readonly at: number;
  readonly kind: 'start' | 'message' | 'timer';
  readonly got: readonly {
    readonly from: string | null;
    readonly to: string;
    readonly message: { readonly type: string } & Readonly<Record<string, unknown>>;
    readonly state: unknown;
  }[];
  readonly chose?: readonly {
    readonly n: number;
    readonly type: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  readonly armed?: readonly { readonly owner: string; readonly delay: string; readonly ms: number }[];
};

/** A line that says so is a step, unless what it says is no list of messages. */
export function recordedStep(line: string): RecordedStep | undefined {
  const step = (parsed(line) as { step?: RecordedStep } | undefined)?.step;
  return Array.isArray(step?.got) ? step : undefined;
}

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
      given: header.success ? 'a trace that does not tell its system' : first.slice(0, 60),
      accepted: `the header of a trace with format "${traceFormat}", version ${traceVersion}, and the topology of a system`,
      where: `${name}:1`,
    });
  }
  const topology = checkTopology(given.data, `${name}:1`);
  const { scenario, seed, story } = header.data;
  const world = new RecordedWorld();
  const requests: WorkloadRequest[] = [];
  const steps: string[] = [];
  const about = {
    geometryOf: geometryOf(topology),
    units: topology.targets.flatMap(({ logicalUnits }) => logicalUnits.map((unit) => unit.name)),
    recorded: capacities(topology),
  };
  /** Requests of which the application has not been told. */
  const asked = new Map<string, number>();
  for (const [i, line] of rest.entries()) {
    const found = parsed(line) as
      | { step?: unknown; request?: TraceRequest['request']; answer?: { slot: string } }
      | undefined;
    if (found?.request) {
      const { slot, index } = found.request;
      if (!story) requests.push(recordedRequest(found.request, requests.length, `${name}:${i + 2}`, about));
      world.asked(slot, index);
      asked.set(slot, requests.length - 1);
    } else if (found?.answer) world.answered(found.answer.slot);
    else if (found?.step) {
      const step = recordedStep(line);
      if (!step || step.n !== steps.length) break;
      for (const { from, to, message } of step.got) {
        if (from !== null || !to.startsWith('app:') || !message.type.startsWith('world.')) continue;
        const index = asked.get(to.slice('app:'.length)) ?? -1;
        const request = requests[index];
        if (request) requests[index] = asToldTo(request, message);
      }
      world.sees(step);
      steps.push(line);
    } else break;
  }
  return {
    name: scenario,
    seed,
    topology,
    startAttached: story?.startAttached ?? beganAttached(topology, steps[0] ?? ''),
    forever: story?.forever ?? null,
    requests,
    faults: world.rules(),
    steps,
    otherMachines: header.data.machineDigest !== machineDigest(),
  };
}

/** What a line of a request leaves out, its application was told. */
const asToldTo = (request: WorkloadRequest, message: RecordedStep['got'][number]['message']): WorkloadRequest => ({
  ...request,
  failfast: message['failfast'] === true,
  ...(message['iodone'] === true ? { iodone: true } : {}),
});

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
