import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { EntryErrno } from '../protocol/aix-entry.ts';
import type { HeadOpenCall, HeadOpenReturn, OpenCall, OpenReturn } from '../protocol/aix-open.ts';
import type { OpenFlag } from '../protocol/aix-parameters.ts';
import { type Address, address, type Lun } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';

/** Somebody who has the disk open, and how. */
export type Holder = { readonly by: Address; readonly flags: readonly OpenFlag[] };

/** What an actor of `aix-disk-opens` is started with. */
export type AixDiskOpensInput = { lun: Lun /** who has it open from the beginning */; holders: readonly Holder[] };

export type AixDiskOpensContext = {
  at: { head: Address };
  holders: readonly Holder[];
  /** Calls that have not returned, in the order in which they came. */
  calls: readonly (Holder & { readonly call: 'open' | 'close' })[];
};

type Context = AixDiskOpensContext;
type Event = OpenCall | HeadOpenReturn;

const callIs =
  (call: 'open' | 'close', holds: (context: Context, flags: readonly OpenFlag[]) => boolean) =>
  ({ context }: { context: Context }): boolean => {
    const [first] = context.calls;
    return first?.call === call && holds(context, first.flags);
  };
const isHeld = ({ holders }: Context): boolean => holders.length > 0;
const isHeldWith = ({ holders }: Context, flag: OpenFlag): boolean => holders.some(({ flags }) => flags.includes(flag));

const returns = (error: (event: Event) => EntryErrno) =>
  send<Context, Event, OpenReturn>(
    ({ context }) => context.calls[0]?.by ?? '',
    ({ context, event }) => ({ type: 'openx.return', call: context.calls[0]?.call ?? 'open', error: error(event) }),
  );
const toHead = (message: (context: Context) => HeadOpenCall) =>
  send<Context, Event, HeadOpenCall>(
    ({ context }) => context.at.head,
    ({ context }) => message(context),
  );

/**
 * Who has a disk open: ddopen for every open, ddclose for the last close, and what exclusive access and diagnostic mode
 * mean for the others. One call at a time reaches the head driver.
 */
export const aixDiskOpensMachine = setup({
  types: { input: {} as AixDiskOpensInput, context: {} as Context, events: {} as Event },
  guards: {
    'an open for diagnostics of a disk that is open': callIs(
      'open',
      (context, flags) => flags.includes('SC_DIAGNOSTIC') && isHeld(context),
    ),
    'an open of a disk that is open exclusively or for diagnostics': callIs(
      'open',
      (context) => isHeldWith(context, 'SC_SINGLE') || isHeldWith(context, 'SC_DIAGNOSTIC'),
    ),
    'an exclusive open of a disk that is open': callIs(
      'open',
      (context, flags) => flags.includes('SC_SINGLE') && isHeld(context),
    ),
    'an open': callIs('open', () => true),
    'the last close': callIs('close', ({ holders }) => holders.length === 1),
    'a close': callIs('close', () => true),
    'it is open': ({ event }) => event.type === 'opens.opened' && event.error === 'none',
  },
  actions: {
    'it waits for its turn': assign({
      calls: ({ context, event }) => {
        assertEvent(event, ['openx.open', 'openx.close']);
        return [
          ...context.calls,
          event.type === 'openx.open'
            ? { call: 'open' as const, by: event.replyTo, flags: event.flags }
            : { call: 'close' as const, by: event.replyTo, flags: [] },
        ];
      },
    }),
    'openx: EACCES': returns(() => 'EACCES'),
    'openx: EBUSY': returns(() => 'EBUSY'),
    'it returns 0': returns(() => 'none'),
    'openx: what the head driver says': returns((event) => {
      assertEvent(event, 'opens.opened');
      return event.error;
    }),
    ddopen: toHead(({ calls }) => ({ type: 'hdisk.open', flags: calls[0]?.flags ?? [] })),
    ddclose: toHead(() => ({ type: 'hdisk.close' })),
    'it has it open': assign(({ context: { holders, calls } }) => ({
      holders: [...holders, ...calls.slice(0, 1).map(({ by, flags }) => ({ by, flags }))],
    })),
    'it has it open no more': assign(({ context: { holders, calls } }) => ({
      holders: holders.filter(({ by }) => by !== calls[0]?.by),
    })),
    'the next call': assign(({ context }) => ({ calls: context.calls.slice(1) })),
  },
}).createMachine({
  id: 'aix-disk-opens',
  description: 'Who has an AIX disk open, and how.',
  context: ({ input }) => ({ at: { head: address.head(input.lun) }, holders: input.holders, calls: [] }),
  initial: 'at rest',
  on: {
    'openx.open': {
      actions: 'it waits for its turn',
      description: 'openx, one call after the other.',
      meta: cite('dd-open-one-call'),
    },
    'openx.close': {
      actions: 'it waits for its turn',
      description: 'close, one call after the other.',
      meta: cite('dd-open-one-call'),
    },
  },
  states: {
    'at rest': {
      description: 'The head driver is in no call.',
      always: [
        {
          guard: 'an open for diagnostics of a disk that is open',
          actions: ['openx: EACCES', 'the next call'],
          description: 'SC_DIAGNOSTIC needs a disk that nobody has open; SC_SINGLE with it changes nothing.',
          meta: cite('dd-open-diagnostic'),
        },
        {
          guard: 'an open of a disk that is open exclusively or for diagnostics',
          actions: ['openx: EACCES', 'the next call'],
          description: 'Somebody has exclusive access, or runs diagnostics.',
          meta: cite('dd-open-single', 'dd-open-diagnostic'),
        },
        {
          guard: 'an exclusive open of a disk that is open',
          actions: ['openx: EBUSY', 'the next call'],
          description: 'SC_SINGLE, but somebody has it open.',
          meta: cite('dd-open-single'),
        },
        {
          guard: 'an open',
          target: 'opening',
          actions: 'ddopen',
          description: 'Nothing speaks against it.',
          meta: cite('dd-open-shared', 'dd-open-single'),
        },
        {
          guard: 'the last close',
          target: 'closing',
          actions: 'ddclose',
          description: 'Nobody else has it open.',
          meta: cite('dd-open-shared', 'dd-close'),
        },
        {
          guard: 'a close',
          actions: ['it has it open no more', 'it returns 0', 'the next call'],
          description: 'Others have it open: the head driver is not asked.',
          meta: cite('dd-open-shared'),
        },
      ],
    },
    opening: {
      description: 'The head driver is in ddopen.',
      on: {
        'opens.opened': [
          {
            guard: 'it is open',
            target: 'at rest',
            actions: ['it has it open', 'it returns 0', 'the next call'],
            description: 'The disk is open.',
            meta: cite('dd-open-shared'),
          },
          {
            target: 'at rest',
            actions: ['openx: what the head driver says', 'the next call'],
            description: 'ddopen fails.',
            meta: cite('dd-open-errno'),
          },
        ],
      },
    },
    closing: {
      description: 'The head driver is in ddclose.',
      on: {
        'opens.closed': {
          target: 'at rest',
          actions: ['it has it open no more', 'it returns 0', 'the next call'],
          description: 'The disk is closed.',
          meta: cite('dd-close', 'dd-open-shared'),
        },
      },
    },
  },
});
