import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { libraryFolder } from './package-root.ts';

/** Names of the scenarios that are shipped. */
export function libraryScenarios(): string[] {
  return readdirSync(libraryFolder())
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The file of a scenario: a shipped one by name, or any file by path.
 *
 * @param files what kinds of files there may be.
 * @throws InputError when there is neither.
 */
export function scenarioFile(nameOrPath: string, files = 'a scenario file'): string {
  if (libraryScenarios().includes(nameOrPath)) return join(libraryFolder(), `${nameOrPath}.yaml`);
  if (existsSync(nameOrPath)) return nameOrPath;
  throw new InputError({
    code: 'no-scenario',
    given: `${nameOrPath}, which is neither a file nor a shipped scenario`,
    accepted: `${files}, or ${acceptedNames(nameOrPath, libraryScenarios(), 'scsi-statecharts list')}`,
  });
}
