import { expect, it } from 'vitest';

/** One row of the table of a state: what comes, what is said then, and what is the case afterwards. */
export type Row<Given> = readonly [what: string, given: Given, said: readonly string[], now: string];

/** A machine on a bench, which tells in words what it says and how it stands. */
type Told<Given> = { says(given: Given): readonly string[]; readonly now: string };

/** Every row of a state is a test of its own, with a machine of its own. */
export function rows<Given>(state: string, made: () => Told<Given>, table: readonly Row<NoInfer<Given>>[]): void {
  it.each(table)(`${state}: %s`, (_, given, said, now) => {
    const machine = made();
    expect([machine.says(given), machine.now]).toEqual([said, now]);
  });
}
