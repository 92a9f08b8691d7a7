import type { ClauseBook } from './clause.ts';

/** DDI_SUSPEND and DDI_RESUME of sd. Power management (raising power before I/O) is not modelled. */
export const scsaDiskSuspendClauses = {
  'sd-suspend-refused': {
    document: 'sd.c',
    section: 'sd_ddi_suspend',
    says: 'A unit is not suspended while a reservation is held or wanted, nor in the states RWAIT and PM_CHANGING: DDI_FAILURE.',
    confidence: 'code',
  },
  'sd-suspend-table': {
    document: 'sddef.h',
    section: 'state table',
    says: 'The table of states lets a unit in RWAIT be suspended; the code refuses, and the code is followed.',
    confidence: 'header',
  },
  'sd-suspend-drain': {
    document: 'sd.c',
    section: 'sd_ddi_suspend',
    says: 'The state becomes SUSPENDED, the one before is saved, and up to 30 s are waited until no command is in transport.',
    confidence: 'code',
  },
  'sd-suspend-priority': {
    document: 'design choice',
    section: 'suspend',
    says: "The unit's own command that waits for its direct-priority timer counts as in transport: it is let out before the unit is suspended.",
    confidence: 'design',
  },
  'sd-suspend-undone': {
    document: 'sd.c',
    section: 'sd_ddi_suspend',
    says: 'If commands are still in transport when the time is over, the saved state returns and DDI_SUSPEND fails.',
    confidence: 'code',
  },
  'sd-suspend-timers': {
    document: 'sd.c',
    section: 'sd_ddi_suspend',
    says: 'With nothing in transport the timers of the unit are cancelled; a retry that waited for one goes to the head of the wait queue.',
    confidence: 'code',
  },
  'sd-suspend-sleep': {
    document: 'sd.c',
    section: 'sdstrategy',
    says: 'While the state is SUSPENDED a caller of strategy waits until the unit is resumed; only then its request is looked at.',
    confidence: 'code',
  },
  'sd-suspend-retry': {
    document: 'sd.c',
    section: 'sd_retry_command, sd_set_retry_bp',
    says: 'A retry that arrives while the state is SUSPENDED is put at the head of the wait queue and not started.',
    confidence: 'code',
  },
  'sd-suspend-sense': {
    document: 'sd.c',
    section: 'sd_send_request_sense_command',
    says: 'While the state is SUSPENDED no REQUEST SENSE is sent: the command that needs it fails with EIO.',
    confidence: 'code',
  },
  'sd-resume': {
    document: 'sd.c',
    section: 'sd_ddi_resume',
    says: 'DDI_RESUME opens the throttle, returns to the saved state, wakes who waits and starts the queue.',
    confidence: 'code',
  },
} as const satisfies ClauseBook;
