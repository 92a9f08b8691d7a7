/** Runs that an exploration found: told as a chart, saved as a trace that can be replayed, saved as a test. */
export { type ChartOptions, storyChart } from './chart.ts';
export { type Divergence, isSavedStory, type ReplayedStory, replayStory } from './replay-story.ts';
export { type Retold, retell } from './retell.ts';
export { type SavedStory, saveStory } from './save-story.ts';
export { scenarioTest, type TestedScenario } from './scenario-test.ts';
export { ImpossibleStepError, type Origin, type Shown, type Story, type StoryStep } from './story.ts';
export type { Witness } from './story-bytes.ts';
export { type Explored, type Found, storiesOf, storyOf } from './story-of.ts';
export { storyTest } from './story-test.ts';
