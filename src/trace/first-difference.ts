/** Where two lines of a trace differ. */
export type Difference = {
  /** Path of the part, e.g. `got.2.state`; empty: the whole of it. */
  readonly what: string;
  /** undefined: nothing is there. */
  readonly before: unknown;
  readonly after: unknown;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The first part that differs, as deep as both have the same shape. */
export function firstDifference(before: unknown, after: unknown, path = ''): Difference {
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
      return firstDifference(before[key], after[key], path === '' ? key : `${path}.${key}`);
    }
  }
  return { what: path, before, after };
}
