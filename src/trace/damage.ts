/** What is wrong with a line of a trace, in words; the same wherever a trace is shown. */
export const noObject = (line: number): string => `line ${line} is no JSON object (is the file cut off?)`;

/** Steps are numbered without a gap: in another one's place a line is missing, or was put there. */
export const notNext = (line: number, given: unknown, next: number): string =>
  `line ${line} has step ${String(given)} where step ${next} follows (is a line missing?)`;

/** How much is shown of a trace whose lines are wrong from one on. @param steps that come before */
export const shownUpTo = (steps: number, problem: string): string =>
  `${steps === 0 ? 'No step is shown' : `Shown up to step ${steps - 1}`}: ${problem}`;
