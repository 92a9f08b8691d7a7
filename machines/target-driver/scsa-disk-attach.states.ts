import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';
import { probing } from './scsa-disk-probe.states.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** Attaching: what sd asks the unit and the adapter before it accepts requests. */
export const attaching: State = {
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
    probing,

    autoRequestSense: {
      id: 'autoRequestSense',
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
};
