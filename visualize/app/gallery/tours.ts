import type { View } from '../session/address.ts';

/** A message in a run: the next one of this type, to such an actor, with these fields. */
export type Landmark = {
  readonly message: string;
  /** Beginning of the receiver's address. */
  readonly to?: string;
  readonly with?: Readonly<Record<string, unknown>>;
};

/** Where to look, and what is to be seen there. */
export type Stop = { readonly says: string; readonly at: Landmark; readonly view?: View; readonly actor?: string };

export type Tour = {
  readonly stops: readonly Stop[];
  /** Scenarios to go on with, beside the next one of the course. */
  readonly next: readonly string[];
};

const checkCondition = { status: 'CHECK_CONDITION' };

/** Ways through scenarios, by name. Each stop is behind the one before. */
export const tours: Readonly<Record<string, Tour>> = {
  'clean-read': {
    stops: [
      {
        says: 'read(2) has become a buf. strategy(9E) takes it; from here the driver owns the request.',
        at: { message: 'buf.strategy', to: 'sd:d0' },
      },
      {
        says: 'scsi_transport(9F): the packet goes to the adapter. Its owner is the adapter until pkt_comp.',
        at: { message: 'tran.start', to: 'hba:', with: { slot: 'd0.1' } },
        view: 'packets',
      },
      {
        says: 'Arbitration and selection: now the command is on the bus.',
        at: { message: 'bus.select', to: 'bus:' },
        actor: 'bus:b0',
      },
      {
        says: 'The logical unit executes. This is where the world decides: fork here with another outcome.',
        at: { message: 'lu.execute', to: 'lu:d0' },
      },
      {
        says: 'The completion callback: CMD_CMPLT says that the transport did its work, GOOD that the command did.',
        at: { message: 'pkt.comp', to: 'pkt:d0.1' },
        view: 'sequence',
      },
      { says: 'biodone(9F): the one answer, and the reader wakes up.', at: { message: 'buf.biodone', to: 'app:d0.1' } },
    ],
    next: ['check-condition-arq', 'aix-check-condition'],
  },
  'check-condition-arq': {
    stops: [
      {
        says: 'The disk cannot do it this time: the outcome names a sense class.',
        at: { message: 'lu.execute', with: { outcome: 'ABORTED_COMMAND 47/00' } },
      },
      {
        says: 'The adapter fetches the sense data itself, before any other command can wipe them out.',
        at: { message: 'lu.requestSense', to: 'lu:d0' },
        view: 'packets',
      },
      {
        says: 'The packet comes back with status and sense in one piece: STATE_ARQ_DONE.',
        at: { message: 'pkt.comp', to: 'pkt:d0.1', with: checkCondition },
      },
      {
        says: 'The driver has decided: it transports the same packet again after 100 ms.',
        at: { message: 'tran.start', to: 'hba:', with: { slot: 'd0.1' } },
      },
    ],
    next: ['medium-error'],
  },
  'check-condition-rqs': {
    stops: [
      {
        says: 'CHECK CONDITION, and nobody has asked why yet.',
        at: { message: 'pkt.comp', to: 'pkt:d0.1', with: checkCondition },
      },
      {
        says: 'The driver sends REQUEST SENSE as a packet of its own, at the head of the queue.',
        at: { message: 'tran.start', to: 'hba:', with: { op: 'requestSense' } },
        view: 'sequence',
      },
      { says: 'The unit tells what was wrong, once.', at: { message: 'lu.requestSense', to: 'lu:d0' } },
      {
        says: 'With the sense data the driver decides, and tries again.',
        at: { message: 'tran.start', to: 'hba:', with: { slot: 'd0.1' } },
      },
    ],
    next: ['sense-lost', 'request-sense-fails'],
  },
  'medium-error': {
    stops: [
      {
        says: 'The block cannot be read.',
        at: { message: 'lu.execute', with: { outcome: 'MEDIUM_ERROR 11/00' } },
      },
      {
        says: 'First CHECK CONDITION. Press w: which guard decides to retry, and which clause says so?',
        at: { message: 'pkt.comp', to: 'pkt:d0.1', with: checkCondition },
      },
      {
        says: 'At retry 2 the driver resets the unit, not the bus: a bad block is no reason to disturb others.',
        at: { message: 'tran.reset', with: { level: 'RESET_LUN' } },
      },
      {
        says: 'After the fifth retry the reader gets EIO.',
        at: { message: 'buf.biodone', to: 'app:d0.1', with: { error: 'EIO' } },
        view: 'packets',
      },
    ],
    next: ['command-timeout', 'recovered-error'],
  },
  'command-timeout': {
    stops: [
      {
        says: 'The unit takes the command and never answers.',
        at: { message: 'lu.execute', with: { outcome: 'hang' } },
        view: 'packets',
      },
      {
        says: 'Sixty seconds later the countdown of the unit has run out, and a gentle reset was refused: the bus is reset.',
        at: { message: 'bus.assertReset', to: 'bus:' },
      },
      {
        says: 'A command that did nothing wrong comes back as CMD_RESET: a victim, with a retry counter of its own.',
        at: { message: 'pkt.comp', with: { reason: 'CMD_RESET' } },
        view: 'sequence',
      },
      {
        says: 'The command comes back as CMD_TIMEOUT, and with it whatever else was active on its unit.',
        at: { message: 'pkt.comp', with: { reason: 'CMD_TIMEOUT' } },
      },
    ],
    next: ['third-party-reset', 'aix-timeout'],
  },
  'sense-lost': {
    stops: [
      {
        says: 'The READ ends with CHECK CONDITION: the unit holds sense data.',
        at: { message: 'lu.holdSense', to: 'lu:d0' },
      },
      {
        says: 'The next command is already on its way to the unit: it clears the sense data.',
        at: { message: 'lu.forgetSense', to: 'lu:d0' },
      },
      {
        says: 'REQUEST SENSE comes too late. Key 5: which properties were violated, and in which step?',
        at: { message: 'lu.requestSense', to: 'lu:d0' },
        view: 'properties',
      },
    ],
    next: ['sense-kept-by-arq', 'sense-kept-by-order', 'sense-kept-by-throttle'],
  },
  busy: {
    stops: [
      { says: 'The target answers BUSY.', at: { message: 'pkt.comp', with: { status: 'BUSY' } } },
      { says: 'It is tried again later, under a counter of its own.', at: { message: 'tran.start', to: 'hba:' } },
    ],
    next: ['queue-full-seen', 'aix-busy'],
  },
  'third-party-reset': {
    stops: [
      { says: 'Another computer on the bus asserts RST.', at: { message: 'bus.assertReset', to: 'bus:' } },
      {
        says: 'What was outstanding comes back as CMD_RESET.',
        at: { message: 'pkt.comp', with: { reason: 'CMD_RESET' } },
        view: 'packets',
      },
      {
        says: 'The first command afterwards meets the unit attention.',
        at: { message: 'pkt.comp', with: checkCondition },
      },
    ],
    next: ['aix-third-party-reset', 'command-timeout'],
  },
  'aix-check-condition': {
    stops: [
      {
        says: 'The head driver hands an sc_buf to the adapter driver by devstrat.',
        at: { message: 'sc.strategy', to: 'scsi:' },
      },
      {
        says: 'CHECK CONDITION comes back in the sc_buf. The queue of the device is kept, and halted.',
        at: { message: 'sc.iodone', with: { scsiStatus: 'SC_CHECK_CONDITION' } },
        view: 'sequence',
      },
      {
        says: 'The head driver asks for the sense data; nothing else may run before.',
        at: { message: 'lu.requestSense', to: 'lu:d0' },
      },
    ],
    next: ['aix-held-queue', 'aix-sense-lost'],
  },
};
