import { parse } from 'yaml';
import { readFileSync, scenarioPath, shippedScenarios } from '../in-page/shipped-files.ts';
import { course } from './course.ts';

export type Story = {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  /** What kind of thing goes on, for order in the gallery. */
  readonly group: string;
};

/** Which shelf a scenario that is not in the course stands on, by a word in its name; the first one that fits. */
const groups: readonly (readonly [group: string, names: RegExp])[] = [
  ['AIX on a parallel bus', /^aix-/],
  ['AIX over FCP and iSCSI', /^(fcp|iscsi)-/],
  ['Sense', /sense|check-condition|recovered|uscsi|aborted/],
  ['Busy, full, out of resources', /busy|queue|resource|tran-|callback|tag/],
  ['Resets, timeouts, things that vanish', /reset|timeout|gone|selection|bus-free|parity|third/],
  ['Workloads and phases', /./],
];

/** The shelves from the top: the other architecture comes last. */
const shelves = [...groups.slice(2), ...groups.slice(0, 2)];

/** Where the first sentence of a story ends. */
export const endOfSentence = (text: string): number => {
  const found = /[.?](?=\s)/.exec(text);
  return found ? found.index + 1 : text.length;
};

/** As many of the first sentences as make at most so many letters; at least one. */
export function beginning(text: string, letters: number): string {
  let end = endOfSentence(text);
  for (;;) {
    const next = end + endOfSentence(text.slice(end));
    if (next === end || next > letters) return text.slice(0, end);
    end = next;
  }
}

let known: ReadonlyMap<string, Story> | undefined;

/** The shipped scenarios as stories, by name. */
export function scenarioStories(): ReadonlyMap<string, Story> {
  known ??= new Map(
    shippedScenarios().map((name) => {
      const { title, story } = parse(new TextDecoder().decode(readFileSync(scenarioPath(name)))) as {
        title: string;
        story: string;
      };
      const isTaught = course.some(([scenario]) => scenario === name);
      const group = isTaught ? 'course' : (groups.find(([, names]) => names.test(name))?.[0] ?? '');
      return [name, { name, title, story: story.trim(), group }];
    }),
  );
  return known;
}

export const storyGroups = (): readonly (readonly [group: string, stories: readonly Story[]])[] =>
  shelves.map(([group]) => [
    group,
    // By title, as people look for them: cure 2 stands before cure 3, and 9 before 10.
    [...scenarioStories().values()]
      .filter((story) => story.group === group)
      .sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true })),
  ]);
