import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DevdumpRequest, DevdumpReturn, DumpCommand } from '../protocol/aix-dump.ts';
import type {
  EntryErrno,
  EntryIoctlReply,
  EntryRequest,
  EventCall,
  EventsMessage,
  FpReturn,
} from '../protocol/aix-entry.ts';
import type { TargetModeRequest, TmBufName, TmRecv } from '../protocol/aix-target-mode.ts';
import { type Address, address } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import { send } from '../protocol/send.ts';
import type { AdapterHappening } from '../protocol/world.ts';

/** What an actor of `adapter-caller` is started with. */
export type AdapterCallerInput = { /** adapter name */ adapter: string };

type Ioctl = Extract<AdapterHappening, { type: 'world.adapterIoctl' }>;

export type AdapterCallerContext = {
  at: { adapter: string; self: Address };
  /** What the last call returned. */
  last: { call: FpReturn['call'] | EntryIoctlReply['op'] | DumpCommand; error: EntryErrno } | null;
  /** tm_bufs that it has not given back, oldest first. */
  held: readonly TmBufName[];
  /** Calls of SCIOSTOPTGT that have not returned. */
  ending: number;
  /** Starts of units that come too soon after another, in their order. */
  starts: readonly Ioctl[];
};

type Context = AdapterCallerContext;
type Event = AdapterHappening | FpReturn | EntryIoctlReply | EventCall | DevdumpReturn | TmRecv;

const toEntry = (message: (from: { context: Context; event: Event }) => EntryRequest) =>
  send<Context, Event, EntryRequest>(({ context }) => address.aixEntry(context.at.adapter), message);

function ioctlCall(self: Address, { op, lun, caller, argument, mode, scope, level = 'process' }: Ioctl): EntryRequest {
  const asked = { op, lun, caller, argument: argument ?? null, mode: mode ?? 'SC_IM_MODE' } as const;
  const reset = scope === undefined ? {} : { scope };
  return { type: 'fp.ioctl', ...asked, ...reset, level, defect: 'no', found: 'no', replyTo: self };
}

function callOf(event: FpReturn | EntryIoctlReply | DevdumpReturn) {
  switch (event.type) {
    case 'fp.return':
      return event.call;
    case 'ioctl.return':
      return event.op;
    case 'devdump.return':
      return event.command;
  }
}

