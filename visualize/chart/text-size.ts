/**
 * Charts are laid out without a browser, so the size of a text is known beforehand: the labels of a chart are set in a
 * monospaced face, whose letters are at most this wide in every face of the list that the style sheet names.
 */
const letterWidth = 0.605;

export const sizes = { name: 13, line: 10.5, event: 10.5 } as const;
export const lineHeight = { name: 17, line: 14, event: 13 } as const;

export const textWidth = (text: string, fontSize: number): number => Math.ceil(text.length * fontSize * letterWidth);

/** Breaks a text between words into lines of at most so many letters. */
export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > letters) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** At most so many letters; what is cut off shows as an ellipsis. */
export const clipped = (text: string, letters: number): string =>
  text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
