/** Operator mutants that nothing can notice, for one reason. */
type Group = { readonly why: string; readonly mutants: readonly string[] };

const groups: readonly Group[] = [
  {
    why: 'equivalent: the other state is left at once, by a row without message, for the one that was meant',
    mutants: [
      'adapter-command: clock.expired: always #0: retarget',
      'application: waiting: buf.biodone #1: retarget',
      'application: iodone: after iodoneDelay #0: retarget',
      'application: physio: buf.biodone #1: retarget',
      'adapter-queue: watchdog.expired: always #0: retarget',
      'scsa-disk: lifecycle.attaching.probing.over: always #1: retarget',
      'scsa-disk: lifecycle.attaching.testingReady: unit.internalDone #4: retarget',
      'scsa-disk: lifecycle.attaching.testingReady: unit.internalDone #7: retarget',
      'scsa-disk: lifecycle.attaching.testingReady: unit.internalDone #9: retarget',
      'task-set: execution.served: always #0: retarget',
      'task-set: execution.in the unit: tasks.ended #0: retarget',
      'task-set: execution.in the unit: tasks.hung #0: retarget',
      'task-set: execution.in the unit: always #0: retarget',
    ],
  },
  {
    why: 'equivalent: a row behind it, or one of an outer state, stands in for it and does the same; it cites another clause',
    mutants: [
      'aix-adapter: ours.MESSAGE: hba.messageSent #2: drop',
      'aix-adapter-device: queue.RUN: device.strategy #1: negate',
      'parallel-command: RESELECTION: bus.select #1: drop',
      'parallel-command: RESELECTION: bus.absent #1: drop',
      'parallel-command: RESET: bus.select #1: drop',
      'parallel-command: RESET: bus.message #1: drop',
      'parallel-phase: MESSAGE IN.reconnected: bus.select #1: drop',
      'parallel-phase: MESSAGE IN.reconnected: bus.absent #1: drop',
      'parallel-phase: RESET: bus.select #1: drop',
      'parallel-phase: RESET: bus.message #1: drop',
      'target: gone: port.void #0: drop',
      'aix-disk-command: analysing: always #14: drop',
    ],
  },
  {
    why: 'equivalent: the signal that a command was started leads to the state that was meant',
    mutants: ['scsa-disk: dispatch.resourceWait: signal.startCommands #0: retarget'],
  },
  {
    why: "equivalent: the unit's own command belongs to attach, when no request is accepted, or to START UNIT, for which the wait queue stands still anyway",
    mutants: ['scsa-disk: priority.tranBusy: entry 0: silence'],
  },
  {
    why: 'equivalent: what goes out ahead of others for the first time is no read or write of a buf, and is always bound whole',
    mutants: ['scsa-disk-command: allocating: packet.ready #0 0: silence'],
  },
  {
    why: 'equivalent: until the adapter knows whether there is such a command, only the unit of what reconnected counts, and that is not known yet',
    mutants: ['scsa-hba: theirs.none: hba.reconnected #0 0: silence'],
  },
  {
    why: 'equivalent: the two guards look at states of which only one can be active, so that their order means nothing',
    mutants: [
      'logical-unit: server.serving: lu.command #5: swap',
      'logical-unit: server.serving: lu.command #6: swap',
      'logical-unit: server.serving: lu.execute #4: swap',
      'logical-unit: server.serving: lu.execute #5: swap',
      'logical-unit: server.serving: lu.execute #27: swap',
    ],
  },
  {
    why: 'equivalent: nothing was negotiated when attach began, so that this is the case already',
    mutants: [
      'scsa-disk: lifecycle.attaching.autoRequestSense.choosing: always #0 0: silence',
      'scsa-disk: lifecycle.attaching.autoRequestSense.asking: tran.cap #2 0: silence',
      'scsa-disk: lifecycle.attaching.autoRequestSense.switching: tran.capSet #1 0: silence',
      'scsa-disk: lifecycle.attaching.queueing.choosing: always #0 0: silence',
      'scsa-disk: lifecycle.attaching.queueing.asking: tran.cap #1 0: silence',
    ],
  },
  {
    why: 'equivalent: the row of all states only looks for a command to start, and here none is started any more',
    mutants: ['scsa-disk: dispatch.halted: unit.accepted #0: drop'],
  },
  {
    why: 'equivalent: whether untagged commands would be queued matters when a tag is rejected, and here none is sent',
    mutants: ['scsa-disk: lifecycle.attaching.queueing.asking: tran.cap #0 0: silence'],
  },
  {
    why: 'equivalent: the last row wants the same retry, and cites another clause',
    mutants: [
      'scsa-disk-command: deciding.pktReason: always #2: drop',
      'scsa-disk-command: deciding.pktReason: always #4: drop',
      'scsa-disk-command: deciding.senseKey: always #0: drop',
      'scsa-disk-command: deciding.senseKey: always #5: drop',
      'scsa-disk-command: deciding.notReady: always #8: drop',
    ],
  },
  {
    why: 'equivalent: a retry is wanted instead, and a command with FLAG_DIAGNOSE is not retried but ends the same way',
    mutants: [
      'scsa-disk-command: deciding.requestSense: always #1: drop',
      'scsa-disk-command: deciding.requestSense: always #1: swap',
      'scsa-disk-command: sensing: command.sensed #1: drop',
      'scsa-disk-command: sensing: command.sensed #1: swap',
    ],
  },
  {
    why: 'equivalent: only START UNIT and failfast after a selection ask for the facts, and neither is reached from here',
    mutants: [
      'scsa-disk-command: sensing: command.sensed #2 0: silence',
      'scsa-disk-command: sensing: command.senseRejected #1 0: silence',
      'scsa-disk-command: mediaChange.known: command.medium #0 0: silence',
    ],
  },
  {
    why: 'equivalent: the facts are forgotten by then, so that the choice does not fall on the logical unit again',
    mutants: [
      'scsa-disk-command: resetting.logicalUnit: tran.resetReturn #1: retarget',
      'scsa-disk-command: resetting.logicalUnit: tran.resetReturn #3: retarget',
    ],
  },
  {
    why: 'equivalent: target and task set both drop what a lost nexus leaves unanswered, in the same step',
    mutants: [
      'task-set: admission.listening: tasks.nexusLost #0 0: silence',
      'target: off the bus: target.nexusLost #0 0: silence',
    ],
  },
  {
    why: 'equivalent: the pointers are at the start until the initiator has taken the connection',
    mutants: ['parallel-phase: MESSAGE IN.reconnected: bus.absent #0 1: silence'],
  },
  {
    why: 'equivalent: the unit raises this event itself, and what it raises and nothing takes is nothing',
    mutants: ['logical-unit: readiness.coming up: spindle.start #0: drop'],
  },
  {
    why: 'equivalent: a queue is flushed on its way into HALT_CLEARED, and nothing is chained there',
    mutants: [
      'aix-adapter-device: queue.HALT_CLEARED: device.aborted #0 2: silence',
      'aix-adapter-device: queue.HALT_CLEARED: device.aborted #0 3: silence',
      'aix-adapter-device: queue.HALT_CLEARED: device.reset #0 2: silence',
      'aix-adapter-device: queue.HALT_CLEARED: device.reset #0 3: silence',
    ],
  },
  {
    why: 'equivalent: in this state there is no recovery command that could be forgotten',
    mutants: [
      'aix-adapter-device: queue.HALT_HELD: device.ended #1 2: silence',
      'aix-adapter-device: queue.HELD_SENSED: device.ended #1 2: silence',
      'aix-adapter-device: queue.RUN: device.ended #3 2: silence',
    ],
  },
  {
    why: 'equivalent: while a command is on the bus the only cause that can be recorded is CMD_TIMEOUT, which the row behind it records again',
    mutants: ['adapter-command: life.transport.onBus: area.expired #0: drop'],
  },
  {
    why: 'equivalent: nothing is active after a reset, so that the state that drains is left at once for the one that was meant',
    mutants: ['adapter-queue: throttle.resetDelay: after resetDelay #0: retarget'],
  },
  {
    why: 'equivalent: RST, which follows, forgets that it was due as well, and until then RESET does not ask',
    mutants: ['aix-adapter: ours: always #0 0: silence'],
  },
  {
    why: 'equivalent: the region of SC_DELAY_CMD hears every reset, so that it is not unexpected without this row',
    mutants: [
      'aix-adapter-device: queue.CLOSED: device.reset #0: drop',
      'aix-sam-queue: queue.CLOSED: lunq.reset #0: drop',
      'aix-sam-queue: queue.CLOSED: lunq.foreignReset #0: drop',
      'aix-sam-queue: queue.STARTING: lunq.reset #0: drop',
      'aix-sam-queue: queue.STARTING: lunq.foreignReset #0: drop',
    ],
  },
  {
    why: 'equivalent: with something in process `running` goes on to the state that was meant, without it that state goes on to `running`',
    mutants: [
      'aix-disk: traffic.going on: always #4: retarget',
      'aix-disk: traffic.going on: always #9: retarget',
      'aix-disk: traffic.going on: always #10: retarget',
    ],
  },
  {
    why: 'equivalent: nothing waits in HALT_CLEARED: the queue is flushed on its way there, and what comes is flushed at once',
    mutants: [
      'aix-sam-queue: queue.HALT_CLEARED: lunq.unanswered #5 3: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.unanswered #5 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.lost #2 3: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.lost #2 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.timeout #2 2: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.timeout #2 3: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.aborted #2 2: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.aborted #2 3: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.halted #0 3: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.halted #0 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.reset #0 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.reset #0 5: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.foreignReset #0 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.foreignReset #0 5: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.nexusLost #1 3: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.nexusLost #1 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.pathDead #1 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.pathDead #1 5: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.pathUp #0 4: silence',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.pathUp #0 5: silence',
    ],
  },
  {
    why: 'equivalent: in HALT_CLEARED nothing waits, so that the row behind it, which flushes what waits and halts the queue, does the same for the command of an ioctl',
    mutants: [
      'aix-sam-queue: queue.HALT_CLEARED: lunq.unanswered #1: drop',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.lost #0: drop',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.lost #0: swap',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.timeout #0: drop',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.timeout #0: swap',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.aborted #0: drop',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.aborted #0: swap',
    ],
  },
  {
    why: 'equivalent: with nothing pending the row behind it has nothing to give back, and stays in the same state',
    mutants: [
      'aix-sam-queue: queue.HALT_CLEARED: lunq.nexusLost #0: drop',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.pathDead #0: drop',
    ],
  },
  {
    why: 'equivalent: a path is in one state; the two guards never hold together',
    mutants: [
      'aix-sam-queue: queue.RUN: lunq.unanswered #3: swap',
      'aix-sam-queue: queue.HALT_CLEARED: lunq.unanswered #3: swap',
      'aix-sam-queue: queue.HALT_HELD: lunq.unanswered #1: swap',
      'aix-sam-queue: queue.HELD_RECOV: lunq.unanswered #1: swap',
      'aix-sam-queue: queue.HELD_SENSED: lunq.unanswered #1: swap',
      'aix-sam-queue: queue.CLEARING_ACA: lunq.unanswered #3: swap',
      'aix-sam-queue: queue.STOPPING: lunq.unanswered #3: swap',
    ],
  },
  {
    why: 'equivalent: in this state there is no recovery command that could be forgotten',
    mutants: [
      'aix-sam-queue: queue.RUN: lunq.ended #3 3: silence',
      'aix-sam-queue: queue.RUN: lunq.ended #4 3: silence',
      'aix-sam-queue: queue.HALT_HELD: lunq.ended #1 3: silence',
      'aix-sam-queue: queue.HALT_HELD: lunq.ended #2 3: silence',
      'aix-sam-queue: queue.HELD_SENSED: lunq.ended #1 3: silence',
      'aix-sam-queue: queue.HELD_SENSED: lunq.ended #2 3: silence',
    ],
  },
  {
    why: 'no run gets there: while the recovery command is pending the path cannot die without clearing the queue, and what it cannot reach fails at once',
    mutants: [
      'aix-sam-queue: queue.HELD_RECOV: lunq.unanswered #2: drop',
      'aix-sam-queue: queue.HELD_RECOV: lunq.unanswered #2: retarget',
      'aix-sam-queue: queue.HELD_RECOV: lunq.unanswered #2 0: silence',
      'aix-sam-queue: queue.HELD_RECOV: lunq.unanswered #2 1: silence',
      'aix-sam-queue: queue.HELD_RECOV: lunq.unanswered #2 2: silence',
      'aix-sam-queue: queue.HELD_RECOV: lunq.nexusLost #0: drop',
      'aix-sam-queue: queue.HELD_RECOV: lunq.pathDead #0: drop',
      'aix-sam-queue: queue.HELD_RECOV: lunq.pathDead #0 0: silence',
    ],
  },
  {
    why: 'equivalent: everything has come back, so that the queue is closed at once from there as well',
    mutants: [
      'aix-sam-queue: queue.STOPPING: lunq.halted #0: retarget',
      'aix-sam-queue: queue.STOPPING: lunq.reset #0: retarget',
    ],
  },
  {
    why: 'equivalent: nobody waits for an answer any more, so that the last row, which tells nobody, does the same',
    mutants: [
      'aix-sam-management: LOGICAL_UNIT_RESET: tmf.done #1: drop',
      'aix-sam-management: TARGET_RESET: tmf.done #1: drop',
    ],
  },
  {
    why: 'equivalent: the machine has the same row for every state',
    mutants: [
      'fabric: logged in: bus.finish #2: drop',
      'fabric: logged in: bus.cleared #2: drop',
      'fabric: logging out: bus.cleared #2: drop',
      'iscsi-session: full feature phase: bus.finish #2: drop',
      'iscsi-session: full feature phase: bus.cleared #2: drop',
      'iscsi-session: logging out: bus.cleared #2: drop',
    ],
  },
];

/**
 * Operator mutants that nothing notices, each looked at by a person: why the machine with the defect is as good as the
 * one without it, or why no run can get there. Those that are missing here have not been looked at closely enough.
 */
export const survivors: Readonly<Record<string, string>> = Object.fromEntries(
  groups.flatMap(({ why, mutants }) => mutants.map((mutant) => [mutant, why])),
);
