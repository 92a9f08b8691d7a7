import { persistentReservations } from '../protocol/operation.ts';
import type { RetryClass } from '../protocol/scsa-disk.ts';
import type { PktFlag } from '../protocol/scsi-pkt.ts';
import { type PktReason, STAT, STATE } from '../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import type { CommandContext, CommandEvent } from './scsa-disk-command.types.ts';

type From = { context: CommandContext; event: CommandEvent };
type Guard = (from: From) => boolean;

const flag =
  (name: PktFlag): Guard =>
  ({ context }) =>
    context.flags.includes(name);
const reason =
  (name: PktReason): Guard =>
  ({ context }) =>
    context.completion?.reason === name;
const status =
  (...names: ScsiStatus[]): Guard =>
  ({ context }) => {
    const got = context.completion?.status;
    return got !== undefined && got !== null && names.includes(got);
  };
const senseStatus =
  (...names: ScsiStatus[]): Guard =>
  ({ context }) => {
    const got = context.senseReply?.status;
    return got !== undefined && got !== null && names.includes(got);
  };
const sense =
  (...starts: string[]): Guard =>
  ({ context }) => {
    const got = context.senseReply?.sense;
    return typeof got === 'string' && starts.some((start) => got.startsWith(start));
  };
const retryClass =
  (name: RetryClass): Guard =>
  ({ context }) =>
    context.wanted?.class === name;

const both =
  (...guards: Guard[]): Guard =>
  (from) =>
    guards.every((guard) => guard(from));
const either =
  (...guards: Guard[]): Guard =>
  (from) =>
    guards.some((guard) => guard(from));
const not =
  (guard: Guard): Guard =>
  (from) =>
    !guard(from);

const state = ({ context }: From): number => context.completion?.state ?? 0;
const statistics = ({ context }: From): number => context.completion?.statistics ?? 0;
const exactlyGotBus: Guard = (from) => state(from) === STATE.GOT_BUS;
const targetNotReached: Guard = (from) => (state(from) & STATE.GOT_TARGET) === 0;

const diagnose = flag('FLAG_DIAGNOSE');
const readOrWrite: Guard = ({ context }) => context.op === 'read' || context.op === 'write';
const nothingLeftOver: Guard = ({ context }) => context.completion?.resid === 'zero';
// scsi_probe looks at STATE_ARQ_DONE before the driver has enabled anything.
const arqEnabled: Guard = (from) => from.context.facts?.arqEnabled === true || flag('FLAG_NOINTR')(from);
const autoSenseDone = both(arqEnabled, (from) => (state(from) & STATE.ARQ_DONE) !== 0);
const good = either(
  status('GOOD'),
  both(status('TASK_ABORTED'), ({ context }) => context.params.taskAbortedReadsAsGood),
);
const complete = either(nothingLeftOver, not(readOrWrite), ({ context }) => context.uscsi);
const removable: Guard = ({ context }) => context.params.removable;

const nextBusyRetryResets: Guard = ({ context }) =>
  context.retries + 1 === Math.max(2, context.params.resetRetryThreshold);
const startUnitPossible: Guard = ({ context }) =>
  context.op !== 'startUnit' && context.op !== 'stopUnit' && context.facts?.startUnitPending !== true;
const resetFor0400: Guard = ({ context: { params, notReadies } }) =>
  params.interconnect === 'fibre' ? notReadies > 0 : notReadies > params.resetRetryThreshold;

const othersForbidSense = ({ facts, params }: CommandContext): boolean =>
  facts?.othersInTransport === true && !params.senseWhileOthersInTransport;

