import type { RunReport } from '../run/report.ts';
import type { ScheduledPick } from './scheduled.ts';

/** How each request ended, by index. */
export type Ends = readonly { readonly index: number; readonly error: string }[];

/** Requests whose ends are listed one by one. */
const mostAnswers = 60;
/** Scheduled steps that are expected to be seen, one after the other. */
const mostMilestones = 40;

const nonzero = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

/** What was seen of a run, as what a scenario expects the next time. */
export function expectedOf(report: RunReport, ends: Ends, schedule: readonly ScheduledPick[]): object {
  const milestones = schedule.flatMap((each) =>
    'deliver' in each
      ? [{ message: each.deliver, to: each.to }]
      : 'send' in each
        ? [{ message: each.send.type, to: each.to }]
        : [],
  );
  const { bySenseKey } = report.checkConditions;
  return {
    errors: report.answers,
    ...(ends.length > mostAnswers
      ? {}
      : { answers: ends.map(({ index, error }) => ({ request: index, error })).sort((a, b) => a.request - b.request) }),
    report: {
      retries: { ...report.retries },
      checkConditions: { bySenseKey: nonzero(bySenseKey) },
      resets: nonzero(report.resets),
      timeouts: report.timeouts,
      senseLost: report.senseLost,
      data: { mismatches: report.data.mismatches },
    },
    ...(milestones.length === 0 || milestones.length > mostMilestones ? {} : { sequences: [milestones] }),
  };
}
