import { parse } from 'yaml';
import { comparedWith } from '../../../src/compare/compare-scenario.ts';
import { type Driver, drivers } from '../../../src/system/topology.ts';
import { readFileSync, scenarioPath, shippedScenarios } from '../in-page/shipped-files.ts';

/** Messages that only one of the two driver architectures knows. */
const ofOne = /^(tran|packet|pkt|sc|transaction)\./;
/** Too much happens in it to be read side by side. */
const tooLong = new Set(['ext4-mixed']);

type Written = {
  readonly topology?: { readonly driver?: unknown };
  readonly faults?: readonly Readonly<Record<string, unknown>>[];
};
const written = (scenario: string): Written =>
  parse(new TextDecoder().decode(readFileSync(scenarioPath(scenario)))) as Written;

/** Do the faults of a scenario mean the same under SCSA and AIX? */
export function isForBoth(scenario: string): boolean {
  if (!shippedScenarios().includes(scenario) || tooLong.has(scenario)) return false;
  const { faults = [] } = written(scenario);
  return faults.every((rule) => [rule['at'], rule['delay'], rule['after']].every((each) => !ofOne.test(String(each))));
}

export const driverNames: Readonly<Record<Driver, string>> = {
  scsa: 'SCSA',
  aix: 'AIX',
  'aix-fcp': 'AIX over FCP',
  'aix-iscsi': 'AIX over iSCSI',
};

/** What a scenario is put side by side under: SCSA beside AIX, or AIX beside AIX on another interconnect. */
export function besideText(scenario: string): string {
  const { topology } = written(scenario);
  const driver = drivers.find((each) => each === topology?.driver) ?? 'scsa';
  return comparedWith[driver].map((each) => driverNames[each]).join(' beside ');
}
