export type ContextChange = { readonly path: string; readonly before: string; readonly after: string };

const text = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

/** What became different, field by field; what never changes (addresses, parameters) is passed over by being equal. */
export function contextChanges(before: unknown, after: unknown, path = ''): ContextChange[] {
  if (before === after || text(before) === text(after)) return [];
  const bothObjects = [before, after].every(
    (each) => typeof each === 'object' && each !== null && !Array.isArray(each),
  );
  if (!bothObjects) return [{ path: path === '' ? 'context' : path, before: text(before), after: text(after) }];
  const [from, to] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    contextChanges(from[key], to[key], path === '' ? key : `${path}.${key}`),
  );
}
