import { scenarioStories } from '../gallery/stories.ts';
import type { Header } from '../trace/records.ts';

/** What is looked at, in words; and the file that it is from, if it is from one. */
export type Title = { readonly says: string; readonly file: string | undefined };

/** @param run - its header is undefined until it is here. */
export function titleOf({
  title,
  source,
  header,
}: {
  readonly title: string;
  readonly source: { readonly kind: string } | undefined;
  readonly header: () => Header | undefined;
}): Title {
  if (source?.kind === 'scenario') return { says: scenarioStories().get(title)?.title ?? title, file: undefined };
  const { scenario, story } = header() ?? {};
  if (scenario === undefined) return { says: title, file: undefined };
  if (story)
    return {
      says: `Story of ${story.shows.kind === 'property' ? story.shows.id : `a ${story.shows.kind}`} in ${scenario}`,
      file: title,
    };
  return { says: `Trace of ${scenarioStories().get(scenario)?.title ?? scenario}`, file: title };
}
