import type { ExecutionOutcome, RequestSenseOutcome } from '../protocol/choices.ts';
import type { Task } from '../protocol/device.ts';
import { type OperationClass, persistentReservations } from '../protocol/operation.ts';
import { type SenseClass, senseClasses } from '../protocol/sense.ts';
import {
  isAttention,
  type LogicalUnitContext,
  type LogicalUnitEvent,
  otherRegistrants,
  recordOf,
} from './logical-unit-context.ts';

type Given = { context: LogicalUnitContext; event: LogicalUnitEvent };

/** A guard about the command that arrives or is carried out. */
const command =
  (holds: (task: Task, context: LogicalUnitContext) => boolean) =>
  ({ context, event }: Given): boolean =>
    (event.type === 'lu.command' || event.type === 'lu.execute') && holds(event, context);

const reservedByOther = (task: Task, { reservedBy }: LogicalUnitContext) =>
  reservedBy !== null && reservedBy !== task.initiator;
const startsUnit = ({ op }: Task) => op === 'startUnit' || op === 'startUnitImmed';
/** What a unit does for everybody while another initiator holds RESERVE; REQUEST SENSE is no command of this kind. */
const despiteReserve: ReadonlySet<OperationClass> = new Set(['inquiry', 'reportLuns', 'release']);
/** What a unit that is reserved for registrants does for everybody: what tells of it, and what only reads. */
const forEverybody: ReadonlySet<OperationClass> = new Set([
  'inquiry',
  'reportLuns',
  'requestSense',
  'testUnitReady',
  'readCapacity',
  'read',
  'verify',
  'reportOpcodes',
  'startUnit',
  'startUnitImmed',
  ...persistentReservations,
]);
const isRegistered = ({ initiator }: Task, { registered }: LogicalUnitContext): boolean =>
  registered.includes(initiator);
const isPersistent = ({ op }: Task): boolean => persistentReservations.some((each) => each === op);

const goesPastEverything = ({ op }: Task) => op === 'inquiry' || op === 'reportLuns';

/** A guard about how REQUEST SENSE goes. */
const sensing =
  (holds: (context: LogicalUnitContext, initiator: string) => boolean) =>
  ({ context, event }: Given): boolean =>
    event.type === 'lu.requestSense' && holds(context, event.initiator);

export const isSenseClass = (outcome: ExecutionOutcome): outcome is Extract<ExecutionOutcome, SenseClass> =>
  (senseClasses as readonly string[]).includes(outcome);

