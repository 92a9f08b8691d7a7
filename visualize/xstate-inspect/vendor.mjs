// What the protocol of @xstate/inspect needs from elsewhere. The build puts it into one file, because @xstate/inspect wants
// XState 4 beside it, and the rest of the program has XState 5.
export { inspect } from '@xstate/inspect/lib/server.js';
export { WebSocketServer } from 'ws';
