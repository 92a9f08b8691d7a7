import { parse } from 'yaml';
import { readFileSync, scenarioPath, shippedScenarios } from '../in-page/shipped-files.ts';

/** Messages that only one of the two driver architectures knows. */
const ofOne = /^(tran|packet|pkt|sc|transaction)\./;
/** Too much happens in it to be read side by side. */
const tooLong = new Set(['ext4-mixed']);

/** Do the faults of a scenario mean the same under SCSA and AIX? */
export function isForBoth(scenario: string): boolean {
  if (!shippedScenarios().includes(scenario) || tooLong.has(scenario)) return false;
  const { faults = [] } = parse(new TextDecoder().decode(readFileSync(scenarioPath(scenario)))) as {
    faults?: readonly Readonly<Record<string, unknown>>[];
  };
  return faults.every((rule) => [rule['at'], rule['delay'], rule['after']].every((each) => !ofOne.test(String(each))));
}
