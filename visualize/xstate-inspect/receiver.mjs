// The other side of the protocol, and XState 4: for tests.
export { createWebSocketReceiver } from '@xstate/inspect';
export { WebSocket } from 'ws';
export { createMachine } from 'xstate';
