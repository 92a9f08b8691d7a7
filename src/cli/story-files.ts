import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input-error.ts';
import { saveStory } from '../story/save-story.ts';
import type { Story } from '../story/story.ts';
import { storyTest } from '../story/story-test.ts';

/**
 * Saves stories into a directory, each as a trace for `run` and as a test for vitest.
 *
 * @returns the files that were written.
 * @throws InputError when the directory cannot be written to.
 */
export function saveStories(stories: readonly Story[], directory: string): string[] {
  try {
    mkdirSync(directory, { recursive: true });
    return stories.flatMap((story) => {
      const { name, shows } = story;
      const about = shows.kind === 'property' ? shows.id : shows.kind;
      const base = join(directory, `${name}-${about}`.replace(/[^A-Za-z0-9._-]+/g, '-'));
      saveStory(story, `${base}.jsonl`);
      writeFileSync(`${base}.test.ts`, storyTest(story));
      return [`${base}.jsonl`, `${base}.test.ts`];
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const given = `${directory} (${String(error.code)})`;
    throw new InputError({ code: 'story-directory', given, accepted: 'a directory that can be written to' });
  }
}
