import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Iodone } from '../protocol/aix-adapter.ts';
import type { DevdumpRequest, DevdumpReturn } from '../protocol/aix-dump.ts';
import type { EntryRequest } from '../protocol/aix-entry.ts';
import type { TmBufMessage } from '../protocol/aix-target-mode.ts';
import type { BusRequest } from '../protocol/bus.ts';
import type { Address } from '../protocol/names.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import { overScBuf } from './aix-watched.ts';
import type { Configuration, Observation, WatcherProperty } from './property.ts';
import { broken, once, type WatcherTag } from './watched.ts';

/** What concerns the AIX adapter driver beside its queues: buffers of target mode, dumps, who calls ioctl. */

type BufferContext = { /** those that the device driver has, in the order of their names */ up: readonly Address[] };
type BufferFrom = { context: BufferContext; event: Observation<TmBufMessage> };

const buffers = setup({
  types: { context: {} as BufferContext, events: {} as BufferFrom['event'], tags: {} as WatcherTag },
  guards: {
    'the device driver has it': ({ context, event: { to } }: BufferFrom) => context.up.includes(to),
    'TM_ERROR with TM_MORE_DATA': ({ event: { message } }: BufferFrom) =>
      message.type === 'tmbuf.recv' &&
      message.userFlag.includes('TM_ERROR') &&
      message.userFlag.includes('TM_MORE_DATA'),
  },
  actions: {
    'it is up': assign({ up: ({ context, event: { to } }) => [...context.up, to].sort() }),
    'it is back': assign({ up: ({ context, event: { to } }) => context.up.filter((each) => each !== to) }),
  },
}).createMachine({
  id: 'aix-I35',
  context: { up: [] },
  initial: 'going round',
  states: {
    'going round': {
      description: 'Each buffer is with the adapter driver or with the device driver.',
      on: {
        'delivered.tmbuf.recv': [
          {
            guard: 'the device driver has it',
            target: 'wrong',
            description: 'recv_func with a buffer that is up already',
            meta: cite('tm-buffer-goes-round'),
          },
          {
            guard: 'TM_ERROR with TM_MORE_DATA',
            target: 'wrong',
            description: 'both flags at once',
            meta: cite('tm-flags'),
          },
          { actions: 'it is up', description: 'recv_func', meta: cite('tm-buffer-goes-round') },
        ],
        'delivered.tmbuf.free': [
          {
            guard: 'the device driver has it',
            actions: 'it is back',
            description: 'free_func',
            meta: cite('tm-buffer-goes-round'),
          },
          {
            target: 'wrong',
            description: 'free_func with a buffer that the device driver has not got',
            meta: cite('tm-buffer-goes-round', 'tm-free-before-stop'),
          },
        ],
        'delivered.tmbuf.release': {
          guard: 'the device driver has it',
          actions: 'it is back',
          description: 'SCIOSTOPTGT frees it',
          meta: cite('tm-stop'),
        },
      },
    },
    wrong: broken('A tm_buf was passed up twice, given back twice, or had both TM_ERROR and TM_MORE_DATA.'),
  },
});

type DumpEvent = Observation<DevdumpRequest | DevdumpReturn | Iodone | ScBufMessage | BusRequest>;

const insideDump = {
  target: 'wrong',
  description: 'the call is not over, and a queue or an interrupt has to do with it',
  meta: cite('dump-subroutine'),
} as const;

const dumps = setup({ types: { events: {} as DumpEvent, tags: {} as WatcherTag } }).createMachine({
  id: 'aix-I36',
  initial: 'outside',
  states: {
    outside: {
      description: 'dddump is not running.',
      on: {
        'delivered.devdump.call': {
          target: 'inside',
          description: 'devdump is called',
          meta: cite('dump-subroutine'),
        },
      },
    },
    inside: {
      description: 'dddump is running.',
      on: {
        'delivered.devdump.return': {
          target: 'outside',
          description: 'it returns',
          meta: cite('dump-subroutine'),
        },
        'delivered.scbuf.chained': insideDump,
        'delivered.scbuf.started': insideDump,
        'delivered.scbuf.dequeued': insideDump,
        'sent.sc.iodone': insideDump,
        'sent.bus.select': insideDump,
        'sent.bus.message': insideDump,
        'sent.bus.assertReset': insideDump,
      },
    },
    wrong: broken('A dump was queued, moved a queue, or went over an interrupt.'),
  },
});

const fromInterruptLevel = ({ event: { message } }: { event: Observation<EntryRequest> }): boolean =>
  message.type === 'fp.ioctl' && message.level === 'interrupt';

const callers = setup({
  types: { events: {} as Observation<EntryRequest>, tags: {} as WatcherTag },
  guards: { 'from an interrupt level': fromInterruptLevel },
}).createMachine({
  id: 'aix-I31',
  initial: 'process level',
  states: {
    'process level': {
      description: 'Whoever calls ioctl may sleep.',
      on: {
        'sent.fp.ioctl': {
          guard: 'from an interrupt level',
          target: 'wrong',
          description: 'ioctl is called where nobody may sleep',
          meta: cite('ioctl-process-level'),
        },
      },
    },
    wrong: broken('An ioctl was called from an interrupt level.'),
  },
});

const somebodyInterrupts = ({ offered }: Configuration): boolean => offered.has('world.adapterIoctl.level=interrupt');

const property = (
  given: Pick<WatcherProperty, 'says' | 'source' | 'machine'> & Partial<Pick<WatcherProperty, 'expected'>>,
): WatcherProperty => ({
  id: given.machine.id,
  architecture: 'aix',
  kind: 'never',
  expected: overScBuf,
  instances: once,
  ...given,
});

export const aixAdapterCallProperties: readonly WatcherProperty[] = [
  property({
    says: 'A tm_buf that recv_func was called with comes back once, by free_func or by SCIOSTOPTGT.',
    source: ['tm-buffer-goes-round', 'tm-stop', 'tm-flags'],
    machine: buffers,
  }),
  property({
    says: 'A dump is a plain subroutine: it ends in the step in which it began, without queue, interrupt and iodone.',
    source: ['dump-subroutine'],
    machine: dumps,
  }),
  property({
    says: 'ioctl is called from process level only, by drivers and by everybody else.',
    source: ['ioctl-process-level'],
    machine: callers,
    expected: (configuration) => (somebodyInterrupts(configuration) ? 'fails' : overScBuf(configuration)),
  }),
];
