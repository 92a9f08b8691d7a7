import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeFileSync } from 'node:fs';
import { InputError } from '../input-error.ts';

const known: Readonly<Record<string, string>> = {
  ENOENT: 'a directory that does not exist',
  ENOTDIR: 'a directory that is a file',
  EISDIR: 'a directory',
};

const reason = (error: unknown): string =>
  error instanceof Error && 'code' in error ? (known[String(error.code)] ?? String(error.code)) : String(error);

/**
 * Opens the file that a trace is written to. What it held is lost when the first is written: a run that is refused before
 * takes nothing from anybody.
 *
 * @param inputs - files that are read in the same run, and so must not be overwritten.
 * @throws InputError when the file cannot be written, or is one of the inputs.
 */
export function openTrace(
  file: string,
  inputs: readonly (string | undefined)[],
): { readonly write: (text: string) => void; readonly close: () => void } {
  const refused = (given: string, accepted = 'a file that can be written'): InputError =>
    new InputError({ code: 'trace-file', given, accepted, where: `--trace ${file}` });
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw refused(reason(error));
    }
  };
  if (attempt(() => inputs.some((input) => input !== undefined && isSameFile(file, input)))) {
    throw refused('a file that this run reads', 'another file: a trace overwrites what is there');
  }
  const descriptor = attempt(() => openSync(file, 'a'));
  let begun = false;
  const write = (text: string): void => {
    // A pipe or a terminal cannot be emptied.
    if (!begun && fstatSync(descriptor).isFile()) ftruncateSync(descriptor);
    begun = true;
    writeFileSync(descriptor, text);
  };
  return {
    write: (text) => attempt(() => write(text)),
    close: () => closeSync(descriptor),
  };
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((file) => statSync(file, { throwIfNoEntry: false, bigint: true }));
  return one !== undefined && other !== undefined && one.isFile() && one.dev === other.dev && one.ino === other.ino;
}
