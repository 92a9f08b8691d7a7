import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { OpenCall, OpenReturn } from '../protocol/aix-open.ts';
import type { OpenFlag } from '../protocol/aix-parameters.ts';
import { type Address, address } from '../protocol/names.ts';
import type { Configuration, Observation, SystemNames, Verdict, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** What exclusive access and diagnostic mode promise to whoever has an AIX disk open. */

type Holder = { readonly by: Address; readonly alone: boolean };
type OpensAt = { readonly opens: Address };
type Context = { at: OpensAt; asked: readonly Holder[]; holders: readonly Holder[] };
type Event = Observation<OpenCall | OpenReturn>;
type From = { context: Context; event: Event };

const aloneWith = (flags: readonly OpenFlag[]): boolean =>
  flags.includes('SC_SINGLE') || flags.includes('SC_DIAGNOSTIC');
const askedBy = ({ asked }: Context, who: Address): Holder | undefined => asked.find(({ by }) => by === who);
const returns =
  (holds: (call: OpenReturn['call'], isGood: boolean) => boolean) =>
  ({ context, event: { from, message } }: From): boolean =>
    from === context.at.opens && message.type === 'openx.return' && holds(message.call, message.error === 'none');
const isOpened = returns((call, isGood) => call === 'open' && isGood);
const notBy = (holders: readonly Holder[], who: Address) => holders.filter(({ by }) => by !== who);

const alone = setup({
  types: { input: {} as OpensAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this disk': ({ context: { at }, event: { to } }: From) => to === at.opens,
    'it is open, and somebody who wanted it alone is not alone': (from: From) => {
      const { context, event } = from;
      const others = notBy(context.holders, event.to);
      return (
        isOpened(from) &&
        others.length > 0 &&
        (askedBy(context, event.to)?.alone === true || others.some((each) => each.alone))
      );
    },
    'it is open': isOpened,
    'it is not': returns((call) => call === 'open'),
    'it is closed': returns((call) => call === 'close'),
  },
  actions: {
    'somebody asks': assign(({ context, event: { message } }) => {
      assertEvent(message, 'openx.open');
      const { replyTo: by, flags } = message;
      return { asked: [...notBy(context.asked, by), { by, alone: aloneWith(flags) }] };
    }),
    'it has it open': assign(({ context, event: { to } }) => {
      const holder = askedBy(context, to);
      return { asked: notBy(context.asked, to), holders: holder ? [...context.holders, holder] : context.holders };
    }),
    'it asks no more': assign(({ context, event: { to } }) => ({ asked: notBy(context.asked, to) })),
    'it has it open no more': assign(({ context, event: { to } }) => ({ holders: notBy(context.holders, to) })),
  },
}).createMachine({
  id: 'aix-open-alone',
  context: ({ input }) => ({ at: input, asked: [], holders: [] }),
  initial: 'watching',
  states: {
    watching: {
      description: 'Who wanted the disk alone has it alone.',
      on: {
        'delivered.openx.open': {
          guard: 'it is this disk',
          actions: 'somebody asks',
          description: 'openx',
          meta: cite('dd-open-one-call'),
        },
        'sent.openx.return': [
          {
            guard: 'it is open, and somebody who wanted it alone is not alone',
            target: 'not alone',
            description: 'openx returns 0 beside SC_SINGLE or SC_DIAGNOSTIC',
            meta: cite('dd-open-single', 'dd-open-diagnostic'),
          },
          {
            guard: 'it is open',
            actions: 'it has it open',
            description: 'openx returns 0',
            meta: cite('dd-open-shared'),
          },
          {
            guard: 'it is not',
            actions: 'it asks no more',
            description: 'openx fails',
            meta: cite('dd-open-single', 'dd-open-diagnostic', 'dd-open-errno'),
          },
          {
            guard: 'it is closed',
            actions: 'it has it open no more',
            description: 'close returns',
            meta: cite('dd-close'),
          },
        ],
      },
    },
    'not alone': broken('Two have a disk open, and one of them was to have it alone.'),
  },
});

const whereOpened = ({ architecture, offered }: Configuration): Verdict | undefined =>
  architecture === 'aix' && offered.has('world.open') ? 'holds' : undefined;

export const aixOpenProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-open-alone',
    architecture: 'aix',
    kind: 'never',
    says: 'Who has a disk open with SC_SINGLE or SC_DIAGNOSTIC is the only one who has it open.',
    source: ['dd-open-single', 'dd-open-diagnostic'],
    expected: whereOpened,
    machine: alone,
    instances: ({ units }: SystemNames) =>
      units.map(({ lun }) => ({ name: lun, input: { opens: address.diskOpens(lun) } satisfies OpensAt })),
  },
];
