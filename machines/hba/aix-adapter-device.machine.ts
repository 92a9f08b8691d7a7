import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { address } from '../protocol/names.ts';
import { aixDeviceSetup } from './aix-adapter-device.setup.ts';

const notOpen = {
  'device.stop': {
    actions: 'SCIOSTOP fails: EINVAL',
    description: 'SCIOSTOP for a device that is not open, or that is being stopped.',
    meta: cite('queue-not-open'),
  },
} as const;

const startedTwice = {
  'device.start': {
    actions: 'SCIOSTART fails: EINVAL',
    description: 'SCIOSTART for a device that was started.',
    meta: cite('queue-start'),
  },
} as const;

const finishesGood = {
  guard: 'good',
  actions: ['it is not active any more', 'iodone: good'],
  description: 'GOOD: out of the queue, then iodone; b_resid says what was not transferred.',
  meta: cite('adapter-good', 'adapter-short-runs-on'),
} as const;

const timeout = {
  'device.timeout': {
    actions: ['its time has run out', 'tell the adapter: timeout'],
    description: 'A transaction does not come back in time.',
    meta: cite('adapter-cmd-timeout', 'adapter-timeout-resets-bus'),
  },
} as const;

const management = {
  'device.halt': {
    actions: 'have ABORT sent',
    description: 'SCIOHALT: the device is told to abort.',
    meta: cite('queue-halt'),
  },
  'device.bdr': {
    actions: 'have BUS DEVICE RESET sent',
    description: 'SCIORESET: the target is reset.',
    meta: cite('queue-reset-ioctl'),
  },
  'device.lunReset': {
    actions: 'have LOGICAL UNIT RESET sent',
    description: 'SCIOLUNRST: this logical unit is reset.',
    meta: cite('ioctl-lun-reset'),
  },
  'device.event': {
    actions: 'have the handler registered',
    description: 'SCIOEVENT for a device that is open.',
    meta: cite('ioctl-event'),
  },
  'device.dump': {
    actions: 'DUMPWRITE may go on',
    description: 'DUMPWRITE for a started device; what is queued stays where it is.',
    meta: cite('dump-write', 'dump-subroutine'),
  },
} as const;

const noEvents = {
  'device.event': {
    actions: 'SCIOEVENT fails: EINVAL',
    description: 'SCIOEVENT for a device that is not open, or that is being stopped.',
    meta: cite('ioctl-event'),
  },
} as const;

const commandNotOpen = {
  'device.command': {
    actions: 'iodone: EINVAL',
    description: 'An ioctl wants to send a command to a device that is not open.',
    meta: cite('ioctl-started-first'),
  },
} as const;

const commandHalted = {
  'device.command': {
    actions: 'iodone: the queue is halted',
    description: 'An ioctl wants to send a command while the head driver has an error to recover from.',
    meta: cite('ioctl-command-halted'),
  },
} as const;

