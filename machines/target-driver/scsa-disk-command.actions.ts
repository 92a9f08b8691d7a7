import { assertEvent, assign } from 'xstate';
import type { BufDone, Errno } from '../protocol/buf.ts';
import { address } from '../protocol/names.ts';
import type { PacketRequest, TransportEntered, UnitMessage } from '../protocol/scsa-disk.ts';
import { type ResetLevel, type Resid, STAT, STATE } from '../protocol/scsi-pkt.ts';
import type { TagKind } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import type { TranRequest } from '../protocol/tran.ts';
import type { CommandContext, CommandEvent, Ladder, WantedRetry } from './scsa-disk-command.types.ts';

type Changing = Omit<CommandContext, 'at' | 'params'>;

/** What is remembered between two requests: nothing. */
export const blank: Changing = {
  op: 'other',
  direction: 'none',
  overrun: false,
  failfast: false,
  uscsi: false,
  flags: [],
  bResid: 'zero',
  dmaResid: 'zero',
  windowsDone: false,
  dmaFreed: false,
  error: 'none',
  retries: 0,
  victims: 0,
  unitAttentions: 0,
  notReadies: 0,
  looks: 0,
  sentAs: null,
  completion: null,
  facts: null,
  senseReply: null,
  wanted: null,
  ladder: null,
};

type From = { context: CommandContext; event: CommandEvent };

const change = (to: (from: From) => Partial<Changing>) =>
  assign<CommandContext, CommandEvent, undefined, CommandEvent, never>(to);
const tellUnit = (message: (from: From) => UnitMessage) =>
  send<CommandContext, CommandEvent, UnitMessage>(({ context }) => context.at.unit, message);
const toPacket = (message: (from: From) => PacketRequest) =>
  send<CommandContext, CommandEvent, PacketRequest>(({ context }) => context.at.packet, message);
const reset = (level: ResetLevel) =>
  send<CommandContext, CommandEvent, TranRequest>(
    ({ context }) => context.at.adapter,
    ({ context }) => ({ type: 'tran.reset', level, lun: context.at.lun, replyTo: context.at.self, outcome: 'ok' }),
  );

/** The tag that the flags ask for: SIMPLE unless they ask for just one other. */
function tagOf(flags: CommandContext['flags']): TagKind {
  const asked = flags.filter((flag) => flag === 'FLAG_HTAG' || flag === 'FLAG_OTAG' || flag === 'FLAG_STAG');
  if (asked.length !== 1) return 'simple';
  return asked[0] === 'FLAG_HTAG' ? 'head' : asked[0] === 'FLAG_OTAG' ? 'ordered' : 'simple';
}

function transport({ context }: From): PacketRequest {
  const { sentAs, flags, params } = context;
  const noDisconnect = flags.includes('FLAG_NODISCON');
  return {
    type: 'packet.transport',
    // No tag without the disconnect privilege.
    tag: sentAs?.tagged && !noDisconnect ? tagOf(flags) : 'untagged',
    op: context.op,
    direction: context.direction,
    head: sentAs?.retry === true || context.at.kind === 'internal' || flags.includes('FLAG_HEAD'),
    sensing: false,
    noDisconnect,
    renegotiate: flags.includes('FLAG_RENEGOTIATE_WIDE_SYNC'),
    // The packet of scsi_probe has room for sense whatever the driver has enabled.
    arqBlock: sentAs?.arq === true || flags.includes('FLAG_NOINTR'),
    timed: !params.pktTimeZero,
    noIntr: flags.includes('FLAG_NOINTR'),
  };
}

/** PKT_DMA_PARTIAL is for reads and writes, whose CDB the driver can write for a part of the blocks. */
const mayBePartial = ({ params, uscsi }: CommandContext): boolean => params.partialDma && !uscsi;

/** pkt_resid of the last transport, as bytes of the request: a window in which nothing moved is not all of it. */
const leftOver = ({ completion, dmaResid, windowsDone }: CommandContext): Resid => {
  const resid = completion?.resid ?? 'all';
  return resid === 'all' && (dmaResid === 'partial' || windowsDone) ? 'partial' : resid;
};

/** b_resid as the requester sees it: what was clipped at the end of the partition is added. */
const residual = ({ bResid, overrun }: CommandContext): Resid => (overrun && bResid === 'zero' ? 'partial' : bResid);

