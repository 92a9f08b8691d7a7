import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { aixDeviceSetup } from './aix-adapter-device.setup.ts';
import { haltHeld, heldRecov, heldSensed } from './aix-adapter-device-held.states.ts';
import { closed, stopping } from './aix-adapter-device-open.states.ts';
import { haltCleared, run } from './aix-adapter-device-run.states.ts';

/**
 * The queue of one device in the adapter driver: when it runs, when it is halted, what is kept or flushed, and what the
 * device driver has to send to go on. The adapter driver never reorders.
 */
export const aixDeviceMachine = aixDeviceSetup.createMachine({
  id: 'aix-adapter-device',
  description: 'Queue of one SCSI ID and LUN in the AIX SCSI adapter driver.',
  type: 'parallel',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      target: input.target,
      adapter: address.aixAdapter(input.adapter),
      dump: address.adapterDump(input.adapter),
      head: address.head(input.lun),
      started: input.started,
    },
    params: input.params,
    chain: [],
    active: [],
    recovering: null,
    timedOut: [],
    asked: false,
    stopping: null,
  }),
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
              description: 'SCIOSTART has been done.',
              meta: cite('queue-start'),
            },
            { target: 'CLOSED', description: 'SCIOSTART is to come.', meta: cite('queue-start') },
          ],
        },
        CLOSED: { description: 'No SCIOSTART for this device.', ...closed },
        RUN: { description: 'Transactions are started in the order in which they come.', ...run },
        HALT_CLEARED: {
          description: 'Flushed and halted: only SC_RESUME goes on. Nothing is started.',
          ...haltCleared,
        },
        HALT_HELD: {
          description: 'Kept and halted after CHECK CONDITION: sense data are waiting in the device.',
          ...haltHeld,
        },
        HELD_RECOV: { description: 'The recovery command is on its way past the held ones.', ...heldRecov },
        HELD_SENSED: {
          description: 'The device driver knows what was wrong; it has to clear or to resume the queue.',
          ...heldSensed,
        },
        STOPPING: { description: 'SCIOSTOP waits for what is pending.', ...stopping },
      },
    },
    delay: {
      description: 'The time after a reset in which commands with SC_DELAY_CMD are held.',
      initial: 'none',
      on: {
        'device.reset': {
          target: '.after reset',
          description: 'The delay begins, or begins anew.',
          meta: cite('adapter-delay-cmd'),
        },
      },
      states: {
        none: { description: 'No reset lately.' },
        'after reset': {
          description: 'The device may need this time.',
          after: {
            delayCmd: { target: 'none', description: 'The delay is over.', meta: cite('adapter-delay-cmd') },
          },
        },
      },
    },
  },
});
