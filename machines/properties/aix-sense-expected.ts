import { commandOperations } from '../protocol/aix-entry.ts';
import { calls, offers } from './expectation.ts';
import type { Configuration, Verdict } from './property.ts';

/** When sense data over an sc_buf, which has no autosense buffer, are lost to a command of our own. */

/** Can CHECK CONDITION happen: by a choice, or as the unit attention after a reset? */
const checks = ({ offered }: Configuration): boolean =>
  [...offered].some((choice) => choice.startsWith('lu.execute.outcome=')) ||
  offered.has('world.foreignReset') ||
  offered.has('target.command.arrival=hang');

/** A CHECK CONDITION that never reaches the adapter: the bus goes free, and nobody knows of sense data. */
function unheard({ offered, faultBudget, aixDisk, aixAdapter, slots, prompt }: Configuration): boolean {
  if (!offered.has('bus.finish.transfer=unexpectedBusFree') || faultBudget < 2) return false;
  // The head driver sends nothing before all have come back. A tagged command that is in the device already is held back
  // there by contingent allegiance until its time runs out, and the reset that follows ends the sense data first: so it
  // takes a third fault, by which that one comes back too. What the adapter driver has not started is flushed at once.
  const inDevice = Math.min(slots, aixDisk.queueDepth, aixAdapter.activePerDevice);
  return !(aixDisk.commandTagQueuing && prompt && inDevice > 1) || faultBudget > 2;
}

/** REQUEST SENSE fails as often as it is tried, and leaves the sense data where they are. */
const cannotBeFetched = (configuration: Configuration): boolean =>
  configuration.faultBudget >= 2 + configuration.aixDisk.requestSenseRetries &&
  (offers(configuration, 'bus.select.selection=noResponse') ||
    [...configuration.offered].some((choice) => choice.startsWith('transaction.start.card=')));

/**
 * The adapter driver rejects REQUEST SENSE as often as it is tried; nothing holds the next command back, where the queue was
 * cleared.
 */
const rejected = ({ offered, faultBudget, aixDisk }: Configuration): boolean =>
  faultBudget >= 2 + aixDisk.requestSenseRetries &&
  !aixDisk.commandTagQueuing &&
  [...offered].some((choice) => choice.startsWith('sc.strategy.defect='));

/** By a head driver that resumes the queue at once, or that cannot get at the sense data; by the callers of ioctls. */
export function losesSenseOverScBuf(configuration: Configuration): Verdict | undefined {
  if (configuration.architecture !== 'aix') return undefined;
  const { faultBudget, aixDisk } = configuration;
  if (!checks(configuration) || faultBudget === 0) return 'holds';
  // What an ioctl has met does not halt the queue: the next command of the head driver follows at once.
  const byIoctl = faultBudget >= 2 && commandOperations.some((op) => calls(configuration, op));
  // SCIOSTOP rejects the request sense, SCIOSTART lets the next command in.
  const stopped = faultBudget >= 3 && calls(configuration, 'SCIOSTOP') && calls(configuration, 'SCIOSTART');
  const lost =
    aixDisk.afterCheckCondition === 'resume' ||
    unheard(configuration) ||
    cannotBeFetched(configuration) ||
    rejected(configuration) ||
    byIoctl ||
    stopped;
  return lost ? 'fails' : 'holds';
}
