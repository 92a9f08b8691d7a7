import { cite } from '../clauses/index.ts';
import { quietDisk } from './aix-disk.context.ts';
import { aixDiskSetup } from './aix-disk.setup.ts';
import { adapterOf } from './aix-disk-buffers.ts';
import { openAndClose } from './aix-disk-open.states.ts';
import { checkCondition, recovery } from './aix-disk-recovery.states.ts';

/**
 * The AIX SCSI device driver ("head driver") of one disk: dd_strategy, dd_start, the in-process queue, and the recovery
 * of the device after an error, with and without command tag queuing. SC_RESUME goes out only with the request sense for a
 * CHECK CONDITION, or when nothing is in process: so it can never release a queue because of an error that the head driver
 * has not seen yet.
 */
export const aixDiskMachine = aixDiskSetup.createMachine({
  id: 'aix-disk',
  description: 'AIX SCSI disk device driver.',
  type: 'parallel',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      adapter: adapterOf(input.buffer, input.adapter),
      buffer: input.buffer,
      startOpen: input.startOpen,
      entry: input.entry ?? null,
      opens: input.opens ?? null,
    },
    params: input.params,
    options: input.params.openFlags,
    ...quietDisk,
    gathers: input.gathers ?? false,
  }),
  states: {
    device: openAndClose,
    traffic: {
      description: 'What is sent, and how the device recovers from errors.',
      initial: 'running',
      always: {
        guard: 'a process is here',
        actions: 'the process has left',
        description: 'What it could do is done; if it has to come again, it is woken up again.',
        meta: cite('dd-gathered-process'),
      },
      on: {
        'sc.iodone': {
          actions: 'call dd_iodone with the sc_buf',
          description: 'iodone has scheduled dd_iodone at INTIODONE.',
          meta: cite('dd-iodone-analyses'),
        },
        'sam.iodone': [
          {
            guard: 'the device has moved',
            actions: ['use the new id', 'call dd_iodone with the scsi_buf'],
            description: 'SC_RET_ID: from now on the id that the adapter driver has found.',
            meta: cite('scsibuf-ret-id', 'dd-iodone-analyses'),
          },
          {
            actions: 'call dd_iodone with the scsi_buf',
            description: 'iodone has scheduled dd_iodone at INTIODONE.',
            meta: cite('dd-iodone-analyses'),
          },
        ],
        'buf.processHere': {
          actions: 'its process is here',
          description: 'The process of a gathered write has woken up.',
          meta: cite('dd-gathered-process', 'dd-gathered-restored'),
        },
        'head.devstrat': {
          actions: 'call devstrat',
          description: 'dd_start calls devstrat with the filled sc_buf.',
          meta: cite('scbuf-filled-by-start', 'scbuf-one-per-call'),
        },
        'head.done': {
          actions: 'it is over',
          description: 'Out of the in-process queue; iodone was called for the originals.',
          meta: cite('dd-good', 'dd-error-alone'),
        },
        'head.again': {
          actions: 'it goes again at once',
          description: 'Out of the in-process queue and issued again; the queue of the adapter driver runs.',
          meta: cite('dd-fragments', 'dd-short'),
        },
        'head.retry': [
          {
            guard: 'it is a command of the head driver itself',
            actions: ['it has failed', 'it goes first after the recovery'],
            description: 'A command of the head driver itself has failed: nothing goes before it.',
            meta: cite('dd-resume-first', 'dd-internal-commands'),
          },
          {
            actions: ['it has failed', 'it goes again after the recovery'],
            description: 'Failed without sense data: it goes again when all have come back.',
            meta: cite('dd-resume-first', 'dd-error-alone', 'dd-after-reset'),
          },
        ],
        'head.flushed': [
          {
            guard: 'it is a command of the head driver itself',
            actions: ['it was flushed', 'it goes again before all others'],
            description: 'A command of the head driver itself was flushed: nothing goes before it.',
            meta: cite('dd-flushed-again', 'dd-internal-commands'),
          },
          {
            actions: ['it was flushed', 'it goes again when the queue is resumed'],
            description: 'Flushed: it goes again, in its order.',
            meta: cite('dd-flushed-again', 'dd-resume-first'),
          },
        ],
        'head.sense': {
          actions: 'its sense data have to wait',
          description: 'One more CHECK CONDITION while another one is dealt with.',
          meta: cite('dd-one-recovery-at-a-time'),
        },
      },
      states: {
        running: {
          description: 'dd_start issues what is queued.',
          always: [
            {
              guard: 'RESERVE is due and nothing is in process',
              actions: ['prepare RESERVE', 'it goes first', 'RESERVE is issued'],
              description: 'The reservation is gone: RESERVE before anything else.',
              meta: cite('dd-reserve-again', 'dd-internal-commands'),
            },
            {
              guard: 'REGISTER is due and nothing is in process',
              actions: ['prepare REGISTER', 'it goes first', 'RESERVE for registrants comes next'],
              description: 'The registration is gone: REGISTER AND IGNORE EXISTING KEY before anything else.',
              meta: cite('dd-share-again', 'dd-register-again', 'dd-internal-commands'),
            },
            {
              guard: 'RESERVE for registrants is due and nothing is in process',
              actions: ['prepare RESERVE for registrants', 'it goes first', 'what others share is set up'],
              description: 'Nobody holds the reservation: RESERVE, for registrants only, before anything else.',
              meta: cite('dd-share-again', 'dd-internal-commands'),
            },
            {
              guard: 'START UNIT is due and nothing is in process',
              actions: ['prepare START UNIT', 'START UNIT goes first'],
              description: 'START UNIT before anything else.',
              meta: cite('dd-not-ready', 'dd-internal-commands'),
            },
            {
              guard: 'MODE SELECT is due and nothing is in process',
              actions: ['prepare MODE SELECT', 'MODE SELECT goes first'],
              description:
                'The mode parameters are not ours any more: MODE SELECT, after RESERVE, before anything else.',
              meta: cite('dd-mode-select-again', 'dd-internal-commands'),
            },
            {
              guard: 'nothing may be sent before all have come back',
              target: 'draining',
              description: 'The queue of the adapter driver is halted and cleared: all that is in process comes back.',
              meta: cite('dd-resume-first'),
            },
            {
              guard: 'a gathered write may be issued',
              actions: ['the uio is filled', 'dd_start', 'it is in process'],
              description: 'Its process is here: resvd1 points to the uio.',
              meta: cite('dd-gathered', 'dd-gathered-process', 'dd-in-process', 'dd-resume-first'),
            },
            {
              guard: 'a gathered write is next, and its process is not here',
              actions: ['wake its process', 'its process is told'],
              description: 'The turn of a gathered write comes on another level: its process is woken up.',
              meta: cite('dd-gathered-process'),
            },
            {
              guard: 'a spanned transaction may be issued',
              actions: ['the transfers go as one', 'dd_start', 'it is in process'],
              description: 'Requests that follow each other go as one; bp points to the first of them.',
              meta: cite('dd-spanned', 'dd-in-process', 'dd-resume-first'),
            },
            {
              guard: 'a transaction may be issued',
              actions: ['dd_start', 'it is in process'],
              description: 'Issued; with SC_RESUME if an error was seen, with SC_DELAY_CMD if a reset was.',
              meta: cite('scbuf-filled-by-start', 'dd-in-process', 'dd-resume-first', 'dd-no-mix'),
            },
          ],
          on: {
            'head.sense': checkCondition,
          },
        },
        ...recovery,
      },
    },
  },
});
