import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { aixAdapterSetup, initialAdapter } from './aix-adapter.setup.ts';

const test = <D extends string, A extends string, C extends Parameters<typeof cite>[0]>(
  defect: D,
  action: A,
  description: string,
  clause: C,
) =>
  ({
    guard: { type: 'what is wrong is', params: { defect } },
    actions: action,
    description,
    meta: cite(clause),
  }) as const;

/**
 * The AIX SCSI adapter driver and its adapter: the tests of sc_strategy, ioctls, whose turn it is on the bus, interrupts,
 * messages and resets. It knows nothing of what the commands mean.
 */
export const aixAdapterMachine = aixAdapterSetup.createMachine({
  id: 'aix-adapter',
  description: 'AIX SCSI adapter device driver for a parallel bus.',
  context: ({ input }) => initialAdapter(input),
  type: 'parallel',
  on: {
    'sc.strategy': [
      test('devno', 'reject: errno of the parameter', 'b_dev is not this adapter.', 'adapter-tests-devno'),
      test('size', 'reject: EINVAL', 'b_bcount is more than the maximum transfer.', 'adapter-tests-size'),
      test('av_forw', 'reject: EINVAL', 'av_forw is not null.', 'adapter-tests-av-forw'),
      test('bpAndResvd1', 'reject: EINVAL', 'bp and resvd1 are both set.', 'adapter-tests-bp-and-resvd1'),
      test('gatheredRead', 'reject: EINVAL', 'A gathered read.', 'adapter-tests-gathered'),
      test('gatheredOffLevel', 'reject: EINVAL', 'Gathered, but not from the process.', 'adapter-tests-gathered'),
      {
        guard: 'bp and resvd1 are both set',
        actions: 'reject: EINVAL',
        description: 'A gathered write that is spanned as well.',
        meta: cite('adapter-tests-bp-and-resvd1'),
      },
      {
        guard: 'gathered, and no write',
        actions: 'reject: EINVAL',
        description: 'resvd1 is set, and nothing is written.',
        meta: cite('adapter-tests-gathered'),
      },
      {
        guard: 'gathered, not from process level',
        actions: 'reject: EINVAL',
        description: 'resvd1 is set on an interrupt level.',
        meta: cite('adapter-tests-gathered'),
      },
      {
        guard: 'gathered, and gathered writes are not taken',
        actions: 'reject: EINVAL',
        description: 'resvd1 is set for an adapter driver whose SCIOGTHW fails.',
        meta: cite('adapter-tests-gathered', 'ioctl-gathered'),
      },
      test('gatheredResources', 'reject: ENOMEM', 'No resources to gather.', 'adapter-gathered-resources'),
      test('spanAlignment', 'reject: EINVAL', 'Spanned requests do not meet at a page.', 'adapter-tests-span'),
      test('spanDirection', 'reject: EINVAL', 'A span of reads and writes.', 'adapter-tests-span'),
      test('scsi_length', 'reject: EINVAL', 'No such length of a command.', 'adapter-tests-length'),
      {
        actions: 'to the queue of the device',
        description: 'Nothing is wrong: up to the queue of the device.',
        meta: cite('adapter-chains-at-tail', 'adapter-starts-when-idle', 'adapter-tests-device'),
      },
    ],
    'ioctl.SCIOSTART': {
      actions: 'SCIOSTART for its device',
      description: 'SCIOSTART.',
      meta: cite('queue-start'),
    },
    'ioctl.SCIOSTOP': [
      {
        guard: 'a handler is registered',
        actions: ['cancel the handler', 'it is not told of events any more', 'SCIOSTOP for its device'],
        description: 'SCIOSTOP ends the session, and with it the registration for events.',
        meta: cite('queue-stop-waits', 'ioctl-event'),
      },
      {
        actions: 'SCIOSTOP for its device',
        description: 'SCIOSTOP.',
        meta: cite('queue-stop-waits'),
      },
    ],
    'ioctl.SCIOHALT': { actions: 'SCIOHALT for its device', description: 'SCIOHALT.', meta: cite('queue-halt') },
    'ioctl.SCIORESET': {
      actions: 'SCIORESET for its device',
      description: 'SCIORESET.',
      meta: cite('queue-reset-ioctl'),
    },
    'ioctl.SCIOLUNRST': {
      actions: 'SCIOLUNRST for its device',
      description: 'SCIOLUNRST.',
      meta: cite('ioctl-lun-reset'),
    },
    'ioctl.SCIOEVENT': {
      actions: 'SCIOEVENT for its device',
      description: 'SCIOEVENT: is the device open?',
      meta: cite('ioctl-event'),
    },
    'card.listen': [
      {
        guard: 'a handler is registered',
        actions: 'SCIOEVENT fails: EINVAL',
        description: 'A second registration in one session.',
        meta: cite('ioctl-event'),
      },
      {
        actions: ['register the handler', 'it is told of events', 'SCIOEVENT returns 0'],
        description: 'The handler is registered for this session of the device.',
        meta: cite('ioctl-event'),
      },
    ],

    'card.request': {
      actions: 'line up for a turn',
      description: 'A device has something to start: it gets its turn after those that asked before.',
      meta: cite('adapter-hardware-one-selection', 'adapter-devices-at-once'),
    },
    'card.halt': {
      actions: 'note SCIOHALT',
      description: 'ABORT is to be sent.',
      meta: cite('queue-halt'),
    },
    'card.reset': {
      actions: 'note SCIORESET',
      description: 'BUS DEVICE RESET is to be sent.',
      meta: cite('queue-reset-ioctl'),
    },
    'card.lunReset': {
      actions: 'note SCIOLUNRST',
      description: 'LOGICAL UNIT RESET is to be sent.',
      meta: cite('ioctl-lun-reset'),
    },
    'card.timeout': [
      {
        guard: 'BUS DEVICE RESET may help',
        actions: 'note the timeout',
        description: 'A transaction does not come back: by parameter its target is reset first.',
        meta: cite('adapter-timeout-resets-bus'),
      },
      {
        actions: 'a reset is due',
        description: 'A transaction does not come back: the bus is reset.',
        meta: cite('adapter-timeout-resets-bus'),
      },
    ],

    'hba.busReset': {
      target: ['#FREE', '#none'],
      actions: [
        'acknowledge RST',
        'all devices end',
        'every ioctl that waited returns 0',
        'no message waits',
        'no reset is due',
        'it is off the bus',
        'the reconnected one is off the bus',
        'negotiate with all again',
        'tell who listens: SC_SCSI_RESET_EVENT',
      ],
      description: 'RST, by us or by somebody else: the queues of all devices end and are halted.',
      meta: cite('queue-reset', 'queue-external-reset', 'queue-halt-escalates', 'event-reset'),
    },
  },
  states: {
    ours: {
      description: 'What we do on the bus.',
      initial: 'FREE',
      always: {
        guard: 'a bus reset is due',
        target: '.RESET',
        actions: ['no reset is due', 'assert RST'],
        description: 'RST is asserted.',
        meta: cite('adapter-timeout-resets-bus', 'queue-halt-escalates', 'adapter-unknown-reselection'),
      },
      on: {
        'hba.selectionTimeout': {
          guard: 'it is about the command we selected for',
          actions: ['tell it: selection timeout', 'it is off the bus'],
          description: 'Nobody answers the selection.',
          meta: cite('adapter-no-device-response'),
        },
        'hba.tagRejected': {
          guard: 'it is about the command we selected for',
          actions: ['tell it: tag rejected', 'it is off the bus'],
          description: 'The device rejects the queue tag.',
          meta: cite('adapter-bus-fault'),
        },
        'hba.selectionLost': {
          guard: 'it is about the command we selected for',
          actions: ['tell it: selection lost', 'it is off the bus'],
          description: 'A target reselected us first.',
          meta: cite('adapter-selection-lost'),
        },
        'hba.disconnected': {
          guard: 'it is about the command we selected for',
          actions: ['tell it: disconnected', 'transfers are agreed upon, if they were negotiated', 'it is off the bus'],
          description: 'The device has the command and lets the bus go: nothing is complete.',
          meta: cite('adapter-intermediate-interrupt'),
        },
        'hba.completed': {
          guard: 'it is about the command we selected for',
          actions: ['tell it: completed', 'transfers are agreed upon, if they were negotiated', 'it is off the bus'],
          description: 'Complete without a disconnection.',
          meta: cite('adapter-good', 'adapter-scsi-error'),
        },
        'hba.unexpectedBusFree': {
          guard: 'it is about the command we selected for',
          actions: ['tell it: unexpected bus free', 'it is off the bus'],
          description: 'The device leaves the bus without a word.',
          meta: cite('adapter-bus-fault'),
        },
      },
      states: {
        FREE: {
          id: 'FREE',
          description: 'We want nothing of the bus.',
          always: [
            {
              guard: 'the bus is free for a message',
              target: 'MESSAGE',
              actions: ['take up the next message', 'send the message'],
              description: 'ABORT or BUS DEVICE RESET goes before new commands.',
              meta: cite('queue-halt', 'queue-reset-ioctl', 'adapter-timeout-resets-bus'),
            },
            {
              guard: 'a device waits for its turn and the bus is free',
              target: 'granting',
              actions: ['give the next device its turn', 'it had its turn'],
              description: 'The next device in turn.',
              meta: cite('adapter-hardware-one-selection', 'adapter-starts-when-idle'),
            },
          ],
        },
        granting: {
          description: 'A device was given its turn and says, in the same step, what it starts.',
          on: {
            'card.select': {
              target: 'SELECTING',
              actions: ['select', 'this one is on the bus'],
              description: 'sc_start for this transaction.',
              meta: cite('adapter-start-arms-timeout', 'adapter-async'),
            },
            'card.failed': [
              {
                guard: 'the adapter hardware has failed',
                target: 'FREE',
                actions: 'tell who listens: SC_FATAL_HDW_ERR',
                description: 'The hardware of the adapter failed before anything was on the bus.',
                meta: cite('adapter-own-failure', 'event-fatal'),
              },
              {
                target: 'FREE',
                actions: 'tell who listens: SC_ADAP_CMD_FAILED',
                description: 'The adapter failed with this command before anything was on the bus.',
                meta: cite('adapter-own-failure', 'event-command-failed'),
              },
            ],
            'card.pass': {
              target: 'FREE',
              description: 'Its queue was halted meanwhile.',
              meta: cite('queue-halted-by-error'),
            },
          },
        },
        SELECTING: {
          description: 'A command is on its way to the bus or connected for the first time.',
          always: {
            guard: 'the selection is over',
            target: 'FREE',
            description: 'It is off the bus.',
            meta: cite('adapter-hardware-one-selection'),
          },
        },
        MESSAGE: {
          description: 'A selection for a message only; nothing is started meanwhile.',
          on: {
            'hba.messageSent': [
              {
                guard: 'SCIOHALT: the device took ABORT',
                target: 'FREE',
                actions: ['all of the device end', 'the ioctl returns 0', 'the message is done'],
                description: 'ABORT took effect: everything of this device ends with ENXIO.',
                meta: cite('queue-halt'),
              },
              {
                guard: 'SCIOHALT: the device does not answer',
                target: 'FREE',
                actions: ['the ioctl fails: ENODEV', 'the message is done'],
                description: 'SCIOHALT: the device cannot be selected.',
                meta: cite('ioctl-halt-errno'),
              },
              {
                guard: 'SCIOHALT: the device did not take ABORT',
                target: 'FREE',
                actions: 'a reset is due',
                description: 'ABORT does not help: the bus is reset.',
                meta: cite('queue-halt-escalates'),
              },
              {
                guard: 'SCIORESET: the target took BUS DEVICE RESET',
                target: 'FREE',
                actions: [
                  'all of the target end',
                  'the ioctl returns 0',
                  'the message is done',
                  'negotiate with all again',
                ],
                description: 'All logical units of the target are reset.',
                meta: cite('queue-reset-ioctl', 'queue-reset'),
              },
              {
                guard: 'SCIORESET: the target did not take it',
                target: 'FREE',
                actions: ['the ioctl fails: EIO', 'the message is done'],
                description: 'SCIORESET fails.',
                meta: cite('queue-reset-ioctl'),
              },
              {
                guard: 'SCIOLUNRST: the device took LOGICAL UNIT RESET',
                target: 'FREE',
                actions: ['all of the logical unit end', 'the ioctl returns 0', 'the message is done'],
                description: 'This logical unit is reset, its neighbours are not.',
                meta: cite('ioctl-lun-reset', 'queue-reset'),
              },
              {
                guard: 'SCIOLUNRST: the device did not take it',
                target: 'FREE',
                actions: ['the ioctl fails: EIO', 'the message is done'],
                description: 'SCIOLUNRST fails.',
                meta: cite('ioctl-lun-reset'),
              },
              {
                guard: 'timeout: the target took BUS DEVICE RESET',
                target: 'FREE',
                actions: ['all of the target end', 'the message is done', 'negotiate with all again'],
                description: 'The target of the lost transaction is reset, the other targets are spared.',
                meta: cite('adapter-timeout-resets-bus', 'queue-reset'),
              },
              {
                target: 'FREE',
                actions: 'a reset is due',
                description: 'The target does not take BUS DEVICE RESET: the bus is reset.',
                meta: cite('adapter-timeout-resets-bus'),
              },
            ],
          },
        },
        RESET: {
          description: 'RST is asserted; what was reported before it still counts.',
          on: { 'hba.messageSent': ignored('the bus reset does, or undoes, what the message was for') },
        },
      },
    },
    theirs: {
      description: 'What targets do: reselection.',
      initial: 'none',
      states: {
        none: {
          id: 'none',
          description: 'No target has reselected us.',
          on: {
            'hba.reconnected': {
              target: 'checking',
              actions: ['somebody reconnected', 'tell it: reconnected'],
              description: 'A target reselects us and names a command.',
              meta: cite('adapter-intermediate-interrupt'),
            },
          },
        },
        checking: {
          description: 'Is there such a command? Answered in the same step.',
          on: {
            'card.reconnected': {
              target: 'CONNECTED',
              actions: 'accept the reselection',
              description: 'There is.',
              meta: cite('adapter-intermediate-interrupt'),
            },
            'card.unknown': {
              target: 'unknown',
              actions: 'a reset is due',
              description: 'There is not: only RST gets the target off the bus.',
              meta: cite('adapter-unknown-reselection'),
            },
          },
        },
        CONNECTED: {
          description: 'A command is connected again.',
          on: {
            'hba.disconnected': {
              guard: 'it is about the command that reconnected',
              target: 'none',
              actions: ['tell it: disconnected', 'the reconnected one is off the bus'],
              description: 'A part of the data has moved: nothing is complete.',
              meta: cite('adapter-intermediate-interrupt'),
            },
            'hba.completed': {
              guard: 'it is about the command that reconnected',
              target: 'none',
              actions: ['tell it: completed', 'the reconnected one is off the bus'],
              description: 'Data and status.',
              meta: cite('adapter-good', 'adapter-scsi-error'),
            },
            'hba.unexpectedBusFree': {
              guard: 'it is about the command that reconnected',
              target: 'none',
              actions: ['tell it: unexpected bus free', 'the reconnected one is off the bus'],
              description: 'The device leaves the bus without a word.',
              meta: cite('adapter-bus-fault'),
            },
          },
        },
        unknown: { description: 'Held by a target that speaks of a command we do not know, until RST.' },
      },
    },
  },
});
