import { InputError } from '../input-error.ts';

/** Does something to the file or directory that `--output` names. @throws InputError when it cannot be done */
export function attemptOutput<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const given =
      {
        EEXIST: 'a file, not a directory',
        EISDIR: 'a directory',
        ENOTDIR: 'a directory that is a file',
        ENOENT: 'a directory that does not exist',
      }[code] ?? code;
    throw new InputError({ code: 'output', given, accepted: 'a path that can be written', where: `--output ${path}` });
  }
}
