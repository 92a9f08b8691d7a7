import { cite } from '../clauses/index.ts';
import { persistentReservations } from './logical-unit-persistent-reservations.rows.ts';

/** The medium is needed and cannot be reached. */
const notReady = [
  {
    guard: 'the command needs a ready unit: is coming up',
    description: 'the unit is becoming ready',
    meta: cite('lu-not-ready'),
    actions: { type: 'CHECK CONDITION: not ready', params: { sense: 'NOT_READY 04/01' } },
  },
  {
    guard: 'the command needs a ready unit: is stopped',
    description: 'the unit has to be started',
    meta: cite('lu-not-ready'),
    actions: { type: 'CHECK CONDITION: not ready', params: { sense: 'NOT_READY 04/02' } },
  },
  {
    guard: 'the command needs a ready unit: has no medium',
    description: 'there is no medium',
    meta: cite('lu-not-ready'),
    actions: { type: 'CHECK CONDITION: not ready', params: { sense: 'NOT_READY 3A/00' } },
  },
] as const;

/** What the unit says when a command arrives, before it is queued. The first row that holds is taken. */
export const arrival = [
  {
    guard: 'reserved by another initiator',
    description: 'the unit belongs to another initiator',
    meta: cite('lu-reservation'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'kept from those who are not registered',
    description: 'the unit is for registrants only',
    meta: cite('lu-registrants-only'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'the two kinds of reservations do not mix',
    description: 'the unit knows reservations of the other kind',
    meta: cite('lu-reservations-not-mixed'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'INQUIRY or REPORT LUNS',
    description: 'answered at any time',
    meta: cite('lu-always-answers'),
    actions: ['move the data', 'end GOOD'],
  },
  {
    guard: 'unit attention is pending',
    description: 'the initiator has to be told something first',
    meta: cite('lu-unit-attention', 'lu-unit-attention-per-initiator'),
    actions: 'CHECK CONDITION: unit attention',
  },
  ...notReady,
  {
    description: 'nothing speaks against it',
    meta: cite('task-executes'),
    actions: 'admit',
  },
] as const;

/** What the unit does with a command whose turn has come. The first row that holds is taken. */
export const execution = [
  {
    guard: 'reserved by another initiator',
    description: 'reserved while the command was queued',
    meta: cite('lu-reservation'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'kept from those who are not registered',
    description: 'reserved for registrants while the command was queued',
    meta: cite('lu-registrants-only'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'the two kinds of reservations do not mix',
    description: 'a reservation of the other kind was made while the command was queued',
    meta: cite('lu-reservations-not-mixed'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'unit attention is pending',
    description: 'unit attention arose while the command was queued',
    meta: cite('lu-unit-attention'),
    actions: 'CHECK CONDITION: unit attention',
  },
  ...notReady,
  {
    guard: { type: 'outcome is', params: { outcome: 'hang' } },
    description: 'never answered',
    meta: cite('task-hangs'),
    actions: 'never answer',
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'busy' } },
    description: 'the unit cannot do it now',
    meta: cite('lu-busy'),
    actions: { type: 'end with status', params: { status: 'BUSY' } },
  },
  {
    guard: 'outcome is RECOVERED ERROR',
    description: 'carried out, with a recovery action to report',
    meta: cite('lu-recovered-error', 'lu-check-condition'),
    actions: ['move the data', 'CHECK CONDITION: recovered'],
  },
  {
    guard: 'outcome is sense data',
    description: 'the command fails',
    meta: cite('lu-check-condition'),
    actions: 'CHECK CONDITION: outcome',
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'conditionMet' } },
    description: 'what the command looked for is there',
    meta: cite('lu-condition-met'),
    actions: ['move the data', 'end CONDITION MET'],
  },
  {
    guard: 'a short transfer',
    description: 'a part of the data moves',
    meta: cite('lu-short'),
    actions: ['move a part of the data', 'end GOOD with a part of the data'],
  },
  {
    guard: 'RESERVE',
    description: 'the unit belongs to this initiator',
    meta: cite('lu-reserve'),
    actions: ['reserve', 'end GOOD'],
  },
  {
    guard: 'RELEASE by the holder',
    description: 'the unit belongs to nobody',
    meta: cite('lu-reserve'),
    actions: ['release', 'end GOOD'],
  },
  ...persistentReservations,
  {
    guard: 'START UNIT with IMMED: not ready',
    description: 'the spindle starts; status at once',
    meta: cite('lu-start-unit', 'ioctl-start-immediate'),
    actions: ['start the spindle', 'end GOOD'],
  },
  {
    guard: 'START UNIT: no medium',
    description: 'there is nothing to start',
    meta: cite('lu-not-ready'),
    actions: { type: 'CHECK CONDITION: not ready', params: { sense: 'NOT_READY 3A/00' } },
  },
  {
    guard: 'START UNIT: not ready',
    description: 'the spindle starts; status when it is ready',
    meta: cite('lu-start-unit'),
    actions: ['start the spindle', 'the status waits until the unit is ready'],
  },
  {
    guard: 'STOP UNIT',
    description: 'the spindle stops',
    meta: cite('lu-stop-unit'),
    actions: ['stop the spindle', 'end GOOD'],
  },
  {
    guard: 'MODE SELECT',
    description: 'the others have to learn of it',
    meta: cite('lu-mode-changed'),
    actions: ['move the data', 'unit attention for the others: mode parameters changed', 'end GOOD'],
  },
  {
    description: 'carried out',
    meta: cite('lu-good', 'lu-release-by-other', 'lu-persistent-release'),
    actions: ['move the data', 'end GOOD'],
  },
] as const;
