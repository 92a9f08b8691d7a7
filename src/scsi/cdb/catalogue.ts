import type { FieldValues } from '../field-table.ts';
import { blockMaintenanceCdbs } from './block-maintenance.ts';
import type { CdbLayout } from './layout.ts';
import { modeCdbs } from './mode.ts';
import { readWriteCdbs } from './read-write.ts';
import { reportCdbs } from './reports.ts';
import { unitControlCdbs } from './unit-control.ts';

const layouts = [...readWriteCdbs, ...blockMaintenanceCdbs, ...reportCdbs, ...modeCdbs, ...unitControlCdbs] as const;

type KnownLayout = (typeof layouts)[number];

/** Name of a command that is known here, e.g. `READ(10)`. */
export type CdbName = KnownLayout['name'];

/** Field values of one command. Fields wider than 48 bits, such as the LBA of READ(16), are `bigint`. */
export type CdbFields<Name extends CdbName> = FieldValues<
  Extract<KnownLayout, { readonly name: Name }>['table']['fields']
>;

/** Every command known here, in order of operation code and service action. */
export const cdbLayouts: readonly CdbLayout<CdbName>[] = [...(layouts as readonly CdbLayout<CdbName>[])].sort(
  (a, b) => a.opcode - b.opcode || (a.serviceAction ?? 0) - (b.serviceAction ?? 0),
);

const byName: ReadonlyMap<string, CdbLayout<CdbName>> = new Map(cdbLayouts.map((layout) => [layout.name, layout]));

/** Per operation code: the command itself, or its commands by service action. */
const byOpcode: (CdbLayout<CdbName> | Map<number, CdbLayout<CdbName>> | undefined)[] = Array.from({ length: 256 });
for (const layout of cdbLayouts) {
  if (layout.serviceAction === undefined) {
    byOpcode[layout.opcode] = layout;
  } else {
    const shared = byOpcode[layout.opcode];
    const actions = shared instanceof Map ? shared : new Map<number, CdbLayout<CdbName>>();
    actions.set(layout.serviceAction, layout);
    byOpcode[layout.opcode] = actions;
  }
}

/** The layout of a command by name, or undefined for a name not known here. */
export function layoutByName(name: string): CdbLayout<CdbName> | undefined {
  return byName.get(name);
}

/** Whether the operation code is shared by commands that its service action tells apart. */
export function hasServiceActions(opcode: number): boolean {
  return byOpcode[opcode] instanceof Map;
}

/**
 * The layout of a command by its codes.
 * @param serviceAction ignored for operation codes without service actions
 */
export function layoutByCode(opcode: number, serviceAction: number): CdbLayout<CdbName> | undefined {
  const entry = byOpcode[opcode];
  return entry instanceof Map ? entry.get(serviceAction) : entry;
}
