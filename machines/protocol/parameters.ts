/**
 * Policy is parameters: everything that sources leave open, tune or disagree on, with the documented default.
 * Durations are milliseconds.
 */

/** sd(7D) policy. Counters are retries after the first try. Defaults: sd for parallel SCSI disks. */
export const sdDefaults = {
  interconnect: 'parallel' as 'parallel' | 'fibre',
  /** STANDARD retry class; shared counter with BUSY. */
  retryCount: 5,
  busyRetryCount: 5,
  /** VICTIM: innocent casualties of resets; falls through to STANDARD when used up. */
  victimRetryCount: 10,
  notReadyRetryCount: 2,
  uaRetryCount: 600,
  /** Retry number at which MEDIUM/HARDWARE ERROR and BUSY reset the device. */
  resetRetryThreshold: 2,
  throttleMax: 256,
  throttleMin: 8,
  /** Adaptive throttle: never below what is in transport. */
  adaptiveThrottle: true,
  /** Ask the HBA for auto request sense. */
  autoRequestSense: true,
  /** Enable tagged or untagged queueing although auto request sense is off; stock sd does not. */
  queueWithoutArq: false,
  /**
   * Without auto request sense: ask for sense although other commands are in transport. sd does not: they would have
   * cleared it.
   */
  senseWhileOthersInTransport: false,
  taggedQueueing: true,
  lunResetEnabled: true,
  targetResetAllowed: true,
  removable: false,
  /** How often a medium that may be new is looked at, half a second apart, before the command fails. */
  mediaChangeTries: 4,
  /** The unit is write protected and was opened for reading only. */
  readOnly: false,
  /** RESERVATION CONFLICT is retried (STANDARD) before EIO. */
  retryOnReservationConflict: true,
  pktTimeZero: false,
  /** The owner asked that losing the reservation is fatal (ioctl MHIOCENFAILFAST): `panic` is sd's own default then. */
  reservationFailfast: 'off' as 'off' | 'EACCES' | 'panic',
  /** ASC 5D (failure prediction) is reported and retried (STANDARD); otherwise a unit attention like any other. */
  failurePrediction: true,
  /** Status TASK ABORTED (40h) lies outside the status mask (3Eh) and so reads as GOOD. */
  taskAbortedReadsAsGood: true,
  /** FORMAT UNIT is under way: the task that starts a stopped unit returns at once. */
  formatInProgress: false,
  /** Leave QUEUE FULL retries to the adapter's default; otherwise sd sets qfull-retries to 0 and sees QUEUE FULL itself. */
  adapterRetriesQueueFull: true,
  /** Largest transfer that read(2)/write(2) on the raw device asks for at once, bytes (maxphys). */
  minphys: 131_072,
  /** Ask for PKT_DMA_PARTIAL: a transfer for which DMA resources are short goes in windows, otherwise it fails. */
  partialDma: true,
  /**
   * Free the DMA resources of a packet that did not succeed before it is tried again: then every window is repeated. sd
   * does on x86 with fibre channel, so that the retry may take another path.
   */
  freeDmaOnError: false,
};
/** Policy of the sd driver; `sdDefaults` has the meaning of each and the documented default. */
export type SdParameters = typeof sdDefaults;

/** Adapter policy. Defaults: Sun's fas, the documented public example. */
export const hbaDefaults = {
  /** `none`: the capability does not exist; `settable`; `always`: on and cannot be switched off. */
  autoRequestSense: 'settable' as 'none' | 'settable' | 'always',
  /** Start the next command before the completion callback: after GOOD only (fas), always (the book's performance rule), never. */
  startNextBeforeCallback: 'afterGood' as 'afterGood' | 'always' | 'never',
  taggedQueueing: true,
  /** The adapter queues internally and feeds the device one at a time. */
  untaggedQueueing: true,
  lunResetCapable: true,
  /** QUEUE FULL retries by the adapter; 0 = the target driver wants to see QUEUE FULL. */
  qfullRetries: 10,
  /** Active commands per logical unit before tran_start answers TRAN_BUSY. */
  throttle: 254,
  /** `slot`: one countdown per logical unit, expiry marks every active timed packet (fas); `packet`: each its own. */
  timerScope: 'slot' as 'slot' | 'packet',
  /** What timeout recovery tries, in this order. fas skips the abort. */
  recoveryLadder: ['deviceReset', 'busReset'] as readonly ('abortTag' | 'abort' | 'deviceReset' | 'busReset')[],
  /** Bytes of the largest DMA window; 0 = resources for any transfer. */
  dmaWindow: 0,
  /**
   * What scsi_transport makes of a FLAG_NOINTR packet that a thread submits: an interrupt-driven command with a callback of
   * the framework's own (illumos scsi_transport), or what the flag says, the adapter polls (9E tran_start).
   */
  noIntrInThread: 'callback' as 'callback' | 'polled',
};
/** Policy of the SCSA adapter; `hbaDefaults` has the meaning of each and the documented default. */
export type HbaParameters = typeof hbaDefaults;

