import { assertEvent, assign, emit, enqueueActions, raise } from 'xstate';
import type { RequestSenseOutcome } from '../protocol/choices.ts';
import type { Task } from '../protocol/device.ts';
import type { Effect } from '../protocol/effects.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import type { SenseClass, UnitAttention } from '../protocol/sense.ts';
import {
  type LogicalUnitContext,
  type LogicalUnitEvent,
  otherRegistrants,
  powerOnRecords,
  recordOf,
  type UnitReply,
  withAttentions,
  withRecord,
} from './logical-unit-context.ts';
import { isSenseClass } from './logical-unit-guards.ts';

type Given = { context: LogicalUnitContext; event: LogicalUnitEvent };
type StatusParams = { status: ScsiStatus };
type SenseParams = { sense: SenseClass };

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}

const update = (change: (given: Given) => Partial<LogicalUnitContext>) =>
  assign<LogicalUnitContext, LogicalUnitEvent, undefined, LogicalUnitEvent, never>(change);
const reply = (message: (given: Given) => UnitReply) =>
  send<LogicalUnitContext, LogicalUnitEvent, UnitReply>(({ context }) => address.taskSet(context.at.lun), message);
const toTaskSet = ({ context }: Given) => address.taskSet(context.at.lun);
const effect = (what: (given: Given) => Effect) =>
  emit<LogicalUnitContext, LogicalUnitEvent, undefined, LogicalUnitEvent, Effect>(what);

function task({ event }: { event: LogicalUnitEvent }): Task {
  assertEvent(event, ['lu.command', 'lu.execute']);
  return event;
}
function sensing({ event }: { event: LogicalUnitEvent }) {
  assertEvent(event, 'lu.requestSense');
  return event;
}
const untouched = ({ direction }: Task): Resid => (direction === 'none' ? 'zero' : 'all');
const attention = ({ context, event }: Given): UnitAttention =>
  expected(recordOf(context, task({ event }).initiator).attentions[0], 'unit attention');
const outcomeSense = ({ event }: Given): SenseClass => {
  assertEvent(event, 'lu.execute');
  return expected(isSenseClass(event.outcome) ? event.outcome : null, 'sense class');
};
/** What REQUEST SENSE hands over when it goes well. */
const pending = ({ context, event }: Given): SenseClass =>
  expected(recordOf(context, sensing({ event }).initiator).sense, 'sense data');
const sensedAttention = ({ context, event }: Given): UnitAttention =>
  expected(recordOf(context, sensing({ event }).initiator).attentions[0], 'unit attention');

const malformed = {
  short: 'SHORT',
  badResponseCode: 'BAD_RESPONSE_CODE',
  notClass7: 'NOT_CLASS_7',
} as const satisfies Partial<Record<RequestSenseOutcome, SenseClass>>;

const check = (sense: (given: Given) => SenseClass) =>
  reply((given) => {
    const { slot, ...rest } = task(given);
    return {
      type: 'tasks.ended',
      slot,
      status: 'CHECK_CONDITION',
      resid: untouched({ slot, ...rest }),
      sense: sense(given),
      senseData: null,
    };
  });

const ends = (
  about: (given: Given) => { readonly slot: Slot },
  status: ScsiStatus,
  resid: Resid,
  sense: (given: Given) => SenseClass | null = () => null,
) =>
  reply((given) => ({
    type: 'tasks.ended',
    slot: about(given).slot,
    status,
    resid,
    sense: sense(given),
    senseData: null,
  }));

const handOver = (sense: (given: Given) => SenseClass) =>
  reply((given) => ({
    type: 'tasks.ended',
    slot: sensing(given).slot,
    status: 'GOOD',
    resid: 'zero',
    sense: null,
    senseData: sense(given),
  }));

const senseReturn = (sense: (given: Given) => SenseClass) =>
  effect((given) => {
    const { initiator, slot } = sensing(given);
    return { type: 'effect.senseReturn', lun: given.context.at.lun, initiator, slot, sense: sense(given) };
  });

