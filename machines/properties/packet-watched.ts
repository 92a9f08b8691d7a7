import { setup } from 'xstate';
import type { AreaMessage } from '../protocol/hba.ts';
import type { PacketRequest } from '../protocol/scsa-disk.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import type { Observation } from './property.ts';
import { type DmaRequest, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

type Context = { at: PacketAt };
type Event = Observation<TranRequest | TranReply | PacketRequest | DmaRequest | AreaMessage>;
type From = { context: Context; event: Event };

const starts =
  (noIntr: boolean) =>
  (from: From): boolean =>
    ofPacket(from) && from.event.message.type === 'tran.start' && from.event.message.noIntr === noIntr;
const returns =
  (accepted: boolean) =>
  (from: From): boolean =>
    ofPacket(from) &&
    from.event.message.type === 'tran.return' &&
    (from.event.message.result === 'TRAN_ACCEPT') === accepted;

/** The words with which calls about one packet are watched. */
export const watchingPacket = setup({
  types: { input: {} as PacketAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is this packet, with FLAG_NOINTR': starts(true),
    'it is this packet, without FLAG_NOINTR': starts(false),
    'this packet is accepted': returns(true),
    'this packet is refused': returns(false),
    'this packet is allocated': (from: From) =>
      ofPacket(from) && from.event.message.type === 'packet.init' && from.event.message.resources === 'ok',
  },
});
