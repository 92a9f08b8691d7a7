import type { ClauseBook } from './clause.ts';

/** What is asked of a device before it is used. */
export const scsaDiskAttachClauses = {
  'sd-attach': {
    document: 'Writing Device Drivers',
    section: 'Autoconfiguration',
    says: 'attach probes the device, allocates, sets capabilities and finds out whether the device is ready.',
    confidence: 'document',
  },
  'sd-probe': {
    document: 'scsi_confsubr.c',
    section: 'scsi_hba_probe',
    says: 'The first INQUIRY: not answered (CMD_INCOMPLETE) is no response; another transport failure is tried once more, and then is a failure; any status but GOOD leads to a second one, which has to be transported.',
    confidence: 'code',
  },
  'sd-probe-again': {
    document: 'scsi_confsubr.c',
    section: 'scsi_hba_probe',
    says: 'The second INQUIRY: BUSY ends the probe; after CHECK CONDITION the sense data are taken, which has to be transported, and not looked at. The third: BUSY ends the probe, CHECK CONDITION leads to a fourth, which has to succeed.',
    confidence: 'code',
  },
  'sd-probe-data': {
    document: '9F scsi_probe',
    section: 'RETURN VALUES',
    says: 'SCSIPROBE_EXISTS if INQUIRY brought data; SCSIPROBE_NONCCS if the device exists but its inquiry data are not valid.',
    confidence: 'document',
  },
  'sd-probe-reset': {
    document: 'scsi_confsubr.c',
    section: 'scsi_probe',
    says: 'After any result but SCSIPROBE_EXISTS scsi_reset(RESET_LUN) is called once, whatever it returns, and the probe made once more.',
    confidence: 'code',
  },
  'sd-probe-nointr': {
    document: 'scsi_confsubr.c',
    section: 'scsi_hba_probe',
    says: 'The probe runs in a thread and sends INQUIRY with FLAG_NOINTR, in a packet with room for auto request sense: it goes on when scsi_transport returns, and has no completion routine.',
    confidence: 'code',
  },
  'sd-arq-order': {
    document: 'sd.c',
    section: 'sd_unit_attach',
    says: 'auto-rqsense: asked first; 0 is switched on and only the answer 1 counts, 1 is on, -1 is off; fibre is assumed on.',
    confidence: 'code',
  },
  'sd-queueing-needs-arq': {
    document: 'sd.c',
    section: 'sd_unit_attach',
    says: 'On parallel SCSI tagged or untagged queueing is enabled only if auto request sense is on; otherwise the throttle is 1.',
    confidence: 'code',
  },
  'sd-queue-without-arq': {
    document: 'design choice',
    section: 'queueWithoutArq',
    says: 'A driver that queues although auto request sense is off, as the book warns against.',
    confidence: 'design',
  },
  'sd-untagged': {
    document: 'sd.c',
    section: 'sd_unit_attach',
    says: 'If tags are refused but the adapter queues untagged commands, the throttle is at most 3; otherwise 1.',
    confidence: 'recalled',
  },
  'sd-untagged-beside-tags': {
    document: 'design choice',
    section: 'untagged-qing',
    says: 'The adapter is asked for untagged-qing also when tags were accepted: a target that rejects the tag message later leaves a throttle of at most 3 if the adapter queues untagged commands, otherwise 1.',
    confidence: 'design',
  },
  'sd-lun-reset-capability': {
    document: '9F scsi_reset',
    section: 'RESET_LUN',
    says: 'A logical unit reset is possible only if the lun-reset capability was set to 1.',
    confidence: 'document',
  },
  'sd-qfull-retries': {
    document: '9F scsi_ifsetcap',
    section: 'qfull-retries',
    says: '0 means that the target driver handles QUEUE FULL itself.',
    confidence: 'document',
  },
  'sd-spin-up': {
    document: 'sd.c',
    section: 'sd_spin_up_unit',
    says: 'TEST UNIT READY: UNIT ATTENTION is tried again, a unit that needs it is started, one that becomes ready is waited for, a bounded number of times; a reserved unit is attached all the same.',
    confidence: 'code',
  },
  'sd-spin-up-counters': {
    document: 'design choice',
    section: 'spin-up limits',
    says: 'Unit attentions, START UNIT and waiting are counted apart while attaching: the first against the unit attention limit, the other two each against the not-ready limit, so that a unit that was just switched on has its whole time to become ready.',
    confidence: 'design',
  },
  'sd-capacity': {
    document: 'sd.c',
    section: 'sd_unit_attach',
    says: 'READ CAPACITY; if it fails the unit is attached all the same and the capacity read at open.',
    confidence: 'code',
  },
  'sd-capacity-task': {
    document: 'sd.c',
    section: 'sd_target_change_task',
    says: 'A task thread reads the capacity again; the commands in the driver do not wait for it.',
    confidence: 'code',
  },
  'sd-start-attached': {
    document: 'design choice',
    section: 'exploration',
    says: 'For exploration a unit may start attached, with what its parameters ask for.',
    confidence: 'design',
  },
  'sd-panic': {
    document: 'design choice',
    section: 'panic',
    says: 'After a panic nothing is started, no timer restarts a command, what comes back is not decided and nobody is answered.',
    confidence: 'design',
  },
} satisfies ClauseBook;
