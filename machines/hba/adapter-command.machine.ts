import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { atRest } from './adapter-command.context.ts';
import { adapterCommandSetup } from './adapter-command.setup.ts';

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
            onBus: {
              id: 'onBus',
              description: 'Active: on the bus or in the target. The clock runs.',
              meta: cite('timeout-clock-on-bus'),
              initial: 'selecting',
              on: {
                'area.completed': [
                  {
                    guard: 'a cause is already recorded',
                    target: 'statusReceived',
                    description: 'complete after its time was over: CMD_TIMEOUT stands',
                    meta: cite('hba-first-cause-wins', 'hba-command-complete', 'arq-whatever-reason'),
                    actions: 'note status, residual count and pkt_state',
                  },
                  {
                    guard: 'a parity error was seen',
                    target: 'statusReceived',
                    description: 'parity error in the data',
                    meta: cite('hba-data-parity', 'arq-whatever-reason'),
                    actions: ['note status, residual count and pkt_state', 'pkt_reason := CMD_TRAN_ERR', 'STAT_PERR'],
                  },
                  {
                    target: 'statusReceived',
                    description: 'STATUS and COMMAND COMPLETE',
                    meta: cite('hba-command-complete', 'hba-state-bits'),
                    actions: 'note status, residual count and pkt_state',
                  },
                ],
                'area.unexpectedBusFree': [
                  {
                    guard: 'a cause is already recorded',
                    target: 'finished',
                    description: 'bus free without a word after its time was over: CMD_TIMEOUT stands',
                    meta: cite('hba-first-cause-wins', 'hba-unexpected-bus-free'),
                    actions: 'pkt_state: command sent',
                  },
                  {
                    target: 'finished',
                    description: 'bus free without a word',
                    meta: cite('hba-unexpected-bus-free'),
                    actions: ['pkt_state: command sent', 'pkt_reason := CMD_UNX_BUS_FREE'],
                  },
                ],
                'area.expired': [
                  {
                    guard: 'a cause is already recorded',
                    description: 'marked before',
                    meta: cite('hba-first-cause-wins'),
                    actions: 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED',
                  },
                  {
                    description: 'the countdown of the logical unit expired: marked before recovery is tried',
                    meta: cite('timeout-marks-all-active'),
                    actions: ['pkt_reason := CMD_TIMEOUT', 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED'],
                  },
                ],
              },
              states: {
                selecting: {
                  description: 'Arbitration, selection, command; connected until the target disconnects or completes.',
                  on: {
                    'area.selectionTimeout': [
                      {
                        guard: 'a cause is already recorded',
                        target: '#finished',
                        description: 'nobody answered; its time was over before',
                        meta: cite('hba-selection-timeout', 'hba-first-cause-wins'),
                        actions: 'pkt_state: exactly STATE_GOT_BUS',
                      },
                      {
                        target: '#finished',
                        description: 'nobody answered: exactly STATE_GOT_BUS',
                        meta: cite('hba-selection-timeout'),
                        actions: ['pkt_state: exactly STATE_GOT_BUS', 'pkt_reason := CMD_INCOMPLETE'],
                      },
                    ],
                    'area.tagRejected': [
                      {
                        guard: 'a cause is already recorded',
                        target: '#finished',
                        description: 'the tag was rejected; its time was over before',
                        meta: cite('hba-tag-rejected', 'hba-first-cause-wins'),
                        actions: 'pkt_state: the target answered',
                      },
                      {
                        target: '#finished',
                        description: 'the tag was rejected',
                        meta: cite('hba-tag-rejected'),
                        actions: ['pkt_state: the target answered', 'pkt_reason := CMD_TAG_REJECT'],
                      },
                    ],
                    'area.selectionLost': [
                      {
                        guard: 'a cause is already recorded',
                        target: '#finished',
                        description: 'lost the selection after its time was over: it is not tried again',
                        meta: cite('hba-first-cause-wins', 'hba-selection-lost'),
                      },
                      {
                        target: '#queued',
                        description: 'someone reselected us first',
                        meta: cite('hba-selection-lost'),
                        actions: 'the command goes back to the head of its queue',
                      },
                    ],
                    'area.disconnected': {
                      target: 'disconnected',
                      description: 'MESSAGE IN: DISCONNECT',
                      meta: cite('hba-disconnect', 'hba-state-bits'),
                      actions: 'pkt_state: command sent, data as told; STAT_DISCON',
                    },
                  },
                },
                disconnected: {
                  description: 'The target works on the command without the bus.',
                  on: {
                    'area.reconnected': {
                      target: 'connected',
                      description: 'reselected for this command',
                      meta: cite('hba-reselection'),
                      actions: 'this reconnection is valid',
                    },
                  },
                },
                connected: {
                  description: 'On the bus again after reselection.',
                  on: {
                    'area.disconnected': {
                      target: 'disconnected',
                      description: 'disconnected once more',
                      meta: cite('hba-disconnect'),
                      actions: 'pkt_state: command sent, data as told; STAT_DISCON',
                    },
                  },
                },
              },
            },

            // tran_start: step 4, CHECK CONDITION with auto request sense: transport a REQUEST SENSE and fill the block first
            statusReceived: {
              description: 'The command is over, the bus free. Is there more to do before the packet is completed?',
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
            },
            senseOwed: {
              description: 'The one sense command of the logical unit is asked for.',
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
            },
            sensing: {
              description:
                'Finished on the bus, but still owned: REQUEST SENSE is under way. A reset hits that command, not this one.',
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
                    actions: [
                      'fill sts_rqpkt_*',
                      'pkt_state |= STATE_ARQ_DONE',
                      'copy the sense bytes into the status block',
                    ],
                  },
                ],
              },
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
          initial: 'running',
          states: {
            running: {
              description: 'The routine has not asked for anything with this packet.',
              on: {
                'area.calling': {
                  target: 'callingAgain',
                  description: 'the routine enters tran_start with the very packet it was called for',
                  meta: cite('hba-callback-returned'),
                },
                'area.callbackDone': {
                  target: '#atRest',
                  description: 'the routine returned',
                  meta: cite('hba-callback-returned'),
                  actions: [
                    'tell the queue that the callback returned',
                    "forget the packet: it is the target driver's",
                  ],
                },
              },
            },
            callingAgain: {
              description: 'The routine has the packet transported again, at the head; it has not returned yet.',
              entry: 'tell the queue that a thread is in tran_start',
              on: {
                'area.callbackDone': {
                  target: '#entered',
                  description: 'the routine returned; a thread is still inside tran_start',
                  meta: cite('hba-callback-returned'),
                  actions: [
                    'tell the queue that the callback returned',
                    "forget the packet: it is the target driver's",
                  ],
                },
              },
            },
          },
        },
      },
    },

    // tran_start: step 5, enforce pkt_time (adapters that time each packet)
    clock: {
      initial: 'stopped',
      description: 'The time limit of this packet, if the adapter times packets one by one.',
      states: {
        stopped: {
          description: 'Not on the bus, or without a limit, or timed by the countdown of the logical unit.',
          on: {
            'area.start': {
              guard: 'the packet has a clock of its own',
              target: 'running',
              description: 'put on the bus: the clock starts',
              meta: cite('timeout-clock-on-bus'),
            },
          },
        },
        running: {
          description: 'pkt_time runs down.',
          always: {
            guard: 'the command is off the bus',
            target: 'stopped',
            description: 'over in time',
            meta: cite('timeout-clock-on-bus'),
          },
          after: {
            pktTime: {
              target: 'expired',
              description: 'time is over: CMD_TIMEOUT, then recovery',
              meta: cite('timeout-marks-packet', 'timeout-recovery'),
              actions: ['pkt_reason := CMD_TIMEOUT', 'pkt_statistics |= STAT_TIMEOUT', 'ask the adapter for recovery'],
            },
          },
        },
        expired: {
          description: 'Time is over; the adapter tries to recover the target.',
          always: {
            guard: 'the command is off the bus',
            target: 'stopped',
            description: 'the command is off the bus, one way or another',
            meta: cite('timeout-recovery'),
            actions: 'no recovery is needed any more',
          },
        },
      },
    },
  },
});