/** Whoever uses the special file of an AIX SCSI adapter: configuration method, diagnostics, a driver, a program. */
export const adapterCallerMachine = setup({
  types: { input: {} as AdapterCallerInput, context: {} as Context, events: {} as Event },
  guards: {
    'it has a buffer': ({ context }) => context.held.length > 0,
    'SCIOSTUNIT with immed_flag': ({ event }) =>
      event.type === 'world.adapterIoctl' && event.op === 'SCIOSTUNIT' && event.argument?.command === 'startUnitImmed',
    'a start waits': ({ context }) => context.starts.length > 0,
    'it ends target mode': ({ event }) => event.type === 'world.adapterIoctl' && event.op === 'SCIOSTOPTGT',
    'target mode is being ended': ({ context }) => context.ending > 0,
    'SCIOSTOPTGT returns 0': ({ event }) =>
      event.type === 'ioctl.return' && event.op === 'SCIOSTOPTGT' && event.error === 'none',
    'SCIOSTOPTGT fails': ({ event }) => event.type === 'ioctl.return' && event.op === 'SCIOSTOPTGT',
  },
  actions: {
    'call ddconfig': toEntry(({ context, event }) => {
      assertEvent(event, 'world.adapterConfig');
      return { type: `config.${event.command}`, replyTo: context.at.self };
    }),
    'call fp_opendev': toEntry(({ context, event }) => {
      assertEvent(event, 'world.adapterOpen');
      const { mode, authority } = event;
      return { type: 'fp.opendev', mode, authority, replyTo: context.at.self };
    }),
    'call fp_close': toEntry(({ context }) => ({ type: 'fp.close', replyTo: context.at.self })),
    'call fp_ioctl': toEntry(({ context, event }) => {
      assertEvent(event, 'world.adapterIoctl');
      return ioctlCall(context.at.self, event);
    }),
    'call fp_ioctl for the first start that waits': toEntry(({ context }) => {
      const [start] = context.starts;
      if (!start) throw new Error('no start waits');
      return ioctlCall(context.at.self, start);
    }),
    'the start waits': assign(({ context, event }) => {
      assertEvent(event, 'world.adapterIoctl');
      return { starts: [...context.starts, event] };
    }),
    'it waits no more': assign({ starts: ({ context }) => context.starts.slice(1) }),
    'call devdump': send<Context, Event, DevdumpRequest>(
      ({ context }) => address.aixEntry(context.at.adapter),
      ({ context, event }) => {
        assertEvent(event, 'world.adapterDump');
        const { command, lun } = event;
        const write = { lun, spanned: false, gathered: false };
        return { type: 'devdump.call', command, write, replyTo: context.at.self };
      },
    ),
    'keep what it returned': assign(({ event }) => {
      assertEvent(event, ['fp.return', 'ioctl.return', 'devdump.return']);
      return { last: { call: callOf(event), error: event.error } };
    }),
    'keep the buffer': assign(({ context, event }) => {
      assertEvent(event, 'tm.recv');
      return { held: [...context.held, event.buffer] };
    }),
    'the buffers are gone': assign({ held: [] }),
    'target mode is going to end': assign({ ending: ({ context }) => context.ending + 1 }),
    'one call of SCIOSTOPTGT less': assign({ ending: ({ context }) => context.ending - 1 }),
    'the buffer is given back': assign(({ context }) => ({ held: context.held.slice(1) })),
    'call free_func': send<Context, Event, TargetModeRequest>(
      ({ context }) => address.targetMode(context.at.adapter),
      ({ context }) => {
        const [buffer] = context.held;
        if (buffer === undefined) throw new Error('no buffer is held');
        return { type: 'tm.free', buffer };
      },
    ),
    'the handler returns': send<Context, Event, EventsMessage>(
      ({ event }) => {
        assertEvent(event, 'event.handler');
        return event.mode === 'SC_TM_MODE' ? address.targetEvents(event.lun) : address.adapterEvents(event.lun);
      },
      () => ({ type: 'events.returned' }),
    ),
  },
  delays: { startSpacing: delays.startSpacing },
}).createMachine({
  id: 'adapter-caller',
  description: 'Callers of the entry points of an AIX SCSI adapter driver.',
  context: ({ input }) => ({
    at: { adapter: input.adapter, self: address.adapterCaller(input.adapter) },
    last: null,
    held: [],
    ending: 0,
    starts: [],
  }),
  initial: 'calling',
  states: {
    calling: {
      description: 'Any number of callers, each for itself.',
      initial: 'free',
      states: {
        free: {
          description: 'No unit was started of late.',
          on: {
            'world.adapterIoctl': {
              guard: 'SCIOSTUNIT with immed_flag',
              target: 'spacing',
              actions: 'call fp_ioctl',
              description: 'A unit is started, and nobody waits until it runs.',
              meta: cite('ioctl-start-immediate', 'ioctl-start-spacing'),
            },
          },
        },
        spacing: {
          description: 'A unit was started a moment ago: the next one has to wait.',
          on: {
            'world.adapterIoctl': {
              guard: 'SCIOSTUNIT with immed_flag',
              actions: 'the start waits',
              description: 'Another unit is to be started, too soon.',
              meta: cite('ioctl-start-spacing'),
            },
          },
          after: {
            startSpacing: [
              {
                guard: 'a start waits',
                target: 'spacing',
                reenter: true,
                actions: ['call fp_ioctl for the first start that waits', 'it waits no more'],
                description: '10 seconds are over: the next unit is started.',
                meta: cite('ioctl-start-spacing'),
              },
              {
                target: 'free',
                description: '10 seconds are over, and no unit is to be started.',
                meta: cite('ioctl-start-spacing'),
              },
            ],
          },
        },
      },
      on: {
        'world.adapterConfig': {
          actions: 'call ddconfig',
          description: 'The configuration method.',
          meta: cite('entry-config'),
        },
        'world.adapterOpen': {
          actions: 'call fp_opendev',
          description: 'Somebody opens the adapter.',
          meta: cite('entry-open', 'entry-open-diagnostic'),
        },
        'world.adapterClose': {
          actions: 'call fp_close',
          description: 'Somebody closes it.',
          meta: cite('entry-close'),
        },
        'world.adapterIoctl': [
          {
            guard: 'it ends target mode',
            actions: ['target mode is going to end', 'call fp_ioctl'],
            description: 'SCIOSTOPTGT: from now on no buffer is given back.',
            meta: cite('ioctl-process-level', 'tm-free-before-stop'),
          },
          {
            actions: 'call fp_ioctl',
            description: 'Somebody calls ioctl: from process level, or the system crashes.',
            meta: cite('ioctl-process-level'),
          },
        ],
        'world.adapterDump': {
          actions: 'call devdump',
          description: 'The system dump.',
          meta: cite('dump-subroutine', 'dump-init'),
        },
        'devdump.return': {
          actions: 'keep what it returned',
          description: 'devdump returns, in the same step.',
          meta: cite('dump-subroutine'),
        },
        'tm.recv': {
          actions: 'keep the buffer',
          description: 'recv_func: it has the buffer until it gives it back.',
          meta: cite('tm-buffer-goes-round', 'tm-flags'),
        },
        'world.targetFree': [
          {
            guard: 'target mode is being ended',
            description: 'It keeps what it has: SCIOSTOPTGT frees it.',
            meta: cite('tm-free-before-stop', 'tm-stop'),
          },
          {
            guard: 'it has a buffer',
            actions: ['call free_func', 'the buffer is given back'],
            description: 'It has dealt with the oldest buffer.',
            meta: cite('tm-buffer-goes-round'),
          },
          { description: 'It has none.', meta: cite('tm-buffer-goes-round') },
        ],
        'fp.return': {
          actions: 'keep what it returned',
          description: 'The kernel service returns.',
          meta: cite('entry-open', 'entry-close'),
        },
        'ioctl.return': [
          {
            guard: 'SCIOSTOPTGT returns 0',
            actions: ['keep what it returned', 'the buffers are gone', 'one call of SCIOSTOPTGT less'],
            description: 'SCIOSTOPTGT has freed the buffers, whoever has them.',
            meta: cite('tm-stop'),
          },
          {
            guard: 'SCIOSTOPTGT fails',
            actions: ['keep what it returned', 'one call of SCIOSTOPTGT less'],
            description: 'SCIOSTOPTGT fails: there was no target mode, or it is not for this caller.',
            meta: cite('tm-stop', 'tm-unsupported'),
          },
          { actions: 'keep what it returned', description: 'The ioctl returns.', meta: cite('ioctl-command') },
        ],
        'event.handler': {
          actions: 'the handler returns',
          description: 'The handler copies the events and returns.',
          meta: cite('event-one-at-a-time'),
        },
      },
    },
  },
});
