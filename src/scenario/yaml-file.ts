import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InputError } from '../input-error.ts';

/** A YAML (or JSON) file that was read and checked, and where in it each value stands. */
export type CheckedFile<T> = {
  readonly value: T /** `file:line:column` of the value at this path */;
  where(path: readonly PropertyKey[]): string;
};

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new InputError({
      code: 'file-missing',
      given: missing ? 'a file that does not exist' : `a file that cannot be read (${String(error)})`,
      accepted: 'an existing readable file',
      where: file,
    });
  }
}

/**
 * Reads a YAML file and checks it against a schema.
 *
 * @throws InputError naming file, line and column of the first thing that is wrong.
 */
export function readYamlFile<T extends z.ZodType>(file: string, schema: T): CheckedFile<z.output<T>> {
  return checkYaml(read(file), file, schema);
}

/** As `readYamlFile`, for text that is already there. */
export function checkYaml<T extends z.ZodType>(text: string, file: string, schema: T): CheckedFile<z.output<T>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [syntax] = document.errors;
  if (syntax) {
    throw new InputError({ code: 'bad-yaml', given: syntax.message, accepted: 'YAML', where: at(syntax.pos[0]) });
  }
  const where = (path: readonly PropertyKey[]): string => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return file;
  };
  const checked = schema.safeParse(document.toJS());
  if (checked.success) return { value: checked.data, where };
  const issue = deepest(checked.error.issues);
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key = '?'] = issue.keys;
    throw new InputError({
      code: 'unknown-field',
      given: `unknown field '${key}'${path ? ` in ${path}` : ''}`,
      accepted: 'a field that the JSON schema names',
      where: keyPosition(document.getIn(issue.path, true), key, at) ?? where(issue.path),
    });
  }
  const given = document.getIn(issue.path);
  throw new InputError({
    code: 'bad-field',
    given: `${path || 'the file'}: ${JSON.stringify(given) ?? 'nothing'}`,
    accepted: issue.message,
    where: where(issue.path),
  });
}

function keyPosition(map: unknown, key: string, at: (offset: number) => string): string | undefined {
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair && isScalar(pair.key) && pair.key.range ? at(pair.key.range[0]) : undefined;
}

/** Inside a union the issue that got furthest says most. */
function deepest(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[] = []): z.core.$ZodIssue {
  const located = issues.map((issue): z.core.$ZodIssue => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const inner = issue.errors.map((branch) => deepest(branch, path)).filter((i) => i !== undefined);
      const best = inner.sort(
        (a, b) =>
          b.path.length - a.path.length ||
          Number(a.code === 'unrecognized_keys') - Number(b.code === 'unrecognized_keys'),
      )[0];
      if (best && best.path.length > path.length) return best;
    }
    return { ...issue, path };
  });
  // A misspelt field is the cause of the one that is then missing.
  const depth = (issue: z.core.$ZodIssue): number => issue.path.length + (issue.code === 'unrecognized_keys' ? 1.5 : 0);
  const [first] = located.sort((a, b) => depth(b) - depth(a));
  if (!first) throw new Error('a failed check without an issue');
  return first;
}
