import { assertEvent, assign, enqueueActions } from 'xstate';
import type { Flush } from '../protocol/hba.ts';
import { address, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { STAT } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { ResetNotify, TranAnswer } from '../protocol/tran.ts';
import { toBus, toQueue } from './scsa-hba.collaborators.ts';
import { lunOf, type Recovery, type ScsaHbaContext, type ScsaHbaEvent, slotOf } from './scsa-hba.context.ts';
import { awaited, isAbortOf, isHopeless, isOver, messageOf, takesBusReset } from './scsa-hba.recovery.ts';

type Context = ScsaHbaContext;
type Event = ScsaHbaEvent;

const update = assign<Context, Event, undefined, Event, never>;
const several = enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>;

const targetOf = (context: Context, lun: Lun): TargetName =>
  context.at.units.find((unit) => unit.lun === lun)?.target ?? '';

const isTimeoutOf = (target: TargetName) => (recovery: Recovery | null) =>
  recovery?.kind === 'timeout' && recovery.target === target;

/**
 * What becomes of the active packets of a unit when a timeout was recovered by these means. Where each packet has its
 * own clock all of them count as timed out (9E tran_start); where the unit has one, those that are are marked already (fas).
 */
const timeoutVictims = ({ params }: Context, by: number, otherwise: 'CMD_RESET' | 'CMD_ABORTED'): Flush['active'] =>
  params.timerScope === 'packet'
    ? { reason: 'CMD_TIMEOUT', statistics: STAT.TIMEOUT | by }
    : { reason: otherwise, statistics: by };

/** A reset ends the queued packets of these units as well, and the active ones as told; then the reset delay runs. */
const reset = (
  units: (context: Context) => Context['at']['units'],
  active: (context: Context, target: TargetName) => Flush['active'],
) =>
  several(({ context, enqueue }) => {
    for (const { lun, target } of units(context)) {
      enqueue(
        toQueue(
          () => lun,
          () => ({ type: 'queue.flush', active: active(context, target), queued: true, resetDelay: true }),
        ),
      );
    }
  });

/** scsi_abort and scsi_reset return 1 to whoever called. */
export const success = (recovery: Recovery) =>
  send<Context, Event, TranAnswer>(
    () => ('replyTo' in recovery ? recovery.replyTo : ''),
    () =>
      recovery.kind === 'abort'
        ? { type: 'tran.abortReturn', slot: recovery.slot, ok: true }
        : { type: 'tran.resetReturn', level: recovery.kind === 'reset' ? recovery.level : 'RESET_ALL', ok: true },
  );

/** Messages and bus resets, and what they end. */
export const recoveryActions = {
  'note the timeout': update(({ context, event }) => {
    assertEvent(event, 'adapter.timeout');
    const { lun, target, slot, tagged } = event;
    return {
      recoveries: [
        ...context.recoveries,
        { kind: 'timeout', lun, target, slot, tagged, rung: 0, over: false } as const,
      ],
    };
  }),
  'note the abort': update(({ context, event }) => {
    assertEvent(event, 'adapter.abort');
    const { lun, target, slot, tagged, partly, replyTo } = event;
    return {
      recoveries: [...context.recoveries, { kind: 'abort', lun, target, slot, tagged, partly, replyTo } as const],
    };
  }),
  'note the reset': update(({ context, event }) => {
    assertEvent(event, ['adapter.reset', 'tran.reset']);
    const { level, lun, replyTo } = event;
    return {
      recoveries: [
        ...context.recoveries,
        { kind: 'reset', level, lun, target: targetOf(context, lun), replyTo } as const,
      ],
    };
  }),
  'note the invalid reselection': update(({ context, event }) => {
    assertEvent(event, 'adapter.invalidReselection');
    return {
      recoveries: [
        ...context.recoveries,
        { kind: 'invalidReselection', lun: event.lun, target: event.target } as const,
      ],
    };
  }),
  'pass over ABORT TAG': update(({ context }) => ({
    recoveries: context.recoveries.map((recovery, i) =>
      i === 0 && recovery.kind === 'timeout' ? { ...recovery, rung: recovery.rung + 1 } : recovery,
    ),
  })),
  'take up the recovery': update(({ context }) => ({
    recovering: context.recoveries[0] ?? null,
    recoveries: context.recoveries.slice(1),
  })),
  'send the message': toBus(({ context }) => {
    // Runs after the recovery was taken up.
    const { recovering: recovery, at } = context;
    const message = messageOf(context, recovery) ?? 'ABORT';
    const slot = message === 'ABORT_TAG' && recovery !== null && 'slot' in recovery ? recovery.slot : null;
    return {
      type: 'bus.message',
      initiator: at.initiator,
      target: recovery?.target ?? '',
      lun: recovery?.lun ?? '',
      slot,
      message,
      outcome: 'ok',
    };
  }),
  'go down one rung': update(({ context: { recovering, recoveries } }) => ({
    recovering: null,
    recoveries:
      recovering?.kind === 'timeout' ? [{ ...recovering, rung: recovering.rung + 1 }, ...recoveries] : recoveries,
  })),
  'the recovery is done': update({ recovering: null }),
  'what timed out has completed': update(({ context: { recovering } }) => ({
    recovering: recovering?.kind === 'timeout' ? { ...recovering, over: true } : recovering,
  })),
  'drop its recovery': update(({ context, event }) => ({
    recoveries: context.recoveries.filter((recovery) => !isOver(recovery, event)),
  })),
  'the abort of this packet succeeds': several(({ context, event, enqueue }) => {
    const slot = slotOf({ context, event });
    for (const recovery of context.recoveries) if (isAbortOf(recovery, slot)) enqueue(success(recovery));
    enqueue.assign({ recoveries: context.recoveries.filter((recovery) => !isAbortOf(recovery, slot)) });
  }),
  'give it up': several(({ context, enqueue }) => {
    for (const recovery of context.recoveries) {
      if (isHopeless(context, recovery) && recovery.kind === 'timeout') {
        enqueue(
          toQueue(
            () => recovery.lun,
            () => ({ type: 'queue.unrecovered', slot: recovery.slot }),
          ),
        );
      }
    }
    enqueue.assign({ recoveries: context.recoveries.filter((recovery) => !isHopeless(context, recovery)) });
  }),
  'accept the reselection': toBus(({ context, event }) => ({
    type: 'bus.accept',
    initiator: context.at.initiator,
    slot: slotOf({ context, event }),
  })),
  'acknowledge RST': toBus(({ context }) => ({ type: 'bus.resetSeen', initiator: context.at.initiator })),
  'assert RST': toBus(({ context }) => ({ type: 'bus.assertReset', initiator: context.at.initiator })),

  // victims
  'the timed-out packet ends: STAT_ABORTED': toQueue(
    ({ context }) => context.recovering?.lun ?? '',
    ({ context }) => ({
      type: 'queue.aborted',
      slot: slotOfRecovery(context.recovering),
      reason: 'CMD_TIMEOUT',
      statistics: STAT.TIMEOUT | STAT.ABORTED,
    }),
  ),
  'the aborted packet ends: CMD_ABORTED, STAT_ABORTED': toQueue(
    ({ context }) => context.recovering?.lun ?? '',
    ({ context }) => ({
      type: 'queue.aborted',
      slot: slotOfRecovery(context.recovering),
      reason: 'CMD_ABORTED',
      statistics: STAT.ABORTED,
    }),
  ),
  "the unit's active packets end with the timed-out one: STAT_ABORTED": toQueue(
    ({ context }) => context.recovering?.lun ?? '',
    ({ context }) => ({
      type: 'queue.flush',
      active: timeoutVictims(context, STAT.ABORTED, 'CMD_ABORTED'),
      queued: false,
      resetDelay: false,
    }),
  ),
  "the unit's active packets end: CMD_ABORTED, STAT_ABORTED": toQueue(
    ({ context }) => context.recovering?.lun ?? '',
    () => ({
      type: 'queue.flush',
      active: { reason: 'CMD_ABORTED', statistics: STAT.ABORTED },
      queued: false,
      resetDelay: false,
    }),
  ),
  "the unit's packets end: CMD_RESET, STAT_DEV_RESET": toQueue(
    ({ context }) => context.recovering?.lun ?? '',
    () => ({
      type: 'queue.flush',
      active: { reason: 'CMD_RESET', statistics: STAT.DEV_RESET },
      queued: true,
      resetDelay: true,
    }),
  ),
  "the target's packets end with the timed-out one: STAT_DEV_RESET": reset(unitsOf, (context) =>
    timeoutVictims(context, STAT.DEV_RESET, 'CMD_RESET'),
  ),
  "the target's packets end: CMD_RESET, STAT_DEV_RESET": reset(unitsOf, () => ({
    reason: 'CMD_RESET',
    statistics: STAT.DEV_RESET,
  })),
  'all packets end: CMD_RESET, STAT_BUS_RESET': reset(
    ({ at }) => at.units,
    () => ({
      reason: 'CMD_RESET',
      statistics: STAT.BUS_RESET,
    }),
  ),
  'all packets end with the timed-out ones: STAT_BUS_RESET': reset(
    ({ at }) => at.units,
    (context, target) =>
      [...context.recoveries, context.recovering].some(isTimeoutOf(target))
        ? timeoutVictims(context, STAT.BUS_RESET, 'CMD_RESET')
        : { reason: 'CMD_RESET', statistics: STAT.BUS_RESET },
  ),
  'whatever else waits for this target is done': several(({ context, enqueue }) => {
    const { recovering, recoveries } = context;
    const done = (recovery: Recovery) => recovery.target === recovering?.target && !takesBusReset(context, recovery);
    for (const recovery of recoveries) if (done(recovery) && awaited(recovery)) enqueue(success(recovery));
    enqueue.assign({ recoveries: recoveries.filter((recovery) => !done(recovery)) });
  }),
  'whatever else waits for this unit is done': several(({ context, enqueue }) => {
    const { recovering, recoveries } = context;
    const done = (recovery: Recovery) =>
      recovery.lun === recovering?.lun &&
      !takesBusReset(context, recovery) &&
      !(recovery.kind === 'reset' && recovery.level === 'RESET_TARGET');
    for (const recovery of recoveries) if (done(recovery) && awaited(recovery)) enqueue(success(recovery));
    enqueue.assign({ recoveries: recoveries.filter((recovery) => !done(recovery)) });
  }),
  'every abort and reset that waited is done': several(({ context: { recovering, recoveries }, enqueue }) => {
    for (const recovery of [recovering, ...recoveries]) if (awaited(recovery)) enqueue(success(recovery));
    enqueue.assign({ recoveries: [], recovering: null });
  }),
  'tell every target driver': several(({ context, enqueue }) => {
    for (const { lun } of context.at.units) {
      enqueue(
        send<Context, Event, ResetNotify>(
          () => address.disk(lun),
          () => ({ type: 'scsi.resetNotify' }),
        ),
      );
    }
    enqueue.assign({ telling: context.at.units.map(({ lun }) => lun), tellAgain: false });
  }),
  'they have to be told again': update({ tellAgain: true }),
  'this target driver has returned': update(({ context, event }) => ({
    telling: context.telling.filter((lun) => lun !== lunOf({ context, event })),
  })),
};

function slotOfRecovery(recovery: Recovery | null): Slot {
  return recovery !== null && 'slot' in recovery && recovery.slot !== null ? recovery.slot : '';
}

/** The logical units of the target that is being recovered. */
function unitsOf({ at, recovering }: Context) {
  return at.units.filter((unit) => unit.target === recovering?.target);
}
