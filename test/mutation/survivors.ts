const emptyChain = 'equivalent: a queue is flushed on its way into HALT_CLEARED, and nothing is chained there';
const noRecovery = 'equivalent: in this state there is no recovery command that could be forgotten';
const sameRow = 'equivalent: a row behind it stands in for it and does the same; it cites another clause';
const atOnce = 'equivalent: the other state is left at once, by a row without message, for the one that was meant';

/**
 * Operator mutants that nothing notices, each looked at by a person: why the machine with the defect is as good as the
 * one without it, or why no run can get there. Those that are missing here have not been looked at closely enough.
 */
export const survivors: Readonly<Record<string, string>> = {
  'adapter-command: clock.expired: always #0: retarget': atOnce,
  'adapter-command: life.transport.onBus: area.expired #0: drop':
    'equivalent: while a command is on the bus the only cause that can be recorded is CMD_TIMEOUT, which the row behind it records again',
  'adapter-queue: throttle.resetDelay: after resetDelay #0: retarget':
    'equivalent: nothing is active after a reset, so that the state that drains is left at once for the one that was meant',
  'adapter-queue: watchdog.expired: always #0: retarget': atOnce,
  'aix-adapter: ours.MESSAGE: hba.messageSent #2: drop': sameRow,
  'aix-adapter: ours: always #0 0: silence':
    'equivalent: RST, which follows, forgets that it was due as well, and until then RESET does not ask',
  'aix-adapter-device: queue.CLOSED: device.reset #0: drop':
    'equivalent: the region of SC_DELAY_CMD hears every reset, so that it is not unexpected without this row',
  'aix-adapter-device: queue.HALT_CLEARED: device.aborted #0 2: silence': emptyChain,
  'aix-adapter-device: queue.HALT_CLEARED: device.aborted #0 3: silence': emptyChain,
  'aix-adapter-device: queue.HALT_CLEARED: device.reset #0 2: silence': emptyChain,
  'aix-adapter-device: queue.HALT_CLEARED: device.reset #0 3: silence': emptyChain,
  'aix-adapter-device: queue.HALT_HELD: device.ended #1 2: silence': noRecovery,
  'aix-adapter-device: queue.HELD_RECOV: device.grant #1 0: silence':
    'no run gets there: in this state a turn is asked for only while the recovery command waits for it, and then it is started',
  'aix-adapter-device: queue.HELD_SENSED: device.ended #1 2: silence': noRecovery,
  'aix-adapter-device: queue.HELD_SENSED: device.grant #0 0: silence':
    'no run gets there: the recovery command, which came before, has used the turn that was asked for',
  'aix-adapter-device: queue.RUN: device.ended #3 2: silence': noRecovery,
  'aix-adapter-device: queue.RUN: device.strategy #1: negate': sameRow,
  'aix-disk: traffic.going on: always #4: retarget':
    'equivalent: with something in process `running` goes on to the state that was meant, without it that state goes on to `running`',
};
