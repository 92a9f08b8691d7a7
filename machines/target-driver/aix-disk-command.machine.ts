import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { analysis, judgement } from './aix-disk-command.rows.ts';
import { aixDiskCommandSetup, idleCommand } from './aix-disk-command.setup.ts';

/**
 * One request in the head driver: how often it was tried, and what dd_iodone makes of the way in which it comes back. The
 * rows of `analysing` and `judging` stand in the order in which the fields are looked at.
 */
export const aixDiskCommandMachine = aixDiskCommandSetup.createMachine({
  id: 'aix-disk-command',
  description: 'One request in the AIX SCSI disk driver: dd_iodone.',
  context: ({ input }) => ({
    at: { slot: input.slot, head: address.head(input.lun), kind: input.kind },
    params: input.params,
    ...idleCommand,
  }),
  initial: 'idle',
  states: {
    idle: {
      description: 'There is no request in this place.',
      on: {
        'dd.prepare': {
          target: 'queued',
          actions: 'take the request',
          description: 'dd_strategy has put it into the queue of the head driver.',
          meta: cite('dd-strategy-queues'),
        },
      },
    },
    queued: {
      description: 'In a queue of the head driver, or carried along by another one.',
      on: {
        'dd.issue': {
          target: 'issued',
          actions: ['take the requests along', 'fill the sc_buf'],
          description: 'dd_start fills the sc_buf, fields of an earlier try included.',
          meta: cite('dd-start-fills', 'dd-fields-rewritten', 'dd-spanned'),
        },
        'dd.carried': {
          target: 'idle',
          actions: ['iodone for the request', 'forget the request'],
          description: 'The spanned command it was part of is done: iodone for this one too.',
          meta: cite('dd-spanned-iodone'),
        },
      },
    },
    issued: {
      description: 'In process: the adapter driver has its sc_buf.',
      on: {
        'dd.iodone': {
          target: 'analysing',
          actions: 'look at the fields',
          description: 'dd_iodone: what do the fields say?',
          meta: cite('dd-iodone-analyses'),
        },
      },
    },
    analysing: {
      description: 'The order of analysis: b_error, then the status that status_validity names, then b_resid.',
      always: analysis,
    },
    sensing: {
      description: 'The device driver asks for the sense data before anything else reaches the device.',
      on: {
        'dd.sensed': {
          target: 'judging',
          actions: 'look at the sense data',
          description: 'The request sense is back, with sense data or without.',
          meta: cite('dd-check-condition'),
        },
      },
    },
    judging: {
      description: 'What do the sense data ask for?',
      always: judgement,
    },
  },
});
