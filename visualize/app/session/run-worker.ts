import { type AsScenario, asScenario, type Told } from '../../../src/again/as-scenario.ts';
import { type RecordedRun, readRecordedRun } from '../../../src/again/recorded-run.ts';
import { type AgainOptions, runAgain } from '../../../src/again/run-again.ts';
import { InputError } from '../../../src/input-error.ts';
import { acceptedNames } from '../../../src/likely-names.ts';
import { type LoadedScenario, loadScenario } from '../../../src/run/load-scenario.ts';
import { runScenario, type ScenarioResult } from '../../../src/run/run-scenario.ts';
import type { StepRecord } from '../../../src/system/step-record.ts';
import {
  checkTopology,
  drivers,
  setParameter,
  type Topology,
  topologySchema,
  withDriver,
} from '../../../src/system/topology.ts';
import { provideBytes } from '../in-page/bytes.ts';
import { putFile, scenarioPath, shippedScenarios } from '../in-page/shipped-files.ts';
import { Conducted, type Conducting } from './conducted.ts';
import type { RunNews, RunOrder } from './run-order.ts';

provideBytes();

const tell = (news: RunNews, transfer: Transferable[] = []): void => self.postMessage(news, { transfer });

const encoder = new TextEncoder();
let conducted: Conducted | undefined;

async function run(order: RunOrder): Promise<void> {
  if (order.trace && order.tell) {
    tell({ kind: 'scenario', scenario: await retell(order, order.trace, order.tell) });
    return;
  }
  const { report, failures, answers, parting } = order.trace
    ? await runTrace(order, order.trace)
    : { ...(await runShipped(order)), parting: undefined };
  const ended = answers.map(({ request, error }) => ({ index: request.index, error }));
  tell({ kind: 'done', report, failures, answers: ended, ...(parting ? { parted: parting.step } : {}) });
}

async function runShipped(order: RunOrder): Promise<ScenarioResult> {
  const loaded = await loadedFor(order);
  return runScenario(loaded, optionsOf(order, loaded.scenario.topology));
}

/** Does again what a trace tells, changed as the order says. */
async function runTrace(order: RunOrder, trace: Blob): ReturnType<typeof runAgain> {
  const recorded = readRecordedRun((await trace.text()).split('\n'), order.scenario);
  if (recorded.untold.length > 0) tell({ kind: 'untold', requests: recorded.untold });
  return runRecorded(order, recorded);
}

function runRecorded(
  { set = [], faults = [], schedule = [], follow, ...order }: RunOrder,
  recorded: RecordedRun,
  more: AgainOptions = {},
): ReturnType<typeof runAgain> {
  const change = (topology: Topology): Topology => set.reduce(changed, topology);
  return runAgain(recorded, {
    ...optionsOf(order, checkTopology(change(recorded.topology))),
    ...(follow === undefined ? {} : { upTo: follow }),
    exactly: follow !== undefined && set.length === 0 && faults.length === 0 && order.seed === undefined,
    change,
    faults,
    schedule,
    ...more,
  });
}

/** A trace, changed as the order says, as a scenario. */
async function retell(order: RunOrder, trace: Blob, about: Told): Promise<AsScenario> {
  const recorded = readRecordedRun((await trace.text()).split('\n'), order.scenario);
  const { set = [], faults = [], schedule = [], seed, follow } = order;
  const isAsRecorded = [set, faults, schedule].every((each) => each.length === 0) && (seed ?? follow) === undefined;
  if (isAsRecorded) return asScenario(recorded, about);
  const pieces: string[] = [];
  try {
    // Who asks for ever asks only as long as something was recorded, or chosen.
    const upTo = Math.max(recorded.steps.length, ...schedule.map(({ step }) => step + 1));
    await runRecorded(order, recorded, {
      traceSink: (lines) => pieces.push(lines),
      beyond: upTo - recorded.steps.length,
    });
  } catch (error) {
    // What the machines end it with can be told, too.
    if (error instanceof InputError || pieces.length === 0) throw error;
  }
  return asScenario(readRecordedRun(pieces.join('').split('\n'), order.scenario), about);
}

function optionsOf({ seed, takeOver }: Pick<RunOrder, 'seed' | 'takeOver'>, topology: Topology) {
  conducted =
    takeOver === undefined
      ? undefined
      : new Conducted(takeOver, topology, (question) => tell({ kind: 'asks', ...question }));
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(conducted
      ? { conductor: conducted.conductor, observe: (record: StepRecord) => conducted?.observe(record) }
      : {}),
    traceSink: (lines: string) => {
      const bytes = encoder.encode(lines);
      tell({ kind: 'trace', bytes }, [bytes.buffer]);
    },
    progress: (answered: number, total: number) => tell({ kind: 'progress', answered, total }),
  };
}

/** The scenario of an order, changed as it says. */
async function loadedFor({
  scenario,
  text,
  set = [],
  faults = [],
  without = [],
  schedule = [],
  takeOver,
}: RunOrder): Promise<LoadedScenario> {
  const path = scenarioPath(scenario);
  if (text !== undefined) putFile(path, text);
  else if (!shippedScenarios().includes(scenario)) {
    throw new InputError({
      code: 'no-scenario',
      given: `scenario=${scenario}, and there is no such scenario`,
      accepted: acceptedNames(scenario, shippedScenarios()),
    });
  }
  const loaded = await loadScenario(path, { change: (topology) => checkTopology(set.reduce(changed, topology)) });
  const own = loaded.scenario.schedule.filter(
    ({ step }) => step < (takeOver ?? Number.POSITIVE_INFINITY) && schedule.every((each) => each.step !== step),
  );
  return {
    ...loaded,
    scenario: {
      ...loaded.scenario,
      faults: [...faults, ...loaded.scenario.faults.filter((_, i) => !without.includes(i))],
      schedule: [...own, ...schedule].sort((a, b) => a.step - b.step),
    },
  };
}

/** `driver` and `bus.grain` are no parameters of a layer. */
function changed(topology: Topology, assignment: string): Topology {
  const [name, value] = [assignment.slice(0, assignment.indexOf('=')), assignment.slice(assignment.indexOf('=') + 1)];
  const driver = drivers.find((each) => each === value);
  if (name === 'driver' && driver) return withDriver(topology, driver);
  if (name === 'bus.grain') return topologySchema.parse({ ...topology, bus: { ...topology.bus, grain: value } });
  return setParameter(topology, assignment);
}

const isConducting = (data: RunOrder | Conducting): data is Conducting => 'kind' in data;

self.onmessage = ({ data }: MessageEvent<RunOrder | Conducting>) => {
  if (isConducting(data)) {
    conducted?.tell(data);
    return;
  }
  run(data).catch((error: unknown) => {
    const says = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failed', says });
  });
};
