import type { TransitionEntry } from '../system/transition-index.ts';
import type { MachineReach } from './reached.ts';

/**
 * Why something of a machine is never reached.
 *
 * `at` names a state, with all of its transitions and the states in it, or in a state an event, perhaps with the number of
 * one of its transitions: `dispatch.halted`, `dispatch: unit.tagRejected`, `dispatch: unit.tagRejected #1`. `*` is any state.
 */
export type Reason = {
  readonly machine: string;
  readonly why: string;
  readonly at: readonly string[];
  /** It can happen, but walks seldom get that far: it is as well if they do. */
  readonly possible?: true;
};

/** What does not add up for one machine. */
export type Difference = {
  readonly machine: string;
  /** Never reached, and no reason is given. */
  readonly without: readonly string[];
  /** A reason is given, and it is reached all the same, or there is no such thing. */
  readonly needless: readonly string[];
};

const localId = ({ machine, id }: TransitionEntry): string => id.slice(`${machine}: `.length);

/** Whether what is named covers a state, or a transition `STATE: EVENT #n`. */
function covers(at: string, named: string): boolean {
  const [state = '', event] = named.split(': ', 2);
  const [atState = '', atEvent] = at.split(': ', 2);
  if (event === undefined) return atState === state || atState.startsWith(`${state}.`);
  if (atEvent === undefined || (state !== '*' && state !== atState)) return false;
  return atEvent === event || atEvent.startsWith(`${event} #`);
}

/** Holds what was reached of a machine against the reasons. */
export function differenceOf(reach: MachineReach, reasons: readonly Reason[]): Difference {
  const given = reasons
    .filter(({ machine }) => machine === reach.machine)
    .flatMap(({ at, possible = false }) => at.map((named) => ({ named, possible })));
  const reached = reach.taken.map(localId);
  const unreached = [...reach.unreachedStates, ...[...reach.untaken, ...reach.neverIgnored].map(localId)];
  const isAmong = (all: readonly string[], named: string): boolean => all.some((at) => covers(at, named));
  return {
    machine: reach.machine,
    without: unreached.filter((at) => !given.some(({ named }) => covers(at, named))),
    needless: given.flatMap(({ named, possible }) => {
      const isReached = isAmong(reached, named);
      return (isReached && !possible) || (!isReached && !isAmong(unreached, named)) ? [named] : [];
    }),
  };
}
