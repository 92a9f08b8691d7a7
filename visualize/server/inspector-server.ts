import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { GrowingTrace } from './growing-trace.ts';
import { isSecret, listenOnLoopback, objection } from './loopback.ts';
import { sendFile } from './send-file.ts';
import { builtFiles, type ServedFile } from './served-files.ts';
import { OpenFile } from './trace-file.ts';

/**
 * What the inspector is to show: a shipped scenario, which the page runs itself, a trace file, which is opened once, or a
 * run that goes on.
 */
export type InspectorSource =
  | { readonly kind: 'scenario'; readonly name: string }
  | { readonly kind: 'trace'; readonly name: string; readonly file: string }
  | { readonly kind: 'live'; readonly name: string; readonly trace: GrowingTrace };

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

/**
 * Serves the inspector on the loopback interface: its own built files and the one source, to whoever knows the secret in
 * the address and speaks to this host by a name of the loopback interface (so that no page elsewhere gets here by way
 * of DNS).
 *
 * @param port - 0 takes any that is free
 * @param flag - option by which the user gave the port
 * @throws InputError when the port is taken, or the trace cannot be read.
 */
export async function serveInspector(
  source: InspectorSource | undefined,
  port = 0,
  flag = '--port',
): Promise<InspectorServer> {
  const secret = randomBytes(16).toString('hex');
  const files = builtFiles();
  const trace = source?.kind === 'trace' ? new OpenFile(source.file) : undefined;
  /** Answers that are on their way, and read files. */
  const sending = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    try {
      answer(request, response);
    } catch (error) {
      refuse(response, 500, error instanceof Error ? error.message : String(error));
    }
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const why = objection(request, bound, 'own pages');
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const [path = ''] = (request.url ?? '').split('?');
    const [, given = '', ...rest] = path.split('/');
    const wanted = rest.join('/');
    const file = files.get(wanted);
    if (why !== undefined) refuse(response, 403, why);
    else if (!isReading) refuse(response, 405, 'only GET and HEAD');
    else if (!isSecret(given, secret)) refuse(response, 404, 'not found: is the address complete?');
    // Relative addresses need the slash.
    else if (rest.length === 0) response.writeHead(302, { ...headers, Location: `/${secret}/` }).end();
    else if (wanted === 'source.json') about(response);
    else if (wanted === 'source' && source !== undefined && source.kind !== 'scenario') {
      const type = 'application/octet-stream';
      if (trace) send(request, response, { file: trace, type });
      else if (source.kind === 'live') sendPath(request, response, { path: source.trace.file, type });
    } else if (wanted === 'live' && source?.kind === 'live') {
      response.writeHead(200, { ...headers, 'Content-Type': 'application/octet-stream' });
      if (request.method === 'HEAD') response.end();
      else source.trace.streamTo(response);
    } else if (file) {
      sendPath(request, response, file);
    } else refuse(response, 404, 'not found');
  }

  function sendPath(request: IncomingMessage, response: ServerResponse, { path, type }: ServedFile): void {
    let file: OpenFile;
    try {
      file = new OpenFile(path);
    } catch {
      refuse(response, 404, 'the file is not there any more');
      return;
    }
    send(request, response, { file, type }, () => file.close());
  }

  function send(
    request: IncomingMessage,
    response: ServerResponse,
    { file: { descriptor }, type }: { readonly file: OpenFile; readonly type: string },
    then: () => void = () => undefined,
  ): void {
    const sent = sendFile(request, response, { descriptor, headers: { ...headers, 'Content-Type': type } })
      .catch((error: unknown) => refuse(response, 500, error instanceof Error ? error.message : String(error)))
      .finally(() => {
        sending.delete(sent);
        then();
      });
    sending.add(sent);
  }

  function about(response: ServerResponse): void {
    const told =
      source === undefined ? { kind: 'none' } : { kind: kindNow(source), name: source.name, says: saysOf(source) };
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(told));
  }

  let bound: number;
  try {
    bound = await listenOnLoopback(server, port, flag);
  } catch (error) {
    trace?.close();
    throw error;
  }
  const fragment = source === undefined ? '' : source.kind === 'scenario' ? `#scenario=${source.name}` : '#served=1';
  return {
    address: `http://127.0.0.1:${bound}/${secret}/${fragment}`,
    port: bound,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await Promise.all(sending);
      trace?.close();
    },
  };
}

/** A run that is over is a trace like any other. */
const kindNow = (source: InspectorSource): InspectorSource['kind'] =>
  source.kind === 'live' && source.trace.ended ? 'trace' : source.kind;

const saysOf = (source: InspectorSource): string | undefined =>
  source.kind === 'live' ? source.trace.failure : undefined;

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}
