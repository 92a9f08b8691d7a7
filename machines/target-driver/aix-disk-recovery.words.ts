import { assertEvent, emit } from 'xstate';
import type { DdRequest, HeadMessage } from '../protocol/aix-disk.ts';
import type { Effect } from '../protocol/effects.ts';
import { address } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';
import type { SenseClass } from '../protocol/sense.ts';
import {
  type AixDiskContext as Context,
  change,
  control,
  type AixDiskEvent as Event,
  type AixDiskGiven as From,
  internal,
  isOwn,
  isReserved,
  mode,
  slotOf,
  toCommand,
  without,
} from './aix-disk.context.ts';
import { adapterSays, endedByReset } from './aix-disk-buffers.ts';
import { devstratOwn } from './aix-disk-devstrat.ts';

/** After these the device has no sense data any more. */
const destroysSense: ReadonlySet<string | null> = new Set([
  'SC_CMD_TIMEOUT',
  'SC_SCSI_BUS_RESET',
  'SCSI_CMD_TIMEOUT',
  'SCSI_TRANSPORT_RESET',
]);

/** CHECK CONDITION with or without autosense data; under NACA it has established auto contingent allegiance. */
const saidBy = ({ params, at }: Context, autosense: SenseClass | undefined) => ({
  autosensed: autosense !== undefined,
  acaDue: at.buffer === 'scsi_buf' && params.naca,
});

const waitingCheck = ({ slot, queue, autosense }: Extract<HeadMessage, { type: 'head.sense' }>) =>
  autosense === undefined ? { slot, queue } : { slot, queue, autosense };

/** Would what the adapter driver has kept go on too early, or without what has to be set up anew? */
const needsClear = ({ clear, wait, startDue, reserveDue, shareDue, modeDue }: Context): boolean =>
  clear || wait !== null || startDue || reserveDue || shareDue !== null || modeDue;

/** What has to be set up anew if a reset has ended the transaction of the recovery. */
const leftByReset = ({ context, event }: From) => {
  const byReset = event.type === 'dd.iodone' && endedByReset(event);
  return {
    delayDue: context.delayDue || (byReset && context.params.delayAfterReset),
    reserveDue: context.reserveDue || (byReset && isReserved(context) && context.sensing !== internal(context)),
    modeDue: context.modeDue || (byReset && context.params.modeSelect && context.sensing !== mode(context)),
  };
};

export const aixDiskRecoveryGuards = {
  // recovery
  'the head driver does not ask for sense data': ({ context }: From) => context.params.afterCheckCondition === 'resume',
  'it is about the command whose sense data were asked for': ({ context, event }: From) =>
    'slot' in event && event.slot === context.sensing,
  'REQUEST SENSE has failed, the sense data are still there, tries left': ({ context, event }: From) =>
    event.type === 'dd.iodone' &&
    event.error === 'EIO' &&
    !destroysSense.has(adapterSays(event)) &&
    context.sensed < context.params.requestSenseRetries,
  'sense data have come': ({ event }: From) =>
    event.type === 'dd.iodone' && event.error === 'none' && event.sense !== null,
  'no error': ({ event }: From) => event.type === 'dd.iodone' && event.error === 'none',
  'EIO, and the queue is still kept': ({ event }: From) =>
    event.type === 'dd.iodone' && event.error === 'EIO' && event.adapQStatus === 'SC_DID_NOT_CLEAR_Q',
  'REQUEST SENSE was rejected, tries left': ({ context, event }: From) =>
    event.type === 'dd.iodone' &&
    event.error !== 'EIO' &&
    event.error !== 'ENXIO' &&
    context.sensed < context.params.requestSenseRetries,
  'REQUEST SENSE was rejected': ({ event }: From) =>
    event.type === 'dd.iodone' && event.error !== 'EIO' && event.error !== 'ENXIO',
  'it is a command of the head driver itself': ({ context, event }: From) =>
    'slot' in event && isOwn(context, event.slot),
  'EINVAL, tries left': ({ context, event }: From) =>
    event.type === 'dd.iodone' && event.error === 'EINVAL' && context.sensed < context.params.requestSenseRetries,
  'EINVAL: nothing was held': ({ event }: From) => event.type === 'dd.iodone' && event.error === 'EINVAL',
  'the kept queue has to be cleared': ({ context }: From) => context.held && needsClear(context),
  'the queue was kept': ({ context }: From) => context.held,
  'the queue was kept, and no request sense went out': ({ context }: From) =>
    context.held && (context.autosensed || context.params.afterCheckCondition === 'resume'),
  'the sense data have come with the status': ({ event }: From) =>
    event.type === 'head.sense' && event.autosense !== undefined,
  'no request sense went out, the sense data were there': ({ context }: From) => context.autosensed,
  'autosense data of another command are waiting': ({ context }: From) => context.checks[0]?.autosense !== undefined,
  'ACA has to be cleared': ({ context }: From) => context.acaDue,
  'ACA and the kept queue have to be cleared': ({ context }: From) =>
    context.acaDue && context.held && needsClear(context),
  'ACA has to be cleared and the kept queue resumed': ({ context }: From) => context.acaDue && context.held,
  'ACA has to be cleared and the kept queue resumed, and no request sense went out': ({ context }: From) =>
    context.acaDue && context.held && (context.autosensed || context.params.afterCheckCondition === 'resume'),
  'no error, and the kept queue goes on': ({ context, event }: From) =>
    event.type === 'dd.iodone' && event.error === 'none' && context.held,
  'CLEAR ACA has failed, tries left': ({ context, event }: From) =>
    event.type === 'dd.iodone' && event.error === 'EIO' && context.sensed < context.params.requestSenseRetries,
  'the device has moved': ({ event }: From) => event.type === 'sam.iodone' && event.retId !== null,
  'the path is away': ({ context }: From) => context.wait === 'transportDelay',
  busy: ({ context }: From) => context.wait === 'busyDelay',
  'queue full': ({ context }: From) => context.wait === 'queueFullDelay',
  'becoming ready': ({ context }: From) => context.wait === 'notReadyDelay',
};

