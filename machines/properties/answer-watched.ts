import { setup } from 'xstate';
import type { BufDone, BufRequest } from '../protocol/buf.ts';
import type { CommandRequest, PacketRequest } from '../protocol/scsa-disk.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import type { Observation } from './property.ts';
import { ofPacket, type PacketAt, type Polled, type WatcherTag } from './watched.ts';

/** What is looked at. */
export type AnswerEvent = Observation<
  BufRequest | BufDone | TranRequest | TranReply | PacketRequest | CommandRequest | Polled
>;
type Message = AnswerEvent['message'];
type From = { context: { at: PacketAt }; event: AnswerEvent };

const about =
  (holdsFor: (message: Message) => boolean) =>
  (from: From): boolean =>
    ofPacket(from) && holdsFor(from.event.message);
const answered = (...residuals: readonly Resid[]) =>
  about((message) => message.type === 'buf.biodone' && message.error === 'none' && residuals.includes(message.resid));
/** The packet is back: called back, or polled. */
const isBack = (message: Message): message is Extract<Message, { type: 'pkt.comp' | 'packet.polled' }> =>
  message.type === 'pkt.comp' || message.type === 'packet.polled';
const isRecovered = (sense: string | null | undefined): boolean => sense?.startsWith('RECOVERED_ERROR') === true;
const isCheck = (status: string | null): boolean => status === 'CHECK_CONDITION' || status === 'COMMAND_TERMINATED';

const guards = {
  'it is this request': ofPacket,
  'this packet is allocated': about((message) => message.type === 'packet.init' && message.resources === 'ok'),
  'this packet is refused': about((message) => message.type === 'tran.return' && message.result !== 'TRAN_ACCEPT'),
  'B_ERROR is clear': answered('zero', 'partial', 'all'),
  'B_ERROR is clear, and something was transferred': answered('zero', 'partial'),
  'B_ERROR is clear, and b_resid is 0': answered('zero'),
  'pkt_resid is 0': about((message) => isBack(message) && message.resid === 'zero'),
  'the packet tells of success': about(
    (message) =>
      isBack(message) &&
      ((message.reason === 'CMD_CMPLT' && (message.status === 'GOOD' || message.status === 'TASK_ABORTED')) ||
        isRecovered(message.arq?.sense)),
  ),
  'the packet tells of success or tells nothing': about(
    (message) => isBack(message) && (!isCheck(message.status) || message.arq?.sense != null),
  ),
  'sense data came': about((message) => message.type === 'command.sensed' && message.reply.sense !== null),
  'the sense is RECOVERED ERROR': about(
    (message) => message.type === 'command.sensed' && isRecovered(message.reply.sense),
  ),
};

/** The words with which the answer to one request is watched. */
export const watchingAnswer = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as AnswerEvent, tags: {} as WatcherTag },
  guards,
});
