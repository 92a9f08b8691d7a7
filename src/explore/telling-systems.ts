import type { EntryOperation } from '../../machines/protocol/aix-entry.ts';
import { address } from '../../machines/protocol/names.ts';
import { senseClasses } from '../../machines/protocol/sense.ts';
import type { TopologyInput } from '../system/topology.ts';
import { type Happening, happenings } from './happenings.ts';
import { scsaLimits } from './limits.ts';
import type { PublishedModel } from './published-model.ts';
import { tellingAixAdapter } from './telling-aix-adapter.ts';
import { tellingOpens } from './telling-aix-opens.ts';
import { tellingPaths } from './telling-aix-paths.ts';
import { tellingLayers } from './telling-layers.ts';
import { tellingScsaAdapter } from './telling-scsa-adapter.ts';
import { tellingScsaDriver } from './telling-scsa-driver.ts';
import { tellingThrownAway } from './telling-thrown-away.ts';

const disk = (slots: number, given: Partial<TopologyInput>): TopologyInput => ({
  targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots }] }],
  ...given,
});

const ioctl = (op: EntryOperation, level: 'process' | 'interrupt' = 'process'): Happening => ({
  to: address.adapterCaller('h0'),
  message: { type: 'world.adapterIoctl', op, lun: 'd0', caller: 'kernel', level },
});

/**
 * Systems in which something happens that properties speak of and published systems leave out. They are walked through;
 * nothing is proved in them.
 */
