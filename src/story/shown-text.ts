import { properties } from '../../machines/properties/index.ts';
import type { Shown } from './story.ts';

/** In a few words: `Q4 is violated`. */
export function shownWords(shows: Shown): string {
  if (shows.kind !== 'property') return shows.kind;
  const isSought = properties.find(({ id }) => id === shows.id)?.kind === 'sometimes';
  return `${shows.id} ${isSought ? 'comes about' : 'is violated'}`;
}

/** What a story shows, so that a property that it violates does not read as if it held. */
export function shownText(shows: Shown): string {
  return `${shownWords(shows)}: ${shows.kind === 'property' ? `\u201c${shows.says}\u201d` : shows.says}`;
}
