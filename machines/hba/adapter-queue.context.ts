import type { QueueMessage } from '../protocol/hba.ts';
import type { Lun, Slot, TargetName } from '../protocol/names.ts';
import type { HbaParameters } from '../protocol/parameters.ts';

/** What an actor of `adapter-queue` is started with. */
export type AdapterQueueInput = {
  lun: Lun;
  target: TargetName;
  adapter: string;
  params: HbaParameters;
  /** What the target driver has set before the story begins; absent: nothing yet. */
  capabilities?: Partial<AdapterQueueContext['capabilities']> | undefined;
};

/** A command as its queue sees it. `requestSense`: an untagged REQUEST SENSE, which may overtake what others wait for. */
export type QueuedCommand = { slot: Slot; kind: 'tagged' | 'untagged' | 'requestSense'; timed: boolean };

export type AdapterQueueContext = {
  at: { lun: Lun; target: TargetName; adapter: string };
  params: HbaParameters;
  /** First in, first out; FLAG_HEAD to the front. */
  waiting: readonly QueuedCommand[];
  /** On the bus or disconnected. */
  active: readonly QueuedCommand[];
  /** How many commands may be active; below the full value after QUEUE FULL. */
  throttle: number;
  /** Packets whose completion routine must return before anything is started. */
  callbacks: readonly Slot[];
  /** FLAG_HEAD packets with which a thread is inside tran_start. */
  callers: readonly Slot[];
  /** Capabilities of this logical unit (9F scsi_ifgetcap) that can be set. */
  capabilities: { autoSense: boolean; tagged: boolean; lunReset: boolean; qfullRetries: number };
};

export type AdapterQueueEvent = QueueMessage;

export const initialContext = ({
  params,
  capabilities,
  lun,
  target,
  adapter,
}: AdapterQueueInput): AdapterQueueContext => ({
  at: { lun, target, adapter },
  params,
  waiting: [],
  active: [],
  throttle: params.throttle,
  callbacks: [],
  callers: [],
  capabilities: {
    autoSense: params.autoRequestSense === 'always',
    tagged: false,
    lunReset: false,
    qfullRetries: params.qfullRetries,
    ...capabilities,
  },
});
