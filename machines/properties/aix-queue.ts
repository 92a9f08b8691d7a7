import { ioctlSlot } from '../protocol/names.ts';
import { allPhases, back, type QueueFrom, queueWatcher, slotOf } from './aix-queue-watched.ts';
import { everyAixUnit, overScBuf } from './aix-watched.ts';
import type { Configuration, Verdict, WatcherProperty } from './property.ts';

/** What the AIX adapter driver promises about the queue of each device: order, halting, holding, clearing. */

const halted = ['cleared', 'held', 'recovered'] as const;
const afterCheck = ['SC_CHECK_CONDITION', 'SC_COMMAND_TERMINATED'];
const byReset = ['SC_CMD_TIMEOUT', 'SC_SCSI_BUS_RESET'];

const isNotFirst = (from: QueueFrom): boolean => from.context.chain[0]?.slot !== slotOf(from);
const mixes = (from: QueueFrom): boolean => {
  const { chain, active } = from.context;
  const next = chain.find(({ slot }) => slot === slotOf(from));
  return next !== undefined && !next.sense && active.some(({ tagged, sense }) => !sense && tagged !== next.tagged);
};

const isSecondUntagged = (from: QueueFrom): boolean => {
  const { chain, active } = from.context;
  return active.some(({ tagged }) => !tagged) && chain.some((one) => one.slot === slotOf(from) && !one.tagged);
};

const withoutTags = (configuration: Configuration): Verdict | undefined =>
  configuration.aixDisk.commandTagQueuing ? undefined : overScBuf(configuration);
const withTags = (configuration: Configuration): Verdict | undefined =>
  configuration.aixDisk.commandTagQueuing ? overScBuf(configuration) : undefined;

type Given = Omit<Parameters<typeof queueWatcher>[0], 'verdict'> & {
  readonly says: string;
  readonly verdict: string;
  readonly expected?: WatcherProperty['expected'];
};

const rule = ({ says, expected = overScBuf, ...given }: Given): WatcherProperty => ({
  id: given.id,
  architecture: 'aix',
  kind: 'never',
  says,
  source: given.forbidden.source,
  expected,
  machine: queueWatcher(given),
  instances: everyAixUnit,
});

