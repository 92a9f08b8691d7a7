import { cite } from '../clauses/index.ts';
import type { adapterCommandSetup } from './adapter-command.setup.ts';

type State = Parameters<typeof adapterCommandSetup.createStateConfig>[0];

/** The first row that holds decides. */
export const statusReceived: State = {
  always: [
    {
      guard: 'this is the auto-request-sense command',
      target: 'finished',
      description: 'the sense command is over: a CHECK CONDITION of its own starts no other',
      meta: cite('arq-not-for-itself'),
    },
    {
      guard: 'the status is QUEUE FULL, and nothing else is wrong',
      target: 'queueFull',
      description: 'QUEUE FULL',
      meta: cite('qfull-retry', 'qfull-to-driver'),
      actions: 'ask the queue what to do about QUEUE FULL',
    },
    {
      guard: 'the status has no check bit',
      target: 'finished',
      description: 'no CHECK CONDITION: complete',
      meta: cite('hba-command-complete', 'hba-first-cause-wins'),
    },
    {
      guard: 'FLAG_NOINTR is set',
      target: 'finished',
      description: 'CHECK CONDITION of a polled command: no auto request sense',
      meta: cite('arq-not-when-polled'),
    },
    {
      guard: 'auto-rqsense is off',
      target: 'finished',
      description: 'CHECK CONDITION with the capability off: plain completion',
      meta: cite('arq-needs-capability'),
    },
    {
      guard: 'the status block is too small',
      target: 'finished',
      description: 'CHECK CONDITION of a packet without room for sense: plain completion',
      meta: cite('arq-needs-status-block'),
    },
    {
      target: 'senseOwed',
      description: 'CHECK CONDITION: sense is owed',
      meta: cite('arq-before-completion', 'arq-whatever-reason'),
      actions: 'ask the queue for a REQUEST SENSE',
    },
  ],
};

/** The queue says whether it can be had. */
export const senseOwed: State = {
  on: {
    'area.senseStarted': {
      target: 'sensing',
      description: 'REQUEST SENSE is at the head of the queue',
      meta: cite('arq-at-the-head'),
    },
    'area.senseRefused': [
      {
        guard: 'a cause is already recorded',
        target: 'finished',
        description: 'the sense command is in use for another packet; the first cause stands',
        meta: cite('arq-one-per-unit', 'hba-first-cause-wins'),
      },
      {
        target: 'finished',
        description: 'the sense command is in use for another packet',
        meta: cite('arq-one-per-unit'),
        actions: 'pkt_reason := CMD_TRAN_ERR',
      },
    ],
  },
};

/** REQUEST SENSE says how it went. */
export const sensing: State = {
  meta: cite('reset-sense-pending'),
  on: {
    'area.senseDone': [
      {
        guard: 'no sense data arrived',
        target: 'finished',
        description: 'the sense command failed: pkt_reason stays as it is, sts_rqpkt_* tell',
        meta: cite('arq-fills-block', 'arq-original-reason-stays', 'reset-sense-pending'),
        actions: ['fill sts_rqpkt_*', 'pkt_state |= STATE_ARQ_DONE'],
      },
      {
        guard: 'the sense is ABORTED COMMAND 47',
        target: 'finished',
        description: 'sense arrived and tells of a parity error: back off',
        meta: cite('arq-fills-block', 'arq-original-reason-stays', 'arq-back-off'),
        actions: [
          'fill sts_rqpkt_*',
          'pkt_state |= STATE_ARQ_DONE',
          'copy the sense bytes into the status block',
          'have sync and wide negotiated anew',
        ],
      },
      {
        target: 'finished',
        description: 'sense arrived',
        meta: cite('arq-fills-block', 'arq-original-reason-stays'),
        actions: ['fill sts_rqpkt_*', 'pkt_state |= STATE_ARQ_DONE', 'copy the sense bytes into the status block'],
      },
    ],
  },
};
