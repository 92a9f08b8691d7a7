import type { Topology } from '../system/topology.ts';

/**
 * The limits of exploration, each `more` larger than published: small enough to finish, large enough that every rule still
 * has its "once more" and "too often". Verdicts must not depend on how small they are.
 */
export const limitsOf = (driver: Topology['driver'], more: number) =>
  driver === 'scsa' ? scsaLimits(more) : aixLimits(driver, more);

const device = (more: number) => ({ queueDepth: 4 + more, powerOnUnitAttention: false });

export const scsaLimits = (more: number) => ({
  sd: {
    retryCount: 2 + more,
    busyRetryCount: 2 + more,
    victimRetryCount: 3 + more,
    notReadyRetryCount: 2 + more,
    uaRetryCount: 3 + more,
    resetRetryThreshold: 1 + more,
    throttleMax: 4 + more,
    throttleMin: 2,
  },
  hba: { qfullRetries: 1 + more, throttle: 4 + more },
  device: device(more),
});

const aixLimits = (driver: Exclude<Topology['driver'], 'scsa'>, more: number) => ({
  aixDisk: {
    queueDepth: 2 + more,
    retries: 2 + more,
    busyRetries: 1 + more,
    queueFullRetries: 1 + more,
    unitAttentionRetries: 3 + more,
    resetRetries: 2 + more,
    requestSenseRetries: 1 + more,
  },
  [driver === 'aix' ? 'aixAdapter' : 'samAdapter']: { activePerDevice: 2 + more },
  device: device(more),
});

/** The limits of the published SCSA systems. */
export const scaledDown = scsaLimits(0);
