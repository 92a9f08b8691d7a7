import { dirname, resolve } from 'node:path';
import { clause, clauses } from '../../machines/clauses/index.ts';
import type { Errno } from '../../machines/protocol/buf.ts';
import { faultsOnInterconnect } from '../scenario/faults-on-interconnect.ts';
import { type Milestone, type Scenario, scenarioSchema } from '../scenario/scenario.ts';
import { type CheckedFile, checkYaml, readYamlFile } from '../scenario/yaml-file.ts';
import { machines } from '../system/compose.ts';
import { checkTopology, type Topology } from '../system/topology.ts';
import { expandInlineRequests } from '../workload/inline-expand.ts';
import { loadWorkload } from '../workload/load-workload.ts';
import type { GeometryOf } from '../workload/request-description.ts';
import type { WorkloadRequest } from '../workload/workload-request.ts';
import { checkFaults, checkSchedule, inWorkload, known, type Locate, messagesOf, vocabularyOf } from './check-rules.ts';
import type { RunReport } from './report.ts';
import { retryClasses } from './tally.ts';

/** A scenario with its workload read. */
export type LoadedScenario = {
  readonly scenario: Scenario;
  readonly requests: readonly WorkloadRequest[];
  readonly depth: number | undefined;
  /** Where the fault rule with this index stands, `file:line:column`. */
  readonly faultWhere: (index: number) => string;
  /** Where the scheduled step with this index stands. */
  readonly scheduleWhere: (index: number) => string;
};

/** What the command line puts in place of parts of the scenario. */
export type ScenarioChanges = {
  readonly workload?: string;
  readonly depth?: number;
  readonly faults?: CheckedFile<Scenario['faults']>;
  readonly topology?: CheckedFile<Topology>;
  readonly change?: (topology: Topology) => Topology;
};

const unitsOf = (topology: Topology) => topology.targets.flatMap((target) => target.logicalUnits);

/** The geometry of the logical units of a topology; without a name, of the first. */
export function geometryOf(topology: Topology): GeometryOf {
  const units = unitsOf(topology);
  return (name) => {
    const unit = name === undefined ? units[0] : units.find((each) => each.name === name);
    return { blockSize: unit?.blockSize ?? 512, capacity: unit?.blocks ?? 0 };
  };
}

/** Where the first SCSI id stands that another device has already; the topology itself when there is none. */
export function clashAt(
  { adapter, foreignInitiator, targets }: Topology,
  where: CheckedFile<Topology>['where'],
): string {
  const taken = [adapter.id, ...(foreignInitiator ? [foreignInitiator.id] : [])];
  const clash = targets.findIndex(({ id }, i) =>
    [...taken, ...targets.slice(0, i).map((each) => each.id)].includes(id),
  );
  return where(clash < 0 ? [] : ['targets', clash, 'id']);
}

/**
 * Reads a scenario file and its workload, and checks that whatever it names exists: units, actors, messages, clauses,
 * figures of the report.
 *
 * @throws InputError naming file, line and column of what is wrong.
 */
export function loadScenario(file: string, changes: ScenarioChanges = {}): Promise<LoadedScenario> {
  return load(() => readYamlFile(file, scenarioSchema), file, changes);
}

/**
 * As `loadScenario`, for text that is already there.
 *
 * @param file where the text belongs: for messages, and for the workload that it names.
 */
export function readScenario(text: string, file: string, changes: ScenarioChanges = {}): Promise<LoadedScenario> {
  return load(() => checkYaml(text, file, scenarioSchema), file, changes);
}

/** The recorded workload that a scenario names, relative to its own file; undefined when its requests stand in it. */
export const workloadFile = ({ workload: { trace } }: Scenario, file: string): string | undefined =>
  trace === undefined ? undefined : resolve(dirname(file), trace);

