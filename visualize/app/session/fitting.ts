/**
 * The end of a state's path that fits into so many letters: what a state is in is known sooner than what it is. Of states
 * that are beside one another, as many as fit, and how many more there are.
 *
 * @returns at least the innermost name of one.
 */
export function fitting(state: string, letters: number): string {
  let text = state;
  while (text.length > letters) {
    const at = text.indexOf('.');
    if (at < 0) return fewer(text, letters);
    text = text.slice(at + 1);
  }
  return text;
}

const beside = ' · ';

function fewer(states: string, letters: number): string {
  const names = states.split(beside);
  const told = (count: number): string =>
    names.slice(0, count).join(beside) + (count < names.length ? ` +${names.length - count}` : '');
  let count = names.length;
  while (count > 1 && told(count).length > letters) count -= 1;
  return told(count);
}
