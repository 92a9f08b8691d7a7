/** Keeps what it stands between on one line, where there is room for it. */
const together = '\u00a0';

/** Text that is not to be broken. */
export const unbroken = (text: string): string => text.replaceAll(' ', together);

/** Text as lines of at most this width, broken at spaces; a word that is longer is broken where it must. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ').flatMap((word) => (word.length > width ? word.split(together) : [word]));
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line].map((each) => each.replaceAll(together, ' '));
}
