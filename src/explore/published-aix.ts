import { address } from '../../machines/protocol/names.ts';
import type { TopologyInput } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { PublishedModel } from './published-model.ts';

/** What may go wrong while exploring: one representative of every kind. */
const aixFaults: OfferedChoices = {
  'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'],
  'bus.select.selection': ['noResponse', 'tagRejected'],
  'bus.finish.transfer': ['dataParity', 'unexpectedBusFree'],
  'target.command.arrival': ['busy', 'queueFull', 'drop', 'hang'],
  'target.reconnected.transfer': ['parts'],
  'lu.execute.outcome': [
    'short',
    'RECOVERED_ERROR 17/01',
    'MEDIUM_ERROR 11/00',
    'NOT_READY 04/02',
    'ILLEGAL_REQUEST 21/00',
  ],
  'lu.requestSense.outcome': ['checkAgain', 'noData'],
};

type Units = {
  readonly slots: number;
  readonly targets?: number;
  readonly tagged?: boolean;
  readonly afterCheckCondition?: 'resume';
};

const disks = ({ slots, targets = 1, tagged = false, afterCheckCondition }: Units): TopologyInput => ({
  driver: 'aix',
  targets: Array.from({ length: targets }, (_, i) => ({
    name: `t${i}`,
    id: i,
    logicalUnits: [{ name: `d${i}`, slots }],
  })),
  parameters: {
    aixDisk: { commandTagQueuing: tagged, coalesce: false, ...(afterCheckCondition ? { afterCheckCondition } : {}) },
  },
});

const model = (
  name: string,
  says: string,
  units: Units,
  faults: number,
  offered: OfferedChoices = aixFaults,
): PublishedModel => ({
  name,
  says,
  quick: faults * units.slots < 6,
  topology: disks(units),
  surroundings: { faultBudget: faults, offered },
});

const mediumErrors: OfferedChoices = { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] };
const foreign = { name: 'foreign', id: 6 };
const hang: OfferedChoices = { 'target.command.arrival': ['hang'] };

/** The systems of the AIX architecture that `check` explores. */
export const publishedAixModels: readonly PublishedModel[] = [
  model('aix-1-target-1-slot', 'AIX: one disk, one request at a time, up to three faults', { slots: 1 }, 3),
  model('aix-1-target-2-slots', 'AIX: one disk, two requests, no tags, up to three faults', { slots: 2 }, 3),
  model(
    'aix-1-target-2-slots-tagged',
    'AIX: the same with command tag queuing: held queues, up to three faults',
    { slots: 2, tagged: true },
    3,
  ),
  model(
    'aix-1-target-3-slots-tagged',
    'AIX: three requests with command tag queuing, two of them in the adapter driver, up to two faults',
    { slots: 3, tagged: true },
    2,
  ),
  model('aix-2-targets-1-slot', 'AIX: two disks, up to two faults: whom a reset hurts', { slots: 1, targets: 2 }, 2),
  model(
    'aix-sense-first',
    'AIX: tags, the head driver asks for sense data first: they are never lost',
    { slots: 2, tagged: true },
    2,
    mediumErrors,
  ),
  model(
    'aix-resume-at-once',
    'AIX: tags, the head driver sends SC_Q_RESUME at once: sense data are lost',
    { slots: 3, tagged: true, afterCheckCondition: 'resume' },
    1,
    mediumErrors,
  ),
  model(
    'aix-check-condition-alone',
    'AIX: two requests, no tags, one CHECK CONDITION: the innocent one is flushed',
    { slots: 2 },
    1,
    mediumErrors,
  ),
  model(
    'aix-rejected',
    'AIX: two requests, the adapter driver finds something wrong with an sc_buf, up to two faults',
    { slots: 2 },
    2,
    { 'sc.strategy.defect': ['size', 'gatheredResources'], ...mediumErrors },
  ),
  model(
    'aix-resume-rejected',
    'AIX: tags, the adapter driver rejects an SC_Q_RESUME for another reason: it is sent once more, and the queue goes on',
    { slots: 2, tagged: true },
    2,
    { 'sc.strategy.defect': ['devno'], ...mediumErrors },
  ),
  model(
    'aix-resume-rejected-again',
    'AIX: the same, as often as SC_Q_RESUME is sent: the head driver takes it that nothing was held, and is flushed for ever',
    { slots: 2, tagged: true },
    3,
    { 'sc.strategy.defect': ['devno'], ...mediumErrors },
  ),
  {
    name: 'aix-spanned',
    says: 'AIX: three reads that continue each other go as one sc_buf; up to two faults',
    quick: true,
    topology: { ...disks({ slots: 3 }), parameters: { aixDisk: { queueDepth: 1 } } },
    surroundings: {
      faultBudget: 2,
      offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00', 'short'], 'target.command.arrival': ['busy', 'hang'] },
      compose: { forever: [{ op: 'read' }, { op: 'read', continues: 'yes' }] },
    },
  },
  model(
    'aix-timeout-alone',
    'AIX: two disks, commands hang: the timeout of one resets the bus, which hurts the other',
    { slots: 1, targets: 2 },
    2,
    hang,
  ),
  {
    name: 'aix-gathered',
    says: 'AIX: gathered writes among reads, which only their processes may send; up to two faults',
    quick: true,
    topology: disks({ slots: 3 }),
    surroundings: {
      faultBudget: 2,
      offered: {
        'sc.strategy.defect': ['gatheredResources'],
        'lu.execute.outcome': ['MEDIUM_ERROR 11/00', 'short'],
        'target.command.arrival': ['busy'],
      },
      compose: { forever: [{ op: 'write', gathered: true }, { op: 'read' }] },
    },
  },
  {
    name: 'aix-reserved',
    says: 'AIX: a reserved disk, and another initiator that resets the bus and reserves the disk in its turn',
    quick: true,
    topology: {
      ...disks({ slots: 2, tagged: true }),
      foreignInitiator: foreign,
      parameters: { aixDisk: { commandTagQueuing: true, coalesce: false, openFlags: [] } },
    },
    surroundings: {
      faultBudget: 2,
      offered: hang,
      spontaneous: [
        { type: 'world.foreignReset' },
        { type: 'world.foreignCommand', target: 't0', lun: 'd0', op: 'reserve' },
      ].map((message) => ({ to: address.foreignInitiator(foreign.name), message })),
    },
  },
  {
    name: 'aix-shared',
    says: 'AIX: a disk that is opened and closed with SC_PR_SHARED_REGISTER; another initiator registers, reserves, clears, writes and resets the bus',
    quick: true,
    topology: {
      ...disks({ slots: 1 }),
      foreignInitiator: foreign,
      parameters: { aixDisk: { coalesce: false, openFlags: ['SC_PR_SHARED_REGISTER'] } },
    },
    surroundings: {
      faultBudget: 2,
      offered: {},
      compose: { startAttached: false, forever: null },
      begins: [{ to: address.head('d0'), message: { type: 'world.attach' } }],
      // Open, closed or failed: no open or close is left hanging.
      mayEnd: (state) =>
        ['device.open', 'device.closed', 'device.failed'].some((each) => state(address.head('d0')).matches(each)),
      spontaneous: [
        ...(['prRegister', 'prReserve', 'prClear', 'write'] as const).map((op) => ({
          to: address.foreignInitiator(foreign.name),
          message: { type: 'world.foreignCommand', target: 't0', lun: 'd0', op } as const,
        })),
        { to: address.foreignInitiator(foreign.name), message: { type: 'world.foreignReset' } },
        { to: address.head('d0'), message: { type: 'world.detach' } },
      ],
    },
  },
];
