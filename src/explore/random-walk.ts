import { SeededRandom } from '../system/random.ts';
import { Findings, type Place, type PropertyFinding, type Violation } from './findings.ts';
import type { ModelSpec } from './model-spec.ts';
import { StateSpace } from './state-space.ts';
import { type Run, stepFromTo } from './trace.ts';

export type WalkOptions = {
  readonly walks: number;
  /** Steps of each walk. */
  readonly steps: number;
  readonly seed: number;
};

export type WalkResult = {
  readonly steps: number;
  readonly violation: Violation | undefined;
  /** Properties that a walk showed to fail, or to have been seen; a walk proves nothing else. */
  readonly properties: readonly PropertyFinding[];
  readonly covered: ReadonlySet<string>;
};

/** Walks at random from the beginning: for systems that are too large to explore. Ends at the first violation. */
export function randomWalks(spec: ModelSpec, { walks, steps, seed }: WalkOptions): WalkResult {
  const random = new SeededRandom(seed);
  const { alike: _, ...asItIs } = spec;
  const space = new StateSpace(asItIs);
  const { model } = space;
  const findings = new Findings(space, spec.properties);
  let taken = 0;
  for (let walk = 0; walk < walks && !findings.violation; walk++) {
    const path = [space.vectorOf(0)];
    const place = (length: number): Place => ({
      index: -1, // not stored
      end: () => path[length - 1] ?? space.vectorOf(0),
      way: (): Run => path.slice(1, length).map((to, i) => stepFromTo(model, path[i] ?? space.vectorOf(0), to)),
    });
    for (let step = 0; step < steps && !findings.violation; step++) {
      const here = place(path.length);
      space.expandVector(here.end());
      const { expander } = space;
      const noted = [...expander.findings];
      for (const finding of noted) {
        if (finding.kind === 'failure') findings.failure(space.tree.failures[finding.failure], here);
      }
      if (expander.count === 0) {
        findings.end(here.end(), here);
        break;
      }
      const chosen = random.below(expander.count);
      path.push(space.successor(chosen));
      taken += 1;
      const there = place(path.length);
      findings.newState(expander.out, chosen * space.layout.words, () => there);
      for (const finding of noted) {
        if (finding.kind === 'watcher' && finding.successor === chosen) findings.watcher(finding.component, there);
      }
    }
  }
  return {
    steps: taken,
    violation: findings.violation,
    properties: findings.results(false).filter(({ verdict }) => verdict !== 'not checked'),
    covered: model.covered,
  };
}
