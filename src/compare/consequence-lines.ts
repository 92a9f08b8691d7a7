import type { Consequences } from './consequences.ts';

/** What came of a fault, line by line, for people who see it beside what came of another run. */
export const consequenceLines: readonly (readonly [name: string, value: (each: Consequences) => string])[] = [
  [
    'the application saw',
    ({ answers }) =>
      Object.entries(answers)
        .map(([error, n]) => `${n} ${error === 'none' ? 'without error' : error}`)
        .join(', ') || 'no answer',
  ],
  ['sense data of the unit', ({ sense }) => `${sense.held} kept, ${sense.fetched} read, ${sense.lost} lost unread`],
  ['commands ahead of the sense', ({ startedBeforeSense }) => String(startedBeforeSense)],
  [
    'innocent requests hurt',
    ({ innocentRequests }) =>
      innocentRequests.length === 0 ? 'none' : innocentRequests.map((each) => `#${each}`).join(' '),
  ],
  ['resets', ({ resets }) => String(resets)],
  ['time to recover', ({ recovery, recoveryMs }) => (recoveryMs === null ? recovery : `${recoveryMs.toFixed(2)} ms`)],
];
