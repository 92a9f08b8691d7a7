const texts = new Map<object, string>();
/** Not all that is written out is seen again. */
const most = 20_000;

/**
 * JSON of a value that never changes. Remembered steps repeat the same objects over and over, so that each is written
 * out once.
 */
export function jsonText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    if (texts.size >= most) texts.clear();
    texts.set(value, text);
  }
  return text;
}
