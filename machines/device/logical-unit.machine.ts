import { and, not, setup, stateIn } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Effect } from '../protocol/effects.ts';
import { ignored } from '../protocol/ignored.ts';
import { delays } from '../protocol/parameters.ts';
import { logicalUnitActions } from './logical-unit-actions.ts';
import {
  type LogicalUnitContext,
  type LogicalUnitEvent,
  type LogicalUnitInput,
  powerOnRecords,
} from './logical-unit-context.ts';
import { logicalUnitGuards } from './logical-unit-guards.ts';

export type { LogicalUnitInput } from './logical-unit-context.ts';

/** Whether the unit can carry out commands, and what it says for each: status, sense data, unit attention, reservation. */
export const logicalUnitMachine = setup({
  types: {
    context: {} as LogicalUnitContext,
    events: {} as LogicalUnitEvent,
    input: {} as LogicalUnitInput,
    emitted: {} as Effect,
  },
  guards: {
    ...logicalUnitGuards,
    'the unit is coming up': stateIn({ readiness: 'coming up' }),
    'the unit is stopped': stateIn({ readiness: 'stopped' }),
    'the unit has no medium': stateIn({ readiness: 'medium removed' }),
    'the unit is ready': stateIn({ readiness: 'ready' }),
    'the command needs a ready unit: is coming up': and(['the command needs a ready unit', 'the unit is coming up']),
    'the command needs a ready unit: is stopped': and(['the command needs a ready unit', 'the unit is stopped']),
    'the command needs a ready unit: has no medium': and(['the command needs a ready unit', 'the unit has no medium']),
    'START UNIT with IMMED: not ready': and([
      'START UNIT with IMMED',
      not('the unit is ready'),
      not('the unit has no medium'),
    ]),
    'START UNIT: no medium': and(['START UNIT', 'the unit has no medium']),
    'START UNIT: not ready': and(['START UNIT', not('the unit is ready')]),
  },
  actions: logicalUnitActions,
  delays: { becomingReadyTime: delays.becomingReadyTime, spinUpTime: delays.spinUpTime },
}).createMachine({
  id: 'logical-unit',
  description: 'The device server of one logical unit (SCSI-2 7.5 to 7.9).',
  type: 'parallel',
  context: ({ input }) => ({
    at: { lun: input.lun, target: input.target, initiators: input.initiators },
    params: input.params,
    records: powerOnRecords(input),
    reservedBy: null,
    registered: [],
    heldBy: null,
    starting: null,
  }),
  states: {
    readiness: {
      description: 'Can the unit reach its medium?',
      initial: 'powering on',
      on: {
        'world.powerOn': {
          target: '.powering on',
          description: 'power is back',
          meta: cite('lu-power-on'),
        },
      },
      states: {
        'powering on': {
          description: 'Power has just come.',
          always: [
            {
              guard: 'powers on becoming ready',
              target: 'coming up',
              description: 'the unit starts by itself',
              meta: cite('lu-becoming-ready'),
            },
            {
              guard: 'powers on stopped',
              target: 'stopped',
              description: 'the unit waits for START UNIT',
              meta: cite('lu-start-unit', 'lu-not-ready'),
            },
            { target: 'ready', description: 'the unit is ready at once', meta: cite('lu-power-on') },
          ],
        },
        ready: {
          description: 'The medium can be reached.',
          on: {
            'spindle.stop': { target: 'stopped', description: 'STOP UNIT', meta: cite('lu-stop-unit') },
            'world.stopped': {
              target: 'stopped',
              description: 'the spindle stops by itself',
              meta: cite('lu-spindle'),
            },
            'world.mediumRemoved': {
              target: 'medium removed',
              description: 'the medium is taken out',
              meta: cite('lu-medium'),
            },
            'world.mediumInserted': {
              description: 'another medium is in',
              meta: cite('lu-medium'),
              actions: 'raise unit attention: medium changed',
            },
            'world.becameReady': ignored('the unit is ready'),
          },
        },
        'coming up': {
          description: 'The unit is becoming ready: 04/01.',
          initial: 'by itself',
          on: {
            'spindle.start': ignored('the unit is coming up'),
            'spindle.stop': { target: 'stopped', description: 'STOP UNIT', meta: cite('lu-stop-unit') },
            'world.stopped': [
              {
                guard: 'START UNIT waits for its status',
                target: 'stopped',
                description: 'the spindle fails; START UNIT is told',
                meta: cite('lu-spindle', 'lu-not-ready'),
                actions: ['START UNIT fails: stopped', 'nothing waits for the spindle'],
              },
              { target: 'stopped', description: 'the spindle fails', meta: cite('lu-spindle') },
            ],
            'world.mediumRemoved': [
              {
                guard: 'START UNIT waits for its status',
                target: 'medium removed',
                description: 'the medium is taken out; START UNIT is told',
                meta: cite('lu-medium', 'lu-not-ready'),
                actions: ['START UNIT fails: no medium', 'nothing waits for the spindle'],
              },
              { target: 'medium removed', description: 'the medium is taken out', meta: cite('lu-medium') },
            ],
            'world.mediumInserted': {
              description: 'another medium is in',
              meta: cite('lu-medium'),
              actions: 'raise unit attention: medium changed',
            },
            'world.becameReady': [
              {
                guard: 'START UNIT waits for its status',
                target: 'ready',
                description: 'ready early; START UNIT gets its status',
                meta: cite('lu-becoming-ready', 'lu-start-unit'),
                actions: ['START UNIT ends GOOD', 'nothing waits for the spindle'],
              },
              { target: 'ready', description: 'ready early', meta: cite('lu-becoming-ready') },
            ],
          },
          states: {
            'by itself': {
              description: 'The unit starts after power on.',
              after: {
                becomingReadyTime: [
                  {
                    guard: 'START UNIT waits for its status',
                    target: '#logical-unit.readiness.ready',
                    description: 'ready; START UNIT gets its status',
                    meta: cite('lu-becoming-ready', 'lu-start-unit'),
                    actions: ['START UNIT ends GOOD', 'nothing waits for the spindle'],
                  },
                  { target: '#logical-unit.readiness.ready', description: 'ready', meta: cite('lu-becoming-ready') },
                ],
              },
            },
            'on command': {
              description: 'START UNIT has been given.',
              after: {
                spinUpTime: [
                  {
                    guard: 'START UNIT waits for its status',
                    target: '#logical-unit.readiness.ready',
                    description: 'ready; START UNIT gets its status',
                    meta: cite('lu-start-unit'),
                    actions: ['START UNIT ends GOOD', 'nothing waits for the spindle'],
                  },
                  {
                    target: '#logical-unit.readiness.ready',
                    description: 'ready; START UNIT had its status before, or was aborted',
                    meta: cite('lu-start-unit', 'lu-abandon'),
                  },
                ],
              },
            },
          },
        },
        stopped: {
          description: 'The spindle stands: 04/02.',
          on: {
            'spindle.start': {
              target: '#logical-unit.readiness.coming up.on command',
              description: 'START UNIT',
              meta: cite('lu-start-unit'),
            },
            'spindle.stop': ignored('the spindle stands'),
            'world.stopped': ignored('the spindle stands'),
            'world.mediumRemoved': {
              target: 'medium removed',
              description: 'the medium is taken out',
              meta: cite('lu-medium'),
            },
            'world.mediumInserted': {
              description: 'another medium is in',
              meta: cite('lu-medium'),
              actions: 'raise unit attention: medium changed',
            },
            'world.becameReady': {
              target: 'ready',
              description: 'somebody turned the spindle on',
              meta: cite('lu-spindle'),
            },
          },
        },
        'medium removed': {
          description: 'There is no medium: 3A/00.',
          on: {
            'spindle.stop': ignored('the spindle stands'),
            'world.stopped': ignored('the spindle stands'),
            'world.mediumRemoved': ignored('there is no medium'),
            'world.mediumInserted': {
              target: 'ready',
              description: 'a medium is in',
              meta: cite('lu-medium'),
              actions: 'raise unit attention: medium changed',
            },
            'world.becameReady': ignored('there is no medium'),
          },
        },
      },
    },
    server: {
      description: 'What the unit says to commands.',
      initial: 'serving',
      states: {
        serving: {
          description: 'Each command is answered in the step in which the task set hands it over.',
          on: {
            'lu.command': [
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
              {
                description: 'nothing speaks against it',
                meta: cite('task-executes'),
                actions: 'admit',
              },
            ],
            'lu.execute': [
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
            ],
            'lu.requestSense': [
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
            ],
            'lu.holdSense': [
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
            ],
            'lu.sendSense': [
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
            ],
            'lu.nexusLost': [
              {
                guard: 'the initiator is to be told of the lost nexus',
                description: 'an initiator is out of reach; it will be told when it is back',
                meta: cite('sam-nexus-loss', 'lu-nexus-loss-releases'),
                actions: ['release what this initiator holds', 'raise unit attention: nexus lost'],
              },
              {
                description: 'an initiator gives up what it has here after a reset',
                meta: cite('sam-reset-announced'),
                actions: 'release what this initiator holds',
              },
            ],
            'lu.forgetSense': [
              {
                guard: 'sense data are held for it',
                description: 'the sense data are lost',
                meta: cite('lu-sense-destroyed'),
                actions: ['destroy the sense data', 'clear the sense bytes'],
              },
              ignored('no sense data are held for this initiator'),
            ],
            'lu.abandon': {
              description: 'the command that the unit is busy with is aborted',
              meta: cite('lu-abandon'),
              actions: 'nothing waits for the spindle',
            },
            'lu.attention': {
              description: 'commands of other initiators were cleared',
              meta: cite('lu-commands-cleared', 'lu-unit-attention-per-initiator'),
              actions: 'raise unit attention',
            },
            'lu.reset': {
              description: 'hard reset',
              meta: cite('lu-hard-reset', 'lu-reset-qualifier', 'lu-registrations-last'),
              actions: [
                'clear the sense bytes of all initiators',
                'forget sense data, reservation and what runs',
                'raise unit attention: reset',
                'mode parameters become the saved ones',
              ],
            },
            'world.powerOn': {
              description: 'power is back: everything volatile is lost',
              meta: cite('lu-power-on', 'lu-registrations-last'),
              actions: [
                'clear the sense bytes of all initiators',
                'forget everything',
                'mode parameters become the saved ones',
                'all tasks are gone',
              ],
            },
          },
        },
      },
    },
  },
});
