import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

type Hash = { update(text: string): Hash; copy(): Hash; digest(encoding: 'hex'): string };

const encoder = new TextEncoder();

const wrapped = (hash: ReturnType<typeof sha256.create>): Hash => ({
  update(text) {
    hash.update(encoder.encode(text));
    return this;
  },
  copy: () => wrapped(hash.clone()),
  digest: () => bytesToHex(hash.clone().digest()),
});

/** As `node:crypto` has it, for the one algorithm that is used. */
export const createHash = (_algorithm: 'sha256'): Hash => wrapped(sha256.create());
