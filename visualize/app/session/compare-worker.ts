import { type Comparison, compareScenario } from '../../../src/compare/compare-scenario.ts';
import { provideBytes } from '../in-page/bytes.ts';
import { scenarioPath } from '../in-page/shipped-files.ts';

export type CompareNews =
  | { readonly kind: 'compared'; readonly comparison: Comparison }
  | { readonly kind: 'failed'; readonly says: string };

provideBytes();

const tell = (news: CompareNews): void => self.postMessage(news);

self.onmessage = ({ data }: MessageEvent<{ readonly scenario: string }>) => {
  compareScenario(scenarioPath(data.scenario)).then(
    (comparison) => tell({ kind: 'compared', comparison }),
    (error: unknown) => tell({ kind: 'failed', says: error instanceof Error ? error.message : String(error) }),
  );
};
