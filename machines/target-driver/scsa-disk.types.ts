import type { BufRequest } from '../protocol/buf.ts';
import type { Address, Lun, Slot } from '../protocol/names.ts';
import type { SdParameters } from '../protocol/parameters.ts';
import type { UnitMessage } from '../protocol/scsa-disk.ts';
import type { ResetNotify, TranAnswer } from '../protocol/tran.ts';
import type { DriverHappening } from '../protocol/world.ts';

/** What an actor of `scsa-disk` is started with. */
export type ScsaDiskInput = {
  lun: Lun;
  /** adapter name */
  adapter: string;
  /** the pool of places for requests */
  slots: readonly Slot[];
  params: SdParameters;
  /** attached from the beginning, with what the parameters ask for */
  startAttached: boolean;
};

export type ScsaDiskContext = {
  at: { lun: Lun; self: Address; adapter: Address; internal: Slot; requestSense: Slot; startAttached: boolean };
  params: SdParameters;
  /** un_f_arq_enabled */
  arq: boolean;
  /** un_tagflags: commands carry a SIMPLE tag */
  tagged: boolean;
  /** the adapter queues untagged commands itself (un_f_opt_queueing) */
  untaggedQueueing: boolean;
  /** lun-reset is on */
  lunReset: boolean;
  /** wait queue, first to go first */
  waitq: readonly Slot[];
  /** places of B_FAILFAST requests in the driver */
  failfastSlots: readonly Slot[];
  /** un_ncmds_in_transport */
  inTransport: number;
  /** un_throttle */
  throttle: number;
  /** un_saved_throttle: what it returns to */
  throttleLimit: number;
  /** un_busy_throttle: its value before TRAN_BUSY, 0 if none */
  throttleBeforeBusy: number;
  /** un_retry_bp */
  retrySlot: Slot | null;
  /** direct-priority timer armed */
  priorityTimer: boolean;
  startUnitPending: boolean;
  /** whose sense is being fetched */
  senseFor: Slot | null;
  failfast: 'inactive' | 'pending' | 'active';
  /** un_failfast_bp */
  failfastSlot: Slot | null;
  /** tries of the present step of attaching */
  tries: number;
  /** while attaching: unit attentions met */
  unitAttentions: number;
  /** while attaching: START UNIT sent */
  unitStarts: number;
  /** while attaching: times the unit was waited for */
  readyWaits: number;
  /** un_state is SUSPENDED: DDI_SUSPEND waits for what is in transport, or has succeeded */
  suspend: 'no' | 'draining' | 'done';
  /** un_last_state: what DDI_RESUME goes back to */
  stateBefore: 'normal' | 'offline';
  /** requests that sleep in strategy(9E) until the unit is resumed, first come first */
  asleep: readonly SleepingRequest[];
};

/** A request whose caller sleeps in the driver. */
export type SleepingRequest = Extract<BufRequest, { type: 'buf.strategy' | 'buf.uscsi' }>;

/** Within the unit only: raised, never sent. */
export type ScsaDiskSignal =
  /** sd_start_cmds: may a wait-queue command go? */
  | { type: 'signal.startCommands' }
  /** a command was started */
  | { type: 'signal.started' }
  /** the next command was started: let this one go */
  | { type: 'signal.release'; slot: Slot }
  /** START UNIT is over: the parked command may go */
  | { type: 'signal.restartParked' }
  /** while DDI_SUSPEND waits: is anything in transport still? */
  | { type: 'signal.drained' }
  /** DDI_SUSPEND succeeds: no timer is to be left */
  | { type: 'signal.suspended' }
  /** the unit is no longer suspended: whoever sleeps looks again */
  | { type: 'signal.wake' };

export type ScsaDiskEvent =
  | BufRequest
  | UnitMessage
  | DriverHappening
  | ResetNotify
  | Extract<TranAnswer, { type: 'tran.cap' | 'tran.capSet' | 'tran.resetReturn' }>
  | ScsaDiskSignal;
