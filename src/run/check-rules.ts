import { laneOf } from '../../machines/protocol/lanes.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { alternativesOf } from '../scenario/fault-rule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { compose, type machines } from '../system/compose.ts';
import type { Topology } from '../system/topology.ts';

/** By actor: the message types that its machine knows. */
type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** The messages of the model that a machine knows. */
export const messagesOf = (machine: (typeof machines)[number]): string[] =>
  machine.events.map(String).filter((type) => !type.startsWith('xstate.'));

export function vocabularyOf(topology: Topology): Vocabulary {
  const actors = compose(topology, { startAttached: false, forever: null });
  const byMachine = new Map(actors.map(({ machine }) => [machine, messagesOf(machine)]));
  return new Map(actors.map(({ address, machine }) => [address, byMachine.get(machine) ?? []]));
}

const refuse = (given: string, accepted: string, where: string): never => {
  throw new InputError({ code: 'bad-scenario', given, accepted, where });
};

/** @throws InputError for a name that is none of these. */
export function known(what: string, name: string, names: readonly string[], where: string, shownBy?: string): void {
  if (!names.includes(name)) refuse(`unknown ${what} ${name}`, acceptedNames(name, names, shownBy), where);
}

/** `file:line:column` of a place in the scenario. */
export type Locate = (...path: PropertyKey[]) => string;

/** @throws InputError when a fault rule names what the topology does not have. */
export function checkFaults(
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
    else if ('delay' in rule || 'hasten' in rule) {
      const [key, moved] = 'delay' in rule ? ['delay', rule.delay] : ['hasten', rule.hasten];
      // The others are delivered within the step that sends them, or come from the environment.
      const travelling = messages.filter((type) => !['atomic', 'world'].includes(laneOf(type)));
      if (messages.includes(moved) && !travelling.includes(moved)) {
        refuse(`${key} of ${moved}`, 'a message that is on its way for some time', at(i, key));
      }
      known('message', moved, travelling, at(i, key));
    } else {
      checkHappening(rule.to, rule.send.type, vocabulary, (...path) => at(i, ...path));
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

/** Something that the environment does: to an actor to which such a thing can happen. */
function checkHappening(to: string, type: string, vocabulary: Vocabulary, at: Locate): void {
  const actors = [...vocabulary.keys()];
  known('actor', to, actors, at('to'));
  const understood = (vocabulary.get(to) ?? []).filter((each) => laneOf(each) === 'world');
  if (understood.length === 0) {
    const receivers = actors.filter((actor) => vocabulary.get(actor)?.some((each) => laneOf(each) === 'world'));
    refuse(`${to}, to which nothing just happens`, acceptedNames(to, receivers), at('to'));
  }
  known(`message to ${to}:`, type, understood, at('send', 'type'));
}

/** @throws InputError when a scheduled step names what the topology does not have. */
export function checkSchedule(schedule: Scenario['schedule'], vocabulary: Vocabulary, at: Locate): void {
  const actors = [...vocabulary.keys()];
  let last = 0;
  for (const [i, scheduled] of schedule.entries()) {
    if (scheduled.step <= last) refuse(`step ${scheduled.step}`, `a step after ${last}`, at(i, 'step'));
    last = scheduled.step;
    if ('send' in scheduled) {
      checkHappening(scheduled.to, scheduled.send.type, vocabulary, (...path) => at(i, ...path));
    } else if ('fire' in scheduled) known('actor', scheduled.of, actors, at(i, 'of'));
    else {
      known('actor', scheduled.to, actors, at(i, 'to'));
      if (scheduled.from !== undefined) known('actor', scheduled.from, actors, at(i, 'from'));
      known(`message to ${scheduled.to}:`, scheduled.deliver, vocabulary.get(scheduled.to) ?? [], at(i, 'deliver'));
    }
  }
}

/** @throws InputError for the index of a request that the workload does not have. */
export function inWorkload(request: number, requests: number, where: string): void {
  if (request < requests) return;
  const indices = requests === 0 ? 'nothing: there are no requests' : `the index of a request, 0 to ${requests - 1}`;
  refuse(`request ${request}`, indices, where);
}
