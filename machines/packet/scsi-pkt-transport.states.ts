import { cite } from '../clauses/index.ts';
import type { scsiPktSetup } from './scsi-pkt.setup.ts';

type State = Parameters<typeof scsiPktSetup.createStateConfig>[0];

/** The call of scsi_transport and the completion, in either order. */
export const submitting: State = {
  on: {
    'tran.return': [
      {
        guard: 'TRAN_ACCEPT of an earlier transport',
        actions: ['one return fewer is due', 'tell: returned'],
        description: 'An earlier call, whose packet completed meanwhile, returns first.',
        meta: cite('pkt-return-order'),
      },
      {
        guard: 'TRAN_ACCEPT of the last transport',
        target: 'transport',
        actions: ['one return fewer is due', 'tell: returned'],
        description: 'TRAN_ACCEPT: the transport layer owns the packet.',
        meta: cite('pkt-accept'),
      },
      {
        guard: 'rejection of the last transport',
        target: 'targetDriver.rejected',
        actions: ['one return fewer is due', 'tell: returned'],
        description: 'TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR: the packet never left.',
        meta: cite('pkt-reject'),
      },
    ],
    'pkt.comp': {
      target: 'targetDriver.submittingCompleted',
      actions: ['tell: completed', 'the callback returns'],
      description: 'The completion callback overtakes the return of scsi_transport.',
      meta: cite('pkt-callback-before-return', 'pkt-completion', 'pkt-callback-returns'),
    },
  },
};

/** FLAG_NOINTR in a thread, interrupt-driven underneath. */
export const sleeping: State = {
  initial: 'called',
  on: {
    'tran.return': {
      guard: 'TRAN_ACCEPT of an earlier transport',
      actions: ['one return fewer is due', 'tell: returned'],
      description: 'An earlier call, whose packet completed meanwhile, returns first.',
      meta: cite('pkt-return-order'),
    },
  },
  states: {
    called: {
      description: 'tran_start has not returned.',
      on: {
        'tran.return': [
          {
            guard: 'TRAN_ACCEPT of the last transport',
            target: 'accepted',
            actions: 'one return fewer is due',
            description: 'TRAN_ACCEPT: the thread goes to sleep.',
            meta: cite('pkt-accept', 'pkt-nointr-in-a-thread'),
          },
          {
            guard: 'rejection of the last transport',
            target: '#scsi-pkt.targetDriver.rejected',
            actions: ['one return fewer is due', 'tell: returned'],
            description: 'TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR: there is nothing to sleep for.',
            meta: cite('pkt-reject'),
          },
        ],
        'pkt.comp': {
          target: 'completed',
          actions: ['keep how it ended', 'the callback returns'],
          description: "The framework's routine overtakes the return of tran_start.",
          meta: cite('pkt-nointr-in-a-thread', 'pkt-callback-before-return', 'pkt-callback-returns'),
        },
      },
    },
    accepted: {
      description: 'The transport layer owns the packet.',
      on: {
        'pkt.comp': {
          target: '#scsi-pkt.targetDriver.completed',
          actions: ['the callback returns', 'tell: complete'],
          description: "The framework's routine wakes the thread: scsi_transport returns TRAN_ACCEPT.",
          meta: cite('pkt-nointr-in-a-thread', 'pkt-nointr', 'pkt-callback-returns'),
        },
      },
    },
    completed: {
      description: 'The packet is complete, tran_start has not returned.',
      on: {
        'tran.return': {
          guard: 'TRAN_ACCEPT of the last transport',
          target: '#scsi-pkt.targetDriver.completed',
          actions: ['one return fewer is due', 'tell: complete, as was kept', 'forget how it ended'],
          description: 'The thread need not sleep: scsi_transport returns TRAN_ACCEPT.',
          meta: cite('pkt-nointr-in-a-thread', 'pkt-nointr'),
        },
      },
    },
  },
};

/** FLAG_NOINTR, polled by the adapter. */
export const polling: State = {
  on: {
    'tran.return': [
      {
        guard: 'TRAN_ACCEPT of an earlier transport',
        actions: ['one return fewer is due', 'tell: returned'],
        description: 'An earlier call, whose packet completed meanwhile, returns first.',
        meta: cite('pkt-return-order'),
      },
      {
        guard: 'TRAN_ACCEPT of the last transport',
        target: 'targetDriver.completed',
        actions: ['one return fewer is due', 'tell: complete, as tran_start says'],
        description: 'TRAN_ACCEPT: the packet is complete.',
        meta: cite('pkt-nointr'),
      },
      {
        guard: 'rejection of the last transport',
        target: 'targetDriver.rejected',
        actions: ['one return fewer is due', 'tell: returned'],
        description: 'TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR: the packet never left.',
        meta: cite('pkt-reject'),
      },
    ],
  },
};

/** Until the completion. */
export const transport: State = {
  on: {
    'pkt.comp': {
      target: 'targetDriver.completed',
      actions: ['tell: completed', 'the callback returns'],
      description: 'The completion callback gives the packet back.',
      meta: cite('pkt-completion', 'pkt-callback-returns'),
    },
  },
};
