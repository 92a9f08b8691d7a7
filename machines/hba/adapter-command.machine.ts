import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { atRest } from './adapter-command.context.ts';
import { adapterCommandSetup } from './adapter-command.setup.ts';
import { onBus } from './adapter-command-bus.states.ts';
import { callback } from './adapter-command-callback.states.ts';
import { clock } from './adapter-command-clock.states.ts';
import { senseOwed, sensing, statusReceived } from './adapter-command-sense.states.ts';

/**
 * The life of one packet in the adapter (what fas keeps in its private part of the packet), and of the adapter's own
 * auto-request-sense command, which lives the same life but reports to the packet whose sense it fetches.
 * Read from top to bottom: it is what tran_start(9E) asks of an adapter, in that order.
 */
export const adapterCommandMachine = adapterCommandSetup.createMachine({
  id: 'adapter-command',
  description: 'One packet in the adapter: from tran_start to the return of its completion callback.',
  context: ({ input: { params, ...at } }) => ({ at, params, ...atRest }),
  type: 'parallel',
  states: {
    life: {
      initial: 'atRest',
      description: 'Where the command is.',
      on: {
        'area.reconnected': {
          description: 'a target reconnected for this packet, which is not disconnected',
          meta: cite('hba-reselection'),
          actions: 'this reconnection is invalid',
        },
        'area.settle': {
          description: 'what follows from the interrupt has been passed on',
          meta: cite('hba-interrupt-first'),
          actions: 'the interrupt has been dealt with',
        },
        'area.completed': ignored('late: the command was given up after its timeout'),
        'area.disconnected': ignored('late: the command was given up after its timeout'),
        'area.unexpectedBusFree': ignored('late: the command was given up after its timeout'),
        'area.selectionLost': ignored('late: the command was given up after its timeout'),
        'area.selectionTimeout': ignored('late: the command was given up after its timeout'),
        'area.tagRejected': ignored('late: the command was given up after its timeout'),
      },
      states: {
        // tran_start: steps 1 and 2
        atRest: {
          id: 'atRest',
          description: "The packet is the target driver's.",
          initial: 'idle',
          on: {
            'area.accept': [
              {
                guard: 'this is the auto-request-sense command',
                target: '#queued',
                description: 'REQUEST SENSE on behalf of a packet with CHECK CONDITION: nobody waits for a return',
                meta: cite('arq-at-the-head', 'hba-start-initialises'),
                actions: 'take over the packet',
              },
              {
                guard: 'the packet offered has FLAG_NOINTR',
                target: '#queued',
                description: 'polled: tran_start does not return yet',
                meta: cite('hba-polled', 'hba-start-initialises'),
                actions: 'take over the packet',
              },
              {
                target: '#queued',
                description: 'queue and return at once',
                meta: cite('hba-start-queues', 'hba-start-initialises'),
                actions: ['take over the packet', 'tran_start returns TRAN_ACCEPT'],
              },
            ],
            'area.acceptInVain': {
              target: '#finished',
              description: 'accepted unseen, then not acceptable: it is too late to refuse, the packet completes',
              meta: cite('hba-start-parks', 'hba-start-initialises'),
              actions: ['take over the packet', 'tran_start returns TRAN_ACCEPT', 'pkt_reason := CMD_TRAN_ERR'],
            },
            'area.refuse': {
              target: '.idle',
              description: 'not accepted: the packet stays with the target driver and no callback will come',
              meta: cite('hba-start-results'),
              actions: 'tran_start returns what was decided',
            },
          },
          states: {
            idle: {
              id: 'idle',
              description: 'Nothing to do with this packet.',
              on: {
                'area.calling': {
                  target: 'entered',
                  description: 'a thread enters tran_start with a packet that may overtake the queue',
                  meta: cite('hba-callback-returned'),
                },
              },
            },
            entered: {
              id: 'entered',
              description: 'A thread is inside tran_start and waits for the adapter mutex.',
              entry: 'tell the queue that a thread is in tran_start',
              exit: 'tell the queue that the thread is out of tran_start',
            },
          },
        },

        // tran_start: step 3, transport the command and maintain pkt_state
        transport: {
          description: 'The transport owns the packet.',
          initial: 'queued',
          on: {
            'area.victim': [
              {
                guard: 'a cause is already recorded',
                target: '.finished',
                description: 'cut off; the first cause stands',
                meta: cite('hba-first-cause-wins', 'reset-levels', 'timeout-recovery'),
                actions: 'pkt_statistics |= as told',
              },
              {
                target: '.finished',
                description: 'cut off by abort, reset or timeout recovery',
                meta: cite('reset-levels', 'abort-queued', 'timeout-victims'),
                actions: ['pkt_reason := as told', 'pkt_statistics |= as told'],
              },
            ],
          },
          states: {
            queued: {
              id: 'queued',
              description: "In the adapter's queue. No clock runs.",
              meta: cite('timeout-clock-on-bus'),
              on: {
                'area.start': {
                  target: 'onBus',
                  description: "it is this command's turn",
                  meta: cite('hba-selects', 'hba-nodiscon-no-tag'),
                  actions: ['remember the capabilities', 'ask for the bus'],
                },
              },
            },
            onBus: { description: 'Active: on the bus or in the target. The clock runs.', ...onBus },

            // tran_start: step 4, CHECK CONDITION with auto request sense: transport a REQUEST SENSE and fill the block first
            statusReceived: {
              description: 'The command is over, the bus free. Is there more to do before the packet is completed?',
              ...statusReceived,
            },
            senseOwed: { description: 'The one sense command of the logical unit is asked for.', ...senseOwed },
            sensing: {
              description:
                'Finished on the bus, but still owned: REQUEST SENSE is under way. A reset hits that command, not this one.',
              ...sensing,
            },
            queueFull: {
              description: 'QUEUE FULL: the queue knows how often it may be tried again.',
              on: {
                'area.requeued': {
                  target: 'queued',
                  description: 'back at the head of the queue',
                  meta: cite('qfull-retry'),
                  actions: 'one QUEUE FULL retry is used; as if never started',
                },
                'area.queueFull': {
                  target: 'finished',
                  description: 'the target driver gets to see QUEUE FULL',
                  meta: cite('qfull-to-driver'),
                },
              },
            },

            // tran_start: step 6, complete
            finished: {
              id: 'finished',
              description: 'Nothing more to transport. Who hears of it?',
              always: [
                {
                  guard: 'this is the auto-request-sense command',
                  target: '#idle',
                  description: 'the packet whose sense was fetched',
                  meta: cite('arq-fills-block'),
                  actions: [
                    'the command leaves its queue',
                    'report to the original packet',
                    'the sense slot is free again',
                    "forget the packet: it is the target driver's",
                  ],
                },
                {
                  target: '#completing',
                  description: 'the target driver, by the callback queue',
                  meta: cite('hba-callback-queue', 'hba-one-callback'),
                  actions: ['the command leaves its queue', 'line up for the callback'],
                },
              ],
            },
          },
        },
        completing: {
          id: 'completing',
          description: 'In the callback queue. The packet is finished: a reset does not touch it any more.',
          meta: cite('reset-spares-finished'),
          on: {
            'area.deliver': [
              {
                guard: 'FLAG_NOINTR is set',
                target: 'atRest',
                description: 'polled: now tran_start returns; no callback',
                meta: cite('hba-polled'),
                actions: [
                  'tran_start returns TRAN_ACCEPT: the packet is complete',
                  "forget the packet: it is the target driver's",
                ],
              },
              {
                target: 'callback',
                description: 'the completion routine is called, once',
                meta: cite('hba-one-callback', 'hba-writes-four-fields'),
                actions: 'call pkt_comp',
              },
            ],
          },
        },
        callback: {
          description: "The target driver's completion routine runs, without the adapter mutex.",
          ...callback,
        },
      },
    },

    // tran_start: step 5, enforce pkt_time (adapters that time each packet)
    clock: { description: 'The time limit of this packet, if the adapter times packets one by one.', ...clock },
  },
});
