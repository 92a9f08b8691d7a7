import { cite } from '../clauses/index.ts';

/** What REQUEST SENSE brings. The first row that holds is taken. */
export const requestSense = [
  {
    guard: { type: 'outcome is', params: { outcome: 'busy' } },
    description: 'REQUEST SENSE gets BUSY',
    meta: cite('lu-request-sense-refused'),
    actions: { type: 'refuse REQUEST SENSE', params: { status: 'BUSY' } },
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'queueFull' } },
    description: 'REQUEST SENSE gets QUEUE FULL',
    meta: cite('lu-request-sense-refused'),
    actions: { type: 'refuse REQUEST SENSE', params: { status: 'QUEUE_FULL' } },
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'reservationConflict' } },
    description: 'REQUEST SENSE gets RESERVATION CONFLICT',
    meta: cite('lu-request-sense-refused'),
    actions: { type: 'refuse REQUEST SENSE', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'hang' } },
    description: 'never answered',
    meta: cite('lu-request-sense-hangs'),
    actions: 'never answer',
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'checkAgain' } },
    description: 'REQUEST SENSE itself fails',
    meta: cite('lu-request-sense-fails'),
    actions: 'REQUEST SENSE fails',
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'noData' } },
    description: 'no sense data come',
    meta: cite('lu-sense-malformed', 'lu-sense-destroyed'),
    actions: [
      'the sense data are gone',
      'clear the sense bytes',
      'contingent allegiance is over',
      'no sense data move',
    ],
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'short' } },
    description: 'too little sense data',
    meta: cite('lu-sense-malformed', 'lu-sense-once'),
    actions: [
      { type: 'return malformed sense data', params: { outcome: 'short' } },
      'the sense data are gone',
      'contingent allegiance is over',
      { type: 'hand over malformed sense data', params: { outcome: 'short' } },
    ],
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'badResponseCode' } },
    description: 'sense data of unknown response code',
    meta: cite('lu-sense-malformed', 'lu-sense-once'),
    actions: [
      { type: 'return malformed sense data', params: { outcome: 'badResponseCode' } },
      'the sense data are gone',
      'contingent allegiance is over',
      { type: 'hand over malformed sense data', params: { outcome: 'badResponseCode' } },
    ],
  },
  {
    guard: { type: 'outcome is', params: { outcome: 'notClass7' } },
    description: 'sense data of another error class',
    meta: cite('lu-sense-malformed', 'lu-sense-once'),
    actions: [
      { type: 'return malformed sense data', params: { outcome: 'notClass7' } },
      'the sense data are gone',
      'contingent allegiance is over',
      { type: 'hand over malformed sense data', params: { outcome: 'notClass7' } },
    ],
  },
  {
    guard: 'the sense data are a unit attention that is still pending',
    description: 'the unit attention is sensed',
    meta: cite('lu-attention-cleared-when-sensed', 'lu-sense-once', 'lu-request-sense-good'),
    actions: [
      'return the sense data',
      'contingent allegiance is over',
      'hand over the sense data',
      'the sense data and this unit attention are gone',
    ],
  },
  {
    guard: 'sense data are pending and go first',
    description: 'the sense data are handed over',
    meta: cite('lu-sense-before-attention', 'lu-sense-once', 'lu-request-sense-good'),
    actions: [
      'return the sense data',
      'contingent allegiance is over',
      'hand over the sense data',
      'the sense data are gone',
    ],
  },
  {
    guard: 'a unit attention is to be sensed',
    description: 'unit attention is reported and cleared',
    meta: cite('lu-attention-before-sense', 'lu-request-sense-good'),
    actions: [
      'capture the unit attention',
      'return the unit attention',
      'contingent allegiance is over',
      'hand over the unit attention',
      'the sense data and the first unit attention are gone',
    ],
  },
  {
    description: 'there is nothing to tell: NO SENSE',
    meta: cite('lu-sense-once', 'lu-request-sense-good'),
    actions: ['return NO SENSE', 'hand over NO SENSE'],
  },
] as const;

/** CHECK CONDITION is out: the sense data are kept for REQUEST SENSE. */
export const holdSense = [
  {
    guard: 'a unit attention that is cleared when reported',
    description: 'sense data are a unit attention, which is now told',
    meta: cite('lu-sense-held', 'lu-attention-cleared-when-reported'),
    actions: ['hold the sense data', 'capture the sense data', 'this unit attention has been reported'],
  },
  {
    description: 'sense data are kept',
    meta: cite('lu-sense-held'),
    actions: ['hold the sense data', 'capture the sense data'],
  },
] as const;

/** CHECK CONDITION is out and its sense data with it. */
export const sendSense = [
  {
    guard: 'a unit attention is sent along',
    description: 'autosense tells a unit attention, which is thereby reported and sensed',
    meta: cite('task-autosense', 'lu-attention-cleared-when-reported', 'lu-attention-cleared-when-sensed'),
    actions: ['send the sense data along', 'this unit attention has been reported'],
  },
  {
    description: 'autosense: nothing is kept',
    meta: cite('task-autosense'),
    actions: 'send the sense data along',
  },
] as const;
