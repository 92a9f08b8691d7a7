import type { BusReply } from '../protocol/bus.ts';
import type { Address, InitiatorName, Lun, Slot, TargetName } from '../protocol/names.ts';
import type { TaskManagementFunction, TransportRequest } from '../protocol/transport.ts';
import type { NexusHappening } from '../protocol/world.ts';

/** What both kinds of nexus, over a fabric and over iSCSI, are told when they start. */
export type NexusInput = {
  initiator: InitiatorName;
  target: TargetName;
  /** where the initiator port takes what it is told */
  port: Address;
};

/** What the target has been told and has not reacted to. */
export type Pending =
  | {
      kind: 'function';
      function: TaskManagementFunction;
      lun: Lun;
      slot: Slot | null;
      /** commands that were open when the function was sent, are still open, and end with it */
      ends: readonly Slot[];
    }
  | { kind: 'nexus loss' };

export type NexusContext = {
  at: NexusInput;
  /** commands sent to the target that have neither ended nor been given up */
  open: readonly { slot: Slot; lun: Lun }[];
  /** commands whose answer the target may send, and has not sent yet */
  granted: readonly Slot[];
  /** oldest first; the target reacts in this order */
  pending: readonly Pending[];
};

export type NexusEvent = TransportRequest | BusReply | NexusHappening;

export const freshNexus = (input: NexusInput): NexusContext => ({ at: input, open: [], granted: [], pending: [] });

/** The answer belongs to a command from before the nexus was lost, whatever is in its slot now. */
export const isStale = ({ pending }: NexusContext): boolean => pending.some(({ kind }) => kind === 'nexus loss');

export const isOpen = ({ open }: NexusContext, slot: Slot): boolean => open.some((command) => command.slot === slot);

/** Which of the open commands a function ends. What CLEAR ACA ends is the target's policy, and it is told nothing. */
export function endedBy(
  { open }: NexusContext,
  { function: name, lun, slot }: Extract<TransportRequest, { type: 'transport.sendTaskManagement' }>,
): readonly Slot[] {
  switch (name) {
    case 'ABORT_TASK':
      return open.filter((command) => command.slot === slot).map((command) => command.slot);
    case 'ABORT_TASK_SET':
    case 'CLEAR_TASK_SET':
    case 'LOGICAL_UNIT_RESET':
      return open.filter((command) => command.lun === lun).map((command) => command.slot);
    case 'TARGET_RESET':
      return open.map((command) => command.slot);
    case 'CLEAR_ACA':
      return [];
  }
}

/** This command has ended: no function has to end it any more. */
export const withoutCommand = (context: NexusContext, slot: Slot): Partial<NexusContext> => ({
  open: context.open.filter((command) => command.slot !== slot),
  pending: context.pending.map((each) =>
    each.kind === 'function' ? { ...each, ends: each.ends.filter((other) => other !== slot) } : each,
  ),
});
