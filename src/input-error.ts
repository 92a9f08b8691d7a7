/**
 * What is wrong with something the user supplied: a file, a flag, a packet, a byte from the network.
 */
export interface InputProblem {
  /** Stable identifier of the kind of mistake, kebab-case, safe to match on in scripts and tests. */
  readonly code: string;
  /** What was given, in the user's own words (quoted excerpt, value). */
  readonly given: string;
  /** What would have been accepted. */
  readonly accepted: string;
  /** Where: `file`, `file:line`, `file:line:column`, or the flag. Absent when there is only one place it can be. */
  readonly where?: string;
}

/** Longest excerpt of the given text that is repeated in a message, in characters. */
const EXCERPT_LIMIT = 200;

/** Makes any text fit on one line: control characters are escaped. */
export const onOneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** Of what others wrote, which may be of any length. */
export function excerpt(text: string): string {
  const printable = onOneLine(text);
  return printable.length <= EXCERPT_LIMIT ? printable : `${printable.slice(0, EXCERPT_LIMIT - 3)}...`;
}

/**
 * A mistake in outside input, as opposed to a defect of the program. The command line prints `message` alone (one line,
 * no stack) and exits 2.
 */
export class InputError extends Error {
  readonly problem: InputProblem;

  constructor(problem: InputProblem) {
    const where = problem.where === undefined ? '' : `${excerpt(problem.where)}: `;
    super(`${where}got ${excerpt(problem.given)}; accepted: ${onOneLine(problem.accepted)}`);
    this.name = 'InputError';
    this.problem = problem;
  }
}
