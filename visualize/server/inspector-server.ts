import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { InputError } from '../../src/input-error.ts';
import { builtFiles } from './served-files.ts';

/** What the inspector is to show: a shipped scenario, which the page runs itself, or a trace file. */
export type InspectorSource =
  | { readonly kind: 'scenario'; readonly name: string }
  | { readonly kind: 'trace'; readonly name: string; readonly file: string };

export type InspectorServer = {
  /** Address of the page, with the secret of this run in it. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
};

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

const isSecret = (given: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * Serves the inspector on the loopback interface: its own built files and the one source, to whoever knows the secret in
 * the address and speaks to this host by a name of the loopback interface (so that no page elsewhere gets here by way
 * of DNS).
 *
 * @param port - 0 takes any that is free.
 * @throws InputError when the port is taken.
 */
export async function serveInspector(source: InspectorSource | undefined, port = 0): Promise<InspectorServer> {
  const secret = randomBytes(16).toString('hex');
  const files = builtFiles();
  const server = createServer((request, response) => {
    try {
      answer(request, response);
    } catch (error) {
      refuse(response, 500, error instanceof Error ? error.message : String(error));
    }
  });

  /** Why a request is not answered at all. */
  function objection({ headers: given, method }: IncomingMessage): [status: number, why: string] | undefined {
    const bound = boundPort(server);
    const hosts = [`127.0.0.1:${bound}`, `localhost:${bound}`];
    const { host = '', origin } = given;
    const foreign = 'this server answers no page but its own';
    if (!hosts.includes(host)) return [403, 'this server does not answer to that name'];
    if (origin !== undefined && !hosts.some((each) => origin === `http://${each}`)) return [403, foreign];
    if (given['sec-fetch-site'] === 'cross-site' && given['sec-fetch-mode'] !== 'navigate') return [403, foreign];
    return method === 'GET' || method === 'HEAD' ? undefined : [405, 'only GET and HEAD'];
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const [status, why] = objection(request) ?? [];
    const [path = ''] = (request.url ?? '').split('?');
    const [, given = '', ...rest] = path.split('/');
    const wanted = rest.join('/');
    const file = files.get(wanted);
    if (status !== undefined) refuse(response, status, why ?? '');
    else if (!isSecret(given, secret)) refuse(response, 404, 'not found: is the address complete?');
    // Relative addresses need the slash.
    else if (rest.length === 0) response.writeHead(302, { ...headers, Location: `/${secret}/` }).end();
    else if (wanted === 'source.json') about(response);
    else if (wanted === 'source' && source?.kind === 'trace') {
      send(request, response, source.file, 'application/octet-stream');
    } else if (file) send(request, response, file.path, file.type);
    else refuse(response, 404, 'not found');
  }

  function about(response: ServerResponse): void {
    const told = source === undefined ? { kind: 'none' } : { kind: source.kind, name: source.name };
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(told));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' ? 'a port that is in use' : error.message;
      reject(
        new InputError({ code: 'port', given: taken, accepted: 'a free port, or 0 for any', where: `--port ${port}` }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = boundPort(server);
  const fragment = source === undefined ? '' : source.kind === 'trace' ? '#served=1' : `#scenario=${source.name}`;
  return {
    address: `http://127.0.0.1:${bound}/${secret}/${fragment}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const boundPort = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

function send(request: IncomingMessage, response: ServerResponse, file: string, type: string): void {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile()) {
    refuse(response, 404, 'the file is not there any more');
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': status.size });
  if (request.method === 'HEAD' || status.size === 0) {
    response.end();
    return;
  }
  // A trace that grows meanwhile is served as far as it was announced. A client that goes away ends the reading.
  pipeline(createReadStream(file, { end: status.size - 1 }), response, () => undefined);
}
