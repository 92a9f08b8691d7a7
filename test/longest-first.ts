import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, so that no process is left with one of them when the others have nothing more to do. */
const longest = [
  'visualize/page',
  'scenario/library',
  'visualize/acting',
  'visualize/sources',
  'machines/properties/library',
  'run/recorded-workload',
  'run/aix-workload',
  'explore/',
  'mutation/',
  'cli/',
  'machines/properties/',
  'system/',
  'again/',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = longest.findIndex((part) => moduleId.includes(`/test/${part}`));
  return at < 0 ? longest.length : at;
};

/** The order of the files, also on the first run, when nothing is known of how long each takes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
