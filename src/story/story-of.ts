import type { CheckResult, ModelSpec } from '../explore/index.ts';
import type { Origin, Shown, Story, StoryStep } from './story.ts';

/** A run that an exploration found: for a violation, or for the verdict of a property. */
export type Found = { readonly trace: readonly StoryStep[]; readonly cycleFrom?: number };

/** A system that was explored, and where it came from. */
export type Explored = Pick<ModelSpec, 'name' | 'actors' | 'sticky' | 'laneBound'> & {
  readonly says?: string;
  /** Needed to save its stories. */
  readonly origin?: Origin;
};

/** Makes a story of a run that an exploration found. */
export function storyOf(explored: Explored, shows: Shown, { trace, cycleFrom }: Found): Story {
  const { name, says = 'a system that was explored', actors, sticky, laneBound, origin } = explored;
  return {
    name,
    says,
    shows,
    actors,
    moves: trace,
    laneBound,
    ...(origin ? { origin } : {}),
    ...(sticky ? { sticky } : {}),
    ...(cycleFrom === undefined ? {} : { cycleFrom }),
  };
}

/** The stories that an exploration has to tell: its violation, then the runs that decided a property. */
export function storiesOf(
  { violation, properties }: Pick<CheckResult, 'violation' | 'properties'>,
  explored: Explored,
): Story[] {
  return [
    ...(violation ? [storyOf(explored, { kind: violation.kind, says: violation.says }, violation)] : []),
    ...properties.flatMap(({ id, says, instance, trace, cycleFrom }) => {
      if (!trace || instance === undefined) return [];
      const found = cycleFrom === undefined ? { trace } : { trace, cycleFrom };
      return [storyOf(explored, { kind: 'property', id, says, instance }, found)];
    }),
  ];
}