export const commandGuards = {
  // FLAG_HEAD: retries and priority commands, and whoever asks for it
  'it goes to the head of the adapter queue': ({ context, event }: From) =>
    context.at.kind === 'internal' ||
    context.flags.includes('FLAG_HEAD') ||
    (event.type === 'command.start' ? event.retry : context.sentAs?.retry === true),

  // DMA windows
  'its DMA resources were freed': ({ context }: From) => context.dmaFreed,
  'another DMA window is left': ({ context }: From) =>
    context.dmaResid === 'partial' && context.completion?.resid === 'zero',
  'its DMA resources are to be freed': ({ context }: From) =>
    context.params.freeDmaOnError && context.direction !== 'none' && !context.uscsi && !context.dmaFreed,
  'resources are short for good': ({ event }: From) => event.type === 'packet.noResources' && event.permanent,

  // request
  'the command is internal': ({ context }: From) => context.at.kind === 'internal',

  // scsi_transport
  TRAN_BUSY: ({ event }: From) => 'result' in event && event.result === 'TRAN_BUSY',
  'TRAN_BADPKT or TRAN_FATAL_ERROR': ({ event }: From) =>
    'result' in event && (event.result === 'TRAN_BADPKT' || event.result === 'TRAN_FATAL_ERROR'),
  TRAN_ACCEPT: ({ event }: From) => 'result' in event && event.result === 'TRAN_ACCEPT',
  'resources are short for good or the command is internal': ({ context, event }: From) =>
    event.type === 'packet.noResources' && (event.permanent || context.at.kind === 'internal'),

  // sdintr
  'pkt_reason is CMD_DEV_GONE': reason('CMD_DEV_GONE'),
  'ARQ is enabled, STATE_ARQ_DONE, FLAG_DIAGNOSE': both(autoSenseDone, diagnose),
  'ARQ is enabled and STATE_ARQ_DONE': autoSenseDone,
  'CMD_CMPLT, GOOD, and complete, no READ or WRITE, or uscsi': both(reason('CMD_CMPLT'), good, complete),
  'FLAG_DIAGNOSE and CHECK CONDITION': both(diagnose, status('CHECK_CONDITION', 'COMMAND_TERMINATED')),
  FLAG_DIAGNOSE: diagnose,
  'pkt_reason is CMD_CMPLT': reason('CMD_CMPLT'),

  // pkt_reason
  'CMD_INCOMPLETE, pkt_state exactly GOT_BUS': both(reason('CMD_INCOMPLETE'), exactlyGotBus),
  'CMD_INCOMPLETE, GOT_TARGET clear': both(reason('CMD_INCOMPLETE'), targetNotReached),
  CMD_INCOMPLETE: reason('CMD_INCOMPLETE'),
  'CMD_TRAN_ERR, parity error or pkt_state exactly GOT_BUS': both(
    reason('CMD_TRAN_ERR'),
    either((from) => (statistics(from) & STAT.PERR) !== 0, exactlyGotBus),
  ),
  CMD_TRAN_ERR: reason('CMD_TRAN_ERR'),
  CMD_RESET: reason('CMD_RESET'),
  CMD_ABORTED: reason('CMD_ABORTED'),
  CMD_TIMEOUT: reason('CMD_TIMEOUT'),
  CMD_UNX_BUS_FREE: reason('CMD_UNX_BUS_FREE'),
  CMD_TAG_REJECT: reason('CMD_TAG_REJECT'),

  // status
  GOOD: good,
  'CHECK CONDITION or COMMAND TERMINATED, ARQ off': both(
    status('CHECK_CONDITION', 'COMMAND_TERMINATED'),
    not(arqEnabled),
  ),
  'CHECK CONDITION or COMMAND TERMINATED': status('CHECK_CONDITION', 'COMMAND_TERMINATED'),
  BUSY: status('BUSY'),
  'RESERVATION CONFLICT': status('RESERVATION_CONFLICT'),
  'QUEUE FULL': status('QUEUE_FULL'),
  'no retries left (BUSY)': ({ context }: From) => context.retries >= context.params.busyRetryCount,
  'this retry reaches the reset threshold': nextBusyRetryResets,
  'PERSISTENT RESERVE': ({ context }: From) =>
    context.op === 'persistentReserve' || persistentReservations.some((op) => op === context.op),
  'the owner asked for a panic': ({ context }: From) => context.params.reservationFailfast === 'panic',
  'the owner asked for an error': ({ context }: From) => context.params.reservationFailfast === 'EACCES',
  'conflicts are not retried': ({ context }: From) => !context.params.retryOnReservationConflict,

  // request sense
  'the unit is suspended': ({ context }: From) => context.facts?.suspended === true,
  'REQUEST SENSE impossible now, FLAG_DIAGNOSE': both(
    ({ context }) => context.facts?.requestSenseBusy === true || othersForbidSense(context),
    diagnose,
  ),
  'REQUEST SENSE packet in use': ({ context }: From) => context.facts?.requestSenseBusy === true,
  'other commands in transport': ({ context }: From) => othersForbidSense(context),
  'REQUEST SENSE did not complete, FLAG_DIAGNOSE': both(
    ({ event }) => event.type === 'command.sensed' && event.reply.reason !== 'CMD_CMPLT',
    diagnose,
  ),
  'REQUEST SENSE found the device gone': ({ event }: From) =>
    event.type === 'command.sensed' && event.reply.reason === 'CMD_DEV_GONE',
  'REQUEST SENSE did not complete': ({ event }: From) =>
    event.type === 'command.sensed' && event.reply.reason !== 'CMD_CMPLT',

  // sense validation
  'auto request sense was not transported': ({ context }: From) =>
    context.completion?.arq !== undefined && context.completion.arq?.reason !== 'CMD_CMPLT',
  'sense status RESERVATION CONFLICT': senseStatus('RESERVATION_CONFLICT'),
  'sense status BUSY': senseStatus('BUSY'),
  'sense status QUEUE FULL': senseStatus('QUEUE_FULL'),
  'sense status not GOOD': not(senseStatus('GOOD')),
  'no sense data': ({ context }: From) => !context.senseReply?.transferred || context.senseReply.sense === null,
  'fewer than four bytes': sense('SHORT'),
  'response code unknown': sense('BAD_RESPONSE_CODE'),
  'error class is not 7': sense('NOT_CLASS_7'),

  // sense key
  'NO SENSE': sense('NO_SENSE'),
  'RECOVERED ERROR, nothing left over': both(sense('RECOVERED_ERROR'), nothingLeftOver),
  'RECOVERED ERROR': sense('RECOVERED_ERROR'),
  'NOT READY': sense('NOT_READY'),
  'MEDIUM or HARDWARE ERROR at the reset threshold, not 84h': both(
    sense('MEDIUM_ERROR', 'HARDWARE_ERROR'),
    not(sense('HARDWARE_ERROR 84')),
    ({ context }) => context.params.resetRetryThreshold > 0 && context.retries === context.params.resetRetryThreshold,
  ),
  'MEDIUM or HARDWARE ERROR': sense('MEDIUM_ERROR', 'HARDWARE_ERROR'),
  'ILLEGAL REQUEST': sense('ILLEGAL_REQUEST'),
  'UNIT ATTENTION': sense('UNIT_ATTENTION'),
  'DATA PROTECT, VOLUME OVERFLOW or MISCOMPARE': sense('DATA_PROTECT', 'VOLUME_OVERFLOW', 'MISCOMPARE'),
  'BLANK CHECK': sense('BLANK_CHECK'),
  'ABORTED COMMAND': sense('ABORTED_COMMAND'),

  // unit attention
  'ASC 5D, failure prediction is reported': both(
    sense('UNIT_ATTENTION 5D'),
    ({ context }) => context.params.failurePrediction,
  ),
  'ASC 29, removable': both(sense('UNIT_ATTENTION 29'), removable),
  'ASC 29': sense('UNIT_ATTENTION 29'),
  'ASC 28, removable': both(sense('UNIT_ATTENTION 28'), removable),
  'ASC/ASCQ 2A/01, 2A/09 or 3F/0E': sense('UNIT_ATTENTION 2A/01', 'UNIT_ATTENTION 2A/09', 'UNIT_ATTENTION 3F/0E'),

  'the medium is known': ({ event }: From) => event.type === 'command.medium' && event.known,
  'the medium may be looked at again': ({ context }: From) => context.looks + 1 < context.params.mediaChangeTries,

  // not ready
  'no retries left (NOT READY)': ({ context }: From) => context.notReadies >= context.params.notReadyRetryCount,
  'ASC/ASCQ 04/00, time to reset': both(sense('NOT_READY 04/00'), resetFor0400),
  'ASC/ASCQ 04/00': sense('NOT_READY 04/00'),
  'ASC/ASCQ 04/01': sense('NOT_READY 04/01'),
  'ASC/ASCQ 04/02': sense('NOT_READY 04/02'),
  'ASC/ASCQ 04/03': sense('NOT_READY 04/03'),
  'ASC 04, other ASCQ, removable': both(sense('NOT_READY 04/'), removable),
  'ASC 04, other ASCQ': sense('NOT_READY 04/'),
  'ASC 05': sense('NOT_READY 05'),
  'ASC 3A': sense('NOT_READY 3A'),
  'START UNIT may be sent': startUnitPossible,

  // reset
  'the statistics show a reset or an abort': (from: From) =>
    from.context.ladder === 'unlessDone' && (statistics(from) & (STAT.BUS_RESET | STAT.DEV_RESET | STAT.ABORTED)) !== 0,
  'lun-reset is enabled': ({ context }: From) => context.facts?.lunReset === true,
  'target reset is allowed': ({ context }: From) => context.params.targetResetAllowed,
  'never RESET_ALL': ({ context }: From) => context.ladder === 'neverAll',
  'the reset worked': ({ event }: From) => event.type === 'tran.resetReturn' && event.ok,
  'a reset had to work': ({ context }: From) => context.ladder === 'mustSucceed',

  'a retry is wanted': ({ context }: From) => context.wanted !== null,

  // retry classes
  'FLAG_ISOLATE and a transport failure': both(flag('FLAG_ISOLATE'), ({ context }) => context.wanted?.isolate === true),
  'failfast applies and is or becomes active': ({ context }: From) =>
    context.failfast &&
    context.wanted?.failfast === true &&
    (context.facts?.failfastState === 'active' || context.facts?.failfastState === 'pendingHere'),
  'class NOCHECK': retryClass('NOCHECK'),
  'class UNIT ATTENTION, retries left': both(
    retryClass('UNIT_ATTENTION'),
    ({ context }) => context.unitAttentions < context.params.uaRetryCount,
  ),
  'class UNIT ATTENTION': retryClass('UNIT_ATTENTION'),
  'class VICTIM, retries left': both(
    retryClass('VICTIM'),
    ({ context }) => context.victims < context.params.victimRetryCount,
  ),
  'class BUSY, retries left': both(
    retryClass('BUSY'),
    ({ context }) => context.retries < context.params.busyRetryCount,
  ),
  'class BUSY': retryClass('BUSY'),
  'retries left (STANDARD)': ({ context }: From) => context.retries < context.params.retryCount,

  // exhausted
  'selection was never answered': both(reason('CMD_INCOMPLETE'), targetNotReached),
  'bytes were left over': both(reason('CMD_CMPLT'), good),
};
