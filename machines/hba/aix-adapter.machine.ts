import { cite } from '../clauses/index.ts';
import { aixAdapterSetup, initialAdapter } from './aix-adapter.setup.ts';
import { ours } from './aix-adapter-ours.states.ts';
import { theirs } from './aix-adapter-theirs.states.ts';

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
      test('gatheredAddress', 'reject: EFAULT', 'Data that cannot be reached.', 'adapter-gathered-resources'),
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
    ours: { description: 'What we do on the bus.', ...ours },
    theirs: { description: 'What targets do: reselection.', ...theirs },
  },
});