async function load(
  read: () => CheckedFile<Scenario>,
  file: string,
  changes: ScenarioChanges,
): Promise<LoadedScenario> {
  const checked = read();
  const inFile = (...path: PropertyKey[]): string => checked.where(path);
  const given = changes.topology?.value ?? checked.value.topology;
  const topologyAt = clashAt(given, changes.topology?.where ?? ((path) => inFile('topology', ...path)));
  // First as written, so that what is wrong in the file is not blamed on a change.
  checkTopology(given, topologyAt);
  const topology = checkTopology(changes.change ? changes.change(given) : given, topologyAt);
  const asWritten = changes.faults?.value ?? checked.value.faults;
  const leavesBus = given.bus.kind === 'parallel' && topology.bus.kind !== 'parallel';
  const faults = leavesBus ? faultsOnInterconnect(asWritten, topology) : asWritten;
  const scenario: Scenario = { ...checked.value, topology, faults };
  const { workload } = scenario;
  const units = unitsOf(topology).map(({ name }) => name);
  for (const [i, { unit }] of (changes.workload === undefined ? (workload.requests ?? []) : []).entries()) {
    if (unit !== undefined) known('unit', unit, units, inFile('workload', 'requests', i, 'unit'));
  }
  // A depth that the scenario gives is meant for its own workload.
  const depth = changes.depth ?? (changes.workload === undefined ? workload.depth : undefined);
  const geometry = geometryOf(topology);
  const trace = changes.workload ?? workloadFile(scenario, file);
  const requests =
    trace === undefined
      ? expandInlineRequests(workload.requests ?? [], {
          geometryOf: geometry,
          locate: (path) => inFile('workload', 'requests', ...path),
          ...(depth === undefined ? {} : { depth }),
        })
      : await loadWorkload(trace, geometry, units);
  const faultAt = (...path: PropertyKey[]): string =>
    changes.faults ? changes.faults.where(path) : inFile('faults', ...path);
  const vocabulary = vocabularyOf(topology);
  // Rules and expectations speak of the workload and topology that they were written for.
  const ownWorkload = changes.workload === undefined || changes.faults !== undefined;
  checkFaults(scenario.faults, vocabulary, units, ownWorkload ? requests.length : Number.POSITIVE_INFINITY, faultAt);
  checkSchedule(scenario.schedule, vocabulary, (...path) => inFile('schedule', ...path));
  checkExpectations(
    scenario.expect,
    changes.topology || topology.driver !== given.driver ? undefined : [...vocabulary.keys()],
    changes.workload === undefined ? requests.length : Number.POSITIVE_INFINITY,
    (...path) => inFile('expect', ...path),
  );
  return {
    scenario,
    requests,
    // Inline requests carry their own depth; a recording keeps its own unless told otherwise.
    depth: trace === undefined ? undefined : depth,
    faultWhere: (index) => faultAt(index),
    scheduleWhere: (index) => inFile('schedule', index),
  };
}

const errors = Object.keys({
  none: true,
  EIO: true,
  ENXIO: true,
  EINVAL: true,
  EACCES: true,
  EROFS: true,
  EFAULT: true,
  ECANCELED: true,
  EBUSY: true,
  ENOMEM: true,
  ENODEV: true,
} satisfies Record<Errno, true>);

/** What each part of the report consists of; `any` where only the run decides. */
const reportFields: Readonly<Record<string, readonly string[] | 'any'>> = {
  scenario: [],
  machineDigest: [],
  runtime: [],
  commands: ['submitted', 'completed', 'failed', 'byOpcode'],
  answers: errors,
  attach: ['done', 'transported'],
  data: ['bytesRead', 'bytesWritten', 'mismatches'],
  coverage: machines.map(({ id }) => id),
  unexpected: [],
  answeredTwice: [],
  faults: 'any',
  seed: [],
  traceDigest: [],
  steps: [],
  seconds: ['virtual', 'wall'],
  transported: [],
  retries: retryClasses,
  checkConditions: ['total', 'bySenseKey'],
  autoRequestSense: [],
  requestSense: [],
  resets: 'any',
  timeouts: [],
  biodone: ['expected', 'actual'],
  pktReasons: 'any',
  statuses: 'any',
  queueFull: [],
  senseLost: [],
  flushed: [],
  ignored: [],
} satisfies Record<keyof RunReport, readonly string[] | 'any'>;

/** @param actors of the topology that the scenario was written for; undefined when another one, or another driver, takes its place. */
function checkExpectations(
  { answers, errors: counted, report, sequences, never, clauses: cited }: Scenario['expect'],
  actors: readonly string[] | undefined,
  requests: number,
  at: Locate,
): void {
  const messages = [...new Set(machines.flatMap(messagesOf))];
  const milestone = ({ message, to, from }: Milestone, where: Locate): void => {
    known('message', message, messages, where('message'));
    if (!actors) return;
    if (to !== undefined) known('actor', to, actors, where('to'));
    if (from !== undefined) known('actor', from, actors, where('from'));
  };
  for (const [i, { request, error }] of answers.entries()) {
    inWorkload(request, requests, at('answers', i, 'request'));
    known('error', error, errors, at('answers', i, 'error'));
  }
  for (const error of Object.keys(counted ?? {})) known('error', error, errors, at('errors', error));
  for (const [key, value] of Object.entries(report)) {
    known('figure', key, Object.keys(reportFields), at('report', key));
    const fields = reportFields[key] ?? 'any';
    if (fields === 'any' || typeof value !== 'object' || value === null) continue;
    for (const field of Object.keys(value)) known(`figure of ${key}:`, field, fields, at('report', key, field));
  }
  for (const [i, list] of sequences.entries())
    for (const [j, each] of list.entries()) milestone(each, (...path) => at('sequences', i, j, ...path));
  for (const [i, each] of never.entries()) milestone(each, (...path) => at('never', i, ...path));
  for (const [i, id] of cited.entries())
    if (!clause(id)) known('clause', id, Object.keys(clauses), at('clauses', i), 'scsi-statecharts spec WORDS');
}
