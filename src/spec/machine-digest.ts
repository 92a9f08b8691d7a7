import { createHash } from 'node:crypto';
import type { AnyStateMachine } from 'xstate';

const digests = new WeakMap<AnyStateMachine, string>();

/** What says something about a machine but does nothing. */
const isRemark = (key: string): boolean => key === 'description' || key === 'meta';

/**
 * Digest of what a machine does: its states and transitions, its guards and actions as far as their text tells. Remarks
 * and citations do not count. Texts of functions depend on the compiler: the same program gives the same digest.
 */
export function machineDigest(machine: AnyStateMachine): string {
  let digest = digests.get(machine);
  if (digest === undefined) {
    const text = JSON.stringify([machine.config, machine.implementations], (key, value: unknown) =>
      isRemark(key) ? undefined : typeof value === 'function' ? String(value) : value,
    );
    digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
    digests.set(machine, digest);
  }
  return digest;
}
