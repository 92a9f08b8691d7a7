import { address } from '../../machines/protocol/names.ts';
import type { TopologyInput } from '../system/topology.ts';
import { happenings } from './happenings.ts';
import type { PublishedModel } from './published-model.ts';

const disk = (slots: number, given: Partial<TopologyInput>): TopologyInput => ({
  targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots }] }],
  ...given,
});

/**
 * Systems in which something happens that properties speak of and published systems leave out. They are walked through;
 * nothing is proved in them.
 */
export const tellingSystems: readonly PublishedModel[] = [
  {
    name: 'telling-polled',
    says: 'scsi_probe with FLAG_NOINTR, which the adapter polls',
    quick: false,
    topology: disk(1, { parameters: { hba: { noIntrInThread: 'polled' } } }),
    surroundings: {
      faultBudget: 2,
      compose: { startAttached: false, forever: null },
      begins: happenings.driver(address.disk('d0'), ['attach']),
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-panic',
    says: 'another initiator takes the disk, whose owner had asked for a panic',
    quick: false,
    topology: disk(2, {
      foreignInitiator: { name: 'foreign', id: 6 },
      parameters: { sd: { reservationFailfast: 'panic' } },
    }),
    surroundings: {
      faultBudget: 3,
      spontaneous: happenings.foreignCommands('foreign', 't0', 'd0', ['reserve', 'release']),
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-clear',
    says: 'AIX: the head driver clears the queue that was kept after CHECK CONDITION',
    quick: false,
    topology: disk(2, { driver: 'aix', parameters: { aixDisk: { commandTagQueuing: true, afterSense: 'clear' } } }),
    surroundings: { faultBudget: 2, offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] } },
  },
  {
    name: 'telling-stopped',
    says: 'a stopped unit that says GOOD to START UNIT before it is ready',
    quick: false,
    topology: disk(1, { parameters: { device: { powerOnState: 'stopped', startUnitImmediate: true } } }),
    surroundings: { faultBudget: 1 },
  },
  {
    name: 'telling-resources',
    says: 'packet resources run short and are freed, DMA goes in windows; requests that fail fast',
    quick: false,
    topology: disk(2, {}),
    surroundings: {
      faultBudget: 4,
      compose: { startAttached: true, forever: null },
      offered: {
        'packet.init.resources': 'all',
        'packet.init.resid': ['partial'],
        'packet.bind.resid': ['partial'],
        'bus.select.selection': ['noResponse'],
        'target.command.arrival': ['drop', 'busy'],
      },
      spontaneous: [
        ...['d0.1', 'd0.2'].flatMap(happenings.transfers),
        ...happenings.driver(address.disk('d0'), ['resourcesFreed']),
      ],
      mayEnd: () => true,
    },
  },
];