export const logicalUnitGuards = {
  'reserved by another initiator': command(
    (task, context) => reservedByOther(task, context) && !despiteReserve.has(task.op),
  ),
  'kept from those who are not registered': command(
    (task, context) => context.heldBy !== null && !isRegistered(task, context) && !forEverybody.has(task.op),
  ),
  'the two kinds of reservations do not mix': command(
    (task, { registered, reservedBy }) =>
      ((task.op === 'reserve' || task.op === 'release') && registered.length > 0) ||
      (isPersistent(task) && reservedBy !== null),
  ),
  'it asks something of a reservation, but is not registered': command(
    (task, context) =>
      (task.op === 'prReserve' || task.op === 'prRelease' || task.op === 'prClear' || task.op === 'prPreempt') &&
      !isRegistered(task, context),
  ),
  'PERSISTENT RESERVE OUT, RESERVE: another registrant holds the reservation': command(
    (task, { heldBy }) => task.op === 'prReserve' && heldBy !== null && heldBy !== task.initiator,
  ),
  'PERSISTENT RESERVE OUT: REGISTER': command((task) => task.op === 'prRegister'),
  'PERSISTENT RESERVE OUT: the holder gives up its registration': command(
    (task, { heldBy }) => task.op === 'prUnregister' && heldBy === task.initiator,
  ),
  'PERSISTENT RESERVE OUT: a registration is given up': command((task) => task.op === 'prUnregister'),
  'PERSISTENT RESERVE OUT: RESERVE': command((task) => task.op === 'prReserve'),
  'PERSISTENT RESERVE OUT: RELEASE by the holder': command(
    (task, { heldBy }) => task.op === 'prRelease' && heldBy === task.initiator,
  ),
  'PERSISTENT RESERVE OUT: CLEAR': command((task) => task.op === 'prClear'),
  'PERSISTENT RESERVE OUT: PREEMPT, and nobody else is registered': command(
    (task, context) => task.op === 'prPreempt' && otherRegistrants(context, task.initiator).length === 0,
  ),
  'PERSISTENT RESERVE OUT: PREEMPT, another registrant holds the reservation': command(
    (task, { heldBy }) => task.op === 'prPreempt' && heldBy !== null && heldBy !== task.initiator,
  ),
  'PERSISTENT RESERVE OUT: PREEMPT': command((task) => task.op === 'prPreempt'),
  'PERSISTENT RESERVE IN': command((task) => task.op === 'prIn'),
  'INQUIRY or REPORT LUNS': command(goesPastEverything),
  'unit attention is pending': command(
    (task, context) => !goesPastEverything(task) && recordOf(context, task.initiator).attentions.length > 0,
  ),
  'the command needs a ready unit': command(
    (task) => !goesPastEverything(task) && !startsUnit(task) && task.op !== 'stopUnit',
  ),
  'START UNIT': command(startsUnit),
  'START UNIT with IMMED': command(
    (task, { params }) => task.op === 'startUnitImmed' || (task.op === 'startUnit' && params.startUnitImmediate),
  ),
  'STOP UNIT': command((task) => task.op === 'stopUnit'),
  RESERVE: command((task) => task.op === 'reserve'),
  'RELEASE by the holder': command((task, { reservedBy }) => task.op === 'release' && reservedBy === task.initiator),
  'MODE SELECT': command((task) => task.op === 'modeSelect'),

  'outcome is': ({ event }: Given, params: { outcome: ExecutionOutcome | RequestSenseOutcome }) =>
    (event.type === 'lu.execute' || event.type === 'lu.requestSense') && event.outcome === params.outcome,
  'outcome is RECOVERED ERROR': ({ event }: Given) =>
    event.type === 'lu.execute' && event.outcome.startsWith('RECOVERED_ERROR '),
  'outcome is sense data': ({ event }: Given) => event.type === 'lu.execute' && isSenseClass(event.outcome),
  'a short transfer': ({ event }: Given) =>
    event.type === 'lu.execute' && event.outcome === 'short' && event.direction !== 'none',

  'the sense data are a unit attention that is still pending': sensing((context, initiator) => {
    const { sense, attentions } = recordOf(context, initiator);
    return sense !== null && isAttention(sense) && attentions.includes(sense);
  }),
  'sense data are pending and go first': sensing((context, initiator) => {
    const { sense, attentions } = recordOf(context, initiator);
    return sense !== null && (attentions.length === 0 || context.params.requestSensePrefers === 'sense');
  }),
  'a unit attention is to be sensed': sensing(
    (context, initiator) => recordOf(context, initiator).attentions.length > 0,
  ),

  'a unit attention that is cleared when reported': ({ context, event }: Given) =>
    event.type === 'lu.holdSense' && context.params.uaClearedWhen === 'reported' && isAttention(event.sense),
  'a unit attention is sent along': ({ event }: Given) => event.type === 'lu.sendSense' && isAttention(event.sense),
  'the initiator is to be told of the lost nexus': ({ event }: Given) =>
    event.type === 'lu.nexusLost' && event.attention,
  'sense data are held for it': ({ context, event }: Given) =>
    event.type === 'lu.forgetSense' && recordOf(context, event.initiator).sense !== null,
  'START UNIT waits for its status': ({ context }: Given) => context.starting !== null,

  'powers on becoming ready': ({ context }: Given) => context.params.powerOnState === 'becomingReady',
  'powers on stopped': ({ context }: Given) => context.params.powerOnState === 'stopped',
};
