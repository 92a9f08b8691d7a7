import { expect, test } from 'vitest';
import { createAtlas } from '../../visualize/app/session/atlas.ts';

test('which scenario takes a transition is told as it is found out, and once', async () => {
  const takes: Readonly<Record<string, readonly string[]>> = { first: ['a', 'b'], second: ['b'], third: [] };
  const answers: (() => void)[] = [];
  const run: string[] = [];
  const { atlas, progress, make } = createAtlas(
    () => Object.keys(takes),
    () => ({
      explore: (scenario) => {
        run.push(scenario);
        return new Promise((resolve) => answers.push(() => resolve(takes[scenario] ?? [])));
      },
      end: () => run.push('end'),
    }),
  );
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await new Promise(setImmediate);
  };
  expect([atlas(), progress()]).toEqual([undefined, undefined]);
  const made = make();
  // A second click while they run.
  await make();
  expect([atlas(), progress()]).toEqual([undefined, '0 of 3 scenarios']);
  await answer();
  expect([...(atlas() ?? [])]).toEqual([
    ['a', ['first']],
    ['b', ['first']],
  ]);
  expect(progress()).toBe('1 of 3 scenarios');
  await answer();
  await answer();
  await made;
  expect(Object.fromEntries(atlas() ?? [])).toEqual({ a: ['first'], b: ['first', 'second'] });
  expect(progress()).toBeUndefined();
  await make();
  expect(run).toEqual(['first', 'second', 'third', 'end']);
});