export const commandActions = {
  // request
  'fill buf and xbuf': change(({ event }) => {
    assertEvent(event, 'command.prepare');
    const { op, direction, overrun, failfast, uscsi, flags } = event;
    return { op, direction, overrun, failfast, uscsi, flags };
  }),
  'note how it is started': change(({ event }) => {
    assertEvent(event, 'command.start');
    return { sentAs: { tagged: event.tagged, arq: event.arq, retry: event.retry } };
  }),
  'enter tran_start': send<CommandContext, CommandEvent, TransportEntered>(
    ({ context }) => address.adapterCommand(context.at.slot),
    () => ({ type: 'area.calling' }),
  ),
  scsi_init_pkt: toPacket(({ context }) => ({
    type: 'packet.init',
    data: context.direction !== 'none',
    partial: mayBePartial(context),
    resources: 'ok',
    resid: 'zero',
  })),
  'scsi_init_pkt with the packet': toPacket(({ context }) => ({
    type: 'packet.bind',
    partial: mayBePartial(context),
    resources: 'ok',
    resid: 'zero',
  })),
  scsi_dmafree: toPacket(() => ({ type: 'packet.dmafree' })),
  'save pkt_resid: what is not bound yet': change(({ event }) => {
    assertEvent(event, 'packet.ready');
    return { dmaResid: event.resid };
  }),
  'a window is done': change(() => ({ windowsDone: true })),
  'the DMA resources are freed': change(() => ({ dmaFreed: true })),
  'binding begins anew': change(() => ({ dmaFreed: false, windowsDone: false })),
  scsi_transport: toPacket(transport),
  scsi_destroy_pkt: toPacket(() => ({ type: 'packet.destroy' })),
  'tell the unit: no resources': tellUnit(({ context, event }) => {
    assertEvent(event, 'packet.noResources');
    return {
      type: 'unit.noResources',
      slot: context.at.slot,
      permanent: event.permanent || context.at.kind === 'internal',
    };
  }),
  'tell the unit: rejected': tellUnit(({ context, event }) => {
    assertEvent(event, 'packet.returned');
    if (event.result === 'TRAN_ACCEPT') throw new Error('TRAN_ACCEPT is no rejection');
    return {
      type: 'unit.rejected',
      slot: context.at.slot,
      result: event.result,
      retry: context.sentAs?.retry === true,
    };
  }),
  'tell the unit: accepted': tellUnit(({ context }) => ({ type: 'unit.accepted', slot: context.at.slot })),

  // completion
  'keep what the packet says': change(({ event }) => {
    assertEvent(event, ['packet.completed', 'packet.polled']);
    const { reason, state, statistics, status, resid, arq, sense } = event;
    return { completion: { reason, state, statistics, status, resid, arq, sense } };
  }),
  'tell the unit: interrupt': tellUnit(({ context, event }) => {
    assertEvent(event, ['packet.completed', 'packet.polled']);
    const resetSeen = event.reason === 'CMD_RESET' || (event.statistics & (STAT.BUS_RESET | STAT.DEV_RESET)) !== 0;
    return { type: 'unit.intr', slot: context.at.slot, resetSeen };
  }),
  'learn the facts': change(({ event }) => {
    assertEvent(event, [
      'command.decide',
      'command.facts',
      'command.medium',
      'command.sensed',
      'command.senseRejected',
    ]);
    const { arqEnabled, othersInTransport, requestSenseBusy, startUnitPending, lunReset, failfastState } = event;
    const facts = { arqEnabled, othersInTransport, requestSenseBusy, startUnitPending, lunReset, failfastState };
    return { facts: event.suspended ? { ...facts, suspended: true } : facts };
  }),
  'forget the facts': change(() => ({ facts: null })),
  'ask the unit for the facts': tellUnit(({ context }) => ({ type: 'unit.ask', slot: context.at.slot })),

  'ask what the task thread has found': tellUnit(({ context }) => ({
    type: 'unit.askForMedium',
    slot: context.at.slot,
    medium: 'known',
  })),
  'nothing was looked at yet': change(() => ({ looks: 0 })),
  'count a look': change(({ context }) => ({ looks: context.looks + 1 })),

  // sense
  'take the automatic sense': change(({ context }) => {
    const arq = context.completion?.arq ?? null;
    return {
      senseReply: arq && { status: arq.status, transferred: (arq.state & STATE.XFERRED_DATA) !== 0, sense: arq.sense },
    };
  }),
  'take the sense of the REQUEST SENSE packet': change(({ event }) => {
    assertEvent(event, 'command.sensed');
    const { status, state, sense } = event.reply;
    return { senseReply: { status, transferred: (state & STATE.XFERRED_DATA) !== 0, sense } };
  }),
  'tell the unit: REQUEST SENSE': tellUnit(({ context }) => ({ type: 'unit.sense', slot: context.at.slot })),

  // decisions
  'want a retry': assign<
    CommandContext,
    CommandEvent,
    Partial<WantedRetry> & Pick<WantedRetry, 'class' | 'after'>,
    CommandEvent,
    never
  >((_, wanted) => ({ wanted: { isolate: false, failfast: false, because: null, ...wanted } })),
  'want a retry when the sense failed': change(({ context }) => ({
    wanted: {
      class: 'STANDARD',
      after: context.params.interconnect === 'fibre' ? 'senseFailureDelay' : 'immediate',
      isolate: false,
      failfast: false,
      because: null,
    },
  })),
  'reset first': assign<CommandContext, CommandEvent, Ladder, CommandEvent, never>((_, ladder) => ({ ladder })),
  'count a retry': change(({ context }) => ({ retries: context.retries + 1 })),
  'count a victim retry': change(({ context }) => ({ victims: context.victims + 1 })),
  'count a unit attention retry': change(({ context }) => ({ unitAttentions: context.unitAttentions + 1 })),
  'count a not-ready retry': change(({ context }) => ({ notReadies: context.notReadies + 1 })),
  'b_resid takes pkt_resid': change(({ context }) => ({ bResid: leftOver(context) })),
  b_error: assign<CommandContext, CommandEvent, Errno, CommandEvent, never>((_, error) => ({ error })),
  'b_error as told': change(({ event }) => {
    assertEvent(event, 'command.fail');
    return { error: event.error };
  }),
  'nothing was transferred': change(() => ({ bResid: 'all' })),
  'the decision is over': change(() => ({
    completion: null,
    facts: null,
    senseReply: null,
    wanted: null,
    ladder: null,
  })),
  'forget the last retry': change(() => ({ wanted: null, ladder: null })),

  'tell the unit: retry': tellUnit(({ context: { at, wanted } }) => {
    if (!wanted) throw new Error('no retry is wanted');
    const { class: retryClass, because, after: delay, failfast } = wanted;
    return { type: 'unit.retry', slot: at.slot, retryClass, because, delay, failfast };
  }),
  'tell the unit: START UNIT': tellUnit(({ context }) => ({ type: 'unit.startUnit', slot: context.at.slot })),
  'tell the unit: QUEUE FULL': tellUnit(() => ({ type: 'unit.queueFull' })),
  'tell the unit: tag rejected': tellUnit(() => ({ type: 'unit.tagRejected' })),
  'tell the unit: reset seen': tellUnit(() => ({ type: 'unit.resetSeen' })),
  'tell the unit: capacity changed': tellUnit(() => ({ type: 'unit.capacityChanged' })),
  'tell the unit: not responding': tellUnit(() => ({ type: 'unit.notResponding' })),
  'tell the unit: device gone': tellUnit(() => ({ type: 'unit.deviceGone' })),
  'tell the unit: panic': tellUnit(() => ({ type: 'unit.panic' })),

  'scsi_reset LUN': reset('RESET_LUN'),
  'scsi_reset TARGET': reset('RESET_TARGET'),
  'scsi_reset ALL': reset('RESET_ALL'),

  // end
  'tell the unit: command over': tellUnit(({ context }) => ({
    type: 'unit.returnCommand',
    slot: context.at.slot,
    op: context.op,
    error: context.error,
    failfast: context.error !== 'none' && context.wanted?.failfast === true,
  })),
  biodone: send<CommandContext, CommandEvent, BufDone>(
    ({ context }) => context.at.application,
    ({ context }) => ({
      type: 'buf.biodone',
      slot: context.at.slot,
      error: context.error,
      resid: residual(context),
      more: 'no',
    }),
  ),
  'tell the unit: internal command over': tellUnit(({ context }) => ({
    type: 'unit.internalDone',
    op: context.op,
    error: context.error,
    reason: context.completion?.reason ?? null,
    status: context.completion?.status ?? null,
    resid: context.completion?.resid ?? null,
    sensed: context.senseReply !== null,
    sense: context.senseReply?.sense ?? null,
  })),
  'forget the request': change(() => blank),
};
