import type { BusInterrupt } from '../protocol/bus.ts';
import type { AdapterMessage } from '../protocol/hba.ts';
import type { Address, InitiatorName, Lun, Slot, TargetName } from '../protocol/names.ts';
import type { HbaParameters } from '../protocol/parameters.ts';
import type { ResetLevel } from '../protocol/scsi-pkt.ts';
import type { ResetNotifyReturn, TranRequest } from '../protocol/tran.ts';

/** What an actor of `scsa-hba` is started with. */
export type ScsaHbaInput = {
  name: string;
  initiator: InitiatorName;
  /** name of the bus */
  bus: string;
  units: readonly { lun: Lun; target: TargetName }[];
  params: HbaParameters;
};

/** Something that takes a message to the target or a bus reset. `lun` and `target` say whose it is. */
export type Recovery = { lun: Lun; target: TargetName } & (
  | {
      kind: 'timeout';
      /** the packet whose time is over; null: the countdown of the logical unit */ slot: Slot | null;
      /** it was sent with a queue tag */ tagged: boolean;
      /** how far down the recovery ladder */ rung: number;
      /** the packets completed while a message for them was under way */ over: boolean;
    }
  | {
      kind: 'abort';
      slot: Slot | null;
      tagged: boolean;
      /** packets that were not started have been aborted for it already */ partly: boolean;
      replyTo: Address;
    }
  | { kind: 'reset'; level: ResetLevel; replyTo: Address }
  | { kind: 'invalidReselection' }
);

export type ScsaHbaContext = {
  at: { name: string; initiator: InitiatorName; bus: string; units: readonly { lun: Lun; target: TargetName }[] };
  params: HbaParameters;
  /** Logical units that have something to start, in the order in which they get their turn. */
  requests: readonly Lun[];
  /** The command with which we went to the bus. */
  selecting: { slot: Slot; lun: Lun; target: TargetName } | null;
  /** The command for which a target reselected us; `unit` is not known until its area has been asked. */
  connected: { slot: Slot; unit: { lun: Lun; target: TargetName } | null } | null;
  /** An interrupt is being dealt with; always false between steps. */
  interrupted: boolean;
  /** The callback queue: finished packets. */
  callbacks: readonly Slot[];
  /** Recoveries that wait for the bus. */
  recoveries: readonly Recovery[];
  /** The recovery whose message is under way. */
  recovering: Recovery | null;
  /** Units whose target drivers have not returned from scsi_reset_notify's callback. */
  telling: readonly Lun[];
  /** RST came again before they did. */
  tellAgain: boolean;
  /** Targets with which synchronous and wide transfers must be negotiated. */
  negotiationDue: Readonly<Record<TargetName, boolean>>;
};

export type ScsaHbaEvent = TranRequest | BusInterrupt | AdapterMessage | ResetNotifyReturn;

export const initialContext = ({ params, ...at }: ScsaHbaInput): ScsaHbaContext => ({
  at,
  params,
  requests: [],
  selecting: null,
  connected: null,
  interrupted: false,
  callbacks: [],
  recoveries: [],
  recovering: null,
  telling: [],
  tellAgain: false,
  negotiationDue: Object.fromEntries(at.units.map(({ target }) => [target, true])),
});

type Given = { context: ScsaHbaContext; event: ScsaHbaEvent };

/** The packet that a message is about. */
export const slotOf = ({ event }: Given): Slot => ('slot' in event && event.slot !== null ? event.slot : '');
/** The logical unit that a message is about. */
export const lunOf = ({ event }: Given): Lun => ('lun' in event ? event.lun : '');
