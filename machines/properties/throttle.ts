import type { AnyMachineSnapshot } from 'xstate';
import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AreaMessage } from '../protocol/hba.ts';
import { address } from '../protocol/names.ts';
import type { CommandRequest, UnitMessage } from '../protocol/scsa-disk.ts';
import type { TranReply } from '../protocol/tran.ts';
import type { ScsaDiskContext } from '../target-driver/scsa-disk.types.ts';
import { autoSense, checks, holds, offers } from './expectation.ts';
import type { Configuration, Observation, Property, Verdict } from './property.ts';
import { someMessage } from './single-message.ts';
import { once, someUnit, type UnitAt, type WatcherTag } from './watched.ts';

/** The throttle of the target driver, and other roads back to normal that are worth seeing. */

type RestoreTimer = {
  type:
    | 'xstate.after.throttleRestore.scsa-disk.throttle.afterTranBusy'
    | 'xstate.after.qfullThrottleStep.scsa-disk.throttle.afterQueueFull'
    | 'xstate.after.throttleRestore.scsa-disk.throttle.notAdaptive';
};
type Event = Observation<UnitMessage | CommandRequest | RestoreTimer>;
type From = { context: { at: UnitAt }; event: Event };

const watching = setup({
  types: { input: {} as UnitAt, context: {} as { at: UnitAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is about this unit': ({ context: { at }, event: { to } }: From) => to === at.disk,
    'TRAN_BUSY of a command of the wait queue': ({ context: { at }, event: { to, message } }: From) =>
      to === at.disk &&
      message.type === 'unit.rejected' &&
      message.result === 'TRAN_BUSY' &&
      !message.retry &&
      at.pool.includes(message.slot),
    'START UNIT succeeded': ({ context: { at }, event: { to, message } }: From) =>
      to === at.disk && message.type === 'unit.internalDone' && message.op === 'startUnit' && message.error === 'none',
    'the unit is still becoming ready': ({ context: { at }, event: { to, message } }: From) =>
      to === at.disk && message.type === 'unit.retry' && message.because === 'NOT_READY',
  },
});

const raised = {
  guard: 'it is about this unit',
  target: 'seen',
  description: 'the throttle is raised again',
  meta: cite('sd-throttle-restore'),
} as const;

const throttleRestored = watching.createMachine({
  id: 'throttle-restored',
  context: ({ input }) => ({ at: input }),
  initial: 'open',
  states: {
    open: {
      description: 'The throttle was not lowered.',
      on: {
        'delivered.unit.queueFull': {
          guard: 'it is about this unit',
          target: 'lowered',
          description: 'QUEUE FULL: lowered',
          meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
        },
        'delivered.unit.rejected': {
          guard: 'TRAN_BUSY of a command of the wait queue',
          target: 'lowered',
          description: 'TRAN_BUSY: lowered',
          meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
        },
      },
    },
    lowered: {
      description: 'The throttle was lowered.',
      on: {
        'delivered.xstate.after.throttleRestore.scsa-disk.throttle.afterTranBusy': raised,
        'delivered.xstate.after.qfullThrottleStep.scsa-disk.throttle.afterQueueFull': raised,
        'delivered.xstate.after.throttleRestore.scsa-disk.throttle.notAdaptive': raised,
      },
    },
    seen: { description: 'Lowered and raised.', tags: 'seen' },
  },
});

const startUnitEarly = watching.createMachine({
  id: 'start-unit-early',
  context: ({ input }) => ({ at: input }),
  initial: 'notStarted',
  states: {
    notStarted: {
      description: 'No START UNIT has succeeded.',
      on: {
        'delivered.unit.internalDone': {
          guard: 'START UNIT succeeded',
          target: 'started',
          description: 'START UNIT has returned',
          meta: cite('sd-start-unit-done', 'lu-start-unit'),
        },
      },
    },
    started: {
      description: 'START UNIT has returned; what is parked is started again.',
      on: {
        'delivered.unit.retry': {
          guard: 'the unit is still becoming ready',
          target: 'seen',
          description: 'NOT READY again',
          meta: cite('sd-key-not-ready', 'lu-becoming-ready'),
        },
      },
    },
    seen: { description: 'START UNIT returned before the unit was ready.', tags: 'seen' },
  },
});

type PacketBack = Extract<TranReply, { type: 'pkt.comp' }>;
type Retry = Extract<UnitMessage, { type: 'unit.retry' }>;

/** A lowered throttle has a timer that raises it: all states of the region but `full` have one. */
function onItsWayBack(disk: AnyMachineSnapshot | undefined): boolean {
  const context = disk?.context as ScsaDiskContext | undefined;
  if (!disk || !context) return false;
  return context.throttle >= context.throttleLimit || !disk.matches({ throttle: 'full' } as never);
}

const seenIf =
  (possible: (configuration: Configuration) => boolean) =>
  (configuration: Configuration): Verdict | undefined =>
    possible(configuration) ? 'holds' : undefined;
const queueFullOffered = (given: Configuration): boolean => offers(given, 'target.command.arrival=queueFull');
/** It happens more often than the adapter tries again by itself. */
const passedUp = ({ hba, faultBudget }: Configuration): boolean => hba.qfullRetries < faultBudget;
const absorbed = ({ hba }: Configuration): boolean => hba.qfullRetries > 0;

export const throttleProperties: readonly Property[] = [
  {
    id: 'D6',
    says: 'A throttle that was lowered is on its way back to its limit.',
    source: ['sd-throttle-restore', 'sd-throttle-reduce'],
    kind: 'always',
    instances: ({ units }) =>
      units.map(({ lun }) => ({
        name: lun,
        reads: [address.disk(lun)],
        holds: ([disk]) => onItsWayBack(disk),
      })),
    expected: holds,
  },
  {
    id: 'throttle-restored',
    says: 'A throttle that was lowered is raised again.',
    source: ['sd-throttle-restore'],
    kind: 'sometimes',
    machine: throttleRestored,
    instances: someUnit,
    expected: seenIf(
      (given) => offers(given, 'tran.start.admission=busy') || (queueFullOffered(given) && passedUp(given)),
    ),
  },
  {
    id: 'queue-full-retried',
    says: 'The target driver retries a command after QUEUE FULL.',
    source: ['sd-status-qfull', 'qfull-to-driver'],
    kind: 'sometimes',
    machine: someMessage<Retry>({
      id: 'queue-full-retried',
      on: 'delivered.unit.retry',
      when: ({ because }) => because === 'QUEUE_FULL',
      description: 'a retry because of QUEUE FULL',
      source: ['sd-status-qfull'],
    }),
    instances: once,
    expected: seenIf((given) => queueFullOffered(given) && passedUp(given)),
  },
  {
    id: 'queue-full-absorbed',
    says: 'The adapter retries a command after QUEUE FULL, and the target driver does not hear of it.',
    source: ['qfull-retry'],
    kind: 'sometimes',
    machine: someMessage<Extract<AreaMessage, { type: 'area.requeued' }>>({
      id: 'queue-full-absorbed',
      on: 'delivered.area.requeued',
      when: () => true,
      description: 'back into the queue of the adapter',
      source: ['qfull-retry'],
    }),
    instances: once,
    expected: seenIf((given) => queueFullOffered(given) && absorbed(given)),
  },
  {
    id: 'auto-sense-failed',
    says: 'STATE_ARQ_DONE proves nothing: the automatic REQUEST SENSE itself was not transported.',
    source: ['arq-original-reason-stays', 'sd-arq-not-proof'],
    kind: 'sometimes',
    machine: someMessage<PacketBack>({
      id: 'auto-sense-failed',
      on: 'sent.pkt.comp',
      when: ({ arq }) => arq !== null && arq.reason !== 'CMD_CMPLT',
      description: 'sts_rqpkt_reason is not CMD_CMPLT',
      source: ['arq-original-reason-stays', 'sd-arq-not-proof'],
    }),
    instances: once,
    expected: seenIf(
      (given) =>
        autoSense(given) &&
        checks(given) &&
        given.faultBudget > 1 &&
        offers(
          given,
          'bus.select.selection=noResponse',
          'target.command.arrival=drop',
          'bus.finish.transfer=unexpectedBusFree',
        ),
    ),
  },
  {
    id: 'start-unit-early',
    says: 'START UNIT returns before the unit is ready, and the parked command meets NOT READY again.',
    source: ['sd-start-unit-done', 'lu-start-unit', 'lu-becoming-ready'],
    kind: 'sometimes',
    machine: startUnitEarly,
    instances: someUnit,
    expected: seenIf(({ device }) => device.startUnitImmediate && device.powerOnState === 'stopped'),
  },
];
