import type { ClauseBook } from './clause.ts';

/** How a target uses the bus. */
export const targetClauses = {
  'target-busy-at-once': {
    document: 'SCSI-2',
    section: '7.3',
    confidence: 'recalled',
    says: 'A target that cannot take a command now returns BUSY.',
  },
  'target-queue-full-at-once': {
    document: 'SCSI-2',
    section: '7.3',
    confidence: 'recalled',
    says: 'A target whose queue has no room returns QUEUE FULL.',
  },
  'target-drops': {
    document: 'SCSI-2',
    section: '6.1.1',
    confidence: 'recalled',
    says: 'A target that meets an error that it cannot report goes to BUS FREE.',
  },
  'target-hangs': {
    document: 'design choice',
    section: 'device',
    confidence: 'design',
    says: 'A broken target takes a command and never speaks of it again.',
  },
  'target-unknown-lun': {
    document: 'SCSI-2',
    section: '7.5.3',
    confidence: 'recalled',
    says: 'For a logical unit that does not exist INQUIRY says so, REQUEST SENSE returns ILLEGAL REQUEST, logical unit not supported, and any other command gets CHECK CONDITION.',
  },
  'target-disconnects': {
    document: 'SCSI-2',
    section: '6.6.7',
    confidence: 'recalled',
    says: 'A target that was given the privilege disconnects while a command takes time.',
  },
  'target-stays-connected': {
    document: 'SCSI-2',
    section: '6.6.7',
    confidence: 'recalled',
    says: 'Without the privilege the target keeps the bus until the command ends.',
  },
  'target-answers-connected': {
    document: 'design choice',
    section: 'device',
    confidence: 'design',
    says: 'What needs no work on the medium is answered before the target lets go of the bus.',
  },
  'target-one-reselection': {
    document: 'design choice',
    section: 'device',
    confidence: 'design',
    says: 'A target arbitrates for one finished task at a time, first finished first.',
  },
  'target-reselects': {
    document: 'SCSI-2',
    section: '6.1.4',
    confidence: 'recalled',
    says: 'A target reselects the initiator to go on with a disconnected command.',
  },
  'target-parts': {
    document: 'SCSI-2',
    section: '6.6.7',
    confidence: 'recalled',
    says: 'A target may disconnect in the middle of the data, after SAVE DATA POINTER.',
  },
  'target-nothing-to-say': {
    document: 'SCSI-2',
    section: '6.1.1',
    confidence: 'recalled',
    says: 'A target that has lost the command it reconnected for goes to BUS FREE.',
  },
  'target-message-then-free': {
    document: 'SCSI-2',
    section: '6.6',
    confidence: 'recalled',
    says: 'The target lets go of the bus when the message has taken effect.',
  },
  'target-bus-device-reset': {
    document: 'SCSI-2',
    section: '6.6.3',
    confidence: 'recalled',
    says: 'BUS DEVICE RESET is a hard reset of all logical units of the target.',
  },
  'target-bus-reset': {
    document: 'SCSI-2',
    section: '6.2.2',
    confidence: 'recalled',
    says: 'RST: the target releases the bus and resets hard.',
  },
  'target-gone': {
    document: 'design choice',
    section: 'device',
    confidence: 'design',
    says: 'A device that has disappeared answers nothing.',
  },
} satisfies ClauseBook;
