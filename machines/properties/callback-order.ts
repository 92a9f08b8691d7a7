import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { ofPacket, type PacketAt, someRequest, type WatcherTag } from './watched.ts';

/** The two orders in which a callback and the return of its call can reach the target driver. */

type Context = { at: PacketAt };
type Event = Observation<TranRequest | TranReply>;

const watching = setup({
  types: { input: {} as PacketAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: { 'it is this packet': ofPacket },
});

/** A packet is transported for the first time; what comes first decides. */
const order = (id: string, first: 'pkt.comp' | 'tran.return') => {
  const callbackFirst = first === 'pkt.comp';
  return watching.createMachine({
    id,
    context: ({ input }) => ({ at: input }),
    initial: 'atRest',
    states: {
      atRest: {
        description: 'Neither callback nor return is due.',
        on: {
          'sent.tran.start': {
            guard: 'it is this packet',
            target: 'called',
            description: 'scsi_transport is called',
            meta: cite('pkt-transport'),
          },
        },
      },
      called: {
        description: 'Callback and return are due.',
        on: {
          'delivered.pkt.comp': {
            guard: 'it is this packet',
            target: callbackFirst ? 'seen' : 'returnDue',
            description: 'the callback runs while the caller is still in scsi_transport',
            meta: cite('pkt-callback-before-return'),
          },
          'delivered.tran.return': {
            guard: 'it is this packet',
            target: 'returned',
            description: 'scsi_transport returns',
            meta: cite('pkt-accept', 'pkt-reject'),
          },
        },
      },
      returnDue: {
        description: 'Called back; a return is due.',
        on: {
          'delivered.tran.return': {
            guard: 'it is this packet',
            target: 'atRest',
            description: 'scsi_transport returns at last',
            meta: cite('pkt-return-order'),
          },
        },
      },
      returned: {
        description: 'The call has returned.',
        on: {
          'delivered.pkt.comp': {
            guard: 'it is this packet',
            target: callbackFirst ? 'atRest' : 'seen',
            description: 'the callback comes after the return',
            meta: cite('pkt-completion'),
          },
          'sent.tran.start': {
            guard: 'it is this packet',
            target: 'called',
            description: 'it was refused, and is tried again',
            meta: cite('pkt-reject', 'pkt-reuse'),
          },
        },
      },
      seen: { description: 'Seen in this order.', tags: 'seen' },
    },
  });
};

export const callbackOrderProperties: readonly WatcherProperty[] = [
  {
    id: 'I6-callback-first',
    says: 'The completion callback may run before scsi_transport returns.',
    source: ['pkt-callback-before-return'],
    kind: 'sometimes',
    machine: order('I6-callback-first', 'pkt.comp'),
    instances: someRequest,
    expected: holds,
  },
  {
    id: 'I6-return-first',
    says: 'scsi_transport may return before the completion callback runs.',
    source: ['pkt-callback-before-return', 'pkt-accept'],
    kind: 'sometimes',
    machine: order('I6-return-first', 'tran.return'),
    instances: someRequest,
    expected: holds,
  },
];
