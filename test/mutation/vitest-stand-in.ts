// Stands in for `vitest` where test files are loaded to be run once per mutant, many thousand times in one process.
// What they expect is checked by vitest's own `expect`.

// The assertions ask vitest's worker for its configuration when they are loaded.
Object.assign(globalThis, { __vitest_worker__: { config: {}, environment: { name: 'node' }, ctx: {}, durations: {} } });
const real = await import('vitest');

export const { expect, vi } = real;

type Body = (...given: never[]) => unknown;
export type CollectedTest = { readonly name: string; readonly run: () => Promise<void> };
type Suite = {
  readonly name: string;
  readonly before: Body[];
  readonly after: Body[];
  readonly above: Suite | undefined;
};

const suiteOf = (name: string, above: Suite | undefined): Suite => ({ name, before: [], after: [], above });
let suite = suiteOf('', undefined);
let collected: CollectedTest[] = [];

const pathOf = ({ name, above }: Suite): string[] => [...(above ? pathOf(above) : []), name];
const chainOf = (inner: Suite): Suite[] => [...(inner.above ? chainOf(inner.above) : []), inner];

function add(name: string, body: Body, given: readonly unknown[] = []): void {
  const chain = chainOf(suite);
  collected.push({
    name: [...pathOf(suite).filter(Boolean), name].join(' > '),
    async run() {
      for (const { before } of chain) for (const each of before) await each();
      try {
        await body(...(given as never[]));
      } finally {
        for (const { after } of chain) for (const each of after) await each();
      }
    },
  });
}

type Table = readonly unknown[];
/** What was built when the file was loaded can be used once, but tests are run again and again here. */
const isBuilt = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ![Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
const cases = (table: Table, use: (given: readonly unknown[], n: number) => void): void => {
  for (const [n, row] of table.entries()) {
    const given = Array.isArray(row) ? (row as unknown[]) : [row];
    if (!given.some(isBuilt)) use(given, n);
  }
};

export const it = Object.assign((name: string, body: Body) => add(name, body), {
  each: (table: Table) => (name: string, body: Body) => cases(table, (given, n) => add(`${name} (${n})`, body, given)),
});
export const test = it;

function inside(name: string, body: Body, given: readonly unknown[] = []): void {
  const above = suite;
  suite = suiteOf(name, above);
  body(...(given as never[]));
  suite = above;
}

export const describe = Object.assign((name: string, body: Body) => inside(name, body), {
  each: (table: Table) => (name: string, body: Body) =>
    cases(table, (given, n) => inside(`${name} (${n})`, body, given)),
});

export const beforeAll = (body: Body): number => suite.before.push(body);
export const beforeEach = beforeAll;
export const afterAll = (body: Body): number => suite.after.push(body);
export const afterEach = afterAll;

/** The tests that loading a file adds. */
export async function collect(name: string, load: () => Promise<unknown>): Promise<CollectedTest[]> {
  collected = [];
  suite = suiteOf(name, undefined);
  await load();
  return collected;
}
