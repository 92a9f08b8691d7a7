import { assertEvent, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Address, Slot } from '../protocol/names.ts';
import type { DdIodone } from '../protocol/sc-buf.ts';
import type { ScsiBufMessage } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `scsi-buf` is started with. */
export type ScsiBufInput = {
  slot: Slot;
  /** who fills it: a command of the head driver, or the head driver itself */
  owner: Address;
};

export type ScsiBufContext = { at: { slot: Slot; owner: Address } };

type Back = Extract<ScsiBufMessage, { type: 'scsibuf.iodone' }>;
type Filled = Extract<ScsiBufMessage, { type: 'scsibuf.devstrat' }>;
type Given = { event: ScsiBufMessage };

/** A guard about the fields with which it is passed to devstrat. */
const filled =
  (holds: (fields: Filled) => boolean) =>
  ({ event }: Given): boolean =>
    event.type === 'scsibuf.devstrat' && holds(event);

/** A guard about the fields with which it comes back. */
const back =
  (holds: (fields: Back) => boolean) =>
  ({ event }: Given): boolean =>
    event.type === 'scsibuf.iodone' && holds(event);

const saysNothing = ({ validity, scsiStatus, adapterStatus, autosense }: Back): boolean =>
  validity === 'none' && scsiStatus === null && adapterStatus === null && autosense === null;

const bringsSense = ({ scsiStatus }: Back): boolean =>
  scsiStatus === 'SC_CHECK_CONDITION' || scsiStatus === 'SC_COMMAND_TERMINATED';

/**
 * `scsi_buf` of one place: who has it, and which of its fields say something. What is not listed must not happen: calling
 * devstrat with one that the adapter driver has, starting one twice, iodone for one that is still in a queue, a status
 * field that `status_validity` does not name, autosense data beside a status that has none.
 */
