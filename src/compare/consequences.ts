import { type Happening, senseWords } from './happening.ts';

/** `so far` and `yet` of a run that goes on. */
export type Recovery =
  | 'no trouble'
  | 'no trouble so far'
  | 'no request suffered'
  | 'recovered'
  | 'not recovered'
  | 'not over yet';

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
  /** Whether there was trouble, and whether every request is answered that suffered from it. */
  readonly recovery: Recovery;
  /** From the first trouble until every request is answered that suffered from any, ms; null unless `recovered`. */
  readonly recoveryMs: number | null;
};

/**
 * @param answers how each request ended, by its error
 * @param isOver false of a run that is told so far
 */
export function consequencesOf(
  happenings: readonly Happening[],
  answers: readonly { readonly error: string }[],
  isOver = true,
): Consequences {
  const byError: Record<string, number> = {};
  for (const { error } of answers) byError[error] = (byError[error] ?? 0) + 1;
  const begins = (text: string) => happenings.filter(({ label }) => label.startsWith(text));
  const trouble = happenings.find(({ bad }) => bad);
  const suffered = new Set(happenings.flatMap(({ bad, request }) => (bad && request !== null ? [request] : [])));
  const told = happenings.filter(({ kind, request }) => kind === 'answer' && request !== null && suffered.has(request));
  const last = told.at(-1);
  const isRecovered = last !== undefined && new Set(told.map(({ request }) => request)).size === suffered.size;
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
    recovery: isRecovered ? 'recovered' : unrecovered(trouble !== undefined, suffered.size > 0, isOver),
    recoveryMs: trouble && isRecovered ? (last.at - trouble.at) / 1000 : null,
  };
}

function unrecovered(hadTrouble: boolean, hurt: boolean, isOver: boolean): Recovery {
  if (!hadTrouble) return isOver ? 'no trouble' : 'no trouble so far';
  if (!isOver) return 'not over yet';
  return hurt ? 'not recovered' : 'no request suffered';
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
