/** The machines as data: definitions, SCXML, diagrams. */
export {
  type DefinitionDocument,
  definitionDocument,
  definitionFormat,
  definitionVersion,
  type MachineDefinition,
  machineDefinition,
  type Named,
  type StateDefinition,
  type TransitionDefinition,
} from './definition.ts';
export { dot } from './dot.ts';
export { mermaid } from './mermaid.ts';
export { type PromelaFiles, promelaFiles, spinCommands } from './promela-files.ts';
export { scxml, scxmlNamespace } from './scxml.ts';
