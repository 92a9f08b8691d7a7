import { cite } from '../clauses/index.ts';
import type { aixDiskSetup } from './aix-disk.setup.ts';

type States = NonNullable<Parameters<typeof aixDiskSetup.createStateConfig>[0]['states']>;

/** CHECK CONDITION while no other one is dealt with. */
export const checkCondition = [
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
] as const;

/** Another CHECK CONDITION has come meanwhile. */
const nextCheck = [
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
] as const;

/** How the AIX disk driver gets a device going again after an error, with and without command tag queuing. */
export const recovery: States = {
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
          description: 'REQUEST SENSE has failed: once more, with SC_RESUME; nothing else has reached the device.',
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
          guard: 'REQUEST SENSE was rejected, tries left',
          actions: ['count a try', 'send REQUEST SENSE'],
          description: 'REQUEST SENSE was rejected, the queue is as it was: once more, the sense data are still there.',
          meta: cite('dd-sense-fails', 'dd-check-condition'),
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
        description: 'SC_Q_CLR: the held ones would meet the same trouble, or the head driver wants its order back.',
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
      ...nextCheck,
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
          actions: ['the queue is not held', 'there are no more tries to count'],
          description: 'The held ones go on.',
          meta: cite('dd-clear-or-resume'),
        },
        {
          guard: 'EINVAL, tries left',
          target: 'going on',
          actions: 'count a try',
          description: 'Nothing was held, or this sc_buf was rejected for another reason: once more.',
          meta: cite('queue-flags-misused', 'dd-resume-rejected'),
        },
        {
          guard: 'EINVAL: nothing was held',
          target: 'resumed',
          actions: ['the queue is not held', 'there are no more tries to count'],
          description: 'The queue had been cleared and runs.',
          meta: cite('queue-flags-misused', 'dd-resume-rejected'),
        },
        {
          target: 'resumed',
          actions: ['the queue is not held', 'SC_RESUME is due', 'there are no more tries to count'],
          description: 'The queue was halted anew meanwhile.',
          meta: cite('dd-halted-meanwhile', 'dd-resume-first'),
        },
      ],
    },
  },
  clearing: {
    description: 'SC_Q_CLR is out; nothing else is sent before it is back.',
    on: {
      'dd.iodone': [
        {
          guard: 'EINVAL, tries left',
          target: 'going on',
          actions: 'count a try',
          description: 'Nothing was held, or this sc_buf was rejected for another reason: once more.',
          meta: cite('queue-flags-misused', 'dd-resume-rejected'),
        },
        {
          target: 'resumed',
          actions: ['the queue is not held', 'SC_RESUME is due', 'there are no more tries to count'],
          description: 'SC_Q_CLR is back, after all that were held: SC_RESUME is due.',
          meta: cite('queue-clear', 'dd-resume-first'),
        },
      ],
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
          guard: 'EINVAL, tries left',
          target: 'going on',
          actions: ['count a try', 'ACA has still to be cleared'],
          description: 'Nothing was held, or this scsi_buf was rejected for another reason: once more.',
          meta: cite('dd-clear-aca', 'fscsi-flags-misused', 'dd-resume-rejected'),
        },
        {
          guard: 'EINVAL: nothing was held',
          target: 'going on',
          actions: ['the queue is not held', 'ACA has still to be cleared', 'there are no more tries to count'],
          description: 'The queue had been cleared by another error: SC_CLEAR_ACA once more, alone.',
          meta: cite('dd-clear-aca', 'fscsi-flags-misused'),
        },
        {
          guard: 'CLEAR ACA has failed, tries left',
          target: 'going on',
          actions: [
            'its queue is kept or not, as it says',
            'note what a reset has ended',
            'ACA has still to be cleared',
          ],
          description: 'CLEAR ACA has failed: once more.',
          meta: cite('dd-clear-aca-fails', 'dd-clear-aca-reset'),
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
          actions: [
            'the queue is not held',
            'note what a reset has ended',
            'SC_RESUME is due',
            'there are no more tries to count',
          ],
          description: 'It comes back after the queue, which was cleared: SC_RESUME is due.',
          meta: cite('dd-clear-aca', 'dd-clear-aca-fails', 'dd-clear-aca-reset', 'dd-resume-first'),
        },
      ],
    },
  },
  resumed: {
    description: 'Is there more to recover from?',
    always: [...nextCheck, { target: 'running', description: 'Nothing.', meta: cite('dd-clear-or-resume') }],
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
      'head.sense': checkCondition,
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
};
