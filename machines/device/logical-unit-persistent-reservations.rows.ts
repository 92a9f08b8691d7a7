import { cite } from '../clauses/index.ts';

/** PERSISTENT RESERVE OUT and IN: who is registered, and for whom the unit is reserved. */
export const persistentReservations = [
  {
    guard: 'it asks something of a reservation, but is not registered',
    description: 'PERSISTENT RESERVE OUT by an initiator that has no key',
    meta: cite('lu-registers-first'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'PERSISTENT RESERVE OUT, RESERVE: another registrant holds the reservation',
    description: 'one registrant holds it',
    meta: cite('lu-persistent-reserve'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'PERSISTENT RESERVE OUT: REGISTER',
    description: 'the initiator is registered',
    meta: cite('lu-register'),
    actions: ['move the data', 'keep its key', 'register', 'end GOOD'],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: the holder gives up its registration',
    description: 'the registration ends, and the reservation with it; the other registrants are told',
    meta: cite('lu-unregister', 'lu-reservation-released'),
    actions: [
      'move the data',
      'unit attention for the other registrants: released',
      'unregister',
      'nobody holds the reservation',
      'end GOOD',
    ],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: a registration is given up',
    description: 'the registration ends',
    meta: cite('lu-unregister'),
    actions: ['move the data', 'unregister', 'end GOOD'],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: RESERVE',
    description: 'the unit is for registrants only',
    meta: cite('lu-persistent-reserve'),
    actions: ['move the data', 'hold the reservation', 'end GOOD'],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: RELEASE by the holder',
    description: 'the reservation ends; the other registrants are told',
    meta: cite('lu-persistent-release', 'lu-reservation-released'),
    actions: [
      'move the data',
      'unit attention for the other registrants: released',
      'nobody holds the reservation',
      'end GOOD',
    ],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: CLEAR',
    description: 'all registrations and the reservation end; the other registrants are told',
    meta: cite('lu-persistent-clear'),
    actions: [
      'move the data',
      'unit attention for the other registrants: preempted',
      'nobody is registered',
      'end GOOD',
    ],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: PREEMPT, and nobody else is registered',
    description: 'there is no registration of that key',
    meta: cite('lu-preempt'),
    actions: { type: 'end with status', params: { status: 'RESERVATION_CONFLICT' } },
  },
  {
    guard: 'PERSISTENT RESERVE OUT: PREEMPT, another registrant holds the reservation',
    description: 'the reservation changes hands; who held it is told that its registration is gone',
    meta: cite('lu-preempt', 'lu-preempt-holder'),
    actions: [
      'move the data',
      'unit attention for the other registrants: registrations preempted',
      'nobody else is registered',
      'hold the reservation',
      'end GOOD',
    ],
  },
  {
    guard: 'PERSISTENT RESERVE OUT: PREEMPT',
    description: 'the registration of another one ends; it is told',
    meta: cite('lu-preempt'),
    actions: [
      'move the data',
      'unit attention for the other registrants: registrations preempted',
      'nobody else is registered',
      'end GOOD',
    ],
  },
  {
    guard: 'PERSISTENT RESERVE IN',
    description: 'who is registered, and who holds the reservation',
    meta: cite('lu-persistent-in'),
    actions: ['tell the reservations', 'move the data', 'end GOOD'],
  },
] as const;
