import { wrapped } from '../story/wrapped.ts';

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

/**
 * Lines, each broken between its words where it is longer than the columns. What follows stands two to the right of where
 * the line began.
 */
export function fitted(text: string, columns = columnsOf(process.stdout)): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .map((line) => {
      if (line.length <= columns) return line;
      const indent = line.search(/\S/);
      return wrapped(line.slice(indent), columns - indent - 2)
        .map((piece, i) => `${' '.repeat(indent + (i === 0 ? 0 : 2))}${piece}`)
        .join('\n');
    })
    .join('\n');
}

/** Tells a person something beside the results. On a terminal it is broken between words; for programs it is one line. */
export function say(text: string): void {
  process.stderr.write(`${fitted(text, columnsOf(process.stderr))}\n`);
}
