import { choicePoints } from '../../../src/scenario/fault-rule.ts';
import type { Session } from './session.ts';
import { machines } from './specification.ts';

type Machine = (typeof machines)[number];

/** The machines of the run that is looked at; all of them where it does not tell. */
export function machinesOf(session: Session): readonly Machine[] {
  const own = new Set(session.history()?.actors.map(({ machine }) => machine.id));
  return own.size === 0 ? machines : machines.filter(({ id }) => own.has(id));
}

/** Messages that some of these machines know. */
export const messagesOf = (known: readonly Machine[]): readonly string[] =>
  [...new Set(known.flatMap(({ events }) => events.map(String)))].filter((type) => !type.startsWith('xstate.')).sort();

/** Where the world decides in a run of these machines. */
export function choicePointsOf(known: readonly Machine[]): readonly string[] {
  const messages = new Set(messagesOf(known));
  return choicePoints.filter((point) => messages.has(point.slice(0, point.lastIndexOf('.'))));
}
