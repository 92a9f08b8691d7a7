import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Devstrat, Iodone, TransactionMessage } from '../protocol/aix-adapter.ts';
import type { DdRequest, HeadMessage } from '../protocol/aix-disk.ts';
import type { BufDone, BufRequest } from '../protocol/buf.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import { ofScBuf, overScBuf, type ScBufAt } from './aix-watched.ts';
import type { Observation, WatcherProperty } from './property.ts';
import type { WatcherTag } from './watched.ts';

/** What the watchers of one sc_buf, and of the request behind it, look at. */

type Context = { at: ScBufAt; resid: Resid | null };
type Event = Observation<
  | Devstrat
  | Iodone
  | TransactionMessage
  | DdRequest
  | HeadMessage
  | BufRequest
  | BufDone
  | BusRequest
  | BusInterrupt
  | ScBufMessage
>;
type From = { context: Context; event: Event };

const isBusFault = (from: From): boolean =>
  ofScBuf(from) && from.event.message.type === 'sc.iodone' && from.event.message.cardStatus === 'SC_SCSI_BUS_FAULT';
const toBuffer = ({ context: { at }, event: { to } }: From): boolean => to === at.buffer;

export const watchingScBuf = setup({
  types: { input: {} as ScBufAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this one': ofScBuf,
    'it is this sc_buf': toBuffer,
    'it is for the command that fills this sc_buf': ({ context: { at }, event: { to } }: From) => to === at.command,
    'it is this sc_buf, with SC_ASYNC': (from: From) =>
      toBuffer(from) && from.event.message.type === 'scbuf.devstrat' && from.event.message.async,
    'it is this one, with SC_SCSI_BUS_FAULT': isBusFault,
    'its data came over the bus as they were sent': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'transaction.completed' && !from.event.message.parity,
    'flushed, and some of it was transferred': (from: From) =>
      ofScBuf(from) &&
      from.event.message.type === 'sc.iodone' &&
      from.event.message.error === 'ENXIO' &&
      from.event.message.resid !== 'all',
    'b_resid is another': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'sc.iodone' && from.event.message.resid !== from.context.resid,
  },
  actions: {
    'what was not transferred': assign({
      resid: ({ event: { message } }) => (message.type === 'transaction.completed' ? message.resid : null),
    }),
    'nothing to compare': assign({ resid: null }),
  },
});
export const begins = ({ input }: { input: ScBufAt }): Context => ({ at: input, resid: null });

export const submitted = {
  guard: 'it is this sc_buf',
  target: 'submitted',
  description: 'devstrat is called',
  meta: cite('scbuf-one-per-call'),
} as const;
export const comesBack = {
  guard: 'it is this one',
  target: 'with the head driver',
  description: 'iodone',
  meta: cite('scbuf-positive-indication'),
} as const;

type Given = Pick<WatcherProperty, 'says' | 'source' | 'machine' | 'instances'> &
  Partial<Pick<WatcherProperty, 'kind' | 'expected'>>;
export const scBufProperty = ({ kind = 'never', ...given }: Given): WatcherProperty => ({
  id: given.machine.id,
  architecture: 'aix',
  kind,
  expected: overScBuf,
  ...given,
});
