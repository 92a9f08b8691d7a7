import { parse, stringify } from 'yaml';
import type { RunReport } from '../../../src/run/report.ts';
import { type Ends, expectedOf } from '../../../src/scenario/seen.ts';
import { type Change, changeText, isChanged, orderOf } from '../session/change.ts';
import { assigned } from '../session/parameters.ts';
import { pickText } from '../session/picks.ts';

/** How a run ended. */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly report: RunReport;
      readonly answers: Ends;
    }
  /** The machines are wrong: this is what they did. */
  | { readonly kind: 'failed'; readonly says: string };

type Scenario = {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  readonly seed?: number;
  readonly topology?: object;
  readonly workload: { readonly trace?: string };
  readonly faults?: readonly unknown[];
  readonly expect?: unknown;
};

/** Where the library stands its schema is beside it; a file that is saved may be anywhere. */
const besideSchema = /^# yaml-language-server: \$schema=.*\n/m;
const described = '# Every field is described in the package: scsi-statecharts/src/scenario/scenario.schema.json\n';

export type SavedScenario = { readonly name: string; readonly title: string; readonly yaml: string };

/**
 * A scenario with what a person changed and chose, as a scenario file: with which the program does the same again, and
 * which expects what was seen.
 *
 * @param text of the scenario as it was before.
 */
export function savedScenario(text: string, change: Change, outcome: Outcome): SavedScenario {
  const scenario = parse(text) as Scenario;
  if (!isChanged(change))
    return { name: scenario.name, title: scenario.title, yaml: `${described}${text.replace(besideSchema, '')}` };
  const { seed, faults = [], without = [], schedule } = orderOf(scenario.name, change);
  const name = `${scenario.name}-changed`;
  const title = `${scenario.title}, changed: ${changeText(change)}`;
  const chosen = change.picks.map((each) => `${pickText(each)}.`).join('\n');
  const saved = {
    ...scenario,
    name,
    title,
    story: chosen === '' ? scenario.story : `${scenario.story.trim()}\nHere somebody was the scheduler:\n${chosen}\n`,
    ...(seed === undefined ? {} : { seed }),
    topology: assigned(scenario.topology ?? {}, change.set),
    faults: [...faults, ...(scenario.faults ?? []).filter((_, i) => !without.includes(i))],
    ...(schedule ? { schedule } : {}),
    // What the scenario expects holds for the scenario as it is written.
    expect: outcome.kind === 'done' ? expectedOf(outcome.report, outcome.answers, schedule ?? []) : {},
  };
  const beside =
    scenario.workload.trace === undefined
      ? ''
      : `# Its workload is a recording: put this file into the folder of ${scenario.name}.yaml.\n`;
  const defect = outcome.kind === 'done' ? '' : `# It ends with a defect of the machines: ${outcome.says}\n`;
  return { name, title, yaml: `${described}${beside}${defect}${stringify(saved, { blockQuote: 'literal' })}` };
}
