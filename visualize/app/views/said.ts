import { transitionCalled } from '../session/specification.ts';

/** Letters that two lines of the narrowest head have. */
const most = 96;

/** Descriptions one after the other; those without a full stop stay apart too. */
export const oneAfterTheOther = (says: readonly string[]): string =>
  says.map((each, at) => (at === says.length - 1 || /[.!?:;]$/.test(each) ? each : `${each};`)).join(' ');

/**
 * What is told of a message in one breath, from the transitions that it led to. Where one leads to the next without
 * another event, as in a decision, how it ends matters; else what the message itself did.
 */
export function saidOf(took: readonly string[]): string {
  const says = took.map((id) => transitionCalled(id)?.description ?? id);
  const [first = 'Nothing follows from it.'] = says;
  if (!took.slice(1).every((id) => /: always #\d+$/.test(id))) return first;
  const end = oneAfterTheOther(says.slice(-2));
  return [end, says.at(-1) ?? first].find((each) => each.length > 0 && each.length <= most) ?? first;
}
