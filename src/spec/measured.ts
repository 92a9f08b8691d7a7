import { z } from 'zod';
import { InputError } from '../input-error.ts';
import type { TransitionId } from '../system/transition-index.ts';

/** What a transition is to its tests: those that fail when it is broken; or none, and perhaps why. */
export type Measured =
  | { readonly kind: 'noticed'; readonly tests: readonly string[] }
  | { readonly kind: 'unnoticed' }
  /** No defect in it can make a difference. */
  | { readonly kind: 'equivalent'; readonly why: string };

/** The transitions of a machine, each broken once. */
export type MeasuredMachine = {
  readonly machine: string;
  /** Of the machine that was broken. */
  readonly digest: string;
  /** By id; what is missing was not broken. */
  readonly transitions: ReadonlyMap<TransitionId, Measured>;
};

/** Properties with the broken machines that break them. */
export type MeasuredProperties = ReadonlyMap<string, string>;

export type Measurement = {
  readonly machines: ReadonlyMap<string, MeasuredMachine>;
  readonly properties: MeasuredProperties;
};

// One line for each machine. Tests are written once, and their numbers after that.
const machineLine = z.strictObject({
  machine: z.string(),
  digest: z.string(),
  tests: z.array(z.string()),
  transitions: z.record(z.string(), z.union([z.array(z.int().nonnegative()).min(1), z.string().min(1), z.null()])),
});
const propertiesLine = z.strictObject({ properties: z.record(z.string(), z.string()) });
const anyLine = z.union([machineLine, propertiesLine]);

/** The text of a file with these figures; the same for the same figures. */
export function measurementText({ machines, properties }: Measurement): string {
  const lines = [...machines.values()].map(({ machine, digest, transitions }) => {
    const tests = [
      ...new Set([...transitions.values()].flatMap((each) => (each.kind === 'noticed' ? each.tests : []))),
    ];
    const numbers = new Map(tests.map((test, n) => [test, n]));
    return {
      machine,
      digest,
      tests,
      transitions: Object.fromEntries([...transitions].map(([id, each]) => [id, lineOf(each, numbers)])),
    };
  });
  return [...lines, { properties: Object.fromEntries(properties) }].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function lineOf(measured: Measured, numbers: ReadonlyMap<string, number>): unknown {
  switch (measured.kind) {
    case 'noticed':
      return measured.tests.map((test) => numbers.get(test));
    case 'equivalent':
      return measured.why;
    case 'unnoticed':
      return null;
  }
}

/**
 * Reads what `measurementText` has written.
 *
 * @param where name of the file, for the message
 * @throws InputError for any other text
 */
export function readMeasurement(text: string, where: string): Measurement {
  const machines = new Map<string, MeasuredMachine>();
  const properties = new Map<string, string>();
  for (const [n, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const read = anyLine.safeParse(jsonOf(line));
    if (!read.success) throw notMeasured(`${where}:${n + 1}`, line);
    if ('properties' in read.data) {
      for (const [id, broken] of Object.entries(read.data.properties)) properties.set(id, broken);
      continue;
    }
    const { machine, digest, tests, transitions } = read.data;
    const measured = Object.entries(transitions).map(([id, found]): [string, Measured] => {
      if (found === null) return [id, { kind: 'unnoticed' }];
      if (typeof found === 'string') return [id, { kind: 'equivalent', why: found }];
      return [
        id,
        {
          kind: 'noticed',
          tests: found.map((number) => {
            const test = tests[number];
            if (test === undefined) throw notMeasured(`${where}:${n + 1}`, `test ${number} of ${tests.length}`);
            return test;
          }),
        },
      ];
    });
    machines.set(machine, { machine, digest, transitions: new Map(measured) });
  }
  return { machines, properties };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const notMeasured = (where: string, given: string): InputError =>
  new InputError({
    code: 'not-a-measurement',
    where,
    given: given.slice(0, 80),
    accepted: 'lines that `npm run mutants -- --clauses` has written',
  });
