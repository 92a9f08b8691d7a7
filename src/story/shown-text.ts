import { properties } from '../../machines/properties/index.ts';
import type { Shown } from './story.ts';

/** What a story shows, so that a property that it violates does not read as if it held. */
export function shownText(shows: Shown): string {
  if (shows.kind !== 'property') return `${shows.kind}: ${shows.says}`;
  const isSought = properties.find(({ id }) => id === shows.id)?.kind === 'sometimes';
  return `${shows.id} ${isSought ? 'comes about' : 'is violated'}: \u201c${shows.says}\u201d`;
}
