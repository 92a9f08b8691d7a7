import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Address, Slot } from '../protocol/names.ts';
import type { DdIodone, ScBufMessage } from '../protocol/sc-buf.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `sc-buf` is started with. */
export type ScBufInput = {
  slot: Slot;
  /** who fills it: a command of the head driver, or the head driver itself */
  owner: Address;
};

export type ScBufContext = {
  at: { slot: Slot; owner: Address };
  /** The uio of a gathered write says what the caller wants to write. */
  uioFilled: boolean;
};

type Back = Extract<ScBufMessage, { type: 'scbuf.iodone' }>;
type Given = { context: ScBufContext; event: ScBufMessage };

/** A guard about the fields with which it comes back. */
const back =
  (holds: (fields: Back) => boolean) =>
  ({ event }: Given): boolean =>
    event.type === 'scbuf.iodone' && holds(event);

const saysNothing = ({ validity, scsiStatus, cardStatus }: Back): boolean =>
  validity === 'none' && scsiStatus === null && cardStatus === null;

/**
 * `sc_buf` of one place: who has it, and which of its fields say something. What is not listed must not happen: calling
 * devstrat with one that the adapter driver has, or with a uio that it may have changed, starting one twice, iodone for one that is still in a queue, a status
 * field that `status_validity` does not name.
 */
