/** Policy of the FCP and iSCSI adapter drivers: what the documents leave open or let the administrator set. */
export const samAdapterDefaults = {
  /** Maximum transfer that IOCINFO reports, bytes. */
  maximumTransfer: 262_144,
  /** Commands that the adapter keeps active on one device. */
  activePerDevice: 16,
  /** A rejected scsi_buf (EINVAL ...) halts the queue like any other with B_ERROR. */
  rejectHalts: false,
  /** A command carried by SC_Q_RESUME goes behind the held ones instead of before them. */
  qresumeAtTail: false,
  /** The device throws its queue away after CHECK CONDITION (`clr_q`): the adapter driver then clears its own. */
  deviceClearsQueue: false,
  /** CHECK CONDITION without tag queuing: the queue is kept with SC_DID_NOT_CLEAR_Q instead of flushed. */
  keepsQueueWithoutTags: false,
  /** b_error of a scsi_buf for a device that is being stopped. */
  errnoStopping: 'ENXIO' as 'ENXIO' | 'EINVAL',
  /** b_error of a scsi_buf with a wrong devno, or for a device that was not started. */
  errnoNotStarted: 'EINVAL' as 'EINVAL' | 'ENXIO',
  /** `dyntrk`: a device is followed to another N_Port id (FCP). */
  dyntrk: false,
  /** `fc_err_recov`: how long a target may be away before its commands fail (FCP). */
  fcErrRecov: 'delayed_fail' as 'delayed_fail' | 'fast_fail',
};
/** Policy of the FCP and iSCSI adapter driver; `samAdapterDefaults` has the meaning of each and its default. */
export type SamAdapterParameters = typeof samAdapterDefaults;

/** The words that parameters of fixed words take. */
export const samParameterWords = {
  samAdapter: {
    errnoStopping: ['ENXIO', 'EINVAL'],
    errnoNotStarted: ['EINVAL', 'ENXIO'],
    fcErrRecov: ['delayed_fail', 'fast_fail'],
  },
} as const;
