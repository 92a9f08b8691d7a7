const texts = new WeakMap<object, string>();

/**
 * JSON of a value that never changes. Remembered steps repeat the same objects over and over, so that each is written
 * out once.
 */
export function jsonText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}
