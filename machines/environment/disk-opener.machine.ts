import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { EntryErrno, EntryIoctlReply } from '../protocol/aix-entry.ts';
import type { DiskIoctl, OpenCall, OpenReturn, PassThroughOperation } from '../protocol/aix-open.ts';
import { ignored } from '../protocol/ignored.ts';
import { type Address, address, type Lun } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';
import type { OpenerHappening } from '../protocol/world.ts';

/** What an actor of `disk-opener` is started with. */
export type DiskOpenerInput = {
  lun: Lun /** of this process */;
  name: string /** It begins with the disk open. */;
  open: boolean;
};

export type DiskOpenerContext = {
  at: { opens: Address; head: Address; self: Address; open: boolean };
  /** What the last call returned. */
  last: { call: 'open' | 'close' | PassThroughOperation; error: EntryErrno; einvalArg: 1 | 2 | null } | null;
  /** The ioctl that it is in. */
  ioctl: PassThroughOperation | null;
};

type Context = DiskOpenerContext;
type Event = OpenerHappening | OpenReturn | EntryIoctlReply;

const toOpens = (message: (from: { context: Context; event: Event }) => OpenCall) =>
  send<Context, Event, OpenCall>(({ context }) => context.at.opens, message);

const busy = {
  'world.open': ignored('it is inside a call'),
  'world.close': ignored('it is inside a call'),
  'world.passThrough': ignored('it is inside a call'),
} as const;

/** A process that opens an AIX disk by openx(2), has commands of its own sent, and closes it. */
export const diskOpenerMachine = setup({
  types: { input: {} as DiskOpenerInput, context: {} as Context, events: {} as Event },
  guards: {
    'it begins with the disk open': ({ context }) => context.at.open,
    'the call returns 0': ({ event }) => event.type === 'openx.return' && event.error === 'none',
  },
  actions: {
    'call openx': toOpens(({ context, event }) => {
      assertEvent(event, 'world.open');
      return { type: 'openx.open', flags: event.flags, replyTo: context.at.self };
    }),
    'call close': toOpens(({ context }) => ({ type: 'openx.close', replyTo: context.at.self })),
    'call ioctl': send<Context, Event, DiskIoctl>(
      ({ context }) => context.at.head,
      ({ context, event }) => {
        assertEvent(event, 'world.passThrough');
        return { type: 'dk.ioctl', op: event.op, argument: event.argument, replyTo: context.at.self };
      },
    ),
    'remember the ioctl': assign({
      ioctl: ({ event }) => {
        assertEvent(event, 'world.passThrough');
        return event.op;
      },
    }),
    'keep what it returned': assign({
      last: ({ event }) => {
        assertEvent(event, 'openx.return');
        return { call: event.call, error: event.error, einvalArg: null };
      },
    }),
    'keep what the ioctl returned': assign(({ context, event }) => {
      assertEvent(event, 'ioctl.return');
      const { error, einvalArg = null } = event;
      return { ioctl: null, last: context.ioctl === null ? null : { call: context.ioctl, error, einvalArg } };
    }),
  },
}).createMachine({
  id: 'disk-opener',
  description: 'A process that uses the special file of an AIX disk.',
  context: ({ input }) => ({
    at: {
      opens: address.diskOpens(input.lun),
      head: address.head(input.lun),
      self: address.diskOpener(input.name),
      open: input.open,
    },
    last: null,
    ioctl: null,
  }),
  initial: 'beginning',
  states: {
    beginning: {
      description: 'A model may begin with a disk that was opened before.',
      always: [
        {
          guard: 'it begins with the disk open',
          target: 'open',
          description: 'It has opened it.',
          meta: cite('dd-open-shared'),
        },
        { target: 'not open', description: 'It has not.', meta: cite('dd-open-shared') },
      ],
    },
    'not open': {
      description: 'It does not have the disk open.',
      on: {
        'world.open': {
          target: 'opening',
          actions: 'call openx',
          description: 'It opens the disk.',
          meta: cite('dd-open-shared', 'dd-open-single', 'dd-open-diagnostic'),
        },
        'world.close': ignored('it does not have the disk open'),
        'world.passThrough': ignored('it does not have the disk open'),
      },
    },
    opening: {
      description: 'It is in openx.',
      on: {
        ...busy,
        'openx.return': [
          {
            guard: 'the call returns 0',
            target: 'open',
            actions: 'keep what it returned',
            description: 'It has the disk open.',
            meta: cite('dd-open-shared'),
          },
          {
            target: 'not open',
            actions: 'keep what it returned',
            description: 'It does not get it.',
            meta: cite('dd-open-single', 'dd-open-diagnostic', 'dd-open-errno'),
          },
        ],
      },
    },
    open: {
      description: 'It has the disk open.',
      on: {
        'world.open': ignored('it has the disk open'),
        'world.close': {
          target: 'closing',
          actions: 'call close',
          description: 'It closes it.',
          meta: cite('dd-open-shared'),
        },
        'world.passThrough': {
          target: 'in an ioctl',
          actions: ['remember the ioctl', 'call ioctl'],
          description: 'It has a command of its own sent.',
          meta: cite('dd-pass-through-ioctl'),
        },
      },
    },
    'in an ioctl': {
      description: 'It is in ioctl.',
      on: {
        ...busy,
        'ioctl.return': {
          target: 'open',
          actions: 'keep what the ioctl returned',
          description: 'It learns errno, and which field was wrong.',
          meta: cite('dd-pass-through-ioctl'),
        },
      },
    },
    closing: {
      description: 'It is in close.',
      on: {
        ...busy,
        'openx.return': {
          target: 'not open',
          actions: 'keep what it returned',
          description: 'It has the disk open no more.',
          meta: cite('dd-open-shared'),
        },
      },
    },
  },
});
