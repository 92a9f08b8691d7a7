import { type Happening, senseWords } from './happening.ts';

/** What came of a run for those who use it. */
export type Consequences = {
  /** Answers by error: what the application saw. */
  readonly answers: Readonly<Record<string, number>>;
  readonly sense: { readonly held: number; readonly fetched: number; readonly lost: number };
  /** Commands that reached a logical unit between its first CHECK CONDITION and what became of the sense data. */
  readonly startedBeforeSense: number;
  /** Requests that had to be tried again, or failed, because of the trouble of another one, by index. */
  readonly innocentRequests: readonly number[];
  readonly resets: number;
  /** From the first trouble until every request is answered that suffered from any, ms; null without trouble. */
  readonly recoveryMs: number | null;
};

/** @param answers how each request ended, by its error */
export function consequencesOf(
  happenings: readonly Happening[],
  answers: readonly { readonly error: string }[],
): Consequences {
  const byError: Record<string, number> = {};
  for (const { error } of answers) byError[error] = (byError[error] ?? 0) + 1;
  const begins = (text: string) => happenings.filter(({ label }) => label.startsWith(text));
  const trouble = happenings.find(({ bad }) => bad);
  const suffered = new Set(happenings.flatMap(({ bad, request }) => (bad && request !== null ? [request] : [])));
  const last = happenings.findLast(
    ({ kind, request }) => kind === 'answer' && request !== null && suffered.has(request),
  );
  const innocent = happenings.flatMap((each) => (each.innocent && each.request !== null ? [each.request] : []));
  return {
    answers: byError,
    sense: {
      held: begins(senseWords.kept).length,
      fetched: begins(senseWords.read).length,
      lost: begins(senseWords.lost).length,
    },
    startedBeforeSense: startedBeforeSense(happenings),
    innocentRequests: [...new Set(innocent)].sort((a, b) => a - b),
    resets: happenings.filter(({ kind }) => kind === 'reset').length,
    recoveryMs: trouble && last ? (last.at - trouble.at) / 1000 : null,
  };
}

/** Other commands that reach a unit while it holds sense data. */
function startedBeforeSense(happenings: readonly Happening[]): number {
  const holding = new Set<string>();
  let started = 0;
  for (const { kind, label, unit } of happenings) {
    if (unit === null) continue;
    if (label.startsWith(senseWords.kept)) holding.add(unit);
    else if (kind === 'command' && holding.has(unit) && !label.startsWith('REQUEST SENSE')) {
      started += 1;
      // It has cleared them.
      holding.delete(unit);
    } else if (kind === 'sense') holding.delete(unit);
  }
  return started;
}