export const scBufMachine = setup({
  types: { input: {} as ScBufInput, context: {} as ScBufContext, events: {} as ScBufMessage },
  guards: {
    'it carries no command': ({ event }: Given) =>
      event.type === 'scbuf.devstrat' &&
      event.op === null &&
      (event.flags.includes('SC_Q_CLR') || event.flags.includes('SC_Q_RESUME')),
    'it carries a command': ({ event }: Given) =>
      event.type === 'scbuf.devstrat' &&
      event.op !== null &&
      event.gathered === undefined &&
      !event.flags.includes('SC_Q_CLR'),
    'it carries a gathered write, whose uio is as the caller has filled it': ({ context, event }: Given) =>
      event.type === 'scbuf.devstrat' &&
      event.op !== null &&
      event.gathered !== undefined &&
      context.uioFilled &&
      !event.flags.includes('SC_Q_CLR'),
    'no error': back((fields) => fields.error === 'none' && saysNothing(fields)),
    'EIO, the device gave a status': back(
      ({ error, validity, scsiStatus, cardStatus }) =>
        error === 'EIO' &&
        validity === 'SC_SCSI_ERROR' &&
        scsiStatus !== null &&
        scsiStatus !== 'SC_GOOD_STATUS' &&
        cardStatus === null,
    ),
    'EIO, the adapter gave a status': back(
      ({ error, validity, scsiStatus, cardStatus }) =>
        error === 'EIO' && validity === 'SC_ADAPTER_ERROR' && cardStatus !== null && scsiStatus === null,
    ),
    'flushed: ENXIO': back(
      (fields) => fields.error === 'ENXIO' && saysNothing(fields) && fields.adapQStatus === 'cleared',
    ),
    'rejected: another errno': back(
      (fields) => fields.error !== 'none' && fields.error !== 'EIO' && fields.error !== 'ENXIO' && saysNothing(fields),
    ),
  },
  actions: {
    'the uio is filled': assign({ uioFilled: true }),
    'the uio may change': assign({ uioFilled: false }),
    'call dd_iodone': send<ScBufContext, ScBufMessage, DdIodone>(
      ({ context }) => context.at.owner,
      ({ context, event }) => {
        assertEvent(event, 'scbuf.iodone');
        return { ...event, type: 'dd.iodone', slot: context.at.slot };
      },
    ),
  },
}).createMachine({
  id: 'sc-buf',
  description: 'The request between an AIX SCSI device driver and a SCSI adapter driver.',
  context: ({ input }) => ({ at: { slot: input.slot, owner: input.owner }, uioFilled: false }),
  initial: 'head',
  states: {
    head: {
      description: 'The device driver has it and may write its fields; what it says about status is old.',
      on: {
        'scbuf.uioFilled': {
          actions: 'the uio is filled',
          description: 'The process has filled the uio, or filled it again.',
          meta: cite('dd-gathered-restored'),
        },
        'scbuf.devstrat': [
          {
            guard: 'it carries no command',
            target: 'devstrat',
            description: 'Filled to manage the queue of the device only.',
            meta: cite('scbuf-q-clr-no-command', 'scbuf-q-resume-may-carry', 'scbuf-one-per-call'),
          },
          {
            guard: 'it carries a command',
            target: 'devstrat',
            description: 'Filled with command, address, timeout and flags.',
            meta: cite('scbuf-filled-by-start', 'scbuf-one-per-call'),
          },
          {
            guard: 'it carries a gathered write, whose uio is as the caller has filled it',
            target: 'devstrat',
            actions: 'the uio may change',
            description: 'Filled for a gathered write: resvd1 points to the uio, which the adapter driver may change.',
            meta: cite('dd-gathered', 'dd-gathered-restored', 'scbuf-one-per-call'),
          },
        ],
      },
    },
    devstrat: {
      description: 'devstrat is called: from here to dd_iodone it belongs to the adapter driver.',
      on: {
        'scbuf.chained': {
          target: 'adapter.chained',
          description: 'The adapter driver has found nothing wrong with it.',
          meta: cite('scbuf-owner', 'adapter-chains-at-tail'),
        },
        'scbuf.dequeued': {
          target: 'iodone',
          description: 'Rejected or flushed: never in a queue.',
          meta: cite('scbuf-reject-by-iodone', 'scbuf-positive-indication'),
        },
      },
    },
    adapter: {
      description: 'In the adapter driver. Status fields are not defined, b_work is the adapter driver’s.',
      initial: 'chained',
      states: {
        chained: {
          description: 'In the chain of its device.',
          on: {
            'scbuf.started': {
              target: 'started',
              description: 'sc_start gives it to the hardware.',
              meta: cite('adapter-start-arms-timeout'),
            },
            'scbuf.dequeued': {
              target: '#sc-buf.iodone',
              description: 'Flushed: it was never started.',
              meta: cite('scbuf-positive-indication', 'scbuf-dequeued-before-iodone'),
            },
          },
        },
        started: {
          description: 'The hardware has it. The adapter driver does not start it again.',
          on: {
            'scbuf.takenBack': {
              target: 'chained',
              description: 'The hardware did not get as far as the device; that it may try again.',
              meta: cite('adapter-retries-only-before-handover'),
            },
            'scbuf.dequeued': {
              target: '#sc-buf.iodone',
              description: 'Completed, well or badly: first out of the queue, then iodone.',
              meta: cite('scbuf-dequeued-before-iodone'),
            },
          },
        },
      },
    },
    iodone: {
      description: 'In no queue; dd_iodone is scheduled.',
      on: {
        'scbuf.iodone': [
          {
            guard: 'no error',
            target: 'head',
            description: 'B_ERROR clear, nothing in the status fields; b_resid may still be more than 0.',
            actions: 'call dd_iodone',
            meta: cite('scbuf-no-error', 'scbuf-resid-always-valid'),
          },
          {
            guard: 'EIO, the device gave a status',
            target: 'head',
            description: 'EIO with SC_SCSI_ERROR: scsi_status is valid, general_card_status is not.',
            actions: 'call dd_iodone',
            meta: cite('scbuf-one-validity-bit', 'scbuf-scsi-status-valid'),
          },
          {
            guard: 'EIO, the adapter gave a status',
            target: 'head',
            description: 'EIO with SC_ADAPTER_ERROR: general_card_status is valid, scsi_status is not.',
            actions: 'call dd_iodone',
            meta: cite('scbuf-one-validity-bit', 'scbuf-card-status-valid'),
          },
          {
            guard: 'flushed: ENXIO',
            target: 'head',
            description: 'ENXIO: flushed with the queue, no status.',
            actions: 'call dd_iodone',
            meta: cite('scbuf-positive-indication', 'scbuf-flushed-fields'),
          },
          {
            guard: 'rejected: another errno',
            target: 'head',
            description: 'The adapter driver did not take it, b_error says why.',
            actions: 'call dd_iodone',
            meta: cite('scbuf-reject-by-iodone'),
          },
        ],
      },
    },
  },
});