export const aixQueueProperties: readonly WatcherProperty[] = [
  rule({
    id: 'aix-I2',
    says: 'While a queue runs, its transactions are started in the order in which they came.',
    verdict: 'A running queue was reordered by the adapter driver.',
    forbidden: {
      on: 'delivered.scbuf.started',
      during: ['running'],
      when: isNotFirst,
      description: 'one that came later is started first',
      source: ['adapter-chains-at-tail', 'adapter-start-after-iodone'],
    },
  }),
  rule({
    id: 'aix-I3',
    says: 'A transaction does not overtake one that waits, but for the one recovery command past a held queue.',
    verdict: 'A transaction has overtaken one that waited.',
    forbidden: {
      on: 'delivered.scbuf.started',
      during: allPhases,
      when: (from) => isNotFirst(from) && slotOf(from) !== from.context.recovering,
      description: 'it is started before one that waited longer',
      source: ['adapter-chains-at-tail', 'queue-one-recovery-command'],
    },
  }),
  rule({
    id: 'aix-I4',
    says: 'When iodone is called for an sc_buf, it is in no queue and not active.',
    verdict: 'iodone for an sc_buf that is still in a queue.',
    forbidden: {
      on: 'sent.sc.iodone',
      during: allPhases,
      when: (from) => [...from.context.chain, ...from.context.active].some(({ slot }) => slot === slotOf(from)),
      description: 'iodone though it was not dequeued',
      source: ['scbuf-dequeued-before-iodone'],
    },
  }),
  rule({
    id: 'aix-I9',
    says: 'While a queue is halted or held nothing of it is started, but for the recovery command.',
    verdict: 'A transaction of a halted queue was started.',
    forbidden: {
      on: 'delivered.scbuf.started',
      during: [...halted, 'recovering'],
      when: (from) => slotOf(from) !== from.context.recovering,
      description: 'sc_start though the queue is halted',
      source: ['queue-halted-by-error', 'queue-kept-with-tags'],
    },
  }),
  rule({
    id: 'aix-I10',
    says: 'A queue that was cleared takes nothing again before a transaction with SC_RESUME.',
    verdict: 'A cleared queue goes on without SC_RESUME.',
    forbidden: {
      on: 'delivered.scbuf.chained',
      during: ['cleared'],
      when: ({ context: { submitted } }) => submitted !== null && !submitted.flags.includes('SC_RESUME'),
      description: 'it is taken without SC_RESUME',
      source: ['queue-resume', 'queue-halted-flushes'],
    },
  }),
  rule({
    id: 'aix-I11',
    says: 'What a head driver submits to a cleared queue without SC_RESUME comes back with ENXIO.',
    verdict: 'A transaction without SC_RESUME came back from a cleared queue with something else than ENXIO.',
    forbidden: {
      on: 'sent.sc.iodone',
      during: ['cleared'],
      when: back(
        ({ error, slot }, { context: { at, submitted } }) =>
          submitted?.slot === slot &&
          slot !== ioctlSlot(at.lun) &&
          !submitted.flags.includes('SC_RESUME') &&
          error !== 'ENXIO',
      ),
      description: 'it comes back with something else',
      source: ['queue-halted-flushes', 'scbuf-positive-indication'],
    },
  }),
  rule({
    id: 'aix-I12',
    says: 'Without command tag queuing the queue is never said to be kept.',
    verdict: 'A queue without tags was said to be kept.',
    expected: withoutTags,
    forbidden: {
      on: 'sent.sc.iodone',
      during: allPhases,
      when: back(({ adapQStatus }) => adapQStatus === 'SC_DID_NOT_CLEAR_Q'),
      description: 'SC_DID_NOT_CLEAR_Q without tags',
      source: ['queue-cleared-without-tags'],
    },
  }),
  rule({
    id: 'aix-I12-one',
    says: 'Without command tag queuing an error ends one transaction with EIO, and the others with ENXIO.',
    verdict: 'A second EIO for one error.',
    expected: withoutTags,
    forbidden: {
      on: 'sent.sc.iodone',
      during: ['cleared'],
      when: back(({ error, cardStatus }) => error === 'EIO' && !byReset.includes(cardStatus ?? '')),
      description: 'another EIO before SC_RESUME',
      source: ['queue-cleared-without-tags', 'scbuf-flushed-fields'],
    },
  }),
  rule({
    id: 'aix-I13',
    says: 'With tags a queue is kept after CHECK CONDITION and COMMAND TERMINATED only.',
    verdict: 'A queue was kept after another error than CHECK CONDITION.',
    expected: withTags,
    forbidden: {
      on: 'sent.sc.iodone',
      during: allPhases,
      when: back(
        ({ adapQStatus, scsiStatus }) => adapQStatus === 'SC_DID_NOT_CLEAR_Q' && !afterCheck.includes(scsiStatus ?? ''),
      ),
      description: 'SC_DID_NOT_CLEAR_Q with another error',
      source: ['queue-kept-with-tags', 'queue-cleared-other-errors'],
    },
  }),
  rule({
    id: 'aix-I14',
    says: 'Between an error and SC_Q_CLR or SC_Q_RESUME a held queue takes one recovery command at most.',
    verdict: 'A held queue took more than the recovery command.',
    expected: withTags,
    forbidden: {
      on: 'delivered.scbuf.chained',
      during: ['recovering', 'recovered'],
      when: ({ context: { submitted } }) => submitted !== null && !submitted.flags.includes('SC_Q_RESUME'),
      description: 'a second command is taken',
      source: ['queue-one-recovery-command', 'queue-held-flushes'],
    },
  }),
  rule({
    id: 'aix-I14-one',
    says: 'A device has one untagged command at most, a recovery command after another included.',
    verdict: 'Two untagged commands were active together.',
    forbidden: {
      on: 'delivered.scbuf.started',
      during: allPhases,
      when: isSecondUntagged,
      description: 'it is started beside another untagged one',
      source: ['adapter-one-untagged', 'queue-one-recovery-command'],
    },
  }),
  rule({
    id: 'aix-I16',
    says: 'After SC_Q_RESUME held transactions are started in the order in which they were held.',
    verdict: 'Held transactions were started in another order.',
    expected: withTags,
    forbidden: {
      on: 'delivered.scbuf.started',
      during: ['running'],
      when: (from) => {
        const slot = slotOf(from);
        return from.context.held.some((each) => each === slot) && from.context.held[0] !== slot;
      },
      description: 'not the one that was held first',
      source: ['queue-release', 'adapter-chains-at-tail'],
    },
  }),
  rule({
    id: 'aix-I17',
    says: 'A running queue flushes nothing: only an error, a reset or SCIOHALT of its own device halts it.',
    verdict: 'A running queue has flushed a transaction.',
    forbidden: {
      on: 'sent.sc.iodone',
      during: ['running'],
      when: back(({ error }) => error === 'ENXIO'),
      description: 'ENXIO from a queue that runs',
      source: ['adapter-devices-at-once', 'queue-halted-by-error'],
    },
  }),
  rule({
    id: 'aix-I33',
    says: 'After a transfer that fell short without an error the queue runs on.',
    verdict: 'A short transfer without error has halted the queue.',
    notesShort: true,
    forbidden: {
      on: 'sent.sc.iodone',
      during: ['running'],
      when: (from) => from.context.short && back(({ error }) => error === 'ENXIO')(from),
      description: 'ENXIO next after a short transfer without error',
      source: ['adapter-short-runs-on'],
    },
  }),
  rule({
    id: 'aix-I24',
    says: 'Tagged and untagged commands are not active at the same time in a device, but for the request sense.',
    verdict: 'Tagged and untagged commands were active together.',
    forbidden: {
      on: 'delivered.scbuf.started',
      during: allPhases,
      when: mixes,
      description: 'it is started beside commands of the other kind',
      source: ['adapter-one-untagged', 'dd-no-mix'],
    },
  }),
];
