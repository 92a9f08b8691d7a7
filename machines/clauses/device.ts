import type { ClauseBook } from './clause.ts';

export const deviceClauses = {
  'task-busy-under-allegiance': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'While contingent allegiance exists for one initiator, commands of other initiators get BUSY.',
  },
  'task-overlapped-tag': {
    document: 'SCSI-2', section: '7.5.2, 7.8', confidence: 'recalled',
    says: 'A tag that is in use, or an untagged command beside tagged ones of the same initiator (or the reverse), is an incorrect initiator connection: all commands of that initiator for this logical unit are aborted and one CHECK CONDITION with ABORTED COMMAND, overlapped commands attempted, is returned.',
  },
  'task-untagged-request-sense': {
    document: 'SCSI-2', section: '7.5.2', confidence: 'recalled',
    says: 'Under contingent allegiance an untagged command beside tagged ones is legal; that is how REQUEST SENSE gets through.',
  },
  'task-untagged-request-sense-always': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'Some devices take an untagged REQUEST SENSE beside tagged commands at any time.',
  },
  'task-second-untagged-busy': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A second untagged command of the same initiator gets BUSY while the first is there.',
  },
  'task-tagged-under-allegiance': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'What a tagged command does to contingent allegiance is not agreed: it clears it and runs, it clears it and gets BUSY, or it gets QUEUE FULL.',
  },
  'task-sense-cleared': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'Contingent allegiance ends with any subsequent command of that initiator, and the sense data are lost unless it is REQUEST SENSE.',
  },
  'task-sense-cleared-not-by-inquiry': {
    document: 'vendor manuals', section: 'Maxtor, HP', confidence: 'recalled',
    says: 'INQUIRY leaves contingent allegiance and sense data alone.',
  },
  'task-queue-full': {
    document: 'SCSI-2', section: '7.3, 7.8', confidence: 'recalled',
    says: 'A tagged command that finds no room gets QUEUE FULL and is not queued; an untagged one gets BUSY.',
  },
  'task-simple-order': {
    document: 'SCSI-2', section: '7.8.1', confidence: 'recalled',
    says: 'SIMPLE tasks may run in any order, but not before older ORDERED and HEAD OF QUEUE ones; here they run first in, first out.',
  },
  'task-ordered-barrier': {
    document: 'SCSI-2', section: '7.8.1', confidence: 'recalled',
    says: 'An ORDERED task runs after all older tasks of all initiators and before all younger ones.',
  },
  'task-head-of-queue': {
    document: 'SCSI-2', section: '7.8.1', confidence: 'recalled',
    says: 'A HEAD OF QUEUE task runs next, the youngest first; it does not interrupt a task that has started.',
  },
  'task-set-per-initiator': {
    document: 'SPC', section: 'control mode page, TST', confidence: 'recalled',
    says: 'With one task set per initiator, order and contingent allegiance concern that initiator alone.',
  },
  'task-suspended': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'Queued commands of the logical unit are suspended while contingent allegiance exists.',
  },
  'task-check-blocks-until-reported': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'From the moment a task has failed until its CHECK CONDITION is out no other task runs and no new command is examined, so that there is never more than one set of sense data per initiator.',
  },
  'task-qerr-resume': {
    document: 'SCSI-2', section: '8.3.3.1', confidence: 'recalled',
    says: 'QErr 0: queued commands go on when contingent allegiance is over.',
  },
  'task-qerr-abort': {
    document: 'SCSI-2', section: '8.3.3.1', confidence: 'recalled',
    says: 'QErr 1: queued commands are aborted when contingent allegiance is over; other initiators that lost some get UNIT ATTENTION, commands cleared by another initiator.',
  },
  'task-allegiance-begins': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'Contingent allegiance begins when CHECK CONDITION or COMMAND TERMINATED has been returned.',
  },
  'task-executes': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'One task is served at a time; its service takes a while, then the unit carries it out.',
  },
  'task-hangs': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A task that the unit has lost stays in the set until it is aborted; those that need not wait for it run.',
  },
  'task-abort': {
    document: 'SCSI-2', section: '6.6.1', confidence: 'recalled',
    says: 'ABORT ends all tasks of this initiator for the logical unit without status, and its contingent allegiance.',
  },
  'task-abort-tag': {
    document: 'SCSI-2', section: '6.6.2', confidence: 'recalled',
    says: 'ABORT TAG ends one task without status.',
  },
  'task-clear-queue': {
    document: 'SCSI-2', section: '6.6.4', confidence: 'recalled',
    says: 'CLEAR QUEUE acts like ABORT from every initiator; other initiators that lost tasks get UNIT ATTENTION.',
  },
  'task-reset': {
    document: 'SCSI-2', section: '6.2.2, 6.6.3', confidence: 'recalled',
    says: 'A hard reset ends all tasks of all initiators without status.',
  },
  'task-no-status-after-end': {
    document: 'SCSI-2', section: '6.6', confidence: 'recalled',
    says: 'A task ends once: with status, or without because it was aborted.',
  },
  'target-busy-at-once': {
    document: 'SCSI-2', section: '7.3', confidence: 'recalled',
    says: 'A target that cannot take a command now returns BUSY.',
  },
  'target-queue-full-at-once': {
    document: 'SCSI-2', section: '7.3', confidence: 'recalled',
    says: 'A target whose queue has no room returns QUEUE FULL.',
  },
  'target-drops': {
    document: 'SCSI-2', section: '6.1.1', confidence: 'recalled',
    says: 'A target that meets an error that it cannot report goes to BUS FREE.',
  },
  'target-hangs': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A broken target takes a command and never speaks of it again.',
  },
  'target-unknown-lun': {
    document: 'SCSI-2', section: '7.5.3', confidence: 'recalled',
    says: 'For a logical unit that does not exist INQUIRY says so, REQUEST SENSE returns ILLEGAL REQUEST, logical unit not supported, and any other command gets CHECK CONDITION.',
  },
  'target-disconnects': {
    document: 'SCSI-2', section: '6.6.7', confidence: 'recalled',
    says: 'A target that was given the privilege disconnects while a command takes time.',
  },
  'target-stays-connected': {
    document: 'SCSI-2', section: '6.6.7', confidence: 'recalled',
    says: 'Without the privilege the target keeps the bus until the command ends.',
  },
  'target-answers-connected': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'What needs no work on the medium is answered before the target lets go of the bus.',
  },
  'target-one-reselection': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A target arbitrates for one finished task at a time, first finished first.',
  },
  'target-reselects': {
    document: 'SCSI-2', section: '6.1.4', confidence: 'recalled',
    says: 'A target reselects the initiator to go on with a disconnected command.',
  },
  'target-parts': {
    document: 'SCSI-2', section: '6.6.7', confidence: 'recalled',
    says: 'A target may disconnect in the middle of the data, after SAVE DATA POINTER.',
  },
  'target-nothing-to-say': {
    document: 'SCSI-2', section: '6.1.1', confidence: 'recalled',
    says: 'A target that has lost the command it reconnected for goes to BUS FREE.',
  },
  'target-message-then-free': {
    document: 'SCSI-2', section: '6.6', confidence: 'recalled',
    says: 'The target lets go of the bus when the message has taken effect.',
  },
  'target-bus-device-reset': {
    document: 'SCSI-2', section: '6.6.3', confidence: 'recalled',
    says: 'BUS DEVICE RESET is a hard reset of all logical units of the target.',
  },
  'target-bus-reset': {
    document: 'SCSI-2', section: '6.2.2', confidence: 'recalled',
    says: 'RST: the target releases the bus and resets hard.',
  },
  'target-gone': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A device that has disappeared answers nothing.',
  },
  'lu-reservation': {
    document: 'SCSI-2', section: '9.2.12', confidence: 'recalled',
    says: 'While one initiator holds a reservation, commands of others except INQUIRY, REQUEST SENSE and RELEASE get RESERVATION CONFLICT.',
  },
  'lu-release-by-other': {
    document: 'SCSI-2', section: '9.2.11', confidence: 'recalled',
    says: 'RELEASE by an initiator that holds no reservation ends GOOD and changes nothing.',
  },
  'lu-reserve': {
    document: 'SCSI-2', section: '9.2.12', confidence: 'recalled',
    says: 'RESERVE gives the logical unit to one initiator until it releases it or a hard reset happens.',
  },
  'lu-always-answers': {
    document: 'SCSI-2', section: '7.5.3, 7.9', confidence: 'recalled',
    says: 'INQUIRY is carried out at any time and leaves unit attention alone; REPORT LUNS likewise.',
  },
  'lu-unit-attention': {
    document: 'SCSI-2', section: '7.9', confidence: 'recalled',
    says: 'A command other than INQUIRY and REQUEST SENSE is not carried out while unit attention is pending for its initiator, but gets CHECK CONDITION.',
  },
  'lu-unit-attention-per-initiator': {
    document: 'SCSI-2', section: '7.9', confidence: 'recalled',
    says: 'Unit attention conditions are kept per initiator, reset before all others.',
  },
  'lu-attention-cleared-when-reported': {
    document: 'vendor manuals', section: 'HGST', confidence: 'recalled',
    says: 'The unit attention condition is gone when CHECK CONDITION has reported it.',
  },
  'lu-attention-cleared-when-sensed': {
    document: 'vendor manuals', section: 'IBM', confidence: 'recalled',
    says: 'The unit attention condition stays until REQUEST SENSE has returned it.',
  },
  'lu-sense-before-attention': {
    document: 'vendor manuals', section: 'IBM, HGST', confidence: 'recalled',
    says: 'REQUEST SENSE returns pending sense data first and keeps unit attention.',
  },
  'lu-attention-before-sense': {
    document: 'vendor manuals', section: 'Seagate, HP', confidence: 'recalled',
    says: 'REQUEST SENSE reports and clears unit attention and discards other sense data.',
  },
  'lu-sense-once': {
    document: 'SCSI-2', section: '7.6, 8.2.14', confidence: 'recalled',
    says: 'Sense data are handed over once; a further REQUEST SENSE returns NO SENSE.',
  },
  'lu-request-sense-good': {
    document: 'SCSI-2', section: '8.2.14', confidence: 'recalled',
    says: 'REQUEST SENSE ends GOOD when it returns sense data.',
  },
  'lu-request-sense-fails': {
    document: 'SCSI-2', section: '8.2.14', confidence: 'recalled',
    says: 'REQUEST SENSE itself gets CHECK CONDITION only when the target is broken; the earlier sense data are lost.',
  },
  'lu-request-sense-refused': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A REQUEST SENSE that is refused by BUSY, QUEUE FULL or RESERVATION CONFLICT leaves the sense data alone.',
  },
  'lu-request-sense-hangs': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A REQUEST SENSE that is never answered leaves contingent allegiance in place.',
  },
  'lu-sense-malformed': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A device may return too little sense data, none, or some of unknown format.',
  },
  'lu-sense-held': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'Sense data are kept for the initiator that got CHECK CONDITION.',
  },
  'lu-sense-destroyed': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'Sense data that were not asked for are destroyed.',
  },
  'lu-not-ready': {
    document: 'SCSI-2', section: '8.2.16, tables 71 and 72', confidence: 'recalled',
    says: 'A unit that is not ready answers NOT READY: becoming ready 04/01, initializing command required 04/02, medium not present 3A.',
  },
  'lu-becoming-ready': {
    document: 'SCSI-2', section: 'table 71', confidence: 'recalled',
    says: 'A unit that is becoming ready becomes so by itself.',
  },
  'lu-start-unit': {
    document: 'SCSI-2', section: '9.2.18', confidence: 'recalled',
    says: 'START UNIT makes the unit ready; its status comes when the unit is ready, or at once with IMMED.',
  },
  'lu-stop-unit': {
    document: 'SCSI-2', section: '9.2.18', confidence: 'recalled',
    says: 'STOP UNIT makes the unit not ready until it is started.',
  },
  'lu-good': {
    document: 'SCSI-2', section: '7.3', confidence: 'recalled',
    says: 'A command that was carried out ends GOOD.',
  },
  'lu-short': {
    document: 'SCSI-2', section: '6.1.5', confidence: 'recalled',
    says: 'A target may move less data than asked and still return GOOD.',
  },
  'lu-busy': {
    document: 'SCSI-2', section: '7.3', confidence: 'recalled',
    says: 'A unit that cannot carry out the command now returns BUSY.',
  },
  'lu-condition-met': {
    document: 'SCSI-2', section: '7.3', confidence: 'recalled',
    says: 'CONDITION MET ends commands that look for something.',
  },
  'lu-check-condition': {
    document: 'SCSI-2', section: '7.3, 7.6', confidence: 'recalled',
    says: 'A command that fails ends with CHECK CONDITION and sense data.',
  },
  'lu-recovered-error': {
    document: 'SCSI-2', section: 'table 69', confidence: 'recalled',
    says: 'RECOVERED ERROR: the command was carried out, with some recovery action.',
  },
  'lu-mode-changed': {
    document: 'SCSI-2', section: '7.9', confidence: 'recalled',
    says: 'MODE SELECT by one initiator makes unit attention 2A/01 for the others.',
  },
  'lu-hard-reset': {
    document: 'SCSI-2', section: '6.2.2', confidence: 'recalled',
    says: 'A hard reset clears sense data, reservation and contingent allegiance and makes unit attention 29 for all initiators.',
  },
  'lu-reset-qualifier': {
    document: 'SPC', section: 'ASC/ASCQ 29/01..29/03', confidence: 'recalled',
    says: 'ASCQ tells the resets apart: 00 power on, 02 bus reset, 03 device reset.',
  },
  'lu-commands-cleared': {
    document: 'SCSI-2', section: '7.9', confidence: 'recalled',
    says: 'Unit attention 2F: commands cleared by another initiator.',
  },
  'lu-power-on': {
    document: 'SCSI-2', section: '7.9', confidence: 'recalled',
    says: 'Power on forgets everything volatile and makes unit attention for all initiators.',
  },
  'lu-medium': {
    document: 'SCSI-2', section: '7.9', confidence: 'recalled',
    says: 'A medium that has come makes unit attention 28 for all initiators.',
  },
  'lu-spindle': {
    document: 'design choice', section: 'device', confidence: 'design',
    says: 'A spindle may stop or come up by itself.',
  },
  'lu-abandon': {
    document: 'SCSI-2', section: '6.6', confidence: 'recalled',
    says: 'An aborted START UNIT gets no status; the spindle goes on.',
  },
} satisfies ClauseBook;
