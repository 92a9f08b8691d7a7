import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input-error.ts';
import { saveStory } from '../story/save-story.ts';
import type { Story } from '../story/story.ts';
import { storyTest } from '../story/story-test.ts';
import { makeDirectory } from './make-directory.ts';

/**
 * Makes the directory of the stories, before the work of finding them.
 *
 * @throws InputError when it cannot be one.
 */
export const prepareStoryDirectory = (directory: string): void => {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw unusable(directory, error);
  }
};

const unusable = (directory: string, error: unknown): unknown => {
  if (!(error instanceof Error && 'code' in error)) return error;
  const known: Record<string, string> = { EEXIST: 'a file, not a directory', ENOTDIR: 'a file, not a directory' };
  const given = `--save ${directory} (${known[String(error.code)] ?? String(error.code)})`;
  return new InputError({ code: 'story-directory', given, accepted: 'a directory that can be written to' });
};

/**
 * Saves stories into a directory, each as a trace for `run` and as a test for vitest.
 *
 * @returns the files that were written.
 * @throws InputError when the directory cannot be written to.
 */
export function saveStories(stories: readonly Story[], directory: string): string[] {
  prepareStoryDirectory(directory);
  try {
    return stories.flatMap((story) => {
      const { name, shows } = story;
      const about = shows.kind === 'property' ? shows.id : shows.kind;
      // A system of a file is named by its path: what begins with a dot would be hidden.
      const base = join(directory, `${name}-${about}`.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, ''));
      saveStory(story, `${base}.jsonl`);
      writeFileSync(`${base}.test.ts`, storyTest(story));
      return [`${base}.jsonl`, `${base}.test.ts`];
    });
  } catch (error) {
    throw unusable(directory, error);
  }
}
