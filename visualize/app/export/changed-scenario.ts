import { parse, stringify } from 'yaml';
import { readFileSync, scenarioPath } from '../in-page/shipped-files.ts';
import { type Change, changeText, isChanged, orderOf } from '../session/change.ts';

type Scenario = {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  readonly seed?: number;
  readonly topology?: { readonly parameters?: Readonly<Record<string, object>> };
  readonly faults?: readonly unknown[];
  readonly expect?: unknown;
};

/** A shipped scenario with what a person changed, as a scenario file. */
export function changedScenario(name: string, change: Change): string {
  const { expect, ...scenario } = parse(new TextDecoder().decode(readFileSync(scenarioPath(name)))) as Scenario;
  const { seed, parameters = {}, faults = [] } = orderOf(name, change);
  const own = scenario.topology?.parameters ?? {};
  const layers = new Set([...Object.keys(own), ...Object.keys(parameters)]);
  const merged = Object.fromEntries(
    [...layers].map((layer) => [layer, { ...own[layer], ...(parameters as Record<string, object>)[layer] }]),
  );
  return stringify({
    ...scenario,
    ...(isChanged(change)
      ? { name: `${name}-changed`, title: `${scenario.title}, changed: ${changeText(change)}` }
      : // What a scenario expects holds for the scenario as it is written.
        { expect }),
    ...(seed === undefined ? {} : { seed }),
    topology: { ...scenario.topology, parameters: merged },
    faults: [...faults, ...(scenario.faults ?? [])],
  });
}
