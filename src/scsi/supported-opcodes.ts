import { truncate } from './allocation.ts';
import type { CdbName } from './cdb/catalogue.ts';
import type { CdbLayout } from './cdb/layout.ts';
import { concatenate } from './concatenate.ts';
import { FieldTable, type FieldValues } from './field-table.ts';

/** One command in the list of all commands (SPC-4 6.35.2). */
export const commandDescriptorTable = new FieldTable('command descriptor', 8, [
  { name: 'opcode', byte: 0, bit: 7, width: 8, meaning: 'operation code' },
  { name: 'serviceAction', byte: 2, bit: 7, width: 16, meaning: 'service action, if SERVACTV' },
  { name: 'timeoutsPresent', byte: 5, bit: 1, width: 1, meaning: 'a timeouts descriptor follows (CTDP)' },
  { name: 'serviceActionValid', byte: 5, bit: 0, width: 1, meaning: 'SERVACTV' },
  { name: 'cdbLength', byte: 6, bit: 7, width: 16, meaning: 'bytes of the CDB' },
]);

/** Head of the answer about one command (SPC-4 6.35.3). */
export const oneCommandTable = new FieldTable(
  'one command data',
  4,
  [
    { name: 'timeoutsPresent', byte: 1, bit: 7, width: 1, meaning: 'a timeouts descriptor follows (CTDP)' },
    {
      name: 'support',
      byte: 1,
      bit: 2,
      width: 3,
      meaning: 'support',
      values: { 0: 'not known now', 1: 'not supported', 3: 'as the standard says', 5: 'as the vendor defines' },
    },
    { name: 'cdbLength', byte: 2, bit: 7, width: 16, meaning: 'bytes of the CDB' },
  ],
  'atLeast',
);

/** One entry of the list of all commands. */
export type CommandDescriptor = FieldValues<(typeof commandDescriptorTable)['fields']>;

/** The answer about one command. */
export interface OneCommand extends FieldValues<(typeof oneCommandTable)['fields']> {
  /** First the operation code, then 1 for each bit of the CDB that the device looks at; as far as received. */
  readonly usage: Uint8Array;
}

const SUPPORTED = 3;
const NOT_SUPPORTED = 1;
/** Timeouts descriptor: its own length less 2, a reserved byte, a command-specific byte, two times of 0 = not stated. */
const TIMEOUTS_DESCRIPTOR = Uint8Array.of(0x00, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
/** Of the control byte only NACA and the obsolete FLAG and LINK are looked at. */
const CONTROL_USAGE = 0x07;

/** Builds the list of all commands (reporting option 0). */
export function buildAllCommands(
  commands: readonly CdbLayout<CdbName>[],
  timeouts: boolean,
  allocationLength: number = Number.MAX_SAFE_INTEGER,
): Uint8Array {
  const entries = commands.flatMap((command) => {
    const descriptor = commandDescriptorTable.encode({
      opcode: command.opcode,
      serviceAction: command.serviceAction ?? 0,
      timeoutsPresent: timeouts ? 1 : 0,
      serviceActionValid: command.serviceAction === undefined ? 0 : 1,
      cdbLength: command.table.length,
    });
    return timeouts ? [descriptor, TIMEOUTS_DESCRIPTOR] : [descriptor];
  });
  const length = entries.reduce((sum, entry) => sum + entry.length, 0);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, length);
  return truncate(concatenate([head, ...entries]), allocationLength);
}

/** Builds the answer about one command (reporting options 1 to 3); undefined stands for one that is not supported. */
export function buildOneCommand(
  command: CdbLayout<CdbName> | undefined,
  timeouts: boolean,
  allocationLength: number = Number.MAX_SAFE_INTEGER,
): Uint8Array {
  if (command === undefined) return truncate(oneCommandTable.encode({ support: NOT_SUPPORTED }), allocationLength);
  const usage = command.table.usage();
  usage[0] = command.opcode;
  // Where a service action tells commands apart, its bits carry the action itself (SPC-4 6.35.3).
  if (command.serviceAction !== undefined) usage[1] = ((usage[1] ?? 0) & 0xe0) | command.serviceAction;
  usage[usage.length - 1] = CONTROL_USAGE;
  const head = oneCommandTable.encode({
    support: SUPPORTED,
    timeoutsPresent: timeouts ? 1 : 0,
    cdbLength: usage.length,
  });
  return truncate(concatenate(timeouts ? [head, usage, TIMEOUTS_DESCRIPTOR] : [head, usage]), allocationLength);
}

/** Reads the list of all commands as far as it is there; timeouts descriptors are skipped. */
export function parseAllCommands(bytes: Uint8Array): CommandDescriptor[] {
  const commands: CommandDescriptor[] = [];
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = Math.min(bytes.length, 4 + length);
  for (let offset = 4; offset + commandDescriptorTable.length <= end; ) {
    const command = commandDescriptorTable.decodeAt(bytes, offset);
    commands.push(command);
    offset += commandDescriptorTable.length + (command.timeoutsPresent === 1 ? TIMEOUTS_DESCRIPTOR.length : 0);
  }
  return commands;
}

/**
 * Reads the answer about one command.
 * @throws InputError `scsi-length` for fewer than 4 bytes.
 */
export function parseOneCommand(bytes: Uint8Array): OneCommand {
  const head = oneCommandTable.decode(bytes);
  return { ...head, usage: bytes.slice(4, 4 + head.cdbLength) };
}
