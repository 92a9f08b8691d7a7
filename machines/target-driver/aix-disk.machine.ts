import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { aixDiskSetup, quietDisk } from './aix-disk.setup.ts';
import { adapterOf } from './aix-disk-buffers.ts';

const refuseAll = {
  'buf.strategy': {
    actions: 'iodone: ENXIO',
    description: 'A request for a device that is not open.',
    meta: cite('dd-not-open'),
  },
  'buf.uscsi': {
    actions: 'iodone: ENXIO',
    description: 'A command for a device that is not open.',
    meta: cite('dd-not-open'),
  },
} as const;

const oneAtATime = {
  'world.attach': ignored('the kernel calls open and close of a device one at a time'),
  'world.detach': ignored('the kernel calls open and close of a device one at a time'),
} as const;

const opens = {
  'world.detach': ignored('the device is not open'),
  'world.attach': {
    target: 'starting',
    actions: 'SCIOSTART',
    description: 'Open: SCIOSTART comes before everything else.',
    meta: cite('dd-open', 'queue-start'),
  },
} as const;

/**
 * The AIX SCSI device driver ("head driver") of one disk: dd_strategy, dd_start, the in-process queue, and the recovery
 * of the device after an error, with and without command tag queuing. SC_RESUME goes out only with the request sense for a
 * CHECK CONDITION, or when nothing is in process: so it can never release a queue because of an error that the head driver
 * has not seen yet.
 */
