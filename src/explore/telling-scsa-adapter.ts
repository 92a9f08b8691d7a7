import { scsaLimits } from './limits.ts';
import type { PublishedModel } from './published-model.ts';
import { type AdapterLayer, adapterLayer } from './stack-layers.ts';

const tagged = [
  { slot: 'd0.1', tagged: true, head: false },
  { slot: 'd0.2', tagged: true, head: false },
] as const;
const [first] = tagged;
const good = { statuses: ['GOOD'], residues: ['zero'], senses: [], resets: 0 } as const;
const { hba } = scsaLimits(0);

const model = (
  name: string,
  says: string,
  { slots, hba: given = {}, ...layer }: Omit<AdapterLayer, 'hba'> & Partial<Pick<AdapterLayer, 'hba'>>,
  states = 15_000,
): PublishedModel => ({
  name: `telling-scsa-adapter-${name}`,
  says: `the SCSA adapter between stubs of driver and bus: ${says}`,
  quick: false,
  breadthFirst: states,
  spec: () => adapterLayer(`telling-scsa-adapter-${name}`, { slots, ...layer, hba: { ...hba, ...given } }),
});

/** The SCSA adapter alone, with other means against commands that time out, and with resets of others. */
export const tellingScsaAdapter: readonly PublishedModel[] = [
  model('abort-tag', 'ABORT TAG, then ABORT, for a tagged command that has a countdown of its own', {
    slots: 1,
    driver: { starts: [first] },
    bus: good,
    hba: { recoveryLadder: ['abortTag', 'abort'], timerScope: 'packet' },
  }),
  model('abort-untagged', 'the same for an untagged command', {
    slots: 1,
    driver: { starts: [{ ...first, tagged: false }] },
    bus: good,
    hba: { recoveryLadder: ['abortTag', 'abort'], timerScope: 'packet' },
  }),
  model('abort-tag-only', 'two commands with countdowns of their own, ABORT TAG and nothing behind it', {
    slots: 2,
    driver: { starts: tagged },
    bus: good,
    hba: { recoveryLadder: ['abortTag'], timerScope: 'packet' },
  }),
  model('abort-only', 'two commands with one countdown, ABORT and nothing behind it', {
    slots: 2,
    driver: { starts: tagged },
    bus: good,
    hba: { recoveryLadder: ['abort'] },
  }),
  model('abort-tag-unknown', 'two commands with one countdown, of which ABORT TAG could not say which is stuck', {
    slots: 2,
    driver: { starts: tagged },
    bus: good,
    hba: { recoveryLadder: ['abortTag', 'busReset'] },
  }),
  model('aborts', 'scsi_abort and scsi_reset', {
    slots: 1,
    driver: { starts: [first], aborts: true, resets: true },
    bus: { ...good, resets: 1 },
  }),
  model(
    'aborts-two',
    'scsi_abort of two untagged commands, of which one waits for the other',
    {
      slots: 2,
      driver: { starts: tagged.map((each) => ({ ...each, tagged: false })), aborts: true },
      bus: good,
    },
    80_000,
  ),
  model('foreign-resets', 'RST of its own and of somebody else', {
    slots: 1,
    driver: { starts: [first], resets: true },
    bus: { ...good, resets: 2, foreignResets: true },
  }),
];
