import { parse } from 'yaml';
import { comparedWith } from '../../../src/compare/compare-scenario.ts';
import { type Driver, drivers } from '../../../src/system/topology.ts';
import { readFileSync, scenarioPath, shippedScenarios } from '../in-page/shipped-files.ts';

const ofNexus = /^(sam|exchange|transport|port|path)\.|^nexus:/;
/** Messages and actors that what it is put beside does not know, by what a scenario is written for. */
const ofOne: Readonly<Record<Driver, RegExp>> = {
  scsa: /^(tran|packet|pkt)\.|^sd:/,
  aix: /^(sc|transaction|ioctl)\.|^(proc|opener|sender):/,
  'aix-fcp': ofNexus,
  'aix-iscsi': ofNexus,
};
/** Too much happens in it to be read side by side. */
const tooLong = new Set(['ext4-mixed']);

type Written = {
  readonly topology?: { readonly driver?: unknown };
  readonly faults?: readonly Readonly<Record<string, unknown>>[];
};
const written = (scenario: string): Written =>
  parse(new TextDecoder().decode(readFileSync(scenarioPath(scenario)))) as Written;

const driverOf = ({ topology }: Written): Driver => drivers.find((each) => each === topology?.driver) ?? 'scsa';

/** Do the faults of a scenario mean the same in both that are put side by side? */
export function isForBoth(scenario: string): boolean {
  if (!shippedScenarios().includes(scenario) || tooLong.has(scenario)) return false;
  const { faults = [], ...rest } = written(scenario);
  const known = ofOne[driverOf(rest)];
  return faults.every((rule) => ['at', 'delay', 'after', 'to'].every((each) => !known.test(String(rule[each]))));
}

export const driverNames: Readonly<Record<Driver, string>> = {
  scsa: 'SCSA',
  aix: 'AIX',
  'aix-fcp': 'AIX over FCP',
  'aix-iscsi': 'AIX over iSCSI',
};

/** What a scenario is put side by side under: SCSA beside AIX, or AIX beside AIX on another interconnect. */
export function besideText(scenario: string): string {
  return comparedWith[driverOf(written(scenario))].map((each) => driverNames[each]).join(' beside ');
}
