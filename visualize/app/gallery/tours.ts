import type { View } from '../session/address.ts';

/** A message in a run: the next one of this type, to such an actor, with these fields. */
export type Landmark = {
  readonly message: string;
  /** Beginning of the receiver's address. */
  readonly to?: string;
  readonly with?: Readonly<Record<string, unknown>>;
};

/**
 * Where to look, and what is to be seen there.
 *
 * `view`: only where the text speaks of what no other view shows; else a person stays in theirs.
 */
export type Stop = { readonly says: string; readonly at: Landmark; readonly view?: View };

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
        says: 'scsi_transport(9F): the packet goes to the adapter, which owns it until pkt_comp. Key 3 draws who has it when.',
        at: { message: 'tran.start', to: 'hba:', with: { slot: 'd0.1' } },
      },
      {
        says: 'The adapter wants the bus: first arbitration, then the target is selected.',
        at: { message: 'bus.select', to: 'bus:' },
      },
      {
        says: 'The logical unit executes. Here the world decides: "Fork here with", at the side, lets it end otherwise.',
        at: { message: 'lu.execute', to: 'lu:d0' },
      },
      {
        says: 'The completion callback: CMD_CMPLT says that the transport did its work, GOOD that the command did.',
        at: { message: 'pkt.comp', to: 'pkt:d0.1' },
      },
      { says: 'biodone(9F): the one answer, and the reader wakes up.', at: { message: 'buf.biodone', to: 'app:d0.1' } },
    ],
    next: ['check-condition-arq', 'aix-check-condition'],
  },
  'check-condition-arq': {
    stops: [
      {
        says: 'The disk gives the command up. Why is in the sense data that it keeps: ABORTED COMMAND.',
        at: { message: 'lu.execute', with: { outcome: 'ABORTED_COMMAND 47/00' } },
      },
      {
        says: 'The adapter fetches the sense data itself, before any other command can wipe them out.',
        at: { message: 'lu.requestSense', to: 'lu:d0' },
      },
      {
        says: 'The packet comes back with status and sense in one piece.',
        at: { message: 'pkt.comp', to: 'pkt:d0.1', with: checkCondition },
      },
      {
        says: 'The driver decides by the sense key: try again. Key w tells which guards it asked.',
        at: { message: 'command.decide', to: 'cmd:d0.1' },
      },
      {
        says: '100 ms later it transports the same packet again.',
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
      },
      { says: 'The unit tells what was wrong, once.', at: { message: 'lu.requestSense', to: 'lu:d0' } },
      {
        says: 'With the sense data the driver has decided: 100 ms later it tries again.',
        at: { message: 'tran.start', to: 'hba:', with: { slot: 'd0.1' } },
      },
    ],
    next: ['sense-lost', 'request-sense-fails'],
  },
  'medium-error': {
    stops: [
      {
        says: 'MEDIUM ERROR: the block cannot be read.',
        at: { message: 'lu.execute', with: { outcome: 'MEDIUM_ERROR 11/00' } },
      },
      {
        says: 'The driver decides: retry. Key w tells which guards it asked, and which clause says so.',
        at: { message: 'command.decide', to: 'cmd:d0.1' },
      },
      {
        says: 'At retry 2 it resets the unit by RESET_LUN, not the bus: a bad block is no reason to disturb others.',
        at: { message: 'tran.reset', with: { level: 'RESET_LUN' } },
      },
      {
        says: 'After the fifth retry the reader gets EIO.',
        at: { message: 'buf.biodone', to: 'app:d0.1', with: { error: 'EIO' } },
      },
    ],
    next: ['command-timeout', 'recovered-error'],
  },
  'command-timeout': {
    stops: [
      {
        says: 'A unit takes the command and never answers.',
        at: { message: 'lu.execute', with: { outcome: 'hang' } },
      },
      {
        says: 'Sixty seconds later its countdown has run out. The adapter has sent BUS DEVICE RESET, and the target has refused it.',
        at: { message: 'hba.messageSent', with: { message: 'BUS_DEVICE_RESET', outcome: 'rejected' } },
      },
      {
        says: 'So the adapter resets the bus, and with it everybody who is on it.',
        at: { message: 'bus.assertReset', to: 'bus:' },
      },
      {
        says: 'A command of the other disk comes back as CMD_RESET: a victim, with a retry counter of its own.',
        at: { message: 'pkt.comp', with: { reason: 'CMD_RESET' } },
      },
      {
        says: 'The first that hung comes back as CMD_TIMEOUT; so would whatever else had been active on its unit.',
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
        says: 'REQUEST SENSE comes too late: there is nothing to tell. By now Q3 and Q4 are violated: which settings would have kept them?',
        at: { message: 'lu.requestSense', to: 'lu:d0' },
        view: 'properties',
      },
    ],
    next: ['sense-kept-by-arq', 'sense-kept-by-throttle', 'sense-kept-by-order'],
  },
  busy: {
    stops: [
      {
        says: 'The target answers BUSY: it cannot take a command now, which is no error.',
        at: { message: 'pkt.comp', with: { status: 'BUSY' } },
      },
      {
        says: 'The driver waits for five seconds, and counts: BUSY has a limit of its own.',
        at: { message: 'unit.retry', to: 'sd:d0' },
      },
      { says: 'Then it transports the same packet again.', at: { message: 'tran.start', to: 'hba:' } },
    ],
    next: ['queue-full-seen', 'aix-busy'],
  },
  'third-party-reset': {
    stops: [
      { says: 'Another computer on the bus asserts RST.', at: { message: 'bus.assertReset', to: 'bus:' } },
      {
        says: 'What was outstanding comes back as CMD_RESET: victims, which are tried again.',
        at: { message: 'pkt.comp', with: { reason: 'CMD_RESET' } },
      },
      {
        says: 'The first command afterwards meets UNIT ATTENTION: the disk tells that it was reset.',
        at: { message: 'lu.holdSense', with: { sense: 'UNIT_ATTENTION 29/02' } },
      },
      {
        says: 'So it comes back with CHECK CONDITION, and is tried once more.',
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
        says: 'The second read comes back with SC_CHECK_CONDITION. Without tags the queue of the disk is cleared, and halted.',
        at: { message: 'sc.iodone', with: { scsiStatus: 'SC_CHECK_CONDITION' } },
      },
      {
        says: 'REQUEST SENSE with SC_RESUME goes first: nothing can reach the disk before it.',
        at: { message: 'sc.strategy', with: { op: 'requestSense' } },
      },
      {
        says: 'Reads that did nothing wrong come back with ENXIO: flushed, to be sent again.',
        at: { message: 'sc.iodone', with: { error: 'ENXIO' } },
      },
      {
        says: 'The read that failed goes again, and the flushed ones behind it, in their order.',
        at: { message: 'sc.strategy', with: { slot: 'd0.2' } },
      },
    ],
    next: ['aix-held-queue', 'aix-sense-lost'],
  },
};
