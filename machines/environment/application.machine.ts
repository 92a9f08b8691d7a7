import { assertEvent, assign, emit, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BufDone, BufRequest, BufTurn, Errno, RangeClass } from '../protocol/buf.ts';
import type { Effect } from '../protocol/effects.ts';
import { type Address, address, type Lun, type Slot } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { ApplicationHappening } from '../protocol/world.ts';

/**
 * What is asked for again and again; `continues`: as if it always began where the request before it ends; `gathered`: its
 * data lie in several places.
 */
export type AskedForEver = { readonly op: 'read' | 'write'; readonly continues?: 'yes'; readonly gathered?: true };

/** What an actor of `application` is started with. */
export type ApplicationInput = {
  slot: Slot;
  lun: Lun /** asks again for ever */;
  forever: null | AskedForEver;
  /** the driver of the unit; without, sd(7D) */
  driver?: Address;
};

type Raw = { op: 'read' | 'write'; range: RangeClass; failfast: boolean };

export type ApplicationContext = {
  at: { slot: Slot; disk: Address; forever: null | AskedForEver };
  /** The raw request under way, null otherwise. */
  raw: Raw | null;
  /** An earlier chunk of the raw request has moved data. */
  moved: boolean;
  /** How the buf ended that a b_iodone routine has taken over. */
  ended: { error: Errno; resid: Resid } | null;
};

export type ApplicationEvent = ApplicationHappening | BufDone | BufTurn;

const toDisk = (message: (context: ApplicationContext, event: ApplicationEvent) => BufRequest) =>
  send<ApplicationContext, ApplicationEvent, BufRequest>(
    ({ context }) => context.at.disk,
    ({ context, event }) => message(context, event),
  );

const strategyOf = (context: ApplicationContext, event: ApplicationEvent): BufRequest => {
  assertEvent(event, ['world.read', 'world.write']);
  const op = event.type === 'world.read' ? 'read' : 'write';
  const { range, failfast, gathered } = event;
  const request = { type: 'buf.strategy', slot: context.at.slot, op, range, failfast } as const;
  return gathered ? { ...request, gathered } : request;
};

/** What the caller of read(2) or write(2) sees as not transferred. */
function residual(context: ApplicationContext, done: BufDone): Resid {
  if (context.raw === null) return done.resid;
  if (context.moved) return done.resid === 'zero' && done.error === 'none' && done.more === 'no' ? 'zero' : 'partial';
  return done.resid === 'zero' && done.more === 'yes' ? 'partial' : done.resid;
}

const answered = (answer: (context: ApplicationContext, event: ApplicationEvent) => { error: Errno; resid: Resid }) =>
  emit<ApplicationContext, ApplicationEvent, undefined, ApplicationEvent, Effect>(
    ({ context, event }) => ({ type: 'effect.answered', slot: context.at.slot, ...answer(context, event) }) as const,
  );

