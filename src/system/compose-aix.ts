import { adapterCallerMachine } from '../../machines/environment/adapter-caller.machine.ts';
import { applicationMachine } from '../../machines/environment/application.machine.ts';
import { diskOpenerMachine } from '../../machines/environment/disk-opener.machine.ts';
import { foreignSenderMachine } from '../../machines/environment/foreign-sender.machine.ts';
import { aixAdapterMachine } from '../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../machines/hba/aix-adapter-device.machine.ts';
import { aixDumpMachine } from '../../machines/hba/aix-adapter-dump.machine.ts';
import { aixEntryMachine } from '../../machines/hba/aix-adapter-entry.machine.ts';
import { aixEventsMachine } from '../../machines/hba/aix-adapter-events.machine.ts';
import { aixIoctlMachine } from '../../machines/hba/aix-adapter-ioctl.machine.ts';
import { aixTargetMachine } from '../../machines/hba/aix-adapter-target.machine.ts';
import { aixTransactionMachine } from '../../machines/hba/aix-adapter-transaction.machine.ts';
import { scBufMachine } from '../../machines/packet/sc-buf.machine.ts';
import { tmBufMachine } from '../../machines/packet/tm-buf.machine.ts';
import type { AixDiskParameters } from '../../machines/protocol/aix-parameters.ts';
import {
  type Address,
  address,
  internalSlot,
  ioctlSlot,
  type Lun,
  modeSelectSlot,
  requestSenseSlot,
  type Slot,
  startUnitSlot,
} from '../../machines/protocol/names.ts';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import type { BufferKind } from '../../machines/target-driver/aix-disk-buffers.ts';
import { aixDiskCommandMachine } from '../../machines/target-driver/aix-disk-command.machine.ts';
import { aixDiskOpensMachine } from '../../machines/target-driver/aix-disk-opens.machine.ts';
import type { DriverPart } from './driver-part.ts';
import { slotsOf } from './slots.ts';
import { parametersOf } from './topology.ts';

/** The head driver's own commands, behind which no request stands. */
const ownSlots = (lun: Lun, modeSelect: boolean): Slot[] => [
  internalSlot(lun),
  startUnitSlot(lun),
  ...(modeSelect ? [modeSelectSlot(lun)] : []),
];

/** Every place of a unit that has an sc_buf or a scsi_buf, with whoever fills it. */
export const bufferSlots = (
  lun: Lun,
  slots: number,
  { modeSelect }: Pick<AixDiskParameters, 'modeSelect'>,
): { slot: Slot; owner: string }[] => [
  ...[...slotsOf(lun, slots), ...ownSlots(lun, modeSelect)].map((slot) => ({ slot, owner: address.headCommand(slot) })),
  { slot: requestSenseSlot(lun), owner: address.head(lun) },
];

/** Head driver and applications of one unit, which are the same above every AIX adapter driver. */
export function addHeadDriver(
  { topology, options, add }: DriverPart,
  { unit, lun }: DriverPart['units'][number],
  buffer: BufferKind,
  adapterDriver: { entry?: Address; gathers?: boolean } = {},
): void {
  const { aixDisk: params } = parametersOf(topology);
  const pool = slotsOf(lun, unit.slots);
  add(address.head(lun), aixDiskMachine, {
    lun,
    adapter: topology.adapter.name,
    buffer,
    params,
    startOpen: options.startAttached,
    ...adapterDriver,
    ...(unit.openers === undefined ? {} : { opens: address.diskOpens(lun) }),
  });
  if (unit.openers !== undefined) {
    const [first, ...others] = Array.from({ length: unit.openers }, (_, i) => `${lun}.${i + 1}`);
    const holders = options.startAttached && first !== undefined ? [first] : [];
    for (const name of first === undefined ? [] : [first, ...others])
      add(address.diskOpener(name), diskOpenerMachine, { lun, name, open: holders.includes(name) });
    const held = holders.map((name) => ({ by: address.diskOpener(name), flags: params.openFlags }));
    add(address.diskOpens(lun), aixDiskOpensMachine, { lun, holders: held });
  }
  for (const slot of pool) add(address.headCommand(slot), aixDiskCommandMachine, { slot, lun, kind: 'pool', params });
  for (const slot of ownSlots(lun, params.modeSelect))
    add(address.headCommand(slot), aixDiskCommandMachine, { slot, lun, kind: 'internal', params });
  for (const [i, slot] of pool.entries()) {
    add(address.application(slot), applicationMachine, {
      slot,
      lun,
      forever: options.forever?.[i % options.forever.length] ?? null,
      driver: address.head(lun),
    });
  }
}

/** /dev/scsi#: the entry points of the adapter driver beside ddstrategy, and who calls them. */
function addSpecialFile({ topology, options, units, add }: DriverPart): void {
  const { name: adapter } = topology.adapter;
  const { aixAdapter: params } = parametersOf(topology);
  add(address.aixEntry(adapter), aixEntryMachine, {
    name: adapter,
    params,
    configured: true,
    opens: options.startAttached ? units.length : 0,
  });
  add(address.adapterDump(adapter), aixDumpMachine, { name: adapter, params });
  const buffers = Array.from({ length: params.targetBuffers }, (_, i) => `tm.${i + 1}`);
  add(address.targetMode(adapter), aixTargetMachine, { name: adapter, buffers });
  add(address.targetEvents(adapter), aixEventsMachine, { lun: adapter, mode: 'SC_TM_MODE' });
  for (const buffer of buffers) add(address.tmBuf(buffer), tmBufMachine, {});
  add(address.foreignSender(adapter), foreignSenderMachine, { adapter });
  add(address.adapterCaller(adapter), adapterCallerMachine, { adapter });
  for (const { lun, target } of units) {
    const slot = ioctlSlot(lun);
    add(address.ioctlCommand(lun), aixIoctlMachine, { lun });
    add(address.adapterEvents(lun), aixEventsMachine, { lun });
    add(address.transaction(slot), aixTransactionMachine, { slot, lun, target, adapter });
    add(address.scBuf(slot), scBufMachine, { slot, owner: address.ioctlCommand(lun) });
  }
}

/** The actors of the AIX architecture above a parallel bus: adapter driver, sc_bufs, head drivers, applications. */
export function composeAix(part: DriverPart): void {
  const { topology, options, units, initiator, add } = part;
  const { aixAdapter, aixDisk } = parametersOf(topology);
  const adapter = topology.adapter.name;
  const started = options.startAttached;
  add(address.aixAdapter(adapter), aixAdapterMachine, {
    name: adapter,
    initiator,
    bus: topology.bus.name,
    units: units.map(({ lun, target }) => ({ lun, target })),
    params: aixAdapter,
  });
  for (const each of units) {
    const { unit, lun, target } = each;
    add(address.deviceQueue(lun), aixDeviceMachine, { lun, target, adapter, params: aixAdapter, started });
    for (const { slot, owner } of bufferSlots(lun, unit.slots, aixDisk)) {
      add(address.transaction(slot), aixTransactionMachine, { slot, lun, target, adapter });
      add(address.scBuf(slot), scBufMachine, { slot, owner });
    }
    addHeadDriver(part, each, 'sc_buf', {
      gathers: aixAdapter.gatheredWrites,
      ...(topology.adapter.specialFile ? { entry: address.aixEntry(adapter) } : {}),
    });
  }
  if (topology.adapter.specialFile) addSpecialFile(part);
}
