import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { samQueueSetup } from './aix-sam-queue.setup.ts';
import { clearingAca } from './aix-sam-queue-aca.states.ts';
import { haltHeld, heldRecov, heldSensed } from './aix-sam-queue-held.states.ts';
import { closed, starting, stopping } from './aix-sam-queue-open.states.ts';
import { haltCleared, run } from './aix-sam-queue-run.states.ts';

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
      dump: address.adapterDump(input.adapter),
      started: input.started,
    },
    params: input.params,
    chain: [],
    active: [],
    recovering: null,
    timedOut: [],
    thrownAway: [],
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
        CLOSED: { description: 'No SCIOLSTART for this device.', ...closed },
        STARTING: { description: 'The login is under way.', ...starting },
        RUN: { description: 'Transactions are started in the order in which they come.', ...run },
        HALT_CLEARED: {
          description: 'Flushed and halted: only SC_RESUME goes on. Nothing is started.',
          ...haltCleared,
        },
        HALT_HELD: { description: 'Kept and halted after CHECK CONDITION.', ...haltHeld },
        HELD_RECOV: { description: 'The recovery command is on its way past the held ones.', ...heldRecov },
        HELD_SENSED: {
          description: 'The device driver knows what was wrong; it has to clear or to resume the queue.',
          ...heldSensed,
        },
        CLEARING_ACA: {
          description: 'CLEAR ACA is under way; nothing is started before it is known how that went.',
          ...clearingAca,
        },
        STOPPING: { description: 'SCIOLSTOP waits for what is pending.', ...stopping },
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