/** One request at a time of an application or of the file system. */
export const applicationMachine = setup({
  types: {
    input: {} as ApplicationInput,
    context: {} as ApplicationContext,
    events: {} as ApplicationEvent,
    emitted: {} as Effect,
  },
  guards: {
    'asks for ever': ({ context }) => context.at.forever !== null,
    'raw and misaligned': ({ event }) =>
      (event.type === 'world.read' || event.type === 'world.write') && event.physio && event.range === 'misaligned',
    'b_iodone is set': ({ event }) =>
      (event.type === 'world.read' || event.type === 'world.write') && event.iodone === true,
    raw: ({ event }) => (event.type === 'world.read' || event.type === 'world.write') && event.physio,
    'chunk complete and another left': ({ event }) =>
      event.type === 'buf.biodone' && event.error === 'none' && event.resid === 'zero' && event.more === 'yes',
  },
  actions: {
    'call strategy': toDisk(strategyOf),
    'call strategy for the next chunk': toDisk((context) => {
      if (!context.raw) throw new Error('no raw request is under way');
      return { type: 'buf.strategy', slot: context.at.slot, ...context.raw };
    }),
    'call strategy once more': toDisk(({ at: { slot, forever } }) => ({
      type: 'buf.strategy',
      slot,
      op: forever?.op ?? 'read',
      range: 'inside',
      failfast: false,
      ...(forever?.continues === undefined ? {} : { continues: forever.continues }),
      ...(forever?.gathered === undefined ? {} : { gathered: forever.gathered }),
    })),
    'back to process level, with the uio restored': toDisk((context) => ({
      type: 'buf.processHere',
      slot: context.at.slot,
    })),
    'send the command of the caller': toDisk((context, event) => {
      assertEvent(event, 'world.command');
      return { type: 'buf.uscsi', slot: context.at.slot, op: event.op, direction: event.direction, flags: event.flags };
    }),
    'lock the pages': assign({
      raw: ({ event }): Raw => {
        assertEvent(event, ['world.read', 'world.write']);
        return { op: event.type === 'world.read' ? 'read' : 'write', range: event.range, failfast: event.failfast };
      },
    }),
    'data have moved': assign({ moved: true }),
    'unlock the pages': assign({ raw: null, moved: false }),
    'keep how the buf ended': assign({
      ended: ({ event }) => {
        assertEvent(event, 'buf.biodone');
        return { error: event.error, resid: event.resid };
      },
    }),
    'the routine answers': answered(({ ended }) => ended ?? { error: 'EIO', resid: 'all' }),
    'forget how the buf ended': assign({ ended: null }),
    'answer EINVAL': answered(() => ({ error: 'EINVAL', resid: 'all' })),
    answer: answered((context, event) => {
      assertEvent(event, 'buf.biodone');
      return { error: event.error, resid: residual(context, event) };
    }),
  },
  delays: { iodoneDelay: delays.iodoneDelay },
}).createMachine({
  id: 'application',
  context: ({ input }) => ({
    at: { slot: input.slot, disk: input.driver ?? address.disk(input.lun), forever: input.forever },
    raw: null,
    moved: false,
    ended: null,
  }),
  initial: 'starting',
  states: {
    starting: {
      description: 'The application starts.',
      always: [
        {
          guard: 'asks for ever',
          target: 'waiting',
          actions: 'call strategy once more',
          description: 'A requester for exploration asks at once.',
          meta: cite('app-forever'),
        },
        { target: 'idle', description: 'Waits for somebody to want something.', meta: cite('app-strategy') },
      ],
    },
    idle: {
      description: 'No request is under way. A biodone here would be a second one.',
      on: {
        'world.read': [
          {
            guard: 'raw and misaligned',
            actions: 'answer EINVAL',
            description: 'Refused before a buf is built.',
            meta: cite('app-misaligned'),
          },
          {
            guard: 'raw',
            target: 'physio',
            actions: ['lock the pages', 'call strategy'],
            description: 'read(2) of the character device: pages locked, first chunk.',
            meta: cite('app-physio'),
          },
          {
            guard: 'b_iodone is set',
            target: 'redirected',
            actions: 'call strategy',
            description: 'A block read of somebody who wants to be called instead of biodone doing its work.',
            meta: cite('app-strategy', 'app-iodone'),
          },
          { target: 'waiting', actions: 'call strategy', description: 'A block read.', meta: cite('app-strategy') },
        ],
        'world.write': [
          {
            guard: 'raw and misaligned',
            actions: 'answer EINVAL',
            description: 'Refused before a buf is built.',
            meta: cite('app-misaligned'),
          },
          {
            guard: 'raw',
            target: 'physio',
            actions: ['lock the pages', 'call strategy'],
            description: 'write(2) of the character device: pages locked, first chunk.',
            meta: cite('app-physio'),
          },
          {
            guard: 'b_iodone is set',
            target: 'redirected',
            actions: 'call strategy',
            description: 'A block write of somebody who wants to be called instead of biodone doing its work.',
            meta: cite('app-strategy', 'app-iodone'),
          },
          { target: 'waiting', actions: 'call strategy', description: 'A block write.', meta: cite('app-strategy') },
        ],
        'world.command': {
          target: 'waiting',
          actions: 'send the command of the caller',
          description: 'USCSICMD.',
          meta: cite('app-uscsi'),
        },
      },
    },
    waiting: {
      description: 'One buf is in the driver.',
      on: {
        'buf.wakeProcess': {
          actions: 'back to process level, with the uio restored',
          description: 'A gathered write can go out: its process wakes up and calls the driver.',
          meta: cite('dd-gathered-process', 'dd-gathered-restored'),
        },
        'buf.biodone': [
          {
            guard: 'asks for ever',
            actions: ['answer', 'call strategy once more'],
            description: 'Answered, and asked again at once.',
            meta: cite('app-biodone-once', 'app-forever'),
          },
          { target: 'idle', actions: 'answer', description: 'The one answer.', meta: cite('app-biodone-once') },
        ],
      },
    },
    redirected: {
      description: 'One buf with b_iodone is in the driver.',
      on: {
        'buf.biodone': {
          target: 'iodone',
          actions: 'keep how the buf ended',
          description: 'biodone calls the routine and does nothing else: nobody is answered yet.',
          meta: cite('app-iodone', 'app-biodone-once'),
        },
      },
    },
    iodone: {
      description:
        'The b_iodone routine has the buf, e.g. of a volume manager that has work to do before its own biodone.',
      after: {
        iodoneDelay: {
          target: 'idle',
          actions: ['the routine answers', 'forget how the buf ended'],
          description: 'The routine is done and answers whoever asked it.',
          meta: cite('app-iodone'),
        },
      },
    },
    physio: {
      description: 'Raw I/O: pages locked, one chunk at a time is in the driver.',
      on: {
        'buf.biodone': [
          {
            guard: 'chunk complete and another left',
            actions: ['data have moved', 'call strategy for the next chunk'],
            description: 'The next chunk.',
            meta: cite('app-physio', 'app-biodone-once'),
          },
          {
            target: 'idle',
            actions: ['answer', 'unlock the pages'],
            description: 'The last chunk, or one that failed or was cut short: pages unlocked, residual to the caller.',
            meta: cite('app-physio-ends', 'app-biodone-once'),
          },
        ],
      },
    },
  },
});
