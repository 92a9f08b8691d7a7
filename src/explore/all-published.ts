import { publishedModels } from './published.ts';
import { publishedAixModels } from './published-aix.ts';
import { publishedEntryModels } from './published-aix-entry.ts';
import { publishedSamModels } from './published-aix-sam.ts';
import type { PublishedModel } from './published-model.ts';

/** The systems of both driver architectures that `check` knows. */
export const allPublished: readonly PublishedModel[] = [
  ...publishedModels,
  ...publishedAixModels,
  ...publishedEntryModels,
  ...publishedSamModels,
];
