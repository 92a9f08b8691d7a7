import { cite } from '../clauses/index.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

const inquiry = [
  { type: 'prepare the internal command', params: { op: 'inquiry', direction: 'in', polled: true } },
  'start the internal command',
  'one more in transport',
] as const;

/** INQUIRY has gone well: is there anything to read? */
const answered = [
  {
    guard: 'succeeded, but nothing moved',
    target: 'over',
    description: 'SCSIPROBE_NONCCS: something answers, but not with INQUIRY data.',
    meta: cite('sd-probe-data'),
  },
  {
    guard: 'succeeded',
    target: '#autoRequestSense',
    actions: 'first try',
    description: 'SCSIPROBE_EXISTS: there is a device.',
    meta: cite('sd-probe', 'sd-probe-data'),
  },
] as const;

/** scsi_probe: is there a device? */
export const probing: State = {
  description: 'scsi_probe: INQUIRY, with FLAG_NOINTR: scsi_transport returns when it is complete.',
  meta: cite('sd-probe-nointr'),
  initial: 'first',
  states: {
    first: {
      description: 'The first INQUIRY.',
      entry: [...inquiry],
      on: {
        'unit.internalDone': [
          ...answered,
          {
            guard: 'never transported',
            target: 'over',
            description: 'SCSIPROBE_NOMEM or SCSIPROBE_FAILURE: the INQUIRY could not be sent.',
            meta: cite('sd-probe'),
          },
          {
            guard: 'no response',
            target: 'over',
            description: 'SCSIPROBE_NORESP: nobody answers.',
            meta: cite('sd-probe'),
          },
          {
            guard: 'transport failure',
            target: 'onceMore',
            description: 'Another transport failure: tried once more.',
            meta: cite('sd-probe'),
          },
          {
            target: 'second',
            description: 'BUSY, CHECK CONDITION or another status: INQUIRY again.',
            meta: cite('sd-probe'),
          },
        ],
      },
    },
    onceMore: {
      description: 'The first INQUIRY, after a transport failure.',
      entry: [...inquiry],
      on: {
        'unit.internalDone': [
          ...answered,
          {
            guard: 'transport failure',
            target: 'over',
            description: 'SCSIPROBE_FAILURE: it was not transported the second time either.',
            meta: cite('sd-probe'),
          },
          {
            target: 'second',
            description: 'BUSY, CHECK CONDITION or another status: INQUIRY again.',
            meta: cite('sd-probe'),
          },
        ],
      },
    },
    second: {
      description: 'The second INQUIRY; a unit attention may have been in the way of the first.',
      entry: [...inquiry],
      on: {
        'unit.internalDone': [
          ...answered,
          {
            guard: 'transport failure',
            target: 'over',
            description: 'SCSIPROBE_NORESP or SCSIPROBE_FAILURE: now it is not transported.',
            meta: cite('sd-probe'),
          },
          {
            guard: 'BUSY',
            target: 'over',
            description: 'SCSIPROBE_BUSY: it is there, and busy.',
            meta: cite('sd-probe-again'),
          },
          {
            guard: 'CHECK CONDITION, and REQUEST SENSE was not transported',
            target: 'over',
            description: 'SCSIPROBE_FAILURE: the sense data could not be taken away.',
            meta: cite('sd-probe-again'),
          },
          {
            target: 'third',
            description: 'CHECK CONDITION, whose sense data are taken and not looked at: INQUIRY again.',
            meta: cite('sd-probe-again'),
          },
        ],
      },
    },
    third: {
      description: 'The third INQUIRY, with nothing pending in the unit.',
      entry: [...inquiry],
      on: {
        'unit.internalDone': [
          ...answered,
          {
            guard: 'transport failure',
            target: 'over',
            description: 'SCSIPROBE_FAILURE: now it is not transported.',
            meta: cite('sd-probe-again'),
          },
          {
            guard: 'BUSY',
            target: 'over',
            description: 'SCSIPROBE_BUSY: it is there, and busy.',
            meta: cite('sd-probe-again'),
          },
          {
            target: 'fourth',
            description: 'CHECK CONDITION again: a last INQUIRY.',
            meta: cite('sd-probe-again'),
          },
        ],
      },
    },
    fourth: {
      description: 'The last INQUIRY.',
      entry: [...inquiry],
      on: {
        'unit.internalDone': [
          ...answered,
          {
            target: 'over',
            description: 'SCSIPROBE_FAILURE: whatever it says.',
            meta: cite('sd-probe-again'),
          },
        ],
      },
    },
    over: {
      description: 'The probe has failed.',
      always: [
        {
          guard: 'it was probed once',
          target: 'resetting',
          actions: 'another try',
          description: 'Once: reset the logical unit, and probe again.',
          meta: cite('sd-probe-reset'),
        },
        {
          target: '#detached',
          actions: 'first try',
          description: 'Twice: attach fails (DDI_PROBE_PARTIAL: it may be tried later).',
          meta: cite('sd-probe-reset', 'sd-attach'),
        },
      ],
    },
    resetting: {
      description: 'In scsi_reset(RESET_LUN).',
      entry: 'scsi_reset LUN',
      on: {
        'tran.resetReturn': {
          target: 'first',
          description: 'Whatever it returns (0 as long as nobody has switched lun-reset on): the probe begins anew.',
          meta: cite('sd-probe-reset', 'reset-lun-capability'),
        },
      },
    },
  },
};
