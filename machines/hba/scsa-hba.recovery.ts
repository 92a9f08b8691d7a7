import type { TaskMessage } from '../protocol/bus.ts';
import type { Slot } from '../protocol/names.ts';
import type { Recovery, ScsaHbaContext, ScsaHbaEvent } from './scsa-hba.context.ts';

type Context = ScsaHbaContext;
type Event = ScsaHbaEvent;

/** The means of recovery that is next, or nothing: the ladder is at its end, or no timeout is to be recovered. */
export const rungOf = (context: Context, recovery: Recovery) =>
  recovery.kind === 'timeout' ? context.params.recoveryLadder[recovery.rung] : undefined;
const rungsLeft = (context: Context, recovery: Recovery) =>
  recovery.kind === 'timeout' ? context.params.recoveryLadder.slice(recovery.rung) : [];

/** Does a packet whose time is over hold the bus, so that no message can be sent? */
export const holdsTheBus = ({ selecting, connected }: Context, recovery: Recovery): boolean => {
  if (recovery.kind !== 'timeout') return false;
  return recovery.slot === null
    ? selecting?.lun === recovery.lun || connected?.unit?.lun === recovery.lun
    : selecting?.slot === recovery.slot || connected?.slot === recovery.slot;
};

export const takesBusReset = (context: Context, recovery: Recovery): boolean =>
  recovery.kind === 'invalidReselection' ||
  (recovery.kind === 'reset' && recovery.level === 'RESET_ALL') ||
  rungOf(context, recovery) === 'busReset' ||
  (holdsTheBus(context, recovery) && rungsLeft(context, recovery).includes('busReset'));

export const isHopeless = (context: Context, recovery: Recovery): boolean =>
  recovery.kind === 'timeout' &&
  (rungsLeft(context, recovery).length === 0 ||
    (holdsTheBus(context, recovery) && !rungsLeft(context, recovery).includes('busReset')));

export const messageOf = (context: Context, recovery: Recovery | null | undefined): TaskMessage | null => {
  switch (recovery?.kind) {
    case 'timeout':
      switch (rungOf(context, recovery)) {
        case 'abortTag':
          return recovery.tagged ? 'ABORT_TAG' : null;
        case 'abort':
          return 'ABORT';
        case 'deviceReset':
          return 'BUS_DEVICE_RESET';
        default:
          return null;
      }
    case 'abort':
      return recovery.tagged ? 'ABORT_TAG' : 'ABORT';
    case 'reset':
      return recovery.level === 'RESET_LUN'
        ? 'LOGICAL_UNIT_RESET'
        : recovery.level === 'RESET_TARGET'
          ? 'BUS_DEVICE_RESET'
          : null;
    default:
      return null;
  }
};

export const isAbortOf = (recovery: Recovery | null, slot: Slot) =>
  recovery?.kind === 'abort' && recovery.slot === slot;
/** Is this the recovery of what `adapter.timeoutOver` says is over? */
export const isOver = (recovery: Recovery | null, event: Event) =>
  recovery?.kind === 'timeout' &&
  event.type === 'adapter.timeoutOver' &&
  recovery.lun === event.lun &&
  recovery.slot === event.slot;

export const awaited = (recovery: Recovery | null): recovery is Recovery & { kind: 'abort' | 'reset' } =>
  recovery !== null && 'replyTo' in recovery;
