/** Columns of the text. */
const width = 120;

/** Text as comment lines. A line break within it, which a trace of somebody else may hold, must not end the comment. */
export const comment = (text: string): string => {
  const lines: string[] = [];
  let line = '//';
  for (const word of text.split(/\s+/)) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = '//';
    }
    line += ` ${word}`;
  }
  return [...lines, line].map((each) => `${each}\n`).join('');
};

/** A JSON value as TypeScript, on one line where it fits. */
export function source(value: unknown, indent: number): string {
  const short = inline(value);
  if (typeof value !== 'object' || value === null || indent + short.length + 12 <= width) return short;
  const inside = ' '.repeat(indent + 2);
  const items = Array.isArray(value)
    ? value.map((each) => source(each, indent + 2))
    : entriesOf(value).map(([key, each]) => `${keySource(key)}: ${source(each, indent + 2)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${items.map((item) => `${inside}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = entriesOf(value).map(([key, each]) => `${keySource(key)}: ${inline(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter((entry): entry is [string, unknown] => entry[1] !== undefined);
const keySource = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

/** A string literal, in quotes that it does not hold. */
const quoted = (text: string): string =>
  text.includes("'") || /[\u0000-\u001f\\]/.test(text) ? JSON.stringify(text) : `'${text}'`;