const started = (status: ScsiStatus, sense: SenseClass | null) =>
  reply(({ context }) => ({
    type: 'tasks.ended',
    slot: expected(context.starting, 'START UNIT'),
    status,
    resid: 'zero',
    sense,
    senseData: null,
  }));

export const logicalUnitActions = {
  admit: reply((given) => ({ type: 'tasks.admit', slot: task(given).slot })),
  'end with status': send<LogicalUnitContext, LogicalUnitEvent, UnitReply, StatusParams>(
    toTaskSet,
    (given, { status }) => ({
      type: 'tasks.ended',
      slot: task(given).slot,
      status,
      resid: untouched(task(given)),
      sense: null,
      senseData: null,
    }),
  ),
  'end GOOD': ends(task, 'GOOD', 'zero'),
  'end CONDITION MET': ends(task, 'CONDITION_MET', 'zero'),
  'end GOOD with a part of the data': ends(task, 'GOOD', 'partial'),
  'CHECK CONDITION: unit attention': check(attention),
  'CHECK CONDITION: outcome': check(outcomeSense),
  'CHECK CONDITION: recovered': ends(task, 'CHECK_CONDITION', 'zero', outcomeSense),
  'CHECK CONDITION: not ready': send<LogicalUnitContext, LogicalUnitEvent, UnitReply, SenseParams>(
    toTaskSet,
    (given, { sense }) => ({
      type: 'tasks.ended',
      slot: task(given).slot,
      status: 'CHECK_CONDITION',
      resid: untouched(task(given)),
      sense,
      senseData: null,
    }),
  ),
  'never answer': reply(({ event }) => {
    assertEvent(event, ['lu.execute', 'lu.requestSense']);
    return { type: 'tasks.hung', slot: event.slot };
  }),

  'move the data': effect((given) => ({
    type: 'effect.execute',
    slot: task(given).slot,
    lun: given.context.at.lun,
    resid: 'zero',
  })),
  'move a part of the data': effect((given) => ({
    type: 'effect.execute',
    slot: task(given).slot,
    lun: given.context.at.lun,
    resid: 'partial',
  })),

  reserve: update((given) => ({ reservedBy: task(given).initiator })),
  release: update(() => ({ reservedBy: null })),
  register: update((given) => ({
    registered: given.context.at.initiators.filter(
      (each) => each === task(given).initiator || given.context.registered.includes(each),
    ),
  })),
  unregister: update((given) => ({ registered: otherRegistrants(given.context, task(given).initiator) })),
  'nobody is registered': update(() => ({ registered: [], heldBy: null })),
  'hold the reservation': update((given) => ({ heldBy: task(given).initiator })),
  'nobody holds the reservation': update(() => ({ heldBy: null })),
  'unit attention for the other registrants: released': update((given) =>
    withAttentions(given.context, otherRegistrants(given.context, task(given).initiator), 'UNIT_ATTENTION 2A/04'),
  ),
  'unit attention for the other registrants: preempted': update((given) =>
    withAttentions(given.context, otherRegistrants(given.context, task(given).initiator), 'UNIT_ATTENTION 2A/03'),
  ),
  'unit attention for the other registrants: registrations preempted': update((given) =>
    withAttentions(given.context, otherRegistrants(given.context, task(given).initiator), 'UNIT_ATTENTION 2A/05'),
  ),
  'nobody else is registered': update((given) => ({ registered: [task(given).initiator] })),
  'keep its key': effect((given) => ({
    type: 'effect.registered',
    slot: task(given).slot,
    lun: given.context.at.lun,
    initiator: task(given).initiator,
  })),
  'tell the reservations': effect((given) => ({
    type: 'effect.reservations',
    slot: task(given).slot,
    lun: given.context.at.lun,
    registered: given.context.registered,
    heldBy: given.context.heldBy,
  })),
  'unit attention for the others: mode parameters changed': update((given) =>
    withAttentions(
      given.context,
      given.context.at.initiators.filter((initiator) => initiator !== task(given).initiator),
      'UNIT_ATTENTION 2A/01',
    ),
  ),
  'start the spindle': raise<LogicalUnitContext, LogicalUnitEvent, LogicalUnitEvent, undefined>({
    type: 'spindle.start',
  }),
  'stop the spindle': raise<LogicalUnitContext, LogicalUnitEvent, LogicalUnitEvent, undefined>({
    type: 'spindle.stop',
  }),
  'the status waits until the unit is ready': update((given) => ({ starting: task(given).slot })),
  'START UNIT ends GOOD': started('GOOD', null),
  'START UNIT fails: stopped': started('CHECK_CONDITION', 'NOT_READY 04/02'),
  'START UNIT fails: no medium': started('CHECK_CONDITION', 'NOT_READY 3A/00'),
  'nothing waits for the spindle': update(() => ({ starting: null })),

  'refuse REQUEST SENSE': send<LogicalUnitContext, LogicalUnitEvent, UnitReply, StatusParams>(
    toTaskSet,
    (given, { status }) => ({
      type: 'tasks.ended',
      slot: sensing(given).slot,
      status,
      resid: 'all',
      sense: null,
      senseData: null,
    }),
  ),
  'REQUEST SENSE fails': ends(sensing, 'CHECK_CONDITION', 'all', () => 'HARDWARE_ERROR 44/00'),
  'no sense data move': ends(sensing, 'GOOD', 'all'),
  'contingent allegiance is over': reply((given) => ({
    type: 'tasks.allegianceOver',
    initiator: sensing(given).initiator,
  })),
  'hand over the sense data': handOver(pending),
  'return the sense data': senseReturn(pending),
  'hand over the unit attention': handOver(sensedAttention),
  'capture the unit attention': effect((given) => {
    const { initiator } = sensing(given);
    return {
      type: 'effect.senseCapture',
      lun: given.context.at.lun,
      initiator,
      slot: null,
      sense: sensedAttention(given),
    };
  }),
  'return the unit attention': senseReturn(sensedAttention),
  'hand over NO SENSE': handOver(() => 'NO_SENSE 00/00'),
  'return NO SENSE': senseReturn(() => 'NO_SENSE 00/00'),
  'hand over malformed sense data': send<
    LogicalUnitContext,
    LogicalUnitEvent,
    UnitReply,
    { outcome: keyof typeof malformed }
  >(toTaskSet, (given, { outcome }) => ({
    type: 'tasks.ended',
    slot: sensing(given).slot,
    status: 'GOOD',
    resid: outcome === 'short' ? 'partial' : 'zero',
    sense: null,
    senseData: malformed[outcome],
  })),
  'return malformed sense data': emit<
    LogicalUnitContext,
    LogicalUnitEvent,
    { outcome: keyof typeof malformed },
    LogicalUnitEvent,
    Effect
  >(({ context, event }, { outcome }) => {
    const { initiator, slot } = sensing({ event });
    return { type: 'effect.senseReturn', lun: context.at.lun, initiator, slot, sense: malformed[outcome] };
  }),
  'the sense data are gone': update((given) => withRecord(given.context, sensing(given).initiator, { sense: null })),
  'the sense data and this unit attention are gone': update((given) => {
    const { initiator } = sensing(given);
    const { sense, attentions } = recordOf(given.context, initiator);
    return withRecord(given.context, initiator, {
      sense: null,
      attentions: attentions.filter((other) => other !== sense),
    });
  }),
  'the sense data and the first unit attention are gone': update((given) => {
    const { initiator } = sensing(given);
    return withRecord(given.context, initiator, {
      sense: null,
      attentions: recordOf(given.context, initiator).attentions.slice(1),
    });
  }),

  'hold the sense data': update(({ context, event }) => {
    assertEvent(event, 'lu.holdSense');
    return withRecord(context, event.initiator, { sense: event.sense });
  }),
  'capture the sense data': effect(({ context, event }) => {
    assertEvent(event, 'lu.holdSense');
    const { initiator, slot, sense } = event;
    return { type: 'effect.senseCapture', lun: context.at.lun, initiator, slot, sense };
  }),
  'send the sense data along': enqueueActions<
    LogicalUnitContext,
    LogicalUnitEvent,
    undefined,
    LogicalUnitEvent,
    never,
    never,
    never,
    never,
    Effect
  >(({ context, event, enqueue }) => {
    assertEvent(event, 'lu.sendSense');
    const { initiator, slot, sense } = event;
    const { lun } = context.at;
    enqueue.emit({ type: 'effect.senseCapture', lun, initiator, slot, sense });
    enqueue.emit({ type: 'effect.autosense', lun, initiator, slot, sense });
  }),
  'release what this initiator holds': update(({ context, event }) => {
    assertEvent(event, 'lu.nexusLost');
    return { reservedBy: context.reservedBy === event.initiator ? null : context.reservedBy };
  }),
  'raise unit attention: nexus lost': update(({ context, event }) => {
    assertEvent(event, 'lu.nexusLost');
    return withAttentions(context, [event.initiator], 'UNIT_ATTENTION 29/07');
  }),
  'this unit attention has been reported': update(({ context, event }) => {
    assertEvent(event, ['lu.holdSense', 'lu.sendSense']);
    const { attentions } = recordOf(context, event.initiator);
    return withRecord(context, event.initiator, { attentions: attentions.filter((other) => other !== event.sense) });
  }),
  'destroy the sense data': update(({ context, event }) => {
    assertEvent(event, 'lu.forgetSense');
    return withRecord(context, event.initiator, { sense: null });
  }),
  'clear the sense bytes': effect(({ context, event }) => {
    assertEvent(event, ['lu.forgetSense', 'lu.requestSense']);
    return { type: 'effect.senseClear', lun: context.at.lun, initiator: event.initiator };
  }),
  'clear the sense bytes of all initiators': enqueueActions<
    LogicalUnitContext,
    LogicalUnitEvent,
    undefined,
    LogicalUnitEvent,
    never,
    never,
    never,
    never,
    Effect
  >(({ context, enqueue }) => {
    for (const initiator of context.at.initiators) {
      if (recordOf(context, initiator).sense !== null) {
        enqueue.emit({ type: 'effect.senseClear', lun: context.at.lun, initiator });
      }
    }
  }),

  'raise unit attention': update(({ context, event }) => {
    assertEvent(event, 'lu.attention');
    return withAttentions(context, event.initiators, event.condition);
  }),
  'raise unit attention: medium changed': update(({ context }) =>
    withAttentions(context, context.at.initiators, 'UNIT_ATTENTION 28/00'),
  ),
  'forget sense data, reservation and what runs': update(({ context }) => ({
    records: Object.fromEntries(
      Object.entries(context.records).map(([initiator, record]) => [initiator, { ...record, sense: null }]),
    ),
    reservedBy: null,
    starting: null,
  })),
  'raise unit attention: reset': update(({ context, event }) => {
    assertEvent(event, 'lu.reset');
    const condition = event.cause === 'busReset' ? 'UNIT_ATTENTION 29/02' : 'UNIT_ATTENTION 29/03';
    return withAttentions(context, context.at.initiators, condition);
  }),
  'mode parameters become the saved ones': effect(({ context }) => ({ type: 'effect.unitReset', lun: context.at.lun })),
  'forget everything': update(({ context }) => ({
    records: powerOnRecords({ initiators: context.at.initiators, params: context.params }),
    ...(context.params.persistThroughPowerLoss ? {} : { registered: [], heldBy: null }),
    reservedBy: null,
    starting: null,
  })),
  'all tasks are gone': reply(() => ({ type: 'tasks.powerLost' })),
};
