import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory and those that it lies in, where they are missing. One by one: where a file system lets nobody make
 * any, as /proc does, `mkdirSync` with `recursive` never ends.
 *
 * @throws the error of the file system
 */
export function makeDirectory(directory: string): void {
  const missing: string[] = [];
  for (let at = resolve(directory); statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
    missing.push(at);
  if (missing.length === 0) mkdirSync(directory, { recursive: true });
  for (const each of missing.reverse()) mkdirSync(each);
}