/** Logical unit and target policy. */
export const deviceDefaults = {
  /** Commands the task set holds before QUEUE FULL. */
  queueDepth: 32,
  /** QErr: what becomes of the other queued commands after CHECK CONDITION. */
  qErr: 'resume' as 'resume' | 'abort',
  /** TST: `shared` task set for all initiators, or `perInitiator`. */
  taskSetType: 'shared' as 'shared' | 'perInitiator',
  /** APTPL: registrations and persistent reservations last through loss of power. */
  persistThroughPowerLoss: false,
  /** When a reported unit attention is forgotten: with the CHECK CONDITION (HGST) or when sensed (IBM). */
  uaClearedWhen: 'reported' as 'reported' | 'sensed',
  /** REQUEST SENSE while sense and unit attention are pending: return the sense and keep the UA, or report the UA. */
  requestSensePrefers: 'sense' as 'sense' | 'unitAttention',
  /** Which commands destroy pending sense: every one (SCSI-2), or all but INQUIRY (Maxtor, HP). */
  senseClearedBy: 'anyCommand' as 'anyCommand' | 'anyButInquiry',
  /** A tagged command that meets contingent allegiance: runs and clears, or BUSY and clears, or QUEUE FULL. */
  taggedUnderContingentAllegiance: 'clearAndRun' as 'clearAndRun' | 'busyAndClear' | 'queueFull',
  powerOnState: 'ready' as 'ready' | 'becomingReady' | 'stopped',
  /** Unit attention at power on. */
  powerOnUnitAttention: true,
  /** Disconnect after the command when allowed to. */
  disconnects: true,
  /** Every START UNIT returns its status before the unit is ready, as with the IMMED bit. */
  startUnitImmediate: false,
  /** An untagged REQUEST SENSE beside tagged commands of its initiator: legal only under contingent allegiance (SCSI-2), or always. */
  untaggedRequestSense: 'underAllegiance' as 'underAllegiance' | 'always',
  /** NormACA: the unit knows auto contingent allegiance. Without it NACA is an invalid field of the CDB. */
  normAca: true,
  /** What a command that auto contingent allegiance keeps out gets: ACA ACTIVE with NACA, BUSY without (SAM-2), or always ACA ACTIVE. */
  acaRefusal: 'byNaca' as 'byNaca' | 'acaActive',
  /** What becomes of waiting commands when CLEAR ACA ends auto contingent allegiance (with QErr `abort` they are always aborted). */
  waitingAtClearAca: 'resume' as 'resume' | 'abort',
  /** TAS: commands that another initiator aborts end with TASK ABORTED; otherwise without status, and unit attention tells. */
  taskAbortedStatus: false,
};
/** What devices differ in; `deviceDefaults` has the meaning of each and its default. */
export type DeviceParameters = typeof deviceDefaults;

type Words<P> = {
  readonly [K in keyof P as string extends P[K]
    ? never
    : P[K] extends string | readonly string[]
      ? K
      : never]: readonly (P[K] extends readonly (infer W)[] ? W : P[K])[];
};

/** The words that parameters of fixed words take. */
export const parameterWords = {
  sd: { interconnect: ['parallel', 'fibre'], reservationFailfast: ['off', 'EACCES', 'panic'] },
  hba: {
    autoRequestSense: ['none', 'settable', 'always'],
    startNextBeforeCallback: ['afterGood', 'always', 'never'],
    timerScope: ['slot', 'packet'],
    recoveryLadder: ['abortTag', 'abort', 'deviceReset', 'busReset'],
    noIntrInThread: ['callback', 'polled'],
  },
  device: {
    qErr: ['resume', 'abort'],
    taskSetType: ['shared', 'perInitiator'],
    uaClearedWhen: ['reported', 'sensed'],
    requestSensePrefers: ['sense', 'unitAttention'],
    senseClearedBy: ['anyCommand', 'anyButInquiry'],
    taggedUnderContingentAllegiance: ['clearAndRun', 'busyAndClear', 'queueFull'],
    powerOnState: ['ready', 'becomingReady', 'stopped'],
    untaggedRequestSense: ['underAllegiance', 'always'],
    acaRefusal: ['byNaca', 'acaActive'],
    waitingAtClearAca: ['resume', 'abort'],
  },
} as const satisfies { sd: Words<SdParameters>; hba: Words<HbaParameters>; device: Words<DeviceParameters> };

/** Named delays, ms. A topology may override each; only the order of magnitude matters to the explorer. */
export const delays = {
  // requester
  iodoneDelay: 1,
  // target driver
  retryImmediate: 0,
  tranBusyDelay: 10,
  restartDelay: 100,
  unitAttentionDelay: 100,
  senseFailureDelay: 100,
  reservationConflictDelay: 20,
  busyDelay: 5000,
  notReadyDelay: 5000,
  startUnitDelay: 2500,
  mediaChangeDelay: 500,
  qfullThrottleStep: 10_000,
  throttleRestore: 60_000,
  suspendWait: 30_000,
  // adapter
  pktTime: 60_000,
  resetDelay: 3000,
  qfullRetryInterval: 100,
  callbackDelay: 0,
  watchdogTick: 10_000,
  // AIX
  timeoutValue: 30_000,
  delayCmd: 4000,
  queueFullDelay: 100,
  transportDelay: 2000,
  rscnDelay: 15_000,
  startSpacing: 10_000,
  // bus, SCSI-2 5.7 (rounded up to a microsecond where shorter)
  selectionTimeout: 250,
  busFreeDelay: 0.001,
  arbitrationDelay: 0.003,
  phaseDelay: 0.005,
  busSettleDelay: 0.001,
  resetHold: 0.025,
  resetToSelection: 250,
  // FCP and iSCSI (RFC 3720 12.15, 12.16)
  portLogin: 1,
  processLogin: 1,
  securityNegotiation: 2,
  operationalNegotiation: 2,
  loginRedirection: 1,
  time2wait: 2000,
  time2retain: 20_000,
  // device
  serviceTime: 2,
  becomingReadyTime: 6000,
  spinUpTime: 8000,
} as const;
/** Every delay that a machine arms; `delays` has its length in milliseconds. */
export type DelayName = keyof typeof delays;
