import type { MachineDefinition, StateDefinition } from './definition.ts';
import { diagram } from './diagram.ts';
import { stateNames } from './state-names.ts';

/** Characters with a meaning in Mermaid, as the entities that it knows. */
const escaped = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} _.,()[\]/!?=+*'…-]/gu, (char) => `#${char.codePointAt(0)};`)
    .replace(/--/g, '#45;#45;');

/** More of them make an arrow unreadable. */
const mostLines = 6;
const label = (labels: readonly string[]): string => {
  const shown = labels.length <= mostLines ? labels : labels.slice(0, mostLines - 1);
  const rest = labels.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… ${rest} more`] : [])].map(escaped).join('<br/>');
};

/** A machine as a Mermaid state diagram: the states, and the transitions that lead to one. */
export function mermaid(machine: MachineDefinition): string {
  const { arrows, childrenOf } = diagram(machine);
  const name = stateNames(machine, '__', /[^A-Za-z0-9_]/g);
  const out = [
    'stateDiagram-v2',
    '  %% messages that are handled without leaving a state are not drawn',
    '  direction LR',
  ];

  const state = ({ path, key, kind, initial }: StateDefinition, indent: string): void => {
    const children = childrenOf(path);
    const declared = `${indent}state "${escaped(path === '' ? machine.id : key)}" as ${name(path)}`;
    out.push(children.length > 0 ? `${declared} {` : declared);
    if (initial !== null) out.push(`${indent}  [*] --> ${name(initial)}`);
    children.forEach((child, i) => {
      if (kind === 'parallel' && i > 0) out.push(`${indent}  --`);
      state(child, `${indent}  `);
    });
    if (children.length > 0) out.push(`${indent}}`);
    if (kind === 'final') out.push(`${indent}${name(path)} --> [*]`);
  };
  for (const root of machine.states.filter(({ parent }) => parent === null)) state(root, '  ');
  for (const { from, to, labels } of arrows) {
    const text = label(labels);
    out.push(`  ${name(from)} --> ${name(to)}${text === '' ? '' : ` : ${text}`}`);
  }
  return `${out.join('\n')}\n`;
}
