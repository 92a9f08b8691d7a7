import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** The reservation of the unit, and how it is lost. */
export const reservation: State = {
  description: 'un_resvd_status.',
  initial: 'none',
  states: {
    none: {
      description: 'No reservation is held.',
      on: {
        'unit.returnCommand': {
          guard: 'RESERVE succeeded',
          target: 'held',
          description: 'RESERVE succeeded.',
          meta: cite('sd-reservation'),
        },
        'unit.resetSeen': ignored('no reservation is held'),
        'scsi.resetNotify': {
          description: 'The adapter saw a bus reset: no reservation is held.',
          meta: cite('reset-notify-return'),
          actions: 'return from the notification',
        },
      },
    },
    held: {
      description: 'The unit is reserved for this host.',
      on: {
        'unit.returnCommand': {
          guard: 'RELEASE succeeded',
          target: 'none',
          description: 'RELEASE succeeded.',
          meta: cite('sd-reservation'),
        },
        'unit.intr': {
          guard: 'the packet saw a reset',
          target: 'lost',
          description: 'A packet died in a reset: the reservation is lost and wanted.',
          meta: cite('sd-reservation-lost'),
        },
        'unit.resetSeen': {
          target: 'lost',
          description: 'UNIT ATTENTION 29h: the reservation is lost and wanted.',
          meta: cite('sd-reservation-lost'),
        },
        'scsi.resetNotify': {
          target: 'lost',
          description: 'The adapter saw a bus reset: the reservation is lost and wanted.',
          meta: cite('sd-reservation-lost', 'reset-notify-return'),
          actions: 'return from the notification',
        },
      },
    },
    lost: {
      description: 'Lost in a reset, and wanted back.',
      on: {
        'unit.returnCommand': [
          {
            guard: 'RESERVE succeeded',
            target: 'held',
            description: 'Reserved again.',
            meta: cite('sd-reservation'),
          },
          {
            guard: 'RELEASE succeeded',
            target: 'none',
            description: 'No longer wanted.',
            meta: cite('sd-reservation'),
          },
        ],
        'unit.resetSeen': ignored('the reservation is lost already'),
        'scsi.resetNotify': {
          description: 'The adapter saw a bus reset: the reservation is lost already.',
          meta: cite('reset-notify-return'),
          actions: 'return from the notification',
        },
      },
    },
  },
};