export const tellingSystems: readonly PublishedModel[] = [
  ...tellingAixAdapter,
  ...tellingThrownAway,
  ...tellingLayers,
  ...tellingPaths,
  ...tellingScsaAdapter,
  ...tellingScsaDriver,
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
  ...(['settable', 'none', 'always'] as const).map(
    (autoRequestSense): PublishedModel => ({
      name: `telling-attach-${autoRequestSense}`,
      says: 'attach of a disk that another initiator has, that has no medium, or that goes away; LUN RESET is not wanted',
      quick: false,
      breadthFirst: 60_000,
      topology: disk(1, {
        foreignInitiator: { name: 'foreign', id: 6 },
        parameters: {
          ...scsaLimits(0),
          sd: { ...scsaLimits(0).sd, lunResetEnabled: false },
          hba: { ...scsaLimits(0).hba, autoRequestSense },
        },
      }),
      surroundings: {
        faultBudget: 4,
        compose: { startAttached: false, forever: null },
        begins: happenings.driver(address.disk('d0'), ['attach']),
        offered: { 'bus.select.selection': ['noResponse'], 'target.command.arrival': ['busy'] },
        spontaneous: [
          ...happenings.foreignCommands('foreign', 't0', 'd0', ['reserve']),
          ...happenings.unit('d0').filter(({ message }) => message.type === 'world.mediumRemoved'),
          ...happenings.target('t0'),
        ],
        mayEnd: () => true,
      },
    }),
  ),
  {
    name: 'telling-attach-tags-only',
    says: 'attach to an adapter that queues tagged commands and no others',
    quick: false,
    breadthFirst: 5_000,
    topology: disk(1, { parameters: { hba: { untaggedQueueing: false } } }),
    surroundings: {
      faultBudget: 0,
      compose: { startAttached: false, forever: null },
      begins: happenings.driver(address.disk('d0'), ['attach']),
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-answers',
    says: 'every answer of a removable disk, which another initiator may have reserved, to commands of every kind',
    quick: false,
    topology: disk(1, {
      foreignInitiator: { name: 'foreign', id: 6 },
      parameters: { ...scsaLimits(0), sd: { ...scsaLimits(0).sd, removable: true } },
    }),
    surroundings: {
      faultBudget: 2,
      compose: { startAttached: true, forever: null },
      offered: { 'lu.execute.outcome': 'all', 'target.command.arrival': 'all' },
      spontaneous: [
        ...happenings.commands('d0.1', ['persistentReserve', 'verify', 'read'], [[]]),
        ...happenings.foreignCommands('foreign', 't0', 'd0', ['reserve']),
      ],
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-suspend',
    says: 'a disk that is suspended while resources are short, or the adapter is busy',
    quick: false,
    topology: disk(2, { parameters: scsaLimits(0) }),
    surroundings: {
      faultBudget: 2,
      offered: { 'packet.init.resources': ['temporary'], 'tran.start.admission': ['busy'] },
      spontaneous: happenings.driver(address.disk('d0'), ['suspend', 'resourcesFreed']),
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-new-medium',
    says: 'a removable disk whose new medium cannot be read',
    quick: false,
    topology: disk(1, {
      parameters: { ...scsaLimits(0), sd: { ...scsaLimits(0).sd, removable: true, mediaChangeTries: 2 } },
    }),
    surroundings: {
      faultBudget: 3,
      offered: { 'lu.execute.outcome': ['UNIT_ATTENTION 28/00'], 'unit.askForMedium.medium': ['unknown'] },
    },
  },
  {
    name: 'telling-not-ready',
    says: 'a removable disk that is not ready, for whatever reason',
    quick: false,
    breadthFirst: 30_000,
    topology: disk(1, { parameters: { ...scsaLimits(0), sd: { ...scsaLimits(0).sd, removable: true } } }),
    surroundings: {
      faultBudget: 2,
      offered: { 'lu.execute.outcome': senseClasses.filter((sense) => sense.startsWith('NOT_READY ')) },
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
    name: 'telling-reset-refused',
    says: 'AIX: a command is never answered, and its target does not take BUS DEVICE RESET',
    quick: false,
    topology: disk(1, { driver: 'aix', parameters: { aixAdapter: { timeoutRecovery: 'deviceReset' } } }),
    surroundings: {
      faultBudget: 2,
      offered: { 'lu.execute.outcome': ['hang'], 'bus.message.outcome': ['rejected'] },
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-overlapped',
    says: 'AIX: the adapter driver takes the queue of the device for thrown away, which keeps it: tags that are in use',
    quick: false,
    topology: disk(2, {
      driver: 'aix',
      parameters: { aixDisk: { commandTagQueuing: true }, aixAdapter: { deviceClearsQueue: true } },
    }),
    surroundings: {
      faultBudget: 3,
      offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] },
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-start-immediately',
    says: 'AIX: SCIOSTUNIT with immed_flag, again and again',
    quick: false,
    topology: disk(1, { driver: 'aix', adapter: { specialFile: true } }),
    surroundings: {
      faultBudget: 4,
      spontaneous: [
        {
          to: address.adapterCaller('h0'),
          message: {
            ...{ type: 'world.adapterIoctl', op: 'SCIOSTUNIT', lun: 'd0', caller: 'kernel' },
            argument: { command: 'startUnitImmed', async: false },
          },
        },
        { to: address.logicalUnit('d0'), message: { type: 'world.stopped' } },
      ],
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-entry',
    says: 'AIX: every ioctl of an adapter driver without target mode and gathered writes, with whatever may be wrong',
    quick: false,
    topology: disk(1, {
      driver: 'aix',
      adapter: { specialFile: true },
      parameters: { aixAdapter: { targetMode: false, gatheredWrites: false } },
    }),
    surroundings: {
      faultBudget: 6,
      compose: { startAttached: true, forever: null },
      spontaneous: [...happenings.ioctls('h0', 'd0'), ...happenings.dumps('h0', 'd0'), ioctl('SCIOLSTART')],
      offered: { 'fp.ioctl.defect': 'all' },
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-target-mode',
    says: 'AIX: target mode, with whatever may be wrong',
    quick: false,
    topology: disk(1, { driver: 'aix', adapter: { specialFile: true } }),
    surroundings: {
      faultBudget: 6,
      compose: { startAttached: true, forever: null },
      spontaneous: [
        ...happenings
          .ioctls('h0', 'd0')
          .filter(({ message }) => message.type === 'world.adapterIoctl' && /TGT|EVENT|GTHW/.test(message.op)),
        { to: address.adapterCaller('h0'), message: { type: 'world.targetFree' } },
        ...happenings.sends('h0'),
      ],
      offered: { 'fp.ioctl.defect': 'all', 'tm.data.failure': 'all' },
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-crash',
    says: 'AIX: ioctls from an interrupt level, and everything that is called afterwards',
    quick: false,
    topology: disk(1, { driver: 'aix', adapter: { specialFile: true } }),
    surroundings: {
      faultBudget: 6,
      compose: { startAttached: false, forever: null },
      spontaneous: [
        ...happenings.adapterCalls('h0'),
        ...happenings.dumps('h0', 'd0').slice(0, 1),
        ...(['SCIODIAG', 'SCIODNLD', 'IOCINFO', 'SCIOTUR'] as const).map((op) => ioctl(op)),
        ioctl('SCIODIAG', 'interrupt'),
      ],
      offered: { 'fp.ioctl.found': ['error'] },
      mayEnd: () => true,
    },
  },
  {
    name: 'telling-diagnostics',
    says: 'AIX: diagnostics on an adapter, and IOCINFO that cannot be copied out meanwhile',
    quick: false,
    breadthFirst: 1_000,
    topology: disk(1, { driver: 'aix', adapter: { specialFile: true } }),
    surroundings: {
      faultBudget: 3,
      compose: { startAttached: false, forever: null },
      spontaneous: [
        ...happenings
          .adapterCalls('h0')
          .filter(({ message }) => message.type === 'world.adapterOpen' && message.mode === 'SC_DIAGNOSTIC'),
        ioctl('IOCINFO'),
      ],
      offered: { 'fp.ioctl.defect': ['address'] },
      mayEnd: () => true,
    },
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
  ...tellingOpens,
];
