import type { EntryOperation } from '../protocol/aix-entry.ts';
import { senseClasses } from '../protocol/sense.ts';
import type { Configuration, Verdict } from './property.ts';

/** What verdicts depend on, in the words of a configuration. */

/** Holds in every system. */
export const holds = (): Verdict => 'holds';

/** May the world decide so? */
export const offers = ({ offered, faultBudget }: Configuration, ...choices: readonly string[]): boolean =>
  faultBudget > 0 && choices.some((choice) => offered.has(choice));

/** Do target driver and adapter agree on automatic REQUEST SENSE? */
export const autoSense = ({ sd, hba }: Configuration): boolean =>
  sd.autoRequestSense && hba.autoRequestSense !== 'none';

/** Fibre takes automatic REQUEST SENSE for granted; an adapter that has none deceives it. */
export const deceived = ({ sd, hba }: Configuration): boolean =>
  sd.autoRequestSense && sd.interconnect === 'fibre' && hba.autoRequestSense === 'none';

/** Can the target driver have several commands of one unit in the transport? */
export const queues = (configuration: Configuration): boolean => {
  const { sd, hba, slots } = configuration;
  return (
    slots >= 2 &&
    (autoSense(configuration) || sd.queueWithoutArq) &&
    ((sd.taggedQueueing && hba.taggedQueueing) || hba.untaggedQueueing)
  );
};

/** Can a command hang, so that its time runs out? */
export const hangs = (configuration: Configuration): boolean =>
  offers(configuration, 'lu.execute.outcome=hang', 'target.command.arrival=hang', 'lu.requestSense.outcome=hang');

/**
 * Can a command that hangs be forgotten? One countdown for a unit is restarted by every command that is started, so it
 * never ends while other commands of that unit come and go.
 */
export const hangsUnnoticed = (configuration: Configuration): boolean =>
  hangs(configuration) &&
  (configuration.sd.pktTimeZero || (configuration.hba.timerScope === 'slot' && queues(configuration)));

/** Can CHECK CONDITION happen? By a choice, or because a unit was reset or powered on. */
export const checks = (configuration: Configuration): boolean =>
  configuration.device.powerOnUnitAttention ||
  configuration.device.powerOnState !== 'ready' ||
  hangs(configuration) ||
  offers(configuration, ...senseClasses.map((sense) => `lu.execute.outcome=${sense}`));

/** Does somebody call this ioctl of the adapter driver? */
export const calls = ({ offered, faultBudget }: Configuration, op: EntryOperation): boolean =>
  faultBudget > 0 && offered.has(`world.adapterIoctl.op=${op}`);

/**
 * AIX: may SCIOSTOP (SCIOLSTOP) be called while CHECK CONDITION has left something in a held queue? Who could release it is rejected
 * from then on.
 */
export const leavesHeldQueue = (configuration: Configuration): boolean => {
  const { architecture, aixDisk, aixAdapter, samAdapter, slots, faultBudget } = configuration;
  const { activePerDevice } = architecture === 'aix' ? aixAdapter : samAdapter;
  return (
    aixDisk.commandTagQueuing &&
    Math.min(slots, aixDisk.queueDepth) > activePerDevice &&
    faultBudget >= 2 &&
    (calls(configuration, 'SCIOSTOP') || calls(configuration, 'SCIOLSTOP')) &&
    offers(configuration, ...senseClasses.map((sense) => `lu.execute.outcome=${sense}`))
  );
};

/**
 * AIX: may the adapter driver reject the SC_Q_RESUME after a CHECK CONDITION each time that it is sent? The head driver
 * takes EINVAL as "nothing was held" then, and the queue stays held.
 */
export const rejectsResume = (configuration: Configuration): boolean =>
  configuration.aixDisk.commandTagQueuing &&
  configuration.faultBudget >= 2 + configuration.aixDisk.requestSenseRetries &&
  [...configuration.offered].some((choice) => choice.startsWith('sc.strategy.defect=')) &&
  offers(configuration, ...senseClasses.map((sense) => `lu.execute.outcome=${sense}`));

/** Can a unit answer with sense data, and is that all that can go wrong? */
export const onlyChecks = ({ offered, faultBudget }: Configuration): boolean =>
  faultBudget > 0 &&
  offered.size > 0 &&
  [...offered].every((choice) => /^lu\.execute\.outcome=[A-Z_]+ [0-9A-F]{2}\/[0-9A-F]{2}$/.test(choice));

/** May the world misbehave as often as it likes? */
export const withoutEnd = ({ faultBudget }: Configuration): boolean => faultBudget === Number.POSITIVE_INFINITY;
