import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type TransitionEntry, transitionIndex } from '../../src/system/transition-index.ts';
import type { Box, BoxLine, EdgeLine } from './chart.ts';
import { guardTexts } from './guard-text.ts';
import { clipped, wrapped } from './text-size.ts';

/** A state with what is told inside its box, before anything has a place. */
export type StateOutline = Pick<Box, 'state' | 'name' | 'kind' | 'initial' | 'description' | 'lines'> & {
  readonly children: readonly StateOutline[];
};

export type EdgeOutline = {
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly string[];
  readonly lines: readonly EdgeLine[];
};

export type Outline = { readonly root: StateOutline; readonly edges: readonly EdgeOutline[] };

const lettersOfLine = 54;
const lettersOfLabel = 30;
const lettersOfName = 26;

const isInside = (inner: string, outer: string): boolean =>
  outer === '' ? inner !== '' : inner.startsWith(`${outer}.`);

/** Is it drawn as an arrow? What stays inside its own state, or leads into it, is told as a line in the box. */
const isArrow = ({ state, targets, ignored }: TransitionEntry): boolean =>
  ignored === undefined &&
  targets.length === 1 &&
  targets[0] !== state &&
  !isInside(targets[0] ?? '', state) &&
  !isInside(state, targets[0] ?? '');

const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** Event of a transition as it is written in a chart. */
const eventText = ({ event }: TransitionEntry): string => event;

function lineOf(entry: TransitionEntry): BoxLine {
  const guard = entry.guard === undefined ? '' : ` [${entry.guard}]`;
  const [target] = entry.targets;
  const inward = target !== undefined && target !== entry.state;
  const again = target === entry.state ? ' ↻' : '';
  const to = inward ? ` → ${entry.targets.map(nameOf).join(', ')}` : again;
  // Where it leads is worth more than the end of a long guard.
  const text = `${clipped(`${eventText(entry)}${guard}`, lettersOfLine - to.length)}${to}`;
  return { text, transitions: [entry.id], kind: inward ? 'inward' : 'reaction' };
}

function linesOf(entries: readonly TransitionEntry[]): BoxLine[] {
  const ignored = entries.filter((entry) => entry.ignored !== undefined);
  const lines = entries.filter((entry) => entry.ignored === undefined && !isArrow(entry)).map(lineOf);
  if (ignored.length === 0) return lines;
  const said = ignored.length === 1 ? `ignores ${ignored[0]?.event}` : `ignores ${ignored.length} messages`;
  return [...lines, { text: clipped(said, lettersOfLine), transitions: ignored.map(({ id }) => id), kind: 'ignored' }];
}

function kindOf(node: AnyStateNode): Box['kind'] {
  if (node.parent === undefined) return 'machine';
  if (node.parent.type === 'parallel') return 'region';
  if (node.type === 'final') return 'final';
  if (node.type !== 'atomic') return 'compound';
  return (node.always?.length ?? 0) > 0 && node.transitions.size === 0 ? 'decision' : 'atomic';
}

/** What has to be drawn of a machine. */
export function outlineOf(machine: AnyStateMachine): Outline {
  const guards = guardTexts(machine);
  const entries = transitionIndex.transitionsOf(machine).map((entry) => ({ ...entry, guard: guards.get(entry.id) }));
  const byState = new Map<string, TransitionEntry[]>();
  for (const entry of entries) byState.set(entry.state, [...(byState.get(entry.state) ?? []), entry]);
  const outline = (node: AnyStateNode): StateOutline => {
    const state = node.path.join('.');
    const initial = node.parent?.type === 'compound' && (node.parent.initial.target ?? []).includes(node);
    return {
      state,
      name: wrapped(node.parent === undefined ? machine.id : node.key, lettersOfName),
      kind: kindOf(node),
      initial,
      description: node.description ?? '',
      lines: linesOf(byState.get(state) ?? []),
      children: Object.values(node.states).map(outline),
    };
  };
  const groups = new Map<string, TransitionEntry[]>();
  for (const entry of entries.filter(isArrow)) {
    const key = `${entry.state}>${entry.targets[0]}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const edges = [...groups.values()].map(
    (group): EdgeOutline => ({
      from: group[0]?.state ?? '',
      to: group[0]?.targets[0] ?? '',
      transitions: group.map(({ id }) => id),
      lines: labelOf(group),
    }),
  );
  return { root: outline(machine.root), edges };
}

/** One line for each event, its guards below it. */
function labelOf(group: readonly TransitionEntry[]): EdgeLine[] {
  const lines: EdgeLine[] = [];
  for (const event of new Set(group.map(eventText))) {
    const same = group.filter((entry) => eventText(entry) === event);
    const guards = same.filter(({ guard }) => guard !== undefined);
    if (event !== 'always') {
      lines.push({ text: event, kind: 'event', transitions: same.map(({ id }) => id) });
    } else if (guards.length < same.length) {
      const plain = same.filter(({ guard }) => guard === undefined).map(({ id }) => id);
      lines.push({ text: 'else', kind: 'guard', transitions: plain });
    }
    for (const { guard = '', id } of guards) {
      for (const text of wrapped(`[${guard}]`, lettersOfLabel)) lines.push({ text, kind: 'guard', transitions: [id] });
    }
  }
  return lines;
}
