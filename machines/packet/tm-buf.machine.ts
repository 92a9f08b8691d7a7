import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { TmBufMessage } from '../protocol/aix-target-mode.ts';

type Given = { event: TmBufMessage };

/**
 * `tm_buf` of one place: who has it. What is not listed must not happen: recv_func with a buffer that is up already,
 * free_func twice or after SCIOSTOPTGT, TM_ERROR together with TM_MORE_DATA.
 */
export const tmBufMachine = setup({
  types: { events: {} as TmBufMessage },
  guards: {
    'it has data': ({ event }: Given) =>
      event.type === 'tmbuf.recv' && event.userFlag.includes('TM_HASDATA') && !event.userFlag.includes('TM_ERROR'),
    'it tells of an error': ({ event }: Given) =>
      event.type === 'tmbuf.recv' && event.userFlag.includes('TM_ERROR') && !event.userFlag.includes('TM_MORE_DATA'),
  },
}).createMachine({
  id: 'tm-buf',
  description: 'A buffer of target mode.',
  initial: 'none',
  states: {
    none: {
      description: 'There is no memory behind it.',
      on: {
        'tmbuf.allocate': { target: 'adapter', description: 'SCIOSTARTTGT allocates it.', meta: cite('tm-start') },
      },
    },
    adapter: {
      description: 'The adapter driver has it, empty.',
      on: {
        'tmbuf.recv': [
          {
            guard: 'it has data',
            target: 'head',
            description: 'recv_func: up with data.',
            meta: cite('tm-buffer-goes-round', 'tm-flags'),
          },
          {
            guard: 'it tells of an error',
            target: 'head',
            description: 'recv_func: up with TM_ERROR.',
            meta: cite('tm-buffer-goes-round', 'tm-flags', 'tm-error-alone'),
          },
        ],
        'tmbuf.release': { target: 'none', description: 'SCIOSTOPTGT frees it.', meta: cite('tm-stop') },
      },
    },
    head: {
      description: 'The device driver has it.',
      on: {
        'tmbuf.free': { target: 'adapter', description: 'free_func: back.', meta: cite('tm-buffer-goes-round') },
        'tmbuf.release': {
          target: 'none',
          description: 'SCIOSTOPTGT frees it although it was not given back.',
          meta: cite('tm-stop'),
        },
      },
    },
  },
});
