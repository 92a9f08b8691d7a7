import type { MachineDefinition, StateDefinition } from './definition.ts';
import { diagram } from './diagram.ts';

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/[\r\n]+/g, '\\n')}"`;
/** Lines that begin at the left. */
const lines = (texts: readonly string[]): string =>
  `"${texts.map((text) => `${quoted(text).slice(1, -1)}\\l`).join('')}"`;

/**
 * A machine as a graph of Graphviz. A state with children is a cluster; arrows begin and end at a small node in it, and
 * are clipped at its border. The regions of a parallel state are clusters with a broken border.
 */
export function dot(machine: MachineDefinition): string {
  const { arrows, inside, childrenOf } = diagram(machine);
  const out: string[] = [
    `digraph ${quoted(machine.id)} {`,
    '  compound=true; rankdir=LR; fontname="Helvetica";',
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9];',
  ];
  const isCluster = (path: string): boolean => childrenOf(path).length > 0;
  const nodeOf = (path: string): string => quoted(isCluster(path) ? `${path} (anchor)` : path);
  const clusterOf = (path: string): string => quoted(`cluster ${path}`);
  const within = (path: string, ancestor: string): boolean => ancestor === '' || `${path}.`.startsWith(`${ancestor}.`);

  const state = ({ path, key, kind, description, initial }: StateDefinition, indent: string, region: boolean): void => {
    const title = path === '' ? machine.id : key;
    const tooltip = description === null ? [] : [`tooltip=${quoted(description)}`];
    if (!isCluster(path)) {
      const label = inside(path).length === 0 ? quoted(title) : lines([title, ...inside(path)]);
      const attributes = [`label=${label}`, ...(kind === 'final' ? ['peripheries=2'] : []), ...tooltip];
      out.push(`${indent}${nodeOf(path)} [${attributes.join(', ')}];`);
      return;
    }
    const style = region ? 'rounded,dashed' : 'rounded';
    out.push(`${indent}subgraph ${clusterOf(path)} {`);
    out.push(`${indent}  label=${quoted(title)}; style=${quoted(style)};${tooltip.map((it) => ` ${it};`).join('')}`);
    const handled = inside(path);
    out.push(
      handled.length === 0
        ? `${indent}  ${nodeOf(path)} [shape=point, style=${initial === null ? 'invis' : 'filled'}];`
        : `${indent}  ${nodeOf(path)} [shape=plain, label=${lines(handled)}];`,
    );
    for (const child of childrenOf(path)) state(child, `${indent}  `, kind === 'parallel');
    if (initial !== null) out.push(`${indent}  ${nodeOf(path)} -> ${nodeOf(initial)}${ends(path, initial)};`);
    out.push(`${indent}}`);
  };
  // Graphviz does not clip an edge at a cluster that holds its other end too.
  const ends = (from: string, to: string, label?: string): string => {
    const attributes = [
      ...(label === undefined ? ['style=dashed'] : [`label=${label}`]),
      ...(isCluster(from) && !within(to, from) ? [`ltail=${clusterOf(from)}`] : []),
      ...(isCluster(to) && !within(from, to) ? [`lhead=${clusterOf(to)}`] : []),
    ];
    return ` [${attributes.join(', ')}]`;
  };
  for (const root of machine.states.filter(({ parent }) => parent === null)) state(root, '  ', false);
  for (const { from, to, labels } of arrows) {
    out.push(`  ${nodeOf(from)} -> ${nodeOf(to)}${ends(from, to, lines(labels))};`);
  }
  out.push('}');
  return `${out.join('\n')}\n`;
}
