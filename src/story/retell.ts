import { narrate } from './narrate.ts';
import type { Shown, Story } from './story.ts';
import { onlookerOf } from './watched-run.ts';

/** What came of telling a story again. */
export type Retold = {
  /** Steps done. */
  readonly steps: number;
  /** What was shown and in which step (from 1); null when the story no longer shows what it did. */
  readonly shown: (Shown & { readonly step: number }) | null;
};

/**
 * Does the steps of a story again and looks whether they still show the same.
 *
 * @throws ImpossibleStepError when a step cannot be done any more.
 */
export function retell(story: Story): Retold {
  const onlooker = onlookerOf(story);
  let steps = 0;
  for (const step of narrate(story)) {
    onlooker.see(step);
    steps = step.n;
  }
  const step = onlooker.shownIn();
  return { steps, shown: step === undefined ? null : { ...story.shows, step } };
}
