import { stripVTControlCharacters } from 'node:util';

/** Columns of the terminal that reads a stream; undefined where a file or a program does, for which no line is broken. */
export function columnsOf({
  isTTY,
  columns,
}: {
  readonly isTTY?: boolean;
  readonly columns?: number;
}): number | undefined {
  return isTTY ? Math.max(60, columns ?? 80) : undefined;
}

const seen = (text: string): number => stripVTControlCharacters(text).length;

/**
 * Lines, each broken between its words where it is longer than the columns; colours take no room. The rest stands where
 * the last column of the line begins, columns being two blanks apart, else two to the right of where the line began.
 */
export function fitted(text: string, columns = columnsOf(process.stdout)): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .map((line) => (seen(line) <= columns ? line : broken(line, columns).join('\n')))
    .join('\n');
}

/** The least room for the rest of a line. */
const narrowest = 16;

function broken(line: string, columns: number): string[] {
  const plain = stripVTControlCharacters(line);
  const farthest = columns - narrowest;
  const indent = Math.min(farthest, plain.search(/\S/));
  const lastColumn = /^.*\S {2,}(?=\S)/.exec(plain)?.[0].length ?? 0;
  const margin = ' '.repeat(lastColumn > 0 && lastColumn <= farthest ? lastColumn : Math.min(farthest, indent + 2));
  const lines: string[] = [];
  let last = ' '.repeat(indent);
  for (const [, blanks = '', word = ''] of line.trimStart().matchAll(/( *)([^ ]+)/g)) {
    if (seen(last) + blanks.length + seen(word) <= columns) {
      last += blanks + word;
      continue;
    }
    if (last.trim() !== '') {
      lines.push(last);
      last = margin;
    }
    last += word;
    for (; last.length > columns && seen(last) === last.length; last = margin + last.slice(columns)) {
      lines.push(last.slice(0, columns));
    }
  }
  return [...lines, last];
}

/** Tells a person something beside the results. On a terminal it is broken between words; for programs it is one line. */
export function say(text: string): void {
  process.stderr.write(`${fitted(text, columnsOf(process.stderr))}\n`);
}
