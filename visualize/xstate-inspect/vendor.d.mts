import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The part of `ws` that is used here. */
export type Socket = {
  readonly OPEN: number;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
};

export declare class WebSocketServer {
  constructor(options: { noServer: true; maxPayload: number; perMessageDeflate: false });
  readonly clients: ReadonlySet<Socket>;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: Socket) => void): void;
  close(): void;
}

/** A WebSocket server as @xstate/inspect looks at it. */
export type InspectedServer = EventEmitter & { readonly clients: Set<Socket>; close(): void };

export declare function inspect(options: { server: InspectedServer }): { send(this: void, event: object): void };
