import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { Devstrat, IoctlReply, IoctlRequest, Iodone } from '../../protocol/aix-adapter.ts';
import { type Address, address, type Lun, type Slot } from '../../protocol/names.ts';
import type { SamIoctlReply, SamIoctlRequest, SamIodone, SamStrategy } from '../../protocol/sam-adapter.ts';
import type { DdIodone, ScBufMessage } from '../../protocol/sc-buf.ts';
import type { ScsiBufMessage } from '../../protocol/scsi-buf.ts';
import { send } from '../../protocol/send.ts';
import {
  adapterOf,
  type BufferKind,
  devstratWith,
  type OnlyScsiBuf,
  type Transaction,
} from '../../target-driver/aix-disk-buffers.ts';

export type HeadStubInput = { lun: Lun /** adapter name */; adapter: string; buffer: BufferKind };

/** What the world has the device driver do. */
export type HeadStubHappening =
  | { type: 'world.headCalls'; slot: Slot; transaction: Transaction; only: OnlyScsiBuf }
  | { type: 'world.headIoctl'; op: 'START' | 'STOP' | 'HALT' | 'RESET' | 'RESET_LUN' };

export type HeadStubContext = {
  at: { lun: Lun; adapter: Address; buffer: BufferKind };
  /** sc_bufs or scsi_bufs that the adapter driver has */
  away: readonly Slot[];
};

type Context = HeadStubContext;
type Event = HeadStubHappening | Iodone | SamIodone | IoctlReply | SamIoctlReply | DdIodone;

const toAdapter = <M extends Devstrat | SamStrategy | IoctlRequest | SamIoctlRequest>(
  message: (from: { context: Context; event: Event }) => M,
) => send<Context, Event, M>(({ context }) => context.at.adapter, message);

function called({ context, event }: { context: Context; event: Event }) {
  assertEvent(event, 'world.headCalls');
  const { slot, transaction, only } = event;
  return devstratWith(context.at.buffer, slot, context.at.lun, transaction, only);
}

/** fp_ioctl of an adapter driver on a parallel bus, or of one for FCP or iSCSI. */
function ioctlOf({ at }: Context, event: Event): IoctlRequest | SamIoctlRequest {
  assertEvent(event, 'world.headIoctl');
  const { op } = event;
  const asks = { lun: at.lun, replyTo: address.head(at.lun) };
  if (at.buffer === 'sc_buf') return { type: op === 'RESET_LUN' ? 'ioctl.SCIOLUNRST' : `ioctl.SCIO${op}`, ...asks };
  if (op === 'RESET' || op === 'RESET_LUN') {
    return { type: 'ioctl.SCIOLRESET', scope: op === 'RESET' ? 'target' : 'lun', ...asks };
  }
  return { type: `ioctl.SCIOL${op}`, ...asks };
}

/**
 * Stands for the device driver of one device above an AIX adapter driver: it calls devstrat with any buffer that it has,
 * and any ioctl, whenever the world has it do so, and never waits for what an answer would tell it.
 */
export const headStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as HeadStubInput },
  guards: {
    'it has the buffer': ({ context, event }) => event.type === 'world.headCalls' && !context.away.includes(event.slot),
    'it has the buffer, for a gathered write': ({ context, event }) =>
      event.type === 'world.headCalls' &&
      !context.away.includes(event.slot) &&
      event.transaction.gathered !== undefined,
  },
  actions: {
    'fill the uio': send<Context, Event, ScBufMessage | ScsiBufMessage>(
      (from) => called(from).buffer,
      () => ({ type: 'scbuf.uioFilled' }),
    ),
    'fill the buffer': send<Context, Event, ScBufMessage | ScsiBufMessage>(
      (from) => called(from).buffer,
      (from) => called(from).filled,
    ),
    'call devstrat': toAdapter((from) => called(from).call),
    'the adapter driver has it': assign(({ context, event }) => {
      assertEvent(event, 'world.headCalls');
      return { away: [...context.away, event.slot].sort() };
    }),
    'call fp_ioctl': toAdapter(({ context, event }) => ioctlOf(context, event)),
    'pass it to the buffer': send<Context, Event, ScBufMessage | ScsiBufMessage>(
      ({ context, event }) => {
        assertEvent(event, ['sc.iodone', 'sam.iodone']);
        return context.at.buffer === 'sc_buf' ? address.scBuf(event.slot) : address.scsiBuf(event.slot);
      },
      ({ event }) => {
        assertEvent(event, ['sc.iodone', 'sam.iodone']);
        const { slot: _, ...fields } = event;
        return 'cardStatus' in fields ? { ...fields, type: 'scbuf.iodone' } : { ...fields, type: 'scsibuf.iodone' };
      },
    ),
    'it has it back': assign(({ context, event }) => {
      assertEvent(event, 'dd.iodone');
      return { away: context.away.filter((slot) => slot !== event.slot) };
    }),
  },
}).createMachine({
  id: 'head-stub',
  description: 'A device driver that does whatever a device driver may do.',
  context: ({ input: { lun, adapter, buffer } }) => ({
    at: { lun, adapter: adapterOf(buffer, adapter), buffer },
    away: [],
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever the world likes, and takes what the adapter driver tells.',
      on: {
        'world.headCalls': [
          {
            guard: 'it has the buffer, for a gathered write',
            actions: ['fill the uio', 'fill the buffer', 'call devstrat', 'the adapter driver has it'],
            description: 'It calls devstrat for a gathered write.',
            meta: cite('stub-head'),
          },
          {
            guard: 'it has the buffer',
            actions: ['fill the buffer', 'call devstrat', 'the adapter driver has it'],
            description: 'It calls devstrat.',
            meta: cite('stub-head'),
          },
          { description: 'The adapter driver has that buffer.', meta: cite('stub-head') },
        ],
        'world.headIoctl': {
          actions: 'call fp_ioctl',
          description: 'It calls fp_ioctl.',
          meta: cite('stub-head'),
        },
        'sc.iodone': {
          actions: 'pass it to the buffer',
          description: 'dd_iodone is called.',
          meta: cite('stub-head'),
        },
        'sam.iodone': {
          actions: 'pass it to the buffer',
          description: 'dd_iodone is called.',
          meta: cite('stub-head'),
        },
        'dd.iodone': {
          actions: 'it has it back',
          description: 'The buffer is its own again.',
          meta: cite('stub-head'),
        },
        'ioctl.return': { description: 'The ioctl returns.', meta: cite('stub-head') },
      },
    },
  },
});
