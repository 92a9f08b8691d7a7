/**
 * The end of a state's path that fits into so many letters: what a state is in is known sooner than what it is.
 *
 * @returns at least the innermost name.
 */
export function fitting(state: string, letters: number): string {
  let text = state;
  while (text.length > letters) {
    const at = text.indexOf('.');
    if (at < 0) return text;
    text = text.slice(at + 1);
  }
  return text;
}
