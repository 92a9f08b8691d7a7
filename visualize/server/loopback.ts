import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { InputError } from '../../src/input-error.ts';

/**
 * Listens on the loopback interface.
 *
 * @param port - 0 takes any that is free
 * @param flag - option by which the user gave the port
 * @returns the port.
 * @throws InputError when the port is taken.
 */
export async function listenOnLoopback(server: Server, port: number, flag: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' ? 'a port that is in use' : error.message;
      reject(
        new InputError({ code: 'port', given: taken, accepted: 'a free port, or 0 for any', where: `${flag} ${port}` }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  // A connection that cannot be accepted, for want of descriptors, must not end the program.
  server.on('error', () => undefined);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The pages that may ask: only those that this server handed out itself, or those of any server on this computer. */
export type Askers = 'own pages' | 'pages of this computer';

/**
 * Why a request is not answered at all: a page elsewhere could send it, by a name that it had resolved to this computer or
 * straight from another origin.
 */
export function objection({ headers }: IncomingMessage, port: number, askers: Askers): string | undefined {
  const { host = '', origin } = headers;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(host)) return 'this server does not answer to that name';
  const foreign = 'this server answers no page but its own';
  const known =
    origin === undefined ||
    hosts.some((each) => origin === `http://${each}`) ||
    (askers === 'pages of this computer' && /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin));
  if (!known) return foreign;
  const crossSite = headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
  return crossSite ? foreign : undefined;
}

/** Compares in a time that tells nothing of the secret. */
export function isSecret(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