const endings = {
  'device.reset': {
    target: '#HALT_CLEARED',
    actions: ['end what is active: reset', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
    description: 'Reset: active ones EIO (the one that timed out: SC_CMD_TIMEOUT), the others ENXIO.',
    meta: cite('queue-reset', 'queue-external-reset', 'adapter-cmd-timeout', 'queue-flush-order'),
  },
  'device.aborted': {
    target: '#HALT_CLEARED',
    actions: ['end what is active: ENXIO', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
    description: 'SCIOHALT took effect: all end with ENXIO.',
    meta: cite('queue-halt'),
  },
} as const;

/** Errors with which a queue that is held, or runs with tags, may be left. */
const heldByCheck = {
  guard: 'CHECK CONDITION with tag queuing',
  target: '#HALT_HELD',
  actions: ['it is not active any more', 'iodone: EIO, SC_DID_NOT_CLEAR_Q', 'no recovery command'],
  description: 'CHECK CONDITION, the head driver tags: the queue is kept, nothing is started.',
  meta: cite('queue-kept-with-tags', 'adapter-scsi-error', 'adapter-status-unmasked'),
} as const;

const heldAgain = {
  guard: 'CHECK CONDITION with tag queuing, before the recovery command was started',
  target: '#HALT_HELD',
  actions: [
    'it is not active any more',
    'iodone: EIO, SC_DID_NOT_CLEAR_Q',
    'give the recovery command back: ENXIO',
    'the recovery command waits no more',
    'no recovery command',
  ],
  description:
    'CHECK CONDITION of another while the recovery command waits: that comes back with ENXIO, to be sent anew.',
  meta: cite('queue-kept-with-tags', 'queue-recovery-waits', 'scbuf-positive-indication'),
} as const;

const clearedByError = {
  target: '#HALT_CLEARED',
  actions: ['it is not active any more', 'iodone: EIO, queue cleared', 'flush the chain: ENXIO', 'the chain is empty'],
  description: 'Any other error: EIO for this one, ENXIO for all that wait; nothing is started.',
  meta: cite(
    'queue-halted-by-error',
    'queue-cleared-without-tags',
    'queue-cleared-other-errors',
    'queue-flush-order',
    'adapter-scsi-error',
  ),
} as const;

const reject = {
  actions: 'iodone: what the tests found',
  description: 'Rejected: never in the queue.',
  meta: cite('scbuf-reject-by-iodone', 'adapter-reject-keeps-queue'),
} as const;

const clearsQueue = {
  guard: 'SC_Q_CLR',
  target: '#HALT_CLEARED',
  actions: ['flush the chain: ENXIO', 'the chain is empty', 'iodone: ENXIO'],
  description: 'SC_Q_CLR: all held ones come back with ENXIO, then SC_Q_CLR itself; SC_RESUME is due.',
  meta: cite('queue-clear'),
} as const;

const heldFlush = {
  actions: 'iodone: ENXIO',
  description: 'Nothing else is taken while the queue is held.',
  meta: cite('queue-held-flushes', 'scbuf-positive-indication'),
} as const;

const requeueFirst = {
  'device.requeue': {
    actions: ['it is not active any more', 'tell the sc_buf: taken back', 'put at the head of the chain'],
    description: 'It never reached the device: first in the chain again.',
    meta: cite('adapter-selection-lost', 'adapter-retries-only-before-handover'),
  },
} as const;

const passTurn = {
  actions: ['the turn has come', 'pass the turn on'],
  description: 'Nothing may be started.',
  meta: cite('queue-halted-by-error', 'adapter-hardware-one-selection'),
} as const;

const startNext = {
  guard: 'there is something to start',
  actions: ['the turn has come', 'sc_start', 'it is active now'],
  description: 'sc_start for the first of the chain.',
  meta: cite('adapter-starts-when-idle', 'adapter-start-after-iodone', 'adapter-async'),
} as const;

const askForTurn = {
  guard: 'there is something to start, and the hardware was not asked',
  actions: ['a turn was asked for', 'ask the hardware for a turn'],
  description: 'A transaction can be started as soon as the hardware is free.',
  meta: cite(
    'adapter-starts-when-idle',
    'adapter-start-after-iodone',
    'adapter-one-untagged',
    'adapter-without-tags',
    'adapter-delay-cmd',
    'adapter-hardware-one-selection',
  ),
} as const;

/**
 * The queue of one device in the adapter driver: when it runs, when it is halted, what is kept or flushed, and what the
 * device driver has to send to go on. The adapter driver never reorders.
 */
export const aixDeviceMachine = aixDeviceSetup.createMachine({
  id: 'aix-adapter-device',
  description: 'Queue of one SCSI ID and LUN in the AIX SCSI adapter driver.',
  type: 'parallel',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      target: input.target,
      adapter: address.aixAdapter(input.adapter),
      dump: address.adapterDump(input.adapter),
      head: address.head(input.lun),
      started: input.started,
    },
    params: input.params,
    chain: [],
    active: [],
    recovering: null,
    timedOut: [],
    asked: false,
    stopping: null,
  }),
  states: {
    queue: {
      description: 'Runs, is halted, or is held.',
      initial: 'beginning',
      states: {
        beginning: {
          description: 'A model may begin with devices that were opened before.',
          always: [
            {
              guard: 'it was started before',
              target: 'RUN',
              description: 'SCIOSTART has been done.',
              meta: cite('queue-start'),
            },
            { target: 'CLOSED', description: 'SCIOSTART is to come.', meta: cite('queue-start') },
          ],
        },
        CLOSED: {
          id: 'CLOSED',
          description: 'No SCIOSTART for this device.',
          on: {
            'device.start': {
              target: 'RUN',
              actions: 'SCIOSTART returns 0',
              description: 'SCIOSTART: an empty queue.',
              meta: cite('queue-start'),
            },
            ...notOpen,
            'device.halt': {
              actions: 'SCIOHALT fails: EINVAL',
              description: 'SCIOHALT for a device that is not open.',
              meta: cite('queue-not-open'),
            },
            'device.bdr': {
              actions: 'SCIORESET fails: EINVAL',
              description: 'SCIORESET for a device that is not open.',
              meta: cite('queue-not-open'),
            },
            'device.strategy': {
              actions: 'iodone: the device was not started',
              description: 'sc_strategy without SCIOSTART.',
              meta: cite('adapter-tests-device'),
            },
            'device.lunReset': {
              actions: 'SCIOLUNRST fails: EINVAL',
              description: 'SCIOLUNRST for a device that is not open.',
              meta: cite('ioctl-lun-reset'),
            },
            'device.dump': {
              actions: 'no DUMPWRITE',
              description: 'DUMPWRITE for a device that was not started.',
              meta: cite('dump-write'),
            },
            ...noEvents,
            ...commandNotOpen,
            'device.reject': reject,
            'device.reset': ignored('nothing is pending for a device that is not open'),
            'device.aborted': ignored('nothing is pending for a device that is not open'),
            'device.grant': passTurn,
          },
        },
        RUN: {
          description: 'Transactions are started in the order in which they come.',
          always: askForTurn,
          on: {
            ...startedTwice,
            ...management,
            ...timeout,
            ...endings,
            ...requeueFirst,
            'device.stop': {
              target: 'STOPPING',
              actions: 'remember who stops it',
              description: 'SCIOSTOP: pending ones are still carried out.',
              meta: cite('queue-stop-waits'),
            },
            'device.command': {
              actions: ['tell the sc_buf: chained', 'append to the chain'],
              description: 'The command of an ioctl: to the tail of the chain; it is alone in the device.',
              meta: cite('ioctl-command-alone', 'adapter-chains-at-tail'),
            },
            'device.strategy': [
              {
                guard: 'SC_Q_CLR or SC_Q_RESUME',
                actions: 'iodone: EINVAL',
                description: 'Nothing is held that could be cleared or resumed.',
                meta: cite('queue-flags-misused'),
              },
              {
                guard: 'SC_RESUME',
                actions: ['tell the sc_buf: chained', 'append to the chain'],
                description: 'SC_RESUME though nothing is halted: like any other.',
                meta: cite('queue-resume-harmless', 'adapter-chains-at-tail'),
              },
              {
                actions: ['tell the sc_buf: chained', 'append to the chain'],
                description: 'To the tail of the chain.',
                meta: cite('adapter-chains-at-tail', 'adapter-devices-at-once'),
              },
            ],
            'device.reject': [
              {
                guard: 'rejected ones halt the queue',
                target: 'HALT_CLEARED',
                actions: ['iodone: what the tests found', 'flush the chain: ENXIO', 'the chain is empty'],
                description: 'By parameter: rejected, and the queue is halted as by any B_ERROR.',
                meta: cite('queue-halted-by-error', 'adapter-reject-keeps-queue'),
              },
              reject,
            ],
            'device.grant': [startNext, passTurn],
            'device.ended': [
              finishesGood,
              {
                guard: 'the command of an ioctl has failed',
                actions: ['it is not active any more', 'iodone: EIO, queue cleared'],
                description: 'The command of an ioctl fails: its caller is told, the queue runs on.',
                meta: cite('ioctl-error-keeps-queue'),
              },
              {
                guard: 'CHECK CONDITION with tag queuing, the device throws its queue away',
                target: 'HALT_CLEARED',
                actions: [
                  'iodone: EIO, queue cleared',
                  'flush what the device has thrown away: ENXIO',
                  'nothing is active',
                  'flush the chain: ENXIO',
                  'the chain is empty',
                ],
                description: 'CHECK CONDITION, and the device keeps nothing: everything else comes back with ENXIO.',
                meta: cite('queue-cleared-with-device', 'queue-flush-order'),
              },
              heldByCheck,
              clearedByError,
            ],
          },
        },
        HALT_CLEARED: {
          id: 'HALT_CLEARED',
          description: 'Flushed and halted: only SC_RESUME goes on. Nothing is started.',
          on: {
            ...startedTwice,
            ...management,
            ...timeout,
            ...endings,
            ...commandHalted,
            'device.stop': {
              target: 'STOPPING',
              actions: 'remember who stops it',
              description: 'SCIOSTOP: there is hardly anything left to wait for.',
              meta: cite('queue-stop-waits'),
            },
            'device.strategy': [
              {
                guard: 'SC_RESUME with a command',
                target: 'RUN',
                actions: ['tell the sc_buf: chained', 'append to the chain'],
                description: 'SC_RESUME: the queue runs again, with this one first.',
                meta: cite('queue-resume'),
              },
              {
                guard: 'SC_RESUME and SC_Q_RESUME, no command',
                target: 'RUN',
                actions: 'iodone: nothing to carry out',
                description: 'SC_RESUME and SC_Q_RESUME: the queue runs again; nothing was held.',
                meta: cite('queue-resume', 'queue-release-carried'),
              },
              {
                actions: 'iodone: ENXIO',
                description: 'Without SC_RESUME: the device driver does not know yet, or has forgotten.',
                meta: cite('queue-halted-flushes', 'scbuf-positive-indication'),
              },
            ],
            'device.reject': reject,
            'device.grant': passTurn,
            'device.requeue': {
              actions: ['it is not active any more', 'tell the sc_buf: taken back', 'iodone: ENXIO'],
              description: 'It never reached the device, and the queue was cleared meanwhile.',
              meta: cite('queue-halted-flushes', 'adapter-selection-lost'),
            },
            'device.ended': [
              finishesGood,
              {
                actions: ['it is not active any more', 'iodone: EIO, queue cleared'],
                description: 'One that was active in the device ends badly as well.',
                meta: cite('queue-halted-by-error', 'queue-cleared-other-errors'),
              },
            ],
          },
        },
        HALT_HELD: {
          id: 'HALT_HELD',
          description: 'Kept and halted after CHECK CONDITION: sense data are waiting in the device.',
          on: {
            ...startedTwice,
            ...management,
            ...timeout,
            ...endings,
            ...commandHalted,
            'device.stop': {
              target: 'STOPPING.held',
              actions: 'remember who stops it',
              description: 'SCIOSTOP though the queue is held.',
              meta: cite('queue-stop-held'),
            },
            'device.strategy': [
              {
                guard: 'SC_RESUME with one untagged command',
                target: 'HELD_RECOV',
                actions: ['tell the sc_buf: chained', 'put at the head of the chain', 'it is the recovery command'],
                description: 'The one recovery command goes past the held ones.',
                meta: cite('queue-one-recovery-command'),
              },
              clearsQueue,
              {
                guard: 'SC_RESUME and SC_Q_RESUME with a command, which goes behind the held ones',
                target: 'RUN',
                actions: ['tell the sc_buf: chained', 'append to the chain'],
                description: 'The queue is resumed; the command it carries is the last.',
                meta: cite('queue-release', 'queue-release-carried'),
              },
              {
                guard: 'SC_RESUME and SC_Q_RESUME with a command',
                target: 'RUN',
                actions: ['tell the sc_buf: chained', 'put at the head of the chain'],
                description: 'The queue is resumed, beginning with the command it carries.',
                meta: cite('queue-release', 'queue-release-carried'),
              },
              {
                guard: 'SC_RESUME and SC_Q_RESUME, no command',
                target: 'RUN',
                actions: 'iodone: nothing to carry out',
                description: 'The queue is resumed; what is said about the error is lost with the next command.',
                meta: cite('queue-release', 'queue-release-carried'),
              },
              heldFlush,
            ],
            'device.reject': reject,
            'device.grant': passTurn,
            'device.ended': [finishesGood, heldByCheck, clearedByError],
          },
        },
        HELD_RECOV: {
          description: 'The recovery command is on its way past the held ones.',
          always: {
            guard: 'the recovery command can be started, and the hardware was not asked',
            actions: ['a turn was asked for', 'ask the hardware for a turn'],
            description: 'Only the recovery command wants the hardware, when no other untagged one is active.',
            meta: cite('queue-one-recovery-command', 'adapter-one-untagged'),
          },
          on: {
            ...startedTwice,
            ...management,
            ...timeout,
            ...endings,
            ...commandHalted,
            ...requeueFirst,
            'device.stop': {
              target: 'STOPPING.held',
              actions: 'remember who stops it',
              description: 'SCIOSTOP though the queue is held.',
              meta: cite('queue-stop-held'),
            },
            'device.strategy': heldFlush,
            'device.reject': reject,
            'device.grant': [
              {
                guard: 'the recovery command can be started',
                actions: ['the turn has come', 'sc_start', 'it is active now'],
                description: 'sc_start for the recovery command.',
                meta: cite('queue-one-recovery-command', 'adapter-one-untagged'),
              },
              passTurn,
            ],
            'device.ended': [
              {
                guard: 'the recovery command ends good',
                target: 'HELD_SENSED',
                actions: ['it is not active any more', 'iodone: good', 'no recovery command'],
                description: 'The recovery command is done; the others stay held.',
                meta: cite('queue-recovered'),
              },
              {
                guard: 'the recovery command ends with CHECK CONDITION',
                target: 'HALT_HELD',
                actions: ['it is not active any more', 'iodone: EIO, SC_DID_NOT_CLEAR_Q', 'no recovery command'],
                description: 'The recovery command itself ends with CHECK CONDITION.',
                meta: cite('queue-recovery-fails'),
              },
              finishesGood,
              heldAgain,
              heldByCheck,
              clearedByError,
            ],
          },
        },
        HELD_SENSED: {
          description: 'The device driver knows what was wrong; it has to clear or to resume the queue.',
          on: {
            ...startedTwice,
            ...management,
            ...timeout,
            ...endings,
            ...commandHalted,
            'device.stop': {
              target: 'STOPPING.held',
              actions: 'remember who stops it',
              description: 'SCIOSTOP though the queue is held.',
              meta: cite('queue-stop-held'),
            },
            'device.strategy': [
              clearsQueue,
              {
                guard: 'SC_Q_RESUME with a command, which goes behind the held ones',
                target: 'RUN',
                actions: ['tell the sc_buf: chained', 'append to the chain'],
                description: 'The queue is resumed; the command it carries is the last.',
                meta: cite('queue-release', 'queue-release-carried'),
              },
              {
                guard: 'SC_Q_RESUME with a command',
                target: 'RUN',
                actions: ['tell the sc_buf: chained', 'put at the head of the chain'],
                description: 'The queue is resumed, beginning with the command it carries.',
                meta: cite('queue-release', 'queue-release-carried'),
              },
              {
                guard: 'SC_Q_RESUME, no command',
                target: 'RUN',
                actions: 'iodone: nothing to carry out',
                description: 'The queue is resumed: the held ones go on in their order.',
                meta: cite('queue-release', 'queue-release-carried'),
              },
              heldFlush,
            ],
            'device.reject': reject,
            'device.ended': [finishesGood, heldByCheck, clearedByError],
          },
        },
        STOPPING: {
          description: 'SCIOSTOP waits for what is pending.',
          initial: 'draining',
          on: {
            ...startedTwice,
            ...notOpen,
            ...management,
            ...timeout,
            ...noEvents,
            ...commandNotOpen,
            'device.strategy': {
              actions: 'iodone: the device is being stopped',
              description: 'New transactions are rejected.',
              meta: cite('queue-stop-waits'),
            },
            'device.reject': reject,
            'device.reset': {
              actions: [
                'end what is active: reset',
                'nothing is active',
                'flush the chain: ENXIO',
                'the chain is empty',
              ],
              description: 'Reset: nothing is left to wait for.',
              meta: cite('queue-reset', 'queue-stop-waits'),
            },
            'device.aborted': {
              actions: [
                'end what is active: ENXIO',
                'nothing is active',
                'flush the chain: ENXIO',
                'the chain is empty',
              ],
              description: 'SCIOHALT took effect: nothing is left to wait for.',
              meta: cite('queue-halt', 'queue-stop-waits'),
            },
          },
          states: {
            draining: {
              description: 'What is pending is carried out.',
              always: [
                {
                  guard: 'nothing is pending',
                  target: '#CLOSED',
                  actions: ['SCIOSTOP returns 0', 'nobody waits for SCIOSTOP'],
                  description: 'The device is closed.',
                  meta: cite('queue-stop-waits'),
                },
                askForTurn,
              ],
              on: {
                ...requeueFirst,
                'device.grant': [startNext, passTurn],
                'device.ended': [
                  finishesGood,
                  {
                    actions: [
                      'it is not active any more',
                      'iodone: EIO, queue cleared',
                      'flush the chain: ENXIO',
                      'the chain is empty',
                    ],
                    description: 'An error now flushes the rest: nobody could resume it.',
                    meta: cite('queue-stop-waits', 'queue-cleared-other-errors'),
                  },
                ],
              },
            },
            held: {
              description: 'The queue is held and nobody may release it any more.',
              always: {
                guard: 'nothing is pending',
                target: '#CLOSED',
                actions: ['SCIOSTOP returns 0', 'nobody waits for SCIOSTOP'],
                description: 'Nothing is held, and nothing is active any more: the device is closed.',
                meta: cite('queue-stop-waits', 'queue-stop-held'),
              },
              on: {
                ...requeueFirst,
                'device.grant': passTurn,
                'device.ended': [
                  finishesGood,
                  {
                    actions: ['it is not active any more', 'iodone: EIO, queue cleared'],
                    description: 'What was active ends; what is held stays.',
                    meta: cite('queue-stop-held'),
                  },
                ],
              },
            },
          },
        },
      },
    },
    delay: {
      description: 'The time after a reset in which commands with SC_DELAY_CMD are held.',
      initial: 'none',
      on: {
        'device.reset': {
          target: '.after reset',
          description: 'The delay begins, or begins anew.',
          meta: cite('adapter-delay-cmd'),
        },
      },
      states: {
        none: { description: 'No reset lately.' },
        'after reset': {
          description: 'The device may need this time.',
          after: {
            delayCmd: { target: 'none', description: 'The delay is over.', meta: cite('adapter-delay-cmd') },
          },
        },
      },
    },
  },
});