export const aixDiskMachine = aixDiskSetup.createMachine({
  id: 'aix-disk',
  description: 'AIX SCSI disk device driver.',
  type: 'parallel',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      adapter: adapterOf(input.buffer, input.adapter),
      buffer: input.buffer,
      startOpen: input.startOpen,
    },
    params: input.params,
    ...quietDisk,
  }),
  states: {
    device: {
      description: 'Is the device open?',
      initial: 'beginning',
      states: {
        beginning: {
          description: 'A model may begin with devices that were opened before.',
          always: [
            {
              guard: 'it was opened before',
              target: 'open',
              description: 'Open has been done.',
              meta: cite('dd-open'),
            },
            { target: 'closed', description: 'Open is to come.', meta: cite('dd-open') },
          ],
        },
        closed: {
          description: 'Not open.',
          on: { ...refuseAll, ...opens },
        },
        failed: {
          description: 'Open has failed; it may be tried again.',
          on: { ...refuseAll, ...opens },
        },
        starting: {
          description: 'SCIOSTART has been called.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'ioctl.return': [
              {
                guard: '0, SC_DIAGNOSTIC',
                target: 'open',
                description: 'SC_DIAGNOSTIC: open without any command.',
                meta: cite('dd-open-diagnostic'),
              },
              {
                guard: '0, SC_FORCED_OPEN',
                target: 'resetting',
                actions: 'reset the target',
                description: 'SC_FORCED_OPEN: the reservation of another initiator ends with a reset of the target.',
                meta: cite('dd-forced-open', 'queue-reset-ioctl'),
              },
              {
                guard: '0, SC_FORCED_OPEN_LUN',
                target: 'resetting',
                actions: 'reset the logical unit',
                description: 'SC_FORCED_OPEN_LUN: ... of the logical unit.',
                meta: cite('dd-forced-open', 'ioctl-lun-reset'),
              },
              {
                guard: '0',
                target: 'opening',
                actions: ['prepare TEST UNIT READY', 'it goes first'],
                description: 'The path is open: is the device ready?',
                meta: cite('dd-open', 'dd-internal-commands'),
              },
              {
                target: 'failed',
                description: 'SCIOSTART fails: nothing else may be done with the device.',
                meta: cite('dd-open', 'queue-start'),
              },
            ],
          },
        },
        resetting: {
          description: 'The reset of a forced open has been asked for.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'ioctl.return': [
              {
                guard: '0',
                target: 'opening',
                actions: ['the reset has halted the queue', 'prepare TEST UNIT READY', 'it goes first'],
                description: 'Reset: the queue is halted, so TEST UNIT READY has SC_RESUME.',
                meta: cite('dd-forced-open', 'dd-resume-first', 'queue-reset'),
              },
              {
                target: 'stopping',
                actions: 'SCIOSTOP',
                description: 'The device does not take the reset: open fails.',
                meta: cite('dd-forced-open', 'queue-stop-waits'),
              },
            ],
          },
        },
        opening: {
          description: 'TEST UNIT READY, with the recovery that any command gets.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'head.done': [
              {
                guard: 'the device is ready and is to be reserved',
                target: 'reserving',
                actions: ['prepare RESERVE', 'it goes first'],
                description: 'Ready: RESERVE.',
                meta: cite('dd-open-reserves', 'dd-internal-commands'),
              },
              {
                guard: 'the device is ready',
                target: 'open',
                description: 'Open returns.',
                meta: cite('dd-open'),
              },
              {
                guard: 'the device does not become ready',
                target: 'stopping',
                actions: 'SCIOSTOP',
                description: 'Open fails.',
                meta: cite('dd-open', 'queue-stop-waits'),
              },
            ],
          },
        },
        reserving: {
          description: 'RESERVE, with the recovery that any command gets.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'head.done': [
              {
                guard: 'the device is ready',
                target: 'open',
                description: 'Reserved: open returns.',
                meta: cite('dd-open-reserves'),
              },
              {
                guard: 'its own command is over',
                target: 'stopping',
                actions: 'SCIOSTOP',
                description: 'Another initiator was faster, or RESERVE fails otherwise: open fails.',
                meta: cite('dd-forced-open-window', 'dd-open-reserves', 'queue-stop-waits'),
              },
            ],
          },
        },
        closing: {
          description: 'Close: what was accepted is carried out first.',
          always: [
            {
              guard: 'nothing is under way, and the reservation ends',
              target: 'releasing',
              actions: ['prepare RELEASE', 'it goes first'],
              description: 'All have come back: RELEASE.',
              meta: cite('dd-close', 'dd-open-reserves', 'dd-internal-commands'),
            },
            {
              guard: 'nothing is under way',
              target: 'ending',
              actions: 'SCIOSTOP',
              description: 'All have come back; nothing is released.',
              meta: cite('dd-close', 'dd-open-reserves', 'queue-stop-waits'),
            },
          ],
          on: { ...refuseAll, ...oneAtATime },
        },
        releasing: {
          description: 'RELEASE, with the recovery that any command gets.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'head.done': {
              guard: 'its own command is over',
              target: 'ending',
              actions: 'SCIOSTOP',
              description: 'Released, or not: close goes on.',
              meta: cite('dd-close', 'queue-stop-waits'),
            },
          },
        },
        ending: {
          description: 'SCIOSTOP has been called by close.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'ioctl.return': {
              target: 'closed',
              description: 'Close returns.',
              meta: cite('dd-close', 'queue-stop-waits'),
            },
          },
        },
        stopping: {
          description: 'SCIOSTOP has been called.',
          on: {
            ...refuseAll,
            ...oneAtATime,
            'ioctl.return': {
              target: 'failed',
              description: 'The path is closed.',
              meta: cite('queue-stop-waits'),
            },
          },
        },
        open: {
          description: 'Requests are taken.',
          on: {
            'world.attach': ignored('the device is open'),
            'world.detach': {
              target: 'closing',
              description: 'Close.',
              meta: cite('dd-close'),
            },
            'buf.strategy': [
              {
                guard: 'beyond the end of the disk',
                actions: 'iodone: ENXIO',
                description: 'Begins behind the end of the disk.',
                meta: cite('dd-range'),
              },
              {
                guard: 'at the end of the disk',
                actions: 'iodone: nothing transferred',
                description: 'Begins at the end of the disk: nothing is transferred.',
                meta: cite('dd-range'),
              },
              {
                guard: 'not a multiple of a block',
                actions: 'iodone: EINVAL',
                description: 'Not whole blocks.',
                meta: cite('dd-range'),
              },
              {
                guard: 'it continues the request before it',
                actions: ['prepare the request', 'to the end of the queue, consecutive'],
                description: 'dd_strategy: it may be spanned with the request before it.',
                meta: cite('dd-strategy-queues', 'dd-spanned'),
              },
              {
                actions: ['prepare the request', 'to the end of the queue'],
                description: 'dd_strategy: queued, then dd_start.',
                meta: cite('dd-strategy-queues'),
              },
            ],
            'buf.uscsi': {
              actions: ['prepare the request', 'to the end of the queue'],
              description: 'A command of the caller goes through the queue like any other.',
              meta: cite('dd-pass-through'),
            },
          },
        },
      },
    },
    traffic: {
      description: 'What is sent, and how the device recovers from errors.',
      initial: 'running',
      on: {
        'sc.iodone': {
          actions: 'call dd_iodone with the sc_buf',
          description: 'iodone has scheduled dd_iodone at INTIODONE.',
          meta: cite('dd-iodone-analyses'),
        },
        'sam.iodone': [
          {
            guard: 'the device has moved',
            actions: ['use the new id', 'call dd_iodone with the scsi_buf'],
            description: 'SC_RET_ID: from now on the id that the adapter driver has found.',
            meta: cite('scsibuf-ret-id', 'dd-iodone-analyses'),
          },
          {
            actions: 'call dd_iodone with the scsi_buf',
            description: 'iodone has scheduled dd_iodone at INTIODONE.',
            meta: cite('dd-iodone-analyses'),
          },
        ],
        'head.devstrat': {
          actions: 'call devstrat',
          description: 'dd_start calls devstrat with the filled sc_buf.',
          meta: cite('scbuf-filled-by-start', 'scbuf-one-per-call'),
        },
        'head.done': {
          actions: 'it is over',
          description: 'Out of the in-process queue; iodone was called for the originals.',
          meta: cite('dd-good', 'dd-error-alone'),
        },
        'head.again': {
          actions: 'it goes again at once',
          description: 'Out of the in-process queue and issued again; the queue of the adapter driver runs.',
          meta: cite('dd-fragments', 'dd-short'),
        },
        'head.retry': [
          {
            guard: 'it is a command of the head driver itself',
            actions: ['it has failed', 'it goes first after the recovery'],
            description: 'A command of the head driver itself has failed: nothing goes before it.',
            meta: cite('dd-resume-first', 'dd-internal-commands'),
          },
          {
            actions: ['it has failed', 'it goes again after the recovery'],
            description: 'Failed without sense data: it goes again when all have come back.',
            meta: cite('dd-resume-first', 'dd-error-alone', 'dd-after-reset'),
          },
        ],
        'head.flushed': [
          {
            guard: 'it is a command of the head driver itself',
            actions: ['it was flushed', 'it goes again before all others'],
            description: 'A command of the head driver itself was flushed: nothing goes before it.',
            meta: cite('dd-flushed-again', 'dd-internal-commands'),
          },
          {
            actions: ['it was flushed', 'it goes again when the queue is resumed'],
            description: 'Flushed: it goes again, in its order.',
            meta: cite('dd-flushed-again', 'dd-resume-first'),
          },
        ],
        'head.sense': {
          actions: 'its sense data have to wait',
          description: 'One more CHECK CONDITION while another one is dealt with.',
          meta: cite('dd-one-recovery-at-a-time'),
        },
      },
      states: {
        running: {
          description: 'dd_start issues what is queued.',
          always: [
            {
              guard: 'START UNIT is due and nothing is in process',
              actions: ['prepare START UNIT', 'START UNIT goes first'],
              description: 'START UNIT before anything else.',
              meta: cite('dd-not-ready', 'dd-internal-commands'),
            },
            {
              guard: 'nothing may be sent before all have come back',
              target: 'draining',
              description: 'The queue of the adapter driver is halted and cleared: all that is in process comes back.',
              meta: cite('dd-resume-first'),
            },
            {
              guard: 'a spanned transaction may be issued',
              actions: ['the transfers go as one', 'dd_start', 'it is in process'],
              description: 'Requests that follow each other go as one; bp points to the first of them.',
              meta: cite('dd-spanned', 'dd-in-process', 'dd-resume-first'),
            },
            {
              guard: 'a transaction may be issued',
              actions: ['dd_start', 'it is in process'],
              description: 'Issued; with SC_RESUME if an error was seen, with SC_DELAY_CMD if a reset was.',
              meta: cite('scbuf-filled-by-start', 'dd-in-process', 'dd-resume-first', 'dd-no-mix'),
            },
          ],
          on: {
            'head.sense': [
              {
                guard: 'the sense data have come with the status',
                target: 'deciding',
                actions: ['its sense data come next', 'hand over the autosense data'],
                description: 'SC_AUTOSENSE_DATA_VALID: no request sense is sent.',
                meta: cite('dd-autosense', 'scsibuf-autosense-valid'),
              },
              {
                guard: 'the head driver does not ask for sense data',
                target: 'deciding',
                actions: ['its sense data come next', 'there are no sense data'],
                description: 'By parameter: the sense data are given up.',
                meta: cite('dd-resume-without-sense'),
              },
              {
                target: 'sensing',
                actions: ['its sense data come next', 'send REQUEST SENSE'],
                description: 'CHECK CONDITION: REQUEST SENSE with SC_RESUME and SC_NO_Q is the very next transaction.',
                meta: cite('dd-check-condition'),
              },
            ],
          },
        },
        sensing: {
          description: 'REQUEST SENSE is out; nothing else is sent.',
          on: {
            'dd.iodone': [
              {
                guard: 'sense data have come',
                target: 'deciding',
                actions: ['keep the sense data for the command', 'hand over the sense data'],
                description: 'The command that failed learns why.',
                meta: cite('dd-check-condition'),
              },
              {
                guard: 'no error',
                target: 'deciding',
                actions: 'hand over the sense data',
                description: 'REQUEST SENSE was good but brought nothing.',
                meta: cite('dd-sense-fails'),
              },
              {
                guard: 'REQUEST SENSE has failed, the sense data are still there, tries left',
                actions: ['its queue is kept or not, as it says', 'send REQUEST SENSE'],
                description:
                  'REQUEST SENSE has failed: once more, with SC_RESUME; nothing else has reached the device.',
                meta: cite('dd-sense-fails', 'dd-check-condition'),
              },
              {
                guard: 'EIO, and the queue is still kept',
                target: 'deciding',
                actions: ['its queue is still kept and has to be cleared', 'hand over the sense data'],
                description: 'REQUEST SENSE has failed, the queue is kept.',
                meta: cite('dd-sense-fails'),
              },
              {
                guard: 'REQUEST SENSE was rejected',
                target: 'deciding',
                actions: ['a kept queue has to be cleared', 'hand over the sense data'],
                description: 'REQUEST SENSE was rejected: the queue is as it was, and halted.',
                meta: cite('dd-sense-fails', 'dd-rejected'),
              },
              {
                target: 'deciding',
                actions: ['its queue is not kept any more', 'hand over the sense data'],
                description: 'REQUEST SENSE has failed or was flushed; nothing is kept.',
                meta: cite('dd-sense-fails', 'dd-resume-first'),
              },
            ],
          },
        },
        deciding: {
          description: 'The command says, in the same step, what it wants.',
          on: {
            'head.done': {
              guard: 'it is about the command whose sense data were asked for',
              target: 'going on',
              actions: ['it is over', 'the sense data have been dealt with'],
              description: 'The command is over.',
              meta: cite('dd-good', 'dd-sense-fatal'),
            },
            'head.retry': {
              guard: 'it is about the command whose sense data were asked for',
              target: 'going on',
              actions: ['it goes first after the recovery', 'the sense data have been dealt with'],
              description: 'The command goes again, before those that were flushed.',
              meta: cite('dd-retry-first'),
            },
            'head.startUnit': {
              guard: 'it is about the command whose sense data were asked for',
              target: 'going on',
              actions: ['it goes first after the recovery', 'the sense data have been dealt with'],
              description: 'START UNIT, then the command again.',
              meta: cite('dd-not-ready'),
            },
          },
        },
        'going on': {
          description: 'What has to be done with the queue of the adapter driver?',
          always: [
            {
              guard: 'ACA and the kept queue have to be cleared',
              target: 'clearing ACA',
              actions: ['ACA is being cleared', 'send SC_CLEAR_ACA and SC_Q_CLR'],
              description: 'SC_CLEAR_ACA with SC_Q_CLR.',
              meta: cite('dd-clear-aca', 'scsibuf-clear-aca', 'dd-clear-or-resume'),
            },
            {
              guard: 'ACA has to be cleared and the kept queue resumed, and no request sense went out',
              target: 'clearing ACA',
              actions: ['ACA is being cleared', 'send SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME'],
              description: 'SC_CLEAR_ACA with SC_Q_RESUME; the first after the error has SC_RESUME.',
              meta: cite('dd-clear-aca', 'scsibuf-clear-aca', 'dd-autosense'),
            },
            {
              guard: 'ACA has to be cleared and the kept queue resumed',
              target: 'clearing ACA',
              actions: ['ACA is being cleared', 'send SC_CLEAR_ACA and SC_Q_RESUME'],
              description: 'SC_CLEAR_ACA with SC_Q_RESUME; SC_RESUME went with the request sense.',
              meta: cite('dd-clear-aca', 'scsibuf-clear-aca', 'fscsi-aca-command'),
            },
            {
              guard: 'ACA has to be cleared',
              target: 'clearing ACA',
              actions: ['ACA is being cleared', 'send SC_CLEAR_ACA'],
              description: 'SC_CLEAR_ACA; nothing is kept.',
              meta: cite('dd-clear-aca', 'scsibuf-clear-aca'),
            },
            {
              guard: 'the kept queue has to be cleared',
              target: 'clearing',
              actions: 'send SC_Q_CLR',
              description:
                'SC_Q_CLR: the held ones would meet the same trouble, or the head driver wants its order back.',
              meta: cite('dd-clear-or-resume', 'queue-clear'),
            },
            {
              guard: 'the queue was kept, and no request sense went out',
              target: 'resuming',
              actions: 'send SC_RESUME and SC_Q_RESUME',
              description: 'The first transaction after the error needs SC_RESUME as well.',
              meta: cite('dd-resume-without-sense', 'queue-release'),
            },
            {
              guard: 'the queue was kept',
              target: 'resuming',
              actions: 'send SC_Q_RESUME',
              description: 'SC_Q_RESUME: the held ones go on. Without SC_RESUME, which went with the request sense.',
              meta: cite('dd-clear-or-resume', 'queue-release'),
            },
            {
              guard: 'autosense data of another command are waiting',
              target: 'deciding',
              actions: ['hand over the autosense data of the next one', 'the next command that waits for sense data'],
              description: 'The next CHECK CONDITION, with its sense data.',
              meta: cite('dd-one-recovery-at-a-time', 'dd-autosense'),
            },
            {
              guard: 'sense data of another command are waiting',
              target: 'sensing',
              actions: ['the next command that waits for sense data', 'send REQUEST SENSE'],
              description: 'The next CHECK CONDITION.',
              meta: cite('dd-one-recovery-at-a-time', 'dd-check-condition'),
            },
            {
              guard: 'the head driver does not ask for sense data',
              target: 'draining',
              actions: 'SC_RESUME is due',
              description: 'Nothing is kept; no request sense has resumed the queue.',
              meta: cite('dd-resume-without-sense', 'dd-resume-first'),
            },
            {
              guard: 'no request sense went out, the sense data were there',
              target: 'draining',
              actions: 'SC_RESUME is due',
              description: 'Nothing is kept; the first transaction after the error has SC_RESUME.',
              meta: cite('dd-autosense', 'dd-resume-first'),
            },
            {
              target: 'draining',
              description: 'Nothing is kept.',
              meta: cite('dd-resume-first'),
            },
          ],
        },
        resuming: {
          description: 'SC_Q_RESUME is out; nothing else is sent before it is back.',
          on: {
            'dd.iodone': [
              {
                guard: 'no error',
                target: 'resumed',
                actions: 'the queue is not held',
                description: 'The held ones go on.',
                meta: cite('dd-clear-or-resume'),
              },
              {
                guard: 'EINVAL: nothing was held',
                target: 'resumed',
                actions: 'the queue is not held',
                description: 'The queue had been cleared and runs.',
                meta: cite('queue-flags-misused'),
              },
              {
                target: 'resumed',
                actions: ['the queue is not held', 'SC_RESUME is due'],
                description: 'The queue was halted anew meanwhile.',
                meta: cite('dd-halted-meanwhile', 'dd-resume-first'),
              },
            ],
          },
        },
        clearing: {
          description: 'SC_Q_CLR is out; nothing else is sent before it is back.',
          on: {
            'dd.iodone': {
              target: 'resumed',
              actions: ['the queue is not held', 'SC_RESUME is due'],
              description: 'SC_Q_CLR is back, after all that were held: SC_RESUME is due.',
              meta: cite('queue-clear', 'dd-resume-first'),
            },
          },
        },
        'clearing ACA': {
          description: 'SC_CLEAR_ACA is out; nothing else is sent before it is back.',
          on: {
            'dd.iodone': [
              {
                guard: 'no error, and the kept queue goes on',
                target: 'resumed',
                actions: ['the queue is not held', 'there are no more tries to count'],
                description: 'ACA is over and the held ones go on.',
                meta: cite('dd-clear-aca'),
              },
              {
                guard: 'no error',
                target: 'going on',
                actions: 'there are no more tries to count',
                description: 'ACA is over.',
                meta: cite('dd-clear-aca'),
              },
              {
                guard: 'EINVAL: nothing was held',
                target: 'going on',
                actions: ['the queue is not held', 'ACA has still to be cleared'],
                description: 'The queue had been cleared by another error: SC_CLEAR_ACA once more, alone.',
                meta: cite('dd-clear-aca', 'fscsi-flags-misused'),
              },
              {
                guard: 'CLEAR ACA has failed, tries left',
                target: 'going on',
                actions: ['its queue is kept or not, as it says', 'ACA has still to be cleared'],
                description: 'CLEAR ACA has failed: once more.',
                meta: cite('dd-clear-aca-fails'),
              },
              {
                guard: 'EIO, and the queue is still kept',
                target: 'going on',
                actions: ['its queue is still kept and has to be cleared', 'there are no more tries to count'],
                description: 'CLEAR ACA has failed too often; the queue is given up.',
                meta: cite('dd-clear-aca-fails'),
              },
              {
                target: 'resumed',
                actions: ['the queue is not held', 'SC_RESUME is due', 'there are no more tries to count'],
                description: 'It comes back after the queue, which was cleared: SC_RESUME is due.',
                meta: cite('dd-clear-aca', 'dd-clear-aca-fails', 'dd-resume-first'),
              },
            ],
          },
        },
        resumed: {
          description: 'Is there more to recover from?',
          always: [
            {
              guard: 'autosense data of another command are waiting',
              target: 'deciding',
              actions: ['hand over the autosense data of the next one', 'the next command that waits for sense data'],
              description: 'The next CHECK CONDITION, with its sense data.',
              meta: cite('dd-one-recovery-at-a-time', 'dd-autosense'),
            },
            {
              guard: 'sense data of another command are waiting',
              target: 'sensing',
              actions: ['the next command that waits for sense data', 'send REQUEST SENSE'],
              description: 'The next CHECK CONDITION.',
              meta: cite('dd-one-recovery-at-a-time', 'dd-check-condition'),
            },
            { target: 'running', description: 'Nothing.', meta: cite('dd-clear-or-resume') },
          ],
        },
        draining: {
          description: 'The adapter driver gives everything back; until then nothing is sent.',
          always: [
            {
              guard: 'all have come back, and time has to pass',
              target: 'waiting',
              description: 'Everything is back; the device needs time.',
              meta: cite('dd-busy'),
            },
            {
              guard: 'all have come back',
              target: 'running',
              description: 'Everything is back: the first one goes out with SC_RESUME.',
              meta: cite('dd-resume-first'),
            },
          ],
          on: {
            'head.sense': [
              {
                guard: 'the sense data have come with the status',
                target: 'deciding',
                actions: ['its sense data come next', 'hand over the autosense data'],
                description: 'SC_AUTOSENSE_DATA_VALID: no request sense is sent.',
                meta: cite('dd-autosense', 'scsibuf-autosense-valid'),
              },
              {
                guard: 'the head driver does not ask for sense data',
                target: 'deciding',
                actions: ['its sense data come next', 'there are no sense data'],
                description: 'By parameter: the sense data are given up.',
                meta: cite('dd-resume-without-sense'),
              },
              {
                target: 'sensing',
                actions: ['its sense data come next', 'send REQUEST SENSE'],
                description: 'One that was still active in the device ends with CHECK CONDITION.',
                meta: cite('dd-check-condition'),
              },
            ],
          },
        },
        waiting: {
          description: 'The device needs time; the head driver waits, the queue stays halted.',
          initial: 'choosing',
          states: {
            choosing: {
              description: 'How long?',
              always: [
                { guard: 'busy', target: 'busy', description: 'It is busy.', meta: cite('dd-busy') },
                { guard: 'queue full', target: 'full', description: 'Its queue is full.', meta: cite('dd-busy') },
                {
                  guard: 'becoming ready',
                  target: 'becoming ready',
                  description: 'It is becoming ready.',
                  meta: cite('dd-not-ready'),
                },
                {
                  guard: 'the path is away',
                  target: 'away',
                  description: 'The target is away.',
                  meta: cite('dd-path-dead'),
                },
              ],
            },
            busy: {
              description: 'SC_BUSY_STATUS.',
              after: {
                busyDelay: {
                  target: '#aix-disk.traffic.running',
                  actions: 'the time is over',
                  description: 'Once more.',
                  meta: cite('dd-busy'),
                },
              },
            },
            full: {
              description: 'SC_QUEUE_FULL.',
              after: {
                queueFullDelay: {
                  target: '#aix-disk.traffic.running',
                  actions: 'the time is over',
                  description: 'Once more.',
                  meta: cite('dd-busy'),
                },
              },
            },
            away: {
              description: 'SCSI_TRANSPORT_DEAD.',
              after: {
                transportDelay: {
                  target: '#aix-disk.traffic.running',
                  actions: 'the time is over',
                  description: 'Once more.',
                  meta: cite('dd-path-dead'),
                },
              },
            },
            'becoming ready': {
              description: 'NOT READY.',
              after: {
                notReadyDelay: {
                  target: '#aix-disk.traffic.running',
                  actions: 'the time is over',
                  description: 'Once more.',
                  meta: cite('dd-not-ready'),
                },
              },
            },
          },
        },
      },
    },
  },
});
