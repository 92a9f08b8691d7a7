import { dumpCommands } from '../../machines/protocol/aix-dump.ts';
import {
  adapterOperations,
  commandOperations,
  samCommandOperations,
  samOperations,
  targetOperations,
} from '../../machines/protocol/aix-entry.ts';
import type { RangeClass } from '../../machines/protocol/buf.ts';
import { address, type InitiatorName, type Lun, type Slot, type TargetName } from '../../machines/protocol/names.ts';
import {
  directionOf,
  type OperationClass,
  operationClasses,
  persistentReservations,
} from '../../machines/protocol/operation.ts';
import type { PktFlag } from '../../machines/protocol/scsi-pkt.ts';
import type { WorldMessage } from '../../machines/protocol/world.ts';
import type { BusKind } from '../system/topology.ts';

/** Something that the world does to an actor. */
export type Happening = { readonly to: string; readonly message: WorldMessage };

const to = (place: string, messages: readonly WorldMessage[]): Happening[] =>
  messages.map((message) => ({ to: place, message }));

/** PERSISTENT RESERVE OUT by service action has its own system (`published-aix-entry.ts`). */
const anyOperation = operationClasses.filter((op) => !persistentReservations.some((each) => each === op));

/** Everything that the world may do, by whom it befalls. */
export const happenings = {
  unit: (lun: Lun): Happening[] =>
    to(
      address.logicalUnit(lun),
      (['powerOn', 'mediumRemoved', 'mediumInserted', 'stopped', 'becameReady'] as const).map((what) => ({
        type: `world.${what}`,
      })),
    ),

  target: (target: TargetName): Happening[] => to(address.target(target), [{ type: 'world.gone' }]),

  /** Commands of another initiator. */
  foreignCommands: (
    initiator: InitiatorName,
    target: TargetName,
    lun: Lun,
    ops: readonly OperationClass[] = anyOperation,
  ): Happening[] =>
    to(
      address.foreignInitiator(initiator),
      ops.map((op) => ({ type: 'world.foreignCommand', target, lun, op })),
    ),

  /** Task management of another initiator. */
  foreignMessages: (initiator: InitiatorName, target: TargetName, lun: Lun): Happening[] =>
    to(
      address.foreignInitiator(initiator),
      (['ABORT', 'CLEAR_QUEUE', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET', 'CLEAR_ACA'] as const).map((message) => ({
        type: 'world.foreignMessage',
        target,
        lun,
        message,
      })),
    ),

  foreignReset: (initiator: InitiatorName): Happening[] =>
    to(address.foreignInitiator(initiator), [{ type: 'world.foreignReset' }]),

  /** What becomes of the way between an initiator and a target that are on no bus. */
  network: (initiator: InitiatorName, target: TargetName, kind: BusKind): Happening[] =>
    to(address.nexus(initiator, target), [
      { type: 'world.linkDown' },
      { type: 'world.linkUp', id: 'same' },
      { type: 'world.linkUp', id: 'changed' },
      { type: 'world.linkUp', id: 'replaced' },
      kind === 'iscsi' ? { type: 'world.connectionLost' } : { type: 'world.targetMoved' },
    ]),

  /** read(2) and write(2) of every kind. */
  transfers: (slot: Slot): Happening[] => {
    const ranges = ['inside', 'atEnd', 'beyond', 'overrun', 'misaligned'] as const satisfies readonly RangeClass[];
    const kinds = [
      { failfast: false, physio: false },
      { failfast: true, physio: false },
      { failfast: false, physio: true },
      { failfast: false, physio: false, iodone: true },
    ];
    return to(
      address.application(slot),
      (['world.read', 'world.write'] as const).flatMap((type) =>
        ranges.flatMap((range) => kinds.map((kind) => ({ type, range, ...kind }))),
      ),
    );
  },

  /** USCSICMD. */
  commands: (
    slot: Slot,
    ops: readonly OperationClass[] = anyOperation,
    flags: readonly (readonly PktFlag[])[] = [[], ['FLAG_DIAGNOSE'], ['FLAG_ISOLATE'], ['FLAG_NOINTR'], ['FLAG_HEAD']],
  ): Happening[] =>
    to(
      address.application(slot),
      ops.flatMap((op) =>
        flags.map((each) => ({ type: 'world.command', op, direction: directionOf(op), flags: each })),
      ),
    ),

  /** attach(9E), suspend and resume; open and close of the head driver; resources that somebody frees. */
  driver: (
    driver: string,
    what: readonly ('attach' | 'detach' | 'suspend' | 'resume' | 'resourcesFreed')[],
  ): Happening[] =>
    to(
      driver,
      what.map((each) => ({ type: `world.${each}` })),
    ),

  /** Calls of the entry points of an AIX adapter driver that concern no device. */
  adapterCalls: (adapter: string): Happening[] =>
    to(address.adapterCaller(adapter), [
      ...(['CFG_INIT', 'CFG_TERM', 'CFG_QVPD'] as const).map(
        (command) => ({ type: 'world.adapterConfig', command }) as const,
      ),
      { type: 'world.adapterOpen', mode: 'normal', authority: true },
      { type: 'world.adapterOpen', mode: 'SC_DIAGNOSTIC', authority: true },
      { type: 'world.adapterOpen', mode: 'SC_DIAGNOSTIC', authority: false },
      { type: 'world.adapterClose' },
      { type: 'world.targetFree' },
    ]),

  /** ioctls of an AIX adapter driver. */
  ioctls: (adapter: string, lun: Lun): Happening[] => {
    const device = ['SCIOSTART', 'SCIOSTOP', 'SCIOHALT', 'SCIORESET', 'SCIOLUNRST', 'SCIOEVENT'] as const;
    const argument = { command: 'testUnitReady', async: true } as const;
    return to(address.adapterCaller(adapter), [
      ...[...adapterOperations, ...commandOperations, ...targetOperations, ...device].flatMap((op) =>
        (['kernel', 'user'] as const).map(
          (caller) => ({ type: 'world.adapterIoctl', op, lun, caller, argument }) as const,
        ),
      ),
      { type: 'world.adapterIoctl', op: 'SCIOEVENT', lun, caller: 'kernel', argument, mode: 'SC_TM_MODE' },
    ]);
  },

  /** ioctls of an AIX FCP or iSCSI adapter driver, for one device. */
  samIoctls: (adapter: string, lun: Lun): Happening[] => {
    const argument = { command: 'testUnitReady', async: false } as const;
    return to(address.adapterCaller(adapter), [
      ...(['IOCINFO', ...samOperations, ...samCommandOperations] as const).flatMap((op) =>
        (['kernel', 'user'] as const).map(
          (caller) => ({ type: 'world.adapterIoctl', op, lun, caller, argument }) as const,
        ),
      ),
      { type: 'world.adapterIoctl', op: 'SCIOLRESET', lun, caller: 'kernel', scope: 'lun' },
    ]);
  },

  /** The system dumps its memory. */
  dumps: (adapter: string, lun: Lun): Happening[] =>
    to(
      address.adapterCaller(adapter),
      dumpCommands.map((command) => ({ type: 'world.adapterDump', command, lun })),
    ),

  /** Another initiator sends to the adapter: as much as fits, and more. */
  sends: (adapter: string): Happening[] =>
    to(
      address.foreignSender(adapter),
      [1, 17].map((buffers) => ({ type: 'world.foreignSend', buffers })),
    ),
};
