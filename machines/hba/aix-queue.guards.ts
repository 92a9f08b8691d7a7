import type { Slot } from '../protocol/names.ts';

/** The queue of one device, as far as its rules are the same with an sc_buf and with a scsi_buf. */
type Queue = {
  readonly at: { readonly started: boolean };
  readonly params: {
    readonly rejectHalts: boolean;
    readonly qresumeAtTail: boolean;
    readonly deviceClearsQueue: boolean;
  };
  readonly chain: readonly { readonly slot: Slot }[];
  readonly active: readonly { readonly slot: Slot; readonly tagged: boolean }[];
  readonly recovering: Slot | null;
};

/** `flags` and `op` of what is submitted; `status` of what has ended. */
type About = {
  readonly type: string;
  readonly slot?: Slot;
  readonly flags?: readonly string[];
  readonly op?: string | null;
  readonly status?: string | null;
};
type Given = { context: Queue; event: About };

const has = ({ flags = [] }: About, ...all: readonly string[]): boolean => all.every((flag) => flags.includes(flag));
const carriesCommand = ({ op }: About): boolean => op !== undefined && op !== null;

export const isCheck = ({ status }: About): boolean => status === 'CHECK_CONDITION' || status === 'COMMAND_TERMINATED';
const isTagged = ({ context, event }: Given): boolean =>
  context.active.some(({ slot, tagged }) => tagged && slot === event.slot);
const isRecovery = ({ context, event }: Given): boolean => event.slot === context.recovering;
const recoveryWaits = ({ context }: Given): boolean => context.chain.some(({ slot }) => slot === context.recovering);

/**
 * What the flags of a transaction ask of the queue of its device, and what the way in which one has ended means for the
 * others: the same in both kinds of adapter drivers.
 */
export const aixQueueGuards = {
  'it was started before': ({ context }: Given) => context.at.started,

  SC_Q_CLR: ({ event }: Given) => has(event, 'SC_Q_CLR'),
  'SC_Q_CLR or SC_Q_RESUME': ({ event }: Given) => has(event, 'SC_Q_CLR') || has(event, 'SC_Q_RESUME'),
  'SC_RESUME with a command': ({ event }: Given) =>
    has(event, 'SC_RESUME') && !has(event, 'SC_Q_CLR') && carriesCommand(event),
  'SC_RESUME and SC_Q_RESUME, no command': ({ event }: Given) =>
    has(event, 'SC_RESUME', 'SC_Q_RESUME') && !carriesCommand(event),
  'SC_RESUME and SC_Q_RESUME with a command, which goes behind the held ones': ({ context, event }: Given) =>
    has(event, 'SC_RESUME', 'SC_Q_RESUME') && carriesCommand(event) && context.params.qresumeAtTail,
  'SC_RESUME and SC_Q_RESUME with a command': ({ event }: Given) =>
    has(event, 'SC_RESUME', 'SC_Q_RESUME') && carriesCommand(event),
  'SC_Q_RESUME, no command': ({ event }: Given) => has(event, 'SC_Q_RESUME') && !carriesCommand(event),
  'SC_Q_RESUME with a command, which goes behind the held ones': ({ context, event }: Given) =>
    has(event, 'SC_Q_RESUME') && carriesCommand(event) && context.params.qresumeAtTail,
  'SC_Q_RESUME with a command': ({ event }: Given) => has(event, 'SC_Q_RESUME') && carriesCommand(event),
  'rejected ones halt the queue': ({ context }: Given) => context.params.rejectHalts,

  good: ({ event }: Given) => event.status === 'GOOD',
  'CHECK CONDITION with tag queuing': (given: Given) => isCheck(given.event) && isTagged(given),
  'CHECK CONDITION with tag queuing, the device throws its queue away': (given: Given) =>
    isCheck(given.event) && isTagged(given) && given.context.params.deviceClearsQueue,
  'CHECK CONDITION with tag queuing, before the recovery command was started': (given: Given) =>
    isCheck(given.event) && isTagged(given) && recoveryWaits(given),
  'the recovery command ends good': (given: Given) => isRecovery(given) && given.event.status === 'GOOD',
  'the recovery command ends with CHECK CONDITION': (given: Given) => isRecovery(given) && isCheck(given.event),

  'an untagged one is active': ({ context }: Given) => context.active.some(({ tagged }) => !tagged),
  'nothing is pending': ({ context }: Given) => context.chain.length === 0 && context.active.length === 0,
};
