import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { address, internalSlot, requestSenseSlot } from '../protocol/names.ts';
import { delays, type SdParameters } from '../protocol/parameters.ts';
import { diskActions, nothingNegotiated } from './scsa-disk.actions.ts';
import { diskGuards } from './scsa-disk.guards.ts';
import type { ScsaDiskContext, ScsaDiskEvent, ScsaDiskInput } from './scsa-disk.types.ts';

export type { ScsaDiskContext, ScsaDiskEvent, ScsaDiskInput } from './scsa-disk.types.ts';

/** What a unit that starts attached has negotiated: what its parameters ask for. */
function negotiated(params: SdParameters) {
  const queueing = params.autoRequestSense || params.queueWithoutArq;
  const limit = queueing ? (params.taggedQueueing ? params.throttleMax : Math.min(3, params.throttleMax)) : 1;
  return {
    arq: params.autoRequestSense,
    tagged: queueing && params.taggedQueueing,
    untaggedQueueing: queueing,
    lunReset: params.lunResetEnabled,
    throttle: limit,
    throttleLimit: limit,
  };
}

/**
 * sd(7D), one per logical unit (struct sd_lun): attaching, the wait queue and its conditions, the one retry, START UNIT,
 * the one REQUEST SENSE, throttle, failfast and reservation. What becomes of a single command is `scsa-disk-command`.
 */
