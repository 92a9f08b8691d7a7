import type { Expectations, ExpectedTree, Milestone } from '../scenario/scenario.ts';
import type { StepRecord } from '../system/step-record.ts';
import type { RunReport } from './report.ts';
import type { Answer } from './run-stack.ts';

type Progress = { readonly milestones: readonly Milestone[]; reached: number };

const matches = (milestone: Milestone, { to, from, message }: StepRecord['deliveries'][number]): boolean =>
  message.type === milestone.message &&
  (milestone.to === undefined || milestone.to === to) &&
  (milestone.from === undefined || milestone.from === from) &&
  Object.entries(milestone.with ?? {}).every(([field, value]) => contains(message[field], value));

/** Is every part of `wanted` in `found`? */
function contains(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([key, value]) => contains((found as Record<string, unknown>)[key], value));
}

const named = ({ message, to, with: fields }: Milestone): string =>
  `${message}${to ? ` to ${to}` : ''}${fields ? ` ${JSON.stringify(fields)}` : ''}`;

/** Watches a run for what a scenario expects to be seen. */
export class ExpectationWatch {
  private readonly expected: Expectations;
  private readonly sequences: Progress[];
  private readonly forbidden: string[] = [];

  constructor(expected: Expectations) {
    this.expected = expected;
    this.sequences = expected.sequences.map((milestones) => ({ milestones, reached: 0 }));
  }

  add(record: StepRecord): void {
    for (const delivery of record.deliveries) {
      for (const progress of this.sequences) {
        const next = progress.milestones[progress.reached];
        if (next && matches(next, delivery)) progress.reached += 1;
      }
      for (const never of this.expected.never)
        if (matches(never, delivery)) this.forbidden.push(`${named(never)} was delivered, which must never happen`);
    }
  }

  /** What was expected and not seen, one line each. */
  failures(report: RunReport, answers: readonly Answer[], clauses: ReadonlySet<string>): string[] {
    const failures = [...new Set(this.forbidden)];
    for (const wanted of this.expected.answers) {
      const found = answers.find(({ request }) => request.index === wanted.request);
      if (!found) failures.push(`request ${wanted.request} was not answered`);
      else if (found.error !== wanted.error || (wanted.resid !== undefined && found.resid !== wanted.resid)) {
        failures.push(
          `request ${wanted.request} ended with ${found.error}, resid ${found.resid}; expected ${wanted.error}${wanted.resid ? `, resid ${wanted.resid}` : ''}`,
        );
      }
    }
    if (this.expected.errors) {
      for (const name of new Set([...Object.keys(this.expected.errors), ...Object.keys(report.answers)])) {
        const [wanted, found] = [this.expected.errors[name] ?? 0, report.answers[name] ?? 0];
        if (wanted !== found) failures.push(`${found} requests ended with ${name}; expected ${wanted}`);
      }
    }
    compare(this.expected.report, report, '', failures);
    for (const { milestones, reached } of this.sequences) {
      const missing = milestones[reached];
      if (missing)
        failures.push(
          `after ${reached} of ${milestones.length} messages of a sequence, ${named(missing)} was not delivered`,
        );
    }
    for (const clause of this.expected.clauses)
      if (!clauses.has(clause)) failures.push(`no transition that cites ${clause} was taken`);
    return failures;
  }
}

/** Parts of the report that name only what was counted. */
const openCounts: ReadonlySet<string> = new Set([
  'answers',
  'checkConditions.bySenseKey',
  'commands.byOpcode',
  'pktReasons',
  'resets',
  'statuses',
]);

function compare(wanted: ExpectedTree, found: unknown, path: string, failures: string[]): void {
  for (const [key, value] of Object.entries(wanted)) {
    const at = path ? `${path}.${key}` : key;
    const actual = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined;
    if (typeof value === 'object' && value !== null) compare(value, actual, at, failures);
    else if (actual === undefined && !openCounts.has(path)) failures.push(`the report has no figure ${at}`);
    else if (!meets(value, actual))
      failures.push(`${at} is ${JSON.stringify(actual) ?? 'absent'}; expected ${JSON.stringify(value)}`);
  }
}

function meets(wanted: string | number | boolean | null, actual: unknown): boolean {
  // A counter that never counted is not in the report.
  const found = actual === undefined && wanted === 0 ? 0 : actual;
  const bound = typeof wanted === 'string' ? /^(>=|<=)(\d+)$/.exec(wanted) : null;
  if (!bound) return found === wanted;
  const limit = Number(bound[2]);
  const value = typeof actual === 'number' ? actual : 0;
  return bound[1] === '>=' ? value >= limit : value <= limit;
}
