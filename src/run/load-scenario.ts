import { dirname, resolve } from 'node:path';
import { clause, clauses } from '../../machines/clauses/index.ts';
import type { Errno } from '../../machines/protocol/buf.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import { InputError } from '../input-error.ts';
import { alternativesOf } from '../scenario/fault-rule.ts';
import { faultsOnInterconnect } from '../scenario/faults-on-interconnect.ts';
import { type Milestone, type Scenario, scenarioSchema } from '../scenario/scenario.ts';
import { type CheckedFile, likely, readYamlFile } from '../scenario/yaml-file.ts';
import { compose, machines } from '../system/compose.ts';
import { checkTopology, type Topology } from '../system/topology.ts';
import { expandInlineRequests } from '../workload/inline-expand.ts';
import { loadWorkload } from '../workload/load-workload.ts';
import type { GeometryOf } from '../workload/request-description.ts';
import type { WorkloadRequest } from '../workload/workload-request.ts';
import type { RunReport } from './report.ts';
import { retryClasses } from './tally.ts';

/** A scenario with its workload read. */
export type LoadedScenario = {
  readonly scenario: Scenario;
  readonly requests: readonly WorkloadRequest[];
  readonly depth: number | undefined;
  /** Where the fault rule with this index stands, `file:line:column`. */
  readonly faultWhere: (index: number) => string;
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
export async function loadScenario(file: string, changes: ScenarioChanges = {}): Promise<LoadedScenario> {
  const checked = readYamlFile(file, scenarioSchema);
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
  const trace = changes.workload ?? (workload.trace === undefined ? undefined : resolve(dirname(file), workload.trace));
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
  };
}

/** By actor: the message types that its machine knows. */
type Vocabulary = ReadonlyMap<string, readonly string[]>;

const messagesOf = (machine: (typeof machines)[number]): string[] =>
  machine.events.map(String).filter((type) => !type.startsWith('xstate.'));

function vocabularyOf(topology: Topology): Vocabulary {
  const actors = compose(topology, { startAttached: false, forever: null });
  const byMachine = new Map(actors.map(({ machine }) => [machine, messagesOf(machine)]));
  return new Map(actors.map(({ address, machine }) => [address, byMachine.get(machine) ?? []]));
}

const refuse = (given: string, accepted: string, where: string): never => {
  throw new InputError({ code: 'bad-scenario', given, accepted, where });
};

function known(what: string, name: string, names: readonly string[], where: string): void {
  if (!names.includes(name)) refuse(`unknown ${what} ${name}`, likely(name, names).join(', '), where);
}

type Locate = (...path: PropertyKey[]) => string;

function checkFaults(
  rules: Scenario['faults'],
  vocabulary: Vocabulary,
  units: readonly string[],
  requests: number,
  at: Locate,
): void {
  const actors = [...vocabulary.keys()];
  const messages = [...new Set([...vocabulary.values()].flat())];
  for (const [i, rule] of rules.entries()) {
    const { when } = rule;
    if ('at' in rule) known(`alternative of ${rule.at}:`, rule.choose, alternativesOf(rule.at), at(i, 'choose'));
    else if ('delay' in rule) {
      // The others are delivered within the step that sends them, or come from the environment.
      const travelling = messages.filter((type) => !['atomic', 'world'].includes(laneOf(type)));
      if (messages.includes(rule.delay) && !travelling.includes(rule.delay)) {
        refuse(`delay of ${rule.delay}`, 'a message that is on its way for some time', at(i, 'delay'));
      }
      known('message', rule.delay, travelling, at(i, 'delay'));
    } else {
      known('actor', rule.to, actors, at(i, 'to'));
      const understood = (vocabulary.get(rule.to) ?? []).filter((type) => laneOf(type) === 'world');
      if (understood.length === 0) {
        const receivers = actors.filter((actor) => vocabulary.get(actor)?.some((type) => laneOf(type) === 'world'));
        refuse(`${rule.to}, to which nothing just happens`, likely(rule.to, receivers).join(', '), at(i, 'to'));
      }
      known(`message to ${rule.to}:`, rule.send.type, understood, at(i, 'send', 'type'));
      known('message', rule.after, messages, at(i, 'after'));
    }
    if (when.unit !== undefined) known('unit', when.unit, units, at(i, 'when', 'unit'));
    for (const actor of Object.keys(when.state ?? {})) known('actor', actor, actors, at(i, 'when', 'state', actor));
    if (when.lba !== undefined && when.lba[0] > when.lba[1]) {
      refuse(`lba from ${when.lba[0]} to ${when.lba[1]}`, 'from the lower to the higher', at(i, 'when', 'lba'));
    }
    for (const request of [when.request ?? []].flat()) inWorkload(request, requests, at(i, 'when', 'request'));
  }
}

function inWorkload(request: number, requests: number, where: string): void {
  if (request >= requests) refuse(`request ${request}`, `the index of a request, 0 to ${requests - 1}`, where);
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
  for (const [i, id] of cited.entries()) if (!clause(id)) known('clause', id, Object.keys(clauses), at('clauses', i));
}
