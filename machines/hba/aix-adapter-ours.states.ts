import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { aixAdapterSetup } from './aix-adapter.setup.ts';

type State = Parameters<typeof aixAdapterSetup.createStateConfig>[0];

/** Commands that we start, messages that we send, and RST. */
export const ours: State = {
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
};
