import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { address } from '../protocol/names.ts';
import {
  clearAca,
  clearedByError,
  clearsAcaAlone,
  clearsAcaAndQueue,
  clearsQueue,
  closes,
  commandHalted,
  failedOfIoctl,
  failsAtOnce,
  flushes,
  good,
  hardwareWithIoctl,
  heldAgain,
  heldAgainWithoutTags,
  heldByCheck,
  heldWithoutTags,
  kept,
  management,
  noSession,
  notOpen,
  opened,
  openedWithIoctl,
  reject,
  resets,
  startedTwice,
  startNext,
  stopAfterAca,
  stopHeld,
} from './aix-sam-queue.rows.ts';
import { samQueueSetup } from './aix-sam-queue.setup.ts';

/**
 * The queue of one device in an FCP or iSCSI adapter driver: when it runs, when it is halted, what is kept or flushed, and
 * what the device driver has to send to go on. The adapter driver never reorders. The rules that a parallel bus has too
 * are those of `aix-adapter-device`; here there is no bus to wait for, the queue may be kept without tags as well, ACA can
 * be cleared, and the way to the target can be lost.
 */
export const samQueueMachine = samQueueSetup.createMachine({
  id: 'aix-sam-queue',
  description: 'Queue of one logical unit in the AIX FCP or iSCSI adapter driver.',
  type: 'parallel',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      target: input.target,
      head: address.head(input.lun),
      adapter: address.samAdapter(input.adapter),
      management: address.management(input.lun),
      path: address.path(input.target),
      started: input.started,
    },
    params: input.params,
    chain: [],
    active: [],
    recovering: null,
    timedOut: [],
    asked: [],
    functions: 0,
    waiting: null,
    scsiId: 'first',
    dead: { status: 'SCSI_TRANSPORT_DEAD', advice: 'none' },
  }),
  on: {
    'lunq.hold': {
      actions: 'a function is under way',
      description: 'Nothing is started that the function would not end, or that would be taken for ended with it.',
      meta: cite('fscsi-holds-for-function'),
    },
    'lunq.release': {
      actions: 'a function is over',
      description: 'The function has been answered.',
      meta: cite('fscsi-holds-for-function'),
    },
  },
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
              description: 'SCIOLSTART has been done.',
              meta: cite('fscsi-login'),
            },
            { target: 'CLOSED', description: 'SCIOLSTART is to come.', meta: cite('fscsi-login') },
          ],
        },
        CLOSED: {
          id: 'CLOSED',
          description: 'No SCIOLSTART for this device.',
          on: {
            'lunq.start': {
              target: 'STARTING',
              actions: ['remember who waits', 'have the path opened'],
              description: 'SCIOLSTART: log in to the target, if that has not been done for another device.',
              meta: cite('fscsi-login'),
            },
            ...notOpen,
            ...noSession,
            'lunq.strategy': {
              actions: 'iodone: the device was not started',
              description: 'ddstrategy without SCIOLSTART.',
              meta: cite('fscsi-tests-device'),
            },
            'lunq.reject': reject,
            'lunq.aborted': ignored('nothing is pending for a device that is not open'),
            'lunq.halted': ignored('nothing is pending for a device that is not open'),
            'lunq.reset': ignored('nothing is pending for a device that is not open'),
            'lunq.foreignReset': ignored('nothing is pending for a device that is not open'),
            'lunq.nexusLost': ignored('nothing is pending for a device that is not open'),
            'lunq.pathUp': {
              actions: 'note the id',
              description: 'Another device of the target is opened, or the target is back.',
              meta: cite('fscsi-login', 'fscsi-path-back'),
            },
            'lunq.pathDead': {
              actions: 'note why the path is dead',
              description: 'Nothing is pending for a device that is not open.',
              meta: cite('fscsi-path-fast'),
            },
          },
        },
        STARTING: {
          description: 'The login is under way.',
          on: {
            ...startedTwice,
            ...notOpen,
            ...noSession,
            'lunq.opened': {
              target: 'RUN',
              actions: ['SCIOLSTART returns 0', 'nobody waits'],
              description: 'Logged in: an empty queue.',
              meta: cite('fscsi-login'),
            },
            'lunq.notOpened': {
              target: 'CLOSED',
              actions: ['SCIOLSTART fails: EIO', 'nobody waits'],
              description: 'The target does not let us in, or is not there.',
              meta: cite('fscsi-login'),
            },
            'lunq.strategy': {
              actions: 'iodone: the device was not started',
              description: 'ddstrategy before SCIOLSTART has returned.',
              meta: cite('fscsi-tests-device'),
            },
            'lunq.reject': reject,
            'lunq.halted': ignored('nothing is pending for a device that is being opened'),
            'lunq.reset': ignored('nothing is pending for a device that is being opened'),
            'lunq.foreignReset': ignored('nothing is pending for a device that is being opened'),
            'lunq.nexusLost': ignored('nothing is pending for a device that is being opened'),
            'lunq.pathUp': { actions: 'note the id', description: 'Logged in.', meta: cite('fscsi-login') },
            'lunq.pathDead': {
              actions: 'note why the path is dead',
              description: 'Another device of the target is told; nothing is pending for this one.',
              meta: cite('fscsi-path-fast'),
            },
          },
        },
        RUN: {
          description: 'Transactions are started in the order in which they come.',
          always: startNext,
          on: {
            ...openedWithIoctl,
            'lunq.stop': {
              target: 'STOPPING',
              actions: 'remember who waits',
              description: 'SCIOLSTOP: pending ones are still carried out.',
              meta: cite('fscsi-stop-waits'),
            },
            'lunq.command': [
              {
                guard: 'the path is dead',
                actions: 'iodone: EIO, why the path is dead',
                description: 'The command of an ioctl fails at once: the target is away. The queue runs on.',
                meta: cite('fscsi-path-fast', 'fscsi-ioctl-keeps-queue'),
              },
              {
                actions: ['tell the scsi_buf: chained', 'append to the chain'],
                description: 'The command of an ioctl: to the tail of the chain; it is alone in the device.',
                meta: cite('fscsi-ioctl-alone', 'fscsi-chains'),
              },
            ],
            'lunq.strategy': [
              ...resets,
              {
                guard: 'SC_CLEAR_ACA alone',
                target: 'CLEARING_ACA.running',
                actions: clearAca,
                description: 'SC_CLEAR_ACA after a recovery command: CLEAR ACA is sent before anything else.',
                meta: cite('scsibuf-clear-aca'),
              },
              {
                guard: 'SC_Q_CLR or SC_Q_RESUME',
                actions: 'iodone: EINVAL',
                description: 'Nothing is held that could be cleared or resumed.',
                meta: cite('fscsi-flags-misused'),
              },
              {
                guard: 'it carries a command, but the path is dead',
                ...failsAtOnce,
              },
              {
                actions: ['tell the scsi_buf: chained', 'append to the chain'],
                description: 'To the tail of the chain. SC_RESUME, though nothing is halted, is harmless.',
                meta: cite('fscsi-chains', 'fscsi-devices-at-once', 'fscsi-resume-harmless'),
              },
            ],
            'lunq.reject': [
              {
                guard: 'rejected ones halt the queue',
                target: 'HALT_CLEARED',
                actions: ['iodone: what the tests found', 'flush the chain: ENXIO', 'the chain is empty'],
                description: 'By parameter: rejected, and the queue is halted as by any B_ERROR.',
                meta: cite('fscsi-halted-by-error', 'fscsi-reject-keeps-queue'),
              },
              reject,
            ],
            'lunq.ended': [
              good,
              failedOfIoctl,
              {
                guard: 'CHECK CONDITION with tag queuing, the device throws its queue away',
                target: 'HALT_CLEARED',
                actions: [
                  'those that timed out have come back',
                  'iodone: EIO, queue cleared',
                  'flush what the device has thrown away: ENXIO',
                  'nothing is active',
                  'flush the chain: ENXIO',
                  'the chain is empty',
                ],
                description: 'CHECK CONDITION, and the device keeps nothing: everything else comes back with ENXIO.',
                meta: cite('fscsi-cleared-with-device'),
              },
              heldByCheck,
              heldWithoutTags,
              clearedByError,
            ],
          },
        },
        HALT_CLEARED: {
          id: 'HALT_CLEARED',
          description: 'Flushed and halted: only SC_RESUME goes on. Nothing is started.',
          on: {
            ...openedWithIoctl,
            ...commandHalted,
            'lunq.stop': {
              target: 'STOPPING',
              actions: 'remember who waits',
              description: 'SCIOLSTOP: there is hardly anything left to wait for.',
              meta: cite('fscsi-stop-waits'),
            },
            'lunq.strategy': [
              ...resets,
              {
                guard: 'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME',
                target: 'CLEARING_ACA.running',
                actions: clearAca,
                description: 'ACA is cleared, then the queue runs again; nothing was held.',
                meta: cite('scsibuf-clear-aca', 'fscsi-resume'),
              },
              {
                guard: 'SC_CLEAR_ACA',
                target: 'CLEARING_ACA.cleared',
                actions: clearAca,
                description: 'SC_CLEAR_ACA: CLEAR ACA is sent; the queue stays halted.',
                meta: cite('scsibuf-clear-aca'),
              },
              {
                guard: 'SC_RESUME with a command, but the path is dead',
                actions: 'iodone: EIO, why the path is dead',
                description: 'The target is away: it fails at once, and the queue stays halted.',
                meta: cite('fscsi-path-fast', 'fscsi-path-moved'),
              },
              {
                guard: 'SC_RESUME with a command',
                target: 'RUN',
                actions: ['tell the scsi_buf: chained', 'append to the chain'],
                description: 'SC_RESUME: the queue runs again, with this one first.',
                meta: cite('fscsi-resume'),
              },
              {
                guard: 'SC_RESUME and SC_Q_RESUME, no command',
                target: 'RUN',
                actions: 'iodone: nothing to carry out',
                description: 'SC_RESUME and SC_Q_RESUME: the queue runs again; nothing was held.',
                meta: cite('fscsi-resume', 'fscsi-release'),
              },
              {
                actions: 'iodone: ENXIO',
                description: 'Without SC_RESUME: the device driver does not know yet, or has forgotten.',
                meta: cite('fscsi-halted-flushes', 'scsibuf-flushed'),
              },
            ],
            'lunq.reject': reject,
            'lunq.ended': [
              good,
              {
                actions: ['it has come back after all', 'iodone: EIO, queue cleared', 'it is not active any more'],
                description: 'One that was active in the device ends badly as well.',
                meta: cite('fscsi-halted-by-error', 'fscsi-cleared', 'fscsi-autosense'),
              },
            ],
          },
        },
        HALT_HELD: {
          id: 'HALT_HELD',
          description: 'Kept and halted after CHECK CONDITION.',
          on: {
            ...opened,
            ...commandHalted,
            ...stopHeld,
            'lunq.strategy': [
              ...resets,
              clearsAcaAndQueue,
              {
                guard: 'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME',
                target: 'CLEARING_ACA.resume',
                actions: clearAca,
                description: 'ACA is cleared, then the queue resumed; the first after the error has SC_RESUME.',
                meta: cite('scsibuf-clear-aca', 'fscsi-resume'),
              },
              clearsAcaAlone,
              {
                guard: 'SC_RESUME with a command, but the path is dead',
                ...failsAtOnce,
              },
              {
                guard: 'SC_RESUME with one recovery command',
                target: 'HELD_RECOV',
                actions: ['tell the scsi_buf: chained', 'put at the head of the chain', 'it is the recovery command'],
                description: 'The one recovery command goes past the held ones.',
                meta: cite('fscsi-one-recovery-command', 'fscsi-aca-command'),
              },
              clearsQueue,
              {
                guard: 'SC_RESUME and SC_Q_RESUME with a command, which goes behind the held ones',
                target: 'RUN',
                actions: ['tell the scsi_buf: chained', 'append to the chain'],
                description: 'The queue is resumed; the command it carries is the last.',
                meta: cite('fscsi-release', 'fscsi-release-carried'),
              },
              {
                guard: 'SC_RESUME and SC_Q_RESUME with a command',
                target: 'RUN',
                actions: ['tell the scsi_buf: chained', 'put at the head of the chain'],
                description: 'The queue is resumed, beginning with the command it carries.',
                meta: cite('fscsi-release', 'fscsi-release-carried'),
              },
              {
                guard: 'SC_RESUME and SC_Q_RESUME, no command',
                target: 'RUN',
                actions: 'iodone: nothing to carry out',
                description: 'The queue is resumed; with autosense data nothing is lost by that.',
                meta: cite('fscsi-release'),
              },
              flushes,
            ],
            'lunq.reject': reject,
            'lunq.ended': [good, heldByCheck, heldWithoutTags, clearedByError],
          },
        },
        HELD_RECOV: {
          description: 'The recovery command is on its way past the held ones.',
          always: {
            guard: 'the recovery command can be started',
            actions: ['start', 'it is active now'],
            description: 'Only the recovery command is started.',
            meta: cite('fscsi-one-recovery-command'),
          },
          on: {
            ...opened,
            ...commandHalted,
            ...stopHeld,
            'lunq.strategy': [...resets, flushes],
            'lunq.reject': reject,
            'lunq.ended': [
              {
                guard: 'the recovery command ends good',
                target: 'HELD_SENSED',
                actions: [
                  'it has come back after all',
                  'iodone: good',
                  'it is not active any more',
                  'no recovery command',
                ],
                description: 'The recovery command is done; the others stay held.',
                meta: cite('fscsi-recovered'),
              },
              {
                ...kept,
                guard: 'the recovery command ends with CHECK CONDITION',
                description: 'The recovery command itself ends with CHECK CONDITION.',
                meta: cite('fscsi-recovered'),
              },
              good,
              heldAgain,
              heldAgainWithoutTags,
              heldByCheck,
              heldWithoutTags,
              clearedByError,
            ],
          },
        },
        HELD_SENSED: {
          id: 'HELD_SENSED',
          description: 'The device driver knows what was wrong; it has to clear or to resume the queue.',
          on: {
            ...opened,
            ...commandHalted,
            ...stopHeld,
            'lunq.strategy': [
              ...resets,
              clearsAcaAndQueue,
              {
                guard: 'SC_CLEAR_ACA and SC_Q_RESUME',
                target: 'CLEARING_ACA.resume',
                actions: clearAca,
                description: 'ACA is cleared, then the queue resumed.',
                meta: cite('scsibuf-clear-aca'),
              },
              clearsAcaAlone,
              clearsQueue,
              {
                guard: 'SC_Q_RESUME with a command, but the path is dead',
                ...failsAtOnce,
              },
              {
                guard: 'SC_Q_RESUME with a command, which goes behind the held ones',
                target: 'RUN',
                actions: ['tell the scsi_buf: chained', 'append to the chain'],
                description: 'The queue is resumed; the command it carries is the last.',
                meta: cite('fscsi-release', 'fscsi-release-carried'),
              },
              {
                guard: 'SC_Q_RESUME with a command',
                target: 'RUN',
                actions: ['tell the scsi_buf: chained', 'put at the head of the chain'],
                description: 'The queue is resumed, beginning with the command it carries.',
                meta: cite('fscsi-release', 'fscsi-release-carried'),
              },
              {
                guard: 'SC_Q_RESUME, no command',
                target: 'RUN',
                actions: 'iodone: nothing to carry out',
                description: 'The queue is resumed: the held ones go on in their order.',
                meta: cite('fscsi-release'),
              },
              flushes,
            ],
            'lunq.reject': reject,
            'lunq.ended': [good, heldByCheck, heldWithoutTags, clearedByError],
          },
        },
        CLEARING_ACA: {
          description: 'CLEAR ACA is under way; nothing is started before it is known how that went.',
          initial: 'keep',
          on: {
            ...openedWithIoctl,
            ...commandHalted,
            ...stopHeld,
            'lunq.strategy': [...resets, flushes],
            'lunq.reject': reject,
            'lunq.ended': [
              good,
              failedOfIoctl,
              {
                ...clearedByError,
                target: '.cleared',
                description: 'One that was active in the device ends badly: the queue is cleared after all.',
                meta: cite('fscsi-error-during-clear-aca', 'fscsi-cleared', 'fscsi-autosense'),
              },
            ],
          },
          states: {
            running: {
              description: 'The queue runs on afterwards.',
              on: {
                ...stopAfterAca,
                'lunq.managed': [
                  {
                    guard: 'CLEAR ACA has been done',
                    target: '#aix-sam-queue.queue.RUN',
                    actions: ['iodone: nothing to carry out', 'it has been answered'],
                    description: 'ACA is over.',
                    meta: cite('scsibuf-clear-aca'),
                  },
                  {
                    guard: 'CLEAR ACA has failed',
                    target: '#HALT_CLEARED',
                    actions: [
                      'iodone: EIO, not done',
                      'it has been answered',
                      'flush the chain: ENXIO',
                      'the chain is empty',
                    ],
                    description: 'CLEAR ACA has failed.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
                  },
                ],
              },
            },
            cleared: {
              description: 'The queue stays halted.',
              on: {
                ...stopAfterAca,
                'lunq.managed': [
                  {
                    guard: 'CLEAR ACA has been done',
                    target: '#HALT_CLEARED',
                    actions: ['iodone: nothing to carry out', 'it has been answered'],
                    description: 'ACA is over; SC_RESUME is still due.',
                    meta: cite('scsibuf-clear-aca'),
                  },
                  {
                    guard: 'CLEAR ACA has failed',
                    target: '#HALT_CLEARED',
                    actions: ['iodone: EIO, not done', 'it has been answered'],
                    description: 'CLEAR ACA has failed.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
                  },
                ],
              },
            },
            keep: {
              description: 'The queue stays halted and kept.',
              on: {
                'lunq.managed': [
                  {
                    guard: 'CLEAR ACA has been done',
                    target: '#HELD_SENSED',
                    actions: ['iodone: nothing to carry out', 'it has been answered'],
                    description: 'ACA is over; the queue waits for SC_Q_CLR or SC_Q_RESUME.',
                    meta: cite('scsibuf-clear-aca'),
                  },
                  {
                    guard: 'CLEAR ACA has failed',
                    target: '#HALT_HELD',
                    actions: ['iodone: EIO, not done, the queue is kept', 'it has been answered'],
                    description: 'CLEAR ACA has failed; the queue is as it was.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
                  },
                ],
              },
            },
            clear: {
              description: 'Then the queue is cleared.',
              on: {
                'lunq.stop': {
                  ...stopAfterAca['lunq.stop'],
                  actions: ['remember who waits', 'flush the chain: ENXIO', 'the chain is empty'],
                  description: 'SCIOLSTOP: the held ones, which are to be cleared anyway, come back at once.',
                },
                'lunq.ended': [
                  good,
                  {
                    actions: clearedByError.actions,
                    description: 'One that was active in the device ends badly: the queue is cleared at once.',
                    meta: cite('fscsi-error-during-clear-aca', 'fscsi-cleared', 'fscsi-autosense'),
                  },
                ],
                'lunq.managed': [
                  {
                    guard: 'CLEAR ACA has been done',
                    target: '#HALT_CLEARED',
                    actions: ['flush the chain: ENXIO', 'the chain is empty', 'iodone: ENXIO', 'it has been answered'],
                    description: 'ACA is over: all held ones come back with ENXIO, then the one with SC_Q_CLR.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-clear'),
                  },
                  {
                    guard: 'CLEAR ACA has failed',
                    target: '#HALT_CLEARED',
                    actions: [
                      'flush the chain: ENXIO',
                      'the chain is empty',
                      'iodone: EIO, not done',
                      'it has been answered',
                    ],
                    description: 'CLEAR ACA has failed; the queue is cleared all the same.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-clear'),
                  },
                ],
              },
            },
            resume: {
              description: 'Then the queue is resumed.',
              on: {
                ...stopAfterAca,
                'lunq.managed': [
                  {
                    guard: 'CLEAR ACA has been done',
                    target: '#aix-sam-queue.queue.RUN',
                    actions: ['iodone: nothing to carry out', 'it has been answered'],
                    description: 'ACA is over: the held ones go on in their order.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-release'),
                  },
                  {
                    guard: 'CLEAR ACA has failed',
                    target: '#HALT_HELD',
                    actions: ['iodone: EIO, not done, the queue is kept', 'it has been answered'],
                    description: 'CLEAR ACA has failed; the queue is as it was.',
                    meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
                  },
                ],
              },
            },
          },
        },
        STOPPING: {
          id: 'STOPPING',
          description: 'SCIOLSTOP waits for what is pending.',
          initial: 'draining',
          on: {
            ...startedTwice,
            ...management,
            ...noSession,
            ...hardwareWithIoctl('#STOPPING.draining'),
            'lunq.stop': notOpen['lunq.stop'],
            'lunq.strategy': {
              actions: 'iodone: the device is being stopped',
              description: 'New transactions are rejected.',
              meta: cite('fscsi-stop-waits'),
            },
            'lunq.reject': reject,
          },
          states: {
            draining: {
              description: 'What is pending is carried out.',
              always: [closes, startNext],
              on: {
                'lunq.ended': [
                  good,
                  failedOfIoctl,
                  {
                    actions: [
                      'it has come back after all',
                      'iodone: EIO, queue cleared',
                      'it is not active any more',
                      'flush the chain: ENXIO',
                      'the chain is empty',
                    ],
                    description: 'An error now flushes the rest: nobody could resume it.',
                    meta: cite('fscsi-stop-waits', 'fscsi-cleared'),
                  },
                ],
              },
            },
            held: {
              description: 'The queue is held and nobody may release it any more.',
              always: { ...closes, meta: cite('fscsi-stop-waits', 'fscsi-stop-held', 'fscsi-logout') },
              on: {
                'lunq.ended': [
                  good,
                  {
                    actions: ['it has come back after all', 'iodone: EIO, queue cleared', 'it is not active any more'],
                    description: 'What was active ends; what is held stays.',
                    meta: cite('fscsi-stop-held'),
                  },
                ],
              },
            },
          },
        },
      },
    },
    path: {
      description: 'Can commands reach the target?',
      initial: 'WAITING',
      on: {
        'lunq.pathUp': { target: '.UP', description: 'They can.', meta: cite('fscsi-login', 'fscsi-path-back') },
        'lunq.pathSlow': {
          target: '.SLOW',
          description: 'They cannot, and nobody says so.',
          meta: cite('fscsi-path-slow'),
        },
        'lunq.pathWaits': {
          target: '.WAITING',
          description: 'They cannot for the moment.',
          meta: cite('fscsi-path-waits'),
        },
        'lunq.pathDead': { target: '.DEAD', description: 'They cannot.', meta: cite('fscsi-path-fast') },
      },
      states: {
        UP: { description: 'Commands reach the target.' },
        SLOW: { description: 'Commands are started and run into their timeouts.' },
        WAITING: { description: 'Nothing is started.' },
        DEAD: { description: 'Commands fail at once.' },
      },
    },
    delay: {
      description: 'The time after a reset in which commands with SC_DELAY_CMD are held.',
      initial: 'none',
      on: {
        'lunq.reset': {
          target: '.after reset',
          description: 'The delay begins, or begins anew.',
          meta: cite('fscsi-delay-cmd'),
        },
        'lunq.foreignReset': {
          target: '.after reset',
          description: 'The delay begins, or begins anew.',
          meta: cite('fscsi-delay-cmd'),
        },
      },
      states: {
        none: { description: 'No reset lately.' },
        'after reset': {
          description: 'The device may need this time.',
          after: {
            delayCmd: { target: 'none', description: 'The delay is over.', meta: cite('fscsi-delay-cmd') },
          },
        },
      },
    },
  },
});