export const scsiBufMachine = setup({
  types: { input: {} as ScsiBufInput, context: {} as ScsiBufContext, events: {} as ScsiBufMessage },
  guards: {
    'it is there to manage the queue': filled(
      ({ op, flags }) => op === null && (flags.includes('SC_Q_CLR') || flags.includes('SC_Q_RESUME')),
    ),
    'it is there to manage device or target': filled(
      ({ op, flags }) =>
        op === null &&
        (flags.includes('SC_CLEAR_ACA') || flags.includes('SC_LUN_RESET') || flags.includes('SC_TARGET_RESET')),
    ),
    'it carries a command': filled(
      ({ op, flags }) =>
        op !== null &&
        !flags.includes('SC_Q_CLR') &&
        !flags.includes('SC_CLEAR_ACA') &&
        !flags.includes('SC_LUN_RESET') &&
        !flags.includes('SC_TARGET_RESET'),
    ),
    'no error': back((fields) => fields.error === 'none' && saysNothing(fields)),
    'EIO, the device gave a status and sense data with it': back(
      (fields) =>
        fields.error === 'EIO' &&
        fields.validity === 'SC_SCSI_ERROR' &&
        fields.adapterStatus === null &&
        fields.autosense !== null &&
        bringsSense(fields),
    ),
    'EIO, the device gave a status': back(
      ({ error, validity, scsiStatus, adapterStatus, autosense }) =>
        error === 'EIO' &&
        validity === 'SC_SCSI_ERROR' &&
        scsiStatus !== null &&
        scsiStatus !== 'SC_GOOD_STATUS' &&
        adapterStatus === null &&
        autosense === null,
    ),
    'EIO, the adapter gave a status': back(
      ({ error, validity, scsiStatus, adapterStatus, autosense }) =>
        error === 'EIO' &&
        validity === 'SC_ADAPTER_ERROR' &&
        adapterStatus !== null &&
        scsiStatus === null &&
        autosense === null,
    ),
    'flushed: ENXIO': back(
      (fields) => fields.error === 'ENXIO' && saysNothing(fields) && fields.adapQStatus === 'cleared',
    ),
    'rejected: another errno': back(
      (fields) => fields.error !== 'none' && fields.error !== 'EIO' && fields.error !== 'ENXIO' && saysNothing(fields),
    ),
  },
  actions: {
    'call dd_iodone': send<ScsiBufContext, ScsiBufMessage, DdIodone>(
      ({ context }) => context.at.owner,
      ({ context, event }) => {
        assertEvent(event, 'scsibuf.iodone');
        return { ...event, type: 'dd.iodone', slot: context.at.slot };
      },
    ),
  },
}).createMachine({
  id: 'scsi-buf',
  description: 'The request between an AIX SCSI device driver and an FCP or iSCSI adapter driver.',
  context: ({ input }) => ({ at: { slot: input.slot, owner: input.owner } }),
  initial: 'head',
  states: {
    head: {
      description: 'The device driver has it and may write its fields; what it says about status is old.',
      on: {
        'scsibuf.devstrat': [
          {
            guard: 'it is there to manage device or target',
            target: 'devstrat',
            description: 'Filled to have ACA cleared or something reset; it may clear or resume the queue as well.',
            meta: cite('scsibuf-clear-aca', 'scsibuf-reset-flags', 'scsibuf-ids'),
          },
          {
            guard: 'it is there to manage the queue',
            target: 'devstrat',
            description: 'Filled to manage the queue of the device only.',
            meta: cite('scsibuf-same-flags', 'scsibuf-ids'),
          },
          {
            guard: 'it carries a command',
            target: 'devstrat',
            description: 'Filled with command, ids, address, autosense buffer, timeout and flags.',
            meta: cite('scsibuf-filled-by-start', 'scsibuf-ids', 'scsibuf-naca'),
          },
        ],
      },
    },
    devstrat: {
      description: 'devstrat is called: from here to dd_iodone it belongs to the adapter driver.',
      on: {
        'scsibuf.chained': {
          target: 'adapter.chained',
          description: 'The adapter driver has found nothing wrong with it.',
          meta: cite('fscsi-tests-all', 'fscsi-chains'),
        },
        'scsibuf.started': {
          target: 'adapter.started',
          description: 'It carries no command: what it asks for is sent at once.',
          meta: cite('scsibuf-clear-aca', 'scsibuf-reset-flags'),
        },
        'scsibuf.dequeued': {
          target: 'iodone',
          description: 'Rejected or flushed: never in a queue.',
          meta: cite('fscsi-tests-all', 'scsibuf-flushed'),
        },
      },
    },
    adapter: {
      description: 'In the adapter driver. Status fields are not defined.',
      initial: 'chained',
      states: {
        chained: {
          description: 'In the chain of its device.',
          on: {
            'scsibuf.started': {
              target: 'started',
              description: 'The start routine gives it to the hardware.',
              meta: cite('fscsi-start'),
            },
            'scsibuf.dequeued': {
              target: '#scsi-buf.iodone',
              description: 'Flushed: it was never started.',
              meta: cite('scsibuf-flushed'),
            },
          },
        },
        started: {
          description: 'The hardware has it. The adapter driver does not start it again.',
          on: {
            'scsibuf.dequeued': {
              target: '#scsi-buf.iodone',
              description: 'Completed, well or badly: out of the queue, then iodone.',
              meta: cite('fscsi-interrupt', 'fscsi-never-again'),
            },
          },
        },
      },
    },
    iodone: {
      description: 'In no queue of the adapter driver; dd_iodone is scheduled.',
      on: {
        'scsibuf.iodone': [
          {
            guard: 'no error',
            target: 'head',
            description: 'B_ERROR clear, nothing in the status fields; b_resid may still be more than 0.',
            actions: 'call dd_iodone',
            meta: cite('fscsi-interrupt', 'scsibuf-resid'),
          },
          {
            guard: 'EIO, the device gave a status and sense data with it',
            target: 'head',
            description: 'EIO with SC_SCSI_ERROR and SC_AUTOSENSE_DATA_VALID: the buffer holds the sense data.',
            actions: 'call dd_iodone',
            meta: cite('scsibuf-autosense-valid', 'scsibuf-validity'),
          },
          {
            guard: 'EIO, the device gave a status',
            target: 'head',
            description:
              'EIO with SC_SCSI_ERROR: scsi_status is valid, adapter_status and the autosense buffer are not.',
            actions: 'call dd_iodone',
            meta: cite('scsibuf-validity', 'scsibuf-autosense-null'),
          },
          {
            guard: 'EIO, the adapter gave a status',
            target: 'head',
            description: 'EIO with SC_ADAPTER_ERROR: adapter_status is valid, scsi_status is not.',
            actions: 'call dd_iodone',
            meta: cite('scsibuf-validity', 'scsibuf-adapter-status'),
          },
          {
            guard: 'flushed: ENXIO',
            target: 'head',
            description: 'ENXIO: flushed with the queue, no status.',
            actions: 'call dd_iodone',
            meta: cite('scsibuf-flushed'),
          },
          {
            guard: 'rejected: another errno',
            target: 'head',
            description: 'The adapter driver did not take it, b_error says why.',
            actions: 'call dd_iodone',
            meta: cite('fscsi-tests-all'),
          },
        ],
      },
    },
  },
});
