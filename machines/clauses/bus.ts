import type { ClauseBook } from './clause.ts';

export const busClauses = {
  'bus-free-then-arbitration': {
    document: 'SCSI-2', section: '6.1.2', confidence: 'recalled',
    says: 'A device that wants the bus waits for BUS FREE and then arbitrates; nobody takes a bus that is in use.',
  },
  'bus-highest-id-wins': {
    document: 'SCSI-2', section: '6.1.2', confidence: 'recalled',
    says: 'Of all devices that arbitrate the one with the SCSI ID of highest priority wins; the others wait for the next BUS FREE.',
  },
  'bus-requests-wait': {
    document: 'design choice', section: 'bus', confidence: 'design',
    says: 'What a device asks of a bus in use waits its turn; requests of one device keep their order.',
  },
  'bus-selection-identify-command': {
    document: 'SCSI-2', section: '6.1.3, 6.3, 6.5', confidence: 'recalled',
    says: 'A selected target that answers takes IDENTIFY (and a tag) in MESSAGE OUT and then the CDB in COMMAND phase.',
  },
  'bus-selection-timeout': {
    document: 'SCSI-2', section: '5.7, 6.1.3', confidence: 'recalled',
    says: 'When no target answers within the selection timeout delay (250 ms recommended) the initiator releases the bus.',
  },
  'bus-tag-needs-disconnect': {
    document: 'fas.c', section: 'fas_startcmd', confidence: 'code',
    says: 'A command that must not disconnect is sent without queue tag message.',
  },
  'bus-tag-follows-identify': {
    document: 'SCSI-2', section: '6.5, 6.6', confidence: 'recalled',
    says: 'A queue tag message comes right after IDENTIFY, out after SELECTION and in after RESELECTION.',
  },
  'bus-first-message': {
    document: 'SCSI-2', section: '6.5', confidence: 'recalled',
    says: 'The first message after SELECTION is IDENTIFY, ABORT or BUS DEVICE RESET.',
  },
  'bus-negotiate-wide-first': {
    document: 'SCSI-2', section: '6.6.21, 6.6.23', confidence: 'recalled',
    says: 'WDTR is negotiated before SDTR, because a width agreement resets the synchronous one; the target replies to each.',
  },
  'bus-agreement-lasts': {
    document: 'SCSI-2', section: '6.6.21', confidence: 'recalled',
    says: 'A transfer agreement lasts until RST, BUS DEVICE RESET or the next negotiation.',
  },
  'bus-one-nexus': {
    document: 'SCSI-2', section: '6.1', confidence: 'recalled',
    says: 'At any time at most one initiator and one target are connected.',
  },
  'bus-target-chooses-phase': {
    document: 'SCSI-2', section: '6.1.5, 6.3', confidence: 'recalled',
    says: 'The target chooses every information transfer phase; the standard allows them in any order.',
  },
  'bus-disconnect': {
    document: 'SCSI-2', section: '6.6', confidence: 'recalled',
    says: 'After DISCONNECT the target releases the bus; BUS FREE is then expected.',
  },
  'bus-disconnect-privilege': {
    document: 'SCSI-2', section: '6.6.7', confidence: 'recalled',
    says: 'A target disconnects only when IDENTIFY gave it the privilege.',
  },
  'bus-save-data-pointer': {
    document: 'SCSI-2', section: '6.4, 6.6.20', confidence: 'recalled',
    says: 'SAVE DATA POINTER makes the current data pointer the saved one; DISCONNECT alone does not.',
  },
  'bus-reconnect-restores': {
    document: 'SCSI-2', section: '6.4, 6.6.7', confidence: 'recalled',
    says: 'Reconnection implies RESTORE POINTERS: data go on where the saved pointer stands.',
  },
  'bus-reselection': {
    document: 'SCSI-2', section: '6.1.4', confidence: 'recalled',
    says: 'A target that wins arbitration reselects the initiator and names the command by IDENTIFY and its tag.',
  },
  'bus-selection-lost': {
    document: 'fas.c', section: 'fas_reconnect', confidence: 'code',
    says: 'An initiator that is reselected while it tries to select has lost its selection; the command must be started again.',
  },
  'bus-status-then-complete': {
    document: 'SCSI-2', section: '6.1.8, 6.6', confidence: 'recalled',
    says: 'A command ends with STATUS, COMMAND COMPLETE and BUS FREE, in this order.',
  },
  'bus-data-parity': {
    document: 'SCSI-2', section: '5.6.1, 6.6.9', confidence: 'recalled',
    says: 'The initiator notices bad parity in DATA IN and tells the target by INITIATOR DETECTED ERROR; here it only marks the command.',
  },
  'bus-no-data-no-parity': {
    document: 'design choice', section: 'bus', confidence: 'design',
    says: 'A parity error is a property of data: a command that moves none does not meet it.',
  },
  'bus-unexpected-free': {
    document: 'SCSI-2', section: '6.1.1', confidence: 'recalled',
    says: 'BUS FREE that follows none of the events that allow it is an unexpected disconnect: the I/O process has failed.',
  },
  'bus-message-then-free': {
    document: 'SCSI-2', section: '6.3, 6.6', confidence: 'recalled',
    says: 'After ABORT, ABORT TAG, BUS DEVICE RESET or CLEAR QUEUE the target goes to BUS FREE.',
  },
  'bus-message-voids-reselection': {
    document: 'design choice', section: 'bus', confidence: 'design',
    says: 'A target that takes a task management message asks anew for what is left to reselect.',
  },
  'bus-message-rejected': {
    document: 'SCSI-2', section: '6.6.14', confidence: 'recalled',
    says: 'A target may answer an optional message with MESSAGE REJECT.',
  },
  'bus-rst-any-time': {
    document: 'SCSI-2', section: '6.2.1', confidence: 'recalled',
    says: 'Any device may assert RST at any time; all devices release the bus.',
  },
  'bus-rst-hold': {
    document: 'SCSI-2', section: '5.7', confidence: 'recalled',
    says: 'RST is held for a reset hold time (25 us); no device arbitrates meanwhile.',
  },
  'bus-rst-forgets': {
    document: 'SCSI-2', section: '6.2.1', confidence: 'recalled',
    says: 'RST ends every connection, every attempt to connect and every transfer agreement.',
  },
  'bus-absent-target': {
    document: 'design choice', section: 'bus', confidence: 'design',
    says: 'A target that has left the bus answers no selection; a connection with it ends in unexpected BUS FREE.',
  },
  'foreign-resets': {
    document: 'SCSI-2', section: '6.2.1', confidence: 'recalled',
    says: 'Any initiator on the bus may reset it, whoever else uses it.',
  },
  'foreign-one-command': {
    document: 'design choice', section: 'foreign initiator', confidence: 'design',
    says: 'The foreign initiator has one command or message outstanding, untagged, with disconnect privilege.',
  },
  'foreign-senses': {
    document: 'SCSI-2', section: '7.6', confidence: 'recalled',
    says: 'An initiator that got CHECK CONDITION asks for the sense data next.',
  },
  'foreign-gives-up': {
    document: 'design choice', section: 'foreign initiator', confidence: 'design',
    says: 'The foreign initiator retries nothing.',
  },
  'foreign-reset-delay': {
    document: 'SCSI-2', section: '5.7', confidence: 'recalled',
    says: 'Devices are left 250 ms (recommended) between reset and selection.',
  },
} satisfies ClauseBook;
