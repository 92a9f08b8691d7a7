/** Policy of the AIX drivers: what the documents leave open or let the administrator set, with the default. */

/** Options of openx that an open of the head driver knows. */
export const openFlags = [
  'SC_DIAGNOSTIC',
  'SC_RETAIN_RESERVATION',
  'SC_FORCED_OPEN',
  'SC_NO_RESERVE',
  'SC_SINGLE',
  'SC_PR_SHARED_REGISTER',
  'SC_FORCED_OPEN_LUN',
] as const;
/** Extended option of an open (openx). */
export type OpenFlag = (typeof openFlags)[number];

/** Disk head driver. Counters are retries after the first try. */
export const aixDiskDefaults = {
  /** `queue_depth`: transactions that the head has in the adapter driver at once. */
  queueDepth: 3,
  /** `q_type` is not none: commands go out with SC_SIMPLE_Q. */
  commandTagQueuing: false,
  /** Tries again after errors other than those below. */
  retries: 5,
  /** SC_BUSY_STATUS and unit becoming ready. */
  busyRetries: 5,
  /** SC_QUEUE_FULL. */
  queueFullRetries: 20,
  /** Unit attention. */
  unitAttentionRetries: 8,
  /** Resets and aborted commands of others. */
  resetRetries: 8,
  /** A request sense that fails, although no reset has destroyed the sense data; SC_Q_RESUME, SC_Q_CLR rejected. */
  requestSenseRetries: 2,
  /**
   * What is sent first after CHECK CONDITION: `sense` = request sense; `resume` = SC_RESUME at once, which loses the sense
   * data.
   */
  afterCheckCondition: 'sense' as 'sense' | 'resume',
  /** What follows the request sense when the queue was kept. `clear` is also taken where the device has to wait. */
  afterSense: 'resume' as 'resume' | 'clear',
  /** scsi_buf: every command has an autosense buffer. */
  autosenseBuffer: true,
  /** scsi_buf: NACA is set in every command, so that CHECK CONDITION establishes auto contingent allegiance. */
  naca: false,
  /** The device needs time after a reset: SC_DELAY_CMD goes with the first command. */
  delayAfterReset: true,
  /**
   * ... and SC_SCSI_RESET_EVENT is heard for that: a reset that has met no command of this device. The document calls the
   * event informational; without this a device that was idle then is asked at once.
   */
  delayAfterResetEvent: false,
  /**
   * With which options of openx the disk is opened. Without SC_NO_RESERVE it is reserved at open and released at close,
   * unless SC_RETAIN_RESERVATION is given.
   */
  openFlags: ['SC_NO_RESERVE'] as readonly OpenFlag[],
  /**
   * SC_PR_SHARED_REGISTER: when a registration that has been removed is made anew. `afterClear` = after CLEAR, which is
   * against nobody; `always` = also after PREEMPT, by which another registrant keeps this initiator out; `never`. The
   * documents are silent.
   */
  registerAnew: 'afterClear' as 'afterClear' | 'always' | 'never',
  /** The head driver sets mode parameters: MODE SELECT at open, and again after a reset. */
  modeSelect: false,
  /** Consecutive requests are put together (spanned). */
  coalesce: true,
  /** Most requests in one spanned command. */
  maxSpanned: 8,
};
/** Policy of the AIX disk driver; `aixDiskDefaults` has the meaning of each and its default. */
export type AixDiskParameters = typeof aixDiskDefaults;

/** Adapter driver and adapter. */
export const aixAdapterDefaults = {
  /** Maximum transfer that IOCINFO reports, bytes (SC_MAXREQUEST is the least that every adapter supports). */
  maximumTransfer: 32_768,
  /** The adapter can send queue tags; without, one command at a time goes to a device. */
  tagQueuing: true,
  /** Commands that the adapter keeps active on one device. */
  activePerDevice: 16,
  /** The adapter driver takes gathered writes: SCIOGTHW returns 0. */
  gatheredWrites: true,
  /** The adapter driver supports target mode. */
  targetMode: true,
  /** Buffers of target mode; SCIOSTARTTGT asks for 16 at least. */
  targetBuffers: 16,
  /** A rejected sc_buf (EINVAL ...) halts the queue like any other with B_ERROR. */
  rejectHalts: false,
  /** A command carried by SC_Q_RESUME goes behind the held ones instead of before them. */
  qresumeAtTail: false,
  /** The device throws its queue away after CHECK CONDITION (`clr_q`): the adapter driver then clears its own. */
  deviceClearsQueue: false,
  /** b_error of an sc_buf for a device that is being stopped. */
  errnoStopping: 'ENXIO' as 'ENXIO' | 'EINVAL',
  /** b_error of an sc_buf with a wrong devno, or for a device that was not started. */
  errnoNotStarted: 'EINVAL' as 'EINVAL' | 'ENXIO',
  /** What the adapter driver does about a command that timed out first; a bus reset follows if it does not help. */
  timeoutRecovery: 'busReset' as 'busReset' | 'deviceReset',
};
/** Policy of the parallel AIX adapter driver; `aixAdapterDefaults` has the meaning of each and its default. */
export type AixAdapterParameters = typeof aixAdapterDefaults;

/** The words that parameters of fixed words take. */
export const aixParameterWords = {
  aixDisk: {
    afterCheckCondition: ['sense', 'resume'],
    afterSense: ['resume', 'clear'],
    openFlags,
    registerAnew: ['afterClear', 'always', 'never'],
  },
  aixAdapter: {
    errnoStopping: ['ENXIO', 'EINVAL'],
    errnoNotStarted: ['EINVAL', 'ENXIO'],
    timeoutRecovery: ['busReset', 'deviceReset'],
  },
} as const;
