import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { traceBegins } from '../trace/trace-version.ts';

/** A YAML (or JSON) file that was read and checked, and where in it each value stands. */
export type CheckedFile<T> = {
  readonly value: T;
  /** `file:line:column` of the value at this path. */
  readonly where: (path: readonly PropertyKey[]) => string;
};

function read(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const known: Record<string, string> = { ENOENT: 'a file that does not exist', EISDIR: 'a directory' };
    throw new InputError({
      code: 'file-missing',
      given: known[code] ?? `a file that cannot be read (${code})`,
      accepted: 'an existing readable file',
      where: file,
    });
  }
  try {
    if (!bytes.includes(0)) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // No UTF-8: refused below.
  }
  throw new InputError({ code: 'bad-yaml', given: 'a binary file', accepted: 'YAML text in UTF-8', where: file });
}

/**
 * Reads a YAML file and checks it against a schema.
 *
 * @throws InputError naming file, line and column of the first thing that is wrong.
 */
export function readYamlFile<T extends z.ZodType>(file: string, schema: T): CheckedFile<z.output<T>> {
  return checkYaml(read(file), file, schema);
}

/** What this program has written itself says how it is opened. */
function refuseOwn(text: string, file: string): void {
  if (!text.startsWith(traceBegins)) return;
  throw new InputError({
    code: 'bad-yaml',
    given: 'a trace that this program wrote',
    accepted: `YAML; a trace is shown by scsi-statecharts inspect ${file}, made a scenario by scsi-statecharts scenario ${file}, and its requests are done again by scsi-statecharts run --workload ${file}`,
    where: file,
  });
}

/** As `readYamlFile`, for text that is already there. */
export function checkYaml<T extends z.ZodType>(text: string, file: string, schema: T): CheckedFile<z.output<T>> {
  refuseOwn(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const noYaml = (given: string, why: string, where: string): InputError =>
    new InputError({ code: 'bad-yaml', given, accepted: `YAML (${why})`, where });
  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax) {
    const [offset] = syntax.pos;
    const line = text.split('\n')[lines.linePos(offset).line - 1]?.trim() ?? '';
    throw noYaml(line === '' ? 'a file that breaks off' : `'${line.slice(0, 60)}'`, syntax.message, at(offset));
  }
  const where = (path: readonly PropertyKey[]): string => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return file;
  };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases of aliases of aliases: a small file that would fill the memory.
    throw noYaml(
      'aliases that lead nowhere, or to too much',
      error instanceof Error ? error.message : String(error),
      file,
    );
  }
  const checked = schema.safeParse(value);
  if (checked.success) return { value: checked.data, where };
  if (value === null || value === undefined) {
    throw new InputError({ code: 'bad-field', given: 'an empty file', accepted: 'YAML with content', where: file });
  }
  const issue = deepest(checked.error.issues, value);
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key = '?'] = issue.keys;
    const fields = fieldsAt(schema, issue.path);
    throw new InputError({
      code: 'unknown-field',
      given: `unknown field '${key}'${path ? ` in ${path}` : ''}`,
      accepted:
        fields.length === 0 ? 'a field that the JSON schema names' : `a field named ${acceptedNames(key, fields)}`,
      where: keyPosition(document.getIn(issue.path, true), key, at) ?? where(issue.path),
    });
  }
  const given = valueAt(value, issue.path);
  throw new InputError({
    code: 'bad-field',
    given: given === undefined ? `no ${path}` : `${path || 'the file'}: ${excerpt(given)}`,
    accepted: inWords(issue, given),
    where: where(issue.path),
  });
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (name: value)',
  record: 'a mapping (name: value)',
  null: 'null',
};

/** What the schema accepts in the place of an issue. */
function inWords(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return acceptedNames(String(given), issue.values.map(String));
    case 'too_small':
      return bound('least', issue.origin, issue.minimum);
    case 'too_big':
      return bound('most', issue.origin, issue.maximum);
    case 'invalid_format':
      return issue.format === 'starts_with' && 'prefix' in issue
        ? `text that begins with ${String(issue.prefix)}`
        : issue.message;
    case 'invalid_union': {
      const forms = issue.errors.map((branch) => {
        const missing = branch.filter((each) => each.path.length === 1 && valueAt(given, each.path) === undefined);
        const [first] = branch;
        if (missing.length > 0) return `a mapping with ${missing.map(({ path }) => String(path[0])).join(' and ')}`;
        return first ? inWords(first, given) : issue.message;
      });
      return [...new Set(forms)].join(', or ');
    }
    default:
      return issue.message;
  }
}

function bound(which: 'least' | 'most', origin: string, limit: number | bigint): string {
  const what = { string: ' characters', array: ' entries', set: ' entries' }[origin] ?? '';
  return `${what ? '' : 'a number, '}at ${which} ${limit}${what}`;
}

function keyPosition(map: unknown, key: string, at: (offset: number) => string): string | undefined {
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair && isScalar(pair.key) && pair.key.range ? at(pair.key.range[0]) : undefined;
}

/** What a schema definition may hold that leads to others; zod declares it by kind of schema. */
type Definition = {
  readonly innerType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly items?: readonly z.core.$ZodType[];
  readonly getter?: () => z.core.$ZodType;
};

/** The fields that mappings at this path may have. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  // zod types the definition by the class of schema, of which only the base is known here.
  const { innerType, shape, element, valueType, options, items, getter } = schema._zod.def as unknown as Definition;
  if (options) return options.flatMap((option) => fieldsAt(option, path));
  const wrapped = innerType ?? (getter && path.length > 0 ? getter() : undefined);
  if (wrapped) return fieldsAt(wrapped, path);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape ?? {});
  const inner = shape?.[String(key)] ?? element ?? valueType ?? items?.[Number(key)];
  return inner ? fieldsAt(inner, rest) : [];
}

/** The issue that says most. Inside a union that is one of the alternative that was most likely meant. */
function deepest(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  prefix: readonly PropertyKey[] = [],
): z.core.$ZodIssue {
  const located = issues.map((issue): z.core.$ZodIssue => {
    const path = [...prefix, ...issue.path];
    const whole = { ...issue, path };
    if (issue.code !== 'invalid_union') return whole;
    const given = valueAt(value, path);
    const [best] = issue.errors
      .map((branch) => ({ branch, misfit: misfit(branch, given) }))
      .sort((a, b) => a.misfit - b.misfit);
    return best && best.misfit < Number.POSITIVE_INFINITY ? deepest(best.branch, value, path) : whole;
  });
  // A misspelt field is the cause of the one that is then missing.
  const depth = (issue: z.core.$ZodIssue): number => issue.path.length + (issue.code === 'unrecognized_keys' ? 1.5 : 0);
  const [first] = located.sort((a, b) => depth(b) - depth(a));
  if (!first) throw new Error('a failed check without an issue');
  return first;
}

/** How far a value is from one alternative of a union: fields too many and missing; infinite when nothing fits. */
function misfit(branch: readonly z.core.$ZodIssue[], given: unknown): number {
  let count = 0;
  for (const issue of branch) {
    if (issue.path.length === 0 && issue.code === 'unrecognized_keys') {
      if (isObject(given) && issue.keys.length === Object.keys(given).length) return Number.POSITIVE_INFINITY;
      count += issue.keys.length;
    } else if (issue.path.length === 0) return Number.POSITIVE_INFINITY;
    else if (valueAt(given, issue.path) === undefined) count += 1;
  }
  return count;
}
