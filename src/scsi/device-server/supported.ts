import { type CdbName, cdbLayouts } from '../cdb/catalogue.ts';
import type { CdbLayout } from '../cdb/layout.ts';

/** Commands whose CDB is known but which the logical unit does not carry out. */
const notSupported: ReadonlySet<CdbName> = new Set(['PERSISTENT RESERVE IN']);

/** Whether the logical unit carries out a command. */
export function isSupported(name: CdbName): boolean {
  return !notSupported.has(name);
}

/** Every command the logical unit carries out, in order of operation code. */
export const supportedCommands: readonly CdbLayout<CdbName>[] = cdbLayouts.filter(({ name }) => isSupported(name));
