import { definitionDocument, type MachineDefinition } from './definition.ts';
import { dot } from './dot.ts';
import { mermaid } from './mermaid.ts';
import { scxml } from './scxml.ts';

export type ExportFormat = {
  readonly extension: string;
  readonly says: string;
  /** One document for one machine. */
  readonly one: (machine: MachineDefinition) => string;
  /** One document for several machines, in formats that can. */
  readonly several?: (machines: readonly MachineDefinition[]) => string;
};

const json = (machines: readonly MachineDefinition[]): string =>
  `${JSON.stringify(definitionDocument(machines), null, 2)}\n`;

/** What machines can be exported as. */
export const exportFormats = {
  scxml: { extension: 'scxml', says: 'SCXML 1.0', one: scxml },
  json: { extension: 'json', says: 'the complete definition, for tools', one: (one) => json([one]), several: json },
  mermaid: { extension: 'mmd', says: 'Mermaid state diagram', one: mermaid },
  dot: { extension: 'dot', says: 'Graphviz', one: dot },
} as const satisfies Record<string, ExportFormat>;

export type ExportFormatName = keyof typeof exportFormats;
