import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { InspectionEvent } from 'xstate';
import { excerpt } from '../../src/input-error.ts';
import type { Offer } from '../../src/run/watcher.ts';
import { inspect, type Socket, WebSocketServer } from '../xstate-inspect/vendor.mjs';
import { InspectedActors } from './inspected-actors.ts';
import { isSecret, listenOnLoopback, objection } from './loopback.ts';

/** A message in bytes; events of the model are small. */
const largest = 1 << 16;
/** What a viewer may be behind, bytes, before the run waits; and what ends the connection. */
const behind = 1 << 20;
const tooFarBehind = 1 << 26;
const mostViewers = 16;

export type InspectProtocol = {
  /** `ws://` address, with the secret of this run in it. */
  readonly address: string;
  /** To be told of what XState inspects. */
  inspected(event: InspectionEvent): void;
  /** From now on what viewers send goes there. */
  connect(offer: Offer | undefined): void;
  /** Resolves when the first viewer has attached. */
  readonly attached: Promise<void>;
  /** A viewer has not taken what it was told; resolves when it has. */
  lagging(): Promise<void> | undefined;
  close(): Promise<void>;
};

/**
 * Speaks the protocol of @xstate/inspect: any tool that does so too attaches to the running actors, sees their machines,
 * states and events, and sends them events.
 *
 * @param said - told in words what becomes of what viewers send
 * @param port - 0 takes any that is free
 * @throws InputError when the port is taken.
 */
export async function serveInspectProtocol(said: (text: string) => void, port = 0): Promise<InspectProtocol> {
  let offer: Offer | undefined;
  // What viewers send is told on a terminal, which may take it for more than text.
  const tell = (text: string): void => said(excerpt(text));
  const actors = new InspectedActors((to, message) => {
    const why = offer ? offer(to, message) : 'the run is over';
    tell(`a viewer sends ${message.type} to ${to}${why === undefined ? '' : `: not delivered: ${why}`}`);
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largest, perMessageDeflate: false });
  const viewers = new Set<Socket>();
  const facade = Object.assign(new EventEmitter(), { clients: viewers, close: () => undefined });
  const { send } = inspect({ server: facade });
  actors.tellEvents(send);
  let attach = (): void => undefined;
  const attached = new Promise<void>((resolve) => {
    attach = resolve;
  });

  function welcome(viewer: Socket): void {
    // Those that have said nothing yet count too.
    if (sockets.clients.size > mostViewers) {
      viewer.close(1013, `there are ${mostViewers} viewers already`);
      return;
    }
    // Only what has been looked at reaches @xstate/inspect, which would end the process over a message that is no JSON.
    const checked = new EventEmitter();
    viewer.on('error', (error) => tell(`a viewer is cut off: ${error.message}`));
    viewer.on('close', () => viewers.delete(viewer));
    viewer.on('message', (data, isBinary) => {
      const why = isBinary ? 'binary messages are not understood' : actors.objection(data.toString());
      if (why !== undefined) {
        tell(`a viewer is cut off: ${why}`);
        viewer.close(1008, why.slice(0, 120));
        return;
      }
      viewers.add(viewer);
      checked.emit('message', data, false);
      attach();
    });
    facade.emit('connection', checked);
  }

  const secret = randomBytes(16).toString('hex');
  const server = createServer((_, response) => {
    response.writeHead(426, { 'Content-Type': 'text/plain; charset=utf-8' }).end('this is for WebSockets\n');
  });
  const bound = await listenOnLoopback(server, port, '--inspect-protocol');
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const given = (request.url ?? '').split('?')[0]?.slice(1) ?? '';
    const why =
      objection(request, bound, 'pages of this computer') ??
      (isSecret(given, secret) ? undefined : 'is the address complete?');
    if (why === undefined) sockets.handleUpgrade(request, socket, head, welcome);
    else socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${why.length}\r\nConnection: close\r\n\r\n${why}`);
  });
  const mostBehind = (): number => Math.max(0, ...[...viewers].map(({ bufferedAmount }) => bufferedAmount));
  return {
    address: `ws://127.0.0.1:${bound}/${secret}`,
    inspected: (event) => actors.inspected(event),
    connect: (to) => {
      offer = to;
    },
    attached,
    lagging() {
      for (const viewer of viewers) if (viewer.bufferedAmount > tooFarBehind) viewer.terminate();
      return mostBehind() > behind ? caughtUp() : undefined;
    },
    async close() {
      actors.stop();
      facade.emit('close');
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };

  async function caughtUp(): Promise<void> {
    for (let waited = 0; mostBehind() > behind / 2; waited += 5) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (waited < 10_000) continue;
      for (const viewer of viewers) if (viewer.bufferedAmount > behind / 2) viewer.terminate();
      return;
    }
  }
}
