import { createHash } from 'node:crypto';
import { machines } from '../system/compose.ts';

// Each run names the digest, and the texts of the machines are long.
const texts = new WeakMap<object, string>();

function textOf(config: object): string {
  const text = texts.get(config) ?? JSON.stringify(config);
  texts.set(config, text);
  return text;
}

/**
 * SHA-256 over the definitions of all machines: states, transitions and the names of their guards and actions. (What a
 * named implementation does is not part of it.)
 */
export function machineDigest(): string {
  digest ??= computed();
  return digest;
}

/** Machines are module constants. */
let digest: string | undefined;

function computed(): string {
  const hash = createHash('sha256');
  for (const machine of machines) hash.update(textOf(machine.config)).update('\n');
  return hash.digest('hex').slice(0, 16);
}