export const scsaDiskMachine = setup({
  types: {
    input: {} as ScsaDiskInput,
    context: {} as ScsaDiskContext,
    events: {} as ScsaDiskEvent,
  },
  guards: diskGuards,
  actions: diskActions,
  delays: {
    tranBusyDelay: delays.tranBusyDelay,
    restartDelay: delays.restartDelay,
    unitAttentionDelay: delays.unitAttentionDelay,
    senseFailureDelay: delays.senseFailureDelay,
    reservationConflictDelay: delays.reservationConflictDelay,
    busyDelay: delays.busyDelay,
    notReadyDelay: delays.notReadyDelay,
    startUnitDelay: delays.startUnitDelay,
    qfullThrottleStep: delays.qfullThrottleStep,
    throttleRestore: delays.throttleRestore,
  },
}).createMachine({
  id: 'scsa-disk',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      self: address.disk(input.lun),
      adapter: address.adapter(input.adapter),
      internal: internalSlot(input.lun),
      requestSense: requestSenseSlot(input.lun),
      startAttached: input.startAttached,
    },
    params: input.params,
    ...(input.startAttached ? negotiated(input.params) : nothingNegotiated),
    waitq: [],
    failfastSlots: [],
    inTransport: 0,
    throttleBeforeBusy: 0,
    retrySlot: null,
    priorityTimer: false,
    startUnitPending: false,
    senseFor: null,
    failfast: 'inactive',
    failfastSlot: null,
    tries: 0,
    unitAttentions: 0,
    unitStarts: 0,
    readyWaits: 0,
  }),
  type: 'parallel',
  states: {
    lifecycle: {
      description: 'Is there a unit, and may requests come?',
      initial: 'starting',
      states: {
        starting: {
          description: 'The system starts.',
          always: [
            {
              guard: 'starts attached',
              target: 'attached',
              description: 'Attached from the beginning.',
              meta: cite('sd-start-attached'),
            },
            { target: 'detached', description: 'Waits for attach.', meta: cite('sd-attach') },
          ],
        },

        detached: {
          id: 'detached',
          description: 'No soft state.',
          on: {
            'world.attach': {
              target: 'attaching',
              actions: 'nothing is negotiated',
              description: 'attach(9E).',
              meta: cite('sd-attach'),
            },
            'buf.strategy': {
              actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
              description: 'No instance: EIO.',
              meta: cite('sd-no-instance'),
            },
            'buf.uscsi': {
              actions: { type: 'answer', params: { error: 'ENXIO', resid: 'all' } },
              description: 'No instance: ENXIO.',
              meta: cite('sd-no-instance'),
            },
          },
        },

        attaching: {
          description: 'attach(9E) is running; its commands are FLAG_DIAGNOSE, so that every retry is decided here.',
          initial: 'probing',
          on: {
            'world.attach': ignored('attach is running'),
            'unit.deviceGone': ignored('the result of the internal command says so too'),
            'buf.strategy': {
              actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
              description: 'Not attached yet: EIO.',
              meta: cite('sd-no-instance'),
            },
            'buf.uscsi': {
              actions: { type: 'answer', params: { error: 'ENXIO', resid: 'all' } },
              description: 'Not attached yet: ENXIO.',
              meta: cite('sd-no-instance'),
            },
          },
          states: {
            probing: {
              description: 'scsi_probe: INQUIRY, with FLAG_NOINTR: scsi_transport returns when it is complete.',
              meta: cite('sd-probe-nointr'),
              entry: [
                { type: 'prepare the internal command', params: { op: 'inquiry', direction: 'in', polled: true } },
                'start the internal command',
                'one more in transport',
              ],
              on: {
                'unit.internalDone': [
                  {
                    guard: 'succeeded',
                    target: 'autoRequestSense',
                    actions: 'first try',
                    description: 'There is a device.',
                    meta: cite('sd-probe'),
                  },
                  {
                    guard: 'never transported',
                    target: '#detached',
                    actions: 'first try',
                    description: 'The INQUIRY could not be sent: attach fails.',
                    meta: cite('sd-probe'),
                  },
                  {
                    guard: 'no response',
                    target: '#detached',
                    actions: 'first try',
                    description: 'Nobody answers: no device, attach fails.',
                    meta: cite('sd-probe'),
                  },
                  {
                    guard: 'transport failure, the first',
                    target: 'probing',
                    reenter: true,
                    actions: 'another try',
                    description: 'A transport failure is tried once more.',
                    meta: cite('sd-probe'),
                  },
                  {
                    guard: 'transport failure',
                    target: '#detached',
                    actions: 'first try',
                    description: 'A second transport failure: attach fails.',
                    meta: cite('sd-probe'),
                  },
                  {
                    guard: 'probe tries left',
                    target: 'probing',
                    reenter: true,
                    actions: 'another try',
                    description: 'BUSY or CHECK CONDITION: INQUIRY again.',
                    meta: cite('sd-probe', 'sd-probe-limit'),
                  },
                  {
                    target: '#detached',
                    actions: 'first try',
                    description: 'INQUIRY does not succeed: attach fails.',
                    meta: cite('sd-probe', 'sd-probe-limit'),
                  },
                ],
              },
            },

            autoRequestSense: {
              description: 'Capability auto-rqsense.',
              initial: 'choosing',
              states: {
                choosing: {
                  description: 'Is it wanted, must it be asked for?',
                  always: [
                    {
                      guard: 'auto request sense is not wanted',
                      target: '#queueing',
                      actions: 'auto request sense is off',
                      description: 'Not wanted: off.',
                      meta: cite('sd-arq-order'),
                    },
                    {
                      guard: 'fibre',
                      target: '#queueing',
                      actions: 'auto request sense is on',
                      description: 'Fibre: assumed on.',
                      meta: cite('sd-arq-order'),
                    },
                    { target: 'asking', description: 'Parallel: asked first.', meta: cite('sd-arq-order') },
                  ],
                },
                asking: {
                  description: 'In scsi_ifgetcap.',
                  entry: 'ask for auto-rqsense',
                  on: {
                    'tran.cap': [
                      {
                        guard: 'the answer is 1',
                        target: '#queueing',
                        actions: 'auto request sense is on',
                        description: 'On already.',
                        meta: cite('sd-arq-order'),
                      },
                      {
                        guard: 'the answer is 0',
                        target: 'switching',
                        description: 'Off: switch it on.',
                        meta: cite('sd-arq-order'),
                      },
                      {
                        target: '#queueing',
                        actions: 'auto request sense is off',
                        description: 'Unknown to the adapter: off.',
                        meta: cite('sd-arq-order'),
                      },
                    ],
                  },
                },
                switching: {
                  description: 'In scsi_ifsetcap.',
                  entry: 'switch auto-rqsense on',
                  on: {
                    'tran.capSet': [
                      {
                        guard: 'the answer is 1',
                        target: '#queueing',
                        actions: 'auto request sense is on',
                        description: 'Switched on.',
                        meta: cite('sd-arq-order'),
                      },
                      {
                        target: '#queueing',
                        actions: 'auto request sense is off',
                        description: 'Only the answer 1 is success: off.',
                        meta: cite('sd-arq-order'),
                      },
                    ],
                  },
                },
              },
            },

            queueing: {
              id: 'queueing',
              description: 'Capabilities tagged-qing and untagged-qing.',
              initial: 'choosing',
              states: {
                choosing: {
                  description: 'May commands be queued?',
                  always: [
                    {
                      guard: 'no auto request sense, no queueing without it',
                      target: '#lunReset',
                      actions: 'throttle 1',
                      description: 'No auto request sense: one command at a time, so that nothing destroys the sense.',
                      meta: cite('sd-queueing-needs-arq'),
                    },
                    {
                      guard: 'tags are wanted',
                      target: 'switching',
                      description: 'Ask for tags.',
                      meta: cite('sd-queueing-needs-arq', 'sd-queue-without-arq'),
                    },
                    { target: 'asking', description: 'No tags wanted.', meta: cite('sd-untagged') },
                  ],
                },
                switching: {
                  description: 'In scsi_ifsetcap.',
                  entry: 'switch tagged-qing on',
                  on: {
                    'tran.capSet': [
                      {
                        guard: 'the answer is 1',
                        target: 'askingBesideTags',
                        actions: ['commands are tagged', 'throttle of tagged queueing'],
                        description: 'Tagged queueing.',
                        meta: cite('sd-queueing-needs-arq', 'sd-queue-without-arq'),
                      },
                      { target: 'asking', description: 'No tags.', meta: cite('sd-untagged') },
                    ],
                  },
                },
                askingBesideTags: {
                  description: 'In scsi_ifgetcap: what will be left if a target rejects tags?',
                  entry: 'ask for untagged-qing',
                  on: {
                    'tran.cap': [
                      {
                        guard: 'the answer is 1',
                        target: '#lunReset',
                        actions: 'the adapter queues',
                        description: 'The adapter would queue untagged commands.',
                        meta: cite('sd-untagged-beside-tags'),
                      },
                      {
                        target: '#lunReset',
                        description: 'Without tags there would be no queueing.',
                        meta: cite('sd-untagged-beside-tags'),
                      },
                    ],
                  },
                },
                asking: {
                  description: 'In scsi_ifgetcap.',
                  entry: 'ask for untagged-qing',
                  on: {
                    'tran.cap': [
                      {
                        guard: 'the answer is 1',
                        target: '#lunReset',
                        actions: ['the adapter queues', 'throttle of untagged queueing at attach'],
                        description: 'The adapter queues untagged commands.',
                        meta: cite('sd-untagged'),
                      },
                      {
                        target: '#lunReset',
                        actions: 'throttle 1',
                        description: 'No queueing at all.',
                        meta: cite('sd-untagged'),
                      },
                    ],
                  },
                },
              },
            },

            lunReset: {
              id: 'lunReset',
              description: 'Capability lun-reset.',
              initial: 'choosing',
              states: {
                choosing: {
                  description: 'Is it wanted?',
                  always: [
                    {
                      guard: 'lun-reset is not wanted',
                      target: '#qfullRetries',
                      description: 'Not wanted.',
                      meta: cite('sd-lun-reset-capability'),
                    },
                    { target: 'switching', description: 'Wanted.', meta: cite('sd-lun-reset-capability') },
                  ],
                },
                switching: {
                  description: 'In scsi_ifsetcap.',
                  entry: 'switch lun-reset on',
                  on: {
                    'tran.capSet': [
                      {
                        guard: 'the answer is 1',
                        target: '#qfullRetries',
                        actions: 'lun-reset is on',
                        description: 'The ladder begins with the logical unit.',
                        meta: cite('sd-lun-reset-capability'),
                      },
                      {
                        target: '#qfullRetries',
                        description: 'The ladder begins with the target.',
                        meta: cite('sd-lun-reset-capability'),
                      },
                    ],
                  },
                },
              },
            },

            qfullRetries: {
              id: 'qfullRetries',
              description: 'Capability qfull-retries.',
              initial: 'choosing',
              states: {
                choosing: {
                  description: 'Who retries QUEUE FULL?',
                  always: [
                    {
                      guard: 'the adapter retries QUEUE FULL',
                      target: '#testingReady',
                      description: 'The adapter, as often as it likes.',
                      meta: cite('sd-qfull-retries'),
                    },
                    { target: 'switching', description: 'The driver.', meta: cite('sd-qfull-retries') },
                  ],
                },
                switching: {
                  description: 'In scsi_ifsetcap.',
                  entry: 'set qfull-retries to 0',
                  on: {
                    'tran.capSet': {
                      target: '#testingReady',
                      description: 'The result is not looked at.',
                      meta: cite('sd-qfull-retries'),
                    },
                  },
                },
              },
            },

            testingReady: {
              id: 'testingReady',
              description: 'TEST UNIT READY.',
              entry: [
                { type: 'prepare the internal command', params: { op: 'testUnitReady', direction: 'none' } },
                'start the internal command',
                'one more in transport',
              ],
              on: {
                'unit.internalDone': [
                  {
                    guard: 'succeeded',
                    target: 'readingCapacity',
                    actions: 'first try',
                    description: 'Ready.',
                    meta: cite('sd-spin-up'),
                  },
                  {
                    guard: 'reserved by another host',
                    target: '#attached',
                    actions: 'first try',
                    description: 'Reserved by another host: attached all the same.',
                    meta: cite('sd-spin-up'),
                  },
                  {
                    guard: 'no medium',
                    target: '#attached',
                    actions: 'first try',
                    description: 'No medium: attached all the same.',
                    meta: cite('sd-spin-up'),
                  },
                  {
                    guard: 'UNIT ATTENTION, retries left',
                    target: 'testingReady',
                    reenter: true,
                    actions: 'count a unit attention',
                    description: 'UNIT ATTENTION: again.',
                    meta: cite('sd-spin-up', 'sd-spin-up-counters'),
                  },
                  {
                    guard: 'UNIT ATTENTION',
                    target: '#detached',
                    actions: 'first try',
                    description: 'UNIT ATTENTION without end: attach fails.',
                    meta: cite('sd-spin-up', 'sd-spin-up-counters'),
                  },
                  {
                    guard: 'needs START UNIT, starts left',
                    target: 'startingUnit',
                    actions: 'count a START UNIT',
                    description: 'Stopped: START UNIT.',
                    meta: cite('sd-spin-up', 'sd-spin-up-counters'),
                  },
                  {
                    guard: 'becoming ready, waits left',
                    target: 'waitingReady',
                    actions: 'count a wait',
                    description: 'Becoming ready: wait.',
                    meta: cite('sd-spin-up', 'sd-spin-up-counters'),
                  },
                  {
                    guard: 'not ready',
                    target: '#detached',
                    actions: 'first try',
                    description: 'Not ready for too long: attach fails.',
                    meta: cite('sd-spin-up', 'sd-spin-up-counters'),
                  },
                  {
                    guard: 'tries left',
                    target: 'testingReady',
                    reenter: true,
                    actions: 'another try',
                    description: 'Any other failure: again.',
                    meta: cite('sd-spin-up'),
                  },
                  {
                    target: '#detached',
                    actions: 'first try',
                    description: 'It does not get ready: attach fails.',
                    meta: cite('sd-spin-up'),
                  },
                ],
              },
            },
            startingUnit: {
              description: 'START UNIT.',
              entry: [
                { type: 'prepare the internal command', params: { op: 'startUnit', direction: 'none' } },
                'start the internal command',
                'one more in transport',
              ],
              on: {
                'unit.internalDone': {
                  target: 'testingReady',
                  description: 'Whatever came of it: is it ready now?',
                  meta: cite('sd-spin-up'),
                },
              },
            },
            waitingReady: {
              description: 'The unit is becoming ready.',
              after: {
                notReadyDelay: { target: 'testingReady', description: 'Is it ready now?', meta: cite('sd-spin-up') },
              },
            },
            readingCapacity: {
              description: 'READ CAPACITY.',
              entry: [
                { type: 'prepare the internal command', params: { op: 'readCapacity', direction: 'in' } },
                'start the internal command',
                'one more in transport',
              ],
              on: {
                'unit.internalDone': [
                  {
                    guard: 'succeeded',
                    target: '#attached',
                    actions: 'first try',
                    description: 'Capacity known: attached.',
                    meta: cite('sd-capacity'),
                  },
                  {
                    guard: 'tries left',
                    target: 'readingCapacity',
                    reenter: true,
                    actions: 'another try',
                    description: 'Again.',
                    meta: cite('sd-capacity'),
                  },
                  {
                    target: '#attached',
                    actions: 'first try',
                    description: 'Capacity unknown: attached all the same.',
                    meta: cite('sd-capacity'),
                  },
                ],
              },
            },
          },
        },

        attached: {
          id: 'attached',
          description: 'Requests are accepted.',
          initial: 'normal',
          on: {
            'buf.strategy': [
              {
                guard: 'failfast is active and the request has B_FAILFAST',
                actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
                description: 'Failfast active: refused.',
                meta: cite('sd-failfast'),
              },
              {
                guard: 'a write to a unit that is opened for reading only',
                actions: { type: 'answer', params: { error: 'EROFS', resid: 'all' } },
                description: 'Read-only: refused before anything is started.',
                meta: cite('sd-read-only'),
              },
              {
                guard: 'at the end of the partition',
                actions: { type: 'answer', params: { error: 'none', resid: 'all' } },
                description: 'End of file: nothing transferred, no error.',
                meta: cite('sd-end-of-partition'),
              },
              {
                guard: 'beyond the partition',
                actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
                description: 'Beyond the partition: EIO.',
                meta: cite('sd-beyond-partition'),
              },
              {
                guard: 'not a multiple of the block size',
                actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
                description: 'Not a multiple of the block size: EIO.',
                meta: cite('sd-beyond-partition'),
              },
              {
                actions: ['prepare the command', 'put into the wait queue', 'look for a command to start'],
                description: 'Accepted, clipped if it runs over the end; joins the wait queue.',
                meta: cite('sd-wait-queue', 'sd-fifo', 'sd-overrun'),
              },
            ],
            'buf.uscsi': {
              actions: ['prepare the command', 'put into the wait queue', 'look for a command to start'],
              description: 'Accepted; joins the wait queue.',
              meta: cite('sd-wait-queue', 'sd-uscsi'),
            },
            'unit.deviceGone': { target: '#gone', description: 'CMD_DEV_GONE was seen.', meta: cite('sd-gone') },
            'unit.panic': { target: '#panicked', description: 'The host panics.', meta: cite('sd-failfast-owner') },
            'unit.notResponding': {
              target: '.offline',
              description: 'Selection is not answered.',
              meta: cite('sd-exhausted'),
            },
            'world.attach': ignored('the unit is attached'),
            'tran.capSet': ignored('whether tags could be switched off is not looked at'),
          },
          states: {
            normal: { description: 'SD_STATE_NORMAL.' },
            offline: {
              description: 'SD_STATE_OFFLINE: the last command got no response.',
              on: {
                'signal.started': {
                  target: 'normal',
                  description: 'A command was started.',
                  meta: cite('sd-state-normal'),
                },
              },
            },
          },
        },

        gone: {
          id: 'gone',
          description: 'The device has gone away.',
          on: {
            'buf.strategy': {
              actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
              description: 'EIO.',
              meta: cite('sd-gone'),
            },
            'buf.uscsi': {
              actions: { type: 'answer', params: { error: 'EIO', resid: 'all' } },
              description: 'EIO.',
              meta: cite('sd-gone'),
            },
            'unit.panic': { target: 'panicked', description: 'The host panics.', meta: cite('sd-failfast-owner') },
            'unit.deviceGone': ignored('known already'),
            'unit.notResponding': ignored('the device is gone'),
            'world.attach': ignored('the instance exists'),
            'tran.capSet': ignored('whether tags could be switched off is not looked at'),
          },
        },

        panicked: {
          id: 'panicked',
          description: 'The host has panicked: nothing is started, decided or answered any more.',
          meta: cite('sd-panic'),
          on: {
            'buf.strategy': ignored('the host has panicked'),
            'buf.uscsi': ignored('the host has panicked'),
            'world.attach': ignored('the host has panicked'),
            'tran.capSet': ignored('the host has panicked'),
          },
        },
      },
    },

    dispatch: {
      description:
        'Wait queue and in-transport counter (sd_start_cmds, sdintr). One command is started per critical section.',
      initial: 'ready',
      on: {
        'unit.intr': {
          actions: ['one fewer in transport', 'let it decide'],
          description: 'sdintr: lower the counter, then decide.',
          meta: cite('sd-intr-count'),
        },
        'unit.ask': {
          actions: 'tell it the facts',
          description: 'A command that had dropped the mutex looks at the unit again.',
          meta: cite('sd-reset-mutex'),
        },
        'unit.accepted': {
          actions: 'look for a command to start',
          description: 'TRAN_ACCEPT: the dispatching thread looks again.',
          meta: cite('sd-look-again'),
        },
        'unit.rejected': {
          actions: 'one fewer in transport',
          description: 'Not accepted: the counter is taken back.',
          meta: cite('sd-tran-busy', 'sd-tran-bad'),
        },
        'unit.returnCommand': {
          actions: ['forget its failfast flag', 'look for a command to start', 'then let it go'],
          description: 'A command is over: first start the next one.',
          meta: cite('sd-return-order'),
        },
        'signal.release': {
          actions: 'release the command',
          description: 'Then destroy its packet and call biodone.',
          meta: cite('sd-return-order'),
        },
        'unit.tagRejected': [
          {
            guard: 'untagged queueing',
            actions: ['commands are not tagged', 'throttle of untagged queueing', 'switch tagged-qing off'],
            description: 'Tags off; the adapter queues untagged commands: throttle at most 3.',
            meta: cite('sd-reason-tag-reject', 'sd-untagged-beside-tags'),
          },
          {
            actions: ['commands are not tagged', 'throttle 1', 'switch tagged-qing off'],
            description: 'Tags off, throttle 1.',
            meta: cite('sd-reason-tag-reject'),
          },
        ],
        'unit.panic': {
          target: '.halted',
          description: 'The host panics.',
          meta: cite('sd-panic'),
        },
        'unit.capacityChanged': {
          description: 'A task thread will read the capacity; bytes and blocks are not control state.',
          meta: cite('sd-capacity-task'),
        },
      },
      states: {
        ready: {
          description: 'Commands can be allocated.',
          on: {
            'signal.startCommands': {
              guard: 'a wait-queue command may be started',
              actions: [
                'start the head of the wait queue',
                'take it from the wait queue',
                'one more in transport',
                'a command was started',
              ],
              description: 'Below the throttle and nothing blocks: the head of the wait queue is started.',
              meta: cite('sd-dispatch', 'sd-count-before-call'),
            },
            'unit.noResources': [
              {
                guard: 'resources are short for good',
                actions: 'one fewer in transport',
                description: 'The command fails.',
                meta: cite('sd-resource-error'),
              },
              {
                target: 'resourceWait',
                actions: ['one fewer in transport', 'put at the head of the wait queue'],
                description: 'Back to the head of the wait queue.',
                meta: cite('sd-resource-wait'),
              },
            ],
            'world.resourcesFreed': ignored('nobody waits for resources'),
          },
        },
        resourceWait: {
          description: 'SD_STATE_RWAIT: the last allocation failed.',
          on: {
            'signal.startCommands': {
              guard: 'a wait-queue command may be started',
              target: 'ready',
              actions: [
                'start the head of the wait queue',
                'take it from the wait queue',
                'one more in transport',
                'a command was started',
              ],
              description: 'Tried again.',
              meta: cite('sd-resource-wait', 'sd-state-normal'),
            },
            'signal.started': {
              target: 'ready',
              description: 'A command was started: NORMAL.',
              meta: cite('sd-state-normal'),
            },
            'unit.noResources': [
              {
                guard: 'resources are short for good',
                actions: 'one fewer in transport',
                description: 'The command fails.',
                meta: cite('sd-resource-error'),
              },
            ],
            'world.resourcesFreed': {
              actions: 'look for a command to start',
              description: 'The resource callback (sdrunout).',
              meta: cite('sd-resource-wait'),
            },
          },
        },
        halted: {
          description: 'The host has panicked: no command is started, decided or let go.',
          meta: cite('sd-panic'),
          on: {
            'unit.intr': {
              actions: 'one fewer in transport',
              description: 'A packet comes back to a host that has panicked: only the counter is lowered.',
              meta: cite('sd-panic', 'sd-intr-count'),
            },
            'unit.ask': ignored('the host has panicked'),
            'unit.accepted': ignored('the host has panicked'),
            'unit.returnCommand': ignored('the host has panicked'),
            'world.resourcesFreed': ignored('the host has panicked'),
          },
        },
      },
    },

    retry: {
      description: 'The one retry (un_retry_bp) and its timer. While it is there the wait queue stands still.',
      initial: 'none',
      on: {
        'unit.retry': [
          {
            guard: 'immediate, below the throttle',
            actions: ['start this command as a retry', 'one more in transport', 'a command was started'],
            description: 'No delay: started at once.',
            meta: cite('sd-retry-immediate', 'sd-retry-head'),
          },
          {
            guard: 'the retry slot is taken',
            actions: 'put at the head of the wait queue',
            description: 'There is a retry already: head of the wait queue.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'immediate',
            target: '.waiting.busy',
            actions: 'take the retry slot',
            description: 'No delay, but at the throttle: as after BUSY.',
            meta: cite('sd-retry-immediate'),
          },
          {
            guard: 'after tranBusyDelay',
            target: '.waiting.tranBusy',
            actions: 'take the retry slot',
            description: 'After 10 ms.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'after restartDelay',
            target: '.waiting.restart',
            actions: 'take the retry slot',
            description: 'After 100 ms.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'after unitAttentionDelay',
            target: '.waiting.unitAttention',
            actions: 'take the retry slot',
            description: 'After 100 ms.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'after senseFailureDelay',
            target: '.waiting.senseFailure',
            actions: 'take the retry slot',
            description: 'Fibre: after 100 ms.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'after reservationConflictDelay',
            target: '.waiting.reservationConflict',
            actions: 'take the retry slot',
            description: 'After two clock ticks.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'after busyDelay',
            target: '.waiting.busy',
            actions: 'take the retry slot',
            description: 'After 5 s.',
            meta: cite('sd-retry-slot'),
          },
          {
            guard: 'after notReadyDelay',
            target: '.waiting.notReady',
            actions: 'take the retry slot',
            description: 'After 5 s.',
            meta: cite('sd-retry-slot'),
          },
        ],
        'unit.startUnit': [
          {
            guard: 'the retry slot is taken',
            actions: 'put at the head of the wait queue',
            description:
              'There is a retry already: head of the wait queue, which stands still until START UNIT is over.',
            meta: cite('sd-retry-slot', 'sd-start-unit'),
          },
          {
            target: '.parked',
            actions: 'take the retry slot',
            description: 'Parked without a timer of its own.',
            meta: cite('sd-start-unit'),
          },
        ],
        'unit.panic': {
          target: '.halted',
          description: 'The host panics.',
          meta: cite('sd-panic'),
        },
        'signal.restartParked': {
          actions: 'look for a command to start',
          description: 'START UNIT is over, its command waits at the head of the wait queue.',
          meta: cite('sd-start-unit-done'),
        },
      },
      states: {
        none: {
          id: 'none',
          description: 'No retry is pending.',
          on: {
            'unit.rejected': {
              guard: 'TRAN_BUSY of a request',
              target: 'waiting.tranBusy',
              actions: 'take the retry slot',
              description: 'TRAN_BUSY: again after 10 ms.',
              meta: cite('sd-tran-busy'),
            },
          },
        },
        waiting: {
          description: 'The retry waits for its timer.',
          initial: 'restart',
          on: {
            'unit.rejected': {
              guard: 'TRAN_BUSY of a request',
              actions: 'put at the head of the wait queue',
              description: 'TRAN_BUSY while there is a retry: head of the wait queue.',
              meta: cite('sd-tran-busy', 'sd-retry-slot'),
            },
          },
          states: {
            tranBusy: {
              description: 'After TRAN_BUSY.',
              after: {
                tranBusyDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: '10 ms are over: started.',
                  meta: cite('sd-retry-head', 'sd-tran-busy'),
                },
              },
            },
            restart: {
              description: 'After a transport error, QUEUE FULL or ABORTED COMMAND.',
              after: {
                restartDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: '100 ms are over: started.',
                  meta: cite('sd-retry-head'),
                },
              },
            },
            unitAttention: {
              description: 'After UNIT ATTENTION.',
              after: {
                unitAttentionDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: '100 ms are over: started.',
                  meta: cite('sd-retry-head'),
                },
              },
            },
            senseFailure: {
              description: 'After a REQUEST SENSE without result, on fibre.',
              after: {
                senseFailureDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: '100 ms are over: started.',
                  meta: cite('sd-retry-head'),
                },
              },
            },
            reservationConflict: {
              description: 'After RESERVATION CONFLICT.',
              after: {
                reservationConflictDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: 'Two clock ticks are over: started.',
                  meta: cite('sd-retry-head'),
                },
              },
            },
            busy: {
              description: 'After BUSY, or after a CHECK CONDITION that could not be sensed.',
              after: {
                busyDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: '5 s are over: started.',
                  meta: cite('sd-retry-head'),
                },
              },
            },
            notReady: {
              description: 'After NOT READY.',
              after: {
                notReadyDelay: {
                  target: '#none',
                  actions: [
                    'start the retry',
                    'leave the retry slot',
                    'one more in transport',
                    'a command was started',
                  ],
                  description: '5 s are over: started.',
                  meta: cite('sd-retry-head'),
                },
              },
            },
          },
        },
        parked: {
          description: 'The retry waits for START UNIT.',
          on: {
            'signal.restartParked': {
              target: 'none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: 'START UNIT is over: started.',
              meta: cite('sd-start-unit-done', 'sd-retry-head'),
            },
            'unit.rejected': {
              guard: 'TRAN_BUSY of a request',
              actions: 'put at the head of the wait queue',
              description: 'TRAN_BUSY while there is a retry: head of the wait queue.',
              meta: cite('sd-tran-busy', 'sd-retry-slot'),
            },
          },
        },
        halted: {
          description: 'The host has panicked: what waits is not started again.',
          meta: cite('sd-panic'),
        },
      },
    },

    priority: {
      description: "The unit's own command (attach, START UNIT) and its direct-priority timer.",
      initial: 'none',
      on: {
        'unit.panic': {
          target: '.halted',
          description: 'The host panics.',
          meta: cite('sd-panic'),
        },
      },
      states: {
        none: {
          description: 'It does not wait.',
          on: {
            'unit.rejected': {
              guard: 'TRAN_BUSY of the internal command',
              target: 'tranBusy',
              description: 'TRAN_BUSY: a timer of its own.',
              meta: cite('sd-tran-busy-priority'),
            },
          },
        },
        tranBusy: {
          description: 'After TRAN_BUSY; the wait queue stands still.',
          entry: 'direct-priority timer on',
          exit: 'direct-priority timer off',
          after: {
            tranBusyDelay: {
              target: 'none',
              actions: ['start the internal command', 'one more in transport'],
              description: '10 ms are over: started.',
              meta: cite('sd-tran-busy-priority'),
            },
          },
        },
        halted: {
          description: 'The host has panicked: its own command is not started again.',
          meta: cite('sd-panic'),
        },
      },
    },

    startUnit: {
      description: 'START UNIT for commands that met NOT READY.',
      initial: 'none',
      on: {
        'unit.panic': {
          target: '.halted',
          description: 'The host panics.',
          meta: cite('sd-panic'),
        },
      },
      states: {
        none: {
          id: 'startUnitNone',
          description: 'Not needed.',
          on: {
            'unit.startUnit': {
              target: 'pending',
              description: 'The timer is armed.',
              meta: cite('sd-start-unit'),
            },
          },
        },
        pending: {
          description: 'The wait queue stands still until START UNIT is over.',
          entry: 'START UNIT is pending',
          exit: 'START UNIT is no longer pending',
          initial: 'timer',
          states: {
            timer: {
              description: 'START UNIT timer armed.',
              after: {
                startUnitDelay: [
                  {
                    guard: 'FORMAT UNIT is under way',
                    target: 'stuck',
                    description: '2.5 s are over: the task returns at once.',
                    meta: cite('sd-start-unit-early'),
                  },
                  {
                    target: 'running',
                    actions: [
                      { type: 'prepare the internal command', params: { op: 'startUnit', direction: 'none' } },
                      'start the internal command',
                      'one more in transport',
                    ],
                    description: '2.5 s are over: START UNIT as priority command.',
                    meta: cite('sd-start-unit', 'sd-start-unit-done'),
                  },
                ],
              },
            },
            stuck: {
              description: 'Nobody will start what is parked.',
              meta: cite('sd-start-unit-early'),
            },
            running: {
              description: 'START UNIT is under way.',
              on: {
                'unit.internalDone': {
                  target: '#startUnitNone',
                  actions: 'restart what is parked',
                  description: 'Whatever the result: the parked command is started again.',
                  meta: cite('sd-start-unit-done'),
                },
              },
            },
          },
        },
        halted: {
          description: 'The host has panicked: no unit is started.',
          meta: cite('sd-panic'),
        },
      },
    },

    requestSense: {
      description: 'The one REQUEST SENSE packet of the unit.',
      initial: 'idle',
      on: {
        'unit.panic': {
          target: '.halted',
          description: 'The host panics.',
          meta: cite('sd-panic'),
        },
      },
      states: {
        idle: {
          description: 'Unused.',
          on: {
            'unit.sense': {
              target: 'busy',
              actions: ['mark the REQUEST SENSE packet busy', 'one more in transport', 'send REQUEST SENSE'],
              description: 'REQUEST SENSE goes out for this command.',
              meta: cite('sd-rqs-send'),
            },
          },
        },
        busy: {
          description: 'Fetching the sense of one command.',
          on: {
            'unit.sensed': {
              target: 'idle',
              actions: [
                'one fewer in transport',
                'give the sense to its command',
                'mark the REQUEST SENSE packet idle',
              ],
              description: 'It is back: idle before the sense is decoded.',
              meta: cite('sd-rqs-idle-first', 'sd-intr-count'),
            },
            'unit.senseRejected': {
              target: 'idle',
              actions: ['one fewer in transport', 'give up the sense', 'mark the REQUEST SENSE packet idle'],
              description: 'It was not taken: the sense is given up.',
              meta: cite('sd-tran-busy-sense', 'sd-tran-bad'),
            },
          },
        },
        halted: {
          description: 'The host has panicked: no sense is decoded.',
          meta: cite('sd-panic'),
          on: {
            'unit.sensed': {
              actions: 'one fewer in transport',
              description: 'It comes back to a host that has panicked: only the counter is lowered.',
              meta: cite('sd-panic', 'sd-intr-count'),
            },
            'unit.senseRejected': {
              actions: 'one fewer in transport',
              description: 'Not accepted: the counter is taken back.',
              meta: cite('sd-panic', 'sd-tran-bad'),
            },
          },
        },
      },
    },

    failfast: {
      description: 'un_failfast_state.',
      initial: 'inactive',
      states: {
        inactive: {
          description: 'Nothing wrong.',
          entry: 'failfast inactive',
          on: {
            'unit.retry': {
              guard: 'a failfast failure',
              target: 'pending',
              actions: 'failfast pending on this command',
              description: 'The first failfast failure.',
              meta: cite('sd-failfast'),
            },
          },
        },
        pending: {
          description: 'One command has failed in the failfast way.',
          on: {
            'unit.retry': [
              {
                guard: 'a failfast failure of the same command',
                target: 'active',
                description: 'The same command again.',
                meta: cite('sd-failfast'),
              },
              {
                guard: 'a failfast failure of another command',
                description: 'Another command: still pending on the first.',
                meta: cite('sd-failfast'),
              },
              {
                target: 'inactive',
                description: 'A failure of another kind: something answers.',
                meta: cite('sd-failfast-over'),
              },
            ],
            'unit.startUnit': {
              target: 'inactive',
              description: 'A failure of another kind: something answers.',
              meta: cite('sd-failfast-over'),
            },
            'unit.returnCommand': [
              {
                guard: 'a failfast failure of the same command',
                target: 'active',
                description: 'The same command again, and it is over.',
                meta: cite('sd-failfast'),
              },
              {
                guard: 'a failfast failure of another command',
                description: 'Another command: still pending on the first.',
                meta: cite('sd-failfast'),
              },
              {
                target: 'inactive',
                description: 'Success, or a failure of another kind.',
                meta: cite('sd-failfast-over', 'sd-failfast-over-unsent'),
              },
            ],
          },
        },
        active: {
          description: 'The device does not answer: B_FAILFAST requests fail at once.',
          entry: 'failfast active',
          always: {
            guard: 'a failfast request is queued',
            actions: ['fail a queued failfast request', 'forget the flushed request'],
            description: 'Queued B_FAILFAST requests are flushed with EIO; nothing is started in their place yet.',
            meta: cite('sd-failfast', 'sd-flush-no-restart'),
          },
          on: {
            'unit.retry': [
              { guard: 'a failfast failure', description: 'It still does not answer.', meta: cite('sd-failfast') },
              {
                target: 'inactive',
                description: 'A failure of another kind: something answers.',
                meta: cite('sd-failfast-over'),
              },
            ],
            'unit.startUnit': {
              target: 'inactive',
              description: 'A failure of another kind: something answers.',
              meta: cite('sd-failfast-over'),
            },
            'unit.returnCommand': [
              { guard: 'a failfast failure', description: 'It still does not answer.', meta: cite('sd-failfast') },
              {
                target: 'inactive',
                description: 'Success, or a failure of another kind.',
                meta: cite('sd-failfast-over', 'sd-failfast-over-unsent'),
              },
            ],
          },
        },
      },
    },

    throttle: {
      description: 'un_throttle: reduced by TRAN_BUSY and QUEUE FULL, restored in time.',
      initial: 'full',
      states: {
        full: {
          description: 'At its limit.',
          on: {
            'unit.rejected': [
              {
                guard: 'adaptive, TRAN_BUSY of a wait-queue command',
                target: 'afterTranBusy',
                actions: ['remember the throttle', 'reduce the throttle'],
                description: 'TRAN_BUSY: reduced, old value remembered.',
                meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
              },
              {
                guard: 'TRAN_BUSY of a wait-queue command',
                target: 'notAdaptive',
                actions: 'reduce the throttle',
                description: 'TRAN_BUSY: reduced, at least 1.',
                meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
              },
            ],
            'unit.queueFull': [
              {
                guard: 'adaptive',
                target: 'afterQueueFull',
                actions: 'reduce the throttle',
                description: 'QUEUE FULL: reduced.',
                meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
              },
              {
                target: 'notAdaptive',
                actions: 'reduce the throttle',
                description: 'QUEUE FULL: reduced, at least 1.',
                meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
              },
            ],
          },
        },
        afterTranBusy: {
          description: 'Reduced by TRAN_BUSY; the old value returns after 60 s.',
          after: {
            throttleRestore: {
              target: 'restored',
              actions: 'restore the throttle',
              description: 'The old value returns.',
              meta: cite('sd-throttle-restore'),
            },
          },
          on: {
            'unit.rejected': {
              guard: 'TRAN_BUSY of a wait-queue command',
              actions: 'reduce the throttle',
              description: 'TRAN_BUSY again; the value remembered is the first.',
              meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
            },
            'unit.queueFull': {
              target: 'afterQueueFull',
              actions: ['forget the throttle before', 'reduce the throttle'],
              description: 'QUEUE FULL: now the throttle has to grow step by step.',
              meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
            },
          },
        },
        afterQueueFull: {
          description: 'Reduced by QUEUE FULL; grows every 10 s.',
          after: {
            qfullThrottleStep: {
              target: 'restored',
              actions: 'let the throttle grow',
              description: 'A step up.',
              meta: cite('sd-throttle-restore'),
            },
          },
          on: {
            'unit.rejected': {
              guard: 'TRAN_BUSY of a wait-queue command',
              target: 'afterTranBusy',
              actions: ['remember the throttle', 'reduce the throttle'],
              description: 'TRAN_BUSY: reduced, old value remembered.',
              meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
            },
            'unit.queueFull': {
              actions: 'reduce the throttle',
              description: 'QUEUE FULL again.',
              meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
            },
          },
        },
        notAdaptive: {
          description: 'Reduced; the whole throttle returns after 60 s.',
          after: {
            throttleRestore: {
              target: 'restored',
              actions: 'open the throttle',
              description: 'Opened.',
              meta: cite('sd-throttle-restore'),
            },
          },
          on: {
            'unit.rejected': {
              guard: 'TRAN_BUSY of a wait-queue command',
              actions: 'reduce the throttle',
              description: 'TRAN_BUSY again.',
              meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
            },
            'unit.queueFull': {
              actions: 'reduce the throttle',
              description: 'QUEUE FULL again.',
              meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
            },
          },
        },
        restored: {
          description: 'The throttle was raised.',
          always: [
            {
              guard: 'throttle at its limit',
              target: 'full',
              actions: 'look for a command to start',
              description: 'At its limit again.',
              meta: cite('sd-throttle-restore'),
            },
            {
              target: 'afterQueueFull',
              actions: 'look for a command to start',
              description: 'Not yet: more steps follow.',
              meta: cite('sd-throttle-restore'),
            },
          ],
        },
      },
    },

    reservation: {
      description: 'un_resvd_status.',
      initial: 'none',
      states: {
        none: {
          description: 'No reservation is held.',
          on: {
            'unit.returnCommand': {
              guard: 'RESERVE succeeded',
              target: 'held',
              description: 'RESERVE succeeded.',
              meta: cite('sd-reservation'),
            },
            'unit.resetSeen': ignored('no reservation is held'),
            'scsi.resetNotify': {
              description: 'The adapter saw a bus reset: no reservation is held.',
              meta: cite('reset-notify-return'),
              actions: 'return from the notification',
            },
          },
        },
        held: {
          description: 'The unit is reserved for this host.',
          on: {
            'unit.returnCommand': {
              guard: 'RELEASE succeeded',
              target: 'none',
              description: 'RELEASE succeeded.',
              meta: cite('sd-reservation'),
            },
            'unit.intr': {
              guard: 'the packet saw a reset',
              target: 'lost',
              description: 'A packet died in a reset: the reservation is lost and wanted.',
              meta: cite('sd-reservation-lost'),
            },
            'unit.resetSeen': {
              target: 'lost',
              description: 'UNIT ATTENTION 29h: the reservation is lost and wanted.',
              meta: cite('sd-reservation-lost'),
            },
            'scsi.resetNotify': {
              target: 'lost',
              description: 'The adapter saw a bus reset: the reservation is lost and wanted.',
              meta: cite('sd-reservation-lost', 'reset-notify-return'),
              actions: 'return from the notification',
            },
          },
        },
        lost: {
          description: 'Lost in a reset, and wanted back.',
          on: {
            'unit.returnCommand': [
              {
                guard: 'RESERVE succeeded',
                target: 'held',
                description: 'Reserved again.',
                meta: cite('sd-reservation'),
              },
              {
                guard: 'RELEASE succeeded',
                target: 'none',
                description: 'No longer wanted.',
                meta: cite('sd-reservation'),
              },
            ],
            'unit.resetSeen': ignored('the reservation is lost already'),
            'scsi.resetNotify': {
              description: 'The adapter saw a bus reset: the reservation is lost already.',
              meta: cite('reset-notify-return'),
              actions: 'return from the notification',
            },
          },
        },
      },
    },
  },
});
