import { decodeCdb } from '../scsi/cdb/decode.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { compose } from '../system/compose.ts';
import type { StepRecord } from '../system/step-record.ts';
import type { World } from '../system/world.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import type { Conductor } from './conduct.ts';
import { Coverage } from './coverage.ts';
import { ExpectationWatch } from './expectations.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { machineDigest } from './machine-digest.ts';
import { type RunReport, ruleText } from './report.ts';
import { type Forever, runStack, type StackRun } from './run-stack.ts';
import type { RuntimeKind } from './runtime.ts';
import { Tally } from './tally.ts';
import { openUnits } from './units.ts';
import type { Watcher } from './watcher.ts';

/** How a scenario is run; what it is about stands in the scenario itself. */
export type ScenarioOptions = {
  /** Default `table`. `table` and `stepper` give the same trace for the same seed; with `actors` XState orders what happens within a step. */
  readonly runtime?: RuntimeKind;
  /** `real`: delays take the time that they say. Default `virtual`: none. */
  readonly clock?: 'virtual' | 'real';
  /** Decides what is left to chance, and nothing else. Default: that of the scenario. */
  readonly seed?: number;
  /** Image file behind the first logical unit, instead of memory. */
  readonly image?: string;
  /** Receives the trace, many lines at a time. */
  readonly traceSink?: (text: string) => void;
  /** Told of each step when it is done. */
  readonly observe?: (record: StepRecord) => void;
  /** Asked before each step what is to happen, where the scenario has nothing scheduled. */
  readonly conductor?: Conductor;
  /** Applications ask by themselves, beside the requests of the workload. */
  readonly forever?: Forever;
  /** Puts another world around the stack, which may ask the usual one. */
  readonly around?: (usual: World) => World;
  /** Runs other actors than those of the model, e.g. a machine that was broken on purpose. */
  readonly variant?: (specs: ActorSpec[]) => ActorSpec[];
  /** Told now and then how many requests of the workload have been answered, and of how many. */
  readonly progress?: (answered: number, total: number) => void;
  /** Whoever watches it while it goes on. */
  readonly watcher?: Watcher;
};

/** What came of a run. It went as the scenario expects when `failures` is empty. */
export type ScenarioResult = {
  readonly report: RunReport;
  /** One for each request of the workload, in the order in which they were answered. */
  readonly answers: StackRun['answers'];
  /** What the scenario expected and did not see. */
  readonly failures: readonly string[];
};

/** Runs a scenario and says what was seen. */
export async function runScenario(loaded: LoadedScenario, options: ScenarioOptions = {}): Promise<ScenarioResult> {
  const { scenario, requests } = loaded;
  const started = performance.now();
  const seed = options.seed ?? scenario.seed;
  const runtime = options.runtime ?? 'table';
  const { topology } = scenario;
  const digest = machineDigest();
  const trace = new TraceWriter(options.traceSink);
  trace.header({ scenario: scenario.name, seed, machineDigest: digest, topology });
  const tally = new Tally();
  const composed = compose(topology, { startAttached: !scenario.attach, forever: options.forever?.asks ?? null });
  const coverage = new Coverage(options.variant ? options.variant(composed) : composed);
  const watch = new ExpectationWatch(scenario.expect);
  let attachTransported = -1;
  const units = openUnits(topology, options.image);
  let run: StackRun;
  try {
    run = await runStack({
      topology,
      requests,
      faults: scenario.faults,
      faultWhere: loaded.faultWhere,
      schedule: scenario.schedule,
      scheduleWhere: loaded.scheduleWhere,
      ...(options.conductor ? { conductor: options.conductor } : {}),
      seed,
      ...(loaded.depth === undefined ? {} : { depth: loaded.depth }),
      attach: scenario.attach,
      runtime,
      clock: options.clock ?? 'virtual',
      units: units.data,
      initialBlock: units.initialBlock,
      trace,
      observe: (record) => {
        if (
          attachTransported < 0 &&
          record.deliveries.some(({ message }) => message.type === 'buf.strategy' || message.type === 'buf.uscsi')
        ) {
          attachTransported = tally.result().transported;
        }
        tally.add(record);
        coverage.add(record);
        watch.add(record);
        options.observe?.(record);
      },
      ...(options.forever ? { forever: options.forever } : {}),
      ...(options.around ? { around: options.around } : {}),
      ...(options.variant ? { variant: options.variant } : {}),
      ...(options.progress ? { progress: options.progress } : {}),
      ...(options.watcher ? { watcher: options.watcher } : {}),
    });
  } catch (error) {
    // What led to a defect must be in the trace.
    trace.flush();
    throw error;
  } finally {
    options.watcher?.door?.(undefined);
    units.close();
  }
  const counted = tally.result();
  const byOpcode: Record<string, number> = {};
  const answers: Record<string, number> = {};
  for (const request of requests) {
    const { name } = decodeCdb(request.cdb);
    byOpcode[name] = (byOpcode[name] ?? 0) + 1;
  }
  for (const { error } of run.answers) answers[error] = (answers[error] ?? 0) + 1;
  const report: RunReport = {
    scenario: scenario.name,
    machineDigest: digest,
    runtime,
    commands: {
      submitted: requests.length,
      completed: run.answers.length,
      failed: run.answers.filter(({ error }) => error !== 'none').length,
      byOpcode,
    },
    answers,
    ...counted,
    attach: { done: run.attached, transported: scenario.attach ? Math.max(0, attachTransported) : 0 },
    data: {
      bytesRead: run.integrity.bytesRead,
      bytesWritten: run.integrity.bytesWritten,
      mismatches: run.integrity.mismatches,
    },
    coverage: coverage.report(),
    unexpected: 0,
    answeredTwice: run.answeredTwice,
    faults: run.faultsUsed.map(({ rule, times }) => ({ rule: ruleText(rule), times })),
    seed,
    traceDigest: trace.digest(),
    steps: run.steps,
    seconds: { virtual: run.virtualSeconds, wall: (performance.now() - started) / 1000 },
  };
  return { report, answers: run.answers, failures: watch.failures(report, run.answers, coverage.clauses()) };
}
