import type { EventEmitter } from 'node:events';

export type ReceiverEvent =
  | {
      readonly type: 'service.register';
      readonly machine: V4Machine;
      readonly state: V4State;
      readonly id?: string;
      readonly sessionId: string;
    }
  | { readonly type: 'service.state'; readonly state: V4State; readonly sessionId: string }
  | {
      readonly type: 'service.event';
      readonly event: { readonly name: string; readonly data: { readonly type: string } };
      readonly sessionId: string;
    }
  | { readonly type: 'service.stop'; readonly sessionId: string };

export type V4State = { readonly value: unknown; readonly context: unknown };
export type V4Machine = {
  readonly id: string;
  readonly events: readonly string[];
  readonly stateIds: readonly string[];
  readonly initialState: V4State;
};

export type Receiver = {
  send(command: { readonly type: string } & Readonly<Record<string, unknown>>): void;
  subscribe(next: (event: ReceiverEvent) => void): unknown;
};

export declare function createWebSocketReceiver(options: { server: string; serialize: undefined }): Receiver;
export declare function createMachine(definition: object): V4Machine;

export declare class WebSocket extends EventEmitter {
  constructor(address: string, options?: { origin?: string; headers?: Readonly<Record<string, string>> });
  send(data: string | Uint8Array, how?: { fin?: boolean; mask?: boolean; binary?: boolean }): void;
  close(): void;
  terminate(): void;
}