export const aixDiskRecoveryActions = {
  // recovery
  'its sense data come next': change(({ context, event }) => {
    assertEvent(event, 'head.sense');
    return {
      inProcess: without(context.inProcess, event.slot),
      sensing: event.slot,
      held: event.queue === 'SC_DID_NOT_CLEAR_Q',
      clear: context.params.afterSense === 'clear',
      resumeDue: false,
      ...saidBy(context, event.autosense),
    };
  }),
  'its sense data have to wait': change(({ context, event }) => {
    assertEvent(event, 'head.sense');
    return {
      inProcess: without(context.inProcess, event.slot),
      checks: [...context.checks, waitingCheck(event)],
    };
  }),
  'the next command that waits for sense data': change(({ context }) => {
    const [check, ...others] = context.checks;
    if (!check) throw new Error('no command waits for sense data');
    return {
      checks: others,
      sensing: check.slot,
      held: check.queue === 'SC_DID_NOT_CLEAR_Q',
      clear: context.params.afterSense === 'clear',
      resumeDue: false,
      ...saidBy(context, check.autosense),
    };
  }),
  'its queue is kept or not, as it says': change(({ context, event }) => {
    assertEvent(event, 'dd.iodone');
    return { held: event.adapQStatus === 'SC_DID_NOT_CLEAR_Q', sensed: context.sensed + 1 };
  }),
  'send REQUEST SENSE': devstratOwn(({ acaDue }) => ({
    tag: acaDue ? 'SC_ACA_Q' : 'SC_NO_Q',
    flags: ['SC_RESUME'],
    op: 'requestSense',
    direction: 'in',
  })),
  'send SC_Q_RESUME': devstratOwn(() => ({ flags: ['SC_Q_RESUME'] })),
  'send SC_RESUME and SC_Q_RESUME': devstratOwn(() => ({ flags: ['SC_RESUME', 'SC_Q_RESUME'] })),
  'send SC_Q_CLR': devstratOwn(() => ({ flags: ['SC_Q_CLR'] })),
  'send SC_CLEAR_ACA': devstratOwn(() => ({ flags: ['SC_CLEAR_ACA'] })),
  'send SC_CLEAR_ACA and SC_Q_CLR': devstratOwn(() => ({ flags: ['SC_CLEAR_ACA', 'SC_Q_CLR'] })),
  'send SC_CLEAR_ACA and SC_Q_RESUME': devstratOwn(() => ({ flags: ['SC_CLEAR_ACA', 'SC_Q_RESUME'] })),
  'send SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME': devstratOwn(() => ({
    flags: ['SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'],
  })),
  'ACA is being cleared': change(() => ({ acaDue: false })),
  'ACA has still to be cleared': change(() => ({ acaDue: true })),
  'hand over the sense data': toCommand(
    ({ sensing }) => sensing ?? '',
    ({ event }) => {
      assertEvent(event, 'dd.iodone');
      return { type: 'dd.sensed', sense: event.error === 'none' ? event.sense : null };
    },
  ),
  'hand over the autosense data': toCommand(
    ({ sensing }) => sensing ?? '',
    ({ event }) => {
      assertEvent(event, 'head.sense');
      return { type: 'dd.sensed', sense: event.autosense ?? null };
    },
  ),
  'hand over the autosense data of the next one': toCommand(
    ({ checks }) => checks[0]?.slot ?? '',
    ({ context }) => ({ type: 'dd.sensed', sense: context.checks[0]?.autosense ?? null }),
  ),
  'there are no sense data': send<Context, Event, DdRequest>(
    ({ event }) => address.headCommand(slotOf({ event })),
    () => ({ type: 'dd.sensed', sense: null }),
  ),
  'its queue is still kept and has to be cleared': change(() => ({ held: true, clear: true })),
  'a kept queue has to be cleared': change(() => ({ clear: true, resumeDue: true })),
  'its queue is not kept any more': change((from) => ({ held: false, resumeDue: true, ...leftByReset(from) })),
  'note what a reset has ended': change(leftByReset),
  'the queue is not held': change(() => ({ held: false, clear: false })),
  'SC_RESUME is due': change(() => ({ resumeDue: true })),
  'the sense data have been dealt with': change(() => ({ sensing: null, sensed: 0 })),
  'count a try': change(({ context }) => ({ sensed: context.sensed + 1 })),
  'there are no more tries to count': change(() => ({ sensed: 0 })),
  'the time is over': change(() => ({ wait: null })),

  'keep the sense data for the command': emit<Context, Event, undefined, Event, Effect>(
    ({ context }) => ({ type: 'effect.senseCopy', from: control(context), to: context.sensing ?? '' }) as const,
  ),
};
